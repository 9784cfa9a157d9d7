//! Reads `twelvecheck: ignore[rule] reason` out of comments, in the comment syntax of each kind of file.

use std::sync::LazyLock;

use regex::Regex;

use super::directive::{Directive, Form, Reach};
use super::reach::{self, Syntax};
use crate::config::unknown;
use crate::source::{FileId, SourceFile, Span};

/// The words that may follow `twelvecheck:`.
const KEYWORDS: [&str; 3] = ["ignore", "ignore-next-line", "ignore-file"];

/// The comment that opens right before a directive.
struct Opening<'t> {
    /// What stands before the comment on its line.
    code: &'t str,
    /// What ends the comment before its line ends, if anything does.
    closer: Option<&'static str>,
}

/// The directives of a file.
pub(super) fn directives(id: FileId, file: &SourceFile) -> Vec<Directive> {
    static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("(?i)twelvecheck").ok());
    let syntax = Syntax::of(&file.path);
    let names = NAME.iter().flat_map(|name| name.find_iter(&file.text));
    names.filter_map(|name| directive(id, file, &syntax, name.range())).collect()
}

fn directive(
    id: FileId,
    file: &SourceFile,
    syntax: &Syntax,
    name: std::ops::Range<usize>,
) -> Option<Directive> {
    static FORM: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^(:?)[ \t]*([A-Za-z-]+)([ \t]*\[([^\]]*)(\])?)?(.*)$").ok());
    let line = file.lines.line(name.start as u32);
    let start = file.lines.start(line)? as usize;
    let text = file.line_text(line);
    let opening = opening(syntax, text.get(..name.start - start)?)?;
    let said = text.get(name.end - start..)?;
    let (said, after) = match opening.closer.and_then(|closer| said.split_once(closer)) {
        Some((said, after)) => (said, Some(after)),
        None => (said, None),
    };
    let form = FORM.as_ref()?.captures(said)?;
    let keyword = form.get(2)?;
    let understood = understood(&file.text[name.clone()], !form[1].is_empty(), keyword.as_str(), &form)?;
    let alone = opening.code.trim_matches([' ', '\t', '{']).is_empty()
        && after.is_none_or(|after| after.trim_matches([' ', '\t', '}', '-']).is_empty());
    let lines = match keyword.as_str() {
        "ignore-file" => (1, u32::MAX),
        "ignore-next-line" => reach::next_statement(file, syntax, line),
        _ if alone => {
            let open = opening.closer.filter(|_| after.is_none());
            reach::next_statement(file, syntax, reach::end_of_comment(file, line, open))
        }
        _ => (line, line),
    };
    let rules = form.get(4).map_or("", |rules| rules.as_str()).split(',').map(str::trim);
    let rules: Vec<String> = rules.filter(|rule| !rule.is_empty()).map(str::to_owned).collect();
    let reason = form.get(6).map_or("", |reason| reason.as_str()).trim().trim_start_matches([':', '-', '—']);
    let end = form.get(3).map_or(keyword.end(), |rules| rules.end());
    Some(Directive {
        span: Span::new(id, name.start, name.end + end),
        reach: Reach::Lines(lines.0, lines.1),
        reason: reason.trim().to_owned(),
        fault: understood.err(),
        used: vec![false; rules.len()],
        rules,
        form: Form::Comment,
    })
}

/// Whether a directive can be understood, or what is wrong with it; `None` if the comment only speaks of the tool.
fn understood(name: &str, colon: bool, keyword: &str, form: &regex::Captures) -> Option<Result<(), String>> {
    let listed = form.get(3).is_some();
    if colon && name == "twelvecheck" && KEYWORDS.contains(&keyword) {
        let closed = !listed || form.get(5).is_some();
        let fault = || format!("the list of rules is not closed: write '{keyword}[rule-id] reason'");
        return Some(closed.then_some(()).ok_or_else(fault));
    }
    let lower = keyword.to_ascii_lowercase();
    if KEYWORDS.contains(&lower.as_str()) {
        return (colon || listed).then(|| Err(format!("write 'twelvecheck: {lower}[rule-id] reason'")));
    }
    let near = KEYWORDS.iter().any(|known| strsim::damerau_levenshtein(known, &lower) <= 2);
    let borrowed = ["disable", "skip", "noqa", "nolint", "allow", "suppress", "off", "ignore"]
        .iter()
        .any(|word| lower == *word || lower.starts_with(&format!("{word}-")));
    (colon && (listed || near || borrowed)).then(|| Err(unknown("directive", keyword, KEYWORDS)))
}

