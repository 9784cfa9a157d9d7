//! Configuration in XML, by the element that the document consists of.

use super::{logback, persistence, tomcat};
use crate::extract::{Harvest, Reader};
use crate::parse::xml;

pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let document = match xml::parse(reader.file, reader.text) {
        Ok(document) => document,
        Err(error) => {
            harvest.unreadable(error.span, format!("this document is not read: {}", error.message));
            return;
        }
    };
    let root = document.root();
    match root.name() {
        "configuration" | "Configuration" => harvest.facts.extend(logback::sinks(root, reader.place)),
        "persistence" => persistence::units(reader, root, harvest),
        "hibernate-configuration" => persistence::session_factory(reader, root, harvest),
        "Server" | "Context" => tomcat::extract(reader, root, harvest),
        _ => {}
    }
}
