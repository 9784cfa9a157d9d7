//! Which service a scheme, a driver, a port or a host name stands for.

/// The service of a URL scheme, its driver part (`+psycopg2`) already taken off.
pub(super) fn of_scheme(scheme: &str) -> Option<&'static str> {
    Some(match scheme.to_ascii_lowercase().as_str() {
        "postgres" | "postgresql" | "pgsql" | "postgis" | "timescale" | "pg" | "redshift" => "postgres",
        "cockroach" | "cockroachdb" | "crdb" => "cockroachdb",
        "mysql" | "mysql2" | "mysqlx" | "mysqlgis" | "mysqli" => "mysql",
        "mariadb" => "mariadb",
        "mongodb" | "mongo" => "mongodb",
        "redis" | "rediss" | "valkey" | "valkeys" | "sentinel" | "rediscache" | "hiredis" => "redis",
        "amqp" | "amqps" | "rabbitmq" | "pyamqp" | "librabbitmq" => "amqp",
        "kafka" | "confluentkafka" => "kafka",
        "nats" => "nats",
        "pulsar" => "pulsar",
        "mqtt" | "mqtts" => "mqtt",
        "stomp" | "activemq" => "stomp",
        "smtp" | "smtps" | "submission" | "submissions" => "smtp",
        "imap" | "imaps" => "imap",
        "ldap" | "ldaps" => "ldap",
        "ftp" | "ftps" | "sftp" => "ftp",
        "memcached" | "memcache" | "pymemcache" | "pymemcached" => "memcached",
        "mssql" | "sqlserver" | "tds" => "mssql",
        "oracle" => "oracle",
        "cassandra" | "scylla" | "cql" => "cassandra",
        "clickhouse" | "ch" | "clickhousedb" => "clickhouse",
        "elasticsearch" | "elasticsearch7" | "elasticsearch8" | "elastic" | "opensearch" => "elasticsearch",
        "couchdb" => "couchdb",
        "couchbase" | "couchbases" => "couchbase",
        "neo4j" | "neo4js" | "bolt" | "bolts" => "neo4j",
        "influxdb" => "influxdb",
        "snowflake" => "snowflake",
        "trino" | "presto" => "trino",
        "hive2" | "hive" => "hive",
        "db2" | "ibm_db_sa" => "db2",
        "firebird" => "firebird",
        "zookeeper" | "zk" => "zookeeper",
        "etcd" | "etcd3" => "etcd",
        "beanstalk" | "beanstalkd" => "beanstalkd",
        "sqs" => "sqs",
        "s3" | "s3a" | "s3n" | "gs" | "abfs" | "abfss" | "wasbs" => "s3",
        "sqlite" | "sqlite3" | "spatialite" | "file+sqlite" | "aiosqlite" => "sqlite",
        "h2" => "h2",
        "hsqldb" => "hsqldb",
        "derby" => "derby",
        "duckdb" => "duckdb",
        _ => return None,
    })
}

/// The service behind an HTTP URL, by its host's first label or its port.
pub(super) fn of_http(host: &str, port: Option<&str>) -> Option<&'static str> {
    let lower = host.to_ascii_lowercase();
    let label = lower.split('.').next().unwrap_or("");
    if lower.ends_with(".amazonaws.com") {
        return (label == "sqs").then_some("sqs");
    }
    let named = match label.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-') {
        "elasticsearch" | "elastic" | "opensearch" | "es-master" => Some("elasticsearch"),
        "minio" => Some("s3"),
        "influxdb" | "influx" => Some("influxdb"),
        "couchdb" => Some("couchdb"),
        "clickhouse" => Some("clickhouse"),
        "solr" => Some("solr"),
        "meilisearch" => Some("meilisearch"),
        "typesense" => Some("typesense"),
        "qdrant" => Some("qdrant"),
        "weaviate" => Some("weaviate"),
        _ => None,
    };
    named.or(match port? {
        "9200" | "9243" => Some("elasticsearch"),
        "8086" => Some("influxdb"),
        "5984" => Some("couchdb"),
        "8123" => Some("clickhouse"),
        "8983" => Some("solr"),
        "7700" => Some("meilisearch"),
        "8108" => Some("typesense"),
        "6333" => Some("qdrant"),
        "2379" => Some("etcd"),
        _ => None,
    })
}

/// The service that an ODBC driver's name stands for.
pub(super) fn of_driver(driver: &str) -> Option<&'static str> {
    let lower = driver.to_ascii_lowercase();
    let known = [
        ("postgres", "postgres"),
        ("psql", "postgres"),
        ("mysql", "mysql"),
        ("mariadb", "mariadb"),
        ("sql server", "mssql"),
        ("freetds", "mssql"),
        ("oracle", "oracle"),
        ("sqlite", "sqlite"),
        ("mongo", "mongodb"),
        ("snowflake", "snowflake"),
        ("db2", "db2"),
    ];
    known.iter().find(|(name, _)| lower.contains(name)).map(|(_, service)| *service)
}
