//! Procfiles and other platforms' files to start commands and variables.

use super::{Harvest, Reader};
use crate::discover::Class;

/// Reads one file.
pub fn extract(reader: Reader, class: Class, harvest: &mut Harvest) {
    let _ = (reader, harvest, class);
}
