//! Checks of the chapter “Port binding”.

mod host;
mod services;

pub use host::*;
pub use services::*;
