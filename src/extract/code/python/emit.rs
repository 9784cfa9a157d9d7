//! Walks a Python file and records what it says.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tree_sitter::Node;

use super::super::environment;
use super::super::syntax::evaluate::Evaluate;
use super::super::syntax::record::Recorder;
use super::super::syntax::scopes::{Definition, FILE, ScopeId};
use super::super::syntax::{File, children, walk};
use super::super::table::Meaning;
use super::super::unit::{Argument, Branch, Call, Class, Context, Data, Import, Mutation, Test, Unit, Value};
use super::expression::Python;
use super::{functions, imports, settings};
use crate::fact::{Kind, Role, Scope};
use crate::source::Arg;

/// Where a node stands.
#[derive(Clone)]
struct State {
    scope: ScopeId,
    context: Context,
    /// A map here has been recorded with the statement or call around it.
    covered: bool,
    /// An error raised here does not stop the program.
    caught: bool,
    /// An import here may fail, or is there for type checkers only.
    optional: bool,
    /// Node id of the statement that a comparison here decides.
    decides: Option<(usize, usize)>,
}

/// The unit of a file whose scopes are known.
pub(super) fn emit(file: File<'_>, root: Node<'_>) -> Unit {
    let python = Python { file };
    let handlers = handlers(&python, root);
    let mut emitter = Emitter {
        python: &python,
        record: Recorder::default(),
        handlers,
        decorations: HashMap::new(),
        functions: 0,
    };
    let state = State {
        scope: FILE,
        context: Context::default(),
        covered: false,
        caught: false,
        optional: false,
        decides: None,
    };
    walk(root, state, |node, state, next| emitter.visit(node, &state, next));
    let mut unit = emitter.record.finish();
    settings::settle(&mut unit);
    functions::record(&python.file, root, &mut unit);
    unit
}

/// Node ids of the functions that are given by name to something that calls them for each request or event.
fn handlers(python: &Python, root: Node) -> HashSet<usize> {
    let mut found = HashSet::new();
    let context = Context::default();
    walk(root, FILE, |node, scope, next| {
        let inner = python.file.scopes.of(node).unwrap_or(scope);
        if node.kind() == "call"
            && let Some(arguments) = node.child_by_field_name("arguments")
        {
            let given: Vec<Node> = children(arguments)
                .into_iter()
                .map(|argument| argument.child_by_field_name("value").unwrap_or(argument))
                .filter_map(|argument| python.referenced_function(argument, python.at(scope, &context)))
                .collect();
            if !given.is_empty() {
                let callee = python.call(node, python.at(scope, &context)).callee;
                if calls_back(python, &callee) {
                    found.extend(given.iter().map(Node::id));
                }
            }
        }
        next.extend(children(node).into_iter().map(|child| (child, inner)));
    });
    found
}

/// Whether what is called so calls functions back while requests or events are handled.
fn calls_back(python: &Python, callee: &str) -> bool {
    python.file.table.means(callee, Meaning::Handles)
        || python.file.table.means(callee, Meaning::Fact(Kind::Route))
}

struct Emitter<'p, 't> {
    python: &'p Python<'t>,
    record: Recorder,
    handlers: HashSet<usize>,
    /// Decorators by the node id of what they decorate.
    decorations: HashMap<usize, Vec<Arc<Call>>>,
    functions: u32,
}

