//! Checks of the chapter “Build, release, run”.

mod base;
mod context;
mod start;
mod tags;
mod tools;

pub use base::{cmd_ignored, floating_base_image};
pub use context::missing_dockerignore;
pub use start::build_at_start;
pub use tags::*;
pub use tools::build_tools_in_runtime_image;
