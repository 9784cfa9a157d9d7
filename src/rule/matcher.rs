//! The declarative half of the catalogue: patterns over facts, deliberately tiny. What needs more is Rust.

use regex::Regex;

use super::Pass;
use crate::app::App;
use crate::fact::{Fact, Kind, Role};
use crate::parse::tree::Node;
use crate::parse::yaml;
use crate::source::{Arg, FileId, SourceFile, Sources, Span};

/// A rule's pattern.
#[derive(Debug)]
pub struct Matcher {
    fact: Pattern,
    message: String,
    help: Option<String>,
    with: Option<Join>,
    without: Option<Pattern>,
}

/// A pattern over the facts of one kind.
#[derive(Debug)]
struct Pattern {
    kind: Kind,
    subject: Test,
    value: Test,
    api: Test,
    roles: Option<Vec<Role>>,
}

/// A second fact that must be there, shown beside the first.
#[derive(Debug)]
struct Join {
    pattern: Pattern,
    note: String,
}

/// What is asked of one value; nothing by default.
#[derive(Debug, Default)]
struct Test {
    is: Option<Vec<String>>,
    matches: Option<Regex>,
    not: Option<Regex>,
    literal: Option<bool>,
}

/// What is wrong with a matcher: the 1-based line within its text, and why.
pub type Fault = (usize, String);

impl Matcher {
    /// Reads the YAML of a page's section `Match`.
    ///
    /// # Errors
    /// On a key that is not known, a missing `fact` or `message`, or a regular expression that does not compile.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let sources = Sources::new(vec![SourceFile::new("match", text)]);
        let tree = yaml::parse(FileId(0), text);
        let line = |span: Span| sources.line(span) as usize;
        if let Some(error) = tree.errors().first() {
            return Err((line(error.span), error.message.clone()));
        }
        let root = tree.documents().next().ok_or((1, "the matcher is empty".to_owned()))?;
        let fault = |(span, message): (Span, String)| (line(span), message);
        known(root, &["fact", "subject", "value", "api", "where", "message", "help", "with", "without"])
            .map_err(fault)?;
        let message =
            root.get("message").and_then(Node::text).ok_or((1, "the matcher has no message".to_owned()))?;
        let join = |node: Node| -> Result<Join, (Span, String)> {
            known(node, &["fact", "subject", "value", "api", "where", "note"])?;
            let note = node
                .get("note")
                .and_then(Node::text)
                .ok_or((node.span(), "the join has no note".to_owned()))?;
            Ok(Join { pattern: pattern(node)?, note: note.to_owned() })
        };
        let without = |node: Node| -> Result<Pattern, (Span, String)> {
            known(node, &["fact", "subject", "value", "api", "where"])?;
            pattern(node)
        };
        Ok(Self {
            fact: pattern(root).map_err(fault)?,
            message: message.to_owned(),
            help: root.get("help").and_then(Node::text).map(str::to_owned),
            with: root.get("with").map(join).transpose().map_err(fault)?,
            without: root.get("without").map(without).transpose().map_err(fault)?,
        })
    }

    /// Reports every fact that the pattern fits.
    pub fn run(&self, pass: &mut Pass) {
        let app = pass.app;
        if self.without.as_ref().is_some_and(|pattern| pattern.first(app).is_some()) {
            return;
        }
        let partner = self.with.as_ref().map(|join| (join, join.pattern.first(app)));
        if matches!(partner, Some((_, None))) {
            return;
        }
        for fact in app.facts(self.fact.kind).filter(|fact| self.fact.fits(fact)) {
            let finding = pass.report(self.fact.place(fact), fill(&self.message, fact));
            if let Some((join, Some(other))) = &partner {
                finding.because(other.span, fill(&join.note, other));
            }
            if let Some(help) = &self.help {
                finding.help(fill(help, fact));
            }
        }
    }
}

impl Pattern {
    fn fits(&self, fact: &Fact) -> bool {
        let place = match &self.roles {
            None => fact.place.is_production(),
            Some(roles) => roles.contains(&fact.place.role),
        };
        let api = Arg::literal(fact.api.as_str(), fact.span);
        place
            && self.subject.fits(fact.subject.as_ref())
            && self.value.fits(fact.value.as_ref())
            && self.api.fits(Some(&api))
    }

