//! CI pipelines to steps, service containers and runtime versions.

use super::{Harvest, Reader};
use crate::discover::Class;

/// Reads one file.
pub fn extract(reader: Reader, class: Class, harvest: &mut Harvest) {
    let _ = (reader, harvest, class);
}
