//! Which variables are in scope at an instruction, and what they come to.

use super::given::Given;
use super::stages::Base;
use super::substitute::{Piece, Variable};
use std::collections::BTreeMap;

/// How many `FROM alias` steps variables are looked up through.
const LONGEST_CHAIN: usize = 64;
/// How many bytes of variable values are kept per file; what goes beyond is taken as unknown.
const VALUE_BUDGET: usize = 16 << 20;

/// Build arguments the builder sets by itself once they are declared, and in `FROM` lines without that
/// (Dockerfile reference, "Automatic platform ARGs in the global scope").
const PLATFORM: [&str; 8] = [
    "BUILDARCH",
    "BUILDOS",
    "BUILDPLATFORM",
    "BUILDVARIANT",
    "TARGETARCH",
    "TARGETOS",
    "TARGETPLATFORM",
    "TARGETVARIANT",
];

/// The variables of a file: those before the first `FROM`, and those of each stage. The current stage is the last one.
pub(super) struct Scopes<'g> {
    given: &'g Given,
    global: BTreeMap<String, Variable>,
    stages: Vec<(Base, BTreeMap<String, Variable>)>,
    kept: usize,
}

impl<'g> Scopes<'g> {
    /// Nothing is declared yet; what the build gives takes effect where it is.
    pub(super) fn new(given: &'g Given) -> Self {
        Self { given, global: BTreeMap::new(), stages: Vec::new(), kept: 0 }
    }

    /// Opens the scope of the next stage.
    pub(super) fn open(&mut self, base: Base) {
        self.stages.push((base, BTreeMap::new()));
    }

    /// A variable as `FROM` lines see it: only what `ARG` before the first stage declares, and the platform.
    pub(super) fn global(&self, name: &str) -> Variable {
        let platform = PLATFORM.contains(&name);
        let undeclared = if platform { Variable::Unknown } else { Variable::Unset { overridable: false } };
        self.global.get(name).cloned().unwrap_or(undeclared)
    }

    /// A variable as the current stage sees it: its own, or what it has from the stages it is built on.
    pub(super) fn current(&self, name: &str) -> Variable {
        let Some(mut at) = self.stages.len().checked_sub(1) else { return self.global(name) };
        for _ in 0..LONGEST_CHAIN {
            let Some((base, variables)) = self.stages.get(at) else { break };
            if let Some(variable) = variables.get(name) {
                return variable.clone();
            }
            match base {
                Base::Stage(parent) if *parent < at => at = *parent,
                Base::Scratch => return Variable::Unset { overridable: false },
                _ => break,
            }
        }
        Variable::Unknown
    }

    /// `ENV name=value`.
    pub(super) fn set(&mut self, name: &str, value: Piece) {
        self.bind(name, Variable::Set(value));
    }

    /// `ARG name[=default]`. What the build gives counts before the default. The last of `ENV` and `ARG` wins; without default the argument has the value it was
    /// given before the first `FROM`, or the one in scope.
    pub(super) fn declare(&mut self, name: &str, default: Option<Piece>) {
        let given = self.given.arguments.get(name);
        let given = given.map(|text| Piece { text: text.clone(), ..Piece::default() });
        let variable = match given.or(default) {
            Some(default) => Variable::Set(Piece { overridable: true, ..default }),
            None if PLATFORM.contains(&name) => Variable::Unknown,
            None => match self.global.get(name).cloned().unwrap_or_else(|| self.current(name)) {
                Variable::Set(value) => Variable::Set(Piece { overridable: true, ..value }),
                Variable::Unset { .. } | Variable::Unknown => Variable::Unset { overridable: true },
            },
        };
        self.bind(name, variable);
    }

    fn bind(&mut self, name: &str, variable: Variable) {
        if let Variable::Set(value) = &variable {
            self.kept += value.text.len();
        }
        let variable = if self.kept > VALUE_BUDGET { Variable::Unknown } else { variable };
        let variables = self.stages.last_mut().map_or(&mut self.global, |(_, variables)| variables);
        variables.insert(name.to_owned(), variable);
    }
}
