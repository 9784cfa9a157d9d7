//! Checks of the chapter “Dev/prod parity”.

mod runtimes;
mod servers;
mod services;

pub use runtimes::runtime_version_drift;
pub use servers::dev_server_in_production;
pub use services::service_version_drift;
