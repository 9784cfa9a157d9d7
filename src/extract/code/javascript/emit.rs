//! Walks a JavaScript file and records what it says.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tree_sitter::Node;

use super::super::environment;
use super::super::syntax::evaluate::Evaluate;
use super::super::syntax::record::Recorder;
use super::super::syntax::scopes::{Definition, FILE, ScopeId, ScopeKind};
use super::super::syntax::{File, children, walk};
use super::super::table::Meaning;
use super::super::unit::{Argument, Branch, Call, Class, Context, Data, Import, Mutation, Test, Unit, Value};
use super::declare::is_function;
use super::expression::JavaScript;
use super::{functions, modules, routes, strings};
use crate::fact::{Kind, Role, Scope};
use crate::source::Arg;

/// Where a node stands.
#[derive(Clone)]
struct State {
    scope: ScopeId,
    context: Context,
    /// A map here has been recorded with the statement or call around it.
    covered: bool,
    /// An import here may fail.
    optional: bool,
    /// The statement that a comparison here decides.
    decides: Option<(usize, usize)>,
}

/// The unit of a file whose scopes are known.
pub(super) fn emit(file: File<'_>, root: Node<'_>) -> Unit {
    let script = JavaScript { file };
    let handlers = handlers(&script, root);
    let mut emitter = Emitter {
        script: &script,
        record: Recorder::default(),
        handlers,
        decorations: HashMap::new(),
        functions: 0,
    };
    let state =
        State { scope: FILE, context: Context::default(), covered: false, optional: false, decides: None };
    walk(root, state, |node, state, next| emitter.visit(node, &state, next));
    if let Some(call) = routes::by_path(&script.file) {
        emitter.record.call(Arc::new(call));
    }
    let mut unit = emitter.record.finish();
    functions::record(&script.file, root, &mut unit);
    unit
}

/// Node ids of the functions that something calls for each request or event: those given to it, inline or by name.
fn handlers(script: &JavaScript, root: Node) -> HashSet<usize> {
    let mut found = HashSet::new();
    let context = Context::default();
    walk(root, FILE, |node, scope, next| {
        let inner = script.file.scopes.of(node).unwrap_or(scope);
        if matches!(node.kind(), "call_expression" | "new_expression")
            && let Some(arguments) = node.child_by_field_name("arguments")
        {
            let given: Vec<Node> = children(arguments)
                .into_iter()
                .filter_map(|argument| {
                    if is_function(argument.kind()) {
                        return Some(argument);
                    }
                    script.referenced_function(argument, script.at(scope, &context))
                })
                .collect();
            if !given.is_empty() {
                let callee = script.call(node, script.at(scope, &context)).callee;
                if calls_back(script, &callee) {
                    found.extend(given.iter().map(Node::id));
                }
            }
        }
        next.extend(children(node).into_iter().map(|child| (child, inner)));
    });
    found
}

/// Whether what is called so calls functions back while requests or events are handled.
fn calls_back(script: &JavaScript, callee: &str) -> bool {
    script.file.table.means(callee, Meaning::Handles)
        || script.file.table.means(callee, Meaning::Fact(Kind::Route))
}

struct Emitter<'p, 't> {
    script: &'p JavaScript<'t>,
    record: Recorder,
    handlers: HashSet<usize>,
    /// Decorators by the node id of what they decorate.
    decorations: HashMap<usize, Vec<Arc<Call>>>,
    functions: u32,
}

