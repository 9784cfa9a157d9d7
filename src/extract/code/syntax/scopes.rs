//! Scopes of a file and what its names are defined as.

use std::collections::HashMap;

use tree_sitter::Node;

/// Index of a scope in [`Scopes`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ScopeId(u32);

/// The scope of the whole file.
pub const FILE: ScopeId = ScopeId(0);

/// What makes a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScopeKind {
    /// The file.
    File,
    /// A function.
    Function,
    /// A class: its names are attributes and methods.
    Class,
    /// A block with names of its own.
    Block,
}

/// How a name comes to its value.
#[derive(Clone, Debug)]
pub enum Definition<'t> {
    /// An import of the thing of that canonical name.
    Import(String),
    /// An assignment of the expression.
    Value(Node<'t>),
    /// A declaration with a value and a type, which tells where the value does not.
    Typed(Node<'t>, Node<'t>),
    /// An assignment of a part of an expression's value, as destructuring makes it.
    Part {
        /// The whole.
        of: Node<'t>,
        /// Keys that lead to the part, joined by dots.
        path: String,
        /// The last key, where it is written.
        key: Node<'t>,
        /// The value for when there is no such part.
        default: Option<Node<'t>>,
    },
    /// Each element of the iterable expression in turn.
    Element(Node<'t>),
    /// A function.
    Function(Node<'t>),
    /// A class.
    Class(Node<'t>),
    /// A parameter, with the type it is declared to have and its default.
    Parameter(Option<Node<'t>>, Option<Node<'t>>),
    /// Something that is not followed.
    Opaque,
}

/// A function, as far as its callers need it.
#[derive(Clone, Debug)]
pub struct Function<'t> {
    /// The scope of its body.
    pub scope: ScopeId,
    /// Names of its parameters, with their defaults.
    pub parameters: Vec<(&'t str, Option<Node<'t>>)>,
    /// The expressions that it returns, up to a few, with the scopes that they stand in.
    pub returns: Vec<(Node<'t>, ScopeId)>,
    /// Whether it stops with an error where something it asks for is missing.
    pub demands: bool,
}

/// A class, as far as its members are followed.
#[derive(Clone, Copy, Debug)]
pub struct LocalClass<'t> {
    /// The scope of its members.
    pub scope: ScopeId,
    /// The class.
    pub node: Node<'t>,
    /// The scope that the class stands in.
    pub outside: ScopeId,
}

#[derive(Debug)]
struct Scope<'t> {
    parent: Option<ScopeId>,
    kind: ScopeKind,
    names: HashMap<&'t str, Vec<(Definition<'t>, ScopeId)>>,
    class: Option<&'t str>,
}

/// The scopes of a file.
#[derive(Debug)]
pub struct Scopes<'t> {
    all: Vec<Scope<'t>>,
    of_node: HashMap<usize, ScopeId>,
    functions: HashMap<usize, Function<'t>>,
    classes: HashMap<&'t str, LocalClass<'t>>,
    bare_members: bool,
}

impl Default for Scopes<'_> {
    fn default() -> Self {
        let file = Scope { parent: None, kind: ScopeKind::File, names: HashMap::new(), class: None };
        Self {
            all: vec![file],
            of_node: HashMap::new(),
            functions: HashMap::new(),
            classes: HashMap::new(),
            bare_members: false,
        }
    }
}

/// No name needs more definitions than this to be taken for a variable.
const MOST_DEFINITIONS: usize = 6;

impl<'t> Scopes<'t> {
    /// The scopes of a file. With `bare_members`, methods name other members of their class without `this`.
    pub fn new(bare_members: bool) -> Self {
        Self { bare_members, ..Self::default() }
    }

    /// Opens a scope inside `parent` that belongs to `node`.
    pub fn open(&mut self, parent: ScopeId, kind: ScopeKind, node: Node<'t>) -> ScopeId {
        let id = ScopeId(self.all.len() as u32);
        self.all.push(Scope { parent: Some(parent), kind, names: HashMap::new(), class: None });
        self.of_node.insert(node.id(), id);
        id
    }

