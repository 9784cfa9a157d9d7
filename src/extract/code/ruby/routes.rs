//! Routes of Rails: blocks around a route tell where it is mounted.

use std::sync::Arc;

use super::super::slot::is_file_about;
use super::super::unit::{Argument, Call, Data, Unit, Value};
use crate::source::Span;

/// A block that routes stand in.
struct Mount {
    span: Span,
    prefix: String,
}

/// Writes out the whole path of each route of a file of routes.
pub(super) fn settle(path: &str, unit: &mut Unit) {
    if !is_file_about(path, &["routes"]) {
        return;
    }
    let mut mounts: Vec<Mount> = Vec::new();
    for call in &mut unit.calls {
        while mounts.last().is_some_and(|mount| !mount.span.contains(call.span)) {
            mounts.pop();
        }
        let prefix = mounts.last().map_or("", |mount| mount.prefix.as_str());
        let method = call.method().to_owned();
        match method.as_str() {
            "namespace" | "scope" => {
                let given = call.key("path").or_else(|| call.positional(0)).and_then(name);
                let prefix = join(prefix, given.as_deref().unwrap_or(""));
                mounts.push(Mount { span: call.span, prefix });
            }
            "resources" | "resource" => {
                let given = call.key("path").or_else(|| call.positional(0)).and_then(name);
                let path = join(prefix, given.as_deref().unwrap_or(""));
                let nested = if method == "resources" { join(&path, ":id") } else { path.clone() };
                let span = call.span;
                routed(call, "resources", &path);
                mounts.push(Mount { span, prefix: nested });
            }
            "collection" => {
                let outer = prefix.strip_suffix("/:id").unwrap_or(prefix).to_owned();
                mounts.push(Mount { span: call.span, prefix: outer });
            }
            "get" | "post" | "put" | "patch" | "delete" | "match" | "root" => {
                let on_collection = call.key("on").and_then(name).is_some_and(|on| on == "collection");
                let prefix =
                    if on_collection { prefix.strip_suffix("/:id").unwrap_or(prefix) } else { prefix };
                let given = match method.as_str() {
                    "root" => Some(String::new()),
                    _ => call.positional(0).and_then(name).or_else(|| Some(pointed(call)?.0.to_owned())),
                };
                if let Some(given) = given {
                    let path = join(prefix, given.trim_end_matches("(.:format)"));
                    routed(call, &method, &path);
                }
            }
            "devise_for" | "devise_scope" => {
                let given = call.key("path").or_else(|| call.positional(0)).and_then(name);
                if let Some(given) = given {
                    let path = join(prefix, &given);
                    routed(call, "mount", &path);
                }
            }
            "mount" => {
                let at = call.key("at").or_else(|| pointed(call).map(|(_, value)| value)).and_then(name);
                if let Some(at) = at {
                    let path = join(prefix, &at);
                    routed(call, "mount", &path);
                }
            }
            _ => {}
        }
    }
}

/// What `get "/up" => "health#show"` and `mount Web => "/admin"` name: the argument that is no option.
fn pointed(call: &Call) -> Option<(&str, &Value)> {
    const OPTIONS: &[&str] =
        &["action", "as", "at", "constraints", "controller", "defaults", "on", "to", "via"];
    let mut named = call.args.iter().filter_map(|argument| Some((argument.name.as_ref()?, &argument.value)));
    named
        .find(|(name, _)| !OPTIONS.contains(&name.text.as_str()))
        .map(|(name, value)| (name.text.as_str(), value))
}

/// The text of a string or symbol.
fn name(value: &Value) -> Option<String> {
    match &value.data {
        Data::Text(text) => Some(text.clone()),
        Data::Name(name) => name.strip_prefix(':').map(str::to_owned),
        _ => None,
    }
}

fn join(prefix: &str, path: &str) -> String {
    match path.trim_matches('/') {
        "" => prefix.to_owned(),
        path => format!("{prefix}/{path}"),
    }
}

/// The call as one of a route with that path.
fn routed(call: &mut Arc<Call>, method: &str, path: &str) {
    let span = call.args.first().map_or(call.span, |arg| arg.value.span);
    let path = if path.is_empty() { "/" } else { path };
    let argument = Argument { name: None, value: Value::text(path, span) };
    let mut made = Call::clone(call);
    made.callee = format!("ActionDispatch.{method}");
    made.args = vec![argument];
    *call = Arc::new(made);
}
