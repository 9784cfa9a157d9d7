//! Checks of the chapter “Build, release, run”.

mod base;
mod context;
mod compose;
mod start;
mod tags;
mod tools;

pub use base::*;
pub use context::*;
pub use start::*;
pub use tags::*;
pub use tools::*;
pub use compose::{code_change_at_runtime, compose_tags};
pub use start::build_at_start;
