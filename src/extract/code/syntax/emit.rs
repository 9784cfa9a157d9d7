//! Walks a file and records what it says.

use std::collections::{HashMap, HashSet};
use std::marker::PhantomData;
use std::sync::Arc;

use tree_sitter::Node;

use super::affair::Asked;
use super::call;
use super::evaluate::Evaluate;
use super::failure;
use super::grammar::{Form, Grammar, Item};
use super::record::Recorder;
use super::scopes::{FILE, ScopeId};
use super::{children, walk};
use crate::artefact::function::Declaration;
use crate::extract::code::reads;
use crate::extract::code::slot::Around;
use crate::extract::code::table::{Meaning, Table};
use crate::extract::code::unit::{Argument, Call, Class, Context, Data, Import, Unit, Value};
use crate::fact::{Kind, Role, Scope};
use crate::source::{Arg, Span};

/// Where a node stands.
#[derive(Clone)]
pub(super) struct State<'t> {
    pub(super) scope: ScopeId,
    pub(super) context: Context,
    /// The class whose member a function here is.
    pub(super) class: Option<&'t str>,
    /// A map here has been recorded with the statement or call around it.
    pub(super) covered: bool,
    /// An error raised here does not stop the program.
    pub(super) caught: bool,
    /// An import here may fail, or is there for type checkers only.
    pub(super) optional: bool,
    /// The statement that a comparison here decides.
    pub(super) decides: Option<(usize, usize)>,
}

/// Nodes to visit next, each with where it stands.
pub(super) type Next<'t> = Vec<(Node<'t>, State<'t>)>;

/// The unit of a file whose scopes are known.
pub(super) fn emit<'t, G: Grammar<'t>>(grammar: &G, root: Node<'t>, calls: &[(Node<'t>, ScopeId)]) -> Unit {
    let mut emitter = Emitter {
        grammar,
        record: Recorder::default(),
        handlers: handlers(grammar, calls),
        annotated: HashMap::new(),
        functions: 0,
        asked: HashMap::new(),
        tree: PhantomData,
    };
    let state = State {
        scope: FILE,
        context: Context::default(),
        class: None,
        covered: false,
        caught: false,
        optional: false,
        decides: None,
    };
    walk(root, state, |node, state, next| emitter.visit(node, &state, next));
    let mut unit = emitter.record.finish();
    unit.failures.extend(failure::failures(grammar.file(), root));
    grammar.finish(&mut unit);
    unit
}

