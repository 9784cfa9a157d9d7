//! The tool's own JSON, for scripts. Fields may be added; a change of meaning raises `version`.
//!
//! ```json
//! {
//!   "version": 1,                              the version of this schema
//!   "tool": "0.1.0",                           the version of the tool
//!   "findings": [{
//!     "rule": "shell-form-start",
//!     "severity": "warning",                   error, warning or note
//!     "factor": "disposability",               the chapter's name; null if the rule is unknown
//!     "path": "Dockerfile",                    with the prefix of the report, parts separated by /
//!     "start": { "line": 4, "column": 1 },     both count from 1; columns are characters
//!     "end": { "line": 4, "column": 14 },      exclusive
//!     "message": "'npm start' runs below a shell",
//!     "help": "write …",                       null if there is none
//!     "related": [{ "path": …, "start": …, "end": …, "note": … }],
//!     "fingerprint": "…:1",                    stays the same while other lines change
//!     "page": "https://…"                      the rule's page; null for a user's own rule
//!   }],
//!   "suppressed": [{ …as above…, "by": "comment", "reason": "…" }],   only on demand; by is comment, annotation or config
//!   "summary": {
//!     "errors": 0, "warnings": 1, "notes": 0,
//!     "suppressed": 0, "files": 12, "apps": 1, "rules": 90,       rules that ran
//!     "factors": [{ "factor": "disposability", "errors": 0, "warnings": 1, "notes": 0 }]
//!   }
//! }
//! ```

use serde::Serialize;

use super::Means;
use super::summary::Counts;
use super::view::View;
use crate::rule::{Factor, Finding};
use crate::source::Position;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool: &'static str,
    findings: Vec<Entry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed: Option<Vec<Dropped<'a>>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Entry<'a> {
    rule: &'a str,
    severity: &'static str,
    factor: Option<&'static str>,
    path: String,
    start: Point,
    end: Point,
    message: String,
    help: Option<String>,
    related: Vec<Place>,
    fingerprint: String,
    page: Option<String>,
}

#[derive(Serialize)]
struct Dropped<'a> {
    #[serde(flatten)]
    finding: Entry<'a>,
    by: &'static str,
    reason: String,
}

#[derive(Serialize)]
struct Place {
    path: String,
    start: Point,
    end: Point,
    note: String,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
    suppressed: usize,
    files: usize,
    apps: usize,
    rules: usize,
    factors: Vec<FactorCounts>,
}

#[derive(Serialize)]
struct FactorCounts {
    factor: &'static str,
    errors: usize,
    warnings: usize,
    notes: usize,
}

pub(super) fn render(view: &View) -> String {
    let (prints, suppressed_prints) = view.fingerprints();
    let report = view.report;
    let suppressed = view.style.include_suppressed.then(|| {
        let dropped = report.suppressed.iter().zip(suppressed_prints);
        dropped
            .map(|(suppressed, print)| Dropped {
                finding: entry(view, &suppressed.finding, print),
                by: match suppressed.by {
                    Means::Comment => "comment",
                    Means::Annotation => "annotation",
                    Means::Config => "config",
                },
                reason: view.line(&suppressed.finding, &suppressed.reason),
            })
            .collect()
    });
    let document = Document {
        version: 1,
        tool: env!("CARGO_PKG_VERSION"),
        findings: report
            .findings
            .iter()
            .zip(prints)
            .map(|(finding, print)| entry(view, finding, print))
            .collect(),
        suppressed,
        summary: summary(view),
    };
    // Serialisation fails only on map keys that are no strings; there are none.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn entry<'a>(view: &View, finding: &'a Finding, fingerprint: String) -> Entry<'a> {
    let (start, end) = view.positions(finding.span);
    let related = finding.related.iter().map(|related| {
        let (start, end) = view.positions(related.span);
        Place {
            path: view.path(related.span.file),
            start: start.into(),
            end: end.into(),
            note: view.line(finding, &related.note),
        }
    });
    Entry {
        rule: &finding.rule,
        severity: finding.severity.name(),
        factor: view.factor(finding).map(Factor::slug),
        path: view.path(finding.span.file),
        start: start.into(),
        end: end.into(),
        message: view.line(finding, &finding.message),
        help: finding.help.as_ref().map(|help| view.block(finding, help)),
        related: related.collect(),
        fingerprint,
        page: view.rule(finding).and_then(|rule| view.page_uri(&rule.page)),
    }
}

fn summary(view: &View) -> Summary {
    let counts = Counts::of(view);
    let factors = Counts::by_factor(view).into_iter().map(|(factor, counts)| FactorCounts {
        factor: factor.slug(),
        errors: counts.errors,
        warnings: counts.warnings,
        notes: counts.notes,
    });
    Summary {
        errors: counts.errors,
        warnings: counts.warnings,
        notes: counts.notes,
        suppressed: view.report.suppressed.len(),
        files: view.report.sources.iter().count(),
        apps: view.report.apps,
        rules: view.report.active,
        factors: factors.collect(),
    }
}

impl From<Position> for Point {
    fn from(position: Position) -> Self {
        Self { line: position.line, column: position.column }
    }
}

#[cfg(test)]
mod tests {
    use crate::report::sample::Sample;
    use crate::report::{Format, Style};

    #[test]
    fn the_schema_is_stable() {
        let mut sample = Sample::new();
        sample.findings.remove(0);
        sample.findings.remove(0);
        let text = sample.render(Format::Json, &Style { include_suppressed: true, ..Style::default() });
        let wanted = r#"{
  "version": 1,
  "tool": "VERSION",
  "findings": [
    {
      "rule": "hardcoded-connection-string",
      "severity": "error",
      "factor": "config",
      "path": "config/sét tings.py",
      "start": {
        "line": 2,
        "column": 17
      },
      "end": {
        "line": 2,
        "column": 51
      },
      "message": "the connection string '**********************************' is written in the code",
      "help": "read it from the environment:\nDATABASE_URL = os.environ[\"DATABASE_URL\"]",
      "related": [
        {
          "path": "k8s/web.yaml",
          "start": {
            "line": 3,
            "column": 8
          },
          "end": {
            "line": 3,
            "column": 42
          },
          "note": "the same value is in the manifest"
        }
      ],
      "fingerprint": "24da610a9bccd6713c8455b485183654:1",
      "page": "https://github.com/twelvecheck/twelvecheck/blob/main/rules/03-config/hardcoded-connection-string.md"
    }
  ],
  "suppressed": [
    {
      "rule": "single-replica",
      "severity": "note",
      "factor": "workload",
      "path": "k8s/web.yaml",
      "start": {
        "line": 4,
        "column": 9
      },
      "end": {
        "line": 4,
        "column": 12
      },
      "message": "one replica",
      "help": null,
      "related": [],
      "fingerprint": "12c908f612f74cb910946b108304b55d:1",
      "page": null,
      "by": "comment",
      "reason": "a single writer"
    }
  ],
  "summary": {
    "errors": 1,
    "warnings": 0,
    "notes": 0,
    "suppressed": 1,
    "files": 4,
    "apps": 1,
    "rules": 4,
    "factors": [
      {
        "factor": "config",
        "errors": 1,
        "warnings": 0,
        "notes": 0
      }
    ]
  }
}
"#;
        assert_eq!(text, wanted.replace("VERSION", env!("CARGO_PKG_VERSION")));
    }
}
