//! For people: each finding with its code and every place that takes part, then a summary by factor.

mod excerpt;
mod group;
mod scorecard;
mod wrap;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles,
};

use super::view::View;
use crate::rule::{Finding, Severity};
use crate::source::{FileId, Span};
use excerpt::{CONTEXT, Cut, Excerpt, Mark};
use wrap::wrap;

/// How many places of a group are shown.
const MOST_LABELS: usize = 5;
/// How many of the places that take part are shown.
const MOST_RELATED: usize = 12;
/// How many of the other places' lines are listed.
const MOST_LISTED: usize = 12;
/// Columns that line numbers, the frame and the signs of a cut take.
const GUTTER: usize = 10;
/// Narrower than this no text can be laid out.
const NARROWEST: usize = 40;

pub(super) fn render(view: &View) -> String {
    let mut writer = Writer::new(view);
    let groups = group::groups(&view.report);
    let most = view.style.max_diagnostics.unwrap_or(usize::MAX);
    for group in groups.iter().take(most) {
        writer.group(group);
    }
    let hidden: usize = groups.iter().skip(most).map(Vec::len).sum();
    writer.out + &scorecard::render(view, hidden)
}

/// Writes diagnostics one after the other.
struct Writer<'v, 'a> {
    view: &'v View<'a>,
    handler: GraphicalReportHandler,
    /// Texts without secrets, of the files shown so far.
    texts: BTreeMap<FileId, Cow<'a, str>>,
    out: String,
}

