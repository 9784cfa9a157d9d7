//! Checks of the chapter “Build, release, run”.

mod compose;
mod start;

pub use compose::{code_change_at_runtime, compose_tags};
pub use start::build_at_start;
