//! Versions and ranges of releases, as far as is needed to tell whether two declarations can agree.

/// How a declaration writes the releases it means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Notation {
    /// One release or release line: an image tag (`3.12-slim`), a version file (`v20.11.1`).
    Release,
    /// The oldest release that will do: `go 1.22`, `rust-version = "1.74"`.
    Minimum,
    /// npm's ranges (node-semver): `>=18 <21 || ^22`, `18.x`.
    Npm,
    /// Python's specifiers (PEP 440): `>=3.10,<3.13`, `~=3.11`.
    Pep440,
    /// Poetry's constraints: those of PEP 440, and `^3.11`, `~3.11`, `3.11.*`.
    Poetry,
    /// Cargo's requirements: a bare version means `^`.
    Cargo,
    /// Bundler's requirements: `~> 3.2`.
    Ruby,
    /// Composer's constraints: `^8.1 || ~8.0.2`.
    Composer,
}

/// Major, minor, patch and one more part.
type Point = [u64; 4];

const FIRST: Point = [0; 4];
const END: Point = [u64::MAX; 4];

/// A set of releases.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Range {
    /// Half-open spans.
    spans: Vec<(Point, Point)>,
    /// Whether it names one release or one release line rather than bounds.
    is_release: bool,
}

impl Range {
    /// Reads `text`; `None` where it is no range or means releases that only a registry knows (`latest`, `lts/*`, `stable`).
    pub fn parse(notation: Notation, text: &str) -> Option<Self> {
        let text = text.trim();
        match notation {
            Notation::Release => release(text),
            Notation::Minimum => {
                let version = Version::read(strip_name(text))?.0;
                Some(Self { spans: vec![(version.floor(), END)], is_release: false })
            }
            _ => union(notation, text),
        }
    }

    /// Whether some release lies in both.
    pub fn overlaps(&self, other: &Self) -> bool {
        !intersection(&self.spans, &other.spans).is_empty()
    }

    /// Whether it names one release or one release line rather than bounds.
    pub fn is_release(&self) -> bool {
        self.is_release
    }

    /// Whether it names more than one release line, as `3` does for Python, where the first two parts tell a line.
    pub fn is_several_lines(&self, parts: usize) -> bool {
        let (true, [(from, to)]) = (self.is_release, self.spans.as_slice()) else { return false };
        Version { parts: from[..parts.min(4)].to_vec() }.after() < *to
    }

    /// The release line of a named release, told apart by its first `parts` parts; bounds stay as they are.
    #[must_use]
    pub fn line(&self, parts: usize) -> Self {
        let (true, [(from, to)]) = (self.is_release, self.spans.as_slice()) else { return self.clone() };
        let line = Version { parts: from[..parts.min(4)].to_vec() }.line();
        Self { spans: vec![(line.0.min(*from), line.1.max(*to))], is_release: true }
    }
}

/// Whether two declarations can mean the same release; `None` where one of them is not understood.
///
/// Two named releases agree when they are of one line, which their first `parts` parts tell; a named release agrees with
/// bounds only when it lies within them.
pub fn overlaps(a: (Notation, &str), b: (Notation, &str), parts: usize) -> Option<bool> {
    let (a, b) = (Range::parse(a.0, a.1)?, Range::parse(b.0, b.1)?);
    Some(if a.is_release && b.is_release { a.line(parts).overlaps(&b.line(parts)) } else { a.overlaps(&b) })
}

/// A version as far as it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Version {
    parts: Vec<u64>,
}

impl Version {
    /// Reads numbers with dots at the start of `text`, and what follows them. `x`, `X` and `*` end the numbers.
    fn read(text: &str) -> Option<(Self, &str)> {
        let mut rest = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let mut parts = Vec::new();
        loop {
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            if length == 0 {
                rest = rest.strip_prefix(['x', 'X', '*']).unwrap_or(rest);
                break;
            }
            // More digits are a date or a build number, not a release.
            let number = (length <= 6).then(|| rest[..length].parse().ok()).flatten()?;
            if parts.len() < 4 {
                parts.push(number);
            }
            rest = &rest[length..];
            match rest.strip_prefix('.') {
                Some(next)
                    if next.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'x' | 'X' | '*')) =>
                {
                    rest = next;
                }
                _ => break,
            }
        }
        let is_any = parts.is_empty() && text.starts_with(['x', 'X', '*']);
        (is_any || !parts.is_empty()).then_some((Self { parts }, rest))
    }

    fn floor(&self) -> Point {
        let mut point = FIRST;
        for (slot, part) in point.iter_mut().zip(&self.parts) {
            *slot = *part;
        }
        point
    }

    /// The first release after those that start with these parts.
    fn after(&self) -> Point {
        self.bump(self.parts.len())
    }

    /// The first release whose first `keep` parts are greater.
    fn bump(&self, keep: usize) -> Point {
        let mut point = FIRST;
        for (slot, part) in point.iter_mut().zip(self.parts.iter().take(keep)) {
            *slot = *part;
        }
        match keep.min(4).checked_sub(1) {
            Some(last) => {
                point[last] = point[last].saturating_add(1);
                point
            }
            None => END,
        }
    }

    fn line(&self) -> (Point, Point) {
        (self.floor(), self.after())
    }

    /// Up to the next change of the first part that is not zero (`^`).
    fn caret(&self) -> (Point, Point) {
        let significant = self.parts.iter().position(|part| *part != 0);
        let keep = significant.map_or(self.parts.len(), |at| at + 1);
        (self.floor(), self.bump(keep))
    }
}

