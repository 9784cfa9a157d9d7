//! Changes of what outlives the function that makes them.

use tree_sitter::Node;

use super::emit::{Emitter, State};
use super::grammar::{Callee, Expression, Grammar, Item};
use super::scopes::{Definition, FILE, ScopeId, ScopeKind};
use crate::extract::code::unit::{Call, Mutation};
use crate::source::Arg;

/// How many members, elements and names lead from what is changed to the variable that holds it.
const DEEPEST: usize = 16;

/// Methods that return what a container holds, so that it can be changed in there.
const GETTERS: &[&str] = &["get", "setdefault", "find", "at"];

/// How methods begin that only take away what other code has put in, which is what is reported.
const REMOVERS: &[&str] = &["delete", "remove", "clear", "pop", "shift", "discard", "dequeue"];

/// A variable that outlives functions.
#[derive(Clone, Copy)]
pub(super) struct Lasting<'t> {
    pub(super) name: &'t str,
    /// Its name or the first member of it, where it is written.
    place: Node<'t>,
    /// What it is defined as, as far as it is known.
    pub(super) value: Option<Node<'t>>,
    /// Whether it is a flag that only ever turns from one value to the other.
    pub(super) is_latch: bool,
}

/// How something changes.
#[derive(Clone, Copy)]
pub(super) struct Change<'t> {
    /// What is changed: the variable itself, or something in it.
    pub(super) target: Node<'t>,
    /// Whether it is the variable itself that gets another value.
    pub(super) rebinds: bool,
    /// The value that is put there.
    pub(super) value: Option<Node<'t>>,
    /// The expression, where it is one that works on the value that was there before: `x += 1`.
    pub(super) update: Option<Node<'t>>,
}

impl<'t, G: Grammar<'t>> Emitter<'_, 't, G> {
    /// `cache[key] = …`, `latest = …`
    pub(super) fn mutation_by_assignment(
        &mut self,
        target: Node<'t>,
        value: Option<Node<'t>>,
        state: &State<'t>,
    ) {
        self.mutation(Change { target, rebinds: false, value, update: None }, state);
    }

    /// `counter++`, `latest ??= …`
    pub(super) fn mutation_by_update(&mut self, node: Node<'t>, target: Node<'t>, state: &State<'t>) {
        self.mutation(Change { target, rebinds: false, value: None, update: Some(node) }, state);
    }

    /// `cache.update(…)`, `items.push(…)`
    pub(super) fn mutation_by_method(&mut self, node: Node<'t>, call: &Call, state: &State<'t>) {
        let method = call.method();
        if state.context.function == 0 || !G::MUTATORS.contains(&method) {
            return;
        }
        let lower = method.to_ascii_lowercase();
        let Some(target) =
            self.receiver(node).filter(|_| !REMOVERS.iter().any(|verb| lower.starts_with(verb)))
        else {
            return;
        };
        let value = self.grammar.arguments(node).into_iter().next_back().and_then(|last| match last {
            Item::Value(value) | Item::Named(_, _, value) | Item::Keyed(_, value) => Some(value),
            Item::Spread(_) => None,
        });
        if let Some(variable) = self.holder(target, state) {
            self.settle(variable, Change { target, rebinds: false, value, update: None }, state);
        }
    }

    fn mutation(&mut self, change: Change<'t>, state: &State<'t>) {
        if state.context.function == 0 {
            return;
        }
        let itself = self.variable(change.target, state);
        let variable = itself.or_else(|| match self.grammar.expression(change.target) {
            Expression::Member { object, .. } | Expression::Element { object, .. } => {
                self.holder(object, state)
            }
            _ => None,
        });
        if let Some(variable) = variable {
            self.settle(variable, Change { rebinds: itself.is_some(), ..change }, state);
        }
    }

    /// Records a change, unless it is one that every process may make for itself.
    fn settle(&mut self, variable: Lasting<'t>, change: Change<'t>, state: &State<'t>) {
        if self.is_own_affair(variable, change, state) {
            return;
        }
        let file = self.grammar.file();
        let target = file.span(change.target);
        let named = Some(file.span(variable.place)).filter(|place| target.contains(*place));
        let name = Arg::literal(variable.name, named.unwrap_or(target));
        self.record.unit().mutations.push(Mutation { name, context: state.context.clone() });
    }

