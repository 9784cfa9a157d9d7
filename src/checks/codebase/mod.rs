//! Checks of the chapter “Codebase”.

mod clones;

pub use clones::*;
