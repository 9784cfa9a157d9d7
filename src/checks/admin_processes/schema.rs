//! Object mappers that shape the schema when the app starts.

use crate::fact::Kind;
use crate::judge::words;
use crate::rule::{Pass, Severity};
use crate::source::name_of;

/// Modes in which a mapper only compares, or does nothing.
const HARMLESS: [&str; 5] = ["", "none", "validate", "false", "off"];

/// Schema synchronisation that is switched on where it is written.
pub fn schema_auto_sync(pass: &mut Pass) {
    let app = pass.app;
    for fact in app.production(Kind::SchemaSync) {
        let Some(value) = fact.value.as_ref().filter(|value| value.literal) else { continue };
        let (mapper, mode) = (fact.subject_text(), value.text.as_str());
        let creates = matches!(mode, "create" | "create-tables" | "create-or-extend-tables");
        let path = pass.sources.path(fact.span.file);
        if HARMLESS.contains(&mode) || (creates && is_setup(path)) || restores(path) {
            continue;
        }
        let at = if fact.span.contains(value.span) { value.span } else { fact.span };
        let finding = if creates {
            pass.report(at, format!("{mapper} creates missing tables at every start"))
        } else {
            pass.report(at, format!("{mapper} changes the schema at every start ('{mode}')"))
        };
        finding.help("Switch it off and run migrations once for each release.");
        if creates {
            finding.severity(Severity::Warning);
        }
    }
}

/// Whether a file brings saved data back into an empty database.
fn restores(path: &str) -> bool {
    let stem = name_of(path).split('.').next().unwrap_or("");
    words(stem)
        .iter()
        .any(|word| matches!(word.as_str(), "backup" | "restore" | "dump" | "import" | "export"))
}

/// Whether a file is a script that people run once to set the database up: `create_tables.py`, `init-db.js`.
fn is_setup(path: &str) -> bool {
    let stem = name_of(path).split('.').next().unwrap_or("");
    let verbs = ["create", "init", "setup", "reset", "populate", "bootstrap", "seed"];
    let said = words(stem);
    said.len() > 1 && said.iter().any(|word| verbs.contains(&word.as_str()))
}
