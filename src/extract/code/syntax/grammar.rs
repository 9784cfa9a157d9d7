//! What a language on tree-sitter says of its syntax: the common vocabulary, and the trait that maps its nodes to it.
//!
//! A node has a [`Form`] for the walk over statements and an [`Expression`] for its value. What a language does like no other
//! goes through the trait's hooks, all of which have a default.

use std::sync::Arc;

use tree_sitter::Node;

use super::File;
use super::evaluate::At;
use super::scopes::{Definition, ScopeId};
use crate::extract::code::unit::{Call, Class, Context, Read, Unit, Value};
use crate::fact::Role;
use crate::source::Span;

/// What a node is to the walk over a file.
#[derive(Clone, Debug)]
pub enum Form<'t> {
    /// Nothing of its own: what is in it is visited.
    Other,
    /// Nothing in it runs, or it does nothing: types, `pass`.
    Skip,
    /// A block with names of its own.
    Block,
    /// A function, method or closure: see [`Grammar::function`].
    Function,
    /// A class or whatever has members.
    Class,
    /// An import: see [`Grammar::imports`] and [`Grammar::bindings`].
    Import,
    /// A declaration of names, with or without a value.
    Declare {
        /// What is declared: a [`Pattern`].
        target: Node<'t>,
        /// Its type.
        declared: Option<Node<'t>>,
        /// Its value.
        value: Option<Node<'t>>,
    },
    /// A declaration of a class's attribute.
    Field {
        /// Its name.
        name: Node<'t>,
        /// Its type.
        declared: Option<Node<'t>>,
        /// Its value.
        value: Option<Node<'t>>,
    },
    /// An assignment. Without a value it only says that there is such a name.
    Assign {
        /// What is assigned to.
        target: Node<'t>,
        /// The value.
        value: Option<Node<'t>>,
    },
    /// An expression that gives a name its value on the way (`:=`): a definition, but no statement.
    Name {
        /// What is defined.
        target: Node<'t>,
        /// The value.
        value: Node<'t>,
    },
    /// A change of what a name holds: `x += 1`, `x++`.
    Update {
        /// The name.
        target: Node<'t>,
        /// Whether it only counts or adds to a container, so that what the name was defined as still tells.
        grows: bool,
    },
    /// A loop over the elements of something.
    Each {
        /// What each element is bound to.
        target: Node<'t>,
        /// What is looped over.
        over: Node<'t>,
        /// Whether the elements are bound, rather than keys.
        values: bool,
    },
    /// `if`, `elif`, `?:`, `unless`.
    If(Conditional<'t>),
    /// A choice by the value of a subject.
    Switch {
        /// The subject.
        subject: Node<'t>,
        /// What holds the cases.
        body: Node<'t>,
        /// Each case with the values that it is for.
        cases: Vec<(Node<'t>, Vec<Node<'t>>)>,
    },
    /// Code whose failure the code behind it handles.
    Try {
        /// The code.
        body: Node<'t>,
        /// What handles its failures.
        handlers: Vec<Node<'t>>,
        /// Whether an import in it may fail.
        optional: bool,
        /// Whether a variable that is missing is such a failure.
        tolerant: bool,
    },
    /// Code whose failures are swallowed.
    Suppress,
    /// An exception is raised.
    Raise,
    /// A function returns, with or without a value.
    Return(Option<Node<'t>>),
    /// The program stops unless the value is there: `assert`.
    Demand(Node<'t>),
    /// A call, construction, or annotation with arguments: see [`Grammar::callee`].
    Call,
    /// A literal of keys and values.
    Map,
    /// A member, which may read a variable.
    Member,
    /// An element, which may read a variable.
    Element,
    /// `a or b`: a variable with its default.
    Or,
    /// A comparison.
    Compare,
    /// Holds declarations with annotations in front of them: the declarations, and what annotates each.
    Annotates(Vec<(Node<'t>, Vec<Node<'t>>)>),
}

impl<'t> Form<'t> {
    /// A conditional whose parts are fields, as most grammars have them; `then` is the field of what runs where it holds.
    pub fn conditional(node: Node<'t>, then: &str) -> Option<Self> {
        Some(Self::If(Conditional {
            condition: node.child_by_field_name("condition")?,
            then: node.child_by_field_name(then)?,
            otherwise: super::fields(node, "alternative"),
            negated: false,
        }))
    }
}

/// A condition and what it decides.
#[derive(Clone, Debug)]
pub struct Conditional<'t> {
    /// The condition.
    pub condition: Node<'t>,
    /// Where it holds.
    pub then: Node<'t>,
    /// Where it does not; `elif` clauses are conditionals of their own among them.
    pub otherwise: Vec<Node<'t>>,
    /// Whether `then` and `otherwise` change places: `unless`.
    pub negated: bool,
}

/// What a condition says about the code behind it beyond its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gate {
    /// It runs where the file is the program.
    Main,
    /// It is there for type checkers only.
    Types,
    /// It keeps objects over reloads of a development server: the condition decides nothing about the app.
    Reload,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum Expression<'t> {
    /// Nothing that can be known.
    Unknown,
    /// A name.
    Name(&'t str),
    /// The object whose method this is; with its name where it is a parameter and no keyword.
    This(Option<&'t str>),
    /// A name to which the language gives its meaning: its canonical name.
    Canonical(&'t str),
    /// A class by its name.
    Class(&'t str),
    /// A string.
    Text(String),
    /// A string of known and computed parts.
    Parts(Vec<Part<'t>>),
    /// A number, as decimal digits without separators.
    Number(String),
    /// A truth value.
    Bool(bool),
    /// Nothing: `null`, `nil`, `None`.
    Null,
    /// A member of an object.
    Member {
        /// The object.
        object: Node<'t>,
        /// The member's name.
        name: Node<'t>,
    },
    /// An element of an object.
    Element {
        /// The object.
        object: Node<'t>,
        /// The element's key or index.
        key: Node<'t>,
    },
    /// A call or construction: see [`Grammar::callee`].
    Call,
    /// A list, tuple or set.
    List(Vec<Item<'t>>),
    /// Keys and values.
    Map(Vec<Item<'t>>),
    /// The value of that expression: parentheses, `await`, casts.
    Same(Node<'t>),
    /// Operands joined in a row: see [`operands`].
    Sum(Vec<Node<'t>>),
    /// The first, or the second where it is unset or false.
    Or(Node<'t>, Node<'t>),
    /// Both.
    And(Node<'t>, Node<'t>),
    /// The contrary.
    Not(Node<'t>),
    /// A comparison.
    Compare {
        /// What is compared.
        left: Node<'t>,
        /// With what.
        right: Node<'t>,
        /// Whether it is looked for among the elements of `right`.
        among: bool,
        /// Whether it holds where they differ.
        negated: bool,
    },
    /// One of two, by a condition.
    Choice(Node<'t>, Node<'t>),
    /// A function: see [`Grammar::function`].
    Function,
    /// An expression of this language alone: see [`Grammar::own`].
    Own,
}

/// A part of a string.
#[derive(Clone, Debug)]
pub enum Part<'t> {
    /// Text, escape sequences resolved.
    Text(String),
    /// A computed part.
    Value(Node<'t>),
}

/// An argument, an element of a list, an entry of a map.
#[derive(Clone, Debug)]
pub enum Item<'t> {
    /// A value without a name.
    Value(Node<'t>),
    /// A value with the name that is written at the first node.
    Named(String, Node<'t>, Node<'t>),
    /// A value with an expression as its key.
    Keyed(Node<'t>, Node<'t>),
    /// All elements or entries of a value.
    Spread(Node<'t>),
}

/// What is called.
#[derive(Clone, Copy, Debug)]
pub enum Callee<'t> {
    /// The value of an expression; a member among them counts as a method.
    Value(Node<'t>),
    /// A method of an object, in grammars whose calls hold both.
    Method(Node<'t>, Node<'t>),
}

/// What a function is to those who call it.
#[derive(Clone, Debug, Default)]
pub struct FunctionForm<'t> {
    /// The name that it declares in the scope around it.
    pub name: Option<Node<'t>>,
    /// Its parameters.
    pub parameters: Vec<Parameter<'t>>,
    /// Its body, or the expression that it is.
    pub body: Option<Node<'t>>,
    /// Whether the body is an expression, which is what the function returns.
    pub is_expression: bool,
}

/// A parameter.
#[derive(Clone, Copy, Debug)]
pub struct Parameter<'t> {
    /// Its name or [`Pattern`].
    pub target: Node<'t>,
    /// Its type.
    pub declared: Option<Node<'t>>,
    /// Its default.
    pub default: Option<Node<'t>>,
    /// Whether it declares an attribute of the class as well.
    pub is_attribute: bool,
}

/// What names are bound by.
#[derive(Clone, Debug)]
pub enum Pattern<'t> {
    /// Something else.
    Other,
    /// A name.
    Name(&'t str),
    /// The elements of a list in turn.
    List(Vec<Node<'t>>),
    /// Parts of a map.
    Map(Vec<PatternPart<'t>>),
}

/// A part of a map that a pattern binds.
#[derive(Clone, Debug)]
pub struct PatternPart<'t> {
    /// The key; `None` if it is computed.
    pub name: Option<String>,
    /// The key, where it is written.
    pub key: Node<'t>,
    /// What it is bound to.
    pub target: Node<'t>,
    /// The value for when there is no such part.
    pub default: Option<Node<'t>>,
}

/// A name that an import binds.
#[derive(Clone, Debug)]
pub struct Binding<'t> {
    /// The local name.
    pub name: &'t str,
    /// The canonical name; for what the project itself defines, the name there behind a question mark.
    pub canonical: String,
}

/// A module that an import names, the project's own left out.
#[derive(Clone, Debug)]
pub struct Imported<'t> {
    /// Its canonical name.
    pub module: String,
    /// Where it is named.
    pub place: Node<'t>,
    /// Whether the import vanishes at build.
    pub optional: bool,
}

/// A file in a language on tree-sitter.
pub trait Grammar<'t>: Sized {
    /// Whether an assignment inside a function makes a name of the function, unless something else is declared.
    const ASSIGNMENT_DECLARES: bool;

    /// Whether blocks and loops have names of their own.
    const BLOCKS_SCOPE: bool;

    /// Whether methods name other members of their class without `this`.
    const BARE_MEMBERS: bool = false;

    /// Whether a failure leaves the function it happens in unless it is caught, as exceptions do and returned errors do not.
    const RAISES: bool = true;

    /// Methods that change what they are called on.
    const MUTATORS: &'static [&'static str];

    /// The file.
    fn file(&self) -> &File<'t>;

    /// The file, to be given its scopes.
    fn file_mut(&mut self) -> &mut File<'t>;

    /// What the node is to the walk over the file.
    fn form(&self, node: Node<'t>) -> Form<'t>;

    /// What the node is as an expression.
    fn expression(&self, node: Node<'t>) -> Expression<'t>;

    /// What is called by a node that is a call by its form or as an expression.
    fn callee(&self, call: Node<'t>) -> Callee<'t>;

    /// With what it is called.
    fn arguments(&self, call: Node<'t>) -> Vec<Item<'t>>;

    /// The parts of a node that is a function by its form or as an expression.
    fn function(&self, node: Node<'t>) -> FunctionForm<'t>;

    /// What a node binds, as the target of a declaration, loop or assignment, or as a parameter.
    fn pattern(&self, node: Node<'t>) -> Pattern<'t>;

    /// The canonical name of a declared type.
    fn type_name(&self, node: Node<'t>, at: At) -> Option<String>;

    /// The canonical names of the bases of a class.
    fn bases(&self, class: Node<'t>, at: At) -> Vec<String>;

    /// The names that an import binds. Scopes are not known yet.
    fn bindings(&self, import: Node<'t>) -> Vec<Binding<'t>>;

    /// The modules that an import names.
    fn imports(&self, import: Node<'t>) -> Vec<Imported<'t>>;

    // Hooks: what only some languages do.

    /// The value of a name that no scope of the file defines.
    fn elsewhere(&self, _name: &str, _span: Span, _at: At) -> Option<Value> {
        None
    }

    /// The value of a member of a class that is not of the file.
    fn member_elsewhere(&self, _class: &str, _name: &str, _span: Span, _at: At) -> Option<Value> {
        None
    }

    /// A name without its sigil.
    fn name_text(&self, name: Node<'t>) -> &'t str {
        self.file().text(name)
    }

    /// The canonical name of what every file sees under that name without an import.
    fn implied(&self, _name: &str) -> Option<String> {
        None
    }

    /// The canonical name of a method that is added to objects of whatever type.
    fn extends(&self, _method: &str) -> Option<String> {
        None
    }

    /// The value of an [`Expression::Own`].
    fn own(&self, node: Node<'t>, _at: At) -> Value {
        Value::unknown(self.file().span(node))
    }

    /// What a call returns where the language itself says so.
    fn returns(&self, _node: Node<'t>, _call: &Call, _at: At) -> Option<Value> {
        None
    }

    /// Whether a member of a value is the value itself: `default` of a module.
    fn is_itself(&self, _object: &Value, _member: &str) -> bool {
        false
    }

    /// The module that a call loads, if it is such a call: `Some(None)` for one of the project's own.
    fn loads(&self, _call: Node<'t>) -> Option<Option<Imported<'t>>> {
        None
    }

    /// Names that a function declares to be the file's: `global x`.
    fn globals(&self, _node: Node<'t>) -> Vec<&'t str> {
        Vec::new()
    }

    /// Whether a variable's name says whose it is: `Some(true)` for one that outlives functions and objects (Ruby's `$x` and
    /// `@@x`), `Some(false)` for one of the object (`@x`).
    fn outlives(&self, _name: &str) -> Option<bool> {
        None
    }

    /// The list and the function of a call that calls a function with each element of a list.
    fn iterates(&self, _call: Node<'t>) -> Option<(Node<'t>, Node<'t>)> {
        None
    }

    /// Whether a statement raises an exception, or does what the language does instead.
    fn raises(&self, statement: Node<'t>) -> bool {
        matches!(self.form(statement), Form::Raise)
    }

    /// What a condition says beyond its value.
    fn gate(&self, _conditional: &Conditional<'t>) -> Option<Gate> {
        None
    }

    /// The annotations that a declaration holds itself.
    fn annotations(&self, _declaration: Node<'t>) -> Vec<Node<'t>> {
        Vec::new()
    }

    /// The role of what an annotation stands in front of, where it says one: `@Profile("dev")`.
    fn role_by(&self, _annotation: &Call, _declaration: Node<'t>) -> Option<Role> {
        None
    }

    /// Whether a function's form says that a framework calls it for each request. `context` is that of the place around it.
    fn is_handler(&self, _function: Node<'t>, _context: &Context) -> bool {
        false
    }

    /// Whether a function is where the program starts. `scope` is the scope around it.
    fn is_main(&self, function: Node<'t>, scope: ScopeId) -> bool;

    /// The name of a class.
    fn class_name(&self, class: Node<'t>) -> Option<Node<'t>> {
        class.child_by_field_name("name")
    }

    /// The name under which a function is known to those who call it.
    fn function_name(&self, function: Node<'t>) -> &'t str {
        function.child_by_field_name("name").map_or("", |name| self.name_text(name))
    }

    /// The type that a method belongs to which is declared outside of it.
    fn owner(&self, _function: Node<'t>) -> Option<&'t str> {
        None
    }

    /// Whether an expression makes a container that can change.
    fn is_container(&self, value: Node<'t>) -> bool;

    /// Whether a variable that is declared with that type, and without a value, holds a container that can change.
    fn is_container_type(&self, _declared: Node<'t>) -> bool {
        false
    }

    /// Whether an attribute of the class around a place outlives requests: it is static, or the one object of its class answers
    /// them all.
    fn outlives_requests(&self, _definition: &Definition<'t>, _context: &Context) -> bool {
        false
    }

    /// Whether the fields of an object are those of the file itself: `module.exports`.
    fn is_file(&self, _object: Node<'t>) -> bool {
        false
    }

    /// The reads of variables that the attributes of a class stand for.
    fn reads_of_class(&self, _node: Node<'t>, _class: &Arc<Class>, _scope: ScopeId) -> Vec<Arc<Read>> {
        Vec::new()
    }

    /// What a call takes note of the failure of: `query().catch(…)`.
    fn catches(&self, _call: Node<'t>) -> Option<Span> {
        None
    }

    /// Whether a call reports a failure: `next(error)`.
    fn fails(&self, _call: Node<'t>) -> bool {
        false
    }

    /// Adds what the file says as a whole.
    fn finish(&self, _unit: &mut Unit) {}
}

/// The operands of a chain of one left-associative operator, found without recursion.
pub fn operands<'t>(node: Node<'t>, operator: &str) -> Vec<Node<'t>> {
    let mut operands = Vec::new();
    let mut at = node;
    loop {
        let same = at.kind_id() == node.kind_id()
            && at.child_by_field_name("operator").is_some_and(|found| found.kind() == operator);
        match (same, at.child_by_field_name("left"), at.child_by_field_name("right")) {
            (true, Some(left), Some(right)) => {
                operands.push(right);
                at = left;
            }
            _ => {
                operands.push(at);
                break;
            }
        }
    }
    operands.reverse();
    operands
}
