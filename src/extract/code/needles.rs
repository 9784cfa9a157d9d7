//! The texts without which a file has nothing to say, derived from its language's table: other files are not parsed.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::literal;
use super::slot::is_file_about;
use super::table::{Entry, Meaning, On, Slot, Table, When, package};
use super::unit::last_part;
use crate::fact::Kind;

/// Files that say how an app answers probes: what they call may be asked for nowhere else.
const HEALTH: &[&str] =
    &["health", "healthcheck", "healthchecks", "healthz", "heartbeat", "liveness", "probes"];

/// Texts of code that answers a probe for somebody. What else asks a backing service does so for its own work: that alone is no
/// reason to read it.
const PROBING: &[&str] = &[
    "SELECT 1",
    "select 1",
    "ping",
    "health",
    "healthCheck",
    "health_check",
    "healthcheck",
    "checkHealth",
    "check_health",
    "isHealthy",
    "is_healthy",
];

/// How files import what is of the module that they are part of themselves.
const BESIDE: &[&str] = &["from .", "super::"];

/// Texts to look for before a file is parsed.
#[derive(Debug)]
pub struct Needles {
    automaton: Option<AhoCorasick>,
    patterns: Vec<Pattern>,
    /// Texts that count only in files about one of the words.
    in_files: Vec<(&'static [&'static str], String)>,
}

/// What the occurrence of one text means.
#[derive(Debug, Default)]
struct Pattern {
    /// Whether it only counts as the start of a quoted module.
    quoted: bool,
    /// Sets of other patterns. With all of one set, the file is worth parsing; the empty set needs nothing else.
    with: Vec<Vec<usize>>,
}

