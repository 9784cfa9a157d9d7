//! Checks of the chapter “Workload”.

mod compose;
mod heap;
mod identity;
mod limits;
mod memory;
mod platform;
mod qos;
mod quantities;
mod requests;
mod versions;

pub use compose::*;
pub use heap::*;
pub use identity::*;
pub use limits::*;
pub use memory::*;
pub use qos::*;
pub use quantities::*;
pub use requests::*;
pub use versions::*;
