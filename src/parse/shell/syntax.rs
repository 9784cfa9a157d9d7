//! The structure of a shell script: simple commands in source order, each with the circumstances it runs in.

use std::ops::Range;
use std::sync::Arc;

/// A parsed script. All ranges are byte offsets into the parsed text. What could not be read is in `errors`; the rest
/// is there all the same.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Script {
    /// Every simple command in source order, those in functions, conditions, blocks and substitutions included.
    /// `[[ … ]]` and `(( … ))` count as commands of those names.
    pub commands: Vec<SimpleCommand>,
    /// The functions it defines.
    pub functions: Vec<Function>,
    /// The conditions that [`SimpleCommand::guard`] refers to.
    pub guards: Vec<Guard>,
    /// Redirections of whole blocks (`{ …; } >file`, `done <file`).
    pub block_redirects: Vec<BlockRedirect>,
    /// Comments, each from `#` to the end of its line; a `#!` line is one too.
    pub comments: Vec<Range<usize>>,
    /// What a shell would refuse.
    pub errors: Vec<ShellError>,
}

impl Script {
    /// The function of that name (the last definition counts).
    pub fn function(&self, name: &str) -> Option<&Function> {
        self.functions.iter().rev().find(|function| &*function.name == name)
    }

    /// The conditions a command runs under, innermost first.
    pub fn guards_of(&self, command: &SimpleCommand) -> impl Iterator<Item = &Guard> {
        let guard = |at: Option<usize>| at.and_then(|at| self.guards.get(at));
        std::iter::successors(guard(command.guard), move |inner| guard(inner.parent))
    }
}

/// A command that is no block: assignments, words and redirections.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is an independent circumstance of the command")]
pub struct SimpleCommand {
    /// The words as written, wrappers such as `exec` included; empty if there are only assignments or redirections.
    pub argv: Vec<Word>,
    /// Assignments before the words, and those that `export`, `local`, `declare`, `typeset` and `readonly` make
    /// (which are words as well).
    pub assignments: Vec<Assignment>,
    /// Redirections in order.
    pub redirects: Vec<Redirect>,
    /// From the first to the last part.
    pub span: Range<usize>,
    /// `exec` with a program: replaces the shell.
    pub exec: bool,
    /// Runs in the background (`&`), by itself or with the list it is part of.
    pub background: bool,
    /// Preceded by `!`.
    pub negated: bool,
    /// What joins it to the command before it.
    pub connector: Connector,
    /// Its place in its pipeline, from 0.
    pub pipeline_position: usize,
    /// Whether it is the last (or only) command of its pipeline.
    pub last_in_pipeline: bool,
    /// How many blocks and substitutions enclose it.
    pub depth: usize,
    /// Inside a branch of `if` or `case` or the body of a loop (of the same function), so it may not run.
    pub conditional: bool,
    /// It is (part of) the condition of an `if`, `elif`, `while` or `until`.
    pub condition: Option<GuardKind>,
    /// Inside the body of a loop.
    pub loop_body: bool,
    /// Inside `( … )`.
    pub in_subshell: bool,
    /// Inside `$( … )`, backquotes or `<( … )`.
    pub in_command_substitution: bool,
    /// The function it is defined in.
    pub function: Option<Arc<str>>,
    /// The innermost condition it runs under, as an index of [`Script::guards`].
    pub guard: Option<usize>,
    /// Nothing follows it on its path through its function or, outside of functions, the script. The last command of
    /// each branch of a final `if` or `case` is such a one, and so are both sides of a final `||`.
    pub is_last: bool,
}

impl SimpleCommand {
    /// The first word if it is wholly known.
    pub fn name(&self) -> Option<&str> {
        self.argv.first()?.known()
    }

    /// The texts of all words, as [`super::program()`] takes them.
    pub fn texts(&self) -> Vec<&str> {
        self.argv.iter().map(|word| word.text.as_str()).collect()
    }

    /// The words after the first.
    pub fn arguments(&self) -> &[Word] {
        self.argv.get(1..).unwrap_or_default()
    }
}

/// What joins a command to the one before it.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Connector {
    /// Nothing: it is the first of the script, a branch, a body or a substitution.
    #[default]
    Start,
    /// `;`, `&` or a line break.
    Then,
    /// `&&`.
    And,
    /// `||`.
    Or,
    /// `|` or `|&`.
    Pipe,
}

/// A word after quote removal.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Word {
    /// The text without quotes; what the shell computes is `{}`.
    pub text: String,
    /// Whether `text` holds no computed part.
    pub literal: bool,
    /// Whether a part is quoted.
    pub quoted: bool,
    /// Where it is written, quotes included.
    pub span: Range<usize>,
    /// The parameters it expands, in order; those inside of an operand are in that operand.
    pub parameters: Vec<Expansion>,
}

impl Word {
    /// The text if it is wholly known.
    pub fn known(&self) -> Option<&str> {
        self.literal.then_some(self.text.as_str())
    }

