//! The tree of a Dockerfile: instructions with typed bodies, every part with its place.

use super::keyword::Keyword;
use super::stages::Stage;
use super::text::Text;
use crate::source::{Arg, FileId, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// A parsed Dockerfile. Whatever could not be read is in `errors`; the rest of the file is there all the same.
#[derive(Clone, Debug)]
pub struct Dockerfile {
    /// The file it was read from.
    pub file: FileId,
    /// `# escape=`, `# syntax=` and `# check=` lines at the top.
    pub directives: Vec<Directive>,
    /// All instructions in source order, and behind a `FROM` of an earlier stage the triggers of that stage, which run there;
    /// [`Instruction::index`] is the place in this list.
    pub instructions: Vec<Instruction>,
    /// Build stages in source order.
    pub stages: Vec<Stage>,
    /// All comment lines in source order, those inside continued instructions included.
    pub comments: Vec<Comment>,
    /// What the builder would refuse.
    pub errors: Vec<SyntaxError>,
    /// Where the instructions of each kind stand.
    pub(super) places: BTreeMap<Keyword, Vec<usize>>,
}

/// A parser directive (`# name=value` before everything else).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Directive {
    /// The name in lower case: `escape`, `syntax` or `check`.
    pub name: String,
    /// The value, white space at its ends removed.
    pub value: Arg,
    /// The whole line.
    pub span: Span,
}

/// A comment line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comment {
    /// The text after `#`, white space at its ends removed.
    pub text: String,
    /// From `#` to the end of the line.
    pub span: Span,
}

/// Something the builder would refuse.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    /// The part that is wrong.
    pub span: Span,
    /// What is wrong with it, without a full stop.
    pub message: String,
}

/// One logical instruction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instruction {
    /// Its place in [`Dockerfile::instructions`]; an `ONBUILD` trigger has that of the `ONBUILD`.
    pub index: usize,
    /// Which instruction it is.
    pub keyword: Keyword,
    /// From the keyword to the end of the last line, heredocs included.
    pub span: Span,
    /// The keyword alone.
    pub keyword_span: Span,
    /// `--name[=value]` words before the arguments.
    pub flags: Vec<Flag>,
    /// The arguments.
    pub body: Body,
    /// Heredocs of `RUN`, `COPY` and `ADD` in the order of their markers.
    pub heredocs: Vec<Heredoc>,
    /// The instruction that an `ONBUILD` registers.
    pub onbuild: Option<Box<Instruction>>,
    /// The comments above it that belong to it, as a range of [`Dockerfile::comments`].
    pub comments_above: Range<usize>,
}

impl Instruction {
    /// The first flag of that name (without the dashes).
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.flags.iter().find(|flag| flag.name == name)
    }

    /// The command of `RUN`, `CMD`, `ENTRYPOINT`, `SHELL` or `HEALTHCHECK CMD`.
    pub fn command(&self) -> Option<&Command> {
        match &self.body {
            Body::Command(command) | Body::Healthcheck(Some(command)) => Some(command),
            _ => None,
        }
    }
}

/// A `--name[=value]` word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flag {
    /// The name without its dashes.
    pub name: String,
    /// What follows `=`.
    pub value: Option<Value>,
    /// The whole word.
    pub span: Span,
}

impl Flag {
    /// The `key[=value]` options of a `--mount`-like value, in order.
    pub fn options(&self) -> Vec<(&str, Option<&str>)> {
        let Some(value) = &self.value else { return Vec::new() };
        let parts = value.arg.text.split(',').filter(|part| !part.is_empty());
        parts
            .map(|part| part.split_once('=').map_or((part, None), |(key, value)| (key, Some(value))))
            .collect()
    }

    /// The value of one of [`Flag::options`].
    pub fn option(&self, key: &str) -> Option<&str> {
        self.options().into_iter().find(|(name, _)| *name == key)?.1
    }
}