impl Needles {
    /// The needles of a table and those of `others`, each of which suffices by itself.
    ///
    /// A name needs its package, which an import spells out, and the parts that no alias can hide: what is called on the way,
    /// and its own last part.
    pub fn new(table: &Table, others: &[&'static str]) -> Self {
        Self::spelt(table, others, Wanted::default())
    }

    /// The same for a language that puts the packages it imports in quotes, all but the names in `globals`.
    pub fn quoted(table: &Table, others: &[&'static str], globals: &'static [&'static str]) -> Self {
        Self::spelt(table, others, Wanted { globals: Some(globals), ..Wanted::default() })
    }

    /// The same for a language whose imports spell classes: every class of a name is needed.
    pub fn qualified(table: &Table, others: &[&'static str]) -> Self {
        Self::spelt(table, others, Wanted { classes: true, ..Wanted::default() })
    }

    /// The same for a language whose files need not say which of those namespaces they use: a name needs its parts below them.
    pub fn within(table: &Table, others: &[&'static str], namespaces: &'static [&'static str]) -> Self {
        Self::spelt(table, others, Wanted { namespaces, ..Wanted::default() })
    }

    /// The same as [`Needles::new`] for a language in which calls need no parentheses.
    pub fn unparenthesised(table: &Table, others: &[&'static str]) -> Self {
        Self::spelt(table, others, Wanted { bare: true, ..Wanted::default() })
    }

    fn spelt(table: &Table, others: &[&'static str], mut wanted: Wanted) -> Self {
        for text in others {
            wanted.together(vec![Text::bare(text)]);
        }
        wanted.in_files.push((HEALTH, String::new()));
        wanted.entries(table, |means| says_something(means) && !asks(means));
        for name in table.own_names() {
            wanted.own(name);
        }
        wanted.asking = true;
        wanted.entries(table, asks);
        wanted.build()
    }

    /// Whether the file holds a needle that makes it worth parsing.
    pub fn occur_in(&self, path: &str, text: &str) -> bool {
        self.names_occur_in(text)
            || self
                .in_files
                .iter()
                .any(|(words, needle)| is_file_about(path, words) && text.contains(needle.as_str()))
            || literal::may_occur_in(text)
    }

    fn names_occur_in(&self, text: &str) -> bool {
        let Some(automaton) = &self.automaton else { return true };
        let mut seen = vec![false; self.patterns.len()];
        for found in automaton.find_overlapping_iter(text) {
            let at = found.pattern().as_usize();
            if !seen[at] && is_whole(text, found.range(), self.patterns[at].quoted) {
                seen[at] = true;
                if self.patterns[at].with.iter().any(Vec::is_empty) {
                    return true;
                }
            }
        }
        let seen_with =
            |(pattern, _): (&Pattern, &bool)| pattern.with.iter().any(|set| set.iter().all(|at| seen[*at]));
        self.patterns.iter().zip(&seen).filter(|(_, seen)| **seen).any(seen_with)
    }
}

/// A text to look for, and whether it counts only as the start of a quoted module.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Text(String, bool);

impl Text {
    fn bare(text: &str) -> Self {
        Self(text.to_owned(), false)
    }
}

/// What to look for: sets of texts, all of one of which must be there.
#[derive(Debug, Default)]
struct Wanted {
    /// Names that are there without an import, in a language that quotes what it imports.
    globals: Option<&'static [&'static str]>,
    /// Whether the classes of a name, which start with a capital, are spelt wherever it is used.
    classes: bool,
    /// Namespaces that need not be spelt.
    namespaces: &'static [&'static str],
    /// Whether calls need no parentheses.
    bare: bool,
    /// Whether the sets are about questions to services, which count together with a text of [`PROBING`].
    asking: bool,
    sets: BTreeSet<Vec<Text>>,
    in_files: Vec<(&'static [&'static str], String)>,
}

impl Wanted {
    /// What the entries of a table whose meaning counts look for.
    fn entries(&mut self, table: &Table, counts: impl Fn(Meaning) -> bool) {
        let mut names = BTreeSet::new();
        let says = |entry: &&Entry| counts(entry.means);
        let calls = table.all_calls().filter(|(_, entry)| says(entry));
        for (name, entry) in calls {
            if let Some(words) = files(entry) {
                self.in_files.push((words, leaf(name).to_owned()));
                continue;
            }
            match name.strip_prefix(['?', '*']) {
                Some(local) => self.local(local.trim_end_matches("()"), entry),
                None if self.globals.is_none() && package(name) == name && !name.contains('\\') => {
                    self.call(name);
                }
                None => drop(names.insert(name)),
            }
        }
        for entry in table.others().filter(says) {
            for name in entry.names() {
                match entry.on {
                    On::Field(_) => self.field(name, entry),
                    On::Import(_) => self.together(vec![Text::bare(name)]),
                    _ => drop(names.insert(name)),
                }
            }
        }
        for name in &names {
            self.together(self.name(name));
            self.grouped(name);
        }
        for (alias, preferred) in table.aliases() {
            let start = self.name(alias);
            for name in names.range(preferred..).map_while(|name| name.strip_prefix(preferred)) {
                if name.is_empty() || name.starts_with(['.', ':', '(', '[', '~']) {
                    let rest = self.name(&format!("{alias}{name}"));
                    self.together(start.iter().cloned().chain(rest).collect());
                }
            }
        }
    }

    fn together(&mut self, texts: Vec<Text>) {
        if self.asking {
            for text in PROBING {
                self.insert(texts.iter().cloned().chain([Text::bare(text)]).collect());
            }
        } else {
            self.insert(texts);
        }
    }

    fn insert(&mut self, mut texts: Vec<Text>) {
        texts.sort();
        texts.dedup();
        self.sets.insert(texts);
    }

    /// Somebody's own name: what spells it is its last part together with what that is of, be it imported by its whole path
    /// or by one that starts at the file itself.
    fn own(&mut self, name: &str) {
        let within = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let mut parts = within.split(['.', ':']).map(leaf).filter(|part| !part.is_empty()).rev();
        let Some(last) = parts.next() else { return };
        let Some(outer) = parts.next() else { return self.insert(vec![Text::bare(last)]) };
        for beside in std::iter::once(outer).chain(BESIDE.iter().copied()) {
            self.insert(vec![Text::bare(last), Text::bare(beside)]);
        }
    }

    /// A call of that very name, which no import can rename.
    fn call(&mut self, name: &str) {
        self.together(vec![if self.bare { Text::bare(name) } else { Text(format!("{name}("), false) }]);
    }

    /// A call of a method of whatever receiver, together with how its argument has to start.
    fn local(&mut self, name: &str, entry: &Entry) {
        let starts = entry.when.iter().find_map(|condition| match condition {
            When::Starts(_, starts) => Some(*starts),
            _ => None,
        });
        match starts.filter(|_| name.starts_with('.')) {
            Some(starts) => {
                for start in starts {
                    self.together(vec![Text::bare(name), Text::bare(start)]);
                }
            }
            // A template string calls without parentheses, a generic method with its types in front of them.
            None if name.contains('$') || !self.namespaces.is_empty() => {
                self.together(vec![Text::bare(name)]);
            }
            None => self.call(name),
        }
    }

    /// A field's last name, together with whatever else the entry says about its file.
    fn field(&mut self, path: &str, entry: &Entry) {
        let name = last_part(path);
        if let Some(words) = files(entry) {
            self.in_files.push((words, name.to_owned()));
            return;
        }
        let partners = entry.when.iter().find_map(|condition| match condition {
            When::Imports(modules) => {
                Some(modules.iter().map(|module| self.module(package(module))).collect())
            }
            When::Present(slot) => siblings(slot).map(|keys| keys.into_iter().map(Text::bare).collect()),
            _ => None,
        });
        let outer = path.split('.').rev().skip(1).find(|part| !matches!(*part, "*" | "**" | "[]"));
        let partners: Vec<Text> =
            partners.unwrap_or_else(|| vec![Text::bare(outer.map_or(name, |outer| leaf(outer)))]);
        for partner in partners {
            self.together(vec![Text::bare(name), partner]);
        }
    }

    /// A class that is imported together with others of its namespace: `use Monolog\Handler\{StreamHandler, …}`.
    fn grouped(&mut self, name: &str) {
        let class = package(name);
        if let Some((namespace, last)) = class.rsplit_once('\\') {
            let mut texts = self.name(name);
            texts.retain(|text| text.0 != class);
            texts.extend([Text::bare(last), Text(format!("{namespace}\\{{"), false)]);
            self.together(texts);
        }
    }

    /// The texts of a canonical name: its package, what is called on the way, its last part.
    fn name(&self, name: &str) -> Vec<Text> {
        if let Some(below) = self.below(name) {
            let parts: Vec<&str> =
                below.split(['.', '~']).map(leaf).filter(|part| !part.is_empty()).collect();
            return parts.into_iter().map(Text::bare).collect();
        }
        let first = match name.strip_prefix('?') {
            Some(local) => Text::bare(package(local)),
            // What needs no import is spelt from its class on.
            None if self.classes && name.starts_with("java.lang.") => {
                Text::bare(package(&name["java.lang.".len()..]))
            }
            None => self.module(package(name)),
        };
        let is_class = |part: &str| self.classes && part.starts_with(|c: char| c.is_ascii_uppercase());
        let called = name.split(['.', ':', '~']).filter(|part| part.ends_with(')') || is_class(part));
        // What a module exports by default has whatever name its importers like.
        let others = called.map(leaf).chain([leaf(name)]).filter(|part| !matches!(*part, "" | "default"));
        let others = others.filter(|part| *part != package(name)).map(Text::bare);
        std::iter::once(first).chain(others).collect()
    }

    /// A name without the namespace in front of it.
    fn below<'n>(&self, name: &'n str) -> Option<&'n str> {
        let inner = |namespace: &&str| name.strip_prefix(*namespace)?.strip_prefix('.');
        self.namespaces.iter().filter_map(inner).min_by_key(|rest| rest.len())
    }

    /// A package, as an import spells it. A path that starts with a host may have a version behind the repository that is no part
    /// of the name: `github.com/jackc/pgx/v5/pgxpool`.
    fn module(&self, name: &str) -> Text {
        let host = name.split('/').next().is_some_and(|host| host.contains('.'));
        let end = if host { name.match_indices('/').nth(2).map(|(at, _)| at) } else { None };
        let name = &name[..end.unwrap_or(name.len())];
        Text(name.to_owned(), self.globals.is_some_and(|globals| !globals.contains(&name)))
    }

    fn build(self) -> Needles {
        let mut texts: BTreeMap<Text, usize> = BTreeMap::new();
        for text in self.sets.iter().flatten() {
            let next = texts.len();
            texts.entry(text.clone()).or_insert(next);
        }
        let mut patterns: Vec<Pattern> = texts.iter().map(|_| Pattern::default()).collect();
        let mut needles = vec![""; texts.len()];
        for (Text(text, quoted), at) in &texts {
            needles[*at] = text;
            patterns[*at].quoted = *quoted;
        }
        for set in &self.sets {
            if let [first, others @ ..] = set.as_slice() {
                patterns[texts[first]].with.push(others.iter().map(|text| texts[text]).collect());
            }
        }
        // One pattern may be a part of another, so every occurrence of each counts.
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&needles)
            .ok();
        Needles { automaton, patterns, in_files: self.in_files }
    }
}

/// The words of which the name of a file must have one.
fn files(entry: &Entry) -> Option<&'static [&'static str]> {
    entry.when.iter().find_map(|condition| match condition {
        When::File(words) => Some(*words),
        _ => None,
    })
}

/// Whether an entry of that meaning makes a file worth parsing; the others only help to understand what such entries find.
fn says_something(means: Meaning) -> bool {
    match means {
        Meaning::Fact(_) | Meaning::EnvDemand | Meaning::EnvSchema | Meaning::Changes | Meaning::Handles => {
            true
        }
        Meaning::Same
        | Meaning::Receiver
        | Meaning::Demands
        | Meaning::Defaults
        | Meaning::Joins
        | Meaning::Temporary
        | Meaning::Removes
        | Meaning::Command
        | Meaning::Exits => false,
    }
}

/// Whether an entry of that meaning is about a question to a service.
fn asks(means: Meaning) -> bool {
    means == Meaning::Fact(Kind::Query)
}

/// The keys of which one must stand beside a field for the slot to be there.
fn siblings(slot: &Slot) -> Option<Vec<&'static str>> {
    match slot {
        Slot::Sibling(path) => Some(vec![package(path)]),
        Slot::First(slots) => slots.iter().map(siblings).collect::<Option<Vec<_>>>().map(|all| all.concat()),
        _ => None,
    }
}

