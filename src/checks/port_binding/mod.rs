//! Checks of the chapter “Port binding”.

mod host;
mod listen;
mod services;

pub use host::*;
pub use listen::*;
pub use services::*;
