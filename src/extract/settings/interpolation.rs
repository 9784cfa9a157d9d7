//! Parts of a setting that come from the environment: `${NAME}`, `${NAME:default}`. The code in the tags of ERB
//! is read by itself.

/// A variable that a setting reads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Read {
    /// Its name.
    pub(super) name: String,
    /// What is used when it is unset.
    pub(super) default: Option<String>,
}

/// A setting's text, with `{}` in the place of what comes from elsewhere.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Interpolated {
    /// The text.
    pub(super) text: String,
    /// Whether nothing comes from elsewhere.
    pub(super) literal: bool,
    /// The environment variables among what comes from elsewhere.
    pub(super) reads: Vec<Read>,
}

/// How a kind of configuration writes what comes from elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Syntax {
    /// `${name:default}`: Spring, Log4j, Eclipse `MicroProfile`.
    Spring,
    /// `${NAME:-default}` and anything else that common loaders know.
    Common,
}

/// Reads a setting.
pub(super) fn read(text: &str, syntax: Syntax) -> Interpolated {
    let mut found = Interpolated { literal: true, ..Interpolated::default() };
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(length) = placeholder(rest, syntax, &mut found.reads) {
            found.text.push_str("{}");
            found.literal = false;
            rest = &rest[length..];
        } else {
            found.text.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    found
}

/// The length of the placeholder at the start of `rest`; the variable it reads is added to `reads`.
fn placeholder(rest: &str, syntax: Syntax, reads: &mut Vec<Read>) -> Option<usize> {
    if let Some(length) = bare(rest, syntax, reads) {
        return Some(length);
    }
    let pairs =
        [("${", "}"), ("<%", "%>"), ("{{", "}}"), ("#{", "}"), ("$(", ")"), ("%env(", ")%"), ("%(", ")s")];
    let (open, close) = *pairs.iter().find(|(open, _)| rest.starts_with(open))?;
    let end = if open == "${" { closing_brace(rest)? } else { rest.find(close)? };
    let inner = rest.get(open.len()..end)?;
    reads.extend(match open {
        "${" => variable(inner, syntax),
        "%env(" => inner.rsplit(':').next().and_then(named),
        _ => None,
    });
    Some(end + close.len())
}

/// The length of `$NAME:default` or `$?NAME` as the whole setting, as Ktor's YAML has it.
/// <https://ktor.io/docs/server-configuration-file.html#environment-variables>
fn bare(rest: &str, syntax: Syntax, reads: &mut Vec<Read>) -> Option<usize> {
    let inner = rest.strip_prefix('$').filter(|_| syntax == Syntax::Spring)?;
    let inner = inner.strip_prefix('?').unwrap_or(inner);
    let (name, default) = inner.split_once(':').map_or((inner, None), |(name, text)| (name, Some(text)));
    let read = named(name)?;
    reads.push(Read { default: default.map(str::to_owned), ..read });
    Some(rest.len())
}

/// The place of the brace that closes the first one.
pub(super) fn closing_brace(rest: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            b'\n' => return None,
            _ => {}
        }
    }
    None
}

fn variable(inner: &str, syntax: Syntax) -> Option<Read> {
    let inner = inner
        .strip_prefix("env:")
        .or_else(|| inner.strip_prefix("ENV:"))
        .or_else(|| inner.strip_prefix("env."))
        .unwrap_or(inner);
    let end = inner.find([':', '-', '?', '=', ',', '+']).unwrap_or(inner.len());
    let (name, tail) = inner.split_at(end);
    let default = match syntax {
        Syntax::Spring => tail.strip_prefix(':').map(|text| text.strip_prefix('-').unwrap_or(text)),
        Syntax::Common => [":-", "-", ":=", "=", ":"]
            .iter()
            .find_map(|sign| tail.strip_prefix(sign))
            .filter(|_| !tail.starts_with(":?")),
    };
    // A property whose name has hyphens: `${MAX-AGE-IN-DAYS:10}`.
    let is_name =
        |rest: &str| rest.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_'));
    if tail.strip_prefix('-').and_then(|rest| rest.split_once(':')).is_some_and(|(rest, _)| is_name(rest)) {
        return None;
    }
    let read = named(name)?;
    Some(Read { default: default.map(str::to_owned), ..read })
}

/// Environment variables are written in capitals; other names mean other properties.
fn named(name: &str) -> Option<Read> {
    let name = name.trim();
    let is_variable = name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        && name.len() > 1;
    is_variable.then(|| Read { name: name.to_owned(), default: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str, syntax: Syntax) -> (String, Vec<(String, Option<String>)>) {
        let found = read(text, syntax);
        (found.text, found.reads.into_iter().map(|read| (read.name, read.default)).collect())
    }

    #[test]
    fn variables_are_taken_out_of_settings() {
        type Case<'a> = (&'a str, &'a str, &'a [(&'a str, Option<&'a str>)]);
        let cases: [Case; 9] = [
            ("plain", "plain", &[]),
            ("${DB_HOST:db}", "{}", &[("DB_HOST", Some("db"))]),
            (
                "jdbc:postgresql://${DB_HOST:db}:${DB_PORT}/x",
                "jdbc:postgresql://{}:{}/x",
                &[("DB_HOST", Some("db")), ("DB_PORT", None)],
            ),
            ("${URL:-http://${H}/}", "{}", &[("URL", Some("http://${H}/"))]),
            ("${app.name}", "{}", &[]),
            ("<%= ENV.fetch(\"DB\") { \"x\" } %>", "{}", &[]),
            ("%env(string:DATABASE_URL)%", "{}", &[("DATABASE_URL", None)]),
            ("{{ x }}é", "{}é", &[]),
            ("a ${b", "a ${b", &[]),
        ];
        for (text, wanted, reads) in cases {
            let reads: Vec<_> = reads
                .iter()
                .map(|(name, default)| ((*name).to_owned(), default.map(str::to_owned)))
                .collect();
            assert_eq!(show(text, Syntax::Common), (wanted.to_owned(), reads), "{text}");
        }
        assert_eq!(show("$PORT:8080", Syntax::Spring).1, [("PORT".to_owned(), Some("8080".to_owned()))]);
        assert_eq!(show("$PORT:8080", Syntax::Common).1, []);
        assert_eq!(show("${PORT:8080}", Syntax::Spring).1, [("PORT".to_owned(), Some("8080".to_owned()))]);
    }
}
