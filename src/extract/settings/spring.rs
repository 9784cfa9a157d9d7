//! What Spring Boot's own properties say (names as in the reference's appendix "Common Application Properties").

use crate::fact::Kind;

/// A fact that a property states: its kind and subject.
pub(super) fn meaning(property: &str) -> Option<(Kind, &'static str)> {
    let key = canonical(property);
    let connects = [
        ("spring.datasource.url", "jdbc"),
        ("spring.datasource.jdbcurl", "jdbc"),
        ("spring.datasource.hikari.jdbcurl", "jdbc"),
        ("spring.flyway.url", "jdbc"),
        ("spring.liquibase.url", "jdbc"),
        ("spring.r2dbc.url", "jdbc"),
        ("spring.data.mongodb.uri", "mongodb"),
        ("spring.data.mongodb.host", "mongodb"),
        ("spring.data.redis.url", "redis"),
        ("spring.data.redis.host", "redis"),
        ("spring.redis.url", "redis"),
        ("spring.redis.host", "redis"),
        ("spring.rabbitmq.host", "amqp"),
        ("spring.rabbitmq.addresses", "amqp"),
        ("spring.kafka.bootstrapservers", "kafka"),
        ("spring.cloud.stream.kafka.binder.brokers", "kafka"),
        ("spring.mail.host", "smtp"),
        ("spring.elasticsearch.uris", "elasticsearch"),
        ("spring.data.elasticsearch.clusternodes", "elasticsearch"),
        ("spring.ldap.urls", "ldap"),
        ("spring.cassandra.contactpoints", "cassandra"),
        ("spring.data.cassandra.contactpoints", "cassandra"),
        ("spring.neo4j.uri", "neo4j"),
        ("spring.data.neo4j.uri", "neo4j"),
        ("spring.activemq.brokerurl", "stomp"),
        ("spring.artemis.brokerurl", "stomp"),
        ("eureka.client.serviceurl.defaultzone", "http"),
        ("spring.cloud.config.uri", "http"),
        ("spring.zipkin.baseurl", "http"),
        ("quarkus.datasource.jdbc.url", "jdbc"),
        ("quarkus.mongodb.connectionstring", "mongodb"),
        ("quarkus.redis.hosts", "redis"),
        ("kafka.bootstrap.servers", "kafka"),
    ];
    if let Some((_, service)) = connects.iter().find(|(name, _)| *name == key) {
        return Some((Kind::Connect, service));
    }
    Some(match key.as_str() {
        "server.port" | "quarkus.http.port" | "micronaut.server.port" => (Kind::Listen, ""),
        "spring.jpa.hibernate.ddlauto"
        | "spring.jpa.properties.hibernate.hbm2ddl.auto"
        | "hibernate.hbm2ddl.auto"
        | "quarkus.hibernateorm.database.generation" => (Kind::SchemaSync, "hibernate"),
        "logging.file.name" | "logging.file.path" | "logging.file" | "logging.path" => {
            (Kind::LogSink, "file")
        }
        "debug" | "spring.devtools.restart.enabled" => (Kind::Debug, ""),
        _ => return None,
    })
}

/// Spring's relaxed binding: case, dashes and underscores do not count.
fn canonical(property: &str) -> String {
    property.chars().filter(|c| !matches!(c, '-' | '_')).map(|c| c.to_ascii_lowercase()).collect()
}

/// Properties that name the profile a document is for.
pub(super) const PROFILE: [&str; 2] = ["spring.config.activate.on-profile", "spring.profiles"];

/// Whether a file is one of Spring's, Quarkus' or Micronaut's own configuration files.
pub(super) fn is_application(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let stem = lower.split('.').next().unwrap_or("");
    let known = ["application", "bootstrap"];
    known
        .iter()
        .any(|word| stem == *word || stem.strip_prefix(word).is_some_and(|rest| rest.starts_with('-')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_bind_relaxedly() {
        assert_eq!(meaning("spring.datasource.jdbc-url"), Some((Kind::Connect, "jdbc")));
        assert_eq!(meaning("spring.jpa.hibernate.ddl_auto"), Some((Kind::SchemaSync, "hibernate")));
        assert_eq!(meaning("spring.application.name"), None);
        assert!(is_application("application-prod.yml") && is_application("bootstrap.properties"));
        assert!(!is_application("applications.yml"));
    }
}
