//! A small report for the tests of all reporters: four rules, four files, a secret, places in several files.

use super::{Format, Means, Report, Style, Suppressed, render};
use crate::rule::{Check, Factor, Finding, Rule, Severity, page};
use crate::source::{SourceFile, Sources, Span};

/// What a [`Report`] borrows.
pub(super) struct Sample {
    pub(super) findings: Vec<Finding>,
    pub(super) suppressed: Vec<Suppressed>,
    pub(super) rules: Vec<Rule>,
    pub(super) own_rules: Vec<String>,
    pub(super) overrides: Vec<(String, Option<Severity>)>,
    pub(super) sources: Sources,
}

impl Sample {
    pub(super) fn new() -> Self {
        let sources = Sources::new(vec![
            SourceFile::new("Dockerfile", "FROM node:20\nCOPY . /app\nCMD npm start\n"),
            SourceFile::new("broken.yaml", "a: [\n"),
            SourceFile::new(
                "config/sét tings.py",
                "\u{feff}# 😀\r\nDATABASE_URL = \"postgres://app:s3cret@db:5432/prod\"\r\nDEBUG = True\r\nPORT = 8000\r\n",
            ),
            SourceFile::new(
                "k8s/web.yaml",
                "kind: Deployment\nspec:\n  env: postgres://app:s3cret@db:5432/prod\n  name: web\n",
            ),
        ]);
        let mut sample = Self {
            findings: Vec::new(),
            suppressed: Vec::new(),
            rules: vec![
                rule(
                    "03-config",
                    "hardcoded-connection-string",
                    "severity: error\nconfidence: high\nsecurity-severity: \"7.5\"\ncwe: 798",
                ),
                rule("09-disposability", "shell-form-start", "severity: warning\nconfidence: high"),
                rule("13-workload", "single-replica", "severity: pedantic\nconfidence: low"),
                rule("15-twelvecheck", "unreadable-input", "severity: note\nconfidence: high"),
            ],
            own_rules: vec!["single-replica".to_owned()],
            overrides: vec![
                ("shell-form-start".to_owned(), Some(Severity::Warning)),
                ("single-replica".to_owned(), None),
            ],
            sources,
        };

        let url = "postgres://app:s3cret@db:5432/prod";
        let mut start = sample.finding(
            1,
            Severity::Warning,
            "Dockerfile",
            "CMD npm start",
            "'npm start' runs below a shell",
        );
        start
            .because(sample.span("k8s/web.yaml", "web"), "the [web] container is stopped with SIGTERM")
            .because(sample.span("Dockerfile", "COPY . /app"), "the code is copied here")
            .help("write `CMD [\"npm\", \"start\"]`");
        let broken = sample.finding(3, Severity::Note, "broken.yaml", "", "the file ends inside '['");
        let mut secret = sample.finding(
            0,
            Severity::Error,
            "config/sét tings.py",
            url,
            "the connection string 'postgres://app:s3cret@db:5432/prod' is written in the code",
        );
        let secret_span = secret.span;
        secret
            .because(sample.span("k8s/web.yaml", url), "the same value is in the manifest")
            .help("read it from the environment:\nDATABASE_URL = os.environ[\"DATABASE_URL\"]")
            .secret(secret_span);
        let single = sample.finding(2, Severity::Note, "k8s/web.yaml", "web", "one replica");
        sample.findings = vec![start, broken, secret];
        sample.suppressed =
            vec![Suppressed { finding: single, by: Means::Comment, reason: "a single writer".to_owned() }];
        sample
    }

    pub(super) fn span(&self, path: &str, text: &str) -> Span {
        let file = self.sources.find(path).unwrap();
        let at = self.sources.file(file).text.find(text).unwrap();
        Span::new(file, at, at + text.len())
    }

    pub(super) fn finding(
        &self,
        rule: usize,
        severity: Severity,
        path: &str,
        text: &str,
        message: &str,
    ) -> Finding {
        Finding {
            rule: self.rules[rule].page.id.clone(),
            severity,
            span: self.span(path, text),
            message: message.to_owned(),
            related: Vec::new(),
            help: None,
            secrets: Vec::new(),
        }
    }

    pub(super) fn report<'a>(&'a self, secrets: &'a [Span]) -> Report<'a> {
        Report {
            findings: &self.findings,
            suppressed: &self.suppressed,
            rules: &self.rules,
            active: self.rules.len(),
            secrets,
            own_rules: &self.own_rules,
            overrides: &self.overrides,
            sources: &self.sources,
            apps: 1,
            exit_code: 1,
        }
    }

    pub(super) fn render(&self, format: Format, style: &Style) -> String {
        let suppressed = self.suppressed.iter().map(|suppressed| &suppressed.finding);
        let marked = self.findings.iter().chain(suppressed).flat_map(|finding| &finding.secrets);
        render(&self.report(&marked.copied().collect::<Vec<_>>()), format, style)
    }
}

fn rule(folder: &str, id: &str, metadata: &str) -> Rule {
    let text = format!(
        "---\n{metadata}\nsince: 0.1.0\n---\n# The title of {id}\n\nWhy it matters\nto everybody.\n\nMore about it.\n\n\
         ## Fix\nDo *this*.\n\n## Bad\n```python app.py\nx = 1  # want\n```\n## Good\n```python app.py\nx = 2\n```\n"
    );
    let page = page::parse(Factor::from_folder(folder).unwrap(), id, &text).unwrap();
    Rule { page, check: Check::Engine }
}
