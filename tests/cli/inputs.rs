//! What the tool is pointed at: whole projects, parts, nothing, and what cannot be read.

use crate::{FLOATING, Project};

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
    let project = Project::new(&[("README.md", "# Notes\n"), ("lib/words.txt", "one\ntwo\n")]);
    let found = project.run(&["-f", "concise"]);
    assert_eq!(found.code, 0);
    assert!(found.errors.starts_with("note: nothing here says how an app is started"), "{}", found.errors);
    assert_eq!(found.output.split(", ").next(), Some("no findings in 2 files"));
    assert!(found.output.contains(" 0 apps"), "{}", found.output);
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
fn a_single_file_is_enough() {
    let project = Project::new(&[("Dockerfile", FLOATING)]);
    let found = project.run(&["-f", "concise", "Dockerfile"]);
    assert_eq!((found.code, found.errors.as_str()), (1, ""));
    assert!(found.output.starts_with("Dockerfile:1:6: warning[floating-base-image] "), "{}", found.output);
}

#[test]
fn paths_are_written_from_where_the_reader_stands() {
    let project = Project::new(&[(".git/HEAD", ""), ("Dockerfile", FLOATING), ("web/src/a.txt", "")]);
    let from = |folder: &str, arguments: &[&str]| project.run_in(folder, arguments).output;
    assert!(from("web", &["-f", "concise", ".."]).starts_with("../Dockerfile:1:6: "));
    assert!(from("web/src", &["-f", "pretty", "../.."]).contains("─[../../Dockerfile:1:6]"));
    assert!(from("web", &["-f", "json", ".."]).contains("\"path\": \"Dockerfile\""));
    assert!(from("web", &["-f", "concise", "--root", "..", ".."]).starts_with("Dockerfile:1:6: "));

    project.write("api/Dockerfile", FLOATING.as_bytes());
    let sarif = from("", &["-f", "sarif", "--root", "api", "api"]);
    assert!(sarif.contains("\"uri\": \"api/Dockerfile\""), "{sarif}");
}

#[test]
fn what_is_left_out_stays_out_and_is_told() {
    let project = Project::new(&[
        (".gitignore", "build\n"),
        ("build/Dockerfile", FLOATING),
        ("old/Dockerfile", FLOATING),
        ("node_modules/a/Dockerfile", FLOATING),
        ("twelvecheck.toml", "exclude = ['old']\n"),
        (".git/HEAD", ""),
    ]);
    for (path, reason) in [
        ("build/Dockerfile", "an ignore file"),
        ("old", "'exclude' in the configuration"),
        ("old/Dockerfile", "'exclude' in the configuration"),
        ("node_modules/a", "packages and the files of version control"),
    ] {
        let found = project.run(&["-f", "concise", path]);
        assert_eq!(found.code, 0, "{path}");
        assert!(found.output.starts_with("no findings"), "{}", found.output);
        let start = format!("warning: '{path}' is not checked: {reason}");
        assert!(found.errors.starts_with(&start), "{}", found.errors);
    }
    assert_eq!(project.run(&["--no-ignore", "build"]).code, 1);
}

#[test]
fn hidden_files_count() {
    let project = Project::new(&[
        (".env", "API_TOKEN=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\n"),
        (".github/workflows/ci.yml", "on: push\njobs: {a: [\n"),
    ]);
    let found = project.run(&["-f", "concise"]).output;
    assert!(found.contains(".env:1:"), "{found}");
    assert!(found.contains(".github/workflows/ci.yml:"), "{found}");
}

#[test]
fn broken_files_lose_only_themselves() {
    let broken = [
        ("a.py", "import os\nos.environ[(\n"),
        ("b.js", "const a = process.env.A;\nfoo((\n"),
        ("c.ts", "const a: string = process.env.A;\nfoo((\n"),
        ("compose.yaml", "services: {web: [\n"),
        ("package.json", "{\"name\": "),
        ("pyproject.toml", "[project\n"),
        (".env", "what is this\n"),
    ];
    let project = Project::new(&broken);
    project.write("Dockerfile", FLOATING.as_bytes());
    let found = project.run(&["-f", "concise"]);
    assert_eq!(found.code, 1, "{}", found.errors);
    assert!(found.output.contains("[floating-base-image]"));
    for (path, _) in broken {
        let told = |line: &str| line.starts_with(path) && line.contains(": note[unreadable-input] ");
        assert!(found.output.lines().any(told), "{path} in {}", found.output);
    }
}

#[test]
fn every_encoding_is_read_or_told() {
    let project = Project::new(&[("bom/Dockerfile", "\u{feff}FROM python\r\nCMD [\"a\"]\r\n")]);
    let utf16: Vec<u8> = "\u{feff}FROM python\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    project.write("wide/Dockerfile", &utf16);
    project.write("latin/Dockerfile", b"# caf\xe9\nFROM python\n");
    project.write("broken.yaml", b"a: \0\n");
    project.write("program", b"\x7fELF\0");
    project.write("film.ts", b"G\0\0");
    project.write("huge.yaml", &vec![b'#'; 5_000_000]);
    let found = project.run(&["-f", "concise"]).output;
    for place in ["bom/Dockerfile:1:6: w", "wide/Dockerfile:1:6: w", "latin/Dockerfile:2:6: w"] {
        assert!(found.contains(place), "{place} in {found}");
    }
    assert!(found.contains("broken.yaml:1:1: note[unreadable-input] the file was not read: it holds bytes"));
    assert!(found.contains("huge.yaml:1:1: note[unreadable-input] the file was not read: it has 4883 KiB"));
    assert!(!found.contains("program") && !found.contains("film.ts"), "{found}");
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_not_followed() {
    use std::os::unix::fs::symlink;
    let project = Project::new(&[("Dockerfile", FLOATING)]);
    let at = |name: &str| project.0.path().join(name);
    symlink(".", at("loop")).unwrap();
    symlink("/dev/zero", at("zero.py")).unwrap();
    symlink("nowhere", at("dangling.yaml")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(at("pipe.py")).status().unwrap();
    assert!(made.success());
    let found = project.run(&["-f", "concise"]).output;
    assert_eq!(found.matches("[floating-base-image]").count(), 1, "{found}");
    assert!(
        found.contains("pipe.py:1:1: note[unreadable-input] the file was not read: it is no regular file")
    );
    for name in ["pipe.py", "zero.py"] {
        let refused = project.run(&[name]);
        let wanted = format!("error: {name}: neither a file nor a folder\n");
        assert_eq!((refused.code, refused.errors), (2, wanted));
    }
}
