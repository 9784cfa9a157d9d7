//! What following a command ends in: its start, and those of the processes that a process manager on the way runs.

use super::follow::{Follower, Way};
use super::managers::{self, Child, Work};
use crate::artefact::command::Command;
use crate::artefact::start::{Form, Origin, Start};
use crate::fact::Place;
use crate::source::Span;

/// Process managers that start each other are followed this deep.
const DEEPEST_MANAGERS: usize = 2;

/// A start and those of the processes that it manages.
pub(super) struct Followed {
    /// The start itself.
    pub(super) start: Start,
    processes: Vec<Start>,
}

impl Followed {
    /// The same with another start.
    pub(super) fn map(self, change: impl FnOnce(Start) -> Start) -> Self {
        Self { start: change(self.start), ..self }
    }

    /// All starts, that of the manager first.
    pub(super) fn all(self) -> Vec<Start> {
        let mut all = vec![self.start];
        all.extend(self.processes);
        all
    }
}

impl Follower<'_> {
    /// The start, and those of the processes that it manages.
    pub(super) fn finish(
        mut self,
        origin: Origin,
        name: String,
        span: Span,
        place: Place,
        form: Form,
    ) -> Followed {
        let (others, steps) =
            std::mem::take(&mut self.steps).into_iter().partition(|step| step.command.flow.untaken);
        let children = std::mem::take(&mut self.children);
        let supervised =
            children.iter().filter(|child| !child.ends).map(|child| child.name.clone()).collect();
        let processes = children.into_iter().flat_map(|child| self.child(child, span, &place)).collect();
        let start = Start {
            origin,
            name,
            span,
            place,
            form,
            manager: None,
            ends: false,
            init: self.init,
            is_whole: true,
            init_signals_all: self.init_signals_all,
            unsplit: self.unsplit,
            faults: self.faults,
            supervised,
            steps,
            others,
        };
        Followed { start, processes }
    }

    /// The start of a managed process, and those of what it manages in turn.
    fn child(&self, child: Child, manager: Span, place: &Place) -> Vec<Start> {
        if self.nested >= DEEPEST_MANAGERS {
            return Vec::new();
        }
        let mut follower = Follower::new(self.sources, self.app, self.image);
        follower.nested = self.nested + 1;
        follower.mounts.clone_from(&self.mounts);
        follower.init_signals_all = child.signals_all;
        let (commands, form) = match child.work {
            Work::Exec(commands) => (commands, Form::Exec),
            Work::Shell(commands) => (commands, Form::Shell),
        };
        let (Some(first), Some(last)) = (commands.first(), commands.last()) else { return Vec::new() };
        let span = first.span.to(last.span);
        match form {
            Form::Exec => commands.into_iter().for_each(|command| follower.executed(command, Way::default())),
            Form::Shell | Form::BrokenExec => follower.shell_form(commands, span, form),
        }
        let ends = child.ends;
        let followed = follower.finish(Origin::Supervised, child.name.text, span, place.clone(), form);
        followed.map(|start| Start { ends, manager: Some(manager), ..start }).all()
    }

    /// Notes the processes of a command that is a process manager.
    pub(super) fn manage(&mut self, command: &Command) {
        if self.children.is_empty() && !command.flow.untaken && !command.flow.substitution {
            self.children = managers::children(self, command);
        }
    }
}
