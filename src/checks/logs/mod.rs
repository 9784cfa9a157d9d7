//! Checks of the chapter “Logs”.

mod buffers;
mod streams;
mod volumes;

pub use buffers::*;
pub use streams::*;
pub use volumes::*;
