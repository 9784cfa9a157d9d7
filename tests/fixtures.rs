//! Whole small apps, with the report that belongs to each. `UPDATE=1 cargo test` rewrites the reports.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// What the tool says of a folder of `fixtures`, one finding on each line.
fn report(fixture: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_twelvecheck"));
    let output = command
        .current_dir(fixture)
        .args(["--root", ".", "--format", "concise"])
        .env_clear()
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

#[test]
fn every_fixture_is_reported_as_expected() {
    let fixtures = fixtures();
    assert!(!fixtures.is_empty());
    for fixture in fixtures {
        let expected = fixture.with_extension("expected.txt");
        let found = report(&fixture);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&expected, &found).unwrap();
        }
        let wanted = std::fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(found, wanted, "{}: run `UPDATE=1 cargo test` and review the change", expected.display());
    }
}