    /// The scope that belongs to a node.
    pub fn of(&self, node: Node) -> Option<ScopeId> {
        self.of_node.get(&node.id()).copied()
    }

    /// Says what a name of the scope is defined as. `seen_from` is the scope in which the definition's expression is read.
    pub fn define(&mut self, scope: ScopeId, name: &'t str, definition: Definition<'t>, seen_from: ScopeId) {
        let definitions = self.all[scope.0 as usize].names.entry(name).or_default();
        if definitions.len() < MOST_DEFINITIONS {
            definitions.push((definition, seen_from));
        }
    }

    /// Says that a scope has a name, which gets its value elsewhere.
    pub fn declare(&mut self, scope: ScopeId, name: &'t str) {
        self.all[scope.0 as usize].names.entry(name).or_default();
    }

    /// The definitions of a name as code in `scope` sees it, and the scope that has them. In most languages, members of classes
    /// around are not seen by their bare names from functions.
    pub fn find(&self, scope: ScopeId, name: &str) -> Option<(ScopeId, &[(Definition<'t>, ScopeId)])> {
        let mut at = Some(scope);
        while let Some(id) = at {
            let candidate = &self.all[id.0 as usize];
            if (self.bare_members || candidate.kind != ScopeKind::Class || id == scope)
                && let Some(definitions) = candidate.names.get(name)
            {
                return Some((id, definitions));
            }
            at = candidate.parent;
        }
        None
    }

    /// The definitions of a member of a class.
    pub fn member(&self, class: ScopeId, name: &str) -> Option<&[(Definition<'t>, ScopeId)]> {
        self.all[class.0 as usize].names.get(name).map(Vec::as_slice)
    }

    /// The nearest scope of one of the kinds around `scope`, itself included.
    pub fn nearest(&self, scope: ScopeId, kinds: &[ScopeKind]) -> ScopeId {
        let mut at = scope;
        loop {
            let candidate = &self.all[at.0 as usize];
            match candidate.parent {
                Some(parent) if !kinds.contains(&candidate.kind) => at = parent,
                _ => return at,
            }
        }
    }

    /// The kind of a scope.
    pub fn kind(&self, scope: ScopeId) -> ScopeKind {
        self.all[scope.0 as usize].kind
    }

    /// The scope around a scope.
    pub fn parent(&self, scope: ScopeId) -> Option<ScopeId> {
        self.all[scope.0 as usize].parent
    }

    /// Remembers a class.
    pub fn add_class(&mut self, name: &'t str, class: LocalClass<'t>) {
        self.all[class.scope.0 as usize].class = Some(name);
        self.classes.entry(name).or_insert(class);
    }

    /// The class of that name.
    pub fn class(&self, name: &str) -> Option<LocalClass<'t>> {
        self.classes.get(name).copied()
    }

    /// The name of the class around a scope.
    pub fn class_around(&self, scope: ScopeId) -> Option<&'t str> {
        let class = self.nearest(scope, &[ScopeKind::Class]);
        self.all[class.0 as usize].class
    }

    /// Remembers a function.
    pub fn add_function(&mut self, node: Node<'t>, function: Function<'t>) {
        self.functions.insert(node.id(), function);
    }

    /// The function of that node.
    pub fn function(&self, node: Node) -> Option<&Function<'t>> {
        self.functions.get(&node.id())
    }

    /// Says that the function of that node stops where something is missing.
    pub fn add_demand(&mut self, function: usize) {
        if let Some(function) = self.functions.get_mut(&function) {
            function.demands = true;
        }
    }

    /// Adds an expression that the function of that node returns.
    pub fn add_return(&mut self, function: usize, value: Node<'t>, scope: ScopeId) {
        if let Some(function) = self.functions.get_mut(&function)
            && function.returns.len() < MOST_DEFINITIONS
        {
            function.returns.push((value, scope));
        }
    }
}
