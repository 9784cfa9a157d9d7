//! The statements of a build script that declare something: dependencies, plugins, the release of Java.

use std::collections::BTreeMap;

use super::super::Reader;
use crate::artefact::package::{Need, Provenance, Requirement};
use crate::parse::groovy::{self, Kind, Text, Token};
use crate::source::{Arg, Span};

/// What a script declares.
#[derive(Default)]
pub(super) struct Script {
    pub(super) dependencies: Vec<Requirement>,
    /// Names of plugins that are applied, or the aliases of a catalog for them.
    pub(super) plugins: Vec<String>,
    /// The first `dependencies`.
    pub(super) anchor: Option<Span>,
    /// Where it has its dependencies locked.
    pub(super) locks: Option<Span>,
    /// What is said of releases of Java, by the word that says it.
    releases: BTreeMap<&'static str, Vec<Arg>>,
}

/// The words that say which Java the classes run on, the most telling first.
const RELEASES: [&str; 6] =
    ["release", "targetCompatibility", "jvmTarget", "sourceCompatibility", "jvmToolchain", "languageVersion"];

impl Script {
    pub(super) fn read(reader: Reader) -> Self {
        let tokens = groovy::tokens(reader.text);
        let statements = statements(reader.text, &tokens);
        let variables = variables(&statements);
        let mut script = Self::default();
        for statement in &statements {
            let words = statement.words;
            script.plugins.extend(plugin(statement));
            script.dependencies.extend(plugin_requirement(reader, &variables, statement));
            script.say_release(reader, words);
            if let [Token { kind: Kind::Word("lockAllConfigurations"), at }, ..] = words {
                script.locks = Some(reader.span(*at..at + "lockAllConfigurations".len()));
            }
            if statement.opens_dependencies() && script.anchor.is_none() {
                let name = words.iter().find(|word| word.kind == Kind::Word("dependencies"));
                script.anchor = name.map(|name| reader.span(name.at..name.at + "dependencies".len()));
            }
            if let Some(need) = statement.need() {
                let found = Notation { reader, variables: &variables, need };
                script.dependencies.extend(found.requirements(words));
            }
        }
        script
    }

    /// Whether the script publishes a library rather than builds a program.
    pub(super) fn is_published(&self) -> bool {
        let has =
            |parts: &[&str]| self.plugins.iter().any(|plugin| parts.iter().any(|part| plugin.contains(part)));
        let runs = [
            "application",
            "springframework.boot",
            "spring.boot",
            "ktor.plugin",
            "quarkus",
            "jib",
            "war",
            "shadow",
        ];
        has(&["maven-publish", "maven.publish", "java-gradle-plugin", "plugin-publish"]) && !has(&runs)
    }

    /// The oldest Java that the classes run on, if the script says one.
    pub(super) fn release(&self) -> Option<Arg> {
        let said = RELEASES.into_iter().find_map(|word| self.releases.get(word))?;
        let (first, others) = said.split_first()?;
        others.iter().all(|other| other.text == first.text).then(|| first.clone())
    }

    fn say_release(&mut self, reader: Reader, words: &[Token]) {
        for (at, token) in words.iter().enumerate() {
            let Kind::Word(word) = token.kind else { continue };
            let Some(known) = RELEASES.into_iter().find(|known| *known == word) else { continue };
            if let Some(release) = number(reader, &words[at + 1..]) {
                self.releases.entry(known).or_default().push(release);
            }
        }
    }
}

/// The release in `= 21`, `.set(21)`, `= JavaVersion.VERSION_1_8`, `= JavaLanguageVersion.of(21)`, `'17'`.
fn number(reader: Reader, rest: &[Token]) -> Option<Arg> {
    let mut words = rest.iter().filter(|token| !matches!(token.kind, Kind::Mark('=' | '(' | '.'))).take(3);
    words.find_map(|token| {
        let (text, span) = match &token.kind {
            Kind::Word(word) => (*word, reader.span(token.at..token.at + word.len())),
            Kind::Text(text) => (text.content.as_str(), reader.span(text.inside.clone())),
            Kind::Mark(_) => return None,
        };
        let digits = text.strip_prefix("VERSION_").or_else(|| text.strip_prefix("JVM_")).unwrap_or(text);
        let digits = digits.strip_prefix("1_").or_else(|| digits.strip_prefix("1.")).unwrap_or(digits);
        let release: u32 = digits.parse().ok()?;
        (5..100).contains(&release).then(|| Arg::literal(release.to_string(), span))
    })
}

