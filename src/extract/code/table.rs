//! The form of a table of facts: which canonical names of a language's world mean what. Plain data without code.
//!
//! A pattern for a callee is a canonical name (see [`super::unit`]) in which
//! - `base~.method` is `method` of `base` or of anything reached from `base` by members and calls (builders), and
//! - `*` as the first part is any receiver that is not known to belong to a package (`*.listen`).
//!
//! A pattern for a field is a path in which `*` stands for any one part, and a leading `**` for any number of parts.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::unit::last_part;
use crate::discover::Language;
use crate::fact::{Kind, Scope};

/// A name of somebody's own for what a table has under another name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alias {
    /// The language in which it means that.
    pub language: Language,
    /// The name.
    pub name: String,
    /// The name that it is like, as a pattern of a table writes it or as code spells it.
    pub like: String,
}

/// One line of a table.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The syntax that it is about.
    pub on: On,
    /// What it means.
    pub means: Meaning,
    /// What the fact is said of.
    pub subject: Slot,
    /// The fact's value.
    pub value: Slot,
    /// What must hold besides.
    pub when: &'static [When],
    /// Whether it speaks even where an earlier entry for the same kind of fact has spoken.
    pub also: bool,
}

/// The syntax that an entry is about, with its name patterns.
#[derive(Clone, Copy, Debug)]
pub enum On {
    /// A call.
    Call(&'static [&'static str]),
    /// A value bound to a name or key.
    Field(&'static [&'static str]),
    /// A named member or element of the object: `process.env.X`, `process.env["X"]`.
    Member(&'static [&'static str]),
    /// A named element of the object: `os.environ["X"]`.
    Element(&'static [&'static str]),
    /// An import of the module or of one below it.
    Import(&'static [&'static str]),
    /// A comparison of that value with a literal, which is [`Slot::Value`].
    Comparison(&'static [&'static str]),
    /// A class that derives from one of these.
    Base(&'static [&'static str]),
}

/// What an entry means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// A fact of that kind. [`Kind::EnvRead`] takes the variable from `subject` and the default from `value`; the value of such
    /// a call is then the variable.
    Fact(Kind),
    /// As an `env-read` whose absence stops the program unless there is a default.
    EnvDemand,
    /// It returns its first argument in another form (`int(…)`, `Number(…)`).
    Same,
    /// It is a method that returns its receiver in another form (`strip`, `toLowerCase`).
    Receiver,
    /// A method of a variable that demands it (`.required()`).
    Demands,
    /// A method of a variable that gives it its argument as default (`.default(…)`).
    Defaults,
    /// Each key of the map `value` is an environment variable, described by its value.
    EnvSchema,
    /// It joins its arguments to a path.
    Joins,
    /// What it returns, or the file it names, lives in a place for temporary files.
    Temporary,
    /// It deletes the file that `value` names.
    Removes,
    /// It changes the object whose method it is, which the process may share.
    Changes,
    /// The functions given to it, decorated with it, or with a parameter of that type, run while requests, messages or events
    /// are handled.
    Handles,
    /// The functions decorated with it are commands that people run by hand.
    Command,
    /// It ends the process.
    Exits,
}

