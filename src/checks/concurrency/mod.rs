//! Checks of the chapter “Concurrency”.

mod autoscaling;
mod processes;
mod replicas;

pub use autoscaling::*;
pub use processes::*;
pub use replicas::*;
