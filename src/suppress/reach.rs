//! How far a comment reaches: the comment syntax of a file, and the statement that follows a line.

use crate::source::{SourceFile, name_of};

/// How many lines a comment looks ahead: past other comments to a statement, and to that statement's end. A longer statement
/// is meant by its first line only.
const LONGEST_STATEMENT: u32 = 200;

/// The comments of a kind of file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Syntax {
    /// What opens a comment that lasts to the end of the line.
    pub(super) lines: &'static [&'static str],
    /// `/* … */`.
    pub(super) blocks: bool,
    /// `<!-- … -->`.
    pub(super) markup: bool,
    /// `{{/* … */}}` and `{# … #}`.
    pub(super) templates: bool,
    /// Quotes that are always in pairs.
    quotes: &'static [char],
    /// Whether a statement lasts until its brackets are closed.
    brackets: bool,
}

impl Syntax {
    /// The syntax of a file, by its name. A file without a known extension may have any.
    pub(super) fn of(path: &str) -> Self {
        let name = name_of(path).to_ascii_lowercase();
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let none = Self {
            lines: &[],
            blocks: false,
            markup: false,
            templates: false,
            quotes: &['"'],
            brackets: false,
        };
        let hash = Self { lines: &["#"], ..none };
        match extension {
            "py" | "pyw" => Self { quotes: &['"', '\''], brackets: true, ..hash },
            "toml" => Self { brackets: true, ..hash },
            "sh" | "bash" | "ksh" | "zsh" | "env" => hash,
            "yaml" | "yml" | "tpl" | "gotmpl" => Self { templates: true, ..hash },
            "properties" => Self { lines: &["#", "!"], ..none },
            "ini" | "cfg" | "conf" => Self { lines: &["#", ";"], ..none },
            "js" | "mjs" | "cjs" | "jsx" | "ts" | "mts" | "cts" | "tsx" => {
                Self { lines: &["//"], blocks: true, quotes: &['"', '\'', '`'], brackets: true, ..none }
            }
            "rs" | "json" | "jsonc" | "json5" | "mod" => {
                Self { lines: &["//"], blocks: true, brackets: true, ..none }
            }
            "sql" => Self { lines: &["--"], blocks: true, ..none },
            "xml" | "html" => Self { markup: true, ..none },
            _ => Self { lines: &["#", "//", "--", ";"], blocks: true, markup: true, templates: true, ..none },
        }
    }

    /// Whether a line that starts with `code` is inside a string where that ends.
    pub(super) fn is_in_string(&self, code: &str) -> bool {
        let mut open = None;
        let mut chars = code.chars();
        while let Some(c) = chars.next() {
            if c == '\\' {
                chars.next();
            } else if self.quotes.contains(&c) && open.is_none_or(|quote| quote == c) {
                open = if open.is_some() { None } else { Some(c) };
            }
        }
        open.is_some()
    }

    fn is_comment(&self, line: &str) -> bool {
        let attribute = line.starts_with("#[") || line.starts_with("#!");
        self.lines.iter().any(|open| line.starts_with(open)) && !(attribute && self.blocks)
            || self.blocks && ["/*", "* ", "*/"].iter().any(|open| line.starts_with(open))
            || self.markup && line.starts_with("<!--")
            || self.templates && ["{{/*", "{{- /*", "{#"].iter().any(|open| line.starts_with(open))
    }
}

/// The line on which a comment ends that is open at the end of `line`.
pub(super) fn end_of_comment(file: &SourceFile, line: u32, closer: Option<&str>) -> u32 {
    let Some(closer) = closer else { return line };
    let further = line + 1..=file.lines.count().min(line + LONGEST_STATEMENT);
    further.into_iter().find(|line| file.line_text(*line).contains(closer)).unwrap_or(line)
}

/// The statement after a line: from the next line that is neither blank nor a comment, past attributes and decorators, to
/// the end of its continuations and brackets.
pub(super) fn next_statement(file: &SourceFile, syntax: &Syntax, line: u32) -> (u32, u32) {
    let horizon = file.lines.count().min(line.saturating_add(LONGEST_STATEMENT));
    let mut first = line + 1;
    while first < horizon {
        let text = file.line_text(first).trim();
        if !text.is_empty() && !syntax.is_comment(text) {
            break;
        }
        first += 1;
    }
    let mut last = end_of_statement(file, syntax, first);
    while syntax.brackets && file.line_text(last.min(file.lines.count())).trim_start().starts_with(['@', '#'])
    {
        if last >= horizon {
            break;
        }
        last = end_of_statement(file, syntax, last + 1);
    }
    (first, last)
}

fn end_of_statement(file: &SourceFile, syntax: &Syntax, first: u32) -> u32 {
    let mut depth = Some(0);
    for line in first..file.lines.count().min(first.saturating_add(LONGEST_STATEMENT)) {
        let text = file.line_text(line);
        depth = depth.filter(|_| syntax.brackets).and_then(|depth| depth_after(text, syntax, depth));
        if depth.is_none_or(|depth| depth <= 0) && !text.trim_end().ends_with('\\') {
            return line;
        }
    }
    first
}

/// How many brackets are open after a line; `None` if it opens a block of further statements.
fn depth_after(line: &str, syntax: &Syntax, mut depth: i32) -> Option<i32> {
    let mut previous = ' ';
    let mut quote = None;
    let mut chars = line.char_indices();
    while let Some((at, c)) = chars.next() {
        if let Some(open) = quote {
            if c == '\\' {
                chars.next();
            } else if c == open {
                quote = None;
            }
            continue;
        }
        if syntax.lines.iter().any(|open| line[at..].starts_with(open)) {
            break;
        }
        match c {
            '{' if !matches!(previous, '(' | '=' | ':' | ',' | '[' | '{' | ' ') => return None,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ if syntax.quotes.contains(&c) => quote = Some(c),
            _ => {}
        }
        if !c.is_whitespace() {
            previous = c;
        }
    }
    Some(depth)
}
