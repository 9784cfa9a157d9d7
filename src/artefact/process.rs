//! The processes of a start: which one is PID 1, which one is the program, and where a signal to stop ends.

use super::purpose::{self, Purpose};
use super::start::{Hop, HopKind, Start, Step};

/// Where the signal that asks a start to stop ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Delivery {
    /// At the program: nothing stands before it, or what stands there hands signals on.
    Arrives,
    /// At a shell that many shells leave out: they replace themselves with their only command.
    DependsOnShell,
    /// At a script that sets a trap for it.
    Trapped,
    /// At a process that does not hand it on.
    Stops,
}

impl Start {
    /// The processes that stay between the platform and the program, outermost first, without an init process.
    pub fn parents(&self) -> impl Iterator<Item = &Hop> {
        self.main().into_iter().flat_map(Step::parents)
    }

    /// Where the signal to stop ends; `None` if the program is not known.
    ///
    /// `tini` without `-g` signals its child alone, which dies of the signal if it is no PID 1: the program goes with it,
    /// unasked.
    pub fn delivery(&self) -> Option<Delivery> {
        self.main()?;
        if self.traps() {
            return Some(Delivery::Trapped);
        }
        if self.init_signals_all {
            return Some(Delivery::Arrives);
        }
        let stops =
            |hop: &Hop| matches!(hop.kind, HopKind::Shell | HopKind::Runner) && !hop.may_replace_itself();
        Some(if self.parents().any(stops) {
            Delivery::Stops
        } else if self.parents().any(|hop| hop.kind != HopKind::Relay) {
            Delivery::DependsOnShell
        } else {
            Delivery::Arrives
        })
    }

    /// The programs that a script leaves in the background and that stay there.
    pub fn beside(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| {
            let flow = step.command.flow;
            flow.background && !flow.function && !flow.substitution && !step.is_small() && !step.is_passing()
        })
    }

    /// Whether a script of the start handles the signal to stop itself.
    pub fn traps(&self) -> bool {
        let stops = |text: &str| matches!(text, "TERM" | "SIGTERM" | "15");
        self.steps.iter().any(|step| {
            step.command.name() == "trap" && step.command.arguments().iter().any(|arg| stops(&arg.text))
        })
    }
}

impl Hop {
    /// Whether what stands here is text of `bash -c`: since 5.1 bash runs the last command of such a text in its own place
    /// (`can_optimize_connection` in its `execute_cmd.c`).
    pub fn may_replace_itself(&self) -> bool {
        self.kind == HopKind::Shell && self.process == "bash"
    }
}

impl Step {
    /// Whether the command only waits, prepares, or ends soon.
    pub fn is_passing(&self) -> bool {
        let purposes = purpose::of(&self.command);
        let ends = [Purpose::Wait, Purpose::Migrate, Purpose::InstallDependencies, Purpose::Build];
        purposes.iter().any(|purpose| ends.contains(purpose)) && !purposes.contains(&Purpose::Build)
            || matches!(self.command.name(), "curl" | "wget")
    }

    /// The processes that wait for this command, outermost first.
    pub fn parents(&self) -> impl Iterator<Item = &Hop> {
        self.via.iter().filter(|hop| hop.kind != HopKind::Replaced)
    }
}
