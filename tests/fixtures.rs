//! Whole small apps, with the report that belongs to each. `UPDATE=1 cargo test` rewrites the reports.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// What the tool says of a folder of `fixtures`.
fn report(fixture: &Path, options: &[&str]) -> String {
    output(fixture, &[&["--root", "."], options].concat())
}

fn output(fixture: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_twelvecheck"));
    let output = command.current_dir(fixture).args(arguments).env_clear().output().unwrap();
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
        let found = report(&fixture, &["--format", "concise"]);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&expected, &found).unwrap();
        }
        let wanted = std::fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(found, wanted, "{}: run `UPDATE=1 cargo test` and review the change", expected.display());
    }
}

#[test]
fn the_number_of_threads_changes_no_byte_of_a_report() {
    for fixture in fixtures() {
        for format in ["sarif", "json"] {
            let of = |threads: &str| report(&fixture, &["--format", format, "--threads", threads]);
            let one = of("1");
            for threads in ["2", "8"] {
                assert!(of(threads) == one, "{}: {format} with {threads} threads", fixture.display());
            }
        }
    }
}

#[test]
fn the_readme_shows_real_runs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = root.join("README.md");
    let have = std::fs::read_to_string(&readme).unwrap();
    let mut wanted = have.clone();
    let runs: [(&str, &str, &[&str]); 3] = [
        ("run", "shop", &["--select", "loopback-bind", "--select", "sigterm-not-forwarded"]),
        ("processes", "shop", &["processes", "."]),
        ("layers", "parcels", &["layers", "worker"]),
    ];
    for (name, fixture, options) in runs {
        let (start, end) = (format!("<!-- {name}: start -->\n"), format!("<!-- {name}: end -->"));
        let (before, rest) = wanted.split_once(&start).unwrap();
        let (_, after) = rest.split_once(&end).unwrap();
        let shown = output(&root.join("fixtures").join(fixture), &[options, &["--root", "."]].concat());
        let shown: Vec<&str> = shown.lines().map(str::trim_end).collect();
        let command = format!("twelvecheck {}", options.join(" "));
        let shown = shown.join("\n");
        wanted = format!("{before}{start}```console\n$ {command}\n{}\n```\n{end}{after}", shown.trim());
    }
    if std::env::var_os("UPDATE").is_some() && have != wanted {
        std::fs::write(&readme, &wanted).unwrap();
    }
    let have = std::fs::read_to_string(&readme).unwrap();
    assert!(have == wanted, "README.md is stale: run `UPDATE=1 cargo test` and commit what it writes");
}