impl<'t> Emitter<'_, 't> {
    fn visit(&mut self, node: Node<'t>, state: &State, next: &mut Vec<(Node<'t>, State)>) {
        let mut inner = state.clone();
        match node.kind() {
            "decorated_definition" => self.decorated(node, state),
            "function_definition" | "lambda" => {
                inner = self.function(node, state);
            }
            "class_definition" => {
                inner = self.class(node, state);
            }
            "if_statement" => return self.branch(node, state, next),
            "conditional_expression" => {
                if let [yes, condition, no] = children(node).as_slice() {
                    return self.split(node, *condition, *yes, &[*no], state, next);
                }
            }
            "try_statement" => return self.attempt(node, state, next),
            "import_statement" | "import_from_statement" | "future_import_statement" => {
                self.import(node, state);
                return;
            }
            "assignment" => {
                self.assignment(node, state);
                let Some(right) = node.child_by_field_name("right") else { return };
                inner.covered = true;
                // A subscript on the left may compute its object: `request.session["a"] = …` only writes.
                next.push((right, inner));
                return;
            }
            "augmented_assignment" => self.mutation_by_assignment(node, state),
            "assert_statement" => {
                if let Some(condition) = node.named_child(0) {
                    let value = self.value(condition, state);
                    self.record.demand(&value);
                }
            }
            "call" => {
                self.call(node, state);
                inner.covered = true;
            }
            "dictionary" if !state.covered => {
                if let Value { data: Data::Map(map), .. } = self.value(node, state) {
                    self.record.map("", &map, &state.context);
                }
                inner.covered = true;
            }
            "comparison_operator" => self.comparison(node, state),
            "subscript" | "attribute" | "boolean_operator" => self.read(node, state),
            _ => {}
        }
        next.extend(children(node).into_iter().map(|child| (child, inner.clone())));
    }

    fn value(&self, node: Node<'t>, state: &State) -> Value {
        self.python.value(node, self.python.at(state.scope, &state.context))
    }

    fn decorated(&mut self, node: Node<'t>, state: &State) {
        let Some(definition) = node.child_by_field_name("definition") else { return };
        let mut calls = Vec::new();
        for decorator in children(node).into_iter().filter(|child| child.kind() == "decorator") {
            let Some(expression) = decorator.named_child(0) else { continue };
            if expression.kind() == "call" {
                let at = self.python.at(state.scope, &state.context);
                calls.push(Arc::new(self.python.call(expression, at)));
            } else if let Some(callee) = self.value(expression, state).canonical() {
                // A bare decorator is a call with the function as its argument.
                let span = self.python.file.span(expression);
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
                calls.push(call);
            }
        }
        self.decorations.insert(definition.id(), calls);
    }

    fn function(&mut self, node: Node<'t>, state: &State) -> State {
        let mut inner = state.clone();
        inner.scope = self.python.file.scopes.of(node).unwrap_or(state.scope);
        inner.covered = false;
        inner.caught = false;
        inner.decides = None;
        let context = &mut inner.context;
        if context.function == 0 {
            self.functions += 1;
            context.function = self.functions;
        }
        let decorators = self.decorations.get(&node.id()).map_or(&[][..], Vec::as_slice);
        let handles = self.handlers.contains(&node.id())
            || decorators.iter().any(|call| calls_back(self.python, &call.callee))
            || self.is_handler_by_form(node, state);
        let command = |call: &Arc<Call>| self.python.file.table.means(&call.callee, Meaning::Command);
        if decorators.iter().any(command) {
            context.role = context.role.or(Some(Role::Tooling));
        }
        let name = node.child_by_field_name("name").map_or("", |name| self.python.file.text(name));
        context.scope = if handles || context.scope == Scope::Handler {
            Scope::Handler
        } else if name == "main" && state.scope == FILE {
            Scope::Main
        } else {
            Scope::Function
        };
        inner
    }

    /// Whether a function's form says that a framework calls it for each request: Django's `def view(request, …)`, the
    /// methods of view classes.
    fn is_handler_by_form(&self, node: Node<'t>, state: &State) -> bool {
        let file = &self.python.file;
        let Some(function) = file.scopes.function(node) else { return false };
        let first = function.parameters.first().map(|(name, _)| *name);
        let name = node.child_by_field_name("name").map_or("", |name| file.text(name));
        if first == Some("request") && !name.starts_with('_') {
            return true;
        }
        let Some(class) = &state.context.class else { return false };
        if class.bases.iter().any(|base| base.ends_with("Servicer")) {
            return true;
        }
        let verb =
            matches!(name, "get" | "post" | "put" | "patch" | "delete" | "dispatch" | "head" | "options")
                || name.starts_with("do_");
        verb && class.bases.iter().any(|base| {
            let last = base.rsplit(['.', '?']).next().unwrap_or("");
            last.ends_with("View")
                || last.ends_with("Handler")
                || last.ends_with("Resource")
                || last.ends_with("ViewSet")
                || last.ends_with("Endpoint")
        })
    }

    fn class(&mut self, node: Node<'t>, state: &State) -> State {
        let file = &self.python.file;
        let mut inner = state.clone();
        inner.scope = file.scopes.of(node).unwrap_or(state.scope);
        let at = self.python.at(state.scope, &state.context);
        let name = node.child_by_field_name("name").unwrap_or(node);
        let class = Arc::new(Class {
            name: file.text(name).to_owned(),
            bases: self.python.all_bases(node, at),
            decorators: self.decorations.get(&node.id()).cloned().unwrap_or_default(),
            span: file.span(name),
            context: state.context.clone(),
        });
        for read in settings::reads(self.python, node, &class, inner.scope) {
            self.record.read(&read);
        }
        self.record.unit().classes.push(class.clone());
        inner.context.class = Some(class);
        inner
    }

    fn branch(&mut self, node: Node<'t>, state: &State, next: &mut Vec<(Node<'t>, State)>) {
        let (Some(condition), Some(consequence)) =
            (node.child_by_field_name("condition"), node.child_by_field_name("consequence"))
        else {
            return;
        };
        let text = self.python.file.text(condition);
        if text.starts_with("__name__") && text.contains("__main__") {
            let mut inner = state.clone();
            inner.context.scope = Scope::Main;
            next.push((consequence, inner));
            return;
        }
        if text == "TYPE_CHECKING" || text.ends_with(".TYPE_CHECKING") {
            let mut inner = state.clone();
            inner.optional = true;
            next.push((consequence, inner));
            return;
        }
        if self.stops(consequence) {
            let value = self.value(condition, state);
            self.demand_by_guard(condition, &value, state);
        }
        let alternatives = super::super::syntax::fields(node, "alternative");
        self.split(node, condition, consequence, &alternatives, state, next);
    }

    /// Visits both sides of a condition, each with the role that the condition gives it.
    fn split(
        &mut self,
        node: Node<'t>,
        condition: Node<'t>,
        yes: Node<'t>,
        no: &[Node<'t>],
        state: &State,
        next: &mut Vec<(Node<'t>, State)>,
    ) {
        let (role, other) = self.guard(condition, state);
        let with = |role: Option<Role>| {
            let mut inner = state.clone();
            inner.context.role = inner.context.role.or(role);
            inner
        };
        let mut deciding = state.clone();
        deciding.decides = Some((node.start_byte(), node.end_byte()));
        next.push((condition, deciding));
        next.push((yes, with(role)));
        for alternative in no {
            if alternative.kind() == "elif_clause" {
                let condition = alternative.child_by_field_name("condition");
                let (role, _) = condition.map_or((None, None), |condition| self.guard(condition, state));
                let asks = condition.is_some_and(|condition| self.asks_environment(condition, state));
                let role = if asks { role } else { role.or(other) };
                if let Some(condition) = condition {
                    let mut deciding = with(other);
                    deciding.decides = Some((alternative.start_byte(), alternative.end_byte()));
                    next.push((condition, deciding));
                }
                if let Some(consequence) = alternative.child_by_field_name("consequence") {
                    next.push((consequence, with(role)));
                }
            } else {
                next.push((*alternative, with(other)));
            }
        }
    }

    fn asks_environment(&self, condition: Node<'t>, state: &State) -> bool {
        matches!(&self.value(condition, state).data, Data::Test(test) if environment::is_test(test))
    }

    /// The roles that a condition gives to its two sides.
    fn guard(&self, condition: Node<'t>, state: &State) -> (Option<Role>, Option<Role>) {
        match condition.kind() {
            "parenthesized_expression" => match condition.named_child(0) {
                Some(inner) => self.guard(inner, state),
                None => (None, None),
            },
            "not_operator" => match condition.child_by_field_name("argument") {
                Some(inner) => {
                    let (yes, no) = self.guard(inner, state);
                    (no, yes)
                }
                None => (None, None),
            },
            "boolean_operator" => {
                let side = |name: &str| {
                    condition.child_by_field_name(name).map_or((None, None), |side| self.guard(side, state))
                };
                let (left, right) = (side("left"), side("right"));
                match condition.child_by_field_name("operator").map(|operator| operator.kind()) {
                    Some("and") => (left.0.or(right.0), None),
                    _ => (left.0.and(right.0), left.1.or(right.1)),
                }
            }
            _ => {
                let text = self.python.file.text(condition);
                match self.value(condition, state).data {
                    Data::Test(test) => environment::guarded(&test),
                    Data::Name(name) => environment::guarded_by(&name),
                    _ if condition.kind() == "identifier" || condition.kind() == "attribute" => {
                        environment::guarded_by(text)
                    }
                    Data::Env(read) => environment::guarded_by(&read.name.text),
                    _ => (None, None),
                }
            }
        }
    }

    /// Whether a block ends the program or the start of it.
    fn stops(&self, block: Node<'t>) -> bool {
        children(block).iter().any(|statement| match statement.kind() {
            "raise_statement" => true,
            "expression_statement" => statement.named_child(0).is_some_and(|expression| {
                expression.kind() == "call" && {
                    let context = Context::default();
                    let scope = self.python.file.scopes.of(block).unwrap_or(FILE);
                    let callee = self.python.call(expression, self.python.at(scope, &context)).callee;
                    self.python.file.table.means(&callee, Meaning::Exits)
                }
            }),
            _ => false,
        })
    }

    /// `if not os.getenv("X"): raise …`, `if x is None: sys.exit()`
    fn demand_by_guard(&mut self, condition: Node<'t>, value: &Value, state: &State) {
        if condition.kind() == "not_operator" {
            let inner = condition.child_by_field_name("argument");
            if let Some(value) = inner.map(|inner| self.value(inner, state)) {
                self.record.demand(&value);
            }
        }
        if let Data::Test(test) = &value.data
            && !test.negated
            && test.right.iter().all(|right| matches!(&right.data, Data::Null) || right.as_text() == Some(""))
        {
            self.record.demand(&test.left);
        }
    }

    fn attempt(&mut self, node: Node<'t>, state: &State, next: &mut Vec<(Node<'t>, State)>) {
        let optional = imports::is_optional_import(&self.python.file, node);
        let swallowed = children(node).iter().any(|clause| {
            clause.kind() == "except_clause"
                && children(*clause)
                    .last()
                    .is_some_and(|block| block.kind() == "block" && !self.stops(*block))
        });
        for child in children(node) {
            let mut inner = state.clone();
            if child.kind() == "block" {
                inner.optional |= optional;
                inner.caught |= swallowed;
            }
            if child.kind() == "except_clause" {
                inner.optional |= optional;
            }
            next.push((child, inner));
        }
    }

    fn import(&mut self, node: Node<'t>, state: &State) {
        let file = &self.python.file;
        for module in imports::modules(file, node) {
            let import = Import {
                module: Arg::literal(file.text(module), file.span(module)),
                context: state.context.clone(),
                optional: state.optional,
            };
            self.record.unit().imports.push(import);
        }
    }

    fn assignment(&mut self, node: Node<'t>, state: &State) {
        let Some(left) = node.child_by_field_name("left") else { return };
        let right = node.child_by_field_name("right");
        if matches!(left.kind(), "subscript" | "attribute" | "identifier") {
            self.mutation_by_assignment(node, state);
        }
        let value = right.map(|right| self.value(right, state));
        if let Some(value) = &value {
            self.record.reads_of(value);
        }
        if let Some((path, name)) = self.target(left, state) {
            self.record.field(&path, name, value, &state.context);
        }
    }

    /// The path and the last name of what is assigned to.
    fn target(&self, left: Node<'t>, state: &State) -> Option<(String, Arg)> {
        let file = &self.python.file;
        match left.kind() {
            "identifier" => {
                let name = Arg::literal(file.text(left), file.span(left));
                Some((name.text.clone(), name))
            }
            "attribute" => {
                let name = left.child_by_field_name("attribute")?;
                let name = Arg::literal(file.text(name), file.span(name));
                let object = left.child_by_field_name("object")?;
                let prefix = self.object_path(object, state);
                Some((format!("{prefix}{}", name.text), name))
            }
            "subscript" => {
                let key = self.value(left.child_by_field_name("subscript")?, state);
                let name = Arg::literal(key.as_text()?, key.span);
                let prefix = self.object_path(left.child_by_field_name("value")?, state);
                Some((format!("{prefix}{}", name.text), name))
            }
            _ => None,
        }
    }

    /// The path of an object, with a dot at its end; empty for `self`.
    fn object_path(&self, object: Node<'t>, state: &State) -> String {
        let text = self.python.file.text(object);
        if matches!(text, "self" | "cls") {
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
        let at = self.python.at(state.scope, &state.context);
        let mut call = self.python.call(node, at);
        let value = self.python.result_of(node, call.clone(), at);
        self.record.reads_of(&value);
        if let Data::Env(read) = &value.data {
            if state.caught {
                self.record.tolerate(read);
            }
            if call.callee == read.api {
                return;
            }
        }
        for argument in &call.args {
            self.record.reads_of(&argument.value);
        }
        if let Some(class) = call.callee.strip_prefix('?')
            && let Some(base) = self.python.foreign_base(class, at)
        {
            call.callee = base;
        }
        self.mutation_by_method(node, &call, state);
        self.record.arguments(&call);
        self.record.call(Arc::new(call));
    }

    fn read(&mut self, node: Node<'t>, state: &State) {
        // Only what can be a read is worth a look.
        if node.kind() == "attribute" {
            return;
        }
        if let Data::Env(read) = self.value(node, state).data {
            self.record.read(&read);
            if state.caught {
                self.record.tolerate(&read);
            }
        }
    }

    fn comparison(&mut self, node: Node<'t>, state: &State) {
        let Data::Test(test) = self.value(node, state).data else { return };
        let literal = |value: &Value| matches!(value.data, Data::Text(_) | Data::Choice(_));
        if !test.right.iter().any(literal) {
            return;
        }
        let span = match state.decides {
            Some((start, end)) => self.python.file.reader.span(start..end),
            None => self.python.file.span(node),
        };
        let branch = Branch { test: Arc::<Test>::clone(&test), span, context: state.context.clone() };
        self.record.unit().branches.push(branch);
    }

    /// `cache[key] = …`, `counter += 1`, `global x; x = …`
    fn mutation_by_assignment(&mut self, node: Node<'t>, state: &State) {
        if state.context.function == 0 {
            return;
        }
        let Some(left) = node.child_by_field_name("left") else { return };
        let name = match left.kind() {
            "identifier" => Some(left),
            "subscript" => left.child_by_field_name("value").filter(|object| object.kind() == "identifier"),
            _ => None,
        };
        if let Some(name) = name {
            self.mutation(name, left.kind() == "identifier", state);
        }
    }

    /// `cache.update(…)`, `items.append(…)`
    fn mutation_by_method(&mut self, node: Node<'t>, call: &Call, state: &State) {
        if state.context.function == 0 || !is_mutating(call.method()) {
            return;
        }
        let callee = node.child_by_field_name("function");
        let object = callee.and_then(|callee| callee.child_by_field_name("object"));
        if let Some(object) = object.filter(|object| object.kind() == "identifier") {
            self.mutation(object, false, state);
        }
    }

    /// Records the change of a variable of the module: of a container it holds, or of the variable itself if the function
    /// declares it `global`.
    fn mutation(&mut self, name: Node<'t>, rebinds: bool, state: &State) {
        let file = &self.python.file;
        let text = file.text(name);
        let Some((owner, definitions)) = file.scopes.find(state.scope, text) else { return };
        if owner != FILE {
            return;
        }
        let assigned_here = definitions.iter().any(|(_, from)| *from == state.scope);
        let holds_container = definitions.iter().any(|(definition, _)| match definition {
            Definition::Value(value) => self.is_container(*value),
            _ => false,
        });
        if (rebinds && assigned_here) || (!rebinds && holds_container) {
            let mutation =
                Mutation { name: Arg::literal(text, file.span(name)), context: state.context.clone() };
            self.record.unit().mutations.push(mutation);
        }
    }

    fn is_container(&self, value: Node<'t>) -> bool {
        match value.kind() {
            "dictionary" | "list" | "set" => true,
            "call" => {
                let callee =
                    value.child_by_field_name("function").map_or("", |callee| self.python.file.text(callee));
                let last = callee.rsplit('.').next().unwrap_or(callee);
                matches!(last, "dict" | "list" | "set" | "defaultdict" | "OrderedDict" | "deque" | "Counter")
            }
            _ => false,
        }
    }
}

fn is_mutating(method: &str) -> bool {
    matches!(
        method,
        "append"
            | "add"
            | "update"
            | "setdefault"
            | "pop"
            | "popitem"
            | "remove"
            | "insert"
            | "extend"
            | "clear"
            | "discard"
            | "appendleft"
    )
}