/// Where a part of a fact comes from.
#[derive(Clone, Copy, Debug)]
pub enum Slot {
    /// There is none.
    None,
    /// This text, at the place of the fact.
    Const(&'static str),
    /// This text, at the place of the slot.
    Named(&'static str, &'static Slot),
    /// The positional argument at the index, or the argument or option of that name.
    Arg(usize, &'static str),
    /// The argument or option of that name; dots lead into nested maps.
    Key(&'static str),
    /// For a field: another key of the same map. Dots lead into nested maps.
    Sibling(&'static str),
    /// For a field or comparison: the value.
    Value,
    /// For a field or class: its name.
    Name,
    /// The callee's last part in capitals: `GET` of `express().get`.
    Method,
    /// The slot of the call that made the receiver.
    Receiver(&'static Slot),
    /// The slot of the nearest call of that method up the chain of receivers: `.route("/x")` of `app.route("/x").get(a).post(b)`.
    Along(&'static str, &'static Slot),
    /// The second slot of the call that made the first.
    Of(&'static Slot, &'static Slot),
    /// The receiver itself, for objects that stand for a text such as paths.
    Object,
    /// The last part of a canonical name (`SIGTERM` of `signal.SIGTERM`), or the text.
    Last(&'static Slot),
    /// The first argument of that decorator of the class around it, or its `value` or `path`.
    ClassDecorator(&'static str),
    /// The element at the index of a list.
    Item(&'static Slot, usize),
    /// The first of them that is there.
    First(&'static [Slot]),
    /// Path parts, joined with one slash between two; what is not there is left out.
    Path(&'static [Slot]),
    /// The kind of service that a URL's scheme names: `postgres` of `postgresql+asyncpg://…`.
    Service(&'static Slot),
    /// The host of `host:port` or of a URL.
    Host(&'static Slot),
    /// The port of `host:port` or of a URL.
    Port(&'static Slot),
    /// The first word of a text, behind variable assignments: the program of a shell command.
    Word(&'static Slot),
}

/// A condition of an entry.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// The value is there.
    Present(Slot),
    /// The value is not there, and no spread can have brought it.
    Absent(Slot),
    /// The value is one of these texts; numbers and truth values count as text, `null` is nothing, names by their canonical name.
    Is(Slot, &'static [&'static str]),
    /// The value is there or unknown but none of these texts; an absent value passes.
    Not(Slot, &'static [&'static str]),
    /// The text of the value, computed parts as `{}`, starts with one of these.
    Starts(Slot, &'static [&'static str]),
    /// The text or canonical name of the value holds one of these.
    Has(Slot, &'static [&'static str]),
    /// The text of the value holds none of these.
    Lacks(Slot, &'static [&'static str]),
    /// The value is a function.
    IsFunction(Slot),
    /// The value is a function that does nothing.
    IsInert(Slot),
    /// The value is a string, known or put together.
    IsText(Slot),
    /// The value is a string in capitals, as variables are named.
    IsCapitals(Slot),
    /// The value is a number that is no smaller.
    AtLeast(Slot, u64),
    /// It stands in code that runs then.
    In(Scope),
    /// It stands in a class that derives from one of these.
    Within(&'static [&'static str]),
    /// No class around it has one of these decorators.
    Undecorated(&'static [&'static str]),
    /// The file's stem or folder is one of these words, or has it as a word (`settings_prod`).
    File(&'static [&'static str]),
    /// The file imports one of these modules.
    Imports(&'static [&'static str]),
}

/// An entry for calls. Continue with the methods of [`Entry`].
pub const fn call(names: &'static [&'static str], means: Meaning) -> Entry {
    entry(On::Call(names), means)
}

/// An entry for calls that make a fact of that kind.
pub const fn fact(names: &'static [&'static str], kind: Kind) -> Entry {
    entry(On::Call(names), Meaning::Fact(kind))
}

/// An entry for calls of clients of that kind of service.
pub const fn connect(names: &'static [&'static str], service: &'static str, address: Slot) -> Entry {
    fact(names, Kind::Connect).of(Slot::Const(service)).value(address)
}

/// An entry for fields.
pub const fn field(paths: &'static [&'static str], kind: Kind) -> Entry {
    entry(On::Field(paths), Meaning::Fact(kind)).value(Slot::Value)
}

/// An entry about `on`.
pub const fn entry(on: On, means: Meaning) -> Entry {
    Entry { on, means, subject: Slot::None, value: Slot::None, when: &[], also: false }
}

impl Entry {
    /// The same entry with that subject.
    #[must_use]
    pub const fn of(mut self, subject: Slot) -> Self {
        self.subject = subject;
        self
    }

    /// The same entry with that value.
    #[must_use]
    pub const fn value(mut self, value: Slot) -> Self {
        self.value = value;
        self
    }

    /// The same entry under conditions, all of which must hold.
    #[must_use]
    pub const fn when(mut self, when: &'static [When]) -> Self {
        self.when = when;
        self
    }

    /// The same entry, to be used beside others of its kind.
    #[must_use]
    pub const fn also(mut self) -> Self {
        self.also = true;
        self
    }

    /// Its name patterns.
    pub const fn names(&self) -> &'static [&'static str] {
        match self.on {
            On::Call(names)
            | On::Field(names)
            | On::Member(names)
            | On::Element(names)
            | On::Import(names)
            | On::Comparison(names)
            | On::Base(names) => names,
        }
    }
}