/// Names that stand before a version in files and tags.
const NAMES: &[&str] = &[
    "python-",
    "cpython-",
    "cpython@",
    "ruby-",
    "node-",
    "nodejs-",
    "go",
    "temurin-",
    "corretto-",
    "zulu-",
    "openjdk-",
    "jdk-",
    "graalvm-",
    "pg",
    "v",
];

/// Code names of the long-term releases of Node.js.
const NODE_NAMES: &[(&str, u64)] = &[
    ("argon", 4),
    ("boron", 6),
    ("carbon", 8),
    ("dubnium", 10),
    ("erbium", 12),
    ("fermium", 14),
    ("gallium", 16),
    ("hydrogen", 18),
    ("iron", 20),
    ("jod", 22),
    ("krypton", 24),
];

fn strip_name(text: &str) -> &str {
    let stripped = NAMES.iter().find_map(|name| text.strip_prefix(name));
    stripped.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(text)
}

fn release(text: &str) -> Option<Range> {
    let name = text.strip_prefix("lts/").unwrap_or(text).split('-').next().unwrap_or("");
    let named = NODE_NAMES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known));
    let version = if let Some((_, major)) = named {
        Version { parts: vec![*major] }
    } else {
        let (version, rest) = Version::read(strip_name(text))?;
        let is_end = rest.is_empty() || rest.starts_with(['-', '_', '+', '@', 'u', 'r', 'a', 'b', 'p']);
        if version.parts.is_empty() || !is_end {
            return None;
        }
        version
    };
    Some(Range { spans: vec![version.line()], is_release: true })
}

fn union(notation: Notation, text: &str) -> Option<Range> {
    let mut spans = Vec::new();
    let mut is_release = true;
    let alternatives: Vec<&str> = text.split('|').collect();
    // `a||b` and, for Composer, `a|b`: the empty text between two bars is no alternative.
    let written = alternatives.iter().filter(|part| alternatives.len() == 1 || !part.trim().is_empty());
    let mut count = 0;
    for part in written {
        let range = alternative(notation, part.trim())?;
        is_release &= range.is_release;
        spans.extend(range.spans);
        count += 1;
    }
    (count > 0).then_some(Range { spans, is_release: is_release && count == 1 })
}

fn alternative(notation: Notation, text: &str) -> Option<Range> {
    if let Some((low, high)) = text.split_once(" - ") {
        let (low, high) = (Version::read(low.trim())?.0, Version::read(high.trim())?.0);
        return Some(Range { spans: vec![(low.floor(), high.after())], is_release: false });
    }
    let mut spans = vec![(FIRST, END)];
    let mut is_release = false;
    let mut rest = text;
    let mut count = 0;
    while let Some(start) = rest.find(|c: char| !c.is_whitespace() && c != ',') {
        let (span, written, after) = comparator(notation, &rest[start..])?;
        spans = intersection(&spans, &span);
        is_release = written;
        count += 1;
        rest = after;
    }
    Some(Range { spans, is_release: is_release && count == 1 })
}

type Comparator<'a> = (Vec<(Point, Point)>, bool, &'a str);

/// Reads one operator with its version: the releases it allows, whether it names a release, and what follows.
fn comparator(notation: Notation, text: &str) -> Option<Comparator<'_>> {
    const OPERATORS: [&str; 13] = ["===", "~=", "~>", "==", "!=", ">=", "<=", "<>", "^", "~", ">", "<", "="];
    let operator = OPERATORS.into_iter().find(|operator| text.starts_with(operator)).unwrap_or("");
    let (version, rest) = Version::read(text[operator.len()..].trim_start())?;
    // What is left of the token is a pre-release, build or stability mark.
    let after = rest.find(|c: char| c.is_whitespace() || c == ',').map_or("", |at| &rest[at..]);
    let is_wild = rest_is_wild(&text[operator.len()..text.len() - rest.len()]);
    let (floor, next) = version.line();
    // Where parts are missing npm, Cargo and Composer mean the whole line, Python and Bundler fill up with zeros.
    let lined = is_wild || matches!(notation, Notation::Npm | Notation::Cargo);
    let just_after = Version { parts: floor.to_vec() }.after();
    let end = if lined { next } else { just_after };
    let parts = version.parts.len();
    let spans = match operator {
        "^" => vec![version.caret()],
        "" if notation == Notation::Cargo && !is_wild => vec![version.caret()],
        "~=" | "~>" => vec![(floor, version.bump(parts.saturating_sub(1).max(1)))],
        "~" if notation == Notation::Composer => vec![(floor, version.bump(parts.saturating_sub(1).max(1)))],
        "~" => vec![(floor, version.bump(parts.min(2)))],
        ">=" => vec![(floor, END)],
        ">" => vec![(end, END)],
        "<" => vec![(FIRST, floor)],
        "<=" => vec![(FIRST, end)],
        "!=" | "<>" => vec![(FIRST, floor), (end, END)],
        _ => vec![(floor, end)],
    };
    let is_release = matches!(operator, "" | "=" | "==" | "===") && parts > 0;
    Some((spans, is_release && (notation != Notation::Cargo || operator == "="), after))
}

