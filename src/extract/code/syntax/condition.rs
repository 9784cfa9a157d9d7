//! Conditions: what they say about the code behind them.

use std::sync::Arc;

use tree_sitter::Node;

use super::call;
use super::children;
use super::emit::{Emitter, Next, State};
use super::grammar::{Conditional, Expression, Form, Gate, Grammar};
use crate::extract::code::environment;
use crate::extract::code::table::Meaning;
use crate::extract::code::unit::{Branch, Data, Test};
use crate::fact::{Role, Scope};

/// How deep the parts of a condition are followed.
const DEEPEST: u8 = 24;

/// The roles that a condition gives to its two sides.
type Roles = (Option<Role>, Option<Role>);

impl<'t, G: Grammar<'t>> Emitter<'_, 't, G> {
    /// Visits both sides of a condition, each with the role that the condition gives it.
    pub(super) fn condition(
        &mut self,
        node: Node<'t>,
        conditional: &Conditional<'t>,
        state: &State<'t>,
        next: &mut Next<'t>,
    ) {
        let Conditional { condition, then, ref otherwise, negated } = *conditional;
        let gate = self.grammar.gate(conditional);
        match gate {
            Some(Gate::Main) => {
                let mut inner = state.clone();
                inner.context.scope = Scope::Main;
                return next.push((then, inner));
            }
            Some(Gate::Types) => return next.push((then, State { optional: true, ..state.clone() })),
            Some(Gate::Reload) | None => {}
        }
        self.ask(conditional, state);
        // What is done before the condition is asked.
        let first = children(node).into_iter();
        let first = first.filter(|child| *child != condition && *child != then && !otherwise.contains(child));
        next.extend(first.map(|first| (first, state.clone())));
        if self.stops(then, state) {
            self.demand_by_guard(condition, negated, state);
        }
        let (mut role, mut other) = self.guard(condition, state, 0);
        if negated {
            (role, other) = (other, role);
        }
        let with = |role: Option<Role>| {
            let mut inner = state.clone();
            inner.context.role = inner.context.role.or(role);
            inner
        };
        if gate != Some(Gate::Reload) {
            let decides = Some((node.start_byte(), node.end_byte()));
            next.push((condition, State { decides, ..state.clone() }));
        }
        next.push((then, with(role)));
        for alternative in otherwise {
            // `else if` on another name of the environment is for that one, not for the rest.
            let chained = [Some(*alternative), alternative.named_child(0)];
            let asks = chained.into_iter().flatten().any(|chained| match self.grammar.form(chained) {
                Form::If(chained) => self.asks_environment(chained.condition, state),
                _ => false,
            });
            next.push((*alternative, with(other.filter(|_| !asks))));
        }
    }

    /// Visits the cases of a choice, each with the role that its value gives it.
    pub(super) fn switch(
        &mut self,
        subject: Node<'t>,
        body: Node<'t>,
        cases: Vec<(Node<'t>, Vec<Node<'t>>)>,
        state: &State<'t>,
        next: &mut Next<'t>,
    ) {
        let left = self.value(subject, state);
        let scope = self.grammar.file().scopes.of(body).unwrap_or(state.scope);
        next.push((subject, state.clone()));
        for (case, values) in cases {
            let mut inner = State { scope, ..state.clone() };
            if !values.is_empty() {
                let right = values.into_iter().map(|value| self.value(value, state)).collect();
                let test = Arc::new(Test { left: left.clone(), right, negated: false });
                inner.context.role = inner.context.role.or(environment::guarded(&test).0);
                let span = self.grammar.file().span(case);
                self.record.unit().branches.push(Branch { test, span, context: state.context.clone() });
            }
            next.extend(children(case).into_iter().map(|child| (child, inner.clone())));
        }
    }

    fn asks_environment(&self, condition: Node<'t>, state: &State<'t>) -> bool {
        matches!(&self.value(condition, state).data, Data::Test(test) if environment::is_test(test))
    }

    fn guard(&self, condition: Node<'t>, state: &State<'t>, depth: u8) -> Roles {
        if depth > DEEPEST {
            return (None, None);
        }
        let form = self.grammar.expression(condition);
        match form {
            Expression::Same(inner) => self.guard(inner, state, depth + 1),
            Expression::Not(inner) => {
                let (yes, no) = self.guard(inner, state, depth + 1);
                (no, yes)
            }
            Expression::And(left, right) => {
                let (left, right) = (self.guard(left, state, depth + 1), self.guard(right, state, depth + 1));
                (left.0.or(right.0), None)
            }
            Expression::Or(left, right) => {
                let (left, right) = (self.guard(left, state, depth + 1), self.guard(right, state, depth + 1));
                (left.0.and(right.0), left.1.or(right.1))
            }
            _ => {
                let is_name = matches!(form, Expression::Name(_) | Expression::Member { .. });
                match self.value(condition, state).data {
                    Data::Test(test) => environment::guarded(&test),
                    Data::Name(name) => environment::guarded_by(&name),
                    Data::Env(read) => environment::guarded_by(&read.name.text),
                    _ if is_name => environment::guarded_by(self.grammar.file().text(condition)),
                    _ => (None, None),
                }
            }
        }
    }

    /// Whether a block ends the program or the start of it.
    pub(super) fn stops(&self, block: Node<'t>, state: &State<'t>) -> bool {
        std::iter::once(block).chain(children(block)).any(|statement| {
            self.grammar.raises(statement)
                || [Some(statement), statement.named_child(0)].into_iter().flatten().any(|expression| {
                    matches!(self.grammar.form(expression), Form::Call) && {
                        let at = self.grammar.file().at(state.scope, &state.context);
                        let callee = call::call(self.grammar, expression, at).callee;
                        self.grammar.file().table.means(&callee, Meaning::Exits)
                    }
                })
        })
    }

    /// `if not os.getenv("X"): raise …`, `if (x === undefined) process.exit(1)`, `raise … unless x`
    fn demand_by_guard(&mut self, condition: Node<'t>, negated: bool, state: &State<'t>) {
        let mut open = vec![condition];
        while let Some(node) = open.pop() {
            let form = self.grammar.expression(node);
            match form {
                Expression::And(left, right) if negated => open.extend([left, right]),
                Expression::Not(_) | Expression::Or(..) if negated => {}
                Expression::Same(inner) => open.push(inner),
                Expression::Or(left, right) => open.extend([left, right]),
                Expression::Not(inner) => {
                    let value = self.value(inner, state);
                    self.record.demand(&value);
                }
                _ => {
                    let value = self.value(node, state);
                    if let Data::Test(test) = &value.data
                        && test.negated == negated
                        && test.right.iter().all(|right| {
                            matches!(right.data, Data::Null)
                                || matches!(right.as_text(), Some("" | "undefined"))
                        })
                    {
                        self.record.demand(&test.left);
                    } else if negated {
                        self.record.demand(&value);
                    }
                }
            }
        }
    }

    /// Records a comparison with literals.
    pub(super) fn branch(&mut self, test: &Arc<Test>, node: Node<'t>, state: &State<'t>) {
        if !test.right.iter().any(|value| matches!(value.data, Data::Text(_) | Data::Choice(_))) {
            return;
        }
        let span = match state.decides {
            Some((start, end)) => self.grammar.file().reader.span(start..end),
            None => self.grammar.file().span(node),
        };
        let branch = Branch { test: test.clone(), span, context: state.context.clone() };
        self.record.unit().branches.push(branch);
    }
}
