//! Fingerprints: GitHub's rolling hash of a line, and a stable one of a finding that survives edits of other lines.

use std::collections::BTreeMap;

use crate::rule::Finding;
use crate::source::{Sources, Span};

/// How many units of text a line hash covers.
const WINDOW: usize = 100;
const MULTIPLIER: u64 = 37;
/// The unit that GitHub's hash takes for the end of the file.
const END_OF_FILE: u64 = 0xffff;

/// GitHub's fingerprint of every line of `text`, the first line at index 0.
///
/// It is what the action `github/codeql-action/upload-sarif` puts into `primaryLocationLineHash` (`src/fingerprints.ts`):
/// a rolling hash of the first 100 UTF-16 code units from the start of the line, blanks left out and line breaks folded,
/// with a counter for lines that hash alike. A byte order mark counts as a unit.
pub fn line_hashes(text: &str) -> Vec<String> {
    let mut hash = RollingHash::new();
    let (mut line_start, mut after_cr) = (true, false);
    for unit in text.encode_utf16() {
        let blank = unit == u16::from(b' ') || unit == u16::from(b'\t');
        if blank || (after_cr && unit == u16::from(b'\n')) {
            after_cr = false;
            continue;
        }
        after_cr = unit == u16::from(b'\r');
        let unit = if after_cr { u16::from(b'\n') } else { unit };
        hash.push(u64::from(unit), line_start);
        line_start = unit == u16::from(b'\n');
    }
    hash.push(END_OF_FILE, line_start);
    hash.finish()
}

/// A polynomial hash of the last [`WINDOW`] units, which remembers where in the window lines start.
struct RollingHash {
    units: [u64; WINDOW],
    starts: [bool; WINDOW],
    at: usize,
    hash: u64,
    leaving: u64,
    seen: BTreeMap<u64, u32>,
    lines: Vec<String>,
}

impl RollingHash {
    fn new() -> Self {
        Self {
            units: [0; WINDOW],
            starts: [false; WINDOW],
            at: 0,
            hash: 0,
            leaving: MULTIPLIER.wrapping_pow(WINDOW as u32),
            seen: BTreeMap::new(),
            lines: Vec::new(),
        }
    }

    fn push(&mut self, unit: u64, line_start: bool) {
        self.emit();
        self.starts[self.at] = line_start;
        self.roll(unit);
    }

    fn roll(&mut self, unit: u64) {
        let old = std::mem::replace(&mut self.units[self.at], unit);
        self.hash = MULTIPLIER
            .wrapping_mul(self.hash)
            .wrapping_add(unit)
            .wrapping_sub(self.leaving.wrapping_mul(old));
        self.at = (self.at + 1) % WINDOW;
    }

    /// Writes down the line whose first unit is about to leave the window, if one is.
    fn emit(&mut self) {
        if std::mem::take(&mut self.starts[self.at]) {
            let seen = self.seen.entry(self.hash).or_insert(0);
            *seen += 1;
            self.lines.push(format!("{:x}:{seen}", self.hash));
        }
    }

    fn finish(mut self) -> Vec<String> {
        for _ in 0..WINDOW {
            self.emit();
            self.roll(0);
        }
        self.lines
    }
}

/// How many characters before a finding, on its line, are part of its stable fingerprint. More would make every finding
/// of a minified file depend on the whole file.
const LEAD: usize = 80;

/// The fingerprint `twelvecheck/v1` of each of `findings`, which must come in order of place.
///
/// It is made of the rule, the path and the finding's line up to the finding's end, blanks left out and secrets blotted
/// out, so that neither other lines, nor a comment behind it, nor a rewording of the message change it. Findings that
/// are alike in all of this are numbered.
pub fn stable<'a>(findings: impl IntoIterator<Item = &'a Finding>, sources: &Sources) -> Vec<String> {
    let mut seen: BTreeMap<u128, u32> = BTreeMap::new();
    let print = |finding: &Finding| {
        let text = snippet(finding, sources);
        let hash = fnv1a(
            [finding.rule.as_str(), sources.path(finding.span.file), text.as_str()].join("\0").as_bytes(),
        );
        let number = seen.entry(hash).or_insert(0);
        *number += 1;
        format!("{hash:032x}:{number}")
    };
    findings.into_iter().map(print).collect()
}

