//! What a frontend makes of a source file: calls, fields, reads and branches with their names resolved, in no language.
//!
//! # Canonical names
//!
//! A name is written as the path under which the package that owns it publishes it, with the separators of its language:
//! `logging.FileHandler`, `http.createServer`, `tokio::net::TcpListener::bind`. An instance is named by the call that made it,
//! without its arguments: after `app = Flask(__name__)` the name `app.run` is `flask.Flask().run`. An element is `name[]`.
//! `new` does not show. A local name whose value cannot be known (a parameter, an import from another file of the project)
//! is marked: `?app.listen`.

use std::sync::Arc;

use crate::artefact::function::Declaration;
use crate::fact::{Role, Scope};
use crate::source::{Arg, Span};

/// A source file, as far as facts need it.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// Every call, decorators and constructors included, in order of place. What only reads an environment variable is not
    /// among them but in `reads`.
    pub calls: Vec<Arc<Call>>,
    /// Every binding of a value to a name, key or attribute, in order of place. Keyword arguments stand in their calls; maps
    /// among arguments are here too, under the callee's name, as are maps without a name, under the bare path of their keys.
    pub fields: Vec<Field>,
    /// Every read of an environment variable, in order of place; writes are none.
    pub reads: Vec<Arc<Read>>,
    /// Names of variables without which the program stops, as checked by code away from the read itself.
    pub demanded: Vec<String>,
    /// Comparisons with literals, in order of place.
    pub branches: Vec<Branch>,
    /// Imports of modules that are not of the project itself.
    pub imports: Vec<Import>,
    /// Changes of module-level state by code inside functions.
    pub mutations: Vec<Mutation>,
    /// Classes that name a base.
    pub classes: Vec<Arc<Class>>,
    /// Functions, methods and closures.
    pub functions: Vec<Declaration>,
    /// Code whose failure the code around it takes note of: the body of a `try` that goes on behind its `catch`.
    pub caught: Vec<Span>,
    /// Places where an exception is raised.
    pub raised: Vec<Span>,
    /// Places where a function fails by what it answers: a status of server errors, an error.
    pub failures: Vec<Span>,
    /// The first place that could not be understood.
    pub broken: Option<Span>,
}

/// Where in its file something stands, and when it runs.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// When it runs.
    pub scope: Scope,
    /// What it is for, where a guard around it (`if settings.DEBUG:`) says something else than the file's own place.
    pub role: Option<Role>,
    /// Number of the outermost function around it; 0 outside of functions.
    pub function: u32,
    /// The class around it.
    pub class: Option<Arc<Class>>,
}

/// A class.
#[derive(Clone, Debug)]
pub struct Class {
    /// Its name; empty where it has none.
    pub name: String,
    /// Canonical names of what it derives from or implements.
    pub bases: Vec<String>,
    /// Its decorators or attributes.
    pub decorators: Vec<Arc<Call>>,
    /// The header, for facts about the class itself.
    pub span: Span,
    /// Where it stands.
    pub context: Context,
}

/// A value and the place that writes it. A name stands for what it was assigned, with the span of the assigned value.
#[derive(Clone, Debug)]
pub struct Value {
    /// The value.
    pub data: Data,
    /// Where it is written.
    pub span: Span,
}

/// What is known of a value.
#[derive(Clone, Debug)]
pub enum Data {
    /// A string.
    Text(String),
    /// A string of known and computed parts. The text has `{}` for each computed part, or `${NAME}` / `${NAME:-default}`
    /// where it is an environment variable; the parts follow in order.
    Template(String, Arc<[Value]>),
    /// A number, as decimal digits without separators.
    Number(String),
    /// A truth value.
    Bool(bool),
    /// Nothing.
    Null,
    /// An environment variable's value.
    Env(Arc<Read>),
    /// What a call returns.
    Call(Arc<Call>),
    /// Something named elsewhere: its canonical name.
    Name(String),
    /// A list, tuple or set.
    List(Arc<[Value]>),
    /// A dict, object or struct literal.
    Map(Arc<Map>),
    /// One of several values, by a condition.
    Choice(Arc<[Value]>),
    /// A comparison.
    Test(Arc<Test>),
    /// A function.
    Function {
        /// Whether running it has no effect beyond a log line.
        inert: bool,
    },
    /// Not known.
    Unknown,
}

