//! `twelvecheck.toml`: raw text to a validated configuration. Whatever it does not know is an error with its place.

use std::collections::BTreeMap;
use std::fmt;

use globset::{Glob, GlobSet, GlobSetBuilder};

mod code;
mod policy;

use crate::artefact::policy::Policy;
use crate::extract::code::table::Alias;
use crate::extract::helm;
use crate::parse::toml;
use crate::parse::tree::Node;
use crate::rule::{Rule, Severity};
use crate::source::{FileId, SourceFile, Sources, Span};

/// File names that are looked for at the project root, in this order.
pub const FILE_NAMES: [&str; 3] = ["twelvecheck.toml", ".twelvecheck.toml", ".github/twelvecheck.toml"];

/// The configuration of a project.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Globs of root-relative paths that are not read.
    pub exclude: GlobSet,
    /// Rules to run; empty for all.
    pub select: Vec<String>,
    /// Rules not to run.
    pub ignore: Vec<String>,
    /// Whether pedantic rules run.
    pub pedantic: bool,
    /// The severity from which findings fail the run.
    pub fail_on: Option<Severity>,
    /// The severity from which findings are shown.
    pub min_severity: Option<Severity>,
    /// Levels of single rules.
    pub levels: BTreeMap<String, Level>,
    /// Levels for some paths only; a later entry wins.
    pub overrides: Vec<Override>,
    /// What it asks of workloads.
    pub policy: Policy,
    /// How charts are rendered.
    pub helm: helm::Options,
    /// Names of the project's own libraries.
    pub names: Vec<Alias>,
}

/// What a configuration makes of a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// The rule does not run, or its findings are dropped.
    Off,
    /// The rule runs at its own level, even if it is pedantic.
    On,
    /// The rule runs and every finding has this severity.
    At(Severity),
}

/// Levels for some paths.
#[derive(Clone, Debug)]
pub struct Override {
    /// Globs over root-relative paths.
    pub paths: GlobSet,
    /// Levels by rule id.
    pub levels: BTreeMap<String, Level>,
}

/// What is wrong with a configuration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfigError {
    /// The file.
    pub path: String,
    /// The 1-based line.
    pub line: u32,
    /// The 1-based column, in characters.
    pub column: u32,
    /// What is wrong, and what may have been meant.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.path, self.line, self.column, self.message)
    }
}

impl std::error::Error for ConfigError {}

/// Reads a configuration. `rules` are those it may name.
///
/// # Errors
/// On a syntax error, an unknown key, a rule that does not exist, or a value of the wrong kind.
pub fn parse(path: &str, text: &str, rules: &[Rule]) -> Result<Config, ConfigError> {
    let sources = Sources::new(vec![SourceFile::new(path, text)]);
    let tree = toml::parse(FileId(0), text);
    let fail = |(span, message): Fault| {
        let (at, _) = sources.positions(span);
        ConfigError { path: path.to_owned(), line: at.line, column: at.column, message }
    };
    if let Some(error) = tree.errors().first() {
        return Err(fail((error.span, error.message.clone())));
    }
    let Some(root) = tree.documents().next() else { return Ok(Config::default()) };
    let line = |span: Span| format!("{path}:{}", sources.line(span));
    read(root, rules, &line).map_err(fail)
}

type Fault = (Span, String);

const KEYS: [&str; 13] = [
    "exclude",
    "select",
    "ignore",
    "pedantic",
    "fail-on",
    "min-severity",
    "rules",
    "overrides",
    "qos",
    "workload",
    "kubernetes",
    "helm",
    "code",
];

const HELM_KEYS: [&str; 4] = ["values", "release", "namespace", "api-versions"];