/// Node ids of the functions that something calls for each request or event: those given to it, inline or by name.
fn handlers<'t, G: Grammar<'t>>(grammar: &G, calls: &[(Node<'t>, ScopeId)]) -> HashSet<usize> {
    let mut found = HashSet::new();
    let context = Context::default();
    let file = grammar.file();
    for (node, scope) in calls {
        let arguments = grammar.arguments(*node).into_iter().filter_map(|item| match item {
            Item::Value(value) | Item::Named(_, _, value) | Item::Keyed(_, value) => Some(value),
            Item::Spread(_) => None,
        });
        let functions = arguments.filter_map(|argument| match grammar.form(argument) {
            Form::Function => Some(argument),
            _ => call::referenced_function(grammar, argument, file.at(*scope, &context)),
        });
        let given: Vec<usize> = functions.map(|function| function.id()).collect();
        if !given.is_empty() {
            let callee = call::call(grammar, *node, file.at(*scope, &context)).callee;
            if calls_back(file.table, &callee) {
                found.extend(given);
            }
        }
    }
    found
}

/// Whether what is called so calls functions back while requests or events are handled.
fn calls_back(table: &Table, callee: &str) -> bool {
    table.means(callee, Meaning::Handles) || table.means(callee, Meaning::Fact(Kind::Route))
}

/// What annotates a declaration.
#[derive(Default)]
struct Annotations {
    calls: Vec<Arc<Call>>,
    /// Where the first of them is written.
    first: Option<Span>,
}

pub(super) struct Emitter<'g, 't, G> {
    pub(super) grammar: &'g G,
    pub(super) record: Recorder,
    handlers: HashSet<usize>,
    /// Annotations by the node id of what they annotate.
    annotated: HashMap<usize, Annotations>,
    functions: u32,
    /// What functions have asked of variables by now, each by its scope.
    pub(super) asked: HashMap<(ScopeId, &'t str), Asked>,
    tree: PhantomData<Node<'t>>,
}

impl<'t, G: Grammar<'t>> Emitter<'_, 't, G> {
    fn visit(&mut self, node: Node<'t>, state: &State<'t>, next: &mut Next<'t>) {
        let mut inner = state.clone();
        if let Some(scope) = self.grammar.file().scopes.of(node) {
            inner.scope = scope;
        }
        match self.grammar.form(node) {
            Form::Skip => return,
            Form::Other | Form::Block | Form::Name { .. } | Form::Each { .. } | Form::Return(_) => {}
            Form::Annotates(declarations) => {
                for (declaration, annotations) in declarations {
                    self.annotate(declaration, annotations, state);
                }
            }
            Form::Function => self.function(node, state, &mut inner),
            Form::Class => self.class(node, state, &mut inner),
            Form::If(conditional) => return self.condition(node, &conditional, state, next),
            Form::Switch { subject, body, cases } => return self.switch(subject, body, cases, state, next),
            Form::Try { body, handlers, optional, tolerant } => {
                if !handlers.is_empty() {
                    self.record.unit().caught.push(self.grammar.file().span(body));
                }
                let tolerant = tolerant && handlers.iter().any(|handler| self.goes_on(*handler, state));
                for child in children(node) {
                    let is_body = child == body;
                    let optional = state.optional || optional && (is_body || handlers.contains(&child));
                    let caught = state.caught || tolerant && is_body;
                    next.push((child, State { caught, optional, ..inner.clone() }));
                }
                return;
            }
            Form::Suppress => self.record.unit().caught.push(self.grammar.file().span(node)),
            Form::Raise => self.record.unit().raised.push(self.grammar.file().span(node)),
            Form::Import => {
                for import in self.grammar.imports(node) {
                    self.import(import.module, import.place, import.optional, state);
                }
                return;
            }
            Form::Declare { target, value, .. } => {
                self.declaration(target, value, state);
                inner.covered = true;
            }
            Form::Field { name, value, .. } => {
                self.attribute(name, value, state);
                inner.covered = true;
            }
            Form::Assign { target, value } => {
                self.assignment(target, value, state);
                inner.covered = true;
                // What is assigned to is written, not read.
                next.extend(value.map(|value| (value, inner)));
                return;
            }
            Form::Update { target, .. } => self.mutation_by_update(node, target, state),
            Form::Demand(condition) => {
                let value = self.value(condition, state);
                self.record.demand(&value);
            }
            Form::Call => {
                self.call(node, state);
                inner.covered = true;
            }
            Form::Map => {
                if !state.covered
                    && let Value { data: Data::Map(map), .. } = self.value(node, state)
                {
                    self.record.map("", &map, &state.context);
                }
                inner.covered = true;
            }
            Form::Member if !self.grammar.file().table.has_members() => {}
            form @ (Form::Member | Form::Element | Form::Or) => self.read(node, &form, state),
            Form::Compare => {
                if let Data::Test(test) = self.value(node, state).data {
                    self.branch(&test, node, state);
                }
            }
        }
        next.extend(children(node).into_iter().map(|child| (child, inner.clone())));
    }

    /// Whether the program goes on behind what handles a failure.
    fn goes_on(&self, handler: Node<'t>, state: &State<'t>) -> bool {
        children(handler).last().is_some_and(|block| !self.stops(*block, state))
    }

    pub(super) fn value(&self, node: Node<'t>, state: &State<'t>) -> Value {
        self.grammar.value(node, self.grammar.file().at(state.scope, &state.context))
    }

    /// Remembers what stands in front of a declaration until the walk reaches it.
    fn annotate(&mut self, declaration: Node<'t>, annotations: Vec<Node<'t>>, state: &State<'t>) {
        let first = annotations.first().map(|first| self.grammar.file().span(*first));
        let calls: Vec<Arc<Call>> =
            annotations.into_iter().filter_map(|annotation| self.annotation(annotation, state)).collect();
        let known = self.annotated.entry(declaration.id()).or_default();
        known.calls.extend(calls);
        known.first = known.first.or(first);
    }

    /// An annotation as a call: one without arguments has what it annotates as its argument.
    fn annotation(&mut self, node: Node<'t>, state: &State<'t>) -> Option<Arc<Call>> {
        let is_call = |node: &Node<'t>| matches!(self.grammar.form(*node), Form::Call);
        let expression = if is_call(&node) { node } else { node.named_child(0)? };
        if is_call(&expression) {
            let at = self.grammar.file().at(state.scope, &state.context);
            return Some(Arc::new(call::call(self.grammar, expression, at)));
        }
        let callee = self.value(expression, state).canonical()?;
        let span = self.grammar.file().span(expression);
        let function = Value { data: Data::Function { inert: false }, span };
        let call = Arc::new(Call {
            callee,
            receiver: None,
            args: vec![Argument { name: None, value: function }],
            open: false,
            result: None,
            span,
            context: state.context.clone(),
        });
        self.record.call(call.clone());
        Some(call)
    }

    fn annotations(&mut self, node: Node<'t>, state: &State<'t>) -> Annotations {
        let own = self.grammar.annotations(node);
        if !own.is_empty() {
            self.annotate(node, own, state);
        }
        self.annotated.remove(&node.id()).unwrap_or_default()
    }

    fn function(&mut self, node: Node<'t>, state: &State<'t>, inner: &mut State<'t>) {
        let annotations = self.annotations(node, state);
        let file = self.grammar.file();
        let span = file.span(node);
        self.record.unit().functions.push(Declaration {
            name: self.grammar.function_name(node).to_owned(),
            class: self.grammar.owner(node).or(state.class).map(str::to_owned),
            span: annotations.first.map_or(span, |first| first.to(span)),
            start: node.start_byte() as u32,
            raises: G::RAISES,
        });
        inner.class = None;
        inner.covered = false;
        inner.caught = false;
        inner.decides = None;
        let context = &mut inner.context;
        if context.function == 0 {
            self.functions += 1;
            context.function = self.functions;
        }
        let table = file.table;
        if annotations.calls.iter().any(|call| table.means(&call.callee, Meaning::Command)) {
            context.role = context.role.or(Some(Role::Tooling));
        }
        let by = |call: &Arc<Call>| self.grammar.role_by(call, node);
        context.role = context.role.or_else(|| annotations.calls.iter().find_map(by));
        let handles = context.scope == Scope::Handler
            || self.handlers.contains(&node.id())
            || annotations.calls.iter().any(|call| calls_back(table, &call.callee))
            || self.grammar.is_handler(node, &state.context);
        context.scope = if handles {
            Scope::Handler
        } else if self.grammar.is_main(node, state.scope) {
            Scope::Main
        } else {
            Scope::Function
        };
    }

    fn class(&mut self, node: Node<'t>, state: &State<'t>, inner: &mut State<'t>) {
        let decorators = self.annotations(node, state).calls;
        let file = self.grammar.file();
        let at = file.at(state.scope, &state.context);
        let name = self.grammar.class_name(node);
        let role = decorators.iter().find_map(|decorator| self.grammar.role_by(decorator, node));
        inner.context.role = inner.context.role.or(role);
        let class = Arc::new(Class {
            name: name.map_or_else(String::new, |name| file.text(name).to_owned()),
            bases: self.grammar.all_bases(node, at),
            decorators,
            span: file.span(name.unwrap_or(node)),
            context: state.context.clone(),
        });
        for read in self.grammar.reads_of_class(node, &class, inner.scope) {
            self.record.read(&read);
        }
        self.record.unit().classes.push(class.clone());
        inner.class = name.map(|name| file.text(name));
        inner.context.class = Some(class);
        inner.covered = false;
    }

    fn import(&mut self, module: String, place: Node<'t>, optional: bool, state: &State<'t>) {
        let module = Arg::literal(module, self.grammar.file().span(place));
        let optional = optional || state.optional;
        self.record.unit().imports.push(Import { module, context: state.context.clone(), optional });
    }

    fn call(&mut self, node: Node<'t>, state: &State<'t>) {
        if let Some(loaded) = self.grammar.loads(node) {
            if let Some(import) = loaded {
                self.import(import.module, import.place, import.optional, state);
            }
            return;
        }
        self.record.unit().caught.extend(self.grammar.catches(node));
        let file = self.grammar.file();
        if self.grammar.fails(node) {
            self.record.unit().failures.push(file.span(node));
        }
        let at = file.at(state.scope, &state.context);
        let mut call = call::call(self.grammar, node, at);
        let value = call::result(self.grammar, node, call.clone(), at);
        self.record.reads_of(&value);
        match &value.data {
            Data::Test(test) => self.branch(test, node, state),
            Data::Env(read) => {
                if state.caught {
                    self.record.tolerate(read);
                }
                if call.callee == read.api || call.callee.starts_with("?.") {
                    return;
                }
            }
            _ => {}
        }
        let around = Around { reader: file.reader, unit: &file.blank };
        for read in reads::of_schema(file.table, &call, around) {
            self.record.read(&read);
        }
        for argument in &call.args {
            self.record.reads_of(&argument.value);
        }
        if let Some(class) = call.callee.strip_prefix('?')
            && let Some(base) = self.grammar.foreign_base(class, at)
        {
            call.callee = base;
        }
        self.mutation_by_method(node, &call, state);
        self.record.arguments(&call);
        self.record.call(Arc::new(call));
    }

    /// Records the reads that an expression makes where it stands.
    fn read(&mut self, node: Node<'t>, form: &Form<'t>, state: &State<'t>) {
        let value = self.value(node, state);
        let here = match (&value.data, form) {
            (_, Form::Or) => true,
            (Data::Env(read), _) => self.grammar.file().span(node).contains(read.span),
            (Data::Choice(_), Form::Element) => true,
            _ => false,
        };
        if here {
            self.record.reads_of(&value);
        }
        if let Data::Env(read) = &value.data
            && state.caught
        {
            self.record.tolerate(read);
        }
    }
}
