//! Configuration files of the app (YAML, JSON, TOML, properties, XML, HOCON) to facts.
//!
//! A setting becomes a `literal` fact if it may be a credential or an address, and a `connect` fact if it says what service
//! it leads to. Its subject is the dotted path of its keys and its `api` is [`API`]. Files that are no app's configuration
//! only give up credentials that are known by their form.

mod appenders;
mod descriptors;
mod dotnet;
mod erb;
mod hocon;
mod interpolation;
mod logback;
mod logging;
mod node_config;
mod persistence;
mod properties;
mod rails;
mod service;
mod spring;
mod symfony;
mod tomcat;
mod trust;
mod values;

use std::collections::BTreeSet;

use super::code::slot::is_capitals;
use super::{Harvest, Reader, credentials};
use crate::discover::Format;
use crate::fact::{Environment, Fact, Kind, Place};
use crate::judge::{connection, connection_string, host_of, is_credential_name, token, words};
use crate::parse::tree::{Node, Tree};
use crate::parse::{json, toml, yaml};
use crate::source::{Arg, name_of};
use interpolation::Syntax;
pub use spring::CLUSTERED;
use trust::Owner;

/// The `api` of facts that settings state.
pub const API: &str = "settings";

/// Reads one file.
pub fn extract(reader: Reader, format: Format, harvest: &mut Harvest) {
    if reader.text.contains("PRIVATE KEY") {
        credentials::private_keys(reader, harvest);
    }
    if format == Format::Xml {
        descriptors::extract(reader, harvest);
        return;
    }
    if format == Format::Hocon {
        hocon::extract(reader, harvest);
        return;
    }
    let is_spring = spring::is_document(reader.path, reader.text);
    let owner = if is_spring { Owner::App } else { trust::by_path(reader.path) };
    if owner == Owner::Other && !holds_credentials(reader.text) {
        return;
    }
    if format == Format::Properties {
        properties::extract(reader, owner, harvest);
        return;
    }
    let tree = match format {
        Format::Json => json::parse(reader.file, reader.text),
        Format::Toml => toml::parse(reader.file, reader.text),
        _ if erb::is_in(reader.text) => yaml::parse(reader.file, &erb::masked(reader.text)),
        _ => yaml::parse(reader.file, reader.text),
    };
    let reads = if format == Format::Yaml && owner == Owner::App && erb::is_in(reader.text) {
        erb::reads(reader)
    } else {
        Vec::new()
    };
    if owner == Owner::App {
        say_errors(&tree, harvest);
    }
    if node_config::is_of_variables(reader.path) {
        for document in tree.documents() {
            harvest.facts.extend(node_config::reads(document, reader.place));
        }
        return;
    }
    for document in tree.documents() {
        let foreign = owner == Owner::Other || trust::is_foreign(document);
        let mut walk = Walk::new(reader, harvest);
        walk.only_known_forms = foreign;
        walk.reads = &reads;
        walk.document(document);
    }
    let known: BTreeSet<_> =
        harvest.facts.iter().filter_map(|fact| Some(fact.subject.as_ref()?.span)).collect();
    let between =
        reads.iter().filter(|read| read.subject.as_ref().is_none_or(|name| !known.contains(&name.span)));
    harvest.facts.extend(between.map(|read| Fact { api: API.to_owned(), ..read.clone() }));
}

/// Reads XML that .NET and its libraries take their settings from.
pub fn extract_dotnet(reader: Reader, harvest: &mut Harvest) {
    dotnet::extract(reader, harvest);
}

/// Reads the values of a chart: credentials and variables that they give to containers.
pub fn extract_values(reader: Reader, harvest: &mut Harvest) {
    values::extract(reader, harvest);
}

/// Reads values for a chart that stand in an object of the cluster.
pub fn extract_values_of(reader: Reader, values: Node, harvest: &mut Harvest) {
    values::of(reader, values, harvest);
}

fn say_errors(tree: &Tree, harvest: &mut Harvest) {
    for error in tree.errors() {
        harvest.unreadable(error.span, format!("this document is not read: {}", error.message));
    }
}

