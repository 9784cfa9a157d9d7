//! Credentials in the `secrets` and `configs` of compose files.

use super::hide;
use crate::fact::{Environment, Kind, Role};
use crate::judge::{is_guessable, is_placeholder, secrets_in_text};
use crate::rule::{Pass, Severity};

/// Secrets of compose that are read from a file of the codebase.
pub(super) fn committed_secrets(pass: &mut Pass) {
    let app = pass.app;
    for fact in app.facts(Kind::Literal).filter(|fact| fact.api == "file:compose-secret") {
        let Some(content) = &fact.value else { continue };
        // Keys and other texts of several lines are found in the file itself.
        let is_real =
            !content.text.is_empty() && !content.text.contains('\n') && !is_placeholder(&content.text);
        if !is_real || matches!(fact.place.role, Role::Vendored | Role::Generated) {
            continue;
        }
        let path = pass.sources.text(content.span).trim_matches(['"', '\'']);
        let message =
            format!("the secret '{}' is read from '{path}', which is in the codebase", fact.subject_text());
        let severity = match fact.place.environment {
            _ if fact.place.role != Role::Production => Severity::Note,
            Environment::Development | Environment::Test => Severity::Note,
            Environment::Any => Severity::Warning,
            _ if is_guessable(&content.text) => Severity::Warning,
            _ => Severity::Error,
        };
        pass.report(content.span, message).severity(severity).help(
            "Remove the file from the repository, ignore it, and replace the credential; `environment: NAME` takes a secret from a variable.",
        );
    }
}

/// Credentials in the text that a compose file writes into containers.
pub(super) fn secrets_in_contents(pass: &mut Pass) {
    let app = pass.app;
    let contents = app.facts(Kind::Literal).filter(|fact| fact.api == "file:compose-content");
    for fact in contents.filter(|fact| matches!(fact.place.role, Role::Production | Role::Development)) {
        let Some(content) = &fact.value else { continue };
        for secret in secrets_in_text(&content.text) {
            let name = hide::name(fact.subject_text(), content, &secret);
            let message = format!("the content of {name} holds {}", secret.what.phrase());
            let finding = hide::report(pass, content, &secret, message);
            finding.help("Write `${NAME}` in its place: compose fills it in from a variable that is not in the repository.");
            if secret.guessable || fact.place.environment == Environment::Development {
                finding.severity(Severity::Warning);
            }
        }
    }
}