fn snippet(finding: &Finding, sources: &Sources) -> String {
    let file = sources.file(finding.span.file);
    let line = file.lines.line(finding.span.start);
    let start = file.lines.start(line).unwrap_or(0) as usize;
    let line_end = start + file.line_text(line).len();
    let lead = file.text.get(start..finding.span.start as usize).unwrap_or("");
    let skip = lead.char_indices().rev().nth(LEAD - 1).map_or(0, |(at, _)| at);
    let from = start + skip;
    let end = line_end.min(finding.span.end as usize).max(from);
    let secret = |at: usize| finding.secrets.iter().any(|span| covers(*span, finding.span, at));

    let mut out = String::new();
    for (at, c) in file.text.get(from..end).unwrap_or("").char_indices() {
        if secret(from + at) {
            if !out.ends_with('*') {
                out.push('*');
            }
        } else if !c.is_whitespace() {
            out.push(c);
        }
    }
    out
}

fn covers(secret: Span, place: Span, at: usize) -> bool {
    secret.file == place.file && secret.range().contains(&at)
}

/// The 128-bit FNV-1a hash.
fn fnv1a(bytes: &[u8]) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    bytes.iter().fold(BASIS, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Severity;
    use crate::source::{FileId, SourceFile};

    #[test]
    fn line_hashes_equal_the_published_vectors() {
        assert_eq!(line_hashes(""), ["c129715d7a2bc9a3:1"]);
        assert_eq!(
            line_hashes(" a\nb\n  \t\tc\n d"),
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]
        );
        assert_eq!(
            line_hashes("x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n"),
            [
                "e54938cc54b302f1:1",
                "bb609acbe9138d60:1",
                "1131fd5871777f34:1",
                "5c482a0f8b35ea28:1",
                "54517377da7028d2:1",
                "2c644846cb18d53e:1",
                "f1b89f20de0d133:1",
                "c129715d7a2bc9a3:1"
            ]
        );
    }

    #[test]
    fn lines_that_hash_alike_are_counted() {
        let hashes = line_hashes(&"Lorem ipsum dolor sit amet.\n".repeat(10));
        let mut wanted: Vec<String> = (1..=6).map(|number| format!("a7f2ff13bc495cf2:{number}")).collect();
        let tail = [
            "a7f2ff1481e87703",
            "a9cf91f7bbf1862b",
            "55ec222b86bcae53",
            "cc97dc7b1d7d8f7b",
            "c129715d7a2bc9a3",
        ];
        wanted.extend(tail.map(|hash| format!("{hash}:1")));
        assert_eq!(hashes, wanted);
    }

    #[test]
    fn all_line_breaks_are_one() {
        assert_eq!(line_hashes("a\r\nb\rc\n"), line_hashes("a\nb\nc\n"));
        assert_eq!(line_hashes("\r \n").len(), 3);
    }

    #[test]
    fn the_hash_is_fnv1a() {
        assert_eq!(fnv1a(b""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(fnv1a(b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
        assert_eq!(fnv1a(b"foobar"), 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18);
    }

    fn prints(text: &str, needle: &str, secret: bool) -> Vec<String> {
        let sources = Sources::new(vec![SourceFile::new("a.py", text)]);
        let findings: Vec<Finding> = text
            .match_indices(needle)
            .map(|(at, _)| {
                let span = Span::new(FileId(0), at, at + needle.len());
                Finding {
                    rule: "some-rule".to_owned(),
                    severity: Severity::Note,
                    span,
                    message: format!("at {at}"),
                    related: Vec::new(),
                    help: None,
                    secrets: if secret { vec![span] } else { Vec::new() },
                }
            })
            .collect();
        stable(&findings, &sources)
    }

    #[test]
    fn edits_elsewhere_leave_the_stable_fingerprint() {
        let before = prints("x = 1\ny = 8080\n", "8080", false);
        assert_eq!(before, prints("import a\r\n\r\n  y  =  8080 # why\r\nz = 2", "8080", false));
        assert_ne!(before, prints("z = 8080\n", "8080", false));
        let twice = prints("y = 8080\ny = 8080\n", "8080", false);
        assert_eq!(twice[0], before[0]);
        assert_eq!(twice[1], before[0].replace(":1", ":2"));
    }

    #[test]
    fn the_stable_fingerprint_does_not_depend_on_the_secret() {
        assert_eq!(prints("key = 'abc'", "abc", true), prints("key = 'other'", "other", true));
        assert_eq!(prints(&"é".repeat(500), "é", false).len(), 500);
    }
}
