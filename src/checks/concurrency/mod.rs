//! Checks of the chapter “Concurrency”.

mod autoscaling;
mod compose;
mod overlay;
mod processes;
mod replicas;

pub use autoscaling::*;
pub use compose::*;
pub use processes::*;
pub use replicas::*;
