//! Databases that live inside the process.

use crate::fact::Kind;
use crate::rule::{Pass, Severity};

/// Engines that keep their data in files beside the process.
const EMBEDDED: [&str; 14] = [
    "sqlite", "h2", "derby", "hsqldb", "leveldb", "rocksdb", "lowdb", "tinydb", "nedb", "sled", "redb",
    "shelve", "dbm", "badger",
];

/// The production store is a file or an in-process engine.
pub fn embedded_database(pass: &mut Pass) {
    let app = pass.app;
    if !app.is_deployed() && !app.serves() {
        return;
    }
    let serves = app.serves() || !app.starts.is_empty();
    for fact in app.production(Kind::Connect).filter(|fact| serves && EMBEDDED.contains(&fact.subject_text()))
    {
        let place = fact.value_text();
        let in_memory = place.contains(":memory:")
            || place.contains("mode=memory")
            || place.contains(":mem:")
            || place == "sqlite://";
        let computed = fact.value.as_ref().is_some_and(|value| !value.literal);
        if in_memory || (computed && !place.contains(":-")) {
            continue;
        }
        let engine = fact.subject_text();
        let finding = pass.report(
            fact.span,
            format!("the app keeps its data in '{engine}', a database inside the process"),
        );
        finding.help("Attach a database server by a URL from the environment.");
        if computed {
            finding.severity(Severity::Note);
        }
    }
}
