//! Checks of the chapter “Concurrency”.

mod processes;

pub use processes::{daemonizes, multiple_processes_in_container, pid_file};
