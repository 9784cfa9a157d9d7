//! HOCON of Ktor, Play and Akka: the same settings in another notation.

use super::{Setting, Walk};
use crate::extract::{Harvest, Reader};
use crate::parse::hocon;

pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let mut walk = Walk::new(reader, harvest);
    walk.has_framework_names = true;
    walk.syntax = super::interpolation::Syntax::Common;
    for entry in hocon::parse(reader.file, reader.text) {
        let written = entry.value.text.replace("${?", "${");
        // What wins where it is set has the setting as its default.
        let text = match &entry.overridden_by {
            Some(name) => format!("${{{name}:-{written}}}"),
            None => written,
        };
        let is_string = entry.is_quoted || text.parse::<f64>().is_err();
        walk.setting(&Setting {
            path: &entry.key.text,
            key: entry.key.span,
            text: &text,
            span: entry.value.span,
            is_string,
        });
    }
}
