//! The glob patterns of `${v#p}`, `${v%p}` and `${v/p/r}`: `*`, `?` and backslash escapes.

use regex::{Captures, NoExpand, Regex};

/// Patterns longer than this are not evaluated.
const LONGEST: usize = 256;

/// `value` without its shortest (or longest) start or end that matches. `None` if the pattern cannot be read.
pub(super) fn trim(value: &str, pattern: &str, start: bool, longest: bool) -> Option<String> {
    let glob = glob(pattern, longest)?;
    if start {
        let found = Regex::new(&format!("(?s)^(?:{glob})")).ok()?.find(value).map_or(0, |found| found.end());
        return Some(value[found..].to_owned());
    }
    let before = if longest { ".*?" } else { ".*" };
    let regex = Regex::new(&format!("(?s)^({before})(?:{glob})$")).ok()?;
    let kept = regex
        .captures(value)
        .and_then(|found: Captures<'_>| found.get(1))
        .map_or(value.len(), |kept| kept.end());
    Some(value[..kept].to_owned())
}

/// `value` with the first match (or all matches) replaced. `None` if the pattern cannot be read.
pub(super) fn replace(value: &str, pattern: &str, by: &str, all: bool) -> Option<String> {
    let regex = Regex::new(&format!("(?s){}", glob(pattern, true)?)).ok()?;
    Some(regex.replacen(value, usize::from(!all), NoExpand(by)).into_owned())
}

fn glob(pattern: &str, longest: bool) -> Option<String> {
    if pattern.len() > LONGEST {
        return None;
    }
    let mut regex = String::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        let literal = match character {
            '*' => {
                regex.push_str(if longest { ".*" } else { ".*?" });
                continue;
            }
            '?' => {
                regex.push('.');
                continue;
            }
            '\\' => characters.next().filter(|escaped| matches!(escaped, '}' | '/' | '*' | '?' | '\\'))?,
            literal => literal,
        };
        regex.push_str(&regex::escape(literal.encode_utf8(&mut [0; 4])));
    }
    Some(regex)
}