    /// The tightest place that shows the fact: its value, where the pattern asks about the value and it stands inside.
    fn place(&self, fact: &Fact) -> Span {
        let asked = self.value.is.is_some() || self.value.matches.is_some() || self.value.not.is_some();
        let value =
            fact.value.as_ref().map(|value| value.span).filter(|span| asked && fact.span.contains(*span));
        value.unwrap_or(fact.span)
    }

    fn first<'a>(&self, app: &'a App) -> Option<&'a Fact> {
        app.facts(self.kind).find(|fact| self.fits(fact))
    }
}

impl Test {
    fn fits(&self, arg: Option<&Arg>) -> bool {
        let text = arg.map_or("", |arg| arg.text.as_str());
        self.is.as_ref().is_none_or(|words| words.iter().any(|word| word == text))
            && self.matches.as_ref().is_none_or(|regex| regex.is_match(text))
            && self.not.as_ref().is_none_or(|regex| !regex.is_match(text))
            && self.literal.is_none_or(|literal| arg.is_some_and(|arg| arg.literal) == literal)
    }
}

/// Puts the fact's texts in the place of `{subject}`, `{value}` and `{api}`.
fn fill(template: &str, fact: &Fact) -> String {
    template
        .replace("{subject}", fact.subject_text())
        .replace("{value}", fact.value_text())
        .replace("{api}", &fact.api)
}

type SpanFault = (Span, String);

fn known(node: Node, keys: &[&str]) -> Result<(), SpanFault> {
    for (key, _) in node.entries() {
        let name = key.text().unwrap_or("");
        if !keys.contains(&name) {
            return Err((key.span(), format!("unknown key '{name}'; known are {}", keys.join(", "))));
        }
    }
    Ok(())
}

fn pattern(node: Node) -> Result<Pattern, SpanFault> {
    let fact = node.get("fact").ok_or((node.span(), "no 'fact' is named".to_owned()))?;
    let name = fact.text().unwrap_or("");
    let kind = Kind::from_name(name).ok_or_else(|| (fact.span(), format!("'{name}' is no kind of fact")))?;
    let test = |key: &str| node.get(key).map_or(Ok(Test::default()), test);
    let roles = match node.get("where") {
        None => None,
        Some(list) => Some(
            words(list)
                .iter()
                .map(|word| role(word).ok_or_else(|| (list.span(), format!("'{word}' is no place"))))
                .collect::<Result<_, _>>()?,
        ),
    };
    Ok(Pattern { kind, subject: test("subject")?, value: test("value")?, api: test("api")?, roles })
}

fn test(node: Node) -> Result<Test, SpanFault> {
    if node.entries().next().is_none() {
        return Ok(Test { is: Some(words(node)), ..Test::default() });
    }
    known(node, &["is", "matches", "not", "literal"])?;
    let regex = |key: &str| match node.get(key) {
        None => Ok(None),
        Some(value) => Regex::new(value.text().unwrap_or("")).map(Some).map_err(|error| {
            (value.span(), format!("the regular expression of '{key}' does not compile: {error}"))
        }),
    };
    Ok(Test {
        is: node.get("is").map(words),
        matches: regex("matches")?,
        not: regex("not")?,
        literal: node.get("literal").and_then(Node::as_bool),
    })
}

/// A scalar, or the scalars of a list.
fn words(node: Node) -> Vec<String> {
    match node.text() {
        Some(text) => vec![text.to_owned()],
        None => node.items().filter_map(|item| item.text().map(str::to_owned)).collect(),
    }
}

fn role(word: &str) -> Option<Role> {
    let roles = [
        Role::Production,
        Role::Client,
        Role::Development,
        Role::Test,
        Role::Tooling,
        Role::Example,
        Role::Documentation,
        Role::Vendored,
        Role::Generated,
    ];
    roles.into_iter().find(|role| role.name() == word)
}
