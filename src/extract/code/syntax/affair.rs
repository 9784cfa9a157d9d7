//! Changes of lasting variables that are a process's own affair: counters, what is made once, what is kept to save work, and
//! handles of connections that no other process can hold.

use tree_sitter::Node;

use super::call;
use super::children;
use super::emit::{Emitter, State};
use super::grammar::{Callee, Conditional, Expression, Form, Grammar, Item};
use super::mutation::{Change, Lasting};
use super::scopes::{Definition, ScopeKind};
use crate::extract::code::literal::words;
use crate::extract::code::table::Meaning;
use crate::extract::code::unit::last_part;
use crate::fact::Kind;

/// Conditions are followed into no more parts than this, and code behind them no further.
const MOST_PARTS: usize = 200;

/// Values are followed through names and brackets no further than this.
const DEEPEST: u8 = 4;

/// Words of names for what a process counts or keeps to save work.
const OWN: &[&str] = &[
    "cache",
    "caches",
    "cached",
    "memo",
    "memoized",
    "lru",
    "metric",
    "metrics",
    "counter",
    "counters",
    "count",
    "counts",
    "stats",
    "statistics",
    "hits",
    "total",
    "totals",
    "timing",
    "timings",
    "gauge",
    "gauges",
    "histogram",
];

/// Words of names for objects that live in one process by their nature.
const HANDLES: &[&str] = &[
    "client",
    "clients",
    "connection",
    "connections",
    "conn",
    "conns",
    "pool",
    "pools",
    "socket",
    "sockets",
    "ws",
    "websocket",
    "websockets",
    "listener",
    "listeners",
    "subscriber",
    "subscribers",
    "logger",
    "timer",
    "timers",
    "timeout",
    "timeouts",
    "interval",
    "controllers",
    "emitter",
    "emitters",
    "stream",
    "streams",
    "lock",
    "locks",
    "semaphore",
    "response",
    "res",
    "reply",
    "server",
];

/// What is called to make such an object.
const MAKERS: &[&str] = &[
    "create_task",
    "ensure_future",
    "Thread",
    "Promise",
    "setTimeout",
    "setInterval",
    "AbortController",
    "Lock",
    "Event",
    "Queue",
    "Semaphore",
];

/// What a function asks of a variable before it changes it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Whether something is missing, to make it then.
    Missing,
    /// Whether it is there, to go no further then.
    There,
}

/// What a condition asks for.
struct Subject<'t> {
    /// A variable, or what is looked up in one.
    node: Node<'t>,
    /// Whether it is asked for itself, rather than for something in it.
    whole: bool,
    /// Whether the condition holds where it is not there.
    absent: bool,
}

/// How a block leaves its function.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaves {
    Returning,
    Raising,
}

/// Whether the name says that what it holds is counted, kept to save work, or lives in one process by its nature.
pub fn is_for_itself(name: &str) -> bool {
    is_named(name, OWN) || is_named(name, HANDLES)
}

/// Whether a word of the name is one of those.
fn is_named(name: &str, wanted: &[&str]) -> bool {
    words(name).iter().any(|word| wanted.contains(&word.as_str()))
}

impl<'t, G: Grammar<'t>> Emitter<'_, 't, G> {
    /// Whether a change is of the kind that every process may make for itself.
    pub(super) fn is_own_affair(&self, variable: Lasting<'t>, change: Change<'t>, state: &State<'t>) -> bool {
        if is_named(variable.name, OWN)
            || change.rebinds
                && (variable.is_latch || variable.value.is_some_and(|value| self.is_waited_for(value)))
            || self.counts(variable, change)
            || self.is_made_once(variable, change, state)
        {
            return true;
        }
        match change.value {
            Some(value) => self.is_handle(value, is_named(variable.name, HANDLES), state, 0),
            None => is_named(variable.name, HANDLES),
        }
    }

    /// `Promise.resolve()`, `Lock()`: something of this process to wait for.
    fn is_waited_for(&self, value: Node<'t>) -> bool {
        let made = match self.grammar.expression(value) {
            Expression::Call => self.grammar.callee(value),
            _ => return false,
        };
        let Callee::Value(callee) = made else { return false };
        self.grammar.file().text(callee).split('.').any(|part| MAKERS.contains(&part))
    }

