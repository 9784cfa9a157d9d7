//! Addresses as programs write them: URLs, DSNs and `host:port`, taken apart as far as they are known.

/// The parts of an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Address<'a> {
    /// The scheme in the case it is written, without `://`.
    pub scheme: Option<&'a str>,
    /// The user before `@`.
    pub user: Option<&'a str>,
    /// The password before `@`.
    pub password: Option<&'a str>,
    /// The host, without the brackets of IPv6.
    pub host: Option<&'a str>,
    /// The port.
    pub port: Option<&'a str>,
}

impl<'a> Address<'a> {
    /// Takes an address apart. A text without `://` is read as `host:port`; what does not fit has no parts.
    pub fn parse(text: &'a str) -> Self {
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(scheme), rest),
            None => (None, text),
        };
        // A placeholder may hold any character: `${HOST:-db}` is one name.
        let authority_end = end_outside_braces(rest, &['/', '?', '#']);
        let (user, password, place) = credentials(&rest[..authority_end]);
        let (host, port) = host_and_port(place);
        if scheme.is_none() && host.contains([' ', '\\', '=']) {
            return Self::default();
        }
        let filled = |part: &'a str| (!part.is_empty()).then_some(part);
        Self { scheme, user, password, host: filled(host), port: port.and_then(filled) }
    }
}

fn credentials(authority: &str) -> (Option<&str>, Option<&str>, &str) {
    let Some(at) = authority.rfind('@') else { return (None, None, authority) };
    let (info, place) = (&authority[..at], &authority[at + 1..]);
    let colon = end_outside_braces(info, &[':']);
    let password = info.get(colon + 1..).filter(|password| !password.is_empty());
    (Some(&info[..colon]).filter(|user| !user.is_empty()), password, place)
}

fn host_and_port(place: &str) -> (&str, Option<&str>) {
    if let Some(rest) = place.strip_prefix('[') {
        let (host, after) = rest.split_once(']').unwrap_or((rest, ""));
        return (host, after.strip_prefix(':'));
    }
    // Several hosts of one cluster: the first stands for them all.
    let first = &place[..end_outside_braces(place, &[','])];
    let colon = end_outside_braces(first, &[':']);
    if first[colon..].matches(':').count() > 1 && !first.contains('{') {
        return (first, None);
    }
    (&first[..colon], first.get(colon + 1..))
}

/// Offset of the first of `ends` outside of `{…}`, or the length.
fn end_outside_braces(text: &str, ends: &[char]) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            c if depth == 0 && ends.contains(&c) => return at,
            _ => {}
        }
    }
    text.len()
}

/// The kind of backing service that speaks the scheme of a URL, by the word of [`crate::fact::Kind::Connect`].
pub fn service_of_scheme(scheme: &str) -> Option<&'static str> {
    let lower = scheme.to_ascii_lowercase();
    let lower = lower.strip_prefix("jdbc:").unwrap_or(&lower);
    let base = lower.split(['+', ':']).next().unwrap_or("");
    Some(match base {
        "postgres" | "postgresql" | "postgis" | "psql" | "pgsql" | "timescaledb" | "timescalegis" => {
            "postgres"
        }
        "cockroachdb" | "cockroach" => "cockroachdb",
        "mysql" | "mysql2" | "mysqlx" | "mysqlgis" => "mysql",
        "mariadb" => "mariadb",
        "mongodb" => "mongodb",
        "redis" | "rediss" | "redis-sentinel" | "redis-cluster" | "rediscache" => "redis",
        "valkey" | "valkeys" => "valkey",
        "memcached" | "memcache" | "memcachecache" | "pymemcache" | "pymemcachecache" => "memcached",
        "amqp" | "amqps" | "pyamqp" | "rabbitmq" => "amqp",
        "kafka" => "kafka",
        "nats" | "tls+nats" => "nats",
        "stomp" => "stomp",
        "mqtt" | "mqtts" => "mqtt",
        "smtp" | "smtps" | "submission" => "smtp",
        "ldap" | "ldaps" => "ldap",
        "s3" => "s3",
        "gs" => "gcs",
        "sqlite" | "sqlite3" | "spatialite" => "sqlite",
        "h2" => "h2",
        "derby" => "derby",
        "hsqldb" => "hsqldb",
        "duckdb" => "duckdb",
        "mssql" | "sqlserver" => "sqlserver",
        "oracle" => "oracle",
        "db2" | "ibm_db_sa" => "db2",
        "clickhouse" | "clickhousedb" => "clickhouse",
        "cassandra" => "cassandra",
        "neo4j" | "neo4js" | "bolt" | "bolts" => "neo4j",
        "elasticsearch" | "es" => "elasticsearch",
        "couchdb" => "couchdb",
        "couchbase" | "couchbases" => "couchbase",
        "influxdb" => "influxdb",
        "etcd" => "etcd",
        "zookeeper" | "zk" => "zookeeper",
        "consul" => "consul",
        "vault" => "vault",
        "ftp" | "ftps" | "sftp" => "ftp",
        "http" | "https" => "http",
        "ws" | "wss" => "websocket",
        "grpc" | "grpcs" => "grpc",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_come_apart_around_placeholders() {
        let address = Address::parse("postgresql+asyncpg://app:${PW:-a:b}@${DB_HOST:-db}:5432/shop");
        assert_eq!(address.scheme, Some("postgresql+asyncpg"));
        assert_eq!((address.user, address.password), (Some("app"), Some("${PW:-a:b}")));
        assert_eq!((address.host, address.port), (Some("${DB_HOST:-db}"), Some("5432")));
        assert_eq!(service_of_scheme("postgresql+asyncpg"), Some("postgres"));
    }

    #[test]
    fn listeners_write_host_and_port() {
        assert_eq!(Address::parse("0.0.0.0:8080").port, Some("8080"));
        assert_eq!(Address::parse(":8080").host, None);
        assert_eq!(Address::parse("[::]:50051").host, Some("::"));
        assert_eq!(Address::parse("::1").host, Some("::1"));
        assert_eq!(Address::parse("host=db user=app"), Address::default());
    }
}
