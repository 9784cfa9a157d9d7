//! `urlParse` and `urlJoin`: URLs taken apart into dicts, and put together again.

use super::Family;
use super::arguments::{Outcome, map, take, text};
use super::number::to_string;
use crate::extract::helm::engine::Engine;
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family = &[("urlParse", url_parse), ("urlJoin", url_join)];

fn url_parse(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    let value = text(value)?;
    let whole = value.as_str();
    if whole.chars().any(char::is_control) {
        return Err(format!(
            "unable to parse url: parse \"{}\": invalid control character in URL",
            whole.escape_debug()
        ));
    }
    let (rest, fragment) = whole.split_once('#').unwrap_or((whole, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (scheme, rest) = match rest.split_once(':') {
        Some((scheme, after)) if is_scheme(scheme) => (scheme, after),
        Some(("", _)) => {
            return Err(format!("unable to parse url: parse \"{whole}\": missing protocol scheme"));
        }
        _ => ("", rest),
    };
    let (authority, path) = match rest.strip_prefix("//") {
        Some(after) => after.split_at(after.find('/').unwrap_or(after.len())),
        None => ("", rest),
    };
    let opaque = if !scheme.is_empty() && !rest.starts_with('/') { rest } else { "" };
    let path = if opaque.is_empty() { path } else { "" };
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let name = match host.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((name, _)) => name,
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let scheme = scheme.to_lowercase();
    let parts = [
        ("scheme", scheme.as_str()),
        ("host", host),
        ("hostname", name),
        ("path", path),
        ("query", query),
        ("opaque", opaque),
        ("fragment", fragment),
        ("userinfo", user),
    ];
    Ok(Value::map(parts.map(|(key, part)| (key.to_owned(), Value::Text(value.derive(part))))))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|next| next.is_ascii_alphanumeric() || matches!(next, '+' | '-' | '.'))
}

fn url_join(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [dict] = take(arguments)?;
    let dict = map(&dict)?;
    let part =
        |key: &str| dict.borrow().get(key).map(|value| to_string(value).into_string()).unwrap_or_default();
    let mut url = String::new();
    let (scheme, host, user, opaque, path) =
        (part("scheme"), part("host"), part("userinfo"), part("opaque"), part("path"));
    if !scheme.is_empty() {
        url.extend([scheme.as_str(), ":"]);
    }
    if opaque.is_empty() {
        if !host.is_empty() || !user.is_empty() {
            let at = if user.is_empty() { "" } else { "@" };
            url.extend(["//", &user, at, &host]);
            if !path.is_empty() && !path.starts_with('/') {
                url.push('/');
            }
        }
        url.push_str(&path);
    } else {
        url.push_str(&opaque);
    }
    for (mark, part) in [('?', part("query")), ('#', part("fragment"))] {
        if !part.is_empty() {
            url.push(mark);
            url.push_str(&part);
        }
    }
    Ok(Value::text(url))
}
