//! Java properties files: the same settings, one per line.

use super::trust::Owner;
use super::{Setting, Walk, logging, spring};
use crate::extract::{Harvest, Reader};
use crate::parse::properties;
use crate::source::Arg;

pub(super) fn extract(reader: Reader, owner: Owner, harvest: &mut Harvest) {
    let parsed = properties::parse(reader.file, reader.text);
    let find = |key: &str| -> Option<&Arg> {
        parsed.entries.iter().rev().find(|entry| entry.key.text == key).map(|entry| &entry.value)
    };
    let mut walk = Walk::new(reader, harvest);
    walk.only_known_forms = owner == Owner::Other;
    let profile = spring::PROFILE.iter().find_map(|key| find(key));
    if let Some(environment) = profile.and_then(|profile| spring::environment_of_profiles(&profile.text)) {
        walk.place.environment = environment;
    }
    for entry in &parsed.entries {
        if owner == Owner::App
            && let Some(fact) = logging::of_property(&entry.key.text, &entry.value, &walk.place, find)
        {
            walk.harvest.facts.push(fact);
            continue;
        }
        // The parser has put `{}` for placeholders, whose variables are still to be read.
        let written = reader.text.get(entry.value.span.range()).unwrap_or("");
        let text = if entry.value.literal { entry.value.text.as_str() } else { written };
        let is_string = !matches!(text, "true" | "false") && text.parse::<f64>().is_err();
        walk.setting(&Setting {
            path: &entry.key.text,
            key: entry.key.span,
            text,
            span: entry.value.span,
            is_string,
        });
    }
}
