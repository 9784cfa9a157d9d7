//! Functions of the code, as far as it takes to know what answering a request depends on.

use crate::fact::Place;
use crate::source::{Span, folder_of, name_of};

/// A function, method or closure, where it is written.
#[derive(Clone, PartialEq, Debug)]
pub struct Declaration {
    /// Its name, or that of what it is assigned to; empty for a closure without one.
    pub name: String,
    /// The class or type it belongs to.
    pub class: Option<String>,
    /// The whole function, decorators included.
    pub span: Span,
    /// Where the function itself starts, behind its decorators.
    pub start: u32,
    /// Whether a failure in it leaves it unless it is caught, as exceptions do and returned errors do not.
    pub raises: bool,
}

/// A function that calls something of the project, asks a backing service, writes a file or migrates a schema.
#[derive(Clone, PartialEq, Debug)]
pub struct Function {
    /// What it is called, and where it is written.
    pub declaration: Declaration,
    /// Whether it can fail by its own doing: it raises, or answers with a status of server errors.
    pub fails: bool,
    /// Whether it runs while requests are answered, as its own form says.
    pub answers: bool,
    /// What it calls of the project.
    pub calls: Vec<Reference>,
    /// Parts of it whose failure it takes note of.
    pub caught: Vec<Span>,
    /// Where in the software it stands.
    pub place: Place,
}

/// A function of the project, as the place that uses it calls it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    /// The object, class or module it is reached through; empty for a bare name.
    pub through: String,
    /// Its name.
    pub name: String,
    /// The place that uses it.
    pub span: Span,
}

/// What a route is given to answer with.
#[derive(Clone, PartialEq, Debug)]
pub struct Handler {
    /// The call, decorator or attribute that makes the route.
    pub route: Span,
    /// Functions of the project, by name.
    pub named: Vec<Reference>,
    /// Arguments, in which functions may be written.
    pub given: Vec<Span>,
}

impl Reference {
    /// The reference that a local name makes: `?this.health.check` is `check` of `health`.
    pub fn new(name: &str, span: Span) -> Option<Self> {
        let mut parts =
            name.trim_start_matches('?').rsplit(['.', ':', '(', ')']).filter(|part| !part.is_empty());
        let name = parts.next()?.to_owned();
        let through = parts.next().filter(|part| !matches!(*part, "this" | "self" | "cls" | "Self"));
        Some(Self { through: through.unwrap_or_default().to_owned(), name, span })
    }

    /// Whether a function in that file may be meant by what the reference goes through: its class, or its module.
    pub fn leads_to(&self, function: &Function, path: &str) -> bool {
        let wanted = plain(&self.through);
        let file = name_of(path).split('.').next().unwrap_or_default();
        let module = match file {
            "index" | "__init__" | "mod" | "main" => name_of(folder_of(path)),
            _ => name_of(path).rsplit_once('.').map_or(file, |(stem, _)| stem),
        };
        let mut names =
            function.declaration.class.iter().map(String::as_str).chain([file, module]).map(plain);
        names.any(|name| name.len() > 1 && wanted.starts_with(&name))
    }
}

/// A name without the marks between its words.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
