//! Which images are backing services: engines by repository name, versions by tag.

use crate::source::name_of;

/// The engine that an image of that repository runs: `postgres` for `bitnami/postgresql`, `docker.io/library/postgres` …
///
/// Images are known by the last part of the repository, so that mirrors and own builds count; exporters, consoles and
/// operators have other names.
pub fn engine(repository: &str) -> Option<&'static str> {
    let repository = repository.to_ascii_lowercase();
    let name = name_of(&repository);
    Some(match name {
        "postgres" | "postgresql" | "postgresql-repmgr" | "postgis" | "timescaledb" | "timescaledb-ha"
        | "pgvector" | "pgvecto-rs" | "spilo" | "supabase-postgres" | "alloydbomni" => "postgres",
        "mysql" | "mysql-server" | "percona" | "percona-server" | "percona-xtradb-cluster" => "mysql",
        "mariadb" | "mariadb-galera" => "mariadb",
        "mongo"
        | "mongodb"
        | "mongodb-community-server"
        | "mongodb-enterprise-server"
        | "mongodb-atlas-local"
        | "percona-server-mongodb" => "mongodb",
        "redis" | "redis-cluster" | "redis-stack" | "redis-stack-server" => "redis",
        "valkey" | "valkey-cluster" => "valkey",
        "keydb" => "keydb",
        "dragonfly" => "dragonfly",
        "memcached" => "memcached",
        "rabbitmq" => "rabbitmq",
        "activemq" | "activemq-artemis" | "activemq-classic" => "activemq",
        "kafka" | "cp-kafka" | "cp-server" | "kafka-native" => "kafka",
        "redpanda" => "redpanda",
        "pulsar" | "pulsar-all" => "pulsar",
        "nats" | "nats-streaming" => "nats",
        "nsq" | "nsqd" => "nsq",
        "beanstalkd" => "beanstalkd",
        "zookeeper" | "cp-zookeeper" => "zookeeper",
        "etcd" => "etcd",
        "elasticsearch" | "elasticsearch-oss" => "elasticsearch",
        "opensearch" => "opensearch",
        "solr" => "solr",
        "meilisearch" => "meilisearch",
        "typesense" => "typesense",
        "cassandra" => "cassandra",
        "scylla" => "scylla",
        "cockroach" | "cockroachdb" => "cockroachdb",
        "couchdb" => "couchdb",
        "couchbase" => "couchbase",
        "neo4j" => "neo4j",
        "arangodb" => "arangodb",
        "clickhouse" | "clickhouse-server" => "clickhouse",
        "influxdb" => "influxdb",
        "qdrant" => "qdrant",
        "weaviate" => "weaviate",
        "milvus" => "milvus",
        "minio" => "minio",
        "azure-sql-edge" | "mssql-server-linux" => "mssql",
        "server" if repository.ends_with("mssql/server") => "mssql",
        "oracle-xe" | "oracle-free" => "oracle",
        "db2" | "db2_community" => "db2",
        "mailhog" | "mailpit" | "mailcatcher" => "smtp",
        _ => return None,
    })
}

/// The engine whose protocol an engine speaks: those of one family differ, but not by everything.
pub fn family(engine: &str) -> &str {
    match engine {
        "mariadb" => "mysql",
        "valkey" | "keydb" | "dragonfly" => "redis",
        "redpanda" => "kafka",
        "opensearch" => "elasticsearch",
        "cockroachdb" => "postgres",
        "activemq" => "rabbitmq",
        other => other,
    }
}

/// The engine's version as far as a tag tells it: `16` of `16-alpine`, `15` of `2.14-pg15`, nothing of `latest`.
pub fn version(repository: &str, tag: &str) -> Option<String> {
    let extension =
        matches!(name_of(repository), "timescaledb" | "timescaledb-ha" | "pgvector" | "pgvecto-rs");
    if extension {
        return tag.split(['-', '_']).find_map(|part| number(part.strip_prefix("pg")?));
    }
    number(tag.strip_prefix(['v', 'V']).unwrap_or(tag))
}

/// The digits and dots at the start of a text.
fn number(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number = text[..end].trim_end_matches('.');
    number.starts_with(|c: char| c.is_ascii_digit()).then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engines_are_known_by_the_last_part() {
        assert_eq!(engine("docker.io/bitnami/postgresql"), Some("postgres"));
        assert_eq!(engine("mcr.microsoft.com/mssql/server"), Some("mssql"));
        assert_eq!(engine("registry:5000/Redis"), Some("redis"));
        assert_eq!(engine("oliver006/redis_exporter"), None);
        assert_eq!(engine("acme/server"), None);
    }

    #[test]
    fn versions_are_the_engines_own() {
        assert_eq!(version("postgres", "16.2-alpine").as_deref(), Some("16.2"));
        assert_eq!(version("timescale/timescaledb", "2.14.2-pg15").as_deref(), Some("15"));
        assert_eq!(version("pgvector/pgvector", "pg16").as_deref(), Some("16"));
        assert_eq!(version("minio/minio", "latest"), None);
        assert_eq!(version("kafka", "v3.7.0").as_deref(), Some("3.7.0"));
    }
}
