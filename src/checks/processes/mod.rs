//! Checks of the chapter “Processes”.

mod affinity;
mod state;
mod volumes;

pub use affinity::*;
pub use state::*;
pub use volumes::*;
mod volumes;

pub use volumes::image_declares_volume;