    /// `requests += 1`, `stats.requests++`: a number, or one of a fixed set of them.
    fn counts(&self, variable: Lasting<'t>, change: Change<'t>) -> bool {
        let Some(_) = change.update else { return false };
        match self.grammar.expression(change.target) {
            Expression::Element { key, .. } => matches!(self.grammar.expression(key), Expression::Text(_)),
            Expression::Member { .. } => true,
            _ => variable
                .value
                .is_some_and(|value| matches!(self.grammar.expression(value), Expression::Number(_))),
        }
    }

    /// Whether the function asks for the variable first, and makes what is missing or returns what is there.
    fn is_made_once(&self, variable: Lasting<'t>, change: Change<'t>, state: &State<'t>) -> bool {
        if let Some(update) = change.update {
            let file = self.grammar.file();
            let text = file.text(update);
            let operator =
                text.get(change.target.end_byte() - update.start_byte()..).unwrap_or("").trim_start();
            return operator.starts_with("??") || operator.starts_with("||");
        }
        let Some(value) = change.value else { return change.rebinds };
        if change.rebinds {
            match self.grammar.expression(value) {
                // What was made is dropped.
                Expression::Null => return true,
                // `x = x or make()`
                Expression::Or(left, _) if self.is_name(left, variable.name) => return true,
                _ => {}
            }
        }
        let scopes = &self.grammar.file().scopes;
        let mut scope = Some(state.scope);
        while let Some(inner) = scope {
            let function = scopes.nearest(inner, &[ScopeKind::Function]);
            match self.asked.get(&(function, variable.name)) {
                Some(Asked::There) => return true,
                Some(Asked::Missing) if change.rebinds || self.is_made(value, state) => return true,
                _ => scope = scopes.parent(function),
            }
        }
        false
    }

    /// A value without brackets, casts and the like around it.
    fn bare(&self, mut value: Node<'t>) -> Node<'t> {
        for _ in 0..DEEPEST {
            match self.grammar.expression(value) {
                Expression::Same(inner) => value = inner,
                _ => break,
            }
        }
        value
    }

    /// Whether a value is computed, or empty to begin with.
    fn is_made(&self, value: Node<'t>, state: &State<'t>) -> bool {
        match self.grammar.expression(self.bare(value)) {
            Expression::Call => true,
            Expression::List(items) | Expression::Map(items) => items.is_empty(),
            Expression::Name(name) => {
                let definitions = self.grammar.file().scopes.find(state.scope, name);
                let Some((_, [(Definition::Value(value) | Definition::Typed(value, _), _)])) = definitions
                else {
                    return false;
                };
                matches!(self.grammar.expression(self.bare(*value)), Expression::Call)
            }
            _ => false,
        }
    }

    /// Whether a value is an object that only this process can use. The name of the variable decides for what says nothing.
    fn is_handle(&self, value: Node<'t>, named: bool, state: &State<'t>, depth: u8) -> bool {
        let value = self.bare(value);
        match self.grammar.expression(value) {
            Expression::Call => {
                let file = self.grammar.file();
                let callee = call::call(self.grammar, value, file.at(state.scope, &state.context)).callee;
                named
                    || MAKERS.contains(&last_part(&callee).trim_start_matches('?'))
                    || file.table.means(&callee, Meaning::Fact(Kind::Connect))
            }
            Expression::Name(name) => {
                let definitions = self.grammar.file().scopes.find(state.scope, name);
                is_named(name, HANDLES)
                    || match definitions {
                        Some((_, [(Definition::Value(value) | Definition::Typed(value, _), _)]))
                            if depth < DEEPEST =>
                        {
                            self.is_handle(*value, named, state, depth + 1)
                        }
                        _ => named,
                    }
            }
            Expression::Map(items) => items.into_iter().any(|item| match item {
                Item::Named(name, _, value) => {
                    is_named(&name, HANDLES) && matches!(self.grammar.expression(value), Expression::Name(_))
                }
                _ => false,
            }),
            Expression::Member { .. } | Expression::Element { .. } => false,
            _ => named,
        }
    }

    /// Notes what a condition asks of variables.
    pub(super) fn ask(&mut self, conditional: &Conditional<'t>, state: &State<'t>) {
        if state.context.function == 0 {
            return;
        }
        let function = self.grammar.file().scopes.nearest(state.scope, &[ScopeKind::Function]);
        let mut open = vec![(conditional.condition, !conditional.negated)];
        for _ in 0..MOST_PARTS {
            let Some((node, there)) = open.pop() else { return };
            match self.grammar.expression(node) {
                Expression::Same(inner) => open.push((inner, there)),
                Expression::Not(inner) => open.push((inner, !there)),
                Expression::And(left, right) | Expression::Or(left, right) => {
                    open.extend([(left, there), (right, there)]);
                }
                form => {
                    let noted = self.subject(node, &form).and_then(|subject| {
                        self.asked_for(&subject, there != subject.absent, conditional, state)
                    });
                    if let Some((name, asked)) = noted {
                        let known = self.asked.entry((function, name)).or_insert(asked);
                        if asked == Asked::There {
                            *known = asked;
                        }
                    }
                }
            }
        }
    }

    /// What a test asks for.
    fn subject(&self, node: Node<'t>, form: &Expression<'t>) -> Option<Subject<'t>> {
        let is_null = |node| matches!(self.grammar.expression(node), Expression::Null);
        match *form {
            Expression::Compare { right, among: true, negated, .. } => {
                Some(Subject { node: right, whole: false, absent: negated })
            }
            Expression::Compare { left, right, negated, .. } if is_null(right) => {
                Some(Subject { node: left, whole: true, absent: !negated })
            }
            Expression::Compare { left, right, negated, .. } if is_null(left) => {
                Some(Subject { node: right, whole: true, absent: !negated })
            }
            Expression::Name(_) | Expression::Member { .. } | Expression::Element { .. } => {
                Some(Subject { node, whole: true, absent: false })
            }
            Expression::Call => {
                self.method(node).map(|(object, _)| Subject { node: object, whole: false, absent: false })
            }
            _ => None,
        }
    }

