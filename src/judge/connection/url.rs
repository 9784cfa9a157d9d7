//! URLs: RFC 3986 as drivers bend it, JDBC and R2DBC prefixes, and Go's `user:password@tcp(host)/database`.

use super::{Connection, pairs, place, service};

pub(super) fn parse(value: &str) -> Option<Connection<'_>> {
    let text = value.trim();
    if text.contains(char::is_whitespace) {
        return None;
    }
    let bare = ["jdbc:", "r2dbc:"].iter().find_map(|prefix| strip_word(text, prefix)).unwrap_or(text);
    if let Some(rest) = strip_word(bare, "oracle:thin:") {
        return oracle(value, rest);
    }
    let Some((scheme, rest)) = bare.split_once("://") else {
        return file(bare, bare.len() < text.len()).or_else(|| go_dsn(value, text));
    };
    let (scheme, rest) = match scheme.split_once(':') {
        // R2DBC and pools put the driver before the scheme: `r2dbc:pool:postgresql://…`.
        Some((_, inner)) if bare.len() < text.len() => (inner.rsplit(':').next().unwrap_or(inner), rest),
        Some(_) => return None,
        None => (scheme, rest),
    };
    let mut parts = scheme.split('+').filter(|part| !part.is_empty());
    if matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") {
        return http(value, rest);
    }
    let service = parts.find_map(service::of_scheme)?;
    if matches!(service, "sqlite" | "duckdb" | "h2" | "hsqldb" | "derby") {
        return embedded(service, rest);
    }
    hierarchical(value, service, rest)
}

fn strip_word<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// What follows `scheme://`: `user:password@host:port,host:port/database?parameters`.
fn hierarchical<'a>(value: &'a str, service: &'static str, rest: &'a str) -> Option<Connection<'a>> {
    let (userinfo, after) = split_userinfo(rest, true);
    let end = after.find(['/', '?', '#', ';']).unwrap_or(after.len());
    let (authority, tail) = after.split_at(end);
    let first = authority.split(',').next().unwrap_or("");
    let (host, port) = split_port(first);
    let (user, password) = split_credentials(userinfo);
    let path = tail.strip_prefix('/').unwrap_or("");
    let path = &path[..path.find(['?', '#', ';']).unwrap_or(path.len())];
    let parameters = tail.find(['?', ';']).map_or("", |at| &tail[at + 1..]);
    let parameter = |names: &[&str]| {
        parameters.split(['&', ';']).find_map(|pair| {
            let (name, text) = pair.split_once('=')?;
            (names.contains(&name.to_ascii_lowercase().as_str()) && !text.is_empty()).then_some(text)
        })
    };
    let host = if host.is_empty() { parameter(&["host"]).unwrap_or("") } else { host };
    let database = if path.is_empty() { parameter(&["databasename", "database"]) } else { Some(path) };
    if (host.is_empty() && database.is_none()) || !is_host(host) {
        return None;
    }
    let password = password.or_else(|| parameter(&["password", "pwd", "pass"]));
    Some(Connection {
        service,
        host,
        port,
        user: user.or_else(|| parameter(&["user", "username", "uid"])),
        password: password.map(|text| place(value, text)),
        database,
    })
}

/// Splits at the `@` before the host. A lenient reader accepts `/` and `#` in a password, as people write them.
fn split_userinfo(rest: &str, lenient: bool) -> (Option<&str>, &str) {
    let strict = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let at = strict.rfind('@').or_else(|| {
        let before_query = &rest[..rest.find('?').unwrap_or(rest.len())];
        lenient.then(|| before_query.rfind('@')).flatten().filter(|at| before_query[..*at].contains(':'))
    });
    at.map_or((None, rest), |at| (Some(&rest[..at]), &rest[at + 1..]))
}

fn split_credentials(userinfo: Option<&str>) -> (Option<&str>, Option<&str>) {
    let Some(userinfo) = userinfo else { return (None, None) };
    let (user, password) =
        userinfo.split_once(':').map_or((userinfo, None), |(user, text)| (user, Some(text)));
    (Some(user).filter(|user| !user.is_empty()), password.filter(|text| !text.is_empty()))
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    if let Some(inner) = authority.strip_prefix('[') {
        let (host, after) = inner.split_once(']').unwrap_or((inner, ""));
        return (host, after.strip_prefix(':').filter(|port| !port.is_empty()));
    }
    match authority.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') => (host, Some(port).filter(|port| !port.is_empty())),
        _ => (authority, None),
    }
}

