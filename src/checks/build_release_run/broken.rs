//! Start commands that cannot run as they are written.

use crate::artefact::start::{Fault, FaultKind, Origin, Start};
use crate::fact::Role;
use crate::rule::{Pass, Severity};
use crate::source::name_of;

/// Scripts that are not in the image, scripts that the kernel does not execute, and parameters that arrive changed.
pub fn start_command_broken(pass: &mut Pass) {
    let app = pass.app;
    let mut seen = Vec::new();
    for start in
        app.starts.iter().filter(|start| matches!(start.place.role, Role::Production | Role::Development))
    {
        for fault in &start.faults {
            let missing = matches!(fault.kind, FaultKind::Missing { .. });
            if missing && start.origin != Origin::Image || seen.contains(&fault.span) {
                continue;
            }
            seen.push(fault.span);
            report(pass, start, fault);
        }
    }
}

fn report(pass: &mut Pass, start: &Start, fault: &Fault) {
    match &fault.kind {
        FaultKind::Missing { path, copy } => {
            let message = format!("the container does not start: no file '{path}' is copied into the image");
            let finding = pass.report(fault.span, message);
            finding.because(*copy, "what is copied to its folder does not hold it");
            finding.help(format!(
                "Add '{}' to what is copied, or name the script that is there.",
                name_of(path)
            ));
        }
        FaultKind::CarriageReturn(executed) => {
            let line = pass.sources.text(fault.span).to_owned();
            let message = format!(
                "the container does not start: '{line}' ends with a carriage return, and no interpreter is called like that"
            );
            let finding = pass.report(fault.span, message);
            finding.because(*executed, "the script is executed here");
            finding.help("Save the script with line ends of Unix, and keep them with `*.sh text eol=lf` in `.gitattributes`.");
        }
        FaultKind::Resplit(broken) => {
            let written = pass.sources.text(fault.span).to_owned();
            let message = match broken {
                Some(word) => {
                    format!("'{written}' without quotes tears the argument '{}' apart", word.text.trim())
                }
                None => format!(
                    "'{written}' without quotes: arguments that hold blanks or wildcards arrive as other words"
                ),
            };
            let finding = pass.report(fault.span, message);
            match broken {
                Some(word) => finding.because(word.span, "the argument is set here"),
                None => finding.severity(Severity::Note).because(start.span, "the script is started here"),
            };
            finding.help("Write `exec \"$@\"`.");
        }
        FaultKind::Joined(line) => {
            let message = format!("'\"$*\"' makes one word of all arguments: no program is called '{line}'");
            let finding = pass.report(fault.span, message);
            finding.because(start.span, "the arguments are set here");
            finding.help("Write `exec \"$@\"`.");
        }
    }
}