fn read(root: Node, rules: &[Rule], line: &dyn Fn(Span) -> String) -> Result<Config, Fault> {
    let mut config = Config::default();
    let mut cluster = None;
    for (key, value) in root.entries() {
        match key.text().unwrap_or("") {
            "exclude" => config.exclude = globs(value)?,
            "select" => config.select = selectors(value, rules)?,
            "ignore" => config.ignore = selectors(value, rules)?,
            "pedantic" => {
                config.pedantic =
                    value.as_bool().ok_or_else(|| (value.span(), "expected true or false".to_owned()))?;
            }
            "fail-on" => config.fail_on = Some(severity(value)?),
            "min-severity" => config.min_severity = Some(severity(value)?),
            "rules" => config.levels = levels(value, rules)?,
            "overrides" => {
                if !value.is_sequence() {
                    return Err((value.span(), "expected a list of tables: write [[overrides]]".to_owned()));
                }
                config.overrides =
                    value.items().map(|item| one_override(item, rules)).collect::<Result<_, _>>()?;
            }
            "qos" => config.policy.demands = policy::demands(value, line)?,
            "workload" => config.policy.overcommit = policy::overcommit(value)?,
            "kubernetes" => cluster = policy::cluster(value)?,
            "helm" => config.helm = charts(value)?,
            "code" => config.names = code::aliases(value)?,
            other => return Err((key.span(), unknown("key", other, KEYS))),
        }
    }
    if let Some((release, version)) = cluster {
        config.policy.cluster = Some(release);
        config.helm.kube_version = version;
    }
    Ok(config)
}

fn charts(node: Node) -> Result<helm::Options, Fault> {
    if !node.is_mapping() {
        return Err((node.span(), "expected a table: write [helm]".to_owned()));
    }
    let mut options = helm::Options::default();
    for (key, value) in node.entries() {
        let texts = || Ok(strings(value)?.into_iter().map(|(_, text)| text.to_owned()).collect());
        let text = || match strings(value)?.as_slice() {
            [(_, text)] if !value.is_sequence() => Ok((*text).to_owned()),
            _ => Err((value.span(), "expected a string".to_owned())),
        };
        match key.text().unwrap_or("") {
            "values" => options.values = texts()?,
            "release" => options.release = text()?,
            "namespace" => options.namespace = text()?,
            "api-versions" => options.api_versions = texts()?,
            other => return Err((key.span(), unknown("key", other, HELM_KEYS))),
        }
    }
    Ok(options)
}

fn one_override(node: Node, rules: &[Rule]) -> Result<Override, Fault> {
    if !node.is_mapping() {
        return Err((node.span(), "expected a table with 'paths' and 'rules'".to_owned()));
    }
    for (key, _) in node.entries() {
        let name = key.text().unwrap_or("");
        if !matches!(name, "paths" | "rules") {
            return Err((key.span(), unknown("key", name, ["paths", "rules"])));
        }
    }
    let need = |key: &str| node.get(key).ok_or_else(|| (node.span(), format!("the override has no '{key}'")));
    Ok(Override { paths: globs(need("paths")?)?, levels: levels(need("rules")?, rules)? })
}

fn levels(node: Node, rules: &[Rule]) -> Result<BTreeMap<String, Level>, Fault> {
    if !node.is_mapping() {
        return Err((node.span(), "expected a table of rules with their levels".to_owned()));
    }
    let mut levels = BTreeMap::new();
    for (key, value) in node.entries() {
        let id = key.text().unwrap_or("");
        if !rules.iter().any(|rule| rule.page.id == id) {
            return Err((key.span(), unknown("rule", id, rules.iter().map(|rule| rule.page.id.as_str()))));
        }
        let level = match value.text() {
            Some("off") => Level::Off,
            Some("on") => Level::On,
            Some(name) => Severity::from_name(name).map(Level::At).ok_or_else(|| {
                (value.span(), unknown("level", name, ["off", "on", "note", "warning", "error"]))
            })?,
            None => {
                return Err((value.span(), "expected a level: off, on, note, warning or error".to_owned()));
            }
        };
        levels.insert(id.to_owned(), level);
    }
    Ok(levels)
}

fn severity(node: Node) -> Result<Severity, Fault> {
    let name = node.text().unwrap_or("");
    Severity::from_name(name)
        .ok_or_else(|| (node.span(), unknown("severity", name, ["note", "warning", "error"])))
}

