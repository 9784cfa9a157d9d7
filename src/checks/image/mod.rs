//! Checks of the chapter “Image”.

mod additions;
mod caches;
mod index;
mod layers;
mod order;
mod user;

pub use caches::package_cache_left;
pub use index::stale_package_index;
pub use layers::{deleted_in_later_layer, metadata_copy_layer};
pub use order::dependency_layer_invalidated;
pub use user::{recommended_packages, root_user_image};
