//! Lists of `key=value`: ADO.NET and ODBC strings, Azure's connection strings, StackExchange.Redis, libpq keywords.

use super::{Connection, place, service};

pub(super) fn parse(value: &str) -> Option<Connection<'_>> {
    azure(value).or_else(|| ado(value)).or_else(|| redis(value)).or_else(|| libpq(value))
}

/// `key=value` pairs, keys in lower case without blanks and underscores.
fn split(text: &str, separator: impl Fn(char) -> bool) -> Vec<(String, &str)> {
    text.split(separator)
        .filter_map(|pair| {
            let (key, text) = pair.split_once('=')?;
            let key = key.trim().to_ascii_lowercase().replace([' ', '_'], "");
            let is_key = !key.is_empty() && key.len() <= 30 && key.chars().all(|c| c.is_ascii_alphanumeric());
            is_key.then(|| (key, text.trim()))
        })
        .collect()
}

fn find<'a>(pairs: &[(String, &'a str)], names: &[&str]) -> Option<&'a str> {
    pairs.iter().find(|(key, text)| names.contains(&key.as_str()) && !text.is_empty()).map(|(_, text)| *text)
}

const HOST: [&str; 7] = ["server", "datasource", "host", "address", "addr", "networkaddress", "hostname"];
const DATABASE: [&str; 4] = ["database", "initialcatalog", "dbname", "db"];
const USER: [&str; 5] = ["userid", "uid", "user", "username", "userid"];
const PASSWORD: [&str; 2] = ["password", "pwd"];

/// `Server=…;Database=…;User Id=…;Password=…`.
fn ado(value: &str) -> Option<Connection<'_>> {
    if !value.contains(';') {
        return None;
    }
    let pairs = split(value, |c| c == ';');
    // A comment, and the path of a program's own socket, are no server.
    let host = find(&pairs, &HOST).filter(|_| !value.starts_with('#'))?;
    if find(&pairs, &["server"]).is_some_and(|server| server.starts_with('/')) {
        return None;
    }
    let known = [find(&pairs, &DATABASE), find(&pairs, &USER), find(&pairs, &PASSWORD)];
    if known.iter().flatten().count() == 0 {
        return None;
    }
    let service = find(&pairs, &["driver", "provider"])
        .and_then(service::of_driver)
        .unwrap_or_else(|| guess(&pairs, host));
    if service == "sqlite" {
        return Some(Connection {
            service,
            host: "",
            port: None,
            user: None,
            password: None,
            database: Some(host),
        });
    }
    Some(assemble(value, &pairs, service, host))
}

/// Tells the engine of an ADO.NET string by the keys and ports that its provider uses.
fn guess(pairs: &[(String, &str)], host: &str) -> &'static str {
    let has = |name: &str| pairs.iter().any(|(key, _)| key == name);
    let port = find(pairs, &["port"]).or_else(|| host.rsplit_once([',', ':']).map(|(_, port)| port));
    match port {
        Some("5432") => "postgres",
        Some("3306") => "mysql",
        Some("1433") => "mssql",
        _ if has("initialcatalog") || has("trustservercertificate") || has("integratedsecurity") => "mssql",
        _ if has("host") && has("username") => "postgres",
        _ if has("sslmode") && has("uid") => "mysql",
        _ if has("host") => "postgres",
        _ => "mssql",
    }
}

fn assemble<'a>(
    value: &'a str,
    pairs: &[(String, &'a str)],
    service: &'static str,
    host: &'a str,
) -> Connection<'a> {
    let host = host.strip_prefix("tcp:").unwrap_or(host);
    let (host, inline) = host.split_once([',', ':']).map_or((host, None), |(host, port)| (host, Some(port)));
    Connection {
        service,
        host: host.trim(),
        port: find(pairs, &["port"]).or(inline),
        user: find(pairs, &USER),
        password: find(pairs, &PASSWORD).map(|text| place(value, text)),
        database: find(pairs, &DATABASE),
    }
}

/// Pairs whose service is named elsewhere, as in PDO's `mysql:host=…;dbname=…`.
pub(super) fn with_service<'a>(
    value: &'a str,
    text: &'a str,
    service: &'static str,
) -> Option<Connection<'a>> {
    let pairs = split(text, |c| c == ';');
    let host = find(&pairs, &HOST)?;
    Some(assemble(value, &pairs, service, host))
}

/// Azure Storage, Service Bus, Event Hubs and Cosmos DB.
fn azure(value: &str) -> Option<Connection<'_>> {
    let pairs = split(value, |c| c == ';');
    let key = find(&pairs, &["accountkey", "sharedaccesskey"])?;
    let endpoint = find(&pairs, &["endpoint", "accountendpoint", "blobendpoint"]);
    let host = endpoint.and_then(|url| url.split_once("://")).map(|(_, rest)| rest.trim_end_matches('/'));
    let account = find(&pairs, &["accountname"]);
    let service = match endpoint {
        Some(url) if url.starts_with("sb:") => "amqp",
        Some(url) if url.contains(".documents.") => "cosmosdb",
        _ => "s3",
    };
    Some(Connection {
        service,
        host: host.or(account)?,
        port: None,
        user: account.or_else(|| find(&pairs, &["sharedaccesskeyname"])),
        password: Some(place(value, key)),
        database: None,
    })
}

/// StackExchange.Redis: `host:6379,password=…,ssl=True`.
fn redis(value: &str) -> Option<Connection<'_>> {
    let (first, _) = value.split_once(',')?;
    let (host, port) = first.trim().split_once(':')?;
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let pairs = split(value, |c| c == ',');
    let keys =
        ["password", "ssl", "abortconnect", "defaultdatabase", "connecttimeout", "synctimeout", "allowadmin"];
    if !is_port || host.is_empty() || find(&pairs, &keys).is_none() {
        return None;
    }
    Some(Connection {
        service: "redis",
        host,
        port: Some(port),
        user: find(&pairs, &["user"]),
        password: find(&pairs, &["password"]).map(|text| place(value, text)),
        database: find(&pairs, &["defaultdatabase"]),
    })
}

/// libpq keywords: `host=… dbname=… user=… password=…`.
fn libpq(value: &str) -> Option<Connection<'_>> {
    let has_keywords = value.contains("dbname=") || (value.contains("host=") && value.contains("user="));
    if !has_keywords {
        return None;
    }
    let pairs = split(value, char::is_whitespace);
    let unquoted = |names: &[&str]| find(&pairs, names).map(|text| text.trim_matches('\''));
    let host = unquoted(&["host", "hostaddr"]);
    let database = unquoted(&["dbname"]);
    if pairs.len() < 2 || (host.is_none() && database.is_none()) {
        return None;
    }
    Some(Connection {
        service: "postgres",
        host: host.unwrap_or(""),
        port: unquoted(&["port"]),
        user: unquoted(&["user"]),
        password: unquoted(&["password"]).filter(|text| !text.is_empty()).map(|text| place(value, text)),
        database,
    })
}