    /// All parameters it expands, those inside of operands (`${A:-$B}`) included.
    pub fn all_parameters(&self) -> Vec<&Expansion> {
        let mut found = Vec::new();
        let mut waiting: Vec<_> = self.parameters.iter().rev().collect();
        while let Some(expansion) = waiting.pop() {
            found.push(expansion);
            waiting.extend(expansion.operand.iter().flat_map(|operand| operand.parameters.iter().rev()));
        }
        found
    }
}

/// `$name`, `${name…}`, or an expression of a template language around the script.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expansion {
    /// The name: `HOME`, `1`, `@`; for a template the expression between its braces.
    pub name: String,
    /// What is done with the value.
    pub operator: Operator,
    /// The word after the operator.
    pub operand: Option<Box<Word>>,
    /// Whether it stands in double quotes.
    pub quoted: bool,
    /// Where it is written, from `$` on.
    pub span: Range<usize>,
}

impl Expansion {
    /// The value used when the parameter is not set: the operand of `-`, `:-`, `=` and `:=`.
    pub fn default(&self) -> Option<&Word> {
        self.operand.as_deref().filter(|_| matches!(self.operator, Operator::Default | Operator::Assign))
    }
}

/// What an expansion does with its parameter. A colon before the operator (also act on an empty value) is not kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operator {
    /// `$name`, `${name}`.
    Plain,
    /// `${name-word}`, `${name:-word}`.
    Default,
    /// `${name=word}`, `${name:=word}`.
    Assign,
    /// `${name+word}`, `${name:+word}`.
    Alternative,
    /// `${name?word}`, `${name:?word}`.
    Require,
    /// `${#name}`.
    Length,
    /// `${!name}`.
    Indirect,
    /// All that take a part of the value or change it: `#`, `%`, `/`, `:`, `^`, `,`, `@`.
    Transform,
    /// `${{ … }}` of a workflow, or an unquoted `{{ … }}`: replaced before a shell sees the text.
    Template,
}

/// `name=value`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assignment {
    /// The name, without a subscript.
    pub name: String,
    /// The value; of an array all elements, joined by blanks.
    pub value: Word,
    /// The elements of `name=( … )`.
    pub elements: Option<Vec<Word>>,
    /// Whether it is `+=`.
    pub append: bool,
    /// Name and value.
    pub span: Range<usize>,
}

/// A redirection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Redirect {
    /// The number before the operator.
    pub fd: Option<u32>,
    /// The operator.
    pub op: RedirectOp,
    /// The file, descriptor, text or heredoc terminator.
    pub target: Word,
    /// The body of a heredoc.
    pub heredoc: Option<HereDocument>,
    /// From the number to the target.
    pub span: Range<usize>,
}

/// A redirection operator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RedirectOp {
    /// `<`
    Read,
    /// `>` and `>|`
    Write,
    /// `>>`
    Append,
    /// `<>`
    ReadWrite,
    /// `<<` and `<<-`
    HereDocument,
    /// `<<<`
    HereString,
    /// `<&`
    DuplicateInput,
    /// `>&` before a descriptor number or `-`
    DuplicateOutput,
    /// `&>`, and `>&` before a file name: both output streams
    WriteBoth,
    /// `&>>`
    AppendBoth,
}

/// The body of a heredoc.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HereDocument {
    /// The lines between the operator's line and the terminator, as written.
    pub body: Range<usize>,
    /// The body as a word: what is expanded is `{}`; tabs stay.
    pub word: Word,
    /// Whether it is expanded (the terminator is not quoted).
    pub expand: bool,
    /// Whether leading tabs are removed (`<<-`).
    pub strip_tabs: bool,
}

/// A redirection of a block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlockRedirect {
    /// The block.
    pub block: Range<usize>,
    /// The redirection.
    pub redirect: Redirect,
}

/// A function definition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Function {
    /// Its name.
    pub name: Arc<str>,
    /// The whole definition.
    pub span: Range<usize>,
    /// Its commands, as a range of [`Script::commands`].
    pub commands: Range<usize>,
}

/// A condition that commands run under.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Guard {
    /// What it belongs to.
    pub kind: GuardKind,
    /// The condition's text; of `for` the words it goes through; of a `case` arm its patterns; of `else` the
    /// condition of its `if`.
    pub condition: Range<usize>,
    /// The word that a `case` looks at.
    pub subject: Option<Range<usize>>,
    /// The condition around it, as an index of [`Script::guards`].
    pub parent: Option<usize>,
}

/// What a [`Guard`] belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the variants are the shell's reserved words")]
pub enum GuardKind {
    If,
    Elif,
    Else,
    Case,
    While,
    Until,
    For,
}

/// Something a shell would refuse.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShellError {
    /// The place.
    pub at: Range<usize>,
    /// What is wrong, without a full stop.
    pub message: String,
}