/// A language's entries, found by name.
#[derive(Debug)]
pub struct Table {
    calls: BTreeMap<&'static str, Vec<(&'static str, &'static Entry)>>,
    rest: Vec<&'static Entry>,
    packages: BTreeSet<&'static str>,
    names: BTreeSet<&'static str>,
    aliases: BTreeMap<&'static str, &'static str>,
    taught: BTreeMap<String, String>,
}

impl Table {
    /// A table of `entries`. `aliases` are other canonical names of the same thing: pairs of alias and the name that entries use.
    pub fn new(parts: &[&'static [Entry]], aliases: &'static [(&'static str, &'static str)]) -> Self {
        let mut table = Self {
            calls: BTreeMap::new(),
            rest: Vec::new(),
            packages: BTreeSet::new(),
            names: aliases.iter().map(|(alias, _)| *alias).collect(),
            aliases: aliases.iter().copied().collect(),
            taught: BTreeMap::new(),
        };
        table.packages.extend(aliases.iter().map(|(alias, _)| package(alias)));
        for entry in parts.iter().copied().flatten() {
            if !matches!(entry.on, On::Field(_)) {
                table.packages.extend(entry.names().iter().map(|name| package(name)));
                table.names.extend(entry.names());
            }
            if let On::Call(names) = entry.on {
                for name in names {
                    table.calls.entry(last_part(name)).or_default().push((name, entry));
                }
            } else {
                table.rest.push(entry);
            }
        }
        table
    }

    /// The same table with names of somebody's own beside its aliases.
    #[must_use]
    pub fn taught<'a>(mut self, names: impl IntoIterator<Item = &'a Alias>) -> Self {
        for Alias { name, like, .. } in names {
            let like = callee_of(like);
            let like = self.aliases.get(like.as_str()).map_or(like, |preferred| (*preferred).to_owned());
            self.taught.insert(name.clone(), like);
        }
        self
    }

    /// The entries for calls of `callee`, in the order of the table.
    pub fn calls<'t>(&'t self, callee: &'t str) -> impl Iterator<Item = &'static Entry> + 't {
        let candidates = self.calls.get(last_part(callee)).map_or(&[][..], Vec::as_slice);
        candidates.iter().filter(|(pattern, _)| names_callee(pattern, callee)).map(|(_, entry)| *entry)
    }

    /// Whether a call of `callee` has that meaning under some condition.
    pub fn means(&self, callee: &str, meaning: Meaning) -> bool {
        self.calls(callee).any(|entry| entry.means == meaning)
    }

    /// Whether an entry is about something of the package of that name.
    pub fn knows_package(&self, name: &str) -> bool {
        self.packages.contains(name)
    }

    /// Whether an entry or alias is about the thing of that canonical name, or about something of it.
    pub fn knows(&self, name: &str) -> bool {
        let mut below = self.names.range(name..).map_while(|known| known.strip_prefix(name));
        below.any(is_of) || self.is_taught(name)
    }

    /// Whether somebody's own name is that canonical name, or one of something of it.
    pub fn is_taught(&self, name: &str) -> bool {
        self.taught
            .range::<str, _>((Bound::Included(name), Bound::Unbounded))
            .map_while(|(known, _)| known.strip_prefix(name))
            .any(is_of)
    }

    /// The names of somebody's own.
    pub fn own_names(&self) -> impl Iterator<Item = &str> {
        self.taught.keys().map(String::as_str)
    }

    /// Whether it has names of somebody's own.
    pub fn has_own_names(&self) -> bool {
        !self.taught.is_empty()
    }

    /// Whether a name can stand for another one as [`Alias::like`].
    pub fn has(&self, like: &str) -> bool {
        let callee = callee_of(like);
        let fits = |names: &[&str]| names.iter().any(|name| names_callee(name, &callee));
        self.knows(like) || self.calls(&callee).next().is_some() || {
            let mut others = self.rest.iter().filter(|entry| !matches!(entry.on, On::Field(_)));
            others.any(|entry| fits(entry.names()))
        }
    }

    /// Every name pattern and alias, those of fields left out.
    pub fn patterns(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.names.iter().copied()
    }

    /// The first parts of names behind `package.` that entries or aliases are about.
    pub fn members_of(&self, package: &str) -> BTreeSet<&str> {
        let mut members = BTreeSet::new();
        let after = self.names.range::<str, _>((Bound::Included(package), Bound::Unbounded)).copied();
        let taught = self
            .taught
            .range::<str, _>((Bound::Included(package), Bound::Unbounded))
            .map(|(name, _)| name.as_str());
        let of_package = |known: &&str| known.starts_with(package);
        for known in after.take_while(of_package).chain(taught.take_while(of_package)) {
            let rest = &known[package.len()..];
            members.extend(rest.strip_prefix('.').and_then(|rest| rest.split(['.', '(', '~']).next()));
        }
        members
    }

    /// Whether a member of an object, rather than an element, can be a read of a variable.
    pub fn has_members(&self) -> bool {
        self.rest.iter().any(|entry| matches!(entry.on, On::Member(_)))
    }

    /// The entries that are not about calls.
    pub fn others(&self) -> impl Iterator<Item = &'static Entry> + '_ {
        self.rest.iter().copied()
    }

    /// All entries for calls, each as often as it has names.
    pub fn all_calls(&self) -> impl Iterator<Item = (&'static str, &'static Entry)> + '_ {
        self.calls.values().flatten().copied()
    }

    /// The name that entries use for the thing of that canonical name.
    pub fn preferred<'n>(&'n self, name: &'n str) -> &'n str {
        match self.aliases.get(name) {
            Some(preferred) => preferred,
            None if self.taught.is_empty() => name,
            None => self.taught.get(name).map_or(name, String::as_str),
        }
    }

    /// The other names of things.
    pub fn aliases(&self) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
        self.aliases.iter().map(|(alias, name)| (*alias, *name))
    }
}

