//! A unit and a table to facts: written once for every language.

use std::collections::BTreeSet;

use super::address::{Address, service_of_scheme};
use super::slot::{Around, Site, is_module, value_text};
use super::table::{Entry, Meaning, On, Slot, Table, names_callee, names_field};
use super::unit::{Call, Context, Data, Read, Test, Unit, Value, last_part};
use super::{environment, functions, literal};
use crate::extract::Reader;
use crate::fact::{Fact, Kind, Place, Role};
use crate::source::Arg;

/// Facts that one place makes are no more than this: a choice of choices multiplies.
const MOST_ALTERNATIVES: usize = 8;

/// What a file says.
pub fn facts(unit: &Unit, table: &Table, reader: Reader) -> Vec<Fact> {
    let maker = Maker { around: Around { reader, unit }, table };
    let mut facts = Vec::new();
    for call in &unit.calls {
        maker.apply(Site::Call(call), &call.callee, table.calls(&call.callee), &mut facts);
    }
    let of_calls = facts.len();
    for field in &unit.fields {
        let fits = |entry: &&Entry| match entry.on {
            On::Field(paths) => paths.iter().any(|path| names_field(path, &field.path)),
            _ => false,
        };
        maker.apply(Site::Field(field), &field.path, table.others().filter(fits), &mut facts);
    }
    drop_repeated(&mut facts, of_calls);
    for class in &unit.classes {
        let fits = |entry: &&Entry| match entry.on {
            On::Base(names) => {
                class.bases.iter().any(|base| names.iter().any(|name| names_callee(name, base)))
            }
            _ => false,
        };
        let api = class.bases.first().map_or("", String::as_str);
        maker.apply(Site::Class(class), api, table.others().filter(fits), &mut facts);
    }
    for branch in &unit.branches {
        let left = value_text(&branch.test.left);
        for right in &branch.test.right {
            let fits =
                |entry: &&Entry| matches!(entry.on, On::Comparison(names) if names.contains(&left.as_str()));
            let site = Site::Comparison(&branch.test, right, &branch.context);
            maker.apply(site, &left, table.others().filter(fits), &mut facts);
        }
        facts.extend(environment::facts(branch, |context| maker.place(context)));
    }
    for read in &unit.reads {
        facts.push(maker.env_read(read));
    }
    maker.imports(&mut facts);
    let answering = functions::answering(unit);
    for mutation in unit.mutations.iter().filter(|mutation| answering.runs(&mutation.context)) {
        let place = maker.place(&mutation.context);
        let fact = Fact::new(Kind::SharedState, mutation.name.span, mutation.name.text.as_str(), place);
        facts.push(fact.about(mutation.name.clone()));
    }
    literal::facts(unit, |context| maker.place(context), &mut facts);
    facts
}

struct Maker<'u> {
    around: Around<'u>,
    table: &'u Table,
}

