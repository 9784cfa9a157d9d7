//! Checks of the chapter “Dependencies”.

mod ignored;
mod locks;
mod manifests;
mod pins;
mod tools;

pub use ignored::*;
pub use locks::*;
pub use pins::*;
pub use tools::*;
