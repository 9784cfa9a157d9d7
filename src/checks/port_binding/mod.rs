//! Checks of the chapter “Port binding”.

mod listen;

pub use listen::{hardcoded_port, loopback_bind};
mod host;
mod services;

pub use host::*;
pub use services::*;
