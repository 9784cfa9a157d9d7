//! Checks of the chapter “Processes”.

mod affinity;
mod volumes;

pub use affinity::*;
pub use volumes::*;
