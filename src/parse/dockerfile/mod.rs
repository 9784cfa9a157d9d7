//! Dockerfiles: a tolerant parser that keeps the place of every part, and the graph of build stages.
//!
//! The grammar is that of `BuildKit` (`frontend/dockerfile/parser`); where it gives up, an error is recorded and reading
//! goes on with the next instruction.

mod arguments;
mod effective;
mod given;
mod heredoc;
mod instruction;
mod json;
mod keyword;
mod names;
mod pattern;
mod reader;
mod resolve;
mod scope;
mod stages;
mod substitute;
mod syntax;
mod template;
mod text;
mod words;

pub use effective::{Effective, Setting};
pub use given::{Given, NamedContext};
pub use keyword::Keyword;
pub use names::{ignore_files, is_dockerfile};
pub use stages::{Base, Link, Stage};
pub use syntax::{
    Body, Command, Comment, Directive, Dockerfile, Flag, Form, Heredoc, Instruction, Pair, SyntaxError, Value,
};
pub use text::Text;

use std::collections::BTreeMap;

use crate::source::FileId;
use reader::Reader;

/// Reads a Dockerfile. Always returns what could be read; the rest is in [`Dockerfile::errors`].
pub fn parse(file: FileId, text: &str) -> Dockerfile {
    parse_given(file, text, &Given::default())
}

/// Reads a Dockerfile as a build that gives it arguments and contexts does.
pub fn parse_given(file: FileId, text: &str, given: &Given) -> Dockerfile {
    let mut reader = Reader::new(file, text);
    let mut instructions = Vec::new();
    while let Some(instruction) = instruction::next(&mut reader, instructions.len()) {
        instructions.push(instruction);
    }
    let (instructions, stages, errors) = resolve::resolve(instructions, reader.escape, given);
    reader.errors.extend(errors);
    reader.errors.sort_by_key(|error| (error.span.start, error.span.end));
    // What a trigger has wrong is found where it is registered and where it runs.
    reader.errors.dedup();
    let Reader { directives, comments, errors, .. } = reader;
    let mut places: BTreeMap<Keyword, Vec<usize>> = BTreeMap::new();
    for instruction in &instructions {
        places.entry(instruction.keyword).or_default().push(instruction.index);
    }
    Dockerfile { file, directives, instructions, stages, comments, errors, places }
}

#[cfg(test)]
mod buildkit;
#[cfg(test)]
mod notation;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod traps;
