//! What Spring Boot's own properties say (names as in the reference's appendix "Common Application Properties").

use crate::fact::{Environment, Kind};

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
        ("quarkus.datasource.reactive.url", "jdbc"),
        ("quarkus.mailer.host", "smtp"),
        ("quarkus.oidc.authserverurl", "http"),
        ("quarkus.elasticsearch.hosts", "elasticsearch"),
        ("quarkus.neo4j.uri", "neo4j"),
        ("quarkus.cassandra.contactpoints", "cassandra"),
        ("rabbitmqhost", "amqp"),
        ("datasources.default.url", "jdbc"),
        ("redis.uri", "redis"),
        ("mongodb.uri", "mongodb"),
        ("rabbitmq.uri", "amqp"),
        ("db.default.url", "jdbc"),
        ("slick.dbs.default.db.url", "jdbc"),
        ("jakarta.persistence.jdbc.url", "jdbc"),
        ("javax.persistence.jdbc.url", "jdbc"),
        ("hibernate.connection.url", "jdbc"),
        ("hibernate.hikari.jdbcurl", "jdbc"),
        ("quarkus.mongodb.connectionstring", "mongodb"),
        ("quarkus.redis.hosts", "redis"),
        ("kafka.bootstrap.servers", "kafka"),
    ];
    if let Some((_, service)) = connects.iter().find(|(name, _)| *name == key) {
        return Some((Kind::Connect, service));
    }
    Some(match key.as_str() {
        "server.port"
        | "quarkus.http.port"
        | "micronaut.server.port"
        | "ktor.deployment.port"
        | "play.server.http.port" => (Kind::Listen, ""),
        "spring.jpa.hibernate.ddlauto"
        | "spring.jpa.properties.hibernate.hbm2ddl.auto"
        | "hibernate.hbm2ddl.auto"
        | "jakarta.persistence.schemageneration.database.action"
        | "javax.persistence.schemageneration.database.action"
        | "quarkus.hibernateorm.database.generation"
        | "quarkus.hibernateorm.schemamanagement.strategy" => (Kind::SchemaSync, "hibernate"),
        "eclipselink.ddlgeneration" => (Kind::SchemaSync, "eclipselink"),
        "logging.file.name" | "logging.file.path" | "logging.file" | "logging.path" => {
            (Kind::LogSink, "file")
        }
        "play.http.secret.key" => (Kind::SigningKey, "play.http.secret.key"),
        "debug" | "ktor.development" | "spring.devtools.restart.enabled" => (Kind::Debug, ""),
        _ => return None,
    })
}

/// The plan of schedules whose jobs are kept where all instances see them.
pub const CLUSTERED: &str = "clustered";

/// A fact that a switch states by its value: its kind, subject and value.
pub(super) fn of_value(property: &str, value: &str) -> Option<(Kind, &'static str, &'static str)> {
    let value = value.to_ascii_lowercase();
    Some(match (canonical(property).as_str(), value.as_str()) {
        // Rotation is on unless it is switched off: https://quarkus.io/guides/logging
        (
            "quarkus.log.file.enable"
            | "quarkus.log.file.enabled"
            | "quarkus.http.accesslog.logtofile"
            | "server.tomcat.accesslog.enabled"
            | "server.jetty.accesslog.enabled"
            | "server.undertow.accesslog.enabled",
            "true",
        ) => (Kind::LogSink, "rotating-file", ""),
        ("quarkus.log.syslog.enable" | "quarkus.log.syslog.enabled", "true") => (Kind::LogSink, "syslog", ""),
        ("quarkus.liquibase.migrateatstart" | "quarkus.liquibasemongodb.migrateatstart", "true") => {
            (Kind::Migrate, "liquibase", "")
        }
        ("quarkus.flyway.migrateatstart", "true") => (Kind::Migrate, "flyway", ""),
        ("play.evolutions.autoapply" | "play.evolutions.db.default.autoapply", "true") => {
            (Kind::Migrate, "evolutions", "")
        }
        ("spring.cache.type", "simple") => (Kind::CacheStore, "memory", "simple"),
        ("spring.cache.type", "caffeine") => (Kind::CacheStore, "memory", "caffeine"),
        ("spring.cache.type", "redis") => (Kind::CacheStore, "redis", ""),
        ("spring.session.storetype", "redis") => (Kind::SessionStore, "redis", ""),
        ("spring.session.storetype", "jdbc" | "mongodb") => (Kind::SessionStore, "database", ""),
        ("server.servlet.session.persistent", "true") => (Kind::SessionStore, "file", ""),
        // A store that instances share lets one of them run each job.
        ("spring.quartz.jobstoretype", "jdbc") | ("org.quartz.jobstore.isclustered", "true") => {
            (Kind::Schedule, "quartz", CLUSTERED)
        }
        ("server.shutdown", "graceful") => (Kind::Server, "spring", "graceful"),
        ("server.shutdown", "immediate") => (Kind::Server, "spring", "abrupt"),
        _ => return None,
    })
}

/// Spring's relaxed binding: case, dashes and underscores do not count. Of Quarkus' properties of several datasources and
/// the like, the quoted name does not.
fn canonical(property: &str) -> String {
    let named =
        property.split('.').filter(|part| !(part.len() > 1 && part.starts_with('"') && part.ends_with('"')));
    let joined = named.collect::<Vec<_>>().join(".");
    joined.chars().filter(|c| !matches!(c, '-' | '_')).map(|c| c.to_ascii_lowercase()).collect()
}