/// Whether a match is no mere part of a longer word, and starts a quoted module where it has to.
fn is_whole(text: &str, found: Range<usize>, quoted: bool) -> bool {
    let text = text.as_bytes();
    let before = found.start.checked_sub(1).and_then(|at| text.get(at));
    if quoted && !before.is_some_and(|byte| matches!(byte, b'"' | b'\'' | b'`' | b':')) {
        return false;
    }
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let runs_on = |last: Option<&u8>, next: Option<&u8>| is_word(last) && is_word(next);
    !runs_on(before, text.get(found.start)) && !runs_on(text.get(found.end - 1), text.get(found.end))
}

/// The last part of a name, without the signs of patterns.
fn leaf(name: &str) -> &str {
    let end = name.trim_end_matches(['(', ')', '[', ']', '*', '.', '~']);
    last_part(end)
}

#[cfg(test)]
mod tests {
    use super::super::table::{Alias, Meaning, call, field};
    use super::*;
    use crate::discover::Language;
    use crate::fact::Kind;

    const ENTRIES: &[Entry] = &[
        call(&["logging.handlers.WatchedFileHandler"], Meaning::Fact(Kind::LogSink)),
        call(&["multer"], Meaning::Fact(Kind::FileWrite)),
        call(&["storage.Files().save"], Meaning::Fact(Kind::FileWrite)),
        call(&["str"], Meaning::Same),
        field(&["**.type"], Kind::Connect).when(&[When::Present(Slot::Sibling("entities"))]),
    ];

