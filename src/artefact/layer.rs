//! What an instruction of a Dockerfile leaves in, or keeps out of, the layer it makes.

use super::command::Command;
use crate::parse::dockerfile::Instruction;
use crate::source::{Arg, is_below};

/// Whether what a RUN writes below `path` goes to a mount (`--mount=type=cache|tmpfs|bind`) and not into its layer.
pub fn is_mounted(run: &Instruction, path: &str) -> bool {
    run.flags.iter().filter(|flag| flag.name == "mount").any(|mount| {
        let kind = mount.option("type").unwrap_or("bind");
        let target = mount.option("target").or(mount.option("dst")).or(mount.option("destination"));
        kind != "secret"
            && kind != "ssh"
            && target.is_some_and(|target| is_below(path, target.trim_end_matches('/')))
    })
}

/// Whether a RUN has a cache mount.
pub fn has_cache(run: &Instruction) -> bool {
    run.flags.iter().any(|flag| flag.name == "mount" && flag.option("type") == Some("cache"))
}

/// The paths that a command removes, as written.
pub fn removed(command: &Command) -> Vec<&Arg> {
    let plain = || command.arguments().iter().filter(|argument| !argument.text.starts_with('-'));
    match command.name() {
        "rm" | "rmdir" | "unlink" | "shred" => plain().collect(),
        "find"
            if command.has_flag("-delete")
                || command.arguments().iter().any(|argument| argument.text == "rm") =>
        {
            command.arguments().iter().take_while(|argument| !argument.text.starts_with('-')).collect()
        }
        _ => Vec::new(),
    }
}

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
fn fits(pattern: &[u8], name: &[u8]) -> bool {
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
    use crate::extract::commands;
    use crate::source::FileId;

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

    #[test]
    fn removals_are_found() {
        let removed = |text: &str| -> Vec<String> {
            let commands = commands::of_file(FileId(0), text);
            commands.iter().flat_map(removed).map(|path| path.text.clone()).collect()
        };
        assert_eq!(removed("rm -rf /a /b/*"), ["/a", "/b/*"]);
        assert_eq!(removed("find /var/cache -type f -delete"), ["/var/cache"]);
        assert!(removed("find / -name x").is_empty());
    }

    #[test]
    fn mounts_keep_files_out_of_the_layer() {
        let text = "FROM x\nRUN --mount=type=cache,target=/root/.cache --mount=type=secret,target=/s a\n";
        let dockerfile = crate::parse::dockerfile::parse(FileId(0), text);
        let run = &dockerfile.instructions[1];
        assert!(is_mounted(run, "/root/.cache/pip") && has_cache(run));
        assert!(!is_mounted(run, "/root") && !is_mounted(run, "/s"));
    }
}
