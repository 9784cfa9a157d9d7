//! Packages: what the files of a folder see of each other, and functions that read variables for the whole project.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use tree_sitter::Tree;

use super::super::syntax::evaluate::{At, Evaluate};
use super::super::syntax::scopes::FILE;
use super::super::syntax::{self, File};
use super::super::table::Table;
use super::super::unit::{Argument, Context, Data, Read, Unit, Value, last_part};
use super::grammar::Go;
use crate::app::Unreadable;
use crate::extract::Reader;
use crate::source::{Span, folder_of, name_of};

/// The texts without which no function of a file reads a variable.
const READS: &[&str] = &["Getenv(", "LookupEnv("];

/// In place of the arguments of a function, to see which of them become a variable and its default.
const MARKS: &[&str] = &["\u{1}0", "\u{1}1", "\u{1}2", "\u{1}3"];

/// A function that reads the variable that an argument names.
#[derive(Clone, Debug)]
pub(super) struct Wrapper {
    /// Which argument names the variable.
    name: usize,
    default: Default,
    required: bool,
}

#[derive(Clone, Debug)]
enum Default {
    None,
    Argument(usize),
    Value(Value),
}

impl Wrapper {
    /// The read that a call makes.
    pub(super) fn read(&self, args: &[Argument], api: &str, span: Span, context: &Context) -> Option<Read> {
        let argument = |at: usize| args.get(at).map(|argument| argument.value.clone());
        let name = argument(self.name)?;
        let default = match &self.default {
            Default::None => None,
            Default::Argument(at) => argument(*at),
            Default::Value(value) => Some(value.clone()),
        };
        Some(Read {
            name: crate::source::Arg::literal(name.as_text()?, name.span),
            required: self.required && default.is_none(),
            default,
            api: api.to_owned(),
            span,
            context: context.clone(),
        })
    }
}

/// Functions of the project that read variables for their callers, by folder and name.
#[derive(Debug, Default)]
pub(super) struct Wrappers(BTreeMap<String, BTreeMap<String, Wrapper>>);

impl Wrappers {
    /// The wrappers of all files.
    pub(super) fn find(readers: &[Reader], table: &Table) -> Self {
        let own: Vec<&str> = table.own_names().map(last_part).collect();
        let reads = |reader: &&Reader| READS.iter().chain(&own).any(|text| reader.text.contains(text));
        let found: Vec<Vec<(String, String, Wrapper)>> =
            readers.par_iter().filter(reads).map(|reader| wrappers(*reader, table)).collect();
        let mut all: BTreeMap<String, BTreeMap<String, Wrapper>> = BTreeMap::new();
        for (folder, name, wrapper) in found.into_iter().flatten() {
            all.entry(folder).or_default().insert(name, wrapper);
        }
        Self(all)
    }

    /// The wrapper of that name in a package: that of a folder, or of the folder that an import's path ends with.
    pub(super) fn get(&self, package: &str, name: &str) -> Option<&Wrapper> {
        if let Some(wrapper) = self.0.get(package).and_then(|names| names.get(name)) {
            return Some(wrapper);
        }
        let ends = |folder: &&String| {
            package.strip_suffix(folder.as_str()).is_some_and(|rest| rest.ends_with('/'))
                && !folder.is_empty()
        };
        self.0.keys().filter(ends).find_map(|folder| self.0[folder].get(name))
    }

    /// Whether a file calls one of them.
    pub(super) fn are_called_in(&self, reader: Reader) -> bool {
        let own = folder_of(reader.path);
        self.0.iter().any(|(folder, names)| {
            let package = name_of(folder);
            (folder == own || reader.text.contains(package))
                && names.keys().any(|name| reader.text.contains(&format!("{name}(")))
        })
    }
}

/// The wrappers of a file.
fn wrappers(reader: Reader, table: &Table) -> Vec<(String, String, Wrapper)> {
    let Ok(tree) = super::parse(reader) else { return Vec::new() };
    let none = Wrappers::default();
    let go = syntax::declared(Go::new(reader, table, &none, &[]), &tree);
    let mut found = Vec::new();
    for function in syntax::children(tree.root_node()) {
        let name = function.child_by_field_name("name").map_or("", |name| go.file.text(name));
        if function.kind() != "function_declaration" || name.is_empty() {
            continue;
        }
        let context = Context::default();
        let span = go.file.span(function);
        let marked = |mark: &&str| Argument { name: None, value: Value::text(*mark, span) };
        let args: Vec<Argument> = MARKS.iter().map(marked).collect();
        let Some(Value { data: Data::Env(read), .. }) =
            go.inlined(function, &args, span, go.file.at(FILE, &context))
        else {
            continue;
        };
        let argument = |text: &str| MARKS.iter().position(|mark| *mark == text);
        let Some(name_at) = argument(&read.name.text) else { continue };
        let default = match &read.default {
            None => Default::None,
            Some(value) => match value.as_text().and_then(argument) {
                Some(at) => Default::Argument(at),
                None => Default::Value(value.clone()),
            },
        };
        let wrapper = Wrapper { name: name_at, default, required: read.required };
        found.push((folder_of(reader.path).to_owned(), name.to_owned(), wrapper));
    }
    found
}

/// The units of those files of a package that are worth it.
pub(super) fn units<'r>(
    readers: &[Reader<'r>],
    table: &Table,
    wrappers: &Wrappers,
    wanted: impl Fn(Reader) -> bool,
) -> Vec<(Reader<'r>, Result<Unit, Unreadable>)> {
    let wanted: BTreeSet<&str> =
        readers.iter().filter(|reader| wanted(**reader)).map(|reader| reader.path).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let parsed: Vec<(Reader, Result<Tree, Unreadable>)> =
        readers.iter().map(|reader| (*reader, super::parse(*reader))).collect();
    let trees = || parsed.iter().filter_map(|(reader, tree)| Some((*reader, tree.as_ref().ok()?)));
    let files: Vec<Go> =
        trees().map(|(reader, tree)| syntax::declared(Go::new(reader, table, wrappers, &[]), tree)).collect();
    let mut units = Vec::new();
    for (reader, tree) in &parsed {
        if wanted.contains(reader.path) {
            let unit = match tree {
                Ok(tree) => Ok(syntax::unit(Go::new(*reader, table, wrappers, &files), tree)),
                Err(error) => Err(error.clone()),
            };
            units.push((*reader, unit));
        }
    }
    units
}

/// What another file of the package defines a name as.
pub(super) fn elsewhere(files: &[Go], from: &File, name: &str, span: Span, at: At) -> Option<Value> {
    let mut others = files.iter().filter(|go| go.file.reader.file != from.reader.file);
    let other = others.find(|go| go.file.scopes.find(FILE, name).is_some())?;
    let value = other.name(name, span, other.file.at(FILE, at.context));
    Some(value).filter(|value| !matches!(value.data, Data::Unknown | Data::Env(_)))
}