/// The comment that opens at the end of `before`, the part of a line before the tool's name.
fn opening<'t>(syntax: &Syntax, before: &'t str) -> Option<Opening<'t>> {
    let before = before.trim_end();
    let semicolon = syntax.lines.contains(&";");
    let code =
        before.trim_end_matches(|c| matches!(c, '*' | '/' | '#' | '!' | '-' | '<') || c == ';' && semicolon);
    let mark = &before[code.len()..];
    if code.ends_with(['"', '\'', '`']) || syntax.is_in_string(code) {
        return None;
    }
    // Inside a block comment lines start with an asterisk; templates put the comment in braces.
    let braced = code.trim_end_matches(['-', ' ']).strip_suffix("{{").filter(|_| syntax.templates);
    if mark.starts_with("/*") && (syntax.blocks || braced.is_some()) {
        return Some(Opening { code: braced.unwrap_or(code), closer: Some("*/") });
    }
    if mark == "*" && syntax.blocks && code.trim().is_empty() {
        return Some(Opening { code, closer: Some("*/") });
    }
    if let Some(code) = code.strip_suffix('{').filter(|_| syntax.templates && mark == "#") {
        return Some(Opening { code, closer: Some("#}") });
    }
    if mark.starts_with("<!--") && syntax.markup {
        return Some(Opening { code, closer: Some("-->") });
    }
    syntax.lines.iter().any(|open| mark.starts_with(open)).then_some(Opening { code, closer: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str, text: &str) -> Vec<Directive> {
        directives(FileId(0), &SourceFile::new(path, text))
    }

    fn reach(directive: &Directive) -> (u32, u32) {
        match directive.reach {
            Reach::Lines(first, last) => (first, last),
            Reach::Places(_) => (0, 0),
        }
    }

    fn lines(path: &str, text: &str) -> (u32, u32) {
        reach(&read(path, text)[0])
    }

    #[test]
    fn a_trailing_comment_speaks_of_its_line_and_one_alone_of_the_next() {
        let found = read(
            "a.py",
            "x = 1  # twelvecheck: ignore[a-rule] because\n# twelvecheck: ignore[b, c]\n\ny = 2\n",
        );
        assert_eq!((reach(&found[0]), found[0].reason.as_str()), ((1, 1), "because"));
        assert_eq!(
            (reach(&found[1]), found[1].rules.clone()),
            ((4, 4), vec!["b".to_owned(), "c".to_owned()])
        );
    }

    #[test]
    fn every_comment_syntax_is_read() {
        for (path, text) in [
            ("Dockerfile", "# twelvecheck: ignore[x] why\nFROM a\n"),
            ("k.yaml", "# twelvecheck: ignore[x] why\na: 1\n"),
            ("templates/k.yaml", "{{- /* twelvecheck: ignore[x] why */ -}}\na: 1\n"),
            ("templates/k.tpl", "{{/* twelvecheck: ignore[x] why */}}\na: 1\n"),
            ("k.yml", "{# twelvecheck: ignore[x] why #}\na: 1\n"),
            ("a.ts", "// twelvecheck: ignore[x] why\na()\n"),
            ("a.js", "/* twelvecheck: ignore[x] why */\na()\n"),
            ("a.tsx", "{/* twelvecheck: ignore[x] why */}\n<A/>\n"),
            ("a.rs", "/// twelvecheck: ignore[x] why\nfn a() {}\n"),
            ("a.properties", "! twelvecheck: ignore[x] why\na=1\n"),
            (".env", "# twelvecheck: ignore[x] why\nA=1\n"),
            ("setup.cfg", "; twelvecheck: ignore[x] why\na=1\n"),
            ("a.toml", "# twelvecheck: ignore[x] why\na=1\n"),
            ("start.sh", "# twelvecheck: ignore[x] why\r\na\r\n"),
            ("a.sql", "-- twelvecheck: ignore[x] why\nselect 1\n"),
            ("a.xml", "<!-- twelvecheck: ignore[x] why -->\n<a/>\n"),
        ] {
            let found = read(path, text);
            assert_eq!(found.len(), 1, "{path}");
            assert_eq!((reach(&found[0]), found[0].reason.as_str()), ((2, 2), "why"), "{path}");
            assert_eq!(found[0].fault, None, "{path}");
        }
    }

    #[test]
    fn code_after_a_block_comment_is_meant() {
        assert_eq!(lines("a.js", "/* twelvecheck: ignore[x] */ a();\nb();\n"), (1, 1));
        assert_eq!(lines("a.js", "a(\"b\"); /* twelvecheck: ignore[x] */\nb();\n"), (1, 1));
        assert_eq!(lines("a.ts", "a('b'); // twelvecheck: ignore[x]\nb();\n"), (1, 1));
        assert_eq!(lines("a.js", "/*\n * twelvecheck: ignore[x] for\n * a reason\n */\na();\n"), (5, 5));
    }

    #[test]
    fn a_statement_is_meant_as_a_whole() {
        assert_eq!(lines("Dockerfile", "# twelvecheck: ignore[x]\nRUN a && \\\n  b\nRUN c\n"), (2, 3));
        assert_eq!(lines("a.py", "# twelvecheck: ignore[x]\nrun(\n    'a)',\n    port=1,\n)\nb()\n"), (2, 5));
        assert_eq!(lines("a.ts", "// twelvecheck: ignore[x]\nnew Pool({\n  a: 1,\n})\nb()\n"), (2, 4));
        assert_eq!(lines("a.ts", "// twelvecheck: ignore[x]\napp.get('/', () => {\n  a()\n})\n"), (2, 2));
        assert_eq!(lines("a.rs", "// twelvecheck: ignore[x]\n#[a]\n#[b]\nstatic C: u8 = 1;\nd();\n"), (2, 4));
        assert_eq!(lines("a.rs", "// twelvecheck: ignore[x]\n*a = 1;\n*b = 1;\n"), (2, 2));
    }

    #[test]
    fn only_comments_count() {
        assert_eq!(
            read("a.py", "say('# twelvecheck: ignore[x]')\nsay(\"see # twelvecheck: ignore[x]\")\n"),
            Vec::new()
        );
        assert_eq!(
            read("a.py", "# twelvecheck: a static analyzer\n# twelvecheck ignores this\n"),
            Vec::new()
        );
        assert_eq!(read("a.rs", "say(\"twelvecheck: ignore[x]\");\n"), Vec::new());
    }

    #[test]
    fn what_cannot_be_understood_is_a_fault() {
        let fault = |text: &str| read("a.py", text)[0].fault.clone().unwrap();
        assert_eq!(fault("# twelvecheck: ingore[x]"), "unknown directive 'ingore'; did you mean 'ignore'?");
        assert_eq!(fault("# twelvecheck: disable=x"), "unknown directive 'disable'");
        assert_eq!(fault("# twelvecheck ignore[x]"), "write 'twelvecheck: ignore[rule-id] reason'");
        assert_eq!(fault("# Twelvecheck: Ignore[x]"), "write 'twelvecheck: ignore[rule-id] reason'");
        assert_eq!(
            fault("# twelvecheck: ignore[x"),
            "the list of rules is not closed: write 'ignore[rule-id] reason'"
        );
    }
}
