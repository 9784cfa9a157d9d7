//! Checks of the chapter “Dev/prod parity”.

mod drift;
mod servers;

pub use drift::backing_service_drift;
pub use servers::dev_server_in_production;
