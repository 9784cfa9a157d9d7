//! The scopes of a file: what every name is defined as.

use std::collections::HashMap;

use tree_sitter::Node;

use super::grammar::{Expression, Form, FunctionForm, Grammar, Item, Pattern};
use super::scopes::{Definition, FILE, Function, LocalClass, ScopeId, ScopeKind, Scopes};
use super::{children, walk};

/// How deep destructuring is followed.
const DEEPEST_PATTERN: usize = 4;

/// Where a node stands while names are collected.
#[derive(Clone, Copy)]
struct State {
    scope: ScopeId,
    /// Node id of the function around, for its `return`s.
    function: Option<usize>,
}

/// The calls of a file, with the scopes that they stand in.
type Calls<'t> = Vec<(Node<'t>, ScopeId)>;

/// The scopes of a file, and its calls.
pub(super) fn declare<'t, G: Grammar<'t>>(grammar: &G, root: Node<'t>) -> (Scopes<'t>, Calls<'t>) {
    let mut declarer = Declarer {
        grammar,
        scopes: Scopes::new(G::BARE_MEMBERS),
        calls: Vec::new(),
        globals: Vec::new(),
        assignments: Vec::new(),
        over: HashMap::new(),
    };
    walk(root, State { scope: FILE, function: None }, |node, state, next| {
        if let Some(inner) = declarer.visit(node, state) {
            next.extend(children(node).into_iter().map(|child| (child, inner)));
        }
    });
    // A name may be assigned before the declaration that says whose it is.
    for (scope, target, value) in std::mem::take(&mut declarer.assignments) {
        declarer.assign(target, value, scope);
    }
    (declarer.scopes, declarer.calls)
}

struct Declarer<'g, 't, G> {
    grammar: &'g G,
    scopes: Scopes<'t>,
    calls: Calls<'t>,
    /// Names that functions declare to be the file's, with the functions' scopes.
    globals: Vec<(ScopeId, &'t str)>,
    assignments: Vec<(ScopeId, Node<'t>, Option<Node<'t>>)>,
    /// Functions that are called with each element of a list, by node id.
    over: HashMap<usize, Node<'t>>,
}

impl<'t, G: Grammar<'t>> Declarer<'_, 't, G> {
    /// Declares what a node does; the state for what is in it, if that is of interest.
    fn visit(&mut self, node: Node<'t>, state: State) -> Option<State> {
        let mut inner = state;
        match self.grammar.form(node) {
            Form::Skip => {}
            Form::Block => inner.scope = self.scopes.open(state.scope, ScopeKind::Block, node),
            Form::Function => inner = self.function(node, state.scope),
            Form::Class => inner.scope = self.class(node, state.scope),
            Form::Import => {
                for binding in self.grammar.bindings(node) {
                    let definition = Definition::Import(binding.canonical);
                    self.scopes.define(state.scope, binding.name, definition, state.scope);
                }
                return None;
            }
            Form::Declare { target, declared, value } => self.bind(target, value, declared, state.scope),
            Form::Field { name, declared, value } => {
                let definition = match (value, declared) {
                    (Some(value), Some(declared)) => Definition::Typed(value, declared),
                    (Some(value), None) => Definition::Value(value),
                    (None, Some(declared)) => Definition::Parameter(Some(declared), None),
                    (None, None) => return Some(inner),
                };
                self.scopes.define(state.scope, self.grammar.name_text(name), definition, state.scope);
            }
            Form::Assign { target, value: Some(value) } => {
                self.assigned(target, Some(self.innermost(value)), state.scope);
            }
            Form::Name { target, value } => self.assigned(target, Some(value), state.scope),
            Form::Update { target, grows: false } => self.assigned(target, None, state.scope),
            Form::Each { target, over, values } => {
                if G::BLOCKS_SCOPE {
                    inner.scope = self.scopes.open(state.scope, ScopeKind::Block, node);
                }
                self.each(target, over, values, inner.scope);
            }
            Form::Call => {
                self.calls.push((node, state.scope));
                if let Some((list, function)) = self.grammar.iterates(node) {
                    self.over.insert(function.id(), list);
                }
            }
            Form::If(conditional) => {
                if let Some(function) = state.function
                    && self.asks_for_absence(conditional.condition)
                    && self.raises(conditional.then)
                {
                    self.scopes.add_demand(function);
                }
            }
            Form::Return(Some(value)) => {
                if let Some(function) = state.function {
                    self.scopes.add_return(function, value, state.scope);
                }
            }
            Form::Other => {
                let globals = self.grammar.globals(node);
                self.globals.extend(globals.into_iter().map(|name| (state.scope, name)));
            }
            _ => {}
        }
        Some(inner)
    }

