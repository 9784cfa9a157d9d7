//! Dependency manifests, lock files and runtime version files.

use super::{Harvest, Reader};
use crate::discover::Class;

/// Reads one file.
pub fn extract(reader: Reader, class: Class, harvest: &mut Harvest) {
    let _ = (reader, harvest, class);
}
