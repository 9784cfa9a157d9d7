//! Checks of the chapter “Logs”.

mod streams;
mod volumes;

pub use streams::*;
pub use volumes::*;