    fn function(&mut self, node: Node<'t>, scope: ScopeId) -> State {
        let FunctionForm { name, parameters, body, is_expression } = self.grammar.function(node);
        if let Some(name) = name {
            self.scopes.define(scope, self.grammar.name_text(name), Definition::Function(node), scope);
        }
        let own = self.scopes.open(scope, ScopeKind::Function, node);
        let over = self.over.get(&node.id()).copied();
        let in_class = self.scopes.kind(scope) == ScopeKind::Class;
        let mut passed = Vec::new();
        for (at, parameter) in parameters.into_iter().enumerate() {
            let definition = Definition::Parameter(parameter.declared, parameter.default);
            let Pattern::Name(name) = self.grammar.pattern(parameter.target) else {
                for name in self.names_in(parameter.target) {
                    self.scopes.define(own, name, Definition::Parameter(None, None), own);
                }
                continue;
            };
            // A method's receiver is no argument.
            let is_receiver = at == 0
                && in_class
                && matches!(self.grammar.expression(parameter.target), Expression::This(_));
            if !is_receiver {
                passed.push((name, parameter.default));
            }
            if in_class && parameter.is_attribute {
                self.scopes.define(scope, name, definition.clone(), scope);
            }
            let definition = match over {
                Some(list) if at == 0 => Definition::Element(list),
                _ => definition,
            };
            self.scopes.define(own, name, definition, scope);
        }
        let returns = body.filter(|_| is_expression).map(|body| (body, own)).into_iter().collect();
        self.scopes.add_function(node, Function { scope: own, parameters: passed, returns, demands: false });
        State { scope: own, function: Some(node.id()) }
    }

    fn class(&mut self, node: Node<'t>, scope: ScopeId) -> ScopeId {
        let own = self.scopes.open(scope, ScopeKind::Class, node);
        if let Some(name) = self.grammar.class_name(node).map(|name| self.grammar.name_text(name)) {
            self.scopes.define(scope, name, Definition::Class(node), scope);
            self.scopes.add_class(name, LocalClass { scope: own, node, outside: scope });
        }
        own
    }

    fn each(&mut self, target: Node<'t>, over: Node<'t>, values: bool, scope: ScopeId) {
        let whole = values && matches!(self.grammar.pattern(target), Pattern::Name(_));
        for name in self.names_in(target) {
            let definition = if whole { Definition::Element(over) } else { Definition::Opaque };
            self.scopes.define(scope, name, definition, scope);
        }
    }

    /// Binds the names of a declaration to (the parts of) its value.
    fn bind(
        &mut self,
        target: Node<'t>,
        value: Option<Node<'t>>,
        declared: Option<Node<'t>>,
        scope: ScopeId,
    ) {
        match self.grammar.pattern(target) {
            Pattern::Name(name) => match (value, declared) {
                (Some(value), Some(declared)) => {
                    self.scopes.define(scope, name, Definition::Typed(value, declared), scope);
                }
                (Some(value), None) => self.scopes.define(scope, name, Definition::Value(value), scope),
                (None, Some(declared)) => {
                    self.scopes.define(scope, name, Definition::Parameter(Some(declared), None), scope);
                }
                // `let app;` is defined where it is assigned.
                (None, None) => self.scopes.declare(scope, name),
            },
            Pattern::List(targets) => {
                for (target, value) in self.in_turn(targets, value) {
                    if let Pattern::Name(name) = self.grammar.pattern(target) {
                        let definition = value.map_or(Definition::Opaque, Definition::Value);
                        self.scopes.define(scope, name, definition, scope);
                    }
                }
            }
            Pattern::Map(_) => {
                if let Some(value) = value {
                    self.parts(target, value, scope);
                }
            }
            Pattern::Other => {}
        }
    }

    /// The targets of a list with the values that they get, where the value is a list as well.
    fn in_turn(&self, targets: Vec<Node<'t>>, value: Option<Node<'t>>) -> Vec<(Node<'t>, Option<Node<'t>>)> {
        let values = match value.map(|value| self.grammar.expression(value)) {
            Some(Expression::List(items)) => items,
            _ => Vec::new(),
        };
        let value = |at: usize| match values.get(at) {
            Some(Item::Value(value)) => Some(*value),
            _ => None,
        };
        targets.into_iter().enumerate().map(|(at, target)| (target, value(at))).collect()
    }