impl Maker<'_> {
    /// The file's place as the context narrows it.
    fn place(&self, context: &Context) -> Place {
        let file = self.around.reader.place;
        let role = match context.role {
            Some(role) if matches!(file.role, Role::Production | Role::Client) => role,
            _ => file.role,
        };
        // `class DevelopmentConfig` is written for an environment as a file `config/development.py` is.
        let named = context.class.as_ref().and_then(|class| environment::of_settings_class(&class.name));
        let environment = named.unwrap_or_else(|| file.environment.clone());
        Place { role, environment, scope: context.scope }
    }

    /// The place of a site, where a field may be one of the settings of an environment.
    fn place_of(&self, site: Site) -> Place {
        let place = self.place(site.context());
        match site {
            Site::Field(field) => environment::narrowed(place, &field.path),
            _ => place,
        }
    }

    /// Makes the facts of a site: of each kind by the first entry whose conditions hold.
    fn apply<'e>(
        &self,
        site: Site,
        api: &str,
        entries: impl Iterator<Item = &'e Entry>,
        facts: &mut Vec<Fact>,
    ) {
        let mut made: Vec<Kind> = Vec::new();
        for entry in entries {
            let Meaning::Fact(kind) = entry.means else { continue };
            if kind == Kind::EnvRead
                || (made.contains(&kind) && !entry.also)
                || !entry.when.iter().all(|condition| site.holds(condition, self.around))
            {
                continue;
            }
            made.push(kind);
            self.emit(site, api, kind, entry, facts);
        }
    }

    fn emit(&self, site: Site, api: &str, kind: Kind, entry: &Entry, facts: &mut Vec<Fact>) {
        let subject = site.fill(&entry.subject);
        let value = site.fill(&entry.value);
        let expected = !matches!(entry.value, Slot::None);
        let each = |value: &Option<Value>| -> Vec<Option<Value>> {
            match value {
                Some(Value { data: Data::List(items), .. }) if !items.is_empty() => {
                    items.iter().cloned().map(Some).collect()
                }
                Some(value) => value.alternatives().iter().cloned().map(Some).collect(),
                None => vec![None],
            }
        };
        let pairs = each(&subject)
            .into_iter()
            .flat_map(|subject| each(&value).into_iter().map(move |value| (subject.clone(), value)));
        for (subject, value) in pairs.take(MOST_ALTERNATIVES) {
            let api = api.strip_prefix("?.").unwrap_or(api);
            let mut fact = Fact::new(kind, site.span(), api, self.place_of(site));
            fact.subject = subject.map(|subject| subject.arg());
            fact.value = value.as_ref().map(Value::arg);
            if expected && value.is_none() && matches!(kind, Kind::Route | Kind::Literal) {
                continue;
            }
            if let Some(fact) = self.finish(fact, value.as_ref(), site) {
                facts.push(fact);
            }
        }
    }

    /// Settles what depends on a kind rather than on a table, or drops a fact that turns out to be none.
    fn finish(&self, mut fact: Fact, value: Option<&Value>, site: Site) -> Option<Fact> {
        match fact.kind {
            Kind::FileWrite => {
                let text = fact.value_text().to_owned();
                if is_stream(&text) {
                    return None;
                }
                let temporary = is_temporary_path(&text)
                    || value.is_some_and(|value| self.is_temporary(value))
                    || self.is_removed(site, value, fact.subject_text() == "upload");
                if temporary {
                    fact.subject = Some(Arg::literal("temporary", fact.span));
                } else if fact.subject.is_none() {
                    fact.subject = Some(Arg::literal("durable", fact.span));
                }
            }
            Kind::LogSink if is_stream(fact.value_text()) || is_standard(fact.value_text()) => {
                fact.subject = Some(Arg::literal("stdout", fact.span));
            }
            Kind::Route => {
                if fact.subject_text() == "PATTERN" {
                    settle_pattern(&mut fact);
                }
                let path = fact.value.as_mut()?;
                path.text = route_path(&path.text);
            }
            Kind::Debug => {
                if let Some(Value { data: Data::Test(test), span }) = value
                    && let Some(switch) = switched(test)
                {
                    fact.value = Some(Arg::computed(switch, *span));
                }
            }
            Kind::Listen => {
                let port = fact.value.as_ref();
                let is_number =
                    |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                if port.is_some_and(|port| port.literal && !is_number(&port.text)) {
                    return None;
                }
            }
            Kind::Connect if fact.subject.is_none() => {
                let text = value?.shown();
                let scheme = Address::parse(&text).scheme.and_then(service_of_scheme);
                let service =
                    scheme.or_else(|| crate::judge::connection_string(&text).map(|found| found.service))?;
                fact.subject = Some(Arg::literal(service, fact.span));
            }
            _ => {}
        }
        Some(fact)
    }

    /// Whether a path is made of a temporary folder or file.
    fn is_temporary(&self, value: &Value) -> bool {
        match &value.data {
            Data::Template(_, parts) => parts.iter().any(|part| self.is_temporary(part)),
            Data::Text(text) => is_temporary_path(text),
            Data::Call(call) => self.makes_temporary(call),
            Data::Name(name) if names_temporary(last_part(name)) => true,
            Data::Name(name) => {
                let mut prefixes = name.match_indices("()").map(|(at, _)| &name[..at]);
                prefixes.any(|callee| self.table.means(callee, Meaning::Temporary))
            }
            _ => false,
        }
    }

    fn makes_temporary(&self, call: &Call) -> bool {
        self.table.means(&call.callee, Meaning::Temporary)
            || call.args.iter().any(|arg| self.is_temporary(&arg.value))
            || call.receiver.as_ref().is_some_and(|receiver| self.is_temporary(receiver))
    }

    /// Whether the function that writes a file also deletes one that can be the same; for an upload that is set up outside of
    /// functions, any function of the file.
    fn is_removed(&self, site: Site, written: Option<&Value>, upload: bool) -> bool {
        let function = site.context().function;
        let counts = |call: &Call| {
            if function == 0 { upload } else { call.context.function == function }
        };
        let mut calls = self.around.unit.calls.iter();
        calls.any(|call| {
            counts(call)
                && self.table.means(&call.callee, Meaning::Removes)
                && !self.are_other_paths(written, call.positional(0))
        })
    }

    /// Whether two paths are put together by different expressions: `folder + old` is not `folder + new`.
    fn are_other_paths(&self, one: Option<&Value>, other: Option<&Value>) -> bool {
        let (Some(one), Some(other)) = (one, other) else { return false };
        let text = |value: &Value| {
            self.around.reader.text.get(value.span.start as usize..value.span.end as usize).unwrap_or("")
        };
        let is_made = |value: &Value| match value.data {
            Data::Template(..) | Data::Text(_) => true,
            Data::Unknown => text(value).contains('+'),
            _ => false,
        };
        is_made(one) && is_made(other) && text(one) != text(other)
    }

    fn env_read(&self, read: &Read) -> Fact {
        let place = self.place(&read.context);
        let mut fact = Fact::new(Kind::EnvRead, read.span, read.api.as_str(), place).about(read.name.clone());
        fact.value = read.default.as_ref().map(Value::arg);
        let demanded = read.required || self.around.unit.demanded.contains(&read.name.text);
        fact.required = demanded && read.default.is_none();
        fact
    }

    fn imports(&self, facts: &mut Vec<Fact>) {
        for import in &self.around.unit.imports {
            let place = self.place(&import.context);
            let api = if import.optional { "optional" } else { "import" };
            facts.push(
                Fact::new(Kind::Import, import.module.span, api, place.clone()).valued(import.module.clone()),
            );
            let named = self.table.preferred(&import.module.text);
            for entry in self.table.others() {
                let (On::Import(modules), Meaning::Fact(kind)) = (entry.on, entry.means) else { continue };
                if modules.iter().any(|module| is_module(named, module)) {
                    let constant = |slot: &Slot| match slot {
                        Slot::Const(text) => Some(Arg::literal(*text, import.module.span)),
                        _ => None,
                    };
                    let mut fact =
                        Fact::new(kind, import.module.span, import.module.text.as_str(), place.clone());
                    fact.subject = constant(&entry.subject);
                    fact.value = constant(&entry.value);
                    facts.push(fact);
                }
            }
        }
    }
}

