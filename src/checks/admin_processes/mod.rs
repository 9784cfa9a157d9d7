//! Checks of the chapter “Admin processes”.

mod images;
mod migrations;

pub use images::*;
pub use migrations::*;