fn strings<'t>(node: Node<'t>) -> Result<Vec<(Span, &'t str)>, Fault> {
    let item = |item: Node<'t>| {
        item.text()
            .filter(|_| !item.is_plain())
            .map(|text| (item.span(), text))
            .ok_or_else(|| (item.span(), "expected a string".to_owned()))
    };
    if node.is_sequence() { node.items().map(item).collect() } else { Ok(vec![item(node)?]) }
}

fn selectors(node: Node, rules: &[Rule]) -> Result<Vec<String>, Fault> {
    let selectors = strings(node)?;
    selectors
        .into_iter()
        .map(|(span, text)| check_selector(text, rules).map_err(|message| (span, message)))
        .collect()
}

fn globs(node: Node) -> Result<GlobSet, Fault> {
    let mut set = GlobSetBuilder::new();
    for (span, text) in strings(node)? {
        for pattern in [text.trim_end_matches('/').to_owned(), format!("{}/**", text.trim_end_matches('/'))] {
            set.add(Glob::new(&pattern).map_err(|error| (span, error.to_string()))?);
        }
    }
    set.build().map_err(|error| (node.span(), error.to_string()))
}

/// Accepts a selector that means at least one rule.
///
/// # Errors
/// A message that names what may have been meant.
pub fn check_selector(selector: &str, rules: &[Rule]) -> Result<String, String> {
    if rules.iter().any(|rule| is_selected(selector, rule)) {
        return Ok(selector.to_owned());
    }
    Err(unknown("rule or factor", selector, rules.iter().map(|rule| rule.page.id.as_str())))
}

/// Whether a selector means a rule: its id, a glob over ids, or its chapter's number, folder or name.
pub fn is_selected(selector: &str, rule: &Rule) -> bool {
    let page = &rule.page;
    selector == page.id
        || page.factor.is_called(selector)
        || (selector.contains(['*', '?'])
            && Glob::new(selector).is_ok_and(|glob| glob.compile_matcher().is_match(&page.id)))
}

