//! Scalars, lists and maps of manifests as spanned values, with template placeholders marked as computed.

use crate::parse::tree::Node;
use crate::source::{Arg, Span};

/// The value of a node; `None` for null. What is no scalar where one belongs was made by a template.
pub(crate) fn arg(node: Node) -> Option<Arg> {
    if node.is_null() {
        return None;
    }
    let Some(text) = node.text() else {
        return Some(Arg::computed("{}", node.span()));
    };
    Some(match without_placeholders(text) {
        Some(rest) => Arg::computed(rest, node.span()),
        None => Arg::literal(text, node.span()),
    })
}

/// The value at the end of a path of keys.
pub(crate) fn arg_at(node: Node, path: &[&str]) -> Option<Arg> {
    node.at(path).and_then(arg)
}

/// The values of a list.
pub(crate) fn args(node: Option<Node>) -> Vec<Arg> {
    node.into_iter().flat_map(Node::items).filter_map(arg).collect()
}

/// The words of a command, exactly as written: what looks like a placeholder belongs to the shell.
pub(super) fn words(node: Node) -> Vec<Arg> {
    node.items().filter_map(Node::arg).collect()
}

/// The pairs of a map of scalars. A key without a value has an empty one.
pub(crate) fn pairs(node: Option<Node>) -> Vec<(Arg, Arg)> {
    node.into_iter()
        .flat_map(Node::entries)
        .filter_map(|(key, value)| {
            Some((key.arg()?, arg(value).unwrap_or_else(|| Arg::literal("", value.span()))))
        })
        .collect()
}

/// Whether the value at the end of the path is `true`.
pub(super) fn is_true(node: Node, path: &[&str]) -> bool {
    node.at(path).and_then(Node::as_bool) == Some(true)
}

/// The span from a key to the end of its value.
pub(super) fn entry_span(key: Node, value: Node) -> Span {
    let (key, value) = (key.span(), value.span());
    if value.start < key.start { key } else { key.to(value) }
}

/// Whether the object holds template actions written as bare `{{ … }}`, which YAML reads as maps that are keys.
pub(super) fn is_templated(node: Node) -> bool {
    node.own_entries().any(|(key, value)| !(key.is_scalar() || key.is_null()) || is_templated(value))
        || node.items().any(is_templated)
}

/// The text with `{}` in the place of every placeholder, or `None` where it has none.
fn without_placeholders(text: &str) -> Option<String> {
    if is_shell_variable(text) {
        return Some("{}".to_owned());
    }
    let mut result = String::new();
    let mut found = false;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if let Some(length) = placeholder(&text[at..]) {
            result.push_str("{}");
            found = true;
            at += length;
        } else {
            result.push(c);
            at += c.len_utf8();
        }
    }
    found.then_some(result)
}

/// The length of the placeholder that `rest` starts with.
fn placeholder(rest: &str) -> Option<usize> {
    const FORMS: [(&str, &str); 6] =
        [("{{", "}}"), ("${", "}"), ("$(", ")"), ("<%", "%>"), ("#{", "}#"), ("((", "))")];
    let (open, close) = FORMS.into_iter().find(|(open, _)| rest.starts_with(open))?;
    let body = &rest[open.len()..];
    body.find(close).map(|at| open.len() + at + close.len())
}

/// `$NAME` as the whole value: something like `envsubst` fills it in.
fn is_shell_variable(text: &str) -> bool {
    text.strip_prefix('$').is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
            && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::yaml;
    use crate::source::FileId;

    #[test]
    fn placeholders_are_computed() {
        let text = "a: ${TAG}-x\nb: '{{ .v }}:1'\nc: {{ v }}\nd: $IMAGE\ne: a$b\nf: ~\ng: (x) { }\n";
        let tree = yaml::parse(FileId(0), text);
        let root = tree.documents().next().unwrap();
        let of = |key: &str| root.get(key).and_then(arg).map(|arg| (arg.text, arg.literal));
        assert_eq!(of("a"), Some(("{}-x".to_owned(), false)));
        assert_eq!(of("b"), Some(("{}:1".to_owned(), false)));
        assert_eq!(of("c"), Some(("{}".to_owned(), false)));
        assert_eq!(of("d"), Some(("{}".to_owned(), false)));
        assert_eq!(of("e"), Some(("a$b".to_owned(), true)));
        assert_eq!(of("f"), None);
        assert!(is_templated(root));
    }
}
