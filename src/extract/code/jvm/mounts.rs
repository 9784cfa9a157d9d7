//! Routes that stand in a block with a path of its own: Ktor's `route("/api") { get("/x") { } }`, Javalin's and Spark's `path`.
//! <https://ktor.io/docs/server-routing.html#nested_routes>

use std::sync::Arc;

use super::super::unit::{Argument, Call, Data, Unit, Value};
use crate::source::Span;

/// Calls whose first argument is the path of what their block holds.
const MOUNTS: &[&str] =
    &["io.ktor.server.routing.route", "io.javalin.apibuilder.ApiBuilder.path", "spark.Spark.path"];

/// Callees that serve a path below the one of the block around: all of their package's verbs.
const VERBS: &[&str] = &[
    "get",
    "post",
    "put",
    "delete",
    "patch",
    "head",
    "options",
    "webSocket",
    "ws",
    "sse",
    "before",
    "after",
];

/// Writes out the whole path of each route that stands in such a block.
pub(super) fn settle(unit: &mut Unit) {
    let mut mounts: Vec<(Span, String)> = Vec::new();
    for call in &mut unit.calls {
        while mounts.last().is_some_and(|(span, _)| !span.contains(call.span)) {
            mounts.pop();
        }
        let prefix = mounts.last().map(|(_, prefix)| prefix.clone());
        if MOUNTS.contains(&call.callee.as_str()) {
            let own = call.positional(0).and_then(Value::as_text).unwrap_or("{}");
            mounts.push((call.span, join(prefix.as_deref().unwrap_or(""), own)));
        } else if let Some(prefix) = prefix.filter(|prefix| is_served(call) && prefix.len() < LONGEST) {
            prepend(call, &prefix);
        }
    }
}

/// Paths that nested blocks make are no longer than this.
const LONGEST: usize = 1_000;

fn is_served(call: &Call) -> bool {
    let Some((package, verb)) = call.callee.rsplit_once('.') else { return false };
    MOUNTS.iter().any(|mount| mount.rsplit_once('.').is_some_and(|(own, _)| own == package))
        && VERBS.contains(&verb)
}

/// Puts a path in front of the one that a call is given, if it is given one.
fn prepend(call: &mut Arc<Call>, prefix: &str) {
    let span = call.span;
    let given = call.args.first().filter(|argument| argument.name.is_none());
    let path = match given.map(|argument| &argument.value.data) {
        Some(Data::Text(own)) => Some(join(prefix, own)),
        // The block itself is the only argument.
        None | Some(Data::Function { .. }) => None,
        Some(_) => return,
    };
    let call = Arc::make_mut(call);
    match path {
        Some(path) => call.args[0].value.data = Data::Text(path),
        None => call.args.insert(0, Argument { name: None, value: Value::text(prefix, span) }),
    }
}

fn join(prefix: &str, path: &str) -> String {
    let path = path.trim_matches('/');
    let prefix = prefix.trim_end_matches('/');
    let lead = if prefix.starts_with('/') || prefix.is_empty() { "" } else { "/" };
    if path.is_empty() { format!("{lead}{prefix}") } else { format!("{lead}{prefix}/{path}") }
}