    fn parts(&mut self, pattern: Node<'t>, of: Node<'t>, scope: ScopeId) {
        let mut stack = vec![(pattern, String::new(), 0)];
        while let Some((pattern, prefix, depth)) = stack.pop() {
            let Pattern::Map(parts) = self.grammar.pattern(pattern) else { continue };
            for part in parts {
                let Some(name) = part.name else { continue };
                let path = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
                match self.grammar.pattern(part.target) {
                    Pattern::Map(_) if depth < DEEPEST_PATTERN => stack.push((part.target, path, depth + 1)),
                    Pattern::Name(name) => {
                        let definition = Definition::Part { of, path, key: part.key, default: part.default };
                        self.scopes.define(scope, name, definition, scope);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Says what the target of an assignment is defined as: now, or when all that is declared is known.
    fn assigned(&mut self, target: Node<'t>, value: Option<Node<'t>>, scope: ScopeId) {
        if G::ASSIGNMENT_DECLARES {
            self.assign(target, value, scope);
        } else {
            self.assignments.push((scope, target, value));
        }
    }

    fn assign(&mut self, target: Node<'t>, value: Option<Node<'t>>, scope: ScopeId) {
        let definition = value.map_or(Definition::Opaque, Definition::Value);
        match self.grammar.expression(target) {
            // Where members go by their bare names, what is declared nowhere is one of something else.
            Expression::Name(name)
                if G::BARE_MEMBERS && !G::ASSIGNMENT_DECLARES && self.scopes.find(scope, name).is_none() => {}
            Expression::Name(name) => {
                let owner = self.owner(name, scope);
                self.scopes.define(owner, name, definition, scope);
            }
            Expression::Member { object, name } => {
                let class = self.scopes.nearest(scope, &[ScopeKind::Class]);
                if self.scopes.kind(class) == ScopeKind::Class
                    && matches!(self.grammar.expression(object), Expression::This(_))
                {
                    self.scopes.define(class, self.grammar.name_text(name), definition, scope);
                }
            }
            _ => {
                if let Pattern::List(targets) = self.grammar.pattern(target) {
                    for (target, value) in self.in_turn(targets, value) {
                        if let Pattern::Name(name) = self.grammar.pattern(target) {
                            let owner = self.owner(name, scope);
                            let definition = value.map_or(Definition::Opaque, Definition::Value);
                            self.scopes.define(owner, name, definition, scope);
                        }
                    }
                }
            }
        }
    }

    /// The scope whose name an assignment gives its value.
    fn owner(&self, name: &str, scope: ScopeId) -> ScopeId {
        if !G::ASSIGNMENT_DECLARES {
            // Where members go by their bare names, what is declared nowhere in the file is a member of a base class.
            let is_member = G::BARE_MEMBERS && !G::ASSIGNMENT_DECLARES;
            let unknown = if is_member { self.scopes.nearest(scope, &[ScopeKind::Class]) } else { FILE };
            return self.scopes.find(scope, name).map_or(unknown, |(owner, _)| owner);
        }
        if self.grammar.outlives(name).is_some() {
            return self.scopes.nearest(scope, &[ScopeKind::Class]);
        }
        let is_global = self.globals.iter().any(|(of, global)| *of == scope && *global == name);
        if is_global { FILE } else { scope }
    }

    /// `a = b = 1` nests to the right.
    fn innermost(&self, mut node: Node<'t>) -> Node<'t> {
        while let Form::Assign { value: Some(value), .. } = self.grammar.form(node) {
            node = value;
        }
        node
    }

    /// The names that a pattern binds, found without recursion.
    fn names_in(&self, pattern: Node<'t>) -> Vec<&'t str> {
        let mut names = Vec::new();
        let mut stack = vec![pattern];
        while let Some(node) = stack.pop() {
            match self.grammar.pattern(node) {
                Pattern::Name(name) => names.push(name),
                Pattern::List(inner) => stack.extend(inner),
                Pattern::Map(parts) => stack.extend(parts.into_iter().map(|part| part.target)),
                Pattern::Other => {}
            }
        }
        names
    }

    /// `if not value: raise …`, `if (value === undefined) throw …`, `if value == nil { panic(…) }`
    fn asks_for_absence(&self, condition: Node<'t>) -> bool {
        let text = self.grammar.file().text(condition);
        let text = text.strip_prefix('(').unwrap_or(text);
        (text.starts_with('!') && !text.starts_with("!="))
            || text.starts_with("not ")
            || ABSENT.iter().any(|absent| text.contains(absent))
    }

    fn raises(&self, block: Node<'t>) -> bool {
        self.grammar.raises(block) || children(block).into_iter().any(|inner| self.grammar.raises(inner))
    }
}

/// What conditions say of a value that is not there.
const ABSENT: &[&str] =
    &["is None", "== \"\"", "undefined", "== null", "is null", "== nil", ".nil?", ".isEmpty()", "empty("];
