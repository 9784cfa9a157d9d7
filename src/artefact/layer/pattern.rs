//! Patterns that commands name files by.

use crate::source::is_below;

/// Whether removing `pattern` removes `path` (both absolute): it is that path, a folder above it, or a pattern over one
/// (`/var/lib/apt/lists/*`). A pattern over the entries of `path` itself empties it and counts too.
pub fn is_removed_by(path: &str, pattern: &str) -> bool {
    let pattern = pattern.trim_end_matches('/');
    let (folder, last) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    if is_below(path, pattern) {
        return true;
    }
    if !last.contains(['*', '?']) {
        return false;
    }
    if path == folder {
        return last == "*";
    }
    let inside = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
    inside.is_some_and(|rest| fits(last.as_bytes(), rest.split('/').next().unwrap_or("").as_bytes()))
}

/// Whether a name fits a pattern with `*` and `?`.
pub(super) fn fits(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut position) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while position < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, position));
                at += 1;
            }
            Some(byte) if *byte == b'?' || *byte == name[position] => {
                at += 1;
                position += 1;
            }
            _ => {
                let Some((star_at, taken)) = star else { return false };
                star = Some((star_at, taken + 1));
                at = star_at + 1;
                position = taken + 1;
            }
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_remove_what_they_fit() {
        for pattern in [
            "/var/lib/apt/lists/*",
            "/var/lib/apt/lists",
            "/var/lib/apt/lists/",
            "/var/lib/apt",
            "/var/lib/apt/*",
        ] {
            assert!(is_removed_by("/var/lib/apt/lists", pattern), "{pattern}");
        }
        assert!(is_removed_by("/tmp/app.zip", "/tmp/*.zip"));
        assert!(is_removed_by("/tmp/app.zip", "/tmp/app*"));
        assert!(!is_removed_by("/var/lib/apt/lists", "/var/lib/apt/lists/partial"));
        assert!(!is_removed_by("/tmp/app.zip", "/tmp/a/*"));
        assert!(!is_removed_by("/tmp/app.deb", "/tmp/*.zip") && !is_removed_by("/tmp", "/tmp/*.zip"));
        assert!(!is_removed_by("/srv/app", "/srv/b*"));
    }
}