/// Drops facts about the options of a call where the call itself says the same; the first `of_calls` are about calls.
fn drop_repeated(facts: &mut Vec<Fact>, of_calls: usize) {
    let about_fields = facts.split_off(of_calls);
    // A map that several names stand for makes its fields anew under each of them.
    let mut met = BTreeSet::new();
    // What a framework does by itself is said of the block around its settings.
    let says = |call: &Fact, fact: &Fact| {
        call.kind == fact.kind && call.span.contains(fact.span) && call.subject_text() != "implied"
    };
    for fact in about_fields {
        let said = facts[..of_calls].iter().any(|call| says(call, &fact));
        let value = fact.value.as_ref().map(|value| (value.span, value.text.clone()));
        let new = met.insert((fact.kind, fact.span, fact.subject_text().to_owned(), value));
        if !said && new {
            facts.push(fact);
        }
    }
}

/// A switch that compares a variable with what turns it on, as `${NAME:-true}` where the default of the variable does.
fn switched(test: &Test) -> Option<String> {
    let Data::Env(read) = &test.left.data else { return None };
    let Data::Text(default) = &read.default.as_ref()?.data else { return None };
    let is_named =
        test.right.iter().any(|value| value.as_text().is_some_and(|text| text.eq_ignore_ascii_case(default)));
    Some(format!("${{{}:-{}}}", read.name.text, is_named != test.negated))
}