/// A literal of keys and values.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// Key and value, in order. Keys that are computed are left out.
    pub entries: Vec<(Arg, Value)>,
    /// Whether there can be other keys: a computed key or a spread.
    pub open: bool,
}

/// A call or construction.
#[derive(Clone, Debug)]
pub struct Call {
    /// The canonical name of what is called.
    pub callee: String,
    /// The object whose method it is.
    pub receiver: Option<Value>,
    /// The arguments, in order.
    pub args: Vec<Argument>,
    /// Whether there can be other arguments: a spread.
    pub open: bool,
    /// The text that the object it returns stands for, such as a path put together from parts.
    pub result: Option<Value>,
    /// The whole call.
    pub span: Span,
    /// Where it stands.
    pub context: Context,
}

/// An argument.
#[derive(Clone, Debug)]
pub struct Argument {
    /// The keyword; `None` for a positional one.
    pub name: Option<Arg>,
    /// The value.
    pub value: Value,
}

/// A value bound to a name.
#[derive(Clone, Debug)]
pub struct Field {
    /// The path from the outermost name: `DATABASES.default.ENGINE`. Attributes of `self` and `this` start with the attribute.
    pub path: String,
    /// The last name, where it is written.
    pub name: Arg,
    /// The value; `None` for a declaration without one.
    pub value: Option<Value>,
    /// The map the field is a key of.
    pub siblings: Option<Arc<Map>>,
    /// Where it stands. `class` is set for class attributes.
    pub context: Context,
}

/// A read of an environment variable.
#[derive(Clone, Debug)]
pub struct Read {
    /// The variable's name.
    pub name: Arg,
    /// The value used when it is unset.
    pub default: Option<Value>,
    /// Whether the program fails without it, as the read itself says.
    pub required: bool,
    /// By what means: `os.environ.get`.
    pub api: String,
    /// The whole read, default included.
    pub span: Span,
    /// Where it stands.
    pub context: Context,
}

/// A comparison of a value with literals.
#[derive(Clone, Debug)]
pub struct Test {
    /// The value compared.
    pub left: Value,
    /// What it is compared with; one of them suffices.
    pub right: Vec<Value>,
    /// Whether it holds when none of them equals.
    pub negated: bool,
}

/// A comparison where it stands.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The comparison.
    pub test: Arc<Test>,
    /// The whole statement or conditional expression that it decides; the comparison itself where it decides none.
    pub span: Span,
    /// Where it stands.
    pub context: Context,
}

/// An import.
#[derive(Clone, Debug)]
pub struct Import {
    /// The module's canonical name.
    pub module: Arg,
    /// Where it stands.
    pub context: Context,
    /// Whether the program goes on without it (`try: import x` / `except ImportError`), or it vanishes at build (`import type`).
    pub optional: bool,
}

/// A change of a variable that outlives the function that changes it.
#[derive(Clone, Debug)]
pub struct Mutation {
    /// The variable, where it is changed.
    pub name: Arg,
    /// Where the change stands.
    pub context: Context,
}

impl Context {
    /// Whether both say the same.
    pub fn is_same(&self, other: &Self) -> bool {
        let class = match (&self.class, &other.class) {
            (Some(class), Some(other)) => Arc::ptr_eq(class, other),
            (class, other) => class.is_none() && other.is_none(),
        };
        class && (self.scope, self.role, self.function) == (other.scope, other.role, other.function)
    }
}

impl Value {
    /// A value that is not known.
    pub fn unknown(span: Span) -> Self {
        Self { data: Data::Unknown, span }
    }

    /// A string.
    pub fn text(text: impl Into<String>, span: Span) -> Self {
        Self { data: Data::Text(text.into()), span }
    }

