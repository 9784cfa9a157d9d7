//! Methods that a framework calls for each request or message by their form.

use tree_sitter::Node;

use super::super::syntax::File;
use super::super::syntax::children;
use super::super::unit::{Context, last_part};
use super::outline::has_modifier;

/// Whether a framework calls a method of the class for each request or message.
pub(super) fn is_handler(file: &File, function: Node, name: &str, context: &Context) -> bool {
    if function.kind() != "method_declaration" {
        return false;
    }
    // Middleware.
    if matches!(name, "Invoke" | "InvokeAsync") && first_type(file, function) == Some("HttpContext") {
        return true;
    }
    if takes_upload(file, function) {
        return true;
    }
    let Some(class) = &context.class else { return false };
    let bases =
        || class.bases.iter().map(|base| last_part(base.trim_end_matches("()")).trim_start_matches('?'));
    let is_public = has_modifier(function, file.reader.text, "public");
    let serves = |base: &str| base.ends_with("Controller") || matches!(base, "ControllerBase" | "Hub");
    if is_public && (class.name.ends_with("Controller") || bases().any(serves)) {
        return true;
    }
    if is_public && name.starts_with("On") && bases().any(|base| base.ends_with("PageModel")) {
        return true;
    }
    // Methods of services that gRPC's generator makes the base of.
    if has_modifier(function, file.reader.text, "override")
        && class
            .bases
            .iter()
            .any(|base| base.contains('.') && base.ends_with("Base") && base.starts_with('?'))
    {
        return true;
    }
    let takes = matches!(name, "Handle" | "HandleAsync" | "Consume" | "ConsumeAsync" | "ExecuteAsync");
    takes && bases().any(|base| TAKERS.iter().any(|end| base.ends_with(end)))
}

/// Ends of interfaces and bases whose one method takes a request or a message.
const TAKERS: &[&str] = &[
    "RequestHandler",
    "NotificationHandler",
    "CommandHandler",
    "QueryHandler",
    "EventHandler",
    "MessageHandler",
    "IConsumer",
    "IHandleMessages",
    "Endpoint",
    "EndpointWithoutRequest",
];

/// Whether a method is given files that a request brings, which a service of a controller is too.
fn takes_upload(file: &File, function: Node) -> bool {
    let parameters = function.child_by_field_name("parameters").map(children).unwrap_or_default();
    let types = parameters.into_iter().filter_map(|parameter| parameter.child_by_field_name("type"));
    types.map(|declared| file.text(declared)).any(|declared| declared.contains("IFormFile"))
}

/// Whether the host calls a method once when it starts: that of a hosted service.
pub(super) fn is_of_start(file: &File, function: Node, name: &str) -> bool {
    let starts = matches!(name, "StartAsync" | "StartingAsync" | "StartedAsync" | "ExecuteAsync");
    let class = std::iter::successors(function.parent(), Node::parent)
        .find(|around| matches!(around.kind(), "class_declaration" | "record_declaration"));
    let bases = class.into_iter().flat_map(children).filter(|child| child.kind() == "base_list");
    starts
        && bases.flat_map(children).any(|base| {
            matches!(file.text(base), "BackgroundService" | "IHostedService" | "IHostedLifecycleService")
        })
}

/// The type of the first parameter.
fn first_type<'t>(file: &File<'t>, function: Node<'t>) -> Option<&'t str> {
    let first = children(function.child_by_field_name("parameters")?).into_iter().next()?;
    Some(file.text(first.child_by_field_name("type")?))
}
