//! Checks of the chapter “Concurrency”.

mod autoscaling;
mod processes;
mod replicas;

pub use processes::{daemonizes, multiple_processes_in_container, pid_file};
pub use autoscaling::*;
pub use processes::{daemonizing_commands, multiple_processes_in_container};
pub use replicas::*;
