//! One line for each finding: `path:line:column: severity[rule] message (see path:line, …)`, then a line of counts.

use super::summary;
use super::view::View;
use crate::rule::{Finding, Severity};
use crate::source::FileId;

pub(super) fn render(view: &View) -> String {
    let mut out = String::new();
    for finding in view.report.findings {
        out.push_str(&line(view, finding));
        out.push('\n');
    }
    out.push_str(&summary::sentence(view));
    out.push('\n');
    out
}

fn line(view: &View, finding: &Finding) -> String {
    let (start, _) = view.positions(finding.span);
    let severity = paint(finding.severity, view.style.color);
    let mut line = format!(
        "{}:{}:{}: {severity}[{}] {}",
        view.path(finding.span.file),
        start.line,
        start.column,
        finding.rule,
        view.line(finding, &finding.message)
    );
    // A place on the finding's own line would tell nothing new.
    let mut places: Vec<(FileId, u32)> = Vec::new();
    for related in &finding.related {
        let place = (related.span.file, view.positions(related.span).0.line);
        if place != (finding.span.file, start.line) && !places.contains(&place) {
            places.push(place);
        }
    }
    if !places.is_empty() {
        let places: Vec<String> =
            places.into_iter().map(|(file, line)| format!("{}:{line}", view.path(file))).collect();
        line.extend([" (see ", &places.join(", "), ")"]);
    }
    line
}

/// The severity's name, in the terminal's red, yellow or cyan.
fn paint(severity: Severity, color: bool) -> String {
    let name = severity.name();
    let code = match severity {
        Severity::Error => 31,
        Severity::Warning => 33,
        Severity::Note => 36,
    };
    if color { format!("\x1b[{code}m{name}\x1b[0m") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use crate::report::sample::Sample;
    use crate::report::{Format, Style};

    #[test]
    fn a_finding_is_a_line() {
        let text =
            Sample::new().render(Format::Concise, &Style { prefix: "svc/".to_owned(), ..Style::default() });
        assert_eq!(
            text,
            "\
svc/Dockerfile:3:1: warning[shell-form-start] 'npm start' runs below a shell (see svc/k8s/web.yaml:4, svc/Dockerfile:2)
svc/broken.yaml:1:1: note[unreadable-input] the file ends inside '['
svc/config/sét tings.py:2:17: error[hardcoded-connection-string] the connection string '**********************************' is written in the code (see svc/k8s/web.yaml:3)
3 findings (1 error, 1 warning, 1 note) in 4 files, 1 app, 4 rules; 1 suppressed
"
        );
    }

    #[test]
    fn a_line_is_named_once() {
        let mut sample = Sample::new();
        sample.findings.truncate(1);
        let (own, other) = (sample.span("Dockerfile", "npm"), sample.span("Dockerfile", "/app"));
        sample.findings[0].because(own, "this").because(other, "that");
        let text = sample.render(Format::Concise, &Style::default());
        assert!(text.contains("a shell (see k8s/web.yaml:4, Dockerfile:2)\n"), "{text}");
    }

    #[test]
    fn nothing_found_is_said() {
        let sample = Sample { findings: Vec::new(), suppressed: Vec::new(), ..Sample::new() };
        assert_eq!(
            sample.render(Format::Concise, &Style::default()),
            "no findings in 4 files, 1 app, 4 rules\n"
        );
    }
}