impl<'t> Emitter<'_, 't> {
    fn visit(&mut self, node: Node<'t>, state: &State, next: &mut Vec<(Node<'t>, State)>) {
        let mut inner = state.clone();
        if let Some(scope) = self.script.file.scopes.of(node) {
            inner.scope = scope;
        }
        match node.kind() {
            "class_body" => self.decorated_members(node, state),
            "export_statement" => self.export(node, state),
            kind if is_function(kind) => self.function(node, state, &mut inner),
            "class_declaration" | "class" | "abstract_class_declaration" => {
                self.class(node, state, &mut inner);
            }
            "if_statement" => return self.condition(node, state, next),
            "ternary_expression" => return self.condition(node, state, next),
            "switch_statement" => return self.switch(node, state, next),
            "try_statement" => inner.optional = true,
            "import_statement" => {
                self.import(node, state);
                return;
            }
            "variable_declarator" => {
                self.declarator(node, state);
                inner.covered = true;
            }
            "public_field_definition" | "field_definition" => {
                self.class_field(node, state);
                inner.covered = true;
            }
            "assignment_expression" => {
                self.assignment(node, state);
                inner.covered = true;
                // What is assigned to is written, not read.
                next.extend(node.child_by_field_name("right").map(|right| (right, inner)));
                return;
            }
            "augmented_assignment_expression" | "update_expression" => self.rebinding(node, state),
            "unary_expression"
                if node.child_by_field_name("operator").is_some_and(|o| o.kind() == "delete") =>
            {
                return;
            }
            "call_expression" | "new_expression" => {
                self.call(node, state);
                inner.covered = true;
            }
            "object" => {
                if !state.covered
                    && let Value { data: Data::Map(map), .. } = self.value(node, state)
                {
                    self.record.map("", &map, &state.context);
                }
                inner.covered = true;
            }
            "binary_expression" => self.binary(node, state),
            "member_expression" | "subscript_expression" | "non_null_expression" => self.read(node, state),
            "type_annotation" | "interface_declaration" | "type_alias_declaration" | "type_arguments" => {
                return;
            }
            _ => {}
        }
        next.extend(children(node).into_iter().map(|child| (child, inner.clone())));
    }

    fn value(&self, node: Node<'t>, state: &State) -> Value {
        self.script.value(node, self.script.at(state.scope, &state.context))
    }

    /// Decorators stand before the member they decorate.
    fn decorated_members(&mut self, body: Node<'t>, state: &State) {
        let mut waiting: Vec<Arc<Call>> = Vec::new();
        for child in children(body) {
            if child.kind() == "decorator" {
                waiting.extend(self.decorator(child, state));
            } else {
                self.decorations.entry(child.id()).or_default().append(&mut waiting);
            }
        }
    }

    fn decorator(&mut self, node: Node<'t>, state: &State) -> Option<Arc<Call>> {
        let expression = node.named_child(0)?;
        let at = self.script.at(state.scope, &state.context);
        if expression.kind() == "call_expression" {
            return Some(Arc::new(self.script.call(expression, at)));
        }
        let callee = self.value(expression, state).canonical()?;
        let span = self.script.file.span(expression);
        let function = Value { data: Data::Function { inert: false }, span };
        Some(Arc::new(Call {
            callee,
            receiver: None,
            args: vec![Argument { name: None, value: function }],
            open: false,
            result: None,
            span,
            context: state.context.clone(),
        }))
    }

    /// `@Controller() export class X`: the decorators are the statement's. `export … from "x"` imports.
    fn export(&mut self, node: Node<'t>, state: &State) {
        if node.child_by_field_name("source").is_some() {
            self.import(node, state);
        }
        let decorators: Vec<Arc<Call>> = children(node)
            .into_iter()
            .filter(|child| child.kind() == "decorator")
            .filter_map(|child| self.decorator(child, state))
            .collect();
        if let Some(declaration) = node.child_by_field_name("declaration").filter(|_| !decorators.is_empty())
        {
            self.decorations.insert(declaration.id(), decorators);
        }
    }

    fn function(&mut self, node: Node<'t>, state: &State, inner: &mut State) {
        inner.covered = false;
        inner.decides = None;
        let handles = self.handlers.contains(&node.id())
            || self
                .decorations
                .get(&node.id())
                .is_some_and(|calls| calls.iter().any(|call| calls_back(self.script, &call.callee)))
            || self.is_handler_by_form(node);
        let name = node.child_by_field_name("name").map_or("", |name| self.script.file.text(name));
        let context = &mut inner.context;
        if context.function == 0 {
            self.functions += 1;
            context.function = self.functions;
        }
        context.scope = if handles || context.scope == Scope::Handler {
            Scope::Handler
        } else if state.scope == FILE && matches!(name, "main" | "bootstrap") {
            Scope::Main
        } else {
            Scope::Function
        };
    }

    /// Whether a function's parameters say that a framework calls it for each request: `(req, res)`, `(ctx, next)`.
    fn is_handler_by_form(&self, node: Node<'t>) -> bool {
        let Some(function) = self.script.file.scopes.function(node) else { return false };
        let names: Vec<&str> = function.parameters.iter().map(|(name, _)| *name).collect();
        match names.as_slice() {
            ["err" | "error", "req" | "request", "res" | "response", ..] => true,
            ["req" | "request" | "_req", "res" | "response" | "reply" | "_res" | "h", ..] => true,
            ["ctx" | "context", "next", ..] => true,
            _ => {
                let name = node.child_by_field_name("name").map_or("", |name| self.script.file.text(name));
                matches!(name, "GET" | "POST" | "PUT" | "PATCH" | "DELETE")
                    && routes::by_path(&self.script.file).is_some()
            }
        }
    }

    fn class(&mut self, node: Node<'t>, state: &State, inner: &mut State) {
        let own: Vec<Arc<Call>> = children(node)
            .into_iter()
            .filter(|child| child.kind() == "decorator")
            .filter_map(|child| self.decorator(child, state))
            .collect();
        let mut decorators = self.decorations.remove(&node.id()).unwrap_or_default();
        decorators.extend(own);
        let file = &self.script.file;
        let name = node.child_by_field_name("name").unwrap_or(node);
        let at = self.script.at(state.scope, &state.context);
        let class = Arc::new(Class {
            name: file.text(name).to_owned(),
            bases: self.script.all_bases(node, at),
            decorators,
            span: file.span(name),
            context: state.context.clone(),
        });
        self.record.unit().classes.push(class.clone());
        inner.context.class = Some(class);
        inner.covered = false;
    }

    /// Both sides of an `if` or `?:`, each with the role that the condition gives it.
    fn condition(&mut self, node: Node<'t>, state: &State, next: &mut Vec<(Node<'t>, State)>) {
        let (Some(condition), Some(yes)) =
            (node.child_by_field_name("condition"), node.child_by_field_name("consequence"))
        else {
            return;
        };
        if self.stops(yes, state) {
            self.demand_by_guard(condition, state);
        }
        let (role, mut other) = self.guard(condition, state);
        let with = |role: Option<Role>| {
            let mut inner = state.clone();
            inner.context.role = inner.context.role.or(role);
            inner
        };
        let mut deciding = state.clone();
        deciding.decides = Some((node.start_byte(), node.end_byte()));
        next.push((yes, with(role)));
        let alternative = node.child_by_field_name("alternative");
        if alternative.is_some() || !self.keeps_over_reloads(yes) {
            next.push((condition, deciding));
        }
        let Some(alternative) = alternative else { return };
        // `else if` on another name of the environment is for that one, not for the rest.
        let chained = alternative.named_child(0).filter(|inner| inner.kind() == "if_statement");
        let condition = chained.and_then(|chained| chained.child_by_field_name("condition"));
        if condition.is_some_and(|condition| self.asks_environment(condition, state)) {
            other = None;
        }
        next.push((alternative, with(other)));
    }

    fn switch(&mut self, node: Node<'t>, state: &State, next: &mut Vec<(Node<'t>, State)>) {
        let (Some(subject), Some(body)) =
            (node.child_by_field_name("value"), node.child_by_field_name("body"))
        else {
            return;
        };
        let left = self.value(subject, state);
        let mut inner = state.clone();
        inner.scope = self.script.file.scopes.of(body).unwrap_or(state.scope);
        next.push((subject, state.clone()));
        for case in children(body) {
            let mut inner = inner.clone();
            if let Some(value) = case.child_by_field_name("value") {
                let right = vec![self.value(value, state)];
                let test = Arc::new(Test { left: left.clone(), right, negated: false });
                inner.context.role = inner.context.role.or(environment::guarded(&test).0);
                let branch =
                    Branch { test, span: self.script.file.span(case), context: state.context.clone() };
                self.record.unit().branches.push(branch);
            }
            next.extend(children(case).into_iter().map(|child| (child, inner.clone())));
        }
    }

    fn asks_environment(&self, condition: Node<'t>, state: &State) -> bool {
        matches!(&self.value(condition, state).data, Data::Test(test) if environment::is_test(test))
    }

    /// The roles that a condition gives to its two sides.
    fn guard(&self, condition: Node<'t>, state: &State) -> (Option<Role>, Option<Role>) {
        let operator = condition.child_by_field_name("operator").map_or("", |operator| operator.kind());
        match (condition.kind(), operator) {
            ("parenthesized_expression", _) => {
                condition.named_child(0).map_or((None, None), |inner| self.guard(inner, state))
            }
            ("unary_expression", "!") => {
                let inner = condition.child_by_field_name("argument");
                let (yes, no) = inner.map_or((None, None), |inner| self.guard(inner, state));
                (no, yes)
            }
            ("binary_expression", "&&" | "||") => {
                let side = |name: &str| {
                    condition.child_by_field_name(name).map_or((None, None), |side| self.guard(side, state))
                };
                let (left, right) = (side("left"), side("right"));
                if operator == "&&" {
                    (left.0.or(right.0), None)
                } else {
                    (left.0.and(right.0), left.1.or(right.1))
                }
            }
            (kind, _) => match self.value(condition, state).data {
                Data::Test(test) => environment::guarded(&test),
                Data::Name(name) => environment::guarded_by(&name),
                Data::Env(read) => environment::guarded_by(&read.name.text),
                _ if matches!(kind, "identifier" | "member_expression") => {
                    environment::guarded_by(self.script.file.text(condition))
                }
                _ => (None, None),
            },
        }
    }

    /// `if (…) globalThis.client = client`: development servers load modules anew, and clients are to outlive that.
    fn keeps_over_reloads(&self, statement: Node<'t>) -> bool {
        let statements =
            if statement.kind() == "statement_block" { children(statement) } else { vec![statement] };
        let keeps = |statement: &Node<'t>| {
            let assignment = statement.named_child(0).filter(|inner| inner.kind() == "assignment_expression");
            let target = assignment.and_then(|assignment| assignment.child_by_field_name("left"));
            target.is_some_and(|target| {
                self.script.file.text(target).trim_start_matches('(').starts_with("global")
            })
        };
        !statements.is_empty() && statements.iter().all(keeps)
    }

    /// Whether a statement ends the program or the start of it.
    fn stops(&self, statement: Node<'t>, state: &State) -> bool {
        let statements =
            if statement.kind() == "statement_block" { children(statement) } else { vec![statement] };
        statements.iter().any(|statement| match statement.kind() {
            "throw_statement" => true,
            "expression_statement" => statement.named_child(0).is_some_and(|expression| {
                expression.kind() == "call_expression" && {
                    let at = self.script.at(state.scope, &state.context);
                    self.script.file.table.means(&self.script.call(expression, at).callee, Meaning::Exits)
                }
            }),
            _ => false,
        })
    }

    /// `if (!process.env.X) throw …`, `if (x === undefined) process.exit(1)`
    fn demand_by_guard(&mut self, condition: Node<'t>, state: &State) {
        let mut open = vec![condition];
        while let Some(node) = open.pop() {
            let operator = node.child_by_field_name("operator").map_or("", |operator| operator.kind());
            match (node.kind(), operator) {
                ("parenthesized_expression", _) => open.extend(node.named_child(0)),
                ("binary_expression", "||") => {
                    open.extend(node.child_by_field_name("left"));
                    open.extend(node.child_by_field_name("right"));
                }
                ("unary_expression", "!") => {
                    if let Some(argument) = node.child_by_field_name("argument") {
                        let value = self.value(argument, state);
                        self.record.demand(&value);
                    }
                }
                _ => {
                    if let Data::Test(test) = &self.value(node, state).data
                        && !test.negated
                        && test.right.iter().all(|right| {
                            matches!(right.data, Data::Null)
                                || matches!(right.as_text(), Some("" | "undefined"))
                        })
                    {
                        self.record.demand(&test.left);
                    }
                }
            }
        }
    }

    fn import(&mut self, node: Node<'t>, state: &State) {
        let file = &self.script.file;
        let source = node.child_by_field_name("source").or_else(|| {
            let clause = children(node).into_iter().find(|child| child.kind() == "import_require_clause")?;
            clause.child_by_field_name("source")
        });
        if let Some(source) = source {
            let optional = modules::is_type_only(node);
            self.import_of(&strings::literal(file, source), source, optional, state);
        }
    }

    fn import_of(&mut self, specifier: &str, place: Node<'t>, optional: bool, state: &State) {
        let Some(module) = modules::canonical(&self.script.file, specifier) else { return };
        self.record.unit().imports.push(Import {
            module: Arg::literal(module, self.script.file.span(place)),
            context: state.context.clone(),
            optional,
        });
    }

    fn declarator(&mut self, node: Node<'t>, state: &State) {
        let (Some(name), Some(value)) = (node.child_by_field_name("name"), node.child_by_field_name("value"))
        else {
            return;
        };
        if name.kind() == "identifier" {
            let value = self.value(value, state);
            self.record.reads_of(&value);
            let name = Arg::literal(self.script.file.text(name), self.script.file.span(name));
            self.record.field(&name.text.clone(), name, Some(value), &state.context);
        } else if name.kind() == "object_pattern" {
            self.destructured(name, state);
        }
    }

    /// `const { PORT = 3000 } = process.env`: each part may be a read.
    fn destructured(&mut self, pattern: Node<'t>, state: &State) {
        for part in children(pattern) {
            let target = match part.kind() {
                "pair_pattern" => part.child_by_field_name("value"),
                "object_assignment_pattern" => part.child_by_field_name("left"),
                _ => Some(part),
            };
            let target = target.map(|target| target.child_by_field_name("left").unwrap_or(target));
            let Some(target) = target.filter(|target| target.kind() != "object_pattern") else { continue };
            let span = self.script.file.span(target);
            let at = self.script.at(state.scope, &state.context);
            let value = self.script.name(self.script.file.text(target), span, at);
            if span_is_near(&value, self.script.file.span(part)) {
                self.record.reads_of(&value);
            }
        }
    }

    fn class_field(&mut self, node: Node<'t>, state: &State) {
        let name = node.child_by_field_name("name").or_else(|| node.child_by_field_name("property"));
        let Some(name) = name else { return };
        let value = node.child_by_field_name("value").map(|value| self.value(value, state));
        if let Some(value) = &value {
            self.record.reads_of(value);
        }
        let name =
            Arg::literal(self.script.file.text(name).trim_start_matches('#'), self.script.file.span(name));
        self.record.field(&name.text.clone(), name, value, &state.context);
    }

    fn assignment(&mut self, node: Node<'t>, state: &State) {
        self.rebinding(node, state);
        let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right"))
        else {
            return;
        };
        let value = self.value(right, state);
        self.record.reads_of(&value);
        if matches!(self.script.file.text(left), "module.exports" | "exports") {
            if let Data::Map(map) = &value.data {
                self.record.map("", map, &state.context);
            }
            return;
        }
        if let Some((path, name)) = self.target(left, state) {
            self.record.field(&path, name, Some(value), &state.context);
        }
    }

    /// The path and the last name of what is assigned to.
    fn target(&self, left: Node<'t>, state: &State) -> Option<(String, Arg)> {
        let file = &self.script.file;
        match left.kind() {
            "identifier" => {
                let name = Arg::literal(file.text(left), file.span(left));
                Some((name.text.clone(), name))
            }
            "member_expression" => {
                let name = left.child_by_field_name("property")?;
                let name = Arg::literal(file.text(name).trim_start_matches('#'), file.span(name));
                let prefix = self.object_path(left.child_by_field_name("object")?, state);
                Some((format!("{prefix}{}", name.text), name))
            }
            "subscript_expression" => {
                let key = self.value(left.child_by_field_name("index")?, state);
                let name = Arg::literal(key.as_text()?, key.span);
                let prefix = self.object_path(left.child_by_field_name("object")?, state);
                Some((format!("{prefix}{}", name.text), name))
            }
            _ => None,
        }
    }

    /// The path of an object, with a dot at its end; empty for `this` and what a module exports.
    fn object_path(&self, object: Node<'t>, state: &State) -> String {
        let text = self.script.file.text(object);
        if matches!(text, "this" | "exports" | "module.exports") {
            return String::new();
        }
        let canonical = self.value(object, state).canonical().filter(|name| !name.starts_with('?'));
        match canonical {
            Some(name) => format!("{name}."),
            None if text.len() < 200 => format!("{text}."),
            None => String::new(),
        }
    }

    fn call(&mut self, node: Node<'t>, state: &State) {
        if let Some(source) = modules::required(&self.script.file, node) {
            let specifier = strings::literal(&self.script.file, source);
            self.import_of(&specifier, source, state.optional, state);
            return;
        }
        let at = self.script.at(state.scope, &state.context);
        let mut call = self.script.call(node, at);
        let value = self.script.result_of(node, call.clone(), at);
        self.record.reads_of(&value);
        if let Data::Test(test) = &value.data {
            self.branch(test, node, state);
        }
        if let Data::Env(read) = &value.data
            && (call.callee == read.api || call.callee.starts_with("?."))
        {
            return;
        }
        let around =
            super::super::slot::Around { reader: self.script.file.reader, unit: &self.script.file.blank };
        for read in super::super::reads::of_schema(self.script.file.table, &call, around) {
            self.record.read(&read);
        }
        for argument in &call.args {
            self.record.reads_of(&argument.value);
        }
        if let Some(class) = call.callee.strip_prefix('?')
            && let Some(base) = self.script.foreign_base(class, at)
        {
            call.callee = base;
        }
        self.mutation_by_method(node, &call, state);
        self.record.arguments(&call);
        self.record.call(Arc::new(call));
    }

    fn read(&mut self, node: Node<'t>, state: &State) {
        let value = self.value(node, state);
        let within = |place: crate::source::Span| self.script.file.span(node).contains(place);
        let here = match &value.data {
            Data::Env(read) => within(read.span),
            Data::Choice(_) => node.kind() == "subscript_expression",
            _ => false,
        };
        if here {
            self.record.reads_of(&value);
        }
    }

    fn binary(&mut self, node: Node<'t>, state: &State) {
        match node.child_by_field_name("operator").map_or("", |operator| operator.kind()) {
            "||" | "??" => {
                let value = self.value(node, state);
                self.record.reads_of(&value);
            }
            "===" | "==" | "!==" | "!=" => {
                if let Data::Test(test) = self.value(node, state).data {
                    self.branch(&test, node, state);
                }
            }
            _ => {}
        }
    }

    /// Records a comparison with literals.
    fn branch(&mut self, test: &Arc<Test>, node: Node<'t>, state: &State) {
        if !test.right.iter().any(|value| matches!(value.data, Data::Text(_))) {
            return;
        }
        let span = match state.decides {
            Some((start, end)) => self.script.file.reader.span(start..end),
            None => self.script.file.span(node),
        };
        let branch = Branch { test: test.clone(), span, context: state.context.clone() };
        self.record.unit().branches.push(branch);
    }

    /// `cache[key] = …`, `counter++`, `latest = …`
    fn rebinding(&mut self, node: Node<'t>, state: &State) {
        if state.context.function == 0 {
            return;
        }
        let left = node.child_by_field_name("left").or_else(|| node.child_by_field_name("argument"));
        let Some(left) = left else { return };
        let (name, rebinds) = match left.kind() {
            "identifier" => (Some(left), true),
            "subscript_expression" => (left.child_by_field_name("object"), false),
            _ => (None, false),
        };
        if let Some(name) = name.filter(|name| name.kind() == "identifier") {
            self.mutation(name, rebinds, state);
        }
    }

    /// `cache.set(…)`, `items.push(…)`
    fn mutation_by_method(&mut self, node: Node<'t>, call: &Call, state: &State) {
        let mutates = matches!(
            call.method(),
            "set" | "add" | "push" | "delete" | "clear" | "unshift" | "splice" | "pop" | "shift"
        );
        if state.context.function == 0 || !mutates {
            return;
        }
        let callee = node.child_by_field_name("function");
        let object = callee.and_then(|callee| callee.child_by_field_name("object"));
        if let Some(object) = object.filter(|object| object.kind() == "identifier") {
            self.mutation(object, false, state);
        }
    }

    fn mutation(&mut self, name: Node<'t>, rebinds: bool, state: &State) {
        let file = &self.script.file;
        let text = file.text(name);
        let Some((owner, definitions)) = file.scopes.find(state.scope, text) else { return };
        let holds_container = definitions.iter().any(|(definition, _)| match definition {
            Definition::Value(value) => self.is_container(*value),
            _ => false,
        });
        if owner == FILE && file.scopes.kind(owner) == ScopeKind::File && (rebinds || holds_container) {
            let mutation =
                Mutation { name: Arg::literal(text, file.span(name)), context: state.context.clone() };
            self.record.unit().mutations.push(mutation);
        }
    }

    fn is_container(&self, value: Node<'t>) -> bool {
        match value.kind() {
            "object" | "array" => true,
            "new_expression" => {
                let class =
                    value.child_by_field_name("constructor").map_or("", |class| self.script.file.text(class));
                matches!(class, "Map" | "Set" | "Array" | "WeakMap" | "WeakSet" | "Object")
            }
            _ => false,
        }
    }
}

/// Whether the read that a value is stands in that place: a name may stand for a read made elsewhere.
fn span_is_near(value: &Value, place: crate::source::Span) -> bool {
    matches!(&value.data, Data::Env(read) if place.contains(read.name.span))
}
