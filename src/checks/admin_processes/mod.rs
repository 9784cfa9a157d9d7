//! Checks of the chapter “Admin processes”.

mod images;
mod migrations;
mod releases;
mod running;
mod schema;

pub use images::*;
pub use migrations::*;
pub use releases::*;
pub use running::*;
pub use schema::*;
