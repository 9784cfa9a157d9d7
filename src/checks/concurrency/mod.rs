//! Checks of the chapter “Concurrency”.

mod processes;

pub use processes::{daemonizing_commands, multiple_processes_in_container};
