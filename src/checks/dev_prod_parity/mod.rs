//! Checks of the chapter “Dev/prod parity”.

mod debug;
mod runtimes;
mod servers;
mod services;

pub use debug::debug_enabled;
pub use runtimes::runtime_version_drift;
pub use servers::dev_server_in_production;
pub use services::service_version_drift;