/// One statement, up to the brace that it opens, with the names of the blocks around.
struct Statement<'t> {
    words: &'t [Token<'t>],
    around: Vec<&'t str>,
    /// Whether a block follows.
    opens: bool,
}

impl Statement<'_> {
    fn opens_dependencies(&self) -> bool {
        self.opens && label(self.words) == "dependencies" && !self.around.contains(&"buildscript")
    }

    /// When what the statement names is needed, if it stands where dependencies are declared.
    fn need(&self) -> Option<Need> {
        let start = self.around.iter().position(|name| *name == "dependencies")?;
        let inside = &self.around[start + 1..];
        if !inside.iter().all(|name| matches!(*name, "if" | "else" | "constraints" | "dependencies")) {
            return None;
        }
        let Kind::Word(configuration) = self.words.first()?.kind else { return None };
        let need = need(configuration)?;
        let is_constraint = inside.contains(&"constraints");
        Some(if is_constraint && need == Need::Run { Need::Optional } else { need })
    }
}

/// When the dependencies of a configuration are needed; `None` for words that are none.
fn need(configuration: &str) -> Option<Need> {
    let name = configuration.to_ascii_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    if !ends(&[
        "implementation",
        "api",
        "only",
        "compile",
        "runtime",
        "processor",
        "kapt",
        "ksp",
        "provided",
        "classpath",
    ]) {
        return None;
    }
    Some(
        if name.contains("test")
            || name == "classpath"
            || name == "developmentonly"
            || name.starts_with("debug")
        {
            Need::Develop
        } else if ends(&["compileonly", "compileonlyapi", "processor", "kapt", "ksp", "provided"])
            || name.starts_with("provided")
        {
            Need::Optional
        } else {
            Need::Run
        },
    )
}

/// The name of the block that a statement opens.
fn label<'t>(words: &[Token<'t>]) -> &'t str {
    let word = |token: &Token<'t>| if let Kind::Word(word) = token.kind { Some(word) } else { None };
    let last = words.last().and_then(word).filter(|last| *last == "dependencies");
    last.or_else(|| words.first().and_then(word)).unwrap_or("")
}

