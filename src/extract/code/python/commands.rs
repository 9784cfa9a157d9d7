//! Commands of click: what people run by hand, unless a command starts the server
//! (<https://click.palletsprojects.com/en/stable/commands-and-groups/>).

use tree_sitter::Node;

use super::super::syntax::scopes::{Definition, FILE};
use super::super::syntax::{call, children, grammar::Grammar, walk};
use super::super::table::Meaning;
use super::super::unit::{Call, Context, Value};
use super::grammar::Python;
use crate::fact::{Environment, Kind, Role};
use crate::judge::words;

/// The role of a function that an annotation makes a command of a group: only groups of click are functions that have commands.
pub(super) fn role<'t>(python: &Python<'t>, annotation: &Call, function: Node<'t>) -> Option<Role> {
    let group = annotation.callee.strip_prefix('?')?.strip_suffix(".command")?;
    let (_, definitions) = python.file.scopes.find(FILE, group)?;
    if !definitions.iter().any(|(definition, _)| matches!(definition, Definition::Function(_))) {
        return None;
    }
    let named = annotation.positional(0).or_else(|| annotation.key("name")).and_then(Value::as_text);
    let name = named.unwrap_or_else(|| python.function_name(function));
    if words(name).iter().any(|word| Environment::from_word(word) == Some(Environment::Development)) {
        return Some(Role::Development);
    }
    (!starts_server(python, function)).then_some(Role::Tooling)
}

/// Whether a call in the function runs a server or worker, or becomes another program.
fn starts_server<'t>(python: &Python<'t>, function: Node<'t>) -> bool {
    let Some(scope) = python.file.scopes.function(function).map(|own| own.scope) else { return false };
    let context = Context::default();
    let mut starts = false;
    walk(function, (), |node, (), next| {
        if node.kind() == "call" {
            let callee = call::call(python, node, python.file.at(scope, &context)).callee;
            starts |= python.file.table.means(&callee, Meaning::Fact(Kind::Server))
                || callee.starts_with("os.exec");
        }
        next.extend(children(node).into_iter().map(|child| (child, ())));
    });
    starts
}
