//! `web.config` and `app.config`: what .NET itself reads of them, and the settings that programs do
//! (learn.microsoft.com/dotnet/framework/configure-apps/file-schema).

use super::{Walk, setting};
use crate::extract::{Harvest, Reader};
use crate::fact::{Fact, Kind};
use crate::parse::xml::Element;
use crate::source::{Arg, folder_of, name_of};

pub(super) fn extract(reader: Reader, root: Element, harvest: &mut Harvest) {
    let is_transformed = is_transformed(reader);
    let mut walk = Walk::new(reader, harvest);
    for element in root.descendants() {
        // A transform of another environment takes the element away.
        if element.attribute("Transform").is_some_and(|way| way.text.starts_with("Remove")) {
            continue;
        }
        let parent = element.parent().map_or("", Element::name);
        match (parent, element.name()) {
            ("connectionStrings", "add") => {
                named(element, "name", "connectionString", "connectionStrings.", &mut walk);
            }
            ("appSettings", "add") => named(element, "key", "value", "", &mut walk),
            ("environmentVariables", "environmentVariable") => named(element, "name", "value", "", &mut walk),
            (_, "setting") => {
                if let Some((name, value)) =
                    element.attribute("name").zip(element.child("value").and_then(Element::text))
                {
                    setting(&mut walk, &name.text, &value);
                }
            }
            ("system.web", "sessionState") => session(element, &mut walk),
            ("system.web", "machineKey") => keys(element, &mut walk),
            ("system.web", "compilation") if !is_transformed => switch(element, "debug", "true", &mut walk),
            ("system.web", "customErrors") if !is_transformed => switch(element, "mode", "Off", &mut walk),
            ("system.web", "trace") if !is_transformed => switch(element, "enabled", "true", &mut walk),
            ("smtp", "network") => mail(element, &mut walk),
            ("client", "endpoint") => peer(element, &mut walk),
            ("system.webServer", "aspNetCore") => standard_output(element, &mut walk),
            ("listeners" | "sharedListeners", "add") => listener(element, &mut walk),
            _ => {}
        }
    }
}

/// Whether a transform for releases stands beside the file. What project templates put into it switches debugging off.
fn is_transformed(reader: Reader) -> bool {
    let name = name_of(reader.path).to_ascii_lowercase();
    let Some(stem) = name.strip_suffix(".config").filter(|stem| !stem.contains('.')) else { return false };
    let wanted = format!("{stem}.release.config");
    let folder = folder_of(reader.path);
    reader.paths.iter().any(|path| folder_of(path) == folder && name_of(path).eq_ignore_ascii_case(&wanted))
}

fn push(walk: &mut Walk, kind: Kind, at: &Arg, subject: &str, value: Option<Arg>, api: &str) {
    let mut fact = Fact::new(kind, at.span, api, walk.place.clone()).about(Arg::literal(subject, at.span));
    fact.value = value;
    walk.harvest.facts.push(fact);
}

/// An entry with a name and a value.
fn named(element: Element, name: &str, value: &str, prefix: &str, walk: &mut Walk) {
    if let Some((name, value)) = element.attribute(name).zip(element.attribute(value)) {
        let path = format!("{prefix}{}", name.text.replace(':', "."));
        setting(walk, &path, &value);
    }
}

/// `<sessionState mode="InProc" />`
fn session(element: Element, walk: &mut Walk) {
    let Some(mode) = element.attribute("mode") else { return };
    let store = match mode.text.as_str() {
        "InProc" => "memory",
        "SQLServer" => "database",
        "StateServer" => "state-server",
        "Custom" => "custom",
        _ => return,
    };
    push(walk, Kind::SessionStore, &mode, store, None, "sessionState");
    if let Some(connection) = element.attribute("sqlConnectionString") {
        setting(walk, "sessionState.sqlConnectionString", &connection);
    }
}

/// The keys that sign and encrypt cookies and view state.
fn keys(element: Element, walk: &mut Walk) {
    for name in ["validationKey", "decryptionKey"] {
        if let Some(key) = element.attribute(name).filter(|key| !key.text.starts_with("AutoGenerate")) {
            push(
                walk,
                Kind::SigningKey,
                &key,
                &format!("machineKey.{name}"),
                Some(key.clone()),
                "machineKey",
            );
        }
    }
}

/// A switch that shows the program's insides to whoever asks.
fn switch(element: Element, name: &str, on: &str, walk: &mut Walk) {
    if let Some(value) = element.attribute(name).filter(|value| value.text.eq_ignore_ascii_case(on)) {
        let subject = format!("{} {name}", element.name());
        let state = Arg::literal("true", value.span);
        push(walk, Kind::Debug, &value, &subject, Some(state), super::super::API);
    }
}

/// `<network host="…" userName="…" password="…" />`
fn mail(element: Element, walk: &mut Walk) {
    if let Some(host) = element.attribute("host") {
        push(walk, Kind::Connect, &host, "smtp", Some(host.clone()), super::super::API);
    }
    if let Some(password) = element.attribute("password") {
        setting(walk, "smtp.network.password", &password);
    }
}

/// A service that the program is a client of.
fn peer(element: Element, walk: &mut Walk) {
    let address = element.attribute("address").filter(|address| address.text.starts_with("http"));
    if let Some(address) = address {
        push(walk, Kind::Connect, &address, "http", Some(address.clone()), super::super::API);
    }
}

/// What IIS makes of the standard output of a program that it hosts.
fn standard_output(element: Element, walk: &mut Walk) {
    let is_kept =
        element.attribute("stdoutLogEnabled").is_some_and(|value| value.text.eq_ignore_ascii_case("true"));
    if let Some(file) = element.attribute("stdoutLogFile").filter(|_| is_kept) {
        push(walk, Kind::LogSink, &file, "file", Some(file.clone()), "aspNetCore.stdoutLogFile");
    }
}

/// `<add type="System.Diagnostics.TextWriterTraceListener" initializeData="trace.log" />`
fn listener(element: Element, walk: &mut Walk) {
    let Some(class) = element.attribute("type") else { return };
    let class = class.text.split(',').next().unwrap_or("").trim().to_owned();
    let writes = ["TextWriterTraceListener", "DelimitedListTraceListener", "XmlWriterTraceListener"];
    if let Some(file) = element.attribute("initializeData")
        && writes.iter().any(|name| class.ends_with(name))
    {
        push(walk, Kind::LogSink, &file, "file", Some(file.clone()), &class);
    }
}
