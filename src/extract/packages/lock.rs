//! The names that lock files hold. All formats write them as words of their own, so that none has to be parsed.

use std::collections::BTreeSet;

use crate::artefact::package::normal_name;

/// Longer words are hashes and addresses.
const LONGEST: usize = 100;

/// Every word of a lock file that may be the name of a package, in its normal form. Those of Gradle are modules with their
/// group (`group:name:version=configurations`).
pub(super) fn names(manager: &str, text: &str) -> BTreeSet<String> {
    if manager == "gradle" {
        let modules = text.lines().filter(|line| !line.starts_with('#'));
        return modules.filter_map(|line| Some(normal_name(line.rsplit_once(':')?.0))).collect();
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '/' | '~');
    let words: BTreeSet<&str> = text
        .split(|c: char| !is_part(c))
        .map(name)
        .filter(|word| word.len() <= LONGEST && word.contains(|c: char| c.is_ascii_alphabetic()))
        .collect();
    words.into_iter().map(normal_name).collect()
}

/// The name in `node_modules/a/node_modules/@b/c`, `/c@1.2.3` and `c@npm`.
fn name(word: &str) -> &str {
    let word = word.rsplit_once("node_modules/").map_or(word, |(_, inner)| inner).trim_start_matches('/');
    let version = word.char_indices().skip(1).find(|(_, c)| *c == '@');
    version.map_or(word, |(at, _)| &word[..at])
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_stand_in_every_format() {
        for (text, name) in [
            ("\"node_modules/a/node_modules/@b/c\": {", "@b/c"),
            ("\"@b/c@^1.0.0\", \"@b/c@npm:^2\":\n  version \"2.0.1\"", "@b/c"),
            ("packages:\n  /lodash@4.17.21:\n", "lodash"),
            ("[[package]]\nname = \"serde_json\"\n", "serde-json"),
            ("GEM\n  specs:\n    rails (7.1.2)\n", "rails"),
            ("{\"name\": \"laravel/framework\"}", "laravel/framework"),
            ("git.sr.ht/~user/lib v0.1.0 h1:1p/Yp=", "git-sr-ht/~user/lib"),
        ] {
            assert!(names("", text).contains(name), "{text}");
        }
        assert!(!names("", "name = \"serde_json\"").contains("serde"));
        let gradle = "# by Gradle\norg.pg:pg_x:42.7=runtimeClasspath\nempty=\n";
        assert_eq!(names("gradle", gradle).into_iter().collect::<Vec<_>>(), ["org-pg:pg-x"]);
    }
}
