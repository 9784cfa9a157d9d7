//! Checks of the chapter “Codebase”.

mod branches;
mod clones;
mod copies;

pub use branches::*;
pub use clones::*;
pub use copies::*;