fn rest_is_wild(written: &str) -> bool {
    written.ends_with(['*', 'x', 'X'])
}

fn intersection(a: &[(Point, Point)], b: &[(Point, Point)]) -> Vec<(Point, Point)> {
    a.iter()
        .flat_map(|(from, to)| b.iter().map(move |(start, end)| (*from.max(start), *to.min(end))))
        .filter(|(from, to)| from < to)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Notation::{Cargo, Composer, Minimum, Npm, Pep440, Poetry, Release, Ruby};
    use super::*;

    fn agree(a: (Notation, &str), b: &str) -> Option<bool> {
        overlaps(a, (Release, b), 2)
    }

    #[test]
    fn tags_and_version_files_name_release_lines() {
        let cases = [
            ("3.12-slim-bookworm", "3.12.4", Some(true)),
            ("3.12-slim", "3.11", Some(false)),
            ("20.11.1-alpine", "v20.11.9", Some(true)),
            ("3", "python-3.12.1", Some(true)),
            ("go1.22", "1.22.3-alpine3.19", Some(true)),
            ("17.0.9-tem", "temurin-17.0.2", Some(true)),
            ("8u392-jdk", "8-jre", Some(true)),
            ("pg16", "15", Some(false)),
            ("lts/iron", "20-alpine", Some(true)),
            ("hydrogen-slim", "20", Some(false)),
            ("lts/*", "20", None),
            ("latest", "20", None),
            ("alpine3.19", "20", None),
            ("20240101", "20", None),
            ("3.13-rc", "3.13.0rc2", Some(true)),
        ];
        for (a, b, expected) in cases {
            assert_eq!(agree((Release, a), b), expected, "{a} {b}");
        }
        assert_eq!(overlaps((Release, "20.1"), (Release, "20.9"), 1), Some(true));
    }

    #[test]
    fn bounds_hold_exactly() {
        let cases = [
            (Npm, ">=18 <21 || ^22", "20", true),
            (Npm, ">=18 <21||^22", "21", false),
            (Npm, ">= 18.17.0", "18.16.1", false),
            (Npm, "18.x", "18", true),
            (Npm, "18 - 20", "20.9", true),
            (Npm, "<=20", "20.9", true),
            (Npm, ">20", "20.9", false),
            (Npm, "*", "20", true),
            (Npm, "", "20", true),
            (Npm, "~18.2", "18.3", false),
            (Pep440, ">=3.10,<3.13", "3.12-slim", true),
            (Pep440, ">=3.10, <3.13", "3.13", false),
            (Pep440, "~=3.11", "3.14", true),
            (Pep440, "~=3.11.2", "3.12", false),
            (Pep440, "==3.12.*", "3.12.9", true),
            (Pep440, "!=3.9.*,>=3.8", "3.9", false),
            (Pep440, "<=3.12", "3.12.5", false),
            (Poetry, "^3.11", "3.13", true),
            (Poetry, "^3.11", "3.10", false),
            (Poetry, ">=3.9,<3.11 || ^3.12", "3.11", false),
            (Cargo, "1.70", "1.85", true),
            (Minimum, "1.22", "1.21-alpine", false),
            (Minimum, "1.22.3", "1.23", true),
            (Ruby, "~> 3.2.0", "3.3", false),
            (Ruby, "~> 3.2", "3.3-slim", true),
            (Ruby, ">= 3.1, < 3.3", "3.3.1", false),
            (Composer, "^8.1|^9.0", "8.3-fpm", true),
            (Composer, "~8.1.0", "8.2-fpm", false),
            (Composer, "8.1.*", "8.2", false),
        ];
        for (notation, range, version, expected) in cases {
            assert_eq!(agree((notation, range), version), Some(expected), "{range} {version}");
        }
    }

    #[test]
    fn a_short_version_names_several_lines() {
        let several = |text| Range::parse(Release, text).unwrap().is_several_lines(2);
        assert!(several("3") && !several("3.12") && !several("3.12.1"));
        assert!(Range::parse(Npm, "3.x").unwrap().is_several_lines(2));
        assert!(!Range::parse(Npm, ">=3").unwrap().is_several_lines(2));
    }

    #[test]
    fn nonsense_is_unknown() {
        for text in
            ["latest", "é", "^", ">=é", "|", "||", "node", "999999999999999999999999.1", ">= ,", "\u{1}"]
        {
            assert_eq!(Range::parse(Npm, text), None, "{text}");
            assert_eq!(Range::parse(Release, text), None, "{text}");
        }
    }
}
