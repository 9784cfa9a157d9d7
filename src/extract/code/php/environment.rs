//! Variables of the web server among those of the environment, and the calls by which frameworks tell what they run in.

use std::sync::Arc;

use super::super::unit::{Call, Data, Test, Unit, Value};
use crate::fact::Scope;

/// What holds the parts of a request.
const REQUEST: &[&str] = &["$_GET", "$_POST", "$_FILES", "$_REQUEST", "$_COOKIE"];

/// A script that reads a request runs for each of them, outside of its functions too. One that a shell starts is a program.
pub(super) fn settle_pages(text: &str, unit: &mut Unit) {
    let is_program = text.starts_with("#!");
    if is_program || !REQUEST.iter().any(|part| text.contains(part)) {
        return;
    }
    for call in unit.calls.iter_mut().filter(|call| call.context.scope == Scope::Module) {
        Arc::make_mut(call).context.scope = Scope::Handler;
    }
}

/// Variables that a web server sets for each request, or that a shell has.
pub(super) fn is_of_request(name: &str) -> bool {
    let prefixes = [
        "HTTP_",
        "REQUEST_",
        "SERVER_",
        "REMOTE_",
        "SCRIPT_",
        "PHP_AUTH_",
        "SSL_",
        "REDIRECT_",
        "CONTEXT_",
        "ORIG_",
        "FCGI_",
        "GATEWAY_",
    ];
    let names = [
        "HTTPS",
        "QUERY_STRING",
        "DOCUMENT_ROOT",
        "DOCUMENT_URI",
        "PATH_INFO",
        "PATH_TRANSLATED",
        "PHP_SELF",
        "AUTH_TYPE",
        "CONTENT_TYPE",
        "CONTENT_LENGTH",
        "UNIQUE_ID",
        "PWD",
        "SHELL",
        "TERM",
        "LOCAL_ADDR",
        "LOCAL_PORT",
        "COLUMNS",
        "LINES",
        "argv",
        "argc",
        "UNENCODED_URL",
        "IIS_WasUrlRewritten",
    ];
    names.contains(&name)
        || prefixes.iter().any(|prefix| name.starts_with(prefix))
        || !name.contains(|c: char| c.is_ascii_uppercase())
}

/// What a call asks of the environment: `$app->environment('local', 'staging')`, `App::isProduction()`,
/// `in_array(env('APP_ENV'), ['dev', 'test'])`.
pub(super) fn asked(call: &Call) -> Option<Value> {
    let span = call.span;
    let test = |left: Value, right: Vec<Value>| {
        let test = Test { left, right, negated: false };
        Some(Value { data: Data::Test(Arc::new(test)), span })
    };
    let environment = Value { data: Data::Name("?app.environment".to_owned()), span };
    let arguments = || call.args.iter().map(|argument| argument.value.clone());
    match call.method() {
        "environment" if call.args.is_empty() && call.receiver.is_some() => Some(environment),
        "environment" if call.receiver.is_some() => {
            let names = arguments().flat_map(|value| match value.data {
                Data::List(names) => names.to_vec(),
                _ => vec![value],
            });
            let names: Vec<Value> = names.collect();
            names.iter().all(|name| name.as_text().is_some()).then(|| test(environment, names))?
        }
        "isProduction" if call.args.is_empty() => test(environment, vec![Value::text("production", span)]),
        "isLocal" if call.args.is_empty() => test(environment, vec![Value::text("local", span)]),
        "config" if call.args.len() == 1 => {
            let key = call.positional(0)?.as_text()?;
            let name =
                if key == "app.env" { "?app.environment".to_owned() } else { format!("?config.{key}") };
            Some(Value { data: Data::Name(name), span })
        }
        "in_array" => match (call.positional(0)?, &call.positional(1)?.data) {
            (left, Data::List(names)) => test(left.clone(), names.to_vec()),
            _ => None,
        },
        _ => None,
    }
}
