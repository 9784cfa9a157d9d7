//! The command line as users meet it: exit codes, messages, formats, steering.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod catalogue;
mod inputs;
mod inspect;
mod layers;
mod reports;
mod stdin;
mod steering;

use std::io::{Seek, Write};
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A project in a folder of its own.
struct Project(TempDir);

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            project.write(path, text.as_bytes());
        }
        project
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.0.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.0.path().join(path)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.run_in("", arguments)
    }

    fn run_in(&self, folder: &str, arguments: &[&str]) -> Run {
        run(&self.0.path().join(folder), &[], arguments)
    }

    fn run_on(&self, input: &str, arguments: &[&str]) -> Run {
        let mut input_file = tempfile::tempfile().unwrap();
        input_file.write_all(input.as_bytes()).unwrap();
        input_file.rewind().unwrap();
        let mut command = command(self.0.path(), &[], arguments);
        finished(command.stdin(input_file))
    }

    fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Run {
        run(self.0.path(), variables, arguments)
    }
}

/// What a run printed, and how it ended.
struct Run {
    code: i32,
    output: String,
    errors: String,
}

fn run(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Run {
    finished(&mut command(folder, variables, arguments))
}

fn command(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_twelvecheck"));
    command.current_dir(folder).args(arguments).env_clear().envs(variables.iter().copied());
    command
}

fn finished(command: &mut Command) -> Run {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: status.code().unwrap(), output: text(stdout), errors: text(stderr) }
}

const FLOATING: &str = "FROM python\nCOPY app.py /app.py\nCMD [\"python\", \"/app.py\"]\n";
const PINNED: &str = "FROM python:3.12-slim\nCOPY app.py /app.py\nCMD [\"python\", \"/app.py\"]\n";

#[test]
fn findings_decide_the_exit_code() {
    let project = Project::new(&[("Dockerfile", FLOATING)]);
    let found = project.run(&["--format", "concise"]);
    assert_eq!(found.code, 1, "{}", found.errors);
    assert!(found.output.starts_with("Dockerfile:1:6: warning[floating-base-image] "), "{}", found.output);
    assert_eq!(project.run(&["--fail-on", "error"]).code, 0);
    let clean = Project::new(&[("Dockerfile", PINNED)]).run(&[]);
    assert_eq!((clean.code, clean.errors.as_str()), (0, ""));
    assert!(clean.output.contains("no findings"), "{}", clean.output);
}

#[test]
fn every_format_ends_with_the_same_code_and_is_whole_when_clean() {
    let (bad, good) = (Project::new(&[("Dockerfile", FLOATING)]), Project::new(&[("Dockerfile", PINNED)]));
    for format in ["pretty", "concise", "json", "sarif"] {
        assert_eq!(bad.run(&["-f", format]).code, 1, "{format}");
        let clean = good.run(&["-f", format]);
        assert_eq!(clean.code, 0, "{format}");
        if matches!(format, "json" | "sarif") {
            let _: serde_json::Value = serde_json::from_str(&clean.output).unwrap();
        }
    }
}

#[test]
fn reports_go_to_files_too() {
    let project = Project::new(&[("Dockerfile", FLOATING)]);
    let found = project.run(&["-f", "concise", "-o", "sarif=out.sarif", "-o", "json=out.json"]);
    assert_eq!(found.code, 1);
    assert!(found.output.contains("floating-base-image"));
    let sarif: serde_json::Value = serde_json::from_str(&project.read("out.sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "floating-base-image");
    assert!(project.read("out.json").contains("\"floating-base-image\""));
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let project = Project::new(&[]);
    for at in 0..60 {
        project.write(&format!("service-{at}/Dockerfile"), FLOATING.as_bytes());
        project.write(&format!("service-{at}/compose.yaml"), b"services: {db: {image: postgres}}\n");
    }
    for format in ["pretty", "concise", "json", "sarif"] {
        let one = project.run(&["-f", format, "-j", "1"]).output;
        assert!(one.contains("floating-base-image"));
        for threads in ["2", "8"] {
            assert!(
                project.run(&["-f", format, "-j", threads]).output == one,
                "{format} differs with {threads} threads"
            );
        }
    }
}