/// Whether a text can be a host: a name, an address, or one with computed parts.
fn is_host(host: &str) -> bool {
    host.len() <= 253
        && host.chars().all(|c| {
            c.is_alphanumeric()
                || matches!(
                    c,
                    '.' | '-' | '_' | ':' | '%' | '{' | '}' | '\\' | '<' | '>' | '$' | '*' | '(' | ')'
                )
        })
}

fn http<'a>(value: &'a str, rest: &'a str) -> Option<Connection<'a>> {
    let (userinfo, _) = split_userinfo(rest, false);
    let has_password = split_credentials(userinfo).1.is_some();
    let found = hierarchical(value, "http", rest)?;
    let service = service::of_http(found.host, found.port).or(has_password.then_some("http"))?;
    let password = found.password.filter(|_| has_password);
    Some(Connection { service, password, ..found })
}

/// `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite://file`.
fn embedded<'a>(service: &'static str, rest: &'a str) -> Option<Connection<'a>> {
    let path = &rest[..rest.find('?').unwrap_or(rest.len())];
    let path = path.strip_prefix('/').unwrap_or(path);
    let database = Some(path).filter(|path| !path.is_empty())?;
    Some(Connection { service, host: "", port: None, user: None, password: None, database: Some(database) })
}

/// `sqlite:file.db`, `jdbc:h2:mem:test`, `jdbc:hsqldb:file:x`.
fn file(text: &str, is_jdbc: bool) -> Option<Connection<'_>> {
    let (scheme, path) = text.split_once(':')?;
    let service = service::of_scheme(scheme)?;
    let embedded = matches!(service, "sqlite" | "duckdb" | "h2" | "hsqldb" | "derby");
    if !embedded || path.is_empty() || (!is_jdbc && service != "sqlite" && service != "duckdb") {
        return None;
    }
    Some(Connection { service, host: "", port: None, user: None, password: None, database: Some(path) })
}

/// `jdbc:oracle:thin:user/password@//host:1521/service`.
fn oracle<'a>(value: &'a str, rest: &'a str) -> Option<Connection<'a>> {
    let (credentials, address) = rest.split_once('@')?;
    let (user, password) = credentials.split_once('/').map_or((credentials, None), |(u, p)| (u, Some(p)));
    let address = address.strip_prefix("//").unwrap_or(address);
    if address.starts_with('(') {
        return None;
    }
    let mut parts = address.split([':', '/']);
    let host = parts.next().filter(|host| !host.is_empty() && is_host(host))?;
    Some(Connection {
        service: "oracle",
        host,
        port: parts.next(),
        user: Some(user).filter(|user| !user.is_empty()),
        password: password.filter(|text| !text.is_empty()).map(|text| place(value, text)),
        database: parts.next(),
    })
}

/// Go's `MySQL` driver: `user:password@tcp(host:3306)/database?…`; PDO: `mysql:host=…;dbname=…`.
fn go_dsn<'a>(value: &'a str, text: &'a str) -> Option<Connection<'a>> {
    if let Some((scheme, rest)) = text.split_once(':')
        && let Some(service) = service::of_scheme(scheme)
        && rest.contains('=')
    {
        return pairs::with_service(value, rest, service);
    }
    let at = text.find("@tcp(")?;
    let (userinfo, rest) = (&text[..at], &text[at + 5..]);
    let (address, tail) = rest.split_once(')')?;
    let (host, port) = split_port(address);
    if !is_host(host) {
        return None;
    }
    let (user, password) = split_credentials(Some(userinfo));
    let path = tail.strip_prefix('/')?;
    let database = &path[..path.find('?').unwrap_or(path.len())];
    Some(Connection {
        service: "mysql",
        host,
        port,
        user,
        password: password.map(|text| place(value, text)),
        database: Some(database).filter(|database| !database.is_empty()),
    })
}