/// The statements of a script. One ends with its line, unless a bracket, a comma or an operator holds it open.
fn statements<'t>(text: &str, tokens: &'t [Token<'t>]) -> Vec<Statement<'t>> {
    let mut found = Vec::new();
    let mut blocks: Vec<(&str, usize)> = Vec::new();
    let (mut start, mut depth, mut end) = (0, 0_usize, 0);
    for (at, token) in tokens.iter().enumerate() {
        let is_new_line = text.get(end..token.at).is_some_and(|between| between.contains('\n'));
        let goes_on = |token: Option<&Token>| {
            matches!(token.map(|token| &token.kind), Some(Kind::Mark(',' | '.' | '=' | '+' | '?' | ':')))
        };
        let holds =
            depth > 0 || goes_on(at.checked_sub(1).and_then(|at| tokens.get(at))) || goes_on(Some(token));
        let around = |blocks: &[(&'t str, usize)]| blocks.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        if is_new_line && !holds && start < at {
            found.push(Statement { words: &tokens[start..at], around: around(&blocks), opens: false });
            start = at;
        }
        end = match &token.kind {
            Kind::Word(word) => token.at + word.len(),
            Kind::Text(text) => text.inside.end,
            Kind::Mark(mark) => token.at + mark.len_utf8(),
        };
        let Kind::Mark(mark) = token.kind else { continue };
        match mark {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '{' | '}' | ';' => {
                let words = &tokens[start..at];
                start = at + 1;
                if !words.is_empty() {
                    found.push(Statement { words, around: around(&blocks), opens: mark == '{' });
                }
                if mark == '{' && blocks.len() < MOST_BLOCKS {
                    blocks.push((label(words), std::mem::take(&mut depth)));
                } else if mark == '}' {
                    depth = blocks.pop().map_or(0, |(_, outside)| outside);
                }
            }
            _ => {}
        }
    }
    if start < tokens.len() {
        let around = blocks.iter().map(|(name, _)| *name).collect();
        found.push(Statement { words: &tokens[start..], around, opens: false });
    }
    found
}

/// Deeper blocks are no build script.
const MOST_BLOCKS: usize = 100;

/// Texts that variables and extra properties hold, as far as each is set to one text only.
fn variables<'t>(statements: &'t [Statement<'t>]) -> BTreeMap<&'t str, Option<&'t str>> {
    let mut found: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for statement in statements {
        let set = match statement.words {
            [
                ..,
                Token { kind: Kind::Word(name), .. },
                Token { kind: Kind::Mark('='), .. },
                Token { kind: Kind::Text(value), .. },
            ] => Some((*name, value)),
            [
                ..,
                Token { kind: Kind::Text(name), .. },
                Token { kind: Kind::Mark(']'), .. },
                Token { kind: Kind::Mark('='), .. },
                Token { kind: Kind::Text(value), .. },
            ]
            | [
                ..,
                Token { kind: Kind::Text(name), .. },
                Token { kind: Kind::Mark(','), .. },
                Token { kind: Kind::Text(value), .. },
                Token { kind: Kind::Mark(')'), .. },
            ] => Some((name.content.as_str(), value)),
            [
                ..,
                Token { kind: Kind::Word(name), .. },
                Token { kind: Kind::Word("by"), .. },
                Token { kind: Kind::Word("extra"), .. },
                Token { kind: Kind::Mark('('), .. },
                Token { kind: Kind::Text(value), .. },
                Token { kind: Kind::Mark(')'), .. },
            ] => Some((*name, value)),
            _ => None,
        };
        let Some((name, value)) = set else { continue };
        let value = Some(value.content.as_str()).filter(|value| !value.contains('$'));
        found.entry(name).and_modify(|known| *known = known.filter(|_| *known == value)).or_insert(value);
    }
    found
}

/// The plugin that a statement applies: `id 'x'`, `id("x")`, `alias(libs.plugins.x)`, `application`, `apply plugin: 'x'`.
fn plugin(statement: &Statement) -> Option<String> {
    let Kind::Word(first) = statement.words.first()?.kind else {
        return None;
    };
    let is_applied = !statement
        .words
        .windows(2)
        .any(|pair| matches!((&pair[0].kind, &pair[1].kind), (Kind::Word("apply"), Kind::Word("false"))));
    if statement.around.last() != Some(&"plugins") {
        let applies =
            first == "apply" && statement.words.iter().any(|word| word.kind == Kind::Word("plugin"));
        return applies.then(|| first_text(statement.words))?;
    }
    let alias = || {
        let words = statement.words.iter().filter_map(|token| match token.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        });
        words.collect::<Vec<_>>().join(".")
    };
    is_applied.then(|| first_text(statement.words).unwrap_or_else(alias))
}

/// The artefact that a plugin with a version stands for: `id 'x' version '1'`.
/// <https://docs.gradle.org/current/userguide/plugins.html#sec:plugin_markers>
fn plugin_requirement(
    reader: Reader,
    variables: &BTreeMap<&str, Option<&str>>,
    statement: &Statement,
) -> Option<Requirement> {
    if statement.around.last() != Some(&"plugins") {
        return None;
    }
    let at = statement.words.iter().position(|word| word.kind == Kind::Word("version"))?;
    let texts = |words: &[Token]| {
        words.iter().find_map(|token| match &token.kind {
            Kind::Text(text) => Some(Arg::literal(text.content.as_str(), reader.span(text.inside.clone()))),
            _ => None,
        })
    };
    let (id, mut version) = (texts(&statement.words[..at])?, texts(&statement.words[at..])?);
    if let Some(name) = version.text.strip_prefix('$') {
        let name = name.trim_start_matches('{').trim_end_matches('}');
        variables.get(name).copied().flatten()?.clone_into(&mut version.text);
    }
    Some(plugin_marker(&id, version))
}

/// The requirement of a plugin by its id.
pub(super) fn plugin_marker(id: &Arg, version: Arg) -> Requirement {
    let name = Arg { text: format!("{0}:{0}.gradle.plugin", id.text), ..id.clone() };
    let span = name.span.to(version.span);
    Requirement { name, version: Some(version), need: Need::Develop, from: Provenance::Registry, span }
}

fn first_text(words: &[Token]) -> Option<String> {
    words.iter().find_map(|token| match &token.kind {
        Kind::Text(text) => Some(text.content.clone()),
        _ => None,
    })
}

/// How the modules of one statement are written.
struct Notation<'a> {
    reader: Reader<'a>,
    variables: &'a BTreeMap<&'a str, Option<&'a str>>,
    need: Need,
}

