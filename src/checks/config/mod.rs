//! Checks of the chapter “Config”.

mod references;

pub use references::*;