    /// The variable of which a condition asks whether it, or something in it, is there, and what for.
    fn asked_for(
        &self,
        subject: &Subject<'t>,
        there: bool,
        conditional: &Conditional<'t>,
        state: &State<'t>,
    ) -> Option<(&'t str, Asked)> {
        let itself = self.variable(subject.node, state).filter(|_| subject.whole);
        let variable = itself.or_else(|| self.container(subject.node, state))?;
        let leaves = self.leaves(conditional.then);
        let asked = if !there {
            leaves.is_none().then_some(Asked::Missing)
        } else if leaves == Some(Leaves::Returning)
            && (itself.is_some() || self.mentions(conditional.then, subject.node, variable.name))
        {
            Some(Asked::There)
        } else {
            (!conditional.otherwise.is_empty()).then_some(Asked::Missing)
        };
        Some((variable.name, asked?))
    }

    /// The container of which a condition asks for a part, at once or by a name that the part was given.
    fn container(&self, subject: Node<'t>, state: &State<'t>) -> Option<Lasting<'t>> {
        self.holder(subject, state).or_else(|| {
            let Expression::Name(name) = self.grammar.expression(subject) else { return None };
            let (_, definitions) = self.grammar.file().scopes.find(state.scope, name)?;
            definitions.iter().find_map(|(definition, from)| match definition {
                Definition::Value(value) | Definition::Typed(value, _) => {
                    self.holder_seen_from(*from, *value, state)
                }
                _ => None,
            })
        })
    }

    /// How a block leaves the function, if it does.
    fn leaves(&self, block: Node<'t>) -> Option<Leaves> {
        std::iter::once(block).chain(children(block)).find_map(|statement| {
            match self.grammar.form(statement) {
                Form::Return(_) => Some(Leaves::Returning),
                _ => self.grammar.raises(statement).then_some(Leaves::Raising),
            }
        })
    }

    /// Whether code names what a condition asked for: what is there is used, not refused.
    fn mentions(&self, code: Node<'t>, subject: Node<'t>, variable: &str) -> bool {
        let mut open = vec![code];
        let mut left = MOST_PARTS;
        while let Some(node) = open.pop() {
            left -= 1;
            if left == 0 || self.is_name(node, variable) {
                return true;
            }
            if let Expression::Name(name) = self.grammar.expression(subject)
                && self.is_name(node, name)
            {
                return true;
            }
            open.extend(children(node));
        }
        false
    }

    fn is_name(&self, node: Node<'t>, name: &str) -> bool {
        matches!(self.grammar.expression(node), Expression::Name(found) if found == name)
    }
}
