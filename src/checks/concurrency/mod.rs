//! Checks of the chapter “Concurrency”.

mod autoscaling;
mod compose;
mod processes;
mod replicas;

pub use autoscaling::*;
pub use processes::*;
pub use replicas::*;
pub use compose::scale_blocked_by_compose;
pub use processes::{daemonizing_commands, multiple_processes_in_container};