/// Whether a text holds a token or a connection string with a password.
fn holds_credentials(text: &str) -> bool {
    token::find_token(text).is_some()
        || connection::find_connections(text)
            .iter()
            .any(|(range, found)| found.real_password(&text[range.clone()]).is_some())
}

/// A walk over one document.
struct Walk<'h> {
    harvest: &'h mut Harvest,
    reader: Reader<'h>,
    /// What code in the settings reads from the environment.
    reads: &'h [Fact],
    /// What the document is for.
    place: Place,
    syntax: Syntax,
    /// Whether names of settings are those that frameworks of the JVM give a meaning to.
    has_framework_names: bool,
    only_known_forms: bool,
    /// Whether the settings are those of no environment in a file of several.
    is_shared: bool,
}

impl<'h> Walk<'h> {
    fn new(reader: Reader<'h>, harvest: &'h mut Harvest) -> Self {
        let is_spring =
            spring::is_application(name_of(reader.path)) || spring::is_document(reader.path, reader.text);
        let syntax = if is_spring { Syntax::Spring } else { Syntax::Common };
        let place = reader.place.clone();
        Self {
            harvest,
            reader,
            reads: &[],
            place,
            syntax,
            has_framework_names: is_spring,
            only_known_forms: false,
            is_shared: false,
        }
    }

    fn document(&mut self, root: Node) {
        if self.only_known_forms {
            self.node(root, &mut Vec::new());
            return;
        }
        if self.has_framework_names
            && let Some(profile) = profile(root)
        {
            self.place.environment = profile;
        }
        self.harvest.facts.extend(logging::sinks(root, &self.place));
        self.harvest.facts.extend(symfony::facts(root, &self.place));
        self.harvest.facts.extend(rails::disks(self.reader.path, root, &self.place));
        if dotnet::appsettings::is_path(self.reader.path) {
            self.harvest.facts.extend(dotnet::appsettings::facts(root, &self.place));
        }
        let by_environment = has_environments(root) || has_profiles(self.reader.path);
        if !by_environment {
            self.node(root, &mut Vec::new());
            return;
        }
        for (key, value) in root.entries() {
            let name = key.text().unwrap_or("");
            let before = self.place.clone();
            let environment = Environment::from_word(name);
            // What others start from is said of them.
            self.is_shared = environment.is_none();
            if let Some(environment) = environment {
                self.place.environment = environment;
            }
            if let Some(environment) = symfony::environment_of(name) {
                self.place.environment = environment;
                self.harvest.facts.extend(symfony::facts(value, &self.place));
            }
            self.entry(key, value, &mut Vec::new());
            self.place = before;
        }
    }

    fn node(&mut self, node: Node, path: &mut Vec<String>) {
        if node.is_mapping() {
            self.section(node, path);
            for (key, value) in node.entries() {
                self.entry(key, value, path);
            }
        }
    }

    fn entry(&mut self, key: Node, value: Node, path: &mut Vec<String>) {
        path.push(key.text().unwrap_or("").to_owned());
        if value.is_scalar() {
            self.scalar(key.span(), value, path);
        } else if value.is_sequence() {
            for item in value.items() {
                if item.is_scalar() {
                    self.scalar(item.span(), item, path);
                } else {
                    self.node(item, path);
                }
            }
        } else {
            self.node(value, path);
        }
        path.pop();
    }

    fn scalar(&mut self, key: crate::source::Span, value: Node, path: &[String]) {
        let Some(text) = self.text(value) else { return };
        let is_string = !value.is_plain() || (value.as_bool().is_none() && value.as_integer().is_none());
        self.setting(&Setting { path: &path.join("."), key, text, span: value.span(), is_string });
    }

