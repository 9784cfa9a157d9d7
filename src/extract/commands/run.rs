//! Runs a script in the mind: its commands in the order in which a shell meets them, with what is known of their words.
//!
//! A call of one of the script's functions is the function's body. What stands in a branch that known parameters and variables
//! do not take, or behind the `exec` or `exit` of the main path, is kept and marked as not taken.

use std::ops::Range;

use super::condition::{self, Decisions};
use super::known::Known;
use super::{Place, flow, streams};
use crate::artefact::command::{Command, Expansion, Flow};
use crate::parse::shell::{self, Connector, Script, SimpleCommand};
use crate::source::Arg;

/// How deep functions may call each other before calls are left as they stand.
const DEEPEST: usize = 4;

/// Commands that calls of functions may unfold to; a script that calls itself again and again ends there.
const MOST_COMMANDS: usize = 2000;

/// Commands that are met on the way, those that leave no trace included.
const MOST_MET: usize = 100_000;

/// The commands of a script that is started with `parameters`.
pub(super) fn script(text: &str, place: Place, parameters: Option<&[Arg]>) -> Vec<Command> {
    let script = shell::parse(text);
    let whole = 0..script.commands.len();
    Run::new(text, place, &script).start(whole, None, parameters)
}

/// The commands of a function of a script that is called with `parameters`; `None` if it defines none of that name.
pub(super) fn function(text: &str, place: Place, name: &str, parameters: &[Arg]) -> Option<Vec<Command>> {
    let script = shell::parse(text);
    let body = script.function(name)?.commands.clone();
    Some(Run::new(text, place, &script).start(body, Some(name), Some(parameters)))
}

struct Run<'s> {
    text: &'s str,
    place: Place<'s>,
    script: &'s Script,
    /// Each command as it is written.
    commands: Vec<Option<Command>>,
    done: Vec<Command>,
    /// How many commands were met, assignments included.
    met: usize,
}

/// A call of a function, or the start of the script.
struct Call<'c> {
    function: Option<&'c str>,
    /// What holds for all that is called.
    flow: Flow,
    /// The expansions in the words of the call.
    passed: &'c [Expansion],
    depth: usize,
}

impl<'s> Run<'s> {
    fn new(text: &'s str, place: Place<'s>, script: &'s Script) -> Self {
        let flows = flow::flows(script, text);
        let around = streams::around(script);
        let commands = script.commands.iter().zip(flows).zip(around);
        let commands = commands
            .map(|((simple, flow), around)| {
                super::command(simple, Flow { function: false, ..flow }, &around, place)
            })
            .collect();
        Self { text, place, script, commands, done: Vec::new(), met: 0 }
    }

    fn start(
        mut self,
        body: Range<usize>,
        function: Option<&str>,
        parameters: Option<&[Arg]>,
    ) -> Vec<Command> {
        let mut known = Known { parameters: parameters.map(<[Arg]>::to_vec), ..Known::default() };
        let flow = Flow { last: true, ..Flow::default() };
        self.body(body, &Call { function, flow, passed: &[], depth: DEEPEST }, &mut known);
        self.done
    }

    /// Runs a body; says whether it surely ends the whole script.
    fn body(&mut self, body: Range<usize>, call: &Call, known: &mut Known) -> bool {
        let script = self.script;
        let mut decisions = Decisions::default();
        let mut ended = false;
        for at in body {
            let Some(simple) = script.commands.get(at).filter(|own| own.function.as_deref() == call.function)
            else {
                continue;
            };
            self.met += 1;
            if self.met > MOST_MET {
                break;
            }
            let taken = self.taken(simple, at, &mut decisions, known);
            let certain = taken == Some(true);
            let untaken = taken == Some(false) || ended || call.flow.untaken;
            let written = self.commands.get(at).cloned().flatten();
            let own = written.as_ref().map_or_else(Flow::default, |command| command.flow);
            let own = Flow { untaken, conditional: own.conditional && !certain, ..own };
            let flow = flow::under(call.flow, own);
            let uncertain =
                own.conditional || own.looped || (written.is_none() && simple.conditional && !certain);
            if !untaken && !simple.in_command_substitution && !simple.in_subshell {
                if is_assignment(simple) {
                    let (text, place) = (self.text, self.place);
                    known.assign(text, simple, uncertain, |word| super::arg(word, place));
                }
                if let Some(command) = &written {
                    known.change_parameters(simple, command, uncertain);
                }
            }
            let Some(written) = written else { continue };
            // Other parameters than those that are known lead to what is not taken.
            let command =
                if untaken { written } else { known.expand(self.text, simple, &written, call.passed) };
            let ends = self.call(&command, flow, call.depth, known);
            let alone =
                !flow.conditional && !flow.looped && !flow.background && !flow.substitution && !flow.piped;
            ended |= ends && alone && !simple.in_subshell && simple.pipeline_position == 0 && joins(simple);
            if command.name() == "return" && call.function.is_some() && !untaken && alone && joins(simple) {
                break;
            }
        }
        ended
    }

    /// Whether a command runs, by the branches it stands in and by a test before it; `None` where nothing decides.
    fn taken(
        &self,
        simple: &SimpleCommand,
        at: usize,
        decisions: &mut Decisions,
        known: &Known,
    ) -> Option<bool> {
        let guard = simple.guard.map(|guard| decisions.taken(self.script, self.text, known, guard));
        let before = at.checked_sub(1).and_then(|before| self.script.commands.get(before));
        let before = before.filter(|test| test.depth == simple.depth && joins(test) && test.last_in_pipeline);
        let tested = before.and_then(|test| condition::succeeds(self.text, test, known));
        match (simple.connector, guard) {
            (_, Some(Some(false))) => Some(false),
            (Connector::And, None | Some(Some(true))) => tested,
            (Connector::Or, None | Some(Some(true))) => tested.map(|succeeds| !succeeds),
            (Connector::Start | Connector::Then, Some(taken)) => taken,
            _ => None,
        }
    }

    /// Adds a command as it runs under `flow`, or what the function of its name does; says whether it ends the script.
    fn call(&mut self, command: &Command, flow: Flow, depth: usize, known: &mut Known) -> bool {
        let function = self.script.function(&command.program().text);
        let function = function.filter(|_| depth > 0 && self.done.len() < MOST_COMMANDS);
        let Some(function) = function.cloned() else {
            self.done.push(Command { flow, ..command.clone() });
            return !flow.untaken && (replaces(command) || command.name() == "exit");
        };
        let mut inside = Known {
            parameters: Some(command.arguments().to_vec()),
            variables: std::mem::take(&mut known.variables),
        };
        let call =
            Call { function: Some(&function.name), flow, passed: &command.expansions, depth: depth - 1 };
        let ended = self.body(function.commands.clone(), &call, &mut inside);
        known.variables = inside.variables;
        ended
    }
}

/// Whether the command takes the shell's place. `exec {fd}<file` only opens a file.
fn replaces(command: &Command) -> bool {
    let word = command.program().text.as_str();
    command.flow.exec && !(word.len() > 2 && word.starts_with('{') && word.ends_with('}'))
}

/// Whether nothing but the run of what is before decides if the command runs.
fn joins(simple: &SimpleCommand) -> bool {
    matches!(simple.connector, Connector::Start | Connector::Then)
}

/// Whether what the command assigns holds for the commands after it.
fn is_assignment(simple: &SimpleCommand) -> bool {
    matches!(simple.name(), None | Some("export" | "local" | "declare" | "typeset" | "readonly"))
        && (simple.argv.is_empty() || simple.name().is_some())
}
