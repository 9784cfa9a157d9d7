//! One simple command, wherever it is written: a RUN line, an entrypoint script, a compose file, a CI step.

use crate::source::{Arg, Span, name_of};

/// A program with its arguments, as the shell or the kernel would see it.
#[derive(Clone, PartialEq, Debug)]
pub struct Command {
    /// The words as written, wrappers included; never empty.
    pub argv: Vec<Arg>,
    /// Index into `argv` of the program that really runs, behind `exec`, `env`, `tini --`, `gosu user`, `poetry run` and the
    /// like. Of `python -m module` it is the module.
    pub program: usize,
    /// Variables set for this command alone (`A=b prog`).
    pub assignments: Vec<(Arg, Arg)>,
    /// Where its streams go.
    pub redirects: Vec<Redirect>,
    /// Variables that its words expand.
    pub expansions: Vec<Expansion>,
    /// How it is joined to its neighbours and what surrounds it.
    pub flow: Flow,
    /// The whole command.
    pub span: Span,
}

impl Command {
    /// A command of bare words, as an exec-form array has them.
    pub fn exec(argv: Vec<Arg>, program: usize, span: Span) -> Self {
        Self {
            argv,
            program,
            assignments: Vec::new(),
            redirects: Vec::new(),
            expansions: Vec::new(),
            flow: Flow::default(),
            span,
        }
    }

    /// The program's base name (`npm` for `/usr/bin/npm`), behind wrappers.
    pub fn name(&self) -> &str {
        name_of(&self.program().text)
    }

    /// The word that names the program, behind wrappers.
    pub fn program(&self) -> &Arg {
        &self.argv[self.program]
    }

    /// The words after the program.
    pub fn arguments(&self) -> &[Arg] {
        &self.argv[self.program + 1..]
    }

    /// The first argument that is not an option: `install` in `npm --quiet install`.
    pub fn subcommand(&self) -> Option<&str> {
        self.arguments().iter().map(|arg| arg.text.as_str()).find(|text| !text.starts_with('-'))
    }

    /// Whether one of the arguments is exactly `flag` or starts with `flag=`.
    pub fn has_flag(&self, flag: &str) -> bool {
        self.arguments().iter().any(|arg| {
            arg.text.strip_prefix(flag).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
        })
    }

    /// The value of an option, written `flag value` or `flag=value`.
    pub fn option(&self, flag: &str) -> Option<&str> {
        let arguments = self.arguments();
        arguments.iter().enumerate().find_map(|(at, arg)| {
            let rest = arg.text.strip_prefix(flag)?;
            if rest.is_empty() {
                return arguments.get(at + 1).map(|value| value.text.as_str());
            }
            rest.strip_prefix('=')
        })
    }

    /// The command as one line of words.
    pub fn line(&self) -> String {
        self.argv.iter().map(|arg| arg.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// A redirection of a stream.
#[derive(Clone, PartialEq, Debug)]
pub struct Redirect {
    /// The descriptor: 0 input, 1 output, 2 errors; `None` for both output streams (`&>`).
    pub descriptor: Option<u32>,
    /// Whether the command writes there.
    pub output: bool,
    /// The file, or `&1` for a duplicated descriptor.
    pub target: Arg,
    /// The redirection as written.
    pub span: Span,
}

/// A parameter expansion such as `${NAME:-default}`.
#[derive(Clone, PartialEq, Debug)]
pub struct Expansion {
    /// The variable; `@`, `*`, `1` … for parameters.
    pub name: String,
    /// The text used when the variable is unset, for `:-`, `-`, `:=` and `=`.
    pub default: Option<String>,
    /// Whether an unset variable stops the script (`:?`, `?`).
    pub required: bool,
    /// The expansion as written.
    pub span: Span,
}

/// How a command is joined to its neighbours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Flow {
    /// It replaces the shell (`exec`).
    pub exec: bool,
    /// It runs in the background (`&`).
    pub background: bool,
    /// It runs only under a condition: in `if`, `case`, or after `&&`/`||` of a test.
    pub conditional: bool,
    /// It stands in a loop.
    pub looped: bool,
    /// It stands in a function's body.
    pub function: bool,
    /// It stands in a command substitution: its output is a value.
    pub substitution: bool,
    /// It runs on another machine, which `ssh` logs in to.
    pub remote: bool,
    /// Its output goes into a pipe.
    pub piped: bool,
    /// It stands in an arm of a `case` that the script's parameters do not take.
    pub untaken: bool,
    /// It is the last command of the script's main path.
    pub last: bool,
}

/// Whether words only wait for somebody to enter the container: `sleep infinity`, `tail -f /dev/null`.
pub fn is_idle<'a>(words: impl Iterator<Item = &'a Arg>) -> bool {
    let words = words.flat_map(|word| word.text.split_whitespace());
    let words: Vec<&str> = words
        .filter(|word| !matches!(*word, "exec" | "-c") && !matches!(name_of(word), "sh" | "bash" | "ash"))
        .collect();
    match words.as_slice() {
        [program] => name_of(program) == "true",
        [program, _] => name_of(program) == "sleep",
        [program, "-f", file] => name_of(program) == "tail" && *file == "/dev/null",
        _ => false,
    }
}
