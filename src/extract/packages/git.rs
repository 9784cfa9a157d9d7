//! Dependencies that come from git: whether what they name can move.

use crate::artefact::package::Provenance;

/// Where a dependency on the given reference of a repository comes from: a commit or a release tag stays, anything else
/// (a branch, or the default branch where none is given) moves.
pub(super) fn provenance(reference: Option<&str>) -> Provenance {
    if reference.is_some_and(|reference| is_commit(reference) || is_release_tag(reference)) {
        Provenance::GitPinned
    } else {
        Provenance::GitMoving
    }
}

/// At least seven hexadecimal digits, of which one is a digit (`deadbeef` may be a branch, but nobody abbreviates to words).
fn is_commit(reference: &str) -> bool {
    (7..=64).contains(&reference.len())
        && reference.bytes().all(|byte| byte.is_ascii_hexdigit())
        && reference.bytes().any(|byte| byte.is_ascii_digit())
}

/// `v1.2`, `1.2.3-rc1`, `release-1.2.3`, `name/v1.2.3`; `1.x` and `stable-2` are branches by custom.
fn is_release_tag(reference: &str) -> bool {
    let reference = reference.strip_prefix("refs/tags/").unwrap_or(reference);
    let version = reference.rsplit(['/', '@']).next().unwrap_or(reference);
    let is_numbered = |part: &str| {
        let part = part.strip_prefix('v').unwrap_or(part);
        let mut numbers = part.split(['.', '+']);
        let first = numbers.next().unwrap_or("");
        let second = numbers.next().unwrap_or("");
        !first.is_empty()
            && first.bytes().all(|byte| byte.is_ascii_digit())
            && second.starts_with(|c: char| c.is_ascii_digit())
    };
    let is_line = [".x", "-stable", "-dev"].iter().any(|end| version.ends_with(end));
    let is_tagged_major = version.strip_prefix('v').is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()) && reference == version
    });
    !is_line && (is_tagged_major || version.split(['-', '_']).any(is_numbered))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_and_release_tags_stay() {
        for reference in
            ["4f2a9c1", "v1.2.3", "1.2", "v3", "release-1.2.3", "pkg/v1.0.0", "v1.0.0-rc.1", "refs/tags/v2.1"]
        {
            assert_eq!(provenance(Some(reference)), Provenance::GitPinned, "{reference}");
        }
        for reference in ["main", "feature/x", "1.x", "7-1-stable", "6.1-stable", "decade", "master", ""] {
            assert_eq!(provenance(Some(reference)), Provenance::GitMoving, "{reference}");
        }
        assert_eq!(provenance(None), Provenance::GitMoving);
    }
}
