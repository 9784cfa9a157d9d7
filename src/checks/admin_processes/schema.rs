//! Object mappers that shape the schema when the app starts.

use crate::fact::Kind;
use crate::rule::{Pass, Severity};

/// Modes in which a mapper only compares, or does nothing.
const HARMLESS: [&str; 5] = ["", "none", "validate", "false", "off"];

/// Schema synchronisation that is switched on where it is written.
pub fn schema_auto_sync(pass: &mut Pass) {
    let app = pass.app;
    for fact in app.production(Kind::SchemaSync) {
        let Some(value) = fact.value.as_ref().filter(|value| value.literal) else { continue };
        let (mapper, mode) = (fact.subject_text(), value.text.as_str());
        if HARMLESS.contains(&mode) {
            continue;
        }
        let at = if fact.span.contains(value.span) { value.span } else { fact.span };
        let finding = if mode == "create" {
            pass.report(at, format!("{mapper} creates missing tables at every start"))
        } else {
            pass.report(at, format!("{mapper} changes the schema at every start ('{mode}')"))
        };
        finding.help("Switch it off and run migrations once for each release.");
        if mode == "create" {
            finding.severity(Severity::Warning);
        }
    }
}
