//! Format strings: their known parts, and the values in between.

/// A part of a format string.
#[derive(PartialEq, Debug)]
pub(super) enum Part {
    /// Text as it is.
    Text(String),
    /// The next argument in order.
    Next,
    /// The argument at that index.
    At(usize),
    /// The argument, or variable in scope, of that name.
    Named(String),
}

/// Takes a format string apart.
pub(super) fn parts(format: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut rest = format;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("{{") || rest.starts_with("}}") {
            text.push(c);
            rest = &rest[2..];
            continue;
        }
        let Some((inner, after)) = rest.strip_prefix('{').and_then(|inner| inner.split_once('}')) else {
            text.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        if !text.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut text)));
        }
        let name = inner.split(':').next().unwrap_or("").trim();
        parts.push(match name.parse() {
            Ok(index) => Part::At(index),
            Err(_) if name.is_empty() => Part::Next,
            Err(_) => Part::Named(name.to_owned()),
        });
        rest = after;
    }
    if !text.is_empty() {
        parts.push(Part::Text(text));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_strings_come_apart() {
        let expected = [
            Part::Text("a{".to_owned()),
            Part::Next,
            Part::Text(":".to_owned()),
            Part::At(1),
            Part::Named("port".to_owned()),
        ];
        assert_eq!(parts("a{{{}:{1:?}{port:>5}"), expected);
    }
}
