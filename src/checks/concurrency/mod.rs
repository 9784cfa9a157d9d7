//! Checks of the chapter “Concurrency”.

mod autoscaling;
mod availability;
mod compose;
mod overlay;
mod platform;
mod processes;
mod replicas;
mod workers;

pub use autoscaling::*;
pub use availability::*;
pub use compose::*;
pub use processes::*;
pub use replicas::*;
pub use workers::*;