/// The arguments of an instruction. `Add`/`Copy`, and all that take commands, share a form; the keyword tells them apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Body {
    /// `FROM image [AS alias]`.
    From {
        /// The image or the earlier stage.
        image: Value,
        /// The name of the stage.
        alias: Option<Arg>,
    },
    /// `RUN`, `CMD`, `ENTRYPOINT`, `SHELL`.
    Command(Command),
    /// `HEALTHCHECK CMD …`, or `None` for `HEALTHCHECK NONE`.
    Healthcheck(Option<Command>),
    /// `ENV`.
    Env(Vec<Pair>),
    /// `LABEL`.
    Label(Vec<Pair>),
    /// `ARG`; a pair without value has no default.
    Arg(Vec<Pair>),
    /// `COPY` and `ADD`. Heredoc markers are not among the sources; see [`Instruction::heredocs`].
    Copy {
        /// What is copied.
        sources: Vec<Value>,
        /// Where it goes.
        destination: Value,
    },
    /// `EXPOSE`.
    Expose(Vec<Value>),
    /// `USER`.
    User(Value),
    /// `WORKDIR`.
    Workdir(Value),
    /// `VOLUME`.
    Volume(Vec<Value>),
    /// `STOPSIGNAL`.
    StopSignal(Value),
    /// `MAINTAINER`.
    Maintainer(Arg),
    /// `ONBUILD`; the instruction itself is in [`Instruction::onbuild`].
    Onbuild,
    /// Arguments that could not be read, or an unknown instruction; [`Dockerfile::errors`] says why.
    Invalid,
}

/// A command to run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Command {
    /// How it is written.
    pub form: Form,
    /// Where it is written, without flags.
    pub span: Span,
    /// The text looks like a JSON array but is not one, so the builder silently takes it as shell text.
    pub malformed_json: bool,
}

/// The two forms of a command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Form {
    /// A JSON array: started directly, variables not expanded. Empty for `CMD []`.
    Exec(Vec<Arg>),
    /// Text for the shell. Of a `RUN` with heredocs it holds their bodies as the shell gets them:
    /// of `RUN <<EOF` alone it is the script, else the command line followed by bodies and terminators.
    Shell(Text),
}

impl Command {
    /// The words of the exec form.
    pub fn exec(&self) -> Option<&[Arg]> {
        match &self.form {
            Form::Exec(words) => Some(words),
            Form::Shell(_) => None,
        }
    }

    /// The text of the shell form.
    pub fn shell(&self) -> Option<&Text> {
        match &self.form {
            Form::Exec(_) => None,
            Form::Shell(text) => Some(text),
        }
    }
}

/// One `key=value` of `ENV`, `LABEL` or `ARG`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pair {
    /// The key, quotes removed.
    pub key: Arg,
    /// The value; `None` only for an `ARG` without default.
    pub value: Option<Value>,
    /// Key and value.
    pub span: Span,
}

/// A word of an instruction in which the builder replaces variables.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Value {
    /// What the word comes to: quotes removed, variables replaced as far as they are known.
    /// `literal` is false when a part depends on the base image or on a build argument without default.
    pub arg: Arg,
    /// The word as written, lines joined.
    pub raw: String,
    /// Whether `--build-arg` can change what it comes to.
    pub overridable: bool,
    /// The variables it names, in order, also those inside of defaults.
    pub variables: Vec<String>,
}

impl Value {
    /// A word whose variables are not replaced yet.
    pub(super) fn unresolved(raw: &str, span: Span) -> Self {
        Self { arg: Arg::computed(raw, span), raw: raw.to_owned(), overridable: false, variables: Vec::new() }
    }

    /// The text if it is wholly known (an overridable default counts as known).
    pub fn known(&self) -> Option<&str> {
        self.arg.known()
    }

    /// The text, unknown parts as `{}`.
    pub fn text(&self) -> &str {
        &self.arg.text
    }

    /// Where it is written.
    pub fn span(&self) -> Span {
        self.arg.span
    }
}

/// A heredoc.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Heredoc {
    /// The terminator, quotes removed.
    pub name: String,
    /// Whether variables in the body are expanded (the terminator was not quoted).
    pub expand: bool,
    /// Whether leading tabs are removed (`<<-`).
    pub strip_tabs: bool,
    /// The file descriptor before `<<`.
    pub descriptor: Option<u32>,
    /// The lines between marker and terminator as written, line breaks included.
    pub body: Text,
    /// The marker (`<<EOF`).
    pub span: Span,
    /// The terminator line.
    pub terminator: Span,
}

impl Heredoc {
    /// The body as it reaches its reader: without leading tabs if the marker was `<<-`.
    pub fn content(&self) -> Text {
        if !self.strip_tabs {
            return self.body.clone();
        }
        let mut content = self.body.slice(0..0);
        let mut at = 0;
        for line in self.body.as_str().split_inclusive('\n') {
            let tabs = line.len() - line.trim_start_matches('\t').len();
            content.append(&self.body.slice(at + tabs..at + line.len()));
            at += line.len();
        }
        content
    }
}
