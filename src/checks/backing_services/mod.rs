//! Checks of the chapter “Backing services”.

mod bundled;
mod embedded;
mod mail;

pub use bundled::*;
pub use embedded::*;
pub use mail::*;
