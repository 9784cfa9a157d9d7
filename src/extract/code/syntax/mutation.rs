//! Changes of what outlives the function that makes them.

use tree_sitter::Node;

use super::emit::{Emitter, State};
use super::grammar::{Callee, Expression, Grammar};
use super::scopes::{Definition, FILE};
use crate::extract::code::unit::{Call, Mutation};
use crate::source::Arg;

impl<'t, G: Grammar<'t>> Emitter<'_, 't, G> {
    /// `cache[key] = …`, `counter++`, `latest = …`
    pub(super) fn mutation_by_assignment(&mut self, target: Node<'t>, state: &State<'t>) {
        if state.context.function == 0 {
            return;
        }
        match self.grammar.expression(target) {
            Expression::Name(name) => self.mutation(target, name, true, state),
            Expression::Element { object, .. } => self.mutation_of_container(object, state),
            _ => {}
        }
    }

    /// `cache.update(…)`, `items.push(…)`
    pub(super) fn mutation_by_method(&mut self, node: Node<'t>, call: &Call, state: &State<'t>) {
        if state.context.function == 0 || !G::MUTATORS.contains(&call.method()) {
            return;
        }
        match self.grammar.callee(node) {
            Callee::Method(object, _) => self.mutation_of_container(object, state),
            Callee::Value(callee) => {
                if let Expression::Member { object, .. } = self.grammar.expression(callee) {
                    self.mutation_of_container(object, state);
                }
            }
        }
    }

    fn mutation_of_container(&mut self, object: Node<'t>, state: &State<'t>) {
        if let Expression::Name(name) = self.grammar.expression(object) {
            self.mutation(object, name, false, state);
        }
    }

    /// Records the change of a variable of the file: of a container it holds, or of the variable itself.
    fn mutation(&mut self, place: Node<'t>, name: &str, rebinds: bool, state: &State<'t>) {
        let file = self.grammar.file();
        let Some((owner, definitions)) = file.scopes.find(state.scope, name) else { return };
        if owner != FILE {
            return;
        }
        let changes = if rebinds {
            // Where assignments declare, only what is assigned here by the file's name is the file's.
            !G::ASSIGNMENT_DECLARES || definitions.iter().any(|(_, from)| *from == state.scope)
        } else {
            definitions.iter().any(|(definition, _)| match definition {
                Definition::Value(value) => self.grammar.is_container(*value),
                _ => false,
            })
        };
        if changes {
            let name = Arg::literal(name, file.span(place));
            self.record.unit().mutations.push(Mutation { name, context: state.context.clone() });
        }
    }
}
