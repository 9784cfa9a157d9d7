//! `.dockerignore` files: which files of a build context the builder does not see.
//!
//! The semantics are those of `moby/patternmatcher`: the last pattern that fits a path, or a folder above it, decides; `**`
//! stands for any number of folders; a pattern is always relative to the root of the context.

use regex::Regex;

/// How long a pattern may be, in bytes; a longer one is taken to fit nothing.
const LONGEST: usize = 1024;

/// The patterns of one file.
#[derive(Debug, Default)]
pub struct Dockerignore {
    patterns: Vec<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    regex: Regex,
    /// `!pattern`: what it fits is seen after all.
    exception: bool,
}

impl Dockerignore {
    /// Reads the text of a file. A pattern that cannot be compiled fits nothing.
    pub fn parse(text: &str) -> Self {
        let lines = text.trim_start_matches('\u{feff}').lines();
        Self { patterns: lines.filter_map(Pattern::parse).collect() }
    }

    /// Adds a pattern, as `COPY --exclude` does.
    pub fn add(&mut self, line: &str) {
        self.patterns.extend(Pattern::parse(line));
    }

    /// Whether the builder does not see the file at `path`, which is relative to the context.
    pub fn ignores(&self, path: &str) -> bool {
        self.patterns
            .iter()
            .rev()
            .find(|pattern| pattern.fits(path))
            .is_some_and(|pattern| !pattern.exception)
    }
}

impl Pattern {
    fn parse(line: &str) -> Option<Self> {
        if line.starts_with('#') {
            return None;
        }
        let line = line.trim();
        let (line, exception) = match line.strip_prefix('!') {
            Some(rest) => (rest.trim_start(), true),
            None => (line, false),
        };
        let pattern = clean(line);
        if pattern.is_empty() || pattern.len() > LONGEST {
            return None;
        }
        Some(Self { regex: Regex::new(&expression(&pattern)).ok()?, exception })
    }

    /// Whether the pattern fits the path or a folder above it.
    fn fits(&self, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        folders.chain([path]).any(|part| self.regex.is_match(part))
    }
}

