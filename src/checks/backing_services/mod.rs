//! Checks of the chapter “Backing services”.

mod bundled;
mod embedded;
mod mail;
mod undeclared;

pub use bundled::*;
pub use embedded::*;
pub use mail::*;
pub use undeclared::*;
