//! `semver` and `semverCompare`, with constraints as the Masterminds library reads them.

use std::cmp::Ordering;

use super::Family;
use super::arguments::{Outcome, take, text};
use crate::extract::helm::engine::Engine;
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family = &[("semver", semver), ("semverCompare", semver_compare)];

/// A version; what is not written of it is 0.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Version {
    numbers: [u64; 3],
    prerelease: String,
    metadata: String,
}

impl Version {
    fn parse(text: &str) -> Option<Self> {
        let (core, metadata) = text.split_once('+').unwrap_or((text, ""));
        let core = core.strip_prefix('v').unwrap_or(core);
        let (numbers, prerelease) = core.split_once('-').unwrap_or((core, ""));
        let marked = core.contains('-') && prerelease.is_empty() || text.contains('+') && metadata.is_empty();
        let mut version =
            Self { numbers: [0; 3], prerelease: prerelease.to_owned(), metadata: metadata.to_owned() };
        let parts: Vec<&str> = numbers.split('.').collect();
        if parts.len() > 3 || marked || !(is_identifiers(prerelease) && is_identifiers(metadata)) {
            return None;
        }
        for (number, part) in version.numbers.iter_mut().zip(parts) {
            *number = part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())??;
        }
        Some(version)
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.numbers.cmp(&other.numbers).then_with(|| {
            match (self.prerelease.is_empty(), other.prerelease.is_empty()) {
                (true, true) => Ordering::Equal,
                (true, false) => Ordering::Greater,
                (false, true) => Ordering::Less,
                (false, false) => compare_prereleases(&self.prerelease, &other.prerelease),
            }
        })
    }
}

fn is_identifiers(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.is_empty() || text.split('.').all(part)
}

fn compare_prereleases(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.split('.'), right.split('.'));
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(left), Some(right)) => match (left.parse::<u64>(), right.parse::<u64>()) {
                (Ok(left), Ok(right)) => left.cmp(&right),
                (Ok(_), Err(_)) => Ordering::Less,
                (Err(_), Ok(_)) => Ordering::Greater,
                (Err(_), Err(_)) => left.cmp(right),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// One comparison, and how many numbers of its version are written: the others stand for any.
struct Constraint {
    operator: String,
    version: Version,
    written: usize,
}

impl Constraint {
    fn parse(operator: &str, text: &str) -> Option<Self> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let (core, metadata) = text.split_once('+').map_or((text, ""), |(core, rest)| (core, rest));
        let (numbers, prerelease) = core.split_once('-').unwrap_or((core, ""));
        let parts: Vec<&str> = numbers.split('.').collect();
        let is_any = |part: &&str| matches!(*part, "x" | "X" | "*");
        let written = parts.iter().position(is_any).unwrap_or(parts.len());
        let known = parts.len() <= 3 && parts.iter().skip(written).all(is_any);
        let mut version =
            Version::parse(&if written == 0 { "0".to_owned() } else { parts[..written].join(".") })?;
        prerelease.clone_into(&mut version.prerelease);
        let valid = known
            && is_identifiers(prerelease)
            && is_identifiers(metadata)
            && !(core.contains('-') && prerelease.is_empty());
        let operator = match operator {
            "=>" => ">=",
            "=<" => "<=",
            "~>" => "~",
            "=" => "",
            other => other,
        };
        valid.then(|| Self { operator: operator.to_owned(), version, written })
    }

    fn allows(&self, version: &Version) -> bool {
        let order = version.compare(&self.version);
        let ([major, minor, patch], [own_major, own_minor, own_patch]) =
            (version.numbers, self.version.numbers);
        let partial = self.written < 3;
        // Who wants pre-releases must name one.
        if !version.prerelease.is_empty()
            && self.version.prerelease.is_empty()
            && (self.operator != "!=" || partial)
        {
            return false;
        }
        match self.operator.as_str() {
            "!=" if partial => version.numbers[..self.written] != self.version.numbers[..self.written],
            "!=" => order.is_ne(),
            ">" if partial && self.written > 0 => {
                version.numbers[..self.written] > self.version.numbers[..self.written]
            }
            ">" => order.is_gt(),
            "<" => order.is_lt(),
            ">=" => order.is_ge(),
            "<=" if partial => version.numbers[..self.written] <= self.version.numbers[..self.written],
            "<=" => order.is_le(),
            "" if !partial => order.is_eq(),
            "" | "~" => order.is_ge() && (self.written == 0 || self.allows_tilde(version)),
            _ => {
                order.is_ge()
                    && match (own_major, own_minor) {
                        _ if self.written == 0 => true,
                        (1.., _) => major == own_major,
                        _ if self.written == 1 => major == own_major,
                        (0, 1..) => major == 0 && minor == own_minor,
                        _ if self.written == 2 => major == 0 && minor == own_minor,
                        _ => major == 0 && minor == 0 && patch == own_patch,
                    }
            }
        }
    }

    fn allows_tilde(&self, version: &Version) -> bool {
        let ([major, minor, _], [own_major, own_minor, _]) = (version.numbers, self.version.numbers);
        let all_zero = self.written == 3 && self.version.numbers == [0; 3];
        all_zero || major == own_major && (minor == own_minor || self.written == 1)
    }
}

/// The alternatives of a constraint, each a list of comparisons that must all hold.
fn constraints(text: &str) -> Option<Vec<Vec<Constraint>>> {
    text.split("||").map(alternative).collect()
}

fn alternative(text: &str) -> Option<Vec<Constraint>> {
    let spaced = text.replace(',', " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut result = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if words.get(at + 1) == Some(&"-") {
            result.push(Constraint::parse(">=", words[at])?);
            result.push(Constraint::parse("<=", words.get(at + 2)?)?);
            at += 3;
            continue;
        }
        let word = words[at];
        let length = word.bytes().take_while(|byte| b"=!<>~^".contains(byte)).count();
        let (operator, mut version) = word.split_at(length);
        if !matches!(operator, "" | "=" | "!=" | ">" | "<" | ">=" | "=>" | "<=" | "=<" | "~" | "~>" | "^") {
            return None;
        }
        if version.is_empty() {
            at += 1;
            version = words.get(at)?;
        }
        result.push(Constraint::parse(operator, version)?);
        at += 1;
    }
    (!result.is_empty()).then_some(result)
}

fn semver(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    let value = text(value)?;
    let version = Version::parse(value.as_str()).ok_or("invalid semantic version")?;
    let number = |at: usize| Value::int(i64::try_from(version.numbers[at]).unwrap_or(i64::MAX));
    let word = |text: &str| Value::Text(value.derive(text));
    Ok(Value::map([
        ("Major".to_owned(), number(0)),
        ("Minor".to_owned(), number(1)),
        ("Patch".to_owned(), number(2)),
        ("Prerelease".to_owned(), word(&version.prerelease)),
        ("Metadata".to_owned(), word(&version.metadata)),
        ("Original".to_owned(), Value::Text(value.clone())),
    ]))
}

fn semver_compare(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [constraint, version] = take(arguments)?;
    let (constraint, version) = (text(constraint)?, text(version)?);
    let alternatives = constraints(constraint.as_str())
        .ok_or_else(|| format!("improper constraint: {constraint}").trim_end().to_owned())?;
    let version = Version::parse(version.as_str()).ok_or("invalid semantic version")?;
    Ok(Value::bool(alternatives.iter().any(|all| all.iter().all(|constraint| constraint.allows(&version)))))
}
