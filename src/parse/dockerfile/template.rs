//! Tells a template, which makes a Dockerfile once it is filled in, from a Dockerfile.

use super::syntax::{Body, Dockerfile, Instruction};
use crate::source::Span;

/// What opens a tag of a template engine at the start of a line: Go, Jinja, jq and Handlebars; Jinja's statements and
/// comments; ERB and EJS. No line of a Dockerfile or of a shell command in one starts so.
const OPENERS: [&str; 4] = ["{{", "{%", "{#", "<%"];

/// What encloses a placeholder that stands for a word: `@@BASE@@`, `%%BASE%%`, `@BASE@`.
const MARKS: [&str; 3] = ["@@", "%%", "@"];

impl Dockerfile {
    /// The first tag of a template engine where the builder would stop at one: at the start of a line, or in the name of a
    /// base image. Elsewhere such text may be meant as it is (`docker inspect --format '{{.Id}}'`).
    pub fn template_tag(&self, text: &str) -> Option<Span> {
        self.instructions.iter().find_map(|instruction| {
            let in_line = || line_tag(instruction, text);
            let Body::From { image, .. } = &instruction.body else { return in_line() };
            let is_tag =
                OPENERS.iter().any(|opener| image.raw.contains(opener)) || is_placeholder(&image.raw);
            if is_tag { Some(image.span()) } else { in_line() }
        })
    }
}

/// The first line of an instruction, heredocs apart, that starts with a tag.
fn line_tag(instruction: &Instruction, text: &str) -> Option<Span> {
    let start = instruction.span.start as usize;
    let end = instruction.heredocs.first().map_or(instruction.span.end, |heredoc| heredoc.body.whole().start);
    let mut at = start;
    for line in text.get(start..end as usize)?.split_inclusive('\n') {
        let tag = line.trim();
        if OPENERS.iter().any(|opener| tag.starts_with(opener)) || is_placeholder(tag) {
            let from = at + (line.len() - line.trim_start().len());
            return Some(Span::new(instruction.span.file, from, from + tag.len()));
        }
        at += line.len();
    }
    None
}

fn is_placeholder(word: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
    };
    MARKS.iter().any(|mark| {
        let inside = word.strip_prefix(mark).and_then(|rest| rest.split_once(mark));
        inside.is_some_and(|(name, _)| is_name(name))
    })
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use crate::source::FileId;

    fn tag(text: &str) -> Option<&str> {
        parse(FileId(0), text).template_tag(text).map(|span| &text[span.range()])
    }

    #[test]
    fn tags_stand_where_the_builder_would_stop() {
        assert_eq!(tag("{{ def x: 1 }}\nFROM a"), Some("{{ def x: 1 }}"));
        assert_eq!(tag("FROM {{base}}:{{tag}}\nRUN x"), Some("{{base}}:{{tag}}"));
        assert_eq!(tag("FROM a\nRUN set -eux; \\\n  {%- if x %}\n  y"), Some("{%- if x %}"));
        assert_eq!(tag("FROM a\n<% if x %>\nRUN y\n<% end %>"), Some("<% if x %>"));
        assert_eq!(tag("FROM @@BASE@@\nRUN x"), Some("@@BASE@@"));
        assert_eq!(tag("FROM %%BASE%%:1"), Some("%%BASE%%:1"));
        assert_eq!(tag("FROM a\n%%EXTRA%%\n"), Some("%%EXTRA%%"));
    }

    #[test]
    fn text_that_is_meant_as_it_is_makes_no_template() {
        for text in [
            "FROM a\nRUN docker inspect --format '{{.Id}}' b \\\n  && c",
            "FROM a\nCOPY <<EOF /x\n{{ page }}\n{% if x %}\nEOF\nRUN y",
            "# {{ generated }}\nFROM a@sha256:00\nENV F='{{.x}}'",
            "FROM a\nRUN echo '%%x%%' @a@",
        ] {
            assert_eq!(tag(text), None, "{text}");
        }
    }
}
