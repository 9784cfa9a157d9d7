//! Checks of the chapter “Build, release, run”.

mod base;
mod broken;
mod compose;
mod context;
mod dev_dependencies;
mod environments;
mod pushes;
mod stages;
mod start;
mod tags;
mod tools;

pub use base::*;
pub use broken::start_command_broken;
pub use compose::*;
pub use context::*;
pub use dev_dependencies::*;
pub use environments::*;
pub use pushes::*;
pub use stages::unused_stage;
pub use start::*;
pub use tags::*;
pub use tools::*;