    /// The string, if the value is one and wholly known.
    pub fn as_text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => self.result()?.as_text(),
        }
    }

    /// The text that an object stands for: see [`Call::result`].
    pub fn result(&self) -> Option<&Self> {
        match &self.data {
            Data::Call(call) => call.result.as_ref(),
            _ => None,
        }
    }

    /// The canonical name of what the value is: of the name, or of the call that made it with `()`.
    pub fn canonical(&self) -> Option<String> {
        match &self.data {
            Data::Name(name) => Some(name.clone()),
            Data::Call(call) => Some(format!("{}()", call.callee)),
            // Either way it is made, its methods are used alike.
            Data::Choice(values) => values.iter().find_map(Self::canonical),
            _ => None,
        }
    }

    /// The value as a fact shows it: see [`Data::Template`] for the text of computed values.
    pub fn arg(&self) -> Arg {
        match &self.data {
            Data::Text(text) | Data::Number(text) => Arg::literal(text.as_str(), self.span),
            Data::Bool(flag) => Arg::literal(if *flag { "true" } else { "false" }, self.span),
            _ => match self.result() {
                Some(result) => result.arg(),
                None => Arg::computed(self.shown(), self.span),
            },
        }
    }

    /// The text of the value with its computed parts as [`Data::Template`] writes them.
    pub fn shown(&self) -> String {
        match &self.data {
            Data::Text(text) | Data::Number(text) | Data::Template(text, _) => text.clone(),
            Data::Bool(flag) => flag.to_string(),
            Data::Env(read) => match &read.default {
                Some(Value { data: Data::Text(text) | Data::Number(text), .. }) => {
                    format!("${{{}:-{text}}}", read.name.text)
                }
                Some(Value { data: Data::Bool(flag), .. }) => format!("${{{}:-{flag}}}", read.name.text),
                _ => format!("${{{}}}", read.name.text),
            },
            _ => self.result().map_or_else(|| "{}".to_owned(), Self::shown),
        }
    }

    /// The values it can be: the alternatives of a choice, else itself.
    pub fn alternatives(&self) -> &[Self] {
        match &self.data {
            Data::Choice(values) => values,
            _ => std::slice::from_ref(self),
        }
    }
}

impl Map {
    /// The value at a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entries.iter().rev().find(|(known, _)| known.text == key).map(|(_, value)| value)
    }

    /// The value at a path of keys joined by dots.
    pub fn at(&self, path: &str) -> Option<&Value> {
        match path.split_once('.') {
            None => self.get(path),
            Some((first, rest)) => match &self.get(first)?.data {
                Data::Map(map) => map.at(rest),
                _ => None,
            },
        }
    }
}

impl Call {
    /// The positional argument at `index`, counted without keyword arguments.
    pub fn positional(&self, index: usize) -> Option<&Value> {
        self.args.iter().filter(|arg| arg.name.is_none()).nth(index).map(|arg| &arg.value)
    }

    /// The keyword argument of that name, or that key of a map among the arguments. Dots lead into nested maps.
    pub fn key(&self, path: &str) -> Option<&Value> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let named = self.args.iter().find(|arg| arg.name.as_ref().is_some_and(|name| name.text == first));
        if let Some(arg) = named {
            return match (rest, &arg.value.data) {
                (None, _) => Some(&arg.value),
                (Some(rest), Data::Map(map)) => map.at(rest),
                _ => None,
            };
        }
        self.args.iter().filter(|arg| arg.name.is_none()).find_map(|arg| match &arg.value.data {
            Data::Map(map) => map.at(path),
            _ => None,
        })
    }

    /// Whether an argument or a map among the arguments may hold more than what is written.
    pub fn is_open(&self) -> bool {
        self.open || self.args.iter().any(|arg| matches!(&arg.value.data, Data::Map(map) if map.open))
    }

    /// The last part of the callee: `run` of `flask.Flask().run`.
    pub fn method(&self) -> &str {
        last_part(&self.callee).trim_start_matches('?')
    }
}

/// The last part of a canonical name.
pub fn last_part(name: &str) -> &str {
    name.rsplit(['.', ':']).next().unwrap_or(name)
}