impl<'v, 'a> Writer<'v, 'a> {
    fn new(view: &'v View<'a>) -> Self {
        let style = view.style;
        let theme = GraphicalTheme {
            characters: if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
            styles: if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(style.width.max(NARROWEST))
            .with_context_lines(CONTEXT)
            .with_urls(style.links)
            .with_link_display_text("")
            .without_syntax_highlighting();
        Self { view, handler, texts: BTreeMap::new(), out: String::new() }
    }

    /// Writes findings that say the same: the places in their own file, those in other files, and the help.
    fn group(&mut self, group: &[&Finding]) {
        let Some(first) = group.first().copied() else { return };
        let alike = group.iter().all(|finding| finding.message == first.message);
        let mut own: Vec<Mark> = group
            .iter()
            .take(MOST_LABELS)
            .map(|finding| {
                let label = (!alike).then(|| self.label(finding, &finding.message));
                self.mark(finding.span, label, finding.span == first.span)
            })
            .collect();
        let mut elsewhere: BTreeMap<FileId, Vec<Mark>> = BTreeMap::new();
        for related in first.related.iter().take(MOST_RELATED) {
            let mark = self.mark(related.span, Some(self.label(first, &related.note)), false);
            if related.span.file == first.span.file {
                own.push(mark);
            } else {
                elsewhere.entry(related.span.file).or_default().push(mark);
            }
        }

        let page = self.view.rule(first).map(|rule| &rule.page);
        let title = if alike { self.view.line(first, &first.message) } else { self.common_title(group) };
        let excerpt = self.excerpt(first.span.file, &own);
        self.diagnostic(&Shown {
            code: Some(format!("{}[{}]", first.severity.name(), first.rule)),
            url: page.and_then(|page| self.view.page_uri(page)),
            severity: severity(first.severity),
            title: self.titled(title, first.span.file, excerpt.as_ref()),
            excerpt,
        });
        self.rest(group);
        for (file, mut marks) in elsewhere {
            // A single note stands as the title; the line below it needs no second label.
            let single = (marks.len() == 1).then(|| marks[0].label.take()).flatten();
            let title =
                single.map_or_else(|| "the places that take part".to_owned(), |note| note.replace('\n', " "));
            let excerpt = self.excerpt(file, &marks);
            self.diagnostic(&Shown {
                code: None,
                url: None,
                severity: miette::Severity::Advice,
                title: self.titled(title, file, excerpt.as_ref()),
                excerpt,
            });
        }
        if first.related.len() > MOST_RELATED {
            let text = format!("{} and {} more places", self.ellipsis(), first.related.len() - MOST_RELATED);
            self.indented(&text);
        }
        if let Some(help) = &first.help {
            self.help(&self.view.block(first, help), group.iter().all(|finding| finding.help == first.help));
        }
        self.out.push('\n');
    }

    fn common_title(&self, group: &[&Finding]) -> String {
        let title = group.first().and_then(|first| self.view.rule(first)).map_or("", |rule| &rule.page.title);
        format!("{title}: {} places", group.len())
    }

    /// Says where the places are that are not shown.
    fn rest(&mut self, group: &[&Finding]) {
        let Some(rest) = group.get(MOST_LABELS..).filter(|rest| !rest.is_empty()) else { return };
        let line = |finding: &&Finding| self.view.positions(finding.span).0.line.to_string();
        let mut lines: Vec<String> = rest.iter().map(line).collect();
        lines.dedup();
        let dots = self.ellipsis();
        if lines.len() > MOST_LISTED {
            lines.truncate(MOST_LISTED);
            lines.push(dots.to_owned());
        }
        let word = if lines.len() == 1 { "line" } else { "lines" };
        let text = format!("{dots} and {} more on {word} {}", rest.len(), lines.join(", "));
        self.indented(&text);
    }

    fn help(&mut self, help: &str, same_for_all: bool) {
        let head = if same_for_all { "help: " } else { "help, for the first: " };
        let mut lines = wrap(help, self.width().saturating_sub(2 + head.len())).into_iter();
        let first = lines.next().unwrap_or_default();
        let colored = if self.view.style.color { format!("\x1b[36m{head}\x1b[0m") } else { head.to_owned() };
        self.out.extend(["  ", &colored, &first, "\n"]);
        for line in lines {
            let line = format!("  {:width$}{line}", "", width = head.len());
            self.out.extend([line.trim_end(), "\n"]);
        }
    }

    fn indented(&mut self, text: &str) {
        for line in wrap(text, self.width().saturating_sub(2)) {
            self.out.extend(["  ", &line, "\n"]);
        }
    }

    fn diagnostic(&mut self, shown: &Shown) {
        // Writing to a string cannot fail.
        let _ = self.handler.render_report(&mut self.out, shown);
    }

    /// The lines around `marks`; none of a file that is kept without its text.
    fn excerpt(&mut self, file: FileId, marks: &[Mark]) -> Option<Excerpt> {
        let cut = Cut { columns: self.width() - GUTTER, ellipsis: self.ellipsis() };
        let source = self.view.sources().file(file);
        let text = self.texts.entry(file).or_insert_with(|| self.view.redaction.file(file));
        (!text.is_empty()).then(|| Excerpt::new(self.view.path(file), source, text, marks, cut))
    }

    /// The title over an excerpt; without one it names the file.
    fn titled(&self, title: String, file: FileId, excerpt: Option<&Excerpt>) -> String {
        if excerpt.is_some() { title } else { format!("{title} ({})", self.view.path(file)) }
    }

    fn mark(&self, span: Span, label: Option<String>, primary: bool) -> Mark {
        Mark { span: self.view.tight(span), column: self.view.positions(span).0.column, label, primary }
    }

    /// A label on lines short enough to stand to the right of code: miette does not wrap labels.
    fn label(&self, finding: &Finding, text: &str) -> String {
        wrap(&self.view.line(finding, text), (self.width() / 2).max(NARROWEST)).join("\n")
    }

    fn width(&self) -> usize {
        self.view.style.width.max(NARROWEST)
    }

    fn ellipsis(&self) -> &'static str {
        if self.view.style.unicode { "…" } else { "..." }
    }
}

fn severity(severity: Severity) -> miette::Severity {
    match severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
        Severity::Note => miette::Severity::Advice,
    }
}

/// A title over an excerpt, as miette wants it.
#[derive(Debug)]
struct Shown {
    code: Option<String>,
    url: Option<String>,
    severity: miette::Severity,
    title: String,
    excerpt: Option<Excerpt>,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.url.as_ref().map(|url| Box::new(url) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.excerpt.as_ref()?.labels();
        Some(Box::new(labels.iter().cloned()))
    }
}

#[cfg(test)]
mod tests;
