//! Bounds of walks over values: templates can build values that are exponentially large, or hold themselves.

use crate::extract::helm::engine::Engine;

/// The deepest nesting that is walked.
const DEPTH: usize = 200;

/// The most nodes that one walk without an engine visits.
const NODES: usize = 1_000_000;

/// What a walk may still do.
pub(super) struct Budget<'e> {
    engine: Option<&'e mut dyn Engine>,
    depth: usize,
    nodes: usize,
}

impl<'e> Budget<'e> {
    /// A walk whose steps the engine counts.
    pub(super) fn of(engine: &'e mut dyn Engine) -> Self {
        Self { engine: Some(engine), depth: 0, nodes: 0 }
    }

    /// A walk on its own.
    pub(super) fn alone() -> Self {
        Self { engine: None, depth: 0, nodes: 0 }
    }

    /// Visits a node and what is in it.
    pub(super) fn descend<T>(
        &mut self,
        visit: impl FnOnce(&mut Self) -> Result<T, String>,
    ) -> Result<T, String> {
        if self.depth == DEPTH {
            return Err(format!("a value is nested more than {DEPTH} levels deep"));
        }
        self.nodes += 1;
        match &mut self.engine {
            Some(engine) => engine.spend(1)?,
            None if self.nodes > NODES => return Err("a value is too large".to_owned()),
            None => {}
        }
        self.depth += 1;
        let result = visit(self);
        self.depth -= 1;
        result
    }
}