/// The profiles that a property is for, and the property: `%prod.quarkus.http.port`, `%{dev,test}.quarkus.http.port`.
/// <https://quarkus.io/guides/config-reference#profiles>
pub(super) fn of_profiles(property: &str) -> Option<(&str, &str)> {
    let rest = property.strip_prefix('%')?;
    match rest.strip_prefix('{') {
        Some(rest) => rest.split_once("}."),
        None => rest.split_once('.'),
    }
}

/// Properties that name the profile a document is for.
pub(super) const PROFILE: [&str; 2] = ["spring.config.activate.on-profile", "spring.profiles"];

/// The environment that an expression over profiles (`prod`, `!local & !dev`, `dev, test`) is written for: any where it also
/// holds without a profile, none where it holds only under profiles that stand for no environment.
/// <https://docs.spring.io/spring-framework/reference/core/beans/environment.html#beans-definition-profiles-java>
pub(super) fn environment_of_profiles(expression: &str) -> Option<Environment> {
    let holds = |active: Option<Environment>, others: bool| {
        let is_active = |word: &str| match Environment::from_word(word) {
            Some(environment) => active.as_ref() == Some(&environment),
            None => others,
        };
        Profiles { rest: expression, is_active: &is_active }.alternatives(0)
    };
    let by_environment = holds(None, true);
    let holds_in = |environment: Environment| {
        holds(Some(environment.clone()), false) || !by_environment && holds(Some(environment), true)
    };
    let in_production = holds_in(Environment::Production);
    if holds(None, false) {
        return Some(if in_production { Environment::Any } else { Environment::Development });
    }
    let named = [Environment::Production, Environment::Staging, Environment::Development, Environment::Test];
    named.into_iter().find(|environment| holds_in(environment.clone()))
}

/// Nested parentheses of an expression are no more than this.
const MOST_PARENTHESES: usize = 32;

/// An expression over profiles that is still to be evaluated.
struct Profiles<'a> {
    rest: &'a str,
    is_active: &'a dyn Fn(&str) -> bool,
}

impl Profiles<'_> {
    fn alternatives(&mut self, depth: usize) -> bool {
        let mut holds = self.all(depth);
        while self.takes('|') || self.takes(',') {
            holds |= self.all(depth);
        }
        holds
    }

    fn all(&mut self, depth: usize) -> bool {
        let mut holds = self.one(depth);
        while self.takes('&') {
            holds &= self.one(depth);
        }
        holds
    }

    fn one(&mut self, depth: usize) -> bool {
        if self.takes('!') {
            return !self.one(depth);
        }
        if depth < MOST_PARENTHESES && self.takes('(') {
            let holds = self.alternatives(depth + 1);
            self.takes(')');
            return holds;
        }
        let end = self.rest.find(['|', ',', '&', '(', ')', '!']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        (self.is_active)(word.trim())
    }

    fn takes(&mut self, sign: char) -> bool {
        let rest = self.rest.trim_start().strip_prefix(sign);
        if let Some(rest) = rest {
            self.rest = rest;
        }
        rest.is_some()
    }
}

/// Whether a file is one of Spring's, Quarkus' or Micronaut's own configuration files.
pub(super) fn is_application(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let stem = lower.split('.').next().unwrap_or("");
    let known = ["application", "bootstrap", "microprofile-config", "quartz"];
    known
        .iter()
        .any(|word| stem == *word || stem.strip_prefix(word).is_some_and(|rest| rest.starts_with('-')))
}

/// Whether a file among an app's resources has settings of Spring's under whatever name, as those that a config server hands out.
pub(super) fn is_document(path: &str, text: &str) -> bool {
    let is_yaml = [".yml", ".yaml"].iter().any(|end| path.ends_with(end));
    is_yaml && path.contains("main/resources/") && text.lines().any(|line| line.trim_end() == "spring:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_over_profiles_are_for_an_environment() {
        for (expression, environment) in [
            ("prod", Some(Environment::Production)),
            ("!prod", Some(Environment::Development)),
            ("!local & !dev", Some(Environment::Any)),
            ("dev, test", Some(Environment::Development)),
            ("(staging | prod) & cloud", Some(Environment::Production)),
            ("file-logs", None),
            ("!file-logs", Some(Environment::Any)),
            ("!prod & cloud", None),
            ("((((", None),
        ] {
            assert_eq!(environment_of_profiles(expression), environment, "{expression}");
        }
        assert_eq!(environment_of_profiles(&"(".repeat(10_000)), None);
        environment_of_profiles(&"!".repeat(1_000));
    }

    #[test]
    fn properties_bind_relaxedly() {
        assert_eq!(meaning("spring.datasource.jdbc-url"), Some((Kind::Connect, "jdbc")));
        assert_eq!(meaning("spring.jpa.hibernate.ddl_auto"), Some((Kind::SchemaSync, "hibernate")));
        assert_eq!(meaning("spring.application.name"), None);
        assert!(is_application("application-prod.yml") && is_application("bootstrap.properties"));
        assert!(!is_application("applications.yml"));
    }
}
