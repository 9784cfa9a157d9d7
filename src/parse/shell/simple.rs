//! Simple commands: assignments, words and redirections, and the test and arithmetic commands.

use super::expansion::LONGEST_SUBSCRIPT;
use super::list::Tails;
use super::parser::Parser;
use super::syntax::{Assignment, Connector, SimpleCommand, Word};
use super::word::Place;

/// Builtins whose arguments may be assignments.
const DECLARING: [&str; 6] = ["declare", "export", "local", "readonly", "typeset", "alias"];

impl Parser<'_> {
    /// Reads a simple command or a function definition; says whether it was a simple command.
    pub(super) fn simple_command(&mut self) -> (Tails, bool) {
        let start = self.pos;
        if self.at_stray_closer() {
            return (Tails::new(), false);
        }
        let at = self.script.commands.len();
        let connector = std::mem::replace(&mut self.connector, Connector::Then);
        self.script.commands.push(self.command_here(connector));
        let mut command = self.command_here(connector);
        if self.starts_with("[[") && self.bare_word() == "[[" {
            self.test_command(&mut command);
        } else if self.starts_with("((") {
            command.argv = self.arithmetic_command();
        }
        self.parts(&mut command);

        if let Some(name) = self.function_name(&command) {
            self.script.commands.truncate(at);
            self.function_body(start, &name);
            return (Tails::new(), false);
        }
        if self.pos == start {
            self.script.commands.truncate(at);
            self.connector = connector;
            return (Tails::new(), false);
        }
        command.span = start..end_of_last_part(&command).unwrap_or(self.pos);
        command.exec = command.name() == Some("exec") && command.argv.len() > 1;
        if let Some(place) = self.script.commands.get_mut(at) {
            *place = command;
        }
        (vec![at], true)
    }

    fn command_here(&self, connector: Connector) -> SimpleCommand {
        let context = self.context;
        let function = context.function.and_then(|at| self.script.functions.get(at));
        SimpleCommand {
            connector,
            depth: context.depth,
            conditional: context.conditional,
            condition: context.condition,
            loop_body: context.loop_body,
            in_subshell: context.subshell,
            in_command_substitution: context.substitution,
            function: function.map(|function| function.name.clone()),
            guard: context.guard,
            ..SimpleCommand::default()
        }
    }

    fn parts(&mut self, command: &mut SimpleCommand) {
        loop {
            self.skip_blanks(false);
            if let Some(redirect) = self.redirect() {
                command.redirects.push(redirect);
                continue;
            }
            let declares = command.name().is_some_and(|name| DECLARING.contains(&name));
            if (command.argv.is_empty() || declares)
                && let Some(assignment) = self.assignment()
            {
                if declares {
                    command.argv.push(assignment_word(&assignment));
                }
                command.assignments.push(assignment);
                continue;
            }
            let word = self.word(Place::Command);
            if word.span.is_empty() {
                return;
            }
            command.argv.push(word);
        }
    }

    /// The name, if what was read is the name of a function and its parentheses follow; those are taken.
    fn function_name(&mut self, command: &SimpleCommand) -> Option<String> {
        let [name] = command.argv.as_slice() else { return None };
        if !command.assignments.is_empty() || !command.redirects.is_empty() || !name.literal || name.quoted {
            return None;
        }
        let rest = self.rest().strip_prefix('(')?.trim_start_matches([' ', '\t']);
        self.pos = self.end - rest.strip_prefix(')')?.len();
        Some(name.text.clone())
    }

    /// `name=value`, `name+=value`, `name[…]=value` or `name=( … )`.
    fn assignment(&mut self) -> Option<Assignment> {
        let start = self.pos;
        let (name_length, operator_end, append) = assignment_head(self.rest())?;
        let name = self.rest()[..name_length].to_owned();
        self.pos += operator_end;
        let (value, elements) = if self.peek() == Some(b'(') {
            let elements = self.array();
            (joined(&elements, start + operator_end..self.pos), Some(elements))
        } else {
            (self.word(Place::Command), None)
        };
        Some(Assignment { name, value, elements, append, span: start..self.pos })
    }

    fn array(&mut self) -> Vec<Word> {
        let start = self.pos;
        self.pos += 1;
        let mut elements = Vec::new();
        loop {
            self.skip_blanks(true);
            let word = self.word(Place::Command);
            if word.span.is_empty() {
                break;
            }
            elements.push(word);
        }
        self.close(start, ")");
        elements
    }

    /// `[[ … ]]` as a command of words.
    fn test_command(&mut self, command: &mut SimpleCommand) {
        let start = self.pos;
        loop {
            self.skip_blanks_in_test();
            let Some(_) = self.peek() else {
                return self.error(start..start + 2, "']]' is missing at the end of this test");
            };
            if self.bare_word() == "]]" {
                let span = self.pos..self.pos + 2;
                self.pos = span.end;
                command.argv.push(Word { text: "]]".to_owned(), literal: true, span, ..Word::default() });
                return;
            }
            let word = self.word(Place::Test);
            command.argv.push(word);
        }
    }

    fn skip_blanks_in_test(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) || self.joined_line() > 0 {
            self.pos += self.joined_line().max(1);
        }
    }

    /// `(( … ))` as a command of two words.
    pub(super) fn arithmetic_command(&mut self) -> Vec<Word> {
        let start = self.pos;
        self.pos += 2;
        let opening =
            Word { text: "((".to_owned(), literal: true, span: start..start + 2, ..Word::default() };
        let mut expression = Word::default();
        self.arithmetic(&mut expression);
        expression.span = start + 2..self.pos;
        vec![opening, expression]
    }
}

/// Lengths of the name and of the name with its operator, and whether the operator is `+=`.
fn assignment_head(text: &str) -> Option<(usize, usize, bool)> {
    let named = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let name = text.bytes().position(|byte| !named(byte))?;
    if name == 0 || text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut operator = name;
    if text[name..].starts_with('[') {
        operator += text[name..].bytes().take(LONGEST_SUBSCRIPT).position(|byte| byte == b']')? + 1;
    }
    let append = text[operator..].starts_with("+=");
    (append || text[operator..].starts_with('=')).then_some((
        name,
        operator + 1 + usize::from(append),
        append,
    ))
}

/// The elements of an array as one value.
fn joined(elements: &[Word], span: std::ops::Range<usize>) -> Word {
    Word {
        text: elements.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "),
        literal: elements.iter().all(|word| word.literal),
        quoted: elements.iter().any(|word| word.quoted),
        span,
        parameters: elements.iter().flat_map(|word| word.parameters.clone()).collect(),
    }
}

/// An assignment as the word it is for a declaring builtin.
fn assignment_word(assignment: &Assignment) -> Word {
    let operator = if assignment.append { "+=" } else { "=" };
    Word {
        text: format!("{}{operator}{}", assignment.name, assignment.value.text),
        span: assignment.span.clone(),
        ..assignment.value.clone()
    }
}

fn end_of_last_part(command: &SimpleCommand) -> Option<usize> {
    let words = command.argv.last().map(|word| word.span.end);
    let assignments = command.assignments.last().map(|assignment| assignment.span.end);
    let redirects = command.redirects.last().map(|redirect| redirect.span.end);
    words.max(assignments).max(redirects)
}
