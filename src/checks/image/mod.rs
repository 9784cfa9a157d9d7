//! Checks of the chapter “Image”.

mod archives;
mod caches;
mod index;
mod layers;
mod order;
mod user;

pub use archives::*;
pub use caches::*;
pub use index::*;
pub use layers::*;
pub use order::*;
pub use user::*;