impl Notation<'_> {
    fn requirements(&self, words: &[Token]) -> Vec<Requirement> {
        if let (Some(group), Some(name)) = (named(words, "group"), named(words, "name")) {
            let module = Arg {
                text: format!("{}:{}", group.content, name.content),
                literal: !group.content.contains('$') && !name.content.contains('$'),
                span: self.reader.span(name.inside.clone()),
            };
            let version = named(words, "version")
                .map(|text| self.version(&text.content, self.reader.span(text.inside.clone())));
            let span = version.as_ref().map_or(module.span, |version| module.span.to(version.span));
            return vec![Requirement {
                name: module,
                version,
                need: self.need,
                from: Provenance::Registry,
                span,
            }];
        }
        let texts = words.iter().filter_map(|token| match &token.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        });
        texts.filter_map(|text| self.module(text)).collect()
    }

    /// `group:name`, `group:name:version`, with a classifier or an extension behind.
    fn module(&self, text: &Text) -> Option<Requirement> {
        let content = text.content.split('@').next().unwrap_or(&text.content);
        let is_part = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '$' | '{' | '}'))
        };
        let mut parts = content.splitn(4, ':');
        let (group, name) = (parts.next()?, parts.next()?);
        if !is_part(group) || !is_part(name) {
            return None;
        }
        let length = group.len() + 1 + name.len();
        let place = |range: std::ops::Range<usize>| self.reader.span(text.written(range));
        let module = Arg {
            text: content[..length].to_owned(),
            literal: !content[..length].contains('$'),
            span: place(0..length),
        };
        let version = parts.next().filter(|version| !version.is_empty());
        let version =
            version.map(|version| self.version(version, place(length + 1..length + 1 + version.len())));
        let quote = 1;
        let span = self
            .reader
            .span(text.inside.start - quote..(text.inside.end + quote).min(self.reader.text.len()));
        Some(Requirement { name: module, version, need: self.need, from: Provenance::Registry, span })
    }

    /// A version, with a variable of the script put in where it is nothing else.
    fn version(&self, text: &str, span: Span) -> Arg {
        if !text.contains('$') {
            return Arg::literal(text, span);
        }
        let name = text
            .strip_prefix("${")
            .and_then(|rest| rest.strip_suffix('}'))
            .or_else(|| text.strip_prefix('$'));
        let value = name.and_then(|name| self.variables.get(name)).and_then(|value| *value);
        value.map_or_else(|| Arg::computed("{}", span), |value| Arg::literal(value, span))
    }
}

/// The text of a named argument: `name: 'x'` or `name = "x"`.
fn named<'t>(words: &'t [Token], name: &str) -> Option<&'t Text> {
    words.windows(3).find_map(|part| match (&part[0].kind, &part[1].kind, &part[2].kind) {
        (Kind::Word(word), Kind::Mark(':' | '='), Kind::Text(text)) if *word == name => Some(text),
        _ => None,
    })
}
