//! XML configuration of .NET: `web.config`, `app.config` and what they include, NLog's and log4net's own files, NuGet's.

mod appenders;
pub(super) mod appsettings;
mod framework;
mod log4net;
mod nlog;
mod nuget;

use super::{Setting, Walk};
use crate::extract::{Harvest, Reader};
use crate::parse::xml;
use crate::source::{Arg, name_of};

/// Reads one file. A name alone does not tell that a file is XML: Erlang has an `app.config` too.
pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    if !reader.text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        return;
    }
    let document = match xml::parse(reader.file, reader.text) {
        Ok(document) => document,
        Err(error) => {
            harvest.unreadable(error.span, format!("this document is not read: {}", error.message));
            return;
        }
    };
    let root = document.root();
    for element in root.descendants() {
        match element.name() {
            "nlog" => harvest.facts.extend(nlog::sinks(element, reader.place)),
            "log4net" => harvest.facts.extend(log4net::sinks(element, reader.place)),
            _ => {}
        }
    }
    match root.name() {
        "configuration" if name_of(reader.path).eq_ignore_ascii_case("nuget.config") => {
            nuget::credentials(root, &mut Walk::new(reader, harvest));
        }
        "configuration" | "connectionStrings" | "appSettings" => framework::extract(reader, root, harvest),
        _ => {}
    }
}

/// A text under a dotted path of names. Versions of assemblies have the form of addresses.
fn setting(walk: &mut Walk, path: &str, value: &Arg) {
    if path.ends_with("Version") {
        return;
    }
    let is_string = !matches!(value.text.as_str(), "true" | "false" | "True" | "False")
        && value.text.parse::<f64>().is_err();
    walk.setting(&Setting { path, key: value.span, text: &value.text, span: value.span, is_string });
}

#[cfg(test)]
mod tests;
