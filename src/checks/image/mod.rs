//! Checks of the chapter “Image”.

mod caches;
mod index;

pub use caches::package_cache_left;
pub use index::stale_package_index;