/// The pattern without empty parts and dots, as Go's `filepath.Clean` leaves it; empty for the context itself. A pattern that
/// leads out of the context keeps its `..`, which no path has.
fn clean(pattern: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in pattern.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if pattern.starts_with('/') => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn expression(pattern: &str) -> String {
    let mut regex = String::from("^");
    let mut rest = pattern;
    while let Some(character) = rest.chars().next() {
        let taken = match character {
            '*' if rest.starts_with("**") => {
                let after = &rest[2..];
                let after = after.strip_prefix('/').unwrap_or(after);
                // A name behind leading stars may end any name; elsewhere the stars stand for whole folders.
                let plain = !after.contains(['*', '?', '[', ']', '\\']);
                let ends_names =
                    after.is_empty() || rest.len() == pattern.len() && plain && !rest[2..].starts_with('/');
                regex.push_str(if ends_names { ".*" } else { "(.*/)?" });
                rest.len() - after.len()
            }
            '*' => {
                regex.push_str("[^/]*");
                1
            }
            '?' => {
                regex.push_str("[^/]");
                1
            }
            '[' => match class(rest) {
                Some((text, length)) => {
                    regex.push_str(&text);
                    length
                }
                None => {
                    regex.push_str("\\[");
                    1
                }
            },
            '\\' => {
                let escaped = rest[1..].chars().next().unwrap_or('\\');
                regex.push_str(&regex::escape(escaped.encode_utf8(&mut [0; 4])));
                (1 + escaped.len_utf8()).min(rest.len())
            }
            other => {
                regex.push_str(&regex::escape(other.encode_utf8(&mut [0; 4])));
                other.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    regex.push('$');
    regex
}

/// A bracketed class of characters at the start of `text` as a regular expression, and its length.
fn class(text: &str) -> Option<(String, usize)> {
    let inside_at = if text.starts_with("[^") { 2 } else { 1 };
    let length = text.get(inside_at..)?.find(']').filter(|length| *length > 0)?;
    let inside = &text[inside_at..inside_at + length];
    let mut regex = String::from(&text[..inside_at]);
    for character in inside.chars() {
        if matches!(character, '[' | '&' | '~' | '^') {
            regex.push('\\');
        }
        regex.push(character);
    }
    regex.push(']');
    Some((regex, inside_at + length + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ignores(text: &str, path: &str) -> bool {
        Dockerignore::parse(text).ignores(path)
    }

    #[test]
    fn patterns_start_at_the_context() {
        assert!(ignores("node_modules", "node_modules/a/index.js"));
        assert!(ignores("/node_modules/", "node_modules/a"));
        assert!(!ignores("node_modules", "web/node_modules/a"));
        assert!(ignores("**/node_modules", "web/node_modules/a"));
        assert!(ignores("**/node_modules", "node_modules/a"));
        assert!(ignores("*/temp*", "a/temporary/x"));
        assert!(!ignores("*/temp*", "a/b/temp"));
        assert!(ignores("./a/../b", "b"));
        assert!(!ignores(".", "a"));
    }

    #[test]
    fn paths_are_ignored_as_the_builder_does() {
        let rows: [(&str, &[&str], &[&str]); 17] = [
            ("**", &["a", "a/b", ".git/config"], &[]),
            ("**/", &["a", "a/b"], &[]),
            ("dir/**", &["dir/a", "dir/a/b"], &["dir", "other/dir/a"]),
            ("dir**", &["dir", "dir/a", "directory"], &["a/dir"]),
            ("**/*.log", &["a.log", "x/y/a.log"], &["a.log.txt"]),
            ("**.log", &["a.log", "x/a.log"], &["a.log2"]),
            ("**x*", &["x", "a/xy"], &["ax", "a/bx"]),
            ("a/**/b", &["a/b", "a/x/b", "a/x/y/b", "a/x/b/c"], &["b", "x/a/b"]),
            ("a**b", &["ab", "ax/b"], &["axb"]),
            ("***/x", &["x/x", "y/x"], &["x"]),
            ("/a/", &["a", "a/b"], &["b/a"]),
            ("a/b/", &["a/b", "a/b/c"], &["a", "a/c"]),
            ("../a", &[], &["a", "b/a"]),
            ("/../a", &["a"], &["b/a"]),
            ("a/../../b", &[], &["b"]),
            ("  a  ", &["a"], &["  a  "]),
            ("a # why", &["a # why"], &["a"]),
        ];
        for (pattern, ignored, seen) in rows {
            assert!(ignored.iter().all(|path| ignores(pattern, path)), "{pattern}");
            assert!(seen.iter().all(|path| !ignores(pattern, path)), "{pattern}");
        }
    }

    #[test]
    fn exceptions_and_comments_stand_at_the_start_of_a_line() {
        assert!(!ignores("*\n! keep", "keep"));
        assert!(!ignores("*\r\n!keep\r\n", "keep/a"));
        assert!(!ignores("#a", "#a") && ignores(" #a", "#a"));
        assert!(
            !ignores("vendor\n!vendor/own", "vendor/own/a") && ignores("vendor\n!vendor/own", "vendor/b")
        );
        assert!(ignores("!a\na", "a"), "the last line counts");
    }

    #[test]
    fn the_last_pattern_that_fits_decides() {
        let allowed = "*\n!src\n!package*.json\nsrc/**/*.test.js\n";
        assert!(ignores(allowed, ".git/config"));
        assert!(!ignores(allowed, "src/deep/app.js"));
        assert!(ignores(allowed, "src/deep/app.test.js"));
        assert!(!ignores(allowed, "package-lock.json"));
        assert!(ignores("*.md\n!README.md\nREADME*", "README.md"));
    }

    #[test]
    fn characters_stand_for_themselves_and_classes_for_one() {
        assert!(ignores(".env?[ab]", ".envxa"));
        assert!(ignores("[^a]x", "bx") && !ignores("[^a]x", "ax"));
        assert!(ignores("a\\*b", "a*b") && !ignores("a\\*b", "axb"));
        assert!(ignores("a.b+(c)", "a.b+(c)") && !ignores("a.b", "axb"));
        assert!(ignores("[x", "[x"));
        assert!(!ignores("# a\n\n!\n", "# a"));
        assert!(ignores("\u{feff}é*", "éa"));
        assert!(!ignores(&"*a".repeat(10_000), "a"));
    }
}
