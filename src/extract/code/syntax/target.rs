//! What declarations and assignments give to names, as fields of a unit.

use tree_sitter::Node;

use super::emit::{Emitter, State};
use super::evaluate::Evaluate;
use super::grammar::{Expression, Grammar, Pattern};
use crate::extract::code::unit::{Data, Value};
use crate::source::{Arg, Span};

/// Objects with a longer text than this are known by no path.
const LONGEST_OBJECT: usize = 200;

impl<'t, G: Grammar<'t>> Emitter<'_, 't, G> {
    pub(super) fn declaration(&mut self, target: Node<'t>, value: Option<Node<'t>>, state: &State<'t>) {
        let Some(value) = value else { return };
        match self.grammar.pattern(target) {
            Pattern::Name(name) => {
                let value = self.value(value, state);
                self.record.reads_of(&value);
                let name = Arg::literal(name, self.grammar.file().span(target));
                self.record.field(&name.text.clone(), name, Some(value), &state.context);
            }
            Pattern::Map(_) => self.destructured(target, state),
            Pattern::List(_) | Pattern::Other => {}
        }
    }

    /// `const { PORT = 3000 } = process.env`: each part may be a read.
    fn destructured(&mut self, pattern: Node<'t>, state: &State<'t>) {
        let Pattern::Map(parts) = self.grammar.pattern(pattern) else { return };
        let file = self.grammar.file();
        for part in parts {
            let Pattern::Name(name) = self.grammar.pattern(part.target) else { continue };
            let end = part.default.unwrap_or(part.target);
            let whole = file.span(part.key).to(file.span(part.target)).to(file.span(end));
            let at = file.at(state.scope, &state.context);
            let value = self.grammar.name(name, file.span(part.target), at);
            if is_read_within(&value, whole) {
                self.record.reads_of(&value);
            }
        }
    }

    pub(super) fn attribute(&mut self, name: Node<'t>, value: Option<Node<'t>>, state: &State<'t>) {
        let value = value.map(|value| self.value(value, state));
        if let Some(value) = &value {
            self.record.reads_of(value);
        }
        let name = Arg::literal(self.grammar.name_text(name), self.grammar.file().span(name));
        self.record.field(&name.text.clone(), name, value, &state.context);
    }

    pub(super) fn assignment(&mut self, target: Node<'t>, value: Option<Node<'t>>, state: &State<'t>) {
        self.mutation_by_assignment(target, value, state);
        let value = value.map(|value| self.value(value, state));
        if let Some(value) = &value {
            self.record.reads_of(value);
        }
        if self.grammar.is_file(target) {
            if let Some(Value { data: Data::Map(map), .. }) = &value {
                self.record.map("", map, &state.context);
            }
            return;
        }
        if let Some((path, name)) = self.path(target, state) {
            self.record.field(&path, name, value, &state.context);
        }
    }

    /// The path and the last name of what is assigned to.
    fn path(&self, target: Node<'t>, state: &State<'t>) -> Option<(String, Arg)> {
        let file = self.grammar.file();
        match self.grammar.expression(target) {
            Expression::Name(name) => Some((name.to_owned(), Arg::literal(name, file.span(target)))),
            Expression::Member { object, name } => {
                let name = Arg::literal(self.grammar.name_text(name), file.span(name));
                Some((format!("{}{}", self.object_path(object, state), name.text), name))
            }
            Expression::Element { object, key } => {
                let key = self.value(key, state);
                let name = Arg::literal(key.as_text()?, key.span);
                Some((format!("{}{}", self.object_path(object, state), name.text), name))
            }
            _ => None,
        }
    }

    /// The path of an object, with a dot at its end; empty for `this` and for the file itself.
    fn object_path(&self, object: Node<'t>, state: &State<'t>) -> String {
        if self.grammar.is_file(object) || matches!(self.grammar.expression(object), Expression::This(_)) {
            return String::new();
        }
        let text = self.grammar.file().text(object);
        let canonical = self.value(object, state).canonical().filter(|name| !name.starts_with('?'));
        match canonical {
            Some(name) => format!("{name}."),
            None if text.len() < LONGEST_OBJECT => format!("{text}."),
            None => String::new(),
        }
    }
}

/// Whether the read that a value is stands in that place: a name may stand for a read made elsewhere.
fn is_read_within(value: &Value, place: Span) -> bool {
    matches!(&value.data, Data::Env(read) if place.contains(read.name.span))
}