    /// The variable that an expression names, if it outlives the function.
    pub(super) fn variable(&self, node: Node<'t>, state: &State<'t>) -> Option<Lasting<'t>> {
        match self.grammar.expression(node) {
            Expression::Name(name) => {
                let (owner, definitions) = self.grammar.file().scopes.find(state.scope, name)?;
                let is_variable = definitions.iter().all(|(definition, _)| {
                    matches!(
                        definition,
                        Definition::Value(_)
                            | Definition::Typed(..)
                            | Definition::Parameter(..)
                            | Definition::Opaque
                    )
                });
                (is_variable && self.outlives(name, owner, definitions, state))
                    .then(|| self.lasting(name, node, definitions))
            }
            Expression::Member { object, name } => self.attribute_of_class(object, name, state),
            _ => None,
        }
    }

    /// The attribute that is reached by the name of its class.
    fn attribute_of_class(&self, object: Node<'t>, name: Node<'t>, state: &State<'t>) -> Option<Lasting<'t>> {
        let Expression::Name(class) = self.grammar.expression(object) else { return None };
        let scopes = &self.grammar.file().scopes;
        let (FILE, [(Definition::Class(_), _)]) = scopes.find(state.scope, class)? else { return None };
        let name_text = self.grammar.name_text(name);
        let definitions = scopes.member(scopes.class(class)?.scope, name_text)?;
        Some(self.lasting(name_text, name, definitions))
    }

    /// The variable that outlives the function and holds the container that an expression leads to.
    pub(super) fn holder(&self, expression: Node<'t>, state: &State<'t>) -> Option<Lasting<'t>> {
        self.holder_seen_from(state.scope, expression, state)
    }

    /// The same for an expression of that scope.
    pub(super) fn holder_seen_from(
        &self,
        mut scope: ScopeId,
        expression: Node<'t>,
        state: &State<'t>,
    ) -> Option<Lasting<'t>> {
        let scopes = &self.grammar.file().scopes;
        let mut node = expression;
        for _ in 0..DEEPEST {
            node = match self.grammar.expression(node) {
                Expression::Name(name) => {
                    let (owner, definitions) = scopes.find(scope, name)?;
                    if self.outlives(name, owner, definitions, state) {
                        return self.holds(definitions).then(|| self.lasting(name, node, definitions));
                    }
                    // `cart = carts[user]`
                    let [(Definition::Value(value) | Definition::Typed(value, _), from)] = definitions else {
                        return None;
                    };
                    let is_part = !matches!(self.grammar.expression(*value), Expression::Name(_));
                    scope = *from;
                    Some(*value).filter(|_| is_part)?
                }
                Expression::Member { object, name } => {
                    let itself = self.attribute_of_class(object, name, state);
                    let itself = itself.or_else(|| self.attribute_of_object(object, name, state));
                    if let Some(attribute) = itself
                        .filter(|attribute| attribute.value.is_some_and(|it| self.grammar.is_container(it)))
                    {
                        return Some(attribute);
                    }
                    object
                }
                Expression::Element { object, .. } | Expression::Same(object) => object,
                Expression::Call => self.gotten(node)?,
                _ => return None,
            };
        }
        None
    }

    /// The attribute of `this`, if all objects share it.
    fn attribute_of_object(
        &self,
        object: Node<'t>,
        name: Node<'t>,
        state: &State<'t>,
    ) -> Option<Lasting<'t>> {
        let Expression::This(_) = self.grammar.expression(object) else { return None };
        let scopes = &self.grammar.file().scopes;
        let class = scopes.nearest(state.scope, &[ScopeKind::Class]);
        let name_text = self.grammar.name_text(name);
        let definitions = scopes.member(class, name_text)?;
        let shares = |(definition, _): &(Definition<'t>, ScopeId)| {
            self.grammar.outlives_requests(definition, &state.context)
        };
        // What a constructor assigns is the object's own.
        let shared =
            if G::BARE_MEMBERS { definitions.iter().any(shares) } else { definitions.iter().all(shares) };
        (scopes.kind(class) == ScopeKind::Class && shared).then(|| self.lasting(name_text, name, definitions))
    }

    /// Whether a name of that scope outlives functions.
    fn outlives(
        &self,
        name: &str,
        owner: ScopeId,
        definitions: &[(Definition<'t>, ScopeId)],
        state: &State<'t>,
    ) -> bool {
        if let Some(said) = self.grammar.outlives(name) {
            return said;
        }
        let is_shared = |(definition, _): &(Definition<'t>, ScopeId)| {
            self.grammar.outlives_requests(definition, &state.context)
        };
        owner == FILE
            || self.grammar.file().scopes.kind(owner) == ScopeKind::Class && definitions.iter().any(is_shared)
    }

    fn holds(&self, definitions: &[(Definition<'t>, ScopeId)]) -> bool {
        definitions.iter().any(|(definition, _)| match definition {
            Definition::Value(value) | Definition::Typed(value, _) => self.grammar.is_container(*value),
            Definition::Parameter(Some(declared), None) => self.grammar.is_container_type(*declared),
            _ => false,
        })
    }

    /// The container of which a call returns a part.
    fn gotten(&self, call: Node<'t>) -> Option<Node<'t>> {
        let (object, name) = self.method(call)?;
        GETTERS.contains(&self.grammar.name_text(name)).then_some(object)
    }

    /// The object whose method is called.
    fn receiver(&self, call: Node<'t>) -> Option<Node<'t>> {
        self.method(call).map(|(object, _)| object)
    }

    pub(super) fn method(&self, call: Node<'t>) -> Option<(Node<'t>, Node<'t>)> {
        match self.grammar.callee(call) {
            Callee::Method(object, name) => Some((object, name)),
            Callee::Value(callee) => match self.grammar.expression(callee) {
                Expression::Member { object, name } => Some((object, name)),
                _ => None,
            },
        }
    }

    fn lasting(
        &self,
        name: &'t str,
        place: Node<'t>,
        definitions: &[(Definition<'t>, ScopeId)],
    ) -> Lasting<'t> {
        let value = definitions.iter().find_map(|(definition, _)| match definition {
            Definition::Value(value) | Definition::Typed(value, _) => Some(*value),
            _ => None,
        });
        let flag = |definition: &Definition<'t>| match definition {
            Definition::Value(value) | Definition::Typed(value, _) => match self.grammar.expression(*value) {
                Expression::Bool(flag) => Some(flag),
                _ => None,
            },
            _ => None,
        };
        let mut flags = definitions.iter().map(|(definition, _)| flag(definition));
        let is_latch = flags
            .next()
            .flatten()
            .is_some_and(|first| flags.all(|later| later.is_some_and(|later| later != first)));
        Lasting { name, place, value, is_latch }
    }
}
