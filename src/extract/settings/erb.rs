//! YAML that Rails renders with ERB first: `<%= … %>` is a value, `<% … %>` is code that writes nothing.

use crate::discover::Language;
use crate::extract::{Harvest, Reader, code};
use crate::fact::{Fact, Kind};

/// Whether a text has tags of ERB.
pub(super) fn is_in(text: &str) -> bool {
    text.contains("<%")
}

/// The text with what ERB would replace put into letters, and what it would drop into spaces, at equal length.
pub(super) fn masked(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag, after)) = next(rest) {
        masked.push_str(before);
        let alone = line_is_blank(&masked) && after.lines().next().unwrap_or("").trim().is_empty();
        let is_value = tag.starts_with("<%=") && !alone;
        for c in tag.chars() {
            match c {
                '\n' | '\r' if !is_value => masked.push(c),
                _ => masked.extend(std::iter::repeat_n(if is_value { 'x' } else { ' ' }, c.len_utf8())),
            }
        }
        rest = after;
    }
    masked.push_str(rest);
    masked
}

/// What the code in the tags reads from the environment.
pub(super) fn reads(reader: Reader) -> Vec<Fact> {
    let code = code_of(reader.text);
    let mut harvest = Harvest::default();
    code::extract(Reader { text: &code, ..reader }, Language::Ruby, &mut harvest);
    harvest.facts.retain(|fact| fact.kind == Kind::EnvRead);
    harvest.facts
}

/// The code in the tags, at the places where it stands.
fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag, after)) = next(rest) {
        blank(&mut code, before);
        let open = if tag.starts_with("<%=") || tag.starts_with("<%-") { 3 } else { 2 };
        let close = if tag.ends_with("-%>") { 3 } else { 2 };
        let inner = tag.get(open..tag.len().saturating_sub(close)).unwrap_or("");
        if inner.starts_with(['#', '%']) || inner.len() + open + close != tag.len() {
            blank(&mut code, tag);
        } else {
            blank(&mut code, &tag[..open]);
            code.push_str(inner);
            code.push(';');
            blank(&mut code, &tag[open + inner.len() + 1..]);
        }
        rest = after;
    }
    blank(&mut code, rest);
    code
}

/// What stands before the next tag, the tag, and what stands behind it.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find("<%")?;
    let end = start + text[start..].find("%>")? + 2;
    Some((&text[..start], &text[start..end], &text[end..]))
}

/// Spaces as long as the text, with its ends of lines.
fn blank(code: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\n' => code.push('\n'),
            _ => code.extend(std::iter::repeat_n(' ', c.len_utf8())),
        }
    }
}

/// Whether nothing stands on the last line of a text.
fn line_is_blank(text: &str) -> bool {
    text.rsplit('\n').next().unwrap_or("").trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_masked_at_equal_length() {
        let text = "<% x = 1 %>\na: \"<%= ENV[\"B\"] %>\"\n<%= \"c: 1\" if d %>\ne: <%= [\n 'é: 1'] %>\n";
        let masked = masked(text);
        assert_eq!(masked.len(), text.len());
        assert_eq!(
            masked,
            format!(
                "{}\na: \"{}\"\n{}\ne: {}\n",
                " ".repeat(11),
                "x".repeat(15),
                " ".repeat(18),
                "x".repeat(18)
            )
        );
        let code = code_of(text);
        assert_eq!(code.len(), text.len());
        assert_eq!(code.split_whitespace().collect::<String>(), "x=1;ENV[\"B\"];\"c:1\"ifd;['é:1'];");
    }
}
