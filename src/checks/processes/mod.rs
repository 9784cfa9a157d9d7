//! Checks of the chapter “Processes”.

mod affinity;
mod filesystem;
mod images;
mod platform;
mod state;
mod volumes;

pub use affinity::*;
pub use filesystem::*;
pub use images::*;
pub use state::*;
pub use volumes::*;
