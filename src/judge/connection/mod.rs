//! Connection strings of backing services: URLs, JDBC, ADO.NET and ODBC, libpq, driver DSNs.

mod pairs;
mod service;
mod url;

use std::ops::Range;

use super::placeholder::is_placeholder;

/// A connection string taken apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Connection<'a> {
    /// The kind of service, in the words of [`crate::fact::Kind::Connect`].
    pub service: &'static str,
    /// The host, the first of several; the bucket of an object store; empty for a file, a socket or memory.
    pub host: &'a str,
    /// The port as written.
    pub port: Option<&'a str>,
    /// The user as written.
    pub user: Option<&'a str>,
    /// Where the password stands, if it is not empty.
    pub password: Option<Range<usize>>,
    /// The database, virtual host or file.
    pub database: Option<&'a str>,
}

impl Connection<'_> {
    /// Whether the engine runs inside the program and keeps its data in a file or in memory.
    pub fn is_embedded(&self) -> bool {
        matches!(self.service, "sqlite" | "h2" | "hsqldb" | "derby" | "duckdb")
    }

    /// The range of a real password within `value`, the text that was taken apart: not one that is filled in elsewhere.
    pub fn real_password(&self, value: &str) -> Option<Range<usize>> {
        self.password
            .clone()
            .filter(|range| value.get(range.clone()).is_some_and(|text| !is_placeholder(text)))
            .filter(|range| !self.is_form(&value[range.clone()]))
    }

    /// Whether user and password are the words that show where they stand: `user:pass@`.
    fn is_form(&self, password: &str) -> bool {
        let pairs =
            [("user", "pass"), ("username", "pass"), ("username", "password"), ("anonymous", "anonymous")];
        self.user.is_some_and(|user| pairs.contains(&(user, password)))
    }
}

/// Takes a connection string apart; `None` for anything else. Parts that are computed at run time may stand as `{}`.
///
/// An HTTP URL is one only if its port or host names a service (9200, `elasticsearch`), or it holds a password.
pub fn connection_string(value: &str) -> Option<Connection<'_>> {
    if value.len() > 4096 || value.len() < 6 {
        return None;
    }
    url::parse(value).or_else(|| pairs::parse(value))
}

/// Every connection URL within a longer text, such as a command line, with its place.
pub fn find_connections(text: &str) -> Vec<(Range<usize>, Connection<'_>)> {
    let mut found: Vec<(Range<usize>, Connection<'_>)> = Vec::new();
    for (at, _) in text.match_indices("://") {
        if found.last().is_some_and(|(range, _)| range.end > at) {
            continue;
        }
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | ':');
        let start =
            at - text[..at].chars().rev().take_while(|c| is_scheme(*c)).map(char::len_utf8).sum::<usize>();
        let rest = &text[start..];
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ')' | '|'))
            .unwrap_or(rest.len());
        let piece = rest[..end].trim_end_matches([',', ';', '.']);
        if let Some(connection) = connection_string(piece) {
            found.push((start..start + piece.len(), connection));
        }
    }
    found
}

/// The place of `part`, a slice of `whole`, within it.
fn place(whole: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr() as usize - whole.as_ptr() as usize;
    start..start + part.len()
}

#[cfg(test)]
mod tests;
