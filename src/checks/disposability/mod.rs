//! Checks of the chapter “Disposability”.

mod compose;
mod jobs;
mod liveness_dependencies;
mod missing_probes;
mod platform;
mod probe_paths;
mod probe_ports;
mod probe_timing;
mod probe_validity;
mod shutdown;
mod signals;
mod spring;
mod startup_order;
mod termination;
mod wait;

pub use compose::*;
pub use jobs::*;
pub use liveness_dependencies::*;
pub use missing_probes::*;
pub use probe_paths::*;
pub use probe_ports::*;
pub use probe_timing::*;
pub use probe_validity::*;
pub use shutdown::*;
pub use signals::*;
pub use startup_order::*;
pub use termination::*;
