//! The texts without which a file has nothing to say, derived from its language's table: other files are not parsed.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::literal;
use super::slot::is_file_about;
use super::table::{Entry, On, Table, When, package};
use super::unit::last_part;

/// Texts to look for before a file is parsed.
#[derive(Debug)]
pub struct Needles {
    automaton: Option<AhoCorasick>,
    /// For each pattern of the automaton, what must be there besides.
    needs: Vec<Need>,
    /// Texts that count only in files about one of the words.
    in_files: Vec<(&'static [&'static str], String)>,
}

/// What a pattern needs besides itself to make a file worth parsing.
#[derive(Debug)]
enum Need {
    Nothing,
    OneOf(Vec<usize>),
    /// It only serves others.
    Partner,
}

impl Needles {
    /// The needles of a table and those of `others`, each of which suffices by itself.
    ///
    /// A call needs both the name of its package, which an import spells out, and its own last part, which no alias can hide.
    pub fn new(table: &Table, others: &[&'static str]) -> Self {
        let mut wanted = Wanted::default();
        for text in others {
            wanted.alone(text);
        }
        for (name, _) in table.all_calls() {
            wanted.name(name);
        }
        for (alias, _) in table.aliases() {
            wanted.name(alias);
        }
        for entry in table.others() {
            for name in entry.names() {
                match entry.on {
                    On::Member(_) | On::Element(_) | On::Base(_) => wanted.name(name),
                    On::Field(_) => wanted.field(name, entry),
                    On::Comparison(_) => wanted.alone(last_part(name)),
                    On::Import(_) => wanted.alone(name),
                    On::Call(_) => {}
                }
            }
        }
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
        let mut seen = vec![false; self.needs.len()];
        for found in automaton.find_overlapping_iter(text) {
            let at = found.pattern().as_usize();
            if !seen[at] {
                seen[at] = true;
                if matches!(self.needs[at], Need::Nothing) {
                    return true;
                }
            }
        }
        self.needs.iter().enumerate().any(|(at, need)| match need {
            Need::OneOf(partners) => seen[at] && partners.iter().any(|partner| seen[*partner]),
            Need::Nothing | Need::Partner => false,
        })
    }
}

/// What to look for: each text with its partners, one of which must be there too; without partners it suffices.
#[derive(Debug, Default)]
struct Wanted {
    texts: BTreeMap<String, BTreeSet<String>>,
    in_files: Vec<(&'static [&'static str], String)>,
}

impl Wanted {
    fn alone(&mut self, text: &str) {
        self.texts.insert(text.to_owned(), BTreeSet::new());
    }

    fn both(&mut self, text: &str, partner: &str) {
        let partners =
            self.texts.entry(text.to_owned()).or_insert_with(|| BTreeSet::from([partner.to_owned()]));
        if !partners.is_empty() {
            partners.insert(partner.to_owned());
        }
    }

    /// A field's last name, together with whatever else the entry says about its file.
    fn field(&mut self, path: &str, entry: &Entry) {
        let name = last_part(path);
        let outer = path.split('.').rev().skip(1).find(|part| !matches!(*part, "*" | "**" | "[]"));
        let condition = entry.when.iter().find_map(|condition| match condition {
            When::File(words) => Some(Ok(*words)),
            When::Imports(modules) => Some(Err(*modules)),
            _ => None,
        });
        match (condition, outer) {
            (Some(Ok(words)), _) => self.in_files.push((words, name.to_owned())),
            (Some(Err(modules)), _) => modules.iter().for_each(|module| self.both(package(module), name)),
            (None, Some(outer)) => self.both(leaf(outer), name),
            (None, None) => self.alone(name),
        }
    }

    fn name(&mut self, name: &str) {
        if let Some(local) = name.strip_prefix(['?', '*']) {
            let call = format!("{}(", local.trim_end_matches("()"));
            self.alone(&call);
            return;
        }
        let (package, leaf) = (package(name), leaf(name));
        if package == leaf {
            self.alone(leaf);
            return;
        }
        self.both(package, leaf);
    }

    fn build(self) -> Needles {
        let mut patterns: Vec<String> = Vec::new();
        let mut ids: BTreeMap<String, usize> = BTreeMap::new();
        let mut id = |text: &String| {
            *ids.entry(text.clone()).or_insert_with(|| {
                patterns.push(text.clone());
                patterns.len() - 1
            })
        };
        let numbered: Vec<(usize, Vec<usize>)> = self
            .texts
            .iter()
            .map(|(text, partners)| (id(text), partners.iter().map(&mut id).collect()))
            .collect();
        let mut needs: Vec<Need> = (0..patterns.len()).map(|_| Need::Partner).collect();
        for (at, partners) in numbered {
            needs[at] = if partners.is_empty() { Need::Nothing } else { Need::OneOf(partners) };
        }
        // One pattern may be a part of another, so every occurrence of each counts.
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&patterns)
            .ok();
        Needles { automaton, needs, in_files: self.in_files }
    }
}

/// The last part of a name, without the signs of patterns.
fn leaf(name: &str) -> &str {
    let end = name.trim_end_matches(['(', ')', '[', ']', '*', '.', '~']);
    last_part(end)
}

#[cfg(test)]
mod tests {
    use super::super::table::{Meaning, call};
    use super::*;
    use crate::fact::Kind;

    const ENTRIES: &[Entry] = &[
        call(&["logging.handlers.WatchedFileHandler"], Meaning::Fact(Kind::LogSink)),
        call(&["multer"], Meaning::Fact(Kind::FileWrite)),
    ];

    #[test]
    fn a_call_needs_its_package_and_its_name() {
        let needles = Needles::new(&Table::new(&[ENTRIES], &[]), &["postgres://"]);
        let occur = |text: &str| needles.occur_in("a.py", text);
        assert!(occur("from logging.handlers import WatchedFileHandler as W"));
        assert!(!occur("import logging"));
        assert!(!occur("WatchedFileHandler"));
        assert!(occur("require('multer')"));
        assert!(occur("'postgres://db'"));
    }
}