    #[test]
    fn a_call_needs_its_package_and_its_name() {
        let needles =
            Needles::new(&Table::new(&[ENTRIES], &[("shop.Store", "storage.Files")]), &["postgres://"]);
        let occur = |text: &str| needles.occur_in("a.py", text);
        assert!(occur("from logging.handlers import WatchedFileHandler as W"));
        assert!(!occur("import logging"));
        assert!(!occur("WatchedFileHandler"));
        assert!(occur("x = multer()") && !occur("multerade()"));
        assert!(occur("'postgres://db'"));
        assert!(occur("from storage import Files\nFiles().save(x)"));
        assert!(occur("import shop\nshop.Store().save(x)"));
        assert!(!occur("import storage\nform.save(x)"));
        assert!(!occur("str(x)"));
        assert!(occur("x = {type: t, entities: e}") && !occur("x = {type: t}"));
    }

    #[test]
    fn own_names_are_spelt_by_their_last_parts() {
        let alias = |name: &str| Alias {
            language: Language::Python,
            name: name.to_owned(),
            like: "storage.Files".to_owned(),
        };
        let taught = [alias("acme.store.Files"), alias("lib/env"), alias("acme.Box().open")];
        let needles = Needles::quoted(&Table::new(&[ENTRIES], &[]).taught(&taught), &[], &[]);
        let occur = |text: &str| needles.occur_in("a.py", text);
        assert!(occur("import acme.store as s\ns.Files()") && occur("from . import Files"));
        assert!(!occur("Files()") && !occur("store"));
        assert!(occur("import env from '../lib/env'"));
        assert!(occur("Box().open()") && !occur("open()"));
    }

    #[test]
    fn packages_are_quoted_where_the_language_does_so() {
        let needles = Needles::quoted(&Table::new(&[ENTRIES], &[]), &[], &["multer"]);
        let occur = |text: &str| needles.occur_in("a.js", text);
        assert!(occur("import { Files } from 'storage'; new Files().save()"));
        assert!(!occur("const storage = new Files().save()"));
        assert!(occur("multer()"));
    }
}
