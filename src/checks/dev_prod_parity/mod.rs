//! Checks of the chapter “Dev/prod parity”.

mod servers;

pub use servers::dev_server_in_production;
