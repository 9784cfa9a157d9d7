//! Checks of the chapter “Codebase”.

mod branches;
mod clones;
mod copies;
mod updates;

pub use branches::*;
pub use clones::*;
pub use copies::*;
pub use updates::*;
