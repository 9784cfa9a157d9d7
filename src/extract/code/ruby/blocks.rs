//! Blocks, methods and what fails in them.

use tree_sitter::Node;

use super::super::syntax::grammar::Form;
use super::super::syntax::{File, children};
use super::super::unit::Context;
use super::grammar::Ruby;

/// Methods whose block is called later than they are; any other block runs where it stands.
const LATER: &[&str] = &[
    "after",
    "at",
    "at_exit",
    "before",
    "cron",
    "define_method",
    "delete",
    "error",
    "every",
    "fork",
    "future",
    "get",
    "head",
    "helpers",
    "in",
    "interval",
    "job",
    "lambda",
    "link",
    "not_found",
    "on",
    "options",
    "patch",
    "post",
    "proc",
    "put",
    "start_new_thread",
    "subscribe",
    "task",
    "trap",
    "unlink",
];

/// Whether a block is a function of its own.
pub(super) fn is_function<'t>(ruby: &Ruby<'t>, block: Node<'t>) -> bool {
    let file = &ruby.file;
    let Some(call) = ruby.parent(block) else { return false };
    let Some(method) = call.child_by_field_name("method") else { return false };
    match file.text(method) {
        "new" => {
            let receiver = call.child_by_field_name("receiver").map_or("", |receiver| file.text(receiver));
            matches!(receiver, "Thread" | "Proc" | "Fiber" | "Concurrent::TimerTask" | "Concurrent::Future")
        }
        method => LATER.contains(&method) || is_over_literal(file, call),
    }
}

/// Whether a call runs its block with each element of a list that is written there.
pub(super) fn is_over_literal(file: &File, call: Node) -> bool {
    let method = call.child_by_field_name("method").map_or("", |method| file.text(method));
    let is_list = |receiver: Node| matches!(receiver.kind(), "array" | "string_array" | "symbol_array");
    matches!(method, "each" | "map") && call.child_by_field_name("receiver").is_some_and(is_list)
}

/// Methods that hand their block what they return without one: `Tempfile.create { |file| … }`.
const YIELDING: &[&str] = &["create", "mktmpdir", "new", "open", "start"];

/// The parameter of a block that is given what the call around it makes.
pub(super) fn yielded<'t>(ruby: &Ruby<'t>, parameters: Node<'t>) -> Option<Form<'t>> {
    let file = &ruby.file;
    let call = ruby.parent(ruby.parent(parameters)?)?;
    let method = call.child_by_field_name("method").map(|method| file.text(method))?;
    let target = children(parameters).first().copied().filter(|target| target.kind() == "identifier")?;
    YIELDING.contains(&method).then_some(Form::Name { target, value: call })
}

/// Code with `rescue` behind it.
pub(super) fn attempt(node: Node) -> Option<Form> {
    if node.kind() == "rescue_modifier" {
        let body = node.child_by_field_name("body")?;
        let handlers = node.child_by_field_name("handler").into_iter().collect();
        return Some(Form::Try { body, handlers, optional: true, tolerant: true });
    }
    let parts = children(node);
    let handlers: Vec<Node> = parts.iter().copied().filter(|part| part.kind() == "rescue").collect();
    if handlers.is_empty() {
        return None;
    }
    let mut statements = parts.iter().copied().take_while(|part| part.kind() != "rescue");
    let body = match (statements.next(), statements.next()) {
        (Some(only), None) => only,
        _ => node,
    };
    Some(Form::Try { body, handlers, optional: true, tolerant: true })
}

/// Whether a statement raises an exception or ends the program.
pub(super) fn raises(file: &File, statement: Node) -> bool {
    let method = match statement.kind() {
        "identifier" => Some(statement),
        "call" if statement.child_by_field_name("receiver").is_none() => {
            statement.child_by_field_name("method")
        }
        _ => None,
    };
    method.is_some_and(|method| matches!(file.text(method), "raise" | "fail" | "abort"))
}

/// The modules that a class includes, extends or prepends, as far as it opens with them.
pub(super) fn included<'t>(file: &File<'t>, class: Node<'t>) -> Vec<Node<'t>> {
    let statements = class.child_by_field_name("body").map(children).unwrap_or_default();
    let including = statements.into_iter().filter(|statement| {
        statement.kind() == "call"
            && statement.child_by_field_name("receiver").is_none()
            && statement
                .child_by_field_name("method")
                .is_some_and(|method| matches!(file.text(method), "include" | "extend" | "prepend"))
    });
    including.filter_map(|call| call.child_by_field_name("arguments")).flat_map(children).collect()
}

/// Whether a method is called for each request, message or job by the framework whose class it stands in.
pub(super) fn is_handler(name: &str, context: &Context) -> bool {
    let Some(class) = &context.class else { return false };
    let is_of = |ends: &[&str]| {
        let mut names = class.bases.iter().map(String::as_str).chain([class.name.as_str()]);
        names.any(|name| ends.iter().any(|end| name.ends_with(end)))
    };
    match name {
        "initialize" | "configure" => false,
        // A Rack middleware or app.
        "call" => is_of(&["Middleware", "App"]),
        _ => {
            let bases = class.bases.iter();
            let of_framework = ["Controller", "ActionController::Base", "ActionController::API", "Channel"];
            let of_sinatra = ["Sinatra::Base", "Sinatra::Application"];
            let works = is_of(&["Job", "Worker", "Sidekiq::Worker", "Sidekiq::Job", "ActiveJob::Base"]);
            works
                || bases.into_iter().any(|base| {
                    of_framework.iter().any(|end| base.ends_with(end)) || of_sinatra.contains(&base.as_str())
                })
        }
    }
}
