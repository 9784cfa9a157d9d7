//! Checks of the chapter “Admin processes”.

mod images;
mod migrations;
mod releases;

pub use images::*;
pub use migrations::*;
pub use releases::*;
