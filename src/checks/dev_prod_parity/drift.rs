//! Development and production with different engines for one purpose.

use std::collections::BTreeMap;

use crate::artefact::backing::family;
use crate::checks::backing_services::{is_embedded, is_in_memory};
use crate::fact::{Environment, Fact, Kind, Role};
use crate::rule::{Pass, Severity};

/// An engine that plays a role in some environment, and the first place that says so.
type Engines<'a> = BTreeMap<&'static str, &'a Fact>;

/// A purpose for which one engine is used in development and another in production.
pub fn backing_service_drift(pass: &mut Pass) {
    let app = pass.app;
    let kinds = [Kind::Backing, Kind::Connect, Kind::CacheStore];
    let facts: Vec<&Fact> = kinds.into_iter().flat_map(|kind| app.facts(kind)).collect();
    for purpose in Purpose::ALL {
        let engines = |stands: fn(&Fact) -> bool| {
            let mut found: Engines = BTreeMap::new();
            for fact in facts.iter().filter(|fact| stands(fact)) {
                if let Some(engine) = purpose.engine(fact) {
                    found.entry(engine).or_insert(fact);
                }
            }
            without_clients(&found)
        };
        // What names no environment holds where nothing else is said of one.
        let either = |named: fn(&Fact) -> bool, general: fn(&Fact) -> bool| {
            let found = engines(named);
            if found.is_empty() { engines(general) } else { found }
        };
        let production = either(
            |fact| is_named_production(fact) && !is_lost(fact),
            |fact| fact.place.is_production() && !is_lost(fact),
        );
        let development = either(is_development, is_general_code);
        // A file of general code is what is left where nothing attaches a server, as development does.
        let is_fallback = |(engine, fact): (&&str, &&Fact)| is_embedded(engine) && is_general_code(fact);
        if production.iter().all(is_fallback) {
            continue;
        }
        // A deployment beside those that are named for production runs the same engine: it is one of those to choose from.
        let deployed = engines(|fact| fact.kind == Kind::Backing && fact.place.is_production());
        if development.keys().any(|engine| deployed.contains_key(engine)) {
            continue;
        }
        let differs = compare(pass, purpose, &development, &production, None);
        // A cache in memory is what a test of its own wants.
        if !differs && purpose != Purpose::Cache {
            compare(pass, purpose, &engines(is_test), &production, Some(Severity::Note));
        }
    }
}

/// Drops clients of engines that are named themselves: a client of Redis may well talk to Valkey.
fn without_clients<'a>(found: &Engines<'a>) -> Engines<'a> {
    let named = |engine: &str| {
        found.iter().any(|(other, fact)| fact.kind == Kind::Backing && family(other) == family(engine))
    };
    let kept = found.iter().filter(|(engine, fact)| fact.kind == Kind::Backing || !named(engine));
    kept.map(|(engine, fact)| (*engine, *fact)).collect()
}

/// Whether a database is lost with its process: production has another one.
fn is_lost(fact: &Fact) -> bool {
    is_in_memory(fact.value_text())
}

fn is_named_production(fact: &Fact) -> bool {
    fact.place.is_production() && fact.place.environment != Environment::Any
}

/// Code that runs in every environment.
fn is_general_code(fact: &Fact) -> bool {
    fact.kind != Kind::Backing && fact.place.is_production() && fact.place.environment == Environment::Any
}

fn is_development(fact: &Fact) -> bool {
    let place = &fact.place;
    place.role == Role::Development
        || place.role == Role::Production && place.environment == Environment::Development
}

fn is_test(fact: &Fact) -> bool {
    let place = &fact.place;
    place.role == Role::Test || place.role == Role::Production && place.environment == Environment::Test
}

/// Reports where the two have no engine in common; says whether they differ.
fn compare(
    pass: &mut Pass,
    purpose: Purpose,
    here: &Engines,
    production: &Engines,
    severity: Option<Severity>,
) -> bool {
    let is_one = |(own, place): (&&str, &&Fact)| {
        production.iter().any(|(other, there)| {
            // A client names a protocol, and each engine of the family speaks it.
            let by_client = place.kind != Kind::Backing || there.kind != Kind::Backing;
            own == other || by_client && family(own) == family(other)
        })
    };
    if here.iter().any(is_one) {
        return false;
    }
    let (Some((own, place)), Some((other, there))) = (here.iter().next(), production.iter().next()) else {
        return false;
    };
    let environment = if severity.is_some() { "tests" } else { "development" };
    let message = format!("{} is '{own}' in {environment}, but '{other}' in production", purpose.name());
    let finding = pass.report(span(place), message);
    finding.because(span(there), format!("'{other}' in production"));
    finding.help(format!("Use '{other}' in every environment: a container of it starts in seconds."));
    if let Some(severity) = severity {
        finding.severity(severity);
    } else if purpose == Purpose::Cache && matches!(*own, "memory" | "file") {
        // Frameworks cache in the process where one developer works alone.
        finding.severity(Severity::Note);
    } else if family(own) == family(other) {
        finding.severity(Severity::Warning);
    }
    true
}

fn span(fact: &Fact) -> crate::source::Span {
    fact.value.as_ref().filter(|_| fact.kind != Kind::Backing).map_or(fact.span, |value| value.span)
}

/// What a backing service is used for, where engines could stand in for each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Database,
    Documents,
    Cache,
    Broker,
    Search,
}

impl Purpose {
    const ALL: [Self; 5] = [Self::Database, Self::Documents, Self::Cache, Self::Broker, Self::Search];

    fn name(self) -> &'static str {
        match self {
            Self::Database => "the database",
            Self::Documents => "the document store",
            Self::Cache => "the cache",
            Self::Broker => "the message broker",
            Self::Search => "the search engine",
        }
    }

    /// The engine that a fact names, if it serves this purpose.
    fn engine(self, fact: &Fact) -> Option<&'static str> {
        let name = fact.subject_text();
        let known: &[&'static str] = match (self, fact.kind) {
            (Self::Database, Kind::Backing | Kind::Connect) => &[
                "postgres",
                "mysql",
                "mariadb",
                "sqlite",
                "mssql",
                "sqlserver",
                "oracle",
                "db2",
                "h2",
                "cockroachdb",
            ],
            (Self::Documents, Kind::Backing | Kind::Connect) => {
                &["mongodb", "couchdb", "couchbase", "arangodb"]
            }
            (Self::Cache, Kind::Backing | Kind::Connect) => {
                &["redis", "valkey", "keydb", "dragonfly", "memcached"]
            }
            (Self::Cache, Kind::CacheStore) => {
                &["redis", "valkey", "keydb", "dragonfly", "memcached", "memory", "file", "database"]
            }
            (Self::Broker, Kind::Backing | Kind::Connect) => {
                &["rabbitmq", "amqp", "activemq", "kafka", "redpanda", "nats", "pulsar", "nsq", "beanstalkd"]
            }
            (Self::Search, Kind::Backing | Kind::Connect) => {
                &["elasticsearch", "opensearch", "solr", "meilisearch", "typesense"]
            }
            _ => &[],
        };
        known.iter().copied().find(|engine| *engine == name).map(spoken)
    }
}

/// The engine behind a protocol's name.
fn spoken(engine: &'static str) -> &'static str {
    match engine {
        "amqp" => "rabbitmq",
        "sqlserver" => "mssql",
        other => other,
    }
}
