//! Checks of the chapter “Backing services”.

mod bundled;
mod embedded;

pub use bundled::*;
pub use embedded::*;
