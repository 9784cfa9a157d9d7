//! Databases that live inside the process.

use crate::app::App;
use crate::fact::{Fact, Kind};
use crate::judge::connection_string;
use crate::rule::{Pass, Severity};
use crate::source::Arg;

/// Whether an engine keeps its data in files beside the process, or in its memory.
pub fn is_embedded(engine: &str) -> bool {
    #[rustfmt::skip]
    let engines = [
        "sqlite", "h2", "derby", "hsqldb", "leveldb", "rocksdb", "lowdb", "tinydb", "nedb", "sled", "redb",
        "shelve", "dbm", "badger", "lmdb", "lokijs", "node-json-db", "node-persist", "zodb", "montydb",
        "pickledb", "chromadb",
    ];
    engines.contains(&engine)
}

/// The production store is a file or an in-process engine.
pub fn embedded_database(pass: &mut Pass) {
    let app = pass.app;
    if !app.serves() && app.starts.is_empty() {
        return;
    }
    let chosen = attaches_server(app);
    for fact in app.production(Kind::Connect).filter(|fact| is_embedded(fact.subject_text())) {
        let severity = match known(fact.value.as_ref()) {
            Known::Memory | Known::Nothing => continue,
            Known::Fallback => Severity::Note,
            // A file at a place of its own beside the attached database: an index or a cache.
            Known::File if chosen && is_aside(fact) => continue,
            Known::File if chosen && fact.subject_text() == "sqlite" => Severity::Note,
            Known::File => Severity::Warning,
        };
        report(pass, fact, fact.subject_text(), severity);
    }
    let connected: Vec<_> =
        app.facts(Kind::Connect).filter_map(|fact| Some(fact.value.as_ref()?.span)).collect();
    for fact in app.production(Kind::EnvRead) {
        let Some(value) = fact.value.as_ref() else { continue };
        let engine = connection_string(&value.text).map(|connection| connection.service);
        let is_file = matches!(known(Some(value)), Known::File | Known::Fallback);
        let seen = || connected.iter().any(|span| span.contains(value.span) || value.span.contains(*span));
        if let Some(engine) = engine.filter(|engine| is_embedded(engine) && is_file && !seen()) {
            report(pass, fact, engine, Severity::Note);
        }
    }
}

fn report(pass: &mut Pass, fact: &Fact, engine: &str, severity: Severity) {
    let message = format!("the app keeps its data in '{engine}', a database inside the process");
    pass.report(fact.span, message)
        .help("Attach a database server by a URL from the environment.")
        .severity(severity);
}

/// Whether the place of a database is the memory of the process.
pub fn is_in_memory(place: &str) -> bool {
    [":memory:", "mode=memory", ":mem:"].iter().any(|memory| place.contains(memory))
}

/// What is known of the place of a database.
enum Known {
    /// It is in memory and meant to be lost.
    Memory,
    /// A file, at least in part.
    File,
    /// A file where the environment names no other place.
    Fallback,
    /// Whoever calls the code, or the environment alone, decides.
    Nothing,
}

fn known(place: Option<&Arg>) -> Known {
    let Some(place) = place else { return Known::File };
    let text = place.text.as_str();
    if is_in_memory(text) || text == "sqlite://" {
        Known::Memory
    } else if matches!(text, "sqlite" | "sqlite3") {
        // The engine that a setting names until a deploy names another.
        Known::Fallback
    } else if place.literal {
        Known::File
    } else if text.contains(":-") {
        Known::Fallback
    } else if text.starts_with("${") || !text.contains(|c: char| c.is_ascii_alphanumeric()) {
        Known::Nothing
    } else {
        Known::File
    }
}

/// Whether code opens a database file by itself, at a place that it computes, rather than as one of the databases it can use.
fn is_aside(fact: &Fact) -> bool {
    let computed = fact.value.as_ref().is_some_and(|place| !place.literal && !place.text.contains("sqlite"));
    fact.subject_text() == "sqlite" && computed
}

/// Whether the app can also be given a database server, so that the file is a choice of the one who deploys it.
fn attaches_server(app: &App) -> bool {
    let servers = ["postgres", "mysql", "mariadb", "sqlserver", "oracle", "cockroachdb"];
    #[rustfmt::skip]
    let drivers = [
        "psycopg", "psycopg2", "psycopg2-binary", "asyncpg", "mysqlclient", "PyMySQL", "pymysql", "pg", "pg-promise",
        "postgres", "mysql", "mysql2", "mariadb", "mssql", "tedious",
    ];
    app.production(Kind::Connect).any(|fact| servers.contains(&fact.subject_text()))
        || app.production(Kind::Dependency).any(|fact| drivers.contains(&fact.subject_text()))
}