    /// The text of a scalar, with the tags of ERB in it.
    fn text<'a>(&self, node: Node<'a>) -> Option<&'a str>
    where
        'h: 'a,
    {
        let span = node.content_span();
        let written = self.reader.text.get(span.start as usize..span.end as usize);
        node.text().map(|text| written.filter(|written| erb::is_in(written)).unwrap_or(text))
    }

    /// A mapping that configures one service: a driver with a host or a file.
    fn section(&mut self, node: Node, path: &[String]) {
        if let Some(fact) = rails::fan_out(self.reader.path, node, &self.place) {
            self.harvest.facts.push(fact);
            return;
        }
        if self.only_known_forms || self.is_shared {
            return;
        }
        let find =
            |keys: &[&str]| keys.iter().find_map(|key| node.get(key).filter(|value| value.is_scalar()));
        let driver =
            find(&service::DRIVER_KEYS).and_then(|value| Some((value, service::of_driver(value.text()?)?)));
        let host = find(&service::HOST_KEYS);
        let known = driver.map(|(_, service)| service).or_else(|| {
            let is_service = node.get("port").is_some() || host.is_some();
            path.last().filter(|_| is_service).and_then(|segment| service::of_section(segment))
        });
        let Some(service) = known else { return };
        let file = find(&service::FILE_KEYS);
        let at = if matches!(service, "sqlite" | "h2") { file } else { host };
        let Some(at) = at.or(driver.map(|(value, _)| value)) else { return };
        let is_value = driver.is_none_or(|(value, _)| value.span() != at.span());
        let mut fact = Fact::new(Kind::Connect, at.span(), API, self.place.clone())
            .about(Arg::literal(service, at.span()));
        if let (true, Some(text)) = (is_value, self.text(at)) {
            let read = interpolation::read(text, self.syntax);
            fact.value = Some(Arg { text: read.text, literal: read.literal, span: at.span() });
        }
        self.harvest.facts.push(fact);
    }

    fn setting(&mut self, setting: &Setting) {
        if self.has_framework_names
            && let Some((profiles, path)) = spring::of_profiles(setting.path)
        {
            let environment = spring::environment_of_profiles(profiles);
            let before = self.place.clone();
            self.place.environment = environment.unwrap_or(Environment::Any);
            self.setting(&Setting { path, ..*setting });
            self.place = before;
            return;
        }
        let read = interpolation::read(setting.text, self.syntax);
        let value = Arg { text: read.text, literal: read.literal, span: setting.span };
        if self.only_known_forms {
            self.known_form(setting, value);
            return;
        }
        for code in self.reads.iter().filter(|code| setting.span.contains(code.span)) {
            let place = self.place.clone();
            self.harvest.facts.push(Fact { api: API.to_owned(), place, ..code.clone() });
        }
        for variable in read.reads {
            let name = Arg::literal(variable.name, setting.span);
            let mut fact = Fact::new(Kind::EnvRead, setting.span, API, self.place.clone()).about(name);
            // What a config server hands out is read by those that it hands it to.
            let is_own = self.syntax == Syntax::Spring && spring::is_application(name_of(self.reader.path));
            fact.required = variable.default.is_none() && is_own;
            fact.value = variable.default.map(|text| self.default(&text, setting));
            self.harvest.facts.push(fact);
        }
        // Sequelize takes a URL from the variable that this names: <https://sequelize.org/docs/v6/other-topics/migrations/>.
        if setting.path.ends_with("use_env_variable") && is_capitals(setting.text) {
            let name = Arg::literal(setting.text, setting.span);
            self.harvest
                .facts
                .push(Fact::new(Kind::EnvRead, setting.span, API, self.place.clone()).about(name));
            return;
        }
        if self.has_framework_names && self.spring(setting, &value) {
            return;
        }
        self.plain(setting, value);
    }

    /// A default may itself refer to other variables.
    fn default(&self, text: &str, setting: &Setting) -> Arg {
        let read = interpolation::read(text, self.syntax);
        Arg { text: read.text, literal: read.literal, span: setting.span }
    }

    fn known_form(&mut self, setting: &Setting, value: Arg) {
        if holds_credentials(&value.text) {
            self.push(Kind::Literal, setting.subject(), value);
        }
    }

    /// What the framework's own properties say; whether that is all there is to say.
    fn spring(&mut self, setting: &Setting, value: &Arg) -> bool {
        if let Some((fact, subject, meant)) = spring::of_value(setting.path, &value.text) {
            let mut value = value.clone();
            meant.clone_into(&mut value.text);
            self.push(fact, Arg::literal(subject, setting.key), value);
            return true;
        }
        let Some((kind, subject)) = spring::meaning(setting.path) else { return false };
        let subject = match (kind, subject) {
            (Kind::Connect, "jdbc") => connection_string(&value.text).map_or("", |found| found.service),
            (Kind::Debug, _) if !matches!(value.text.as_str(), "true" | "false") => return false,
            (Kind::Debug, _) => setting.path,
            (_, subject) => subject,
        };
        if kind == Kind::Connect && subject.is_empty() {
            return false;
        }
        self.push(kind, Arg::literal(subject, setting.key), value.clone());
        true
    }

    fn plain(&mut self, setting: &Setting, value: Arg) {
        let name = setting.path.rsplit('.').next().unwrap_or("");
        if name.eq_ignore_ascii_case("debug")
            && matches!(value.text.as_str(), "true" | "false" | "True" | "False")
        {
            self.push(Kind::Debug, setting.subject(), value);
            return;
        }
        if name == "synchronize" && value.text == "true" && setting.path.split('.').count() <= 3 {
            self.push(Kind::SchemaSync, Arg::literal("typeorm", setting.key), value);
            return;
        }
        if !setting.is_string || value.text.is_empty() || value.text == "{}" {
            return;
        }
        if let Some(found) = connection_string(&value.text) {
            self.push(Kind::Connect, Arg::literal(found.service, setting.key), value);
        } else if is_credential_name(setting.path)
            || names_address(name)
            || host_of(&value.text).is_some()
            || holds_credentials(&value.text)
        {
            self.push(Kind::Literal, setting.subject(), value);
        }
    }

    fn push(&mut self, kind: Kind, subject: Arg, value: Arg) {
        let fact = Fact::new(kind, value.span, API, self.place.clone());
        self.harvest.facts.push(fact.about(subject).valued(value));
    }
}

