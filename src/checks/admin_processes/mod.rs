//! Checks of the chapter “Admin processes”.

mod migrations;

pub use migrations::*;
