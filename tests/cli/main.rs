//! The command line as users meet it: exit codes, messages, formats, steering.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

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
        run(self.0.path(), arguments)
    }
}

/// What a run printed, and how it ended.
struct Run {
    code: i32,
    output: String,
    errors: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_twelvecheck"));
    command.current_dir(folder).args(arguments).env_clear();
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
fn a_path_that_does_not_exist_is_a_usage_error() {
    let found = Project::new(&[]).run(&["nowhere"]);
    assert_eq!((found.code, found.errors.as_str()), (2, "error: nowhere: no such file or folder\n"));
}

#[test]
fn an_empty_folder_is_clean_and_says_so() {
    let found = Project::new(&[]).run(&[]);
    assert_eq!(found.code, 0);
    assert!(found.errors.starts_with("warning: there are no files to check in "), "{}", found.errors);
}

#[test]
fn a_repository_without_an_app_is_clean() {
    let found = Project::new(&[("README.md", "# Notes\n"), ("lib/words.txt", "one\ntwo\n")]).run(&[]);
    assert_eq!((found.code, found.errors.as_str()), (0, ""));
}

#[test]
fn a_file_argument_limits_the_report_not_the_view() {
    let project =
        Project::new(&[(".git/HEAD", ""), ("Dockerfile", FLOATING), ("other/Dockerfile", FLOATING)]);
    let found = project.run(&["-f", "concise", "other/Dockerfile"]);
    assert_eq!(found.output.lines().filter(|line| line.contains("floating-base-image")).count(), 1);
    assert!(found.output.starts_with("other/Dockerfile:1:6"), "{}", found.output);
}

#[test]
fn what_cannot_be_read_is_a_note() {
    let project = Project::new(&[
        ("k8s/broken.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: [\n"),
        ("Dockerfile", "FROM alpine:3.20\nFETCH x\nCMD [\"/app\"]\n"),
        ("app.py", "import os\nos.environ[(\n"),
    ]);
    project.write("latin.py", b"import os\nname = '\xe9'\nos.environ['A']\n");
    project.write("binary.py", b"\x00\x01\x02");
    let found = project.run(&["-f", "concise"]);
    assert_eq!(found.code, 0, "{}{}", found.output, found.errors);
    assert!(found.output.contains("k8s/broken.yaml:"), "{}", found.output);
    assert!(found.output.contains("Dockerfile:2:"), "{}", found.output);
}

#[test]
fn rules_are_selected_by_id_glob_and_factor() {
    let project = Project::new(&[("Dockerfile", FLOATING)]);
    let count = |arguments: &[&str]| {
        let output = project.run(&[&["-f", "concise"], arguments].concat()).output;
        output.lines().filter(|line| line.contains("floating-base-image")).count()
    };
    assert_eq!(count(&["--select", "floating-*"]), 1);
    assert_eq!(count(&["--select", "V"]), 1);
    assert_eq!(count(&["--select", "config"]), 0);
    assert_eq!(count(&["--ignore", "build-release-run"]), 0);
    let misspelt = project.run(&["--select", "floating-base-imag"]);
    let wanted = "error: unknown rule or factor 'floating-base-imag'; did you mean 'floating-base-image'?\n";
    assert_eq!((misspelt.code, misspelt.errors.as_str()), (2, wanted));
}

#[test]
fn the_configuration_steers_and_its_faults_have_a_place() {
    let project = Project::new(&[("Dockerfile", FLOATING), ("legacy/Dockerfile", FLOATING)]);
    project.write(
        "twelvecheck.toml",
        b"exclude = [\"legacy\"]\n[rules]\nfloating-base-image = \"error\"\n[[overrides]]\npaths = [\"old/**\"]\nrules = { floating-base-image = \"off\" }\n",
    );
    project.write("old/Dockerfile", FLOATING.as_bytes());
    let found = project.run(&["-f", "concise"]);
    let lines: Vec<&str> =
        found.output.lines().filter(|line| line.contains("[floating-base-image]")).collect();
    assert_eq!(lines.len(), 1, "{}", found.output);
    assert!(lines[0].starts_with("Dockerfile:1:6: error["));
    assert_eq!(
        project.run(&["-f", "concise", "--isolated"]).output.matches("[floating-base-image]").count(),
        3
    );

    project.write("twelvecheck.toml", b"[rules]\nfloating-base-imag = \"off\"\n");
    let faulty = project.run(&[]);
    let wanted = "error: twelvecheck.toml:2:1: unknown rule 'floating-base-imag'; did you mean 'floating-base-image'?\n";
    assert_eq!((faulty.code, faulty.errors.as_str()), (2, wanted));
}

#[test]
fn comments_suppress_and_useless_ones_are_told() {
    let text = format!("# twelvecheck: ignore[floating-base-image] pinned by the mirror\n{FLOATING}");
    let project = Project::new(&[("Dockerfile", &text)]);
    let found = project.run(&["-f", "concise"]);
    assert_eq!(found.code, 0, "{}", found.output);
    project.write("Dockerfile", text.replace("FROM python", "FROM python:3.12-slim").as_bytes());
    let found = project.run(&["-f", "concise"]);
    assert_eq!(found.code, 1);
    assert!(found.output.starts_with("Dockerfile:1:3: warning[unused-suppression] "), "{}", found.output);
}

#[test]
fn rules_of_a_folder_run_beside_the_built_in_ones() {
    let page = "---\nseverity: warning\nconfidence: high\nsince: 0.1.0\n---\n# Images come from our mirror\n\nWhy.\n\n## Match\n```yaml\nfact: base-image\nsubject: { not: '^mirror\\.example/' }\nmessage: \"'{subject}' does not come from the mirror\"\n```\n## Fix\nUse the mirror.\n\n## Bad\n```dockerfile Dockerfile\nFROM alpine:3.20 # want\n```\n## Good\n```dockerfile Dockerfile\nFROM mirror.example/alpine:3.20\n```\n";
    let project = Project::new(&[("Dockerfile", PINNED), ("house/05-build-release-run/our-mirror.md", page)]);
    let found = project.run(&["-f", "concise", "--rules", "house"]);
    assert_eq!(found.code, 1, "{}", found.errors);
    assert!(
        found.output.contains("Dockerfile:1:6: warning[our-mirror] 'python' does not come from the mirror"),
        "{}",
        found.output
    );
    project.write("house/05-build-release-run/our-mirror.md", page.replace("fact:", "fcat:").as_bytes());
    let faulty = project.run(&["--rules", "house"]);
    assert_eq!(faulty.code, 2);
    assert!(faulty.errors.contains("our-mirror.md:12: unknown key 'fcat'"), "{}", faulty.errors);
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

#[test]
fn the_catalogue_explains_itself() {
    let project = Project::new(&[]);
    let list = project.run(&["rules"]);
    assert!(list.code == 0 && list.output.contains("floating-base-image"));
    let page = project.run(&["explain", "floating-base-image"]);
    assert!(page.output.contains("FROM") && page.output.contains("twelvecheck: ignore[floating-base-image]"));
    let unknown = project.run(&["explain", "floating-image"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.errors.contains("did you mean 'floating-base-image'?"), "{}", unknown.errors);
}

#[test]
fn init_writes_a_configuration_once() {
    let project = Project::new(&[("Dockerfile", PINNED)]);
    assert_eq!(project.run(&["init"]).code, 0);
    assert_eq!(project.run(&[]).code, 0);
    assert_eq!(project.run(&["init"]).code, 2);
}
