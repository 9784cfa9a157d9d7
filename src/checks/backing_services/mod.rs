//! Checks of the chapter “Backing services”.

mod embedded;

pub use embedded::*;
