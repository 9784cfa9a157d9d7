//! Reports as they leave the tool: secrets, files, pipes, the looks of text.

use crate::{FLOATING, Project};

/// Credentials in all the places that a snippet may show.
const SECRETS: [&str; 4] =
    ["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", "s3cr3t-Pa55w0rd", "Zx9-topSecret-41", "kQ7mR2vX9pL4wT8z"];

#[test]
fn no_report_shows_a_secret() {
    let dockerfile = format!(
        "FROM python\nENV API_TOKEN={} DB_URL=postgres://app:{}@db.internal/app\nCMD python app.py\n",
        SECRETS[0], SECRETS[1]
    );
    let compose = format!(
        "services:\n  web:\n    build: .\n    environment:\n      ADMIN_PASSWORD: {}\n    depends_on: [db]\n  db:\n    \
         image: postgres:13\n    environment: {{\"POSTGRES_PASSWORD\": \"{}\"}}\n",
        SECRETS[2], SECRETS[3]
    );
    let code = format!("import os\nkey = os.environ.get(\"API_TOKEN\", \"{}\")\n", SECRETS[0]);
    let project = Project::new(&[
        ("Dockerfile", &dockerfile),
        ("compose.yaml", &compose),
        ("app.py", &code),
        ("tests/Dockerfile", &dockerfile),
    ]);
    for format in ["pretty", "concise", "json", "sarif"] {
        for more in [
            &[][..],
            &["--select", "floating-base-image,compose-startup-order"],
            &["--min-severity", "error"],
            &["--ignore", "config"],
            &["--sarif-include-suppressed", "--pedantic"],
        ] {
            let found = project.run(&[&["-f", format], more].concat()).output;
            assert!(found.contains("floating-base-image") || more.contains(&"error"), "{found}");
            for secret in SECRETS {
                assert!(!found.contains(secret), "{secret} in {format} with {more:?}: {found}");
            }
        }
    }
}

#[test]
fn a_report_that_cannot_be_written_is_an_error_and_the_others_are_whole() {
    let project = Project::new(&[("Dockerfile", FLOATING)]);
    let found = project.run(&["-f", "concise", "-o", "json=no/such/folder.json", "-o", "sarif=out.sarif"]);
    assert_eq!(found.code, 2);
    assert!(found.errors.starts_with("error: no/such/folder.json: "), "{}", found.errors);
    assert!(found.output.contains("[floating-base-image]"));
    assert!(project.read("out.sarif").contains("floating-base-image"));
}

#[test]
fn colour_is_where_it_is_asked_for() {
    let project = Project::new(&[("Dockerfile", FLOATING)]);
    let colored = |variables: &[(&str, &str)], arguments: &[&str]| {
        project.run_with(variables, arguments).output.contains("\u{1b}[")
    };
    assert!(!colored(&[], &[]));
    assert!(colored(&[], &["--color", "always"]));
    assert!(colored(&[("FORCE_COLOR", "1")], &[]));
    assert!(colored(&[("CLICOLOR_FORCE", "1")], &["-f", "concise"]));
    assert!(!colored(&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], &[]));
    assert!(!colored(&[("FORCE_COLOR", "1")], &["--color", "never"]));
}

#[test]
fn only_rules_that_ran_are_counted() {
    let found =
        Project::new(&[("Dockerfile", FLOATING)]).run(&["-f", "concise", "--select", "floating-base-image"]);
    assert!(found.output.ends_with("1 finding (1 warning) in 1 file, 1 app, 1 rule\n"), "{}", found.output);
}

#[cfg(unix)]
#[test]
fn a_reader_may_leave_early() {
    use std::process::{Command, Stdio};
    let project = Project::new(&[("Dockerfile", FLOATING)]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_twelvecheck"))
        .args(["-f", "json"])
        .current_dir(project.0.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(1), &b""[..]));
}
