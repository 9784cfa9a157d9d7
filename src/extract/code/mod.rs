//! Source code to facts.

use super::{Harvest, Reader};
use crate::discover::Language;

/// Reads one file.
pub fn extract(reader: Reader, language: Language, harvest: &mut Harvest) {
    let _ = (reader, harvest, language);
}