/// The package that a canonical name starts with: `github.com/gin-gonic/gin` of `github.com/gin-gonic/gin.Default`.
pub fn package(name: &str) -> &str {
    let path = name.find(['(', '[', '~']).unwrap_or(name.len());
    let last = name[..path].rfind('/').map_or(0, |slash| slash + 1);
    let end = name[last..].find(['.', '(', ':', '[', '~']).map_or(name.len(), |end| last + end);
    &name[..end]
}

/// Whether what stands behind a name in a pattern says that the pattern is about it, or about something of it.
fn is_of(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([':', '.', '(', '~', '!'])
}

/// A callee that a pattern fits: the method itself for one of builders or of any receiver.
fn callee_of(pattern: &str) -> String {
    let pattern = pattern.replacen('~', "", 1);
    match pattern.strip_prefix('*') {
        Some(method) => format!("?{method}"),
        None => pattern,
    }
}

/// Whether a pattern for callees fits a canonical name.
pub fn names_callee(pattern: &str, callee: &str) -> bool {
    if let Some(method) = pattern.strip_prefix('*') {
        let receiver = callee.strip_suffix(method);
        return receiver.is_some_and(|receiver| receiver.starts_with('?'));
    }
    match pattern.split_once('~') {
        None => pattern == callee,
        Some((base, method)) => {
            let chain = callee.strip_prefix(base).and_then(|rest| rest.strip_suffix(method));
            chain.is_some_and(|chain| chain.is_empty() || chain.starts_with(['.', ':', '(']))
        }
    }
}

/// Whether a pattern for fields fits a path.
pub fn names_field(pattern: &str, path: &str) -> bool {
    if let Some(rest) = pattern.strip_prefix("**.") {
        let parts = rest.split('.').count();
        let have = path.split('.').count();
        return have >= parts && same_parts(rest, path.split('.').skip(have - parts));
    }
    pattern.split('.').count() == path.split('.').count() && same_parts(pattern, path.split('.'))
}

fn same_parts<'p>(pattern: &str, path: impl Iterator<Item = &'p str>) -> bool {
    pattern.split('.').zip(path).all(|(wanted, part)| wanted == "*" || wanted == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_for_callees_follow_chains() {
        assert!(names_callee("express()~.listen", "express().listen"));
        assert!(names_callee("express()~.listen", "express().use().set().listen"));
        assert!(!names_callee("express()~.listen", "expresso().listen"));
        assert!(names_callee("*.listen", "?server.listen"));
        assert!(!names_callee("*.listen", "net.Server().listen"));
    }

    #[test]
    fn patterns_for_fields_stand_for_one_part_each() {
        assert!(names_field("DATABASES.*.ENGINE", "DATABASES.default.ENGINE"));
        assert!(!names_field("DATABASES.*.ENGINE", "DATABASES.default.OPTIONS.ENGINE"));
        assert!(names_field("**.synchronize", "a.b.synchronize"));
        assert!(names_field("**.synchronize", "synchronize"));
    }
}
