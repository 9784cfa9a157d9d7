//! Checks of the chapter “Concurrency”.

mod compose;
mod processes;

pub use compose::scale_blocked_by_compose;
pub use processes::{daemonizing_commands, multiple_processes_in_container};
