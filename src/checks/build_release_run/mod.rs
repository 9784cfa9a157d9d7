//! Checks of the chapter “Build, release, run”.

mod start;

pub use start::build_at_start;