/// `unknown KIND 'WORD'`, with the nearest known word where one is near.
pub fn unknown<'a>(kind: &str, word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let near = known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= 3.max(candidate.len() / 3));
    match near {
        Some((_, candidate)) => format!("unknown {kind} '{word}'; did you mean '{candidate}'?"),
        None => format!("unknown {kind} '{word}'"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_name_their_place_and_what_was_meant() {
        let error = parse("twelvecheck.toml", "pedantic = true\nexlude = []\n", &[]).unwrap_err();
        assert_eq!(error.to_string(), "twelvecheck.toml:2:1: unknown key 'exlude'; did you mean 'exclude'?");
        let error = parse("twelvecheck.toml", "fail-on = 'eror'", &[]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "twelvecheck.toml:1:11: unknown severity 'eror'; did you mean 'error'?"
        );
    }

    #[test]
    fn values_of_another_kind_are_faults() {
        for (text, wanted) in [
            ("rules = 5", "1:9: expected a table of rules with their levels"),
            ("overrides = 'x'", "1:13: expected a list of tables: write [[overrides]]"),
            ("overrides = [1]", "1:14: expected a table with 'paths' and 'rules'"),
            ("[overrides]\npaths = 'a'", "1:1: expected a list of tables: write [[overrides]]"),
            ("exclude = {a = 1}", "1:11: expected a string"),
            ("exclude = 5", "1:11: expected a string"),
            ("select = [5]", "1:11: expected a string"),
            ("pedantic = 'yes'", "1:12: expected true or false"),
            ("pedantic = 1", "1:12: expected true or false"),
            ("[qos]\nrequire = 'Guaranteed'", "1:1: expected a list of tables: write [[qos]]"),
            ("[[qos]]\nmatch = {name = 'a'}", "1:1: the entry has no 'require'"),
            (
                "[[qos]]\nrequire = 'guaranteed'",
                "2:11: unknown class 'guaranteed'; did you mean 'Guaranteed'?",
            ),
            (
                "[[qos]]\nrequire = 'BestEffort'",
                "2:11: every pod is at least BestEffort: require Burstable or Guaranteed",
            ),
            ("[[qos]]\nrequires = 'Burstable'", "2:1: unknown key 'requires'; did you mean 'require'?"),
            (
                "[[qos]]\nmatch = {nmae = 'a'}\nrequire = 'Burstable'",
                "2:10: unknown key 'nmae'; did you mean 'name'?",
            ),
            (
                "[[qos]]\nmatch = {environment = 'moon'}\nrequire = 'Burstable'",
                "2:24: unknown environment 'moon'",
            ),
            ("[[qos]]\nmatch = {name = 5}\nrequire = 'Burstable'", "2:17: expected a string"),
            ("[[qos]]\nmatch = {labels = 'a'}\nrequire = 'Burstable'", "2:19: expected a table of labels"),
            (
                "[workload]\novercommit-ratio = 0.5",
                "2:20: expected a number from 1 to 1000, such as 2 or 1.5",
            ),
            (
                "[workload]\novercommit-rate = 2",
                "2:1: unknown key 'overcommit-rate'; did you mean 'overcommit-ratio'?",
            ),
            ("[code]\nlike = 'a'", "1:1: expected a list of tables: write [[code]]"),
            ("code = [1]", "1:9: expected a table with 'language', 'names' and 'like'"),
            ("[[code]]\nlanguage = 'go'", "1:1: the entry has no 'like'"),
            ("[[code]]\nlanguage = 'go'\nlike = 'os.Getenv'", "1:1: the entry has no 'names'"),
            ("[[code]]\nlanguage = 'go'\nname = 'a.B'", "3:1: unknown key 'name'; did you mean 'names'?"),
            (
                "[[code]]\nlanguage = 'pyton'\nnames = 'a.b'\nlike = 'os.getenv'",
                "2:12: unknown language 'pyton'; did you mean 'python'?",
            ),
            (
                "[[code]]\nlanguage = 'python'\nnames = 'a.b'\nlike = 'os.environ.gte'",
                "4:8: unknown name 'os.environ.gte'; did you mean 'os.environ.get'?",
            ),
            ("[[code]]\nlanguage = 'python'\nnames = 'a.b'\nlike = ['os.getenv']", "4:8: expected a string"),
            (
                "[[code]]\nlanguage = 'python'\nnames = ['a.b', '*.get']\nlike = 'os.getenv'",
                "3:17: '*.get' is no name: write it with the path to it, without '*' and '~'",
            ),
            ("kubernetes = '1.29'", "1:14: expected a table: write [kubernetes]"),
            ("[kubernetes]\nversions = '1.29'", "2:1: unknown key 'versions'; did you mean 'version'?"),
            ("[kubernetes]\nversion = 1.29", "2:11: expected a string"),
            (
                "[kubernetes]\nversion = 'latest'",
                "2:11: 'latest' is no release of Kubernetes: write it as in '1.29'",
            ),
        ] {
            let error = parse("c.toml", text, &[]).unwrap_err();
            assert_eq!(error.to_string(), format!("c.toml:{wanted}"), "{text}");
        }
    }

    #[test]
    fn one_version_is_for_rules_and_charts() {
        let config = parse("c.toml", "[kubernetes]\nversion = '1.29'\n[helm]\nrelease = 'a'\n", &[]).unwrap();
        assert_eq!(config.policy.cluster.map(|release| release.to_string()).as_deref(), Some("1.29"));
        assert_eq!((config.helm.kube_version.as_str(), config.helm.release.as_str()), ("v1.29.0", "a"));
        let config = parse("c.toml", "[kubernetes]\nversion = 'v1.30.2-eks-1'\n", &[]).unwrap();
        assert_eq!(config.helm.kube_version, "v1.30.2-eks-1");
    }

    #[test]
    fn an_excluded_folder_leaves_out_what_is_below() {
        let config = parse("twelvecheck.toml", "exclude = ['legacy/']", &[]).unwrap();
        assert!(config.exclude.is_match("legacy/app/main.py") && !config.exclude.is_match("app/main.py"));
    }
}
