//! Files of real repositories, whole and cut at random places: no panic, no abort, no hang.
//!
//! Each is read under its own path, where its place may leave it unread, and as a file at the root that says something, which its
//! frontend parses whatever it is.
//!
//! `TWELVECHECK_CORPUS=DIR cargo test --release --test corpus -- --nocapture` reads every source file below the folder; without
//! the variable there is nothing to do. It prints each file before it is read, so that an abort has a name, and the slowest.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a check run by hand says what it does, and stops where it fails"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use twelvecheck::analyse;
use twelvecheck::discover::{Class, Tree, classify};
use walkdir::WalkDir;

/// How often a file is cut.
const CUTS: usize = 50;

/// Larger files are data.
const LARGEST: usize = 512 * 1024;

#[test]
fn source_files_may_end_anywhere() {
    let Some(root) = std::env::var_os("TWELVECHECK_CORPUS").map(PathBuf::from) else { return };
    let pool = rayon::ThreadPoolBuilder::new().stack_size(64 * 1024 * 1024).build().unwrap();
    let files = source_files(&root);
    assert!(!files.is_empty(), "no source file below {}", root.display());
    let (time, path) = pool.install(|| files.par_iter().map(slowest).max()).unwrap();
    println!("{} files, {} cuts each; the slowest took {} ms: {path}", files.len(), CUTS, time.as_millis());
}

/// Reads a file at all its lengths: the time that the slowest took, and its path.
fn slowest((path, bytes): &(String, Vec<u8>)) -> (Duration, &str) {
    println!("{path}");
    let (head, name) = spoken(path);
    let times = (0..=CUTS).flat_map(|at| {
        let start = &bytes[..cut(path, bytes.len(), at)];
        [time(path, start.to_vec()), time(&name, [head.as_bytes(), start].concat())]
    });
    (times.max().unwrap(), path)
}

/// A first line for a file that makes it worth parsing, and a path of no meaning.
fn spoken(path: &str) -> (String, String) {
    let extension = path.rsplit('.').next().unwrap();
    let comment = if matches!(extension, "py" | "pyi" | "rb" | "rake") { "#" } else { "//" };
    (format!("{comment} \"postgres://shop:s3cr3t-pass@db/shop\"\n"), format!("app.{extension}"))
}

/// The source files below a folder, with their paths from it.
fn source_files(root: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = WalkDir::new(root).sort_by_file_name().into_iter().map(Result::unwrap);
    let read = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(root).ok()?.to_str()?.to_owned();
        let is_source = || matches!(classify(&path, "", &[]), Class::Source(_));
        (entry.file_type().is_file() && is_source()).then(|| (path.clone(), fs::read(entry.path()).unwrap()))
    };
    entries.filter_map(read).filter(|(_, bytes)| bytes.len() <= LARGEST).collect()
}

/// Where a file is cut for the time `at`, at random but the same in every run; the last is its end.
fn cut(path: &str, length: usize, at: usize) -> usize {
    if at == CUTS {
        return length;
    }
    let seed = path.bytes().fold(0x9e37_79b9_7f4a_7c15_u64, |seed, byte| {
        (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut random = seed ^ (at as u64).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    random ^= random >> 29;
    random = random.wrapping_mul(0x94d0_49bb_1331_11eb);
    random ^= random >> 32;
    usize::try_from(random % (length as u64 + 1)).unwrap()
}

/// How long reading takes.
fn time(path: &str, bytes: Vec<u8>) -> Duration {
    let start = Instant::now();
    analyse(&Tree::from_memory([(path.to_owned(), bytes)]));
    start.elapsed()
}
