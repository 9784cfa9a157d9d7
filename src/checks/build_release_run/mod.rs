//! Checks of the chapter “Build, release, run”.

mod start;
mod tags;

pub use start::build_at_start;
pub use tags::*;
