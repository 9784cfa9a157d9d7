//! How a script's commands are joined, and which of them run only under a condition.

use crate::artefact::command::Flow;
use crate::parse::shell::{Connector, Script, SimpleCommand};

/// The flow of every command of a script, in order.
pub(super) fn flows(script: &Script, text: &str) -> Vec<Flow> {
    let mut lists: Vec<List> = Vec::new();
    let mut before = 0;
    let mut flows = Vec::with_capacity(script.commands.len());
    for command in &script.commands {
        let depth = command.depth;
        let opened = lists.len() <= depth;
        lists.truncate(depth + 1);
        // Blocks that hold no command of their own before this one open several lists at once.
        while lists.len() <= depth {
            let around = lists.last().copied().unwrap_or_default();
            let joined = text.get(before..command.span.start).unwrap_or_default();
            lists.push(List { around: around.conditional_after(joined), ..List::default() });
        }
        let Some(list) = lists.last_mut() else { continue };
        if !opened || command.connector == Connector::Start {
            list.join(command.connector);
        }
        list.tested = is_test(command);
        flows.push(flow(command, list.is_conditional()));
        before = command.span.end;
    }
    flows
}

/// The flow of a command of a script that another command runs.
pub(super) fn under(outer: Flow, own: Flow) -> Flow {
    Flow {
        exec: own.exec,
        background: outer.background || own.background,
        conditional: outer.conditional || own.conditional,
        looped: outer.looped || own.looped,
        function: outer.function || own.function,
        substitution: outer.substitution || own.substitution,
        remote: outer.remote || own.remote,
        piped: outer.piped || own.piped,
        untaken: outer.untaken || own.untaken,
        last: outer.last && own.last,
    }
}

fn flow(command: &SimpleCommand, conditional: bool) -> Flow {
    Flow {
        exec: command.exec,
        background: command.background,
        conditional: command.conditional || conditional,
        looped: command.loop_body,
        function: command.function.is_some(),
        substitution: command.in_command_substitution,
        remote: false,
        piped: !command.last_in_pipeline,
        untaken: false,
        last: command.is_last && !command.in_command_substitution,
    }
}

/// The commands joined at one level of nesting, as far as they were seen.
#[derive(Clone, Copy, Default)]
struct List {
    /// The block that the list is runs under a condition.
    around: bool,
    /// What the current command depends on.
    on: Condition,
    /// The last command is a test.
    tested: bool,
}

/// What decides whether a command of a list runs.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Condition {
    /// Nothing but that all before it went well.
    #[default]
    None,
    /// A test before `&&`.
    Test,
    /// The failure of what stands before `||`.
    Failure,
}

impl List {
    /// Goes on to a command joined in that way.
    fn join(&mut self, connector: Connector) {
        self.on = match connector {
            Connector::Start | Connector::Then => Condition::None,
            Connector::And => self.and(),
            Connector::Or => Condition::Failure,
            Connector::Pipe => self.on,
        };
    }

    /// What a command behind `&&` depends on. What follows `a || b &&` runs whichever of the two succeeded.
    fn and(self) -> Condition {
        if self.tested || self.on == Condition::Test { Condition::Test } else { Condition::None }
    }

    /// Whether the current command may not run.
    fn is_conditional(self) -> bool {
        self.around || self.on != Condition::None
    }

    /// Whether a block may not run, given the text between it and the list's last command.
    fn conditional_after(self, joined: &str) -> bool {
        let joined = joined.trim_start();
        let on = if joined.starts_with("||") {
            Condition::Failure
        } else if joined.starts_with("&&") {
            self.and()
        } else if joined.starts_with('|') {
            self.on
        } else {
            Condition::None
        };
        self.around || on != Condition::None
    }
}

/// Whether a command is there for its answer.
fn is_test(command: &SimpleCommand) -> bool {
    match command.name() {
        Some("command") => command.arguments().first().and_then(|word| word.known()) == Some("-v"),
        name => matches!(name, Some("[" | "[[" | "test" | "((" | "which" | "type" | "grep" | "hash")),
    }
}
