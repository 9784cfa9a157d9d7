//! Checks of the chapter “Build, release, run”.

mod base;
mod context;
mod start;
mod tags;
mod tools;

pub use base::*;
pub use context::*;
pub use start::*;
pub use tags::*;
pub use tools::*;
