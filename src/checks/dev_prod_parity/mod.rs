//! Checks of the chapter “Dev/prod parity”.

mod debug;
mod runtimes;
mod drift;
mod servers;
mod services;

pub use debug::*;
pub use runtimes::*;
pub use servers::*;
pub use services::*;
pub use drift::backing_service_drift;
pub use servers::dev_server_in_production;
