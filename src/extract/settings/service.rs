//! Which service a section of settings configures.

/// The service that a driver, adapter or dialect stands for.
pub(super) fn of_driver(word: &str) -> Option<&'static str> {
    let lower = word.to_ascii_lowercase();
    let known = [
        ("postgres", "postgres"),
        ("postgis", "postgres"),
        ("psycopg", "postgres"),
        ("pgsql", "postgres"),
        ("mysql", "mysql"),
        ("trilogy", "mysql"),
        ("mariadb", "mariadb"),
        ("sqlite", "sqlite"),
        ("mongo", "mongodb"),
        ("sqlserver", "mssql"),
        ("mssql", "mssql"),
        ("oracle", "oracle"),
        ("redis", "redis"),
        ("memcache", "memcached"),
        ("rabbitmq", "amqp"),
        ("amqp", "amqp"),
        ("kafka", "kafka"),
        ("elasticsearch", "elasticsearch"),
        ("opensearch", "elasticsearch"),
        ("smtp", "smtp"),
        ("h2", "h2"),
    ];
    if lower == "pg" {
        return Some("postgres");
    }
    known.iter().find(|(name, _)| lower.contains(name)).map(|(_, service)| *service)
}

/// The service that the name of a section stands for: whole words only.
pub(super) fn of_section(segment: &str) -> Option<&'static str> {
    crate::judge::words(segment).iter().find_map(|word| {
        Some(match word.as_str() {
            "postgres" | "postgresql" | "pg" => "postgres",
            "mysql" => "mysql",
            "mariadb" => "mariadb",
            "mongo" | "mongodb" => "mongodb",
            "redis" | "valkey" => "redis",
            "memcached" | "memcache" => "memcached",
            "rabbitmq" | "amqp" | "rabbit" => "amqp",
            "kafka" => "kafka",
            "nats" => "nats",
            "elasticsearch" | "opensearch" => "elasticsearch",
            "smtp" | "mail" | "mailer" | "email" => "smtp",
            "ldap" => "ldap",
            "mssql" | "sqlserver" => "mssql",
            "cassandra" => "cassandra",
            "neo4j" => "neo4j",
            "s3" | "minio" => "s3",
            _ => return None,
        })
    })
}

/// Keys that name the driver of a section.
pub(super) const DRIVER_KEYS: [&str; 8] =
    ["adapter", "dialect", "client", "driver", "engine", "connector", "type", "ENGINE"];

/// Keys of a section that say where its service is.
pub(super) const HOST_KEYS: [&str; 6] = ["host", "hostname", "server", "HOST", "hosts", "address"];

/// Keys of a section that say which file an embedded engine uses.
pub(super) const FILE_KEYS: [&str; 6] = ["database", "storage", "filename", "path", "file", "NAME"];