/// One setting of a file.
#[derive(Clone, Copy)]
struct Setting<'a> {
    /// The keys that lead to it, joined by dots.
    path: &'a str,
    /// The place of its key.
    key: crate::source::Span,
    /// Its text.
    text: &'a str,
    /// The place of its value.
    span: crate::source::Span,
    /// Whether it is a text rather than a number or a switch.
    is_string: bool,
}

impl Setting<'_> {
    fn subject(&self) -> Arg {
        Arg::literal(self.path, self.key)
    }
}

/// Whether a name promises an address.
#[rustfmt::skip]
fn names_address(name: &str) -> bool {
    words(name).last().is_some_and(|word| {
        matches!(
            word.as_str(),
            "host" | "hosts" | "hostname" | "url" | "urls" | "uri" | "endpoint" | "address" | "addr"
            | "server" | "servers" | "broker" | "brokers" | "origin" | "origins" | "domain" | "callback"
            | "dsn"
        )
    })
}

/// The environment that a Spring document is activated for.
fn profile(root: Node) -> Option<Environment> {
    let by_path = |path: &str| root.at(&path.split('.').collect::<Vec<_>>()).or_else(|| root.get(path));
    spring::environment_of_profiles(spring::PROFILE.iter().find_map(|path| by_path(path)?.text())?)
}

/// Whether the top-level keys of a document are names of environments, as in Rails' `database.yml`.
fn has_environments(root: Node) -> bool {
    let strong = ["development", "dev", "test", "testing", "staging", "production", "prod"];
    let is_guarded = |key: Node| key.text().is_some_and(|key| symfony::environment_of(key).is_some());
    if root.entries().any(|(key, _)| is_guarded(key)) {
        return true;
    }
    root.entries()
        .filter(|(key, value)| value.is_mapping() && key.text().is_some_and(|key| strong.contains(&key)))
        .count()
        >= 2
}

/// Whether the top-level keys of a file are profiles of Rocket, which builds for `debug` or `release`:
/// <https://rocket.rs/guide/v0.5/configuration/#profiles>.
fn has_profiles(path: &str) -> bool {
    matches!(name_of(path), "Rocket.toml" | "rocket.toml")
}

#[cfg(test)]
mod tests;
