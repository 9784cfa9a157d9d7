//! Backing services that code uses and nothing around it names.

use std::collections::BTreeSet;

use crate::app::App;
use crate::artefact::backing::family;
use crate::fact::{Fact, Kind, Role};
use crate::judge::connection_string;
use crate::rule::Pass;

/// Clients of a kind of service that no file says how to attach, in an app whose other services are named.
pub fn backing_service_undeclared(pass: &mut Pass) {
    let app = pass.app;
    let declared: BTreeSet<&str> = app.facts(Kind::Backing).map(|fact| family(fact.subject_text())).collect();
    if declared.is_empty() {
        return;
    }
    let mut reported = BTreeSet::new();
    // Whoever hands over an address that is not written here knows the service.
    let is_fixed = |fact: &&Fact| fact.value.as_ref().is_none_or(|address| address.literal);
    for fact in app.production(Kind::Connect).filter(is_fixed) {
        let Some(service) = SERVICES.iter().find(|service| service.clients.contains(&fact.subject_text()))
        else {
            continue;
        };
        let is_declared = service.clients.iter().any(|client| declared.contains(family(client)));
        if is_declared || service.is_named(app) || !reported.insert(service.title) {
            continue;
        }
        let finding = pass.report(
            fact.span,
            format!(
                "the app is a client of {}, which nothing here runs or tells it how to reach",
                service.title
            ),
        );
        if let Some(other) = app.facts(Kind::Backing).find(|other| other.place.role == Role::Production) {
            finding.because(other.span, format!("'{}' is named here", other.subject_text()));
        }
        finding.help(format!(
            "Read its address from a variable, and name that in '.env.example'; run {} beside the app in development.",
            service.title
        ));
    }
}

/// A kind of service, and the words by which variables are about it.
struct Service {
    title: &'static str,
    /// Its clients, in the words of [`Kind::Connect`].
    clients: &'static [&'static str],
    /// Words of variables.
    words: &'static [&'static str],
}

const SERVICES: &[Service] = &[
    Service {
        title: "a database",
        clients: &["postgres", "mysql", "mariadb", "sqlserver", "mssql", "oracle", "db2", "cockroachdb"],
        words: &["DB", "DATABASE", "SQL", "JDBC", "DATASOURCE", "PG", "POSTGRES", "DSN", "ORACLE"],
    },
    Service { title: "MongoDB", clients: &["mongodb"], words: &["MONGO", "DB", "DATABASE"] },
    Service {
        title: "Redis",
        clients: &["redis", "valkey"],
        words: &["REDIS", "VALKEY", "CACHE", "KV", "BROKER"],
    },
    Service { title: "Memcached", clients: &["memcached"], words: &["MEMCACHE", "CACHE"] },
    Service {
        title: "RabbitMQ",
        clients: &["amqp", "rabbitmq"],
        words: &["AMQP", "RABBIT", "BROKER", "QUEUE", "MQ"],
    },
    Service { title: "Kafka", clients: &["kafka"], words: &["KAFKA", "BROKER", "BOOTSTRAP"] },
    Service { title: "NATS", clients: &["nats"], words: &["NATS"] },
    Service {
        title: "Elasticsearch",
        clients: &["elasticsearch", "opensearch"],
        words: &["ELASTIC", "OPENSEARCH", "SEARCH", "ES"],
    },
];

impl Service {
    /// Whether a variable that the app reads, is given or documents is about the service.
    fn is_named(&self, app: &App) -> bool {
        let kinds = [Kind::EnvRead, Kind::EnvProvide, Kind::EnvDocument];
        kinds.into_iter().flat_map(|kind| app.facts(kind)).any(|fact| self.is_about(fact))
    }

    fn is_about(&self, variable: &Fact) -> bool {
        let name = variable.subject_text().to_ascii_uppercase();
        // Short words stand by themselves, longer ones within others: `PGHOST`, `ELASTICSEARCH_URL`, `MYSQL_HOST`.
        let says = |part: &str, word: &str| part == word || word.len() > 2 && part.contains(word);
        let parts = || name.split(|c: char| !c.is_ascii_alphanumeric());
        let url = connection_string(variable.value_text());
        self.words
            .iter()
            .any(|word| parts().any(|part| says(part, word) || part.starts_with("PG") && *word == "PG"))
            || url.is_some_and(|url| self.clients.contains(&url.service))
    }
}
