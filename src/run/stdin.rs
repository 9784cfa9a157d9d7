//! `twelvecheck -`: one file from standard input, as if it stood at a path.

use std::io;
use std::path::{Path, PathBuf};

use super::project_root::{self, Target};
use crate::cli::Check;
use crate::discover::{self, Tree};
use crate::source;

/// The path of the file where none is given.
const DEFAULT_NAME: &str = "stdin.yaml";

/// Standard input is read up to this size, in bytes: a rendered chart is larger than what people write by hand.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Whether the file comes from standard input.
///
/// # Errors
/// On options that contradict each other.
pub(super) fn is_asked_for(options: &Check) -> Result<bool, String> {
    let dash = Path::new("-");
    match options.paths.as_slice() {
        [path] if path == dash => Ok(true),
        paths if paths.iter().any(|path| path == dash) => {
            Err("'-' reads one file from standard input: no other path can be checked with it".to_owned())
        }
        _ if options.stdin_filename.is_some() => {
            Err("--stdin-filename names what '-' reads: give '-' as the path".to_owned())
        }
        _ => Ok(false),
    }
}

/// The project around the file, and the file as the part to report on.
///
/// # Errors
/// On a root that does not exist and on a path that is not in it.
pub(super) fn target(options: &Check) -> Result<Target, String> {
    let root = options.root.clone().unwrap_or_else(|| PathBuf::from("."));
    let target = project_root::find(std::slice::from_ref(&root), Some(&root))?;
    let name = options.stdin_filename.as_deref().unwrap_or(DEFAULT_NAME);
    let below = Path::new(name).strip_prefix(&target.root).unwrap_or(Path::new(name));
    let outside = || format!("--stdin-filename {name}: not a path in the project");
    if below.is_absolute() {
        return Err(outside());
    }
    let part = source::join("", &below.to_string_lossy()).filter(|path| !path.is_empty());
    Ok(Target { parts: vec![part.ok_or_else(outside)?], ..target })
}

/// Reads the file into the tree; a message where there is nothing to check.
///
/// # Errors
/// Where standard input cannot be read to its end.
pub(super) fn read_into(tree: &mut Tree, target: &Target) -> Result<Option<String>, String> {
    let bytes =
        discover::whole(io::stdin().lock(), LARGEST).map_err(|reason| format!("standard input: {reason}"))?;
    let is_empty = bytes.iter().all(u8::is_ascii_whitespace);
    for part in &target.parts {
        tree.put(part, bytes.clone());
    }
    Ok(is_empty.then(|| "warning: standard input is empty: nothing was checked".to_owned()))
}