/// Whether a path is a stream of the process or a device rather than a file.
fn is_stream(path: &str) -> bool {
    path == "-" || path.starts_with("/dev/") || path.starts_with("/proc/")
}

/// Whether a name says that what it holds is temporary or can be made again: `TEMP_DIR`, `tempFolder`, `cachePath`.
fn names_temporary(name: &str) -> bool {
    literal::words(name).iter().any(|word| matches!(word.as_str(), "tmp" | "temp" | "temporary" | "cache"))
}

/// Whether loggers that are configured by paths mean a stream of the process.
fn is_standard(path: &str) -> bool {
    matches!(path, "stdout" | "stderr")
}

/// Takes a pattern of Go's `net/http` apart: `GET example.com/items/{id}`; one that ends in a slash is a prefix.
/// <https://pkg.go.dev/net/http#hdr-Patterns-ServeMux>
fn settle_pattern(fact: &mut Fact) {
    let Some(pattern) = fact.value.as_ref().map(|value| value.text.clone()) else { return };
    let (method, rest) = match pattern.split_once([' ', '\t']) {
        Some((method, rest)) => (method, rest.trim_start()),
        None => ("ANY", pattern.as_str()),
    };
    let path = rest.find('/').map_or(rest, |slash| &rest[slash..]);
    let (path, method) = match path.strip_suffix("{$}") {
        Some(exact) => (exact, method),
        None if path.ends_with('/') => (path, "PREFIX"),
        None => (path, method),
    };
    if let Some(subject) = &mut fact.subject {
        method.clone_into(&mut subject.text);
    }
    if let Some(value) = &mut fact.value {
        path.clone_into(&mut value.text);
    }
}

/// Whether the file system hierarchy says that what lies at the path is temporary.
fn is_temporary_path(path: &str) -> bool {
    ["/tmp", "/var/tmp", "/run", "/var/run", "/dev/shm"]
        .iter()
        .any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
        || path.split(['/', '\\']).any(|part| {
            matches!(part, "tmp" | "temp" | ".tmp" | ".cache" | "cache") || part.starts_with("cache-")
        })
}

/// A path with its parameters as `{}`, whatever the framework writes them as: `<int:id>`, `:id`, `{id}`, `*`.
fn route_path(path: &str) -> String {
    let mut result = String::with_capacity(path.len() + 1);
    if !path.starts_with(['/', '{', '*', '^']) {
        result.push('/');
    }
    let mut rest = path;
    while let Some(c) = rest.chars().next() {
        let parameter = match c {
            '<' => rest.find('>').map(|end| end + 1),
            '{' => rest.find('}').map(|end| end + 1),
            ':' if result.ends_with(['/', '.', '-']) => {
                Some(1 + rest[1..].find(['/', '.', '-']).unwrap_or(rest.len() - 1))
            }
            '$' if rest.starts_with("${") => rest.find('}').map(|end| end + 1),
            '*' => Some(1),
            _ => None,
        };
        if let Some(length) = parameter {
            result.push_str("{}");
            rest = &rest[length..];
        } else {
            result.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_routes_lose_their_dialect() {
        assert_eq!(route_path("/users/<int:id>/x"), "/users/{}/x");
        assert_eq!(route_path("users/:id(\\d+)/x"), "/users/{}/x");
        assert_eq!(route_path("/f/{path:path}"), "/f/{}");
        assert_eq!(route_path(""), "/");
    }

    #[test]
    fn places_for_temporary_files_are_known_by_their_path() {
        assert!(is_temporary_path("/tmp/x") && is_temporary_path("/app/tmp/x"));
        assert!(is_temporary_path("{}/cache-{}/x") && !is_temporary_path("/data/cached/x"));
        assert!(!is_temporary_path("/tmpfiles/x") && !is_temporary_path("uploads"));
    }
}
