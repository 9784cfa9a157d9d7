//! Compose files to services.

use super::{Harvest, Reader};

/// Reads one file.
pub fn extract(reader: Reader, harvest: &mut Harvest) {
    let _ = (reader, harvest);
}
