//! `persistence.xml` and `hibernate.cfg.xml`: properties that say which database is used and who shapes its schema.
//! <https://jakarta.ee/specifications/persistence/3.1/jakarta-persistence-spec-3.1#a12384>

use super::{Setting, Walk};
use crate::extract::{Harvest, Reader};
use crate::parse::xml::Element;
use crate::source::Arg;

/// The properties of persistence units.
pub(super) fn units(reader: Reader, root: Element, harvest: &mut Harvest) {
    let properties = root.all("persistence-unit").filter_map(|unit| unit.child("properties"));
    let named = properties.flat_map(|properties| properties.all("property"));
    let named =
        named.filter_map(|property| Some((property.attribute("name")?, property.attribute("value")?)));
    let named: Vec<_> = named.collect();
    state(reader, &named, harvest);
}

/// The properties of Hibernate's session factory, whose names may lack their prefix.
pub(super) fn session_factory(reader: Reader, root: Element, harvest: &mut Harvest) {
    let properties = root.all("session-factory").flat_map(|factory| factory.all("property"));
    let named = properties.filter_map(|property| {
        let mut name = property.attribute("name")?;
        if !name.text.starts_with("hibernate.") {
            name.text.insert_str(0, "hibernate.");
        }
        Some((name, property.text()?))
    });
    let named: Vec<_> = named.collect();
    state(reader, &named, harvest);
}

fn state(reader: Reader, properties: &[(Arg, Arg)], harvest: &mut Harvest) {
    let mut walk = Walk::new(reader, harvest);
    walk.has_framework_names = true;
    for (name, value) in properties {
        walk.setting(&Setting {
            path: &name.text,
            key: name.span,
            text: &value.text,
            span: value.span,
            is_string: true,
        });
    }
}
