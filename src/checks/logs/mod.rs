//! Checks of the chapter “Logs”.

mod streams;

pub use streams::*;
