//! Checks of the chapter “Port binding”.

mod compose;
mod host;
mod listen;
mod procfile;
mod services;

pub use host::*;
pub use listen::*;
pub use procfile::*;
pub use services::*;
