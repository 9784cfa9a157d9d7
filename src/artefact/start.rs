//! How a process is started: from the field that sets the command down to the programs that really run.

use super::command::Command;
use crate::fact::Place;
use crate::source::{Arg, Span};

/// A start command, followed through scripts of the repository.
#[derive(Clone, PartialEq, Debug)]
pub struct Start {
    /// What sets the command.
    pub origin: Origin,
    /// The name of the process, service or container that is started.
    pub name: String,
    /// The instruction or field that sets the command.
    pub span: Span,
    /// What the process is for, and in which environment.
    pub place: Place,
    /// How the first process is made.
    pub form: Form,
    /// Where the process manager is started that runs it, for [`Origin::Supervised`].
    pub manager: Option<Span>,
    /// Whether it is meant to end: a Job, an init container, a release phase.
    pub ends: bool,
    /// An init process (`tini`, `dumb-init`, compose `init: true`) that forwards signals, and where it is asked for.
    pub init: Option<Span>,
    /// Whether all the words are the image's own or go to an entrypoint that is known; if not, the first word may be an
    /// argument.
    pub is_whole: bool,
    /// Whether the init process signals all that runs below it (`dumb-init`, `tini -g`), not its child alone.
    pub init_signals_all: bool,
    /// A whole command line in the place of the program's name: no file is called like it, so nothing starts.
    pub unsplit: Option<Arg>,
    /// What keeps the start from running as it is written.
    pub faults: Vec<Fault>,
    /// The programs that a process manager keeps running, as far as its configuration is known. Each has a start of its own.
    pub supervised: Vec<Arg>,
    /// Every command that runs, in order; scripts and package scripts are followed.
    pub steps: Vec<Step>,
    /// What the scripts on the way do when they are started with other parameters: the processes that an image offers besides
    /// this one.
    pub others: Vec<Step>,
}

impl Start {
    /// The step that becomes the long-running process: the last one in the foreground that is more than a shell's own work.
    /// What a script of elsewhere does that is read in at the end is not known.
    pub fn main(&self) -> Option<&Step> {
        let last = self.foreground().next_back()?;
        let is_read_in = matches!(last.command.name(), "." | "source");
        self.foreground().rev().find(|step| !step.is_small()).filter(|_| !is_read_in)
    }

    /// Whether the last that is done is to copy what was made: such a container is there to build.
    pub fn hands_out(&self) -> bool {
        let last = self.foreground().next_back().map(|step| step.command.name());
        last.is_some_and(|name| matches!(name, "cp" | "mv" | "rsync" | "tar" | "zip"))
    }

    /// The steps that run one after the other in the foreground.
    pub fn foreground(&self) -> impl DoubleEndedIterator<Item = &Step> {
        self.steps.iter().filter(|step| {
            let flow = step.command.flow;
            !flow.background && !flow.substitution && !flow.function
        })
    }
}

impl Step {
    /// Whether the command only prepares or reports: it cannot be what a container is started for.
    pub fn is_small(&self) -> bool {
        is_small(self.command.name())
    }
}

fn is_small(name: &str) -> bool {
    matches!(
        name,
        "echo"
            | "printf"
            | "cat"
            | "cd"
            | "cp"
            | "mv"
            | "rm"
            | "ln"
            | "mkdir"
            | "touch"
            | "chmod"
            | "chown"
            | "chgrp"
            | "export"
            | "set"
            | "shift"
            | "true"
            | "false"
            | "exit"
            | "return"
            | ":"
            | "["
            | "[["
            | "test"
            | "source"
            | "."
            | "sed"
            | "grep"
            | "awk"
            | "envsubst"
            | "trap"
            | "wait"
            | "unset"
            | "local"
            | "declare"
            | "readonly"
            | "read"
            | "date"
            | "env"
            | "id"
            | "kill"
            | "ulimit"
            | "umask"
            | "tee"
            | "find"
            | "xargs"
            | "getopts"
            | "eval"
            | "sleep"
            | "break"
            | "continue"
            | "command"
            | "type"
            | "let"
            | "(("
            | "printenv"
            | "ls"
            | "pwd"
            | "whoami"
            | "hash"
            | "pushd"
            | "popd"
            | "cut"
            | "tr"
            | "head"
            | "seq"
            | "mktemp"
            | "stat"
            | "basename"
            | "dirname"
            | "readlink"
            | "s6-svc"
            | "sv"
    )
}

/// Something that keeps a start from running as it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The place that shows it.
    pub span: Span,
    /// What is wrong there.
    pub kind: FaultKind,
}

/// What may be wrong with a start.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FaultKind {
    /// The image has no file at that path; the COPY that would have brought it.
    Missing {
        /// The path in the image.
        path: String,
        /// The instruction.
        copy: Span,
    },
    /// The first line of a script, which names its interpreter, ends with a carriage return; the word that executes the script.
    CarriageReturn(Span),
    /// A script hands its parameters on without quotes, so that a shell splits them again; the first word that is split, if there
    /// is one.
    Resplit(Option<Arg>),
    /// A script hands its parameters on as one word (`"$*"`).
    Joined(String),
}

/// What sets a start command.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Origin {
    /// `CMD` and `ENTRYPOINT` of an image.
    Image,
    /// `command` and `entrypoint` of a compose service.
    Compose,
    /// `command` and `args` of a container.
    Kubernetes,
    /// A process type of a Procfile.
    Procfile,
    /// The start command of another platform's file.
    Platform,
    /// A process that a process manager runs in a container: a program of `supervisord`, a service of s6, an app of pm2.
    Supervised,
}

impl Origin {
    /// The word of the vocabulary.
    pub fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Compose => "compose",
            Self::Kubernetes => "kubernetes",
            Self::Procfile => "procfile",
            Self::Platform => "platform",
            Self::Supervised => "supervised",
        }
    }
}

/// How the first process is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// The program itself is executed.
    Exec,
    /// The platform wraps the text in a shell (shell-form `CMD`, Procfile).
    Shell,
    /// The text begins like a JSON array but is none, so it falls back to a shell.
    BrokenExec,
}

/// One command of a start.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// The command, with the spans of the file that holds it.
    pub command: Command,
    /// The places that lead to it, outermost first: the CMD that names a script, the package script that names another.
    pub via: Vec<Hop>,
    /// How many shells and package runners stand between PID 1 and this command without `exec`; 0 means it is PID 1.
    pub depth: usize,
}

/// One place on the way to a command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hop {
    /// The place.
    pub span: Span,
    /// What stands there.
    pub kind: HopKind,
    /// What happens there, as a phrase: "`npm start` runs this script".
    pub note: String,
    /// The name of the process that stands there.
    pub process: String,
}

/// What stands between PID 1 and a command.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum HopKind {
    /// A shell that stays and waits: it does not hand signals on.
    Shell,
    /// A shell that has nothing else to do: many shells replace themselves with such a command, not all.
    LoneShell,
    /// A process that is replaced by what it starts.
    Replaced,
    /// A package manager that runs a script (`npm start`).
    Runner,
    /// A parent that hands SIGTERM on to its children (`make`).
    Relay,
}
