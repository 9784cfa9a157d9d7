//! What users choose: rules, levels, configuration, comments.

use crate::{FLOATING, PINNED, Project};

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
fn names_of_own_libraries_are_like_known_ones() {
    let app = "from acme.logs import ToFile\nToFile('/var/log/app.log')\n";
    let project = Project::new(&[("app.py", app), ("acme/logs.py", "class ToFile:\n    pass\n")]);
    let arguments = ["-f", "concise", "--select", "log-to-file"];
    assert_eq!(project.run(&arguments).code, 0);
    let entry = "[[code]]\nlanguage = 'python'\nnames = ['acme.logs.ToFile']\nlike = 'logging.FileHandler'\n";
    project.write("twelvecheck.toml", entry.as_bytes());
    let found = project.run(&arguments);
    assert_eq!(found.code, 1);
    assert!(found.output.starts_with("app.py:2:8: warning[log-to-file] "), "{}", found.output);

    project.write("twelvecheck.toml", entry.replace("Handler", "Handlr").as_bytes());
    let faulty = project.run(&arguments);
    let wanted = "error: twelvecheck.toml:4:8: unknown name 'logging.FileHandlr'; did you mean 'logging.FileHandler'?\n";
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
fn init_writes_a_configuration_once() {
    let project = Project::new(&[("Dockerfile", PINNED)]);
    assert_eq!(project.run(&["init"]).code, 0);
    assert_eq!(project.run(&[]).code, 0);
    assert_eq!(project.run(&["init"]).code, 2);
}

#[test]
fn a_comment_reaches_the_whole_statement_and_says_where_it_belongs() {
    let project = Project::new(&[
        ("Dockerfile", "FROM python:3.12-slim\nCOPY app.py /\nCMD [\"python\", \"app.py\"]\n"),
        (
            "app.py",
            "from flask import Flask\napp = Flask(__name__)\n# twelvecheck: ignore[hardcoded-port, loopback-bind] a tool for \
             one\napp.run(\n    host=\"127.0.0.1\",\n    port=5000,\n)\n",
        ),
        (
            "compose.yaml",
            "services:\n  web:\n    build: .\n    depends_on: [db]\n  db: # twelvecheck: ignore[compose-startup-order]\n    \
             image: postgres:16\n",
        ),
    ]);
    let select = "hardcoded-port,loopback-bind,compose-startup-order,unused-suppression";
    let found = project.run(&["-f", "concise", "--select", select]);
    assert!(!found.output.contains("app.py"), "{}", found.output);
    assert!(found.output.contains(
        "compose.yaml:5:9: warning[unused-suppression] 'compose-startup-order' only shows this line: the comment belongs \
         to 'compose.yaml:4'"
    ), "{}", found.output);
    assert!(found.output.ends_with("; 2 suppressed\n"), "{}", found.output);
}

#[test]
fn every_useless_name_of_a_comment_is_told() {
    let text = format!(
        "# twelvecheck: ignore[floating-base-image, mutable-image-tag] why\n{FLOATING}# twelvecheck: ingore[x]\n"
    );
    let found = Project::new(&[("Dockerfile", &text)]).run(&["-f", "concise"]).output;
    assert!(found.contains("'mutable-image-tag' finds nothing on this line"), "{found}");
    assert!(found.contains("unknown directive 'ingore'; did you mean 'ignore'?"), "{found}");
}

#[test]
fn the_level_of_useless_comments_is_set_like_any_other() {
    let project = Project::new(&[
        ("Dockerfile", &format!("# twelvecheck: ignore[mutable-image-tag] why\n{PINNED}")),
        ("twelvecheck.toml", "[rules]\nunused-suppression = 'note'\n"),
    ]);
    let found = project.run(&["-f", "concise"]);
    assert_eq!(found.code, 0, "{}", found.output);
    assert!(found.output.contains("Dockerfile:1:3: note[unused-suppression] "), "{}", found.output);
}

/// A workload with an annotation, of which nothing else matters.
fn annotated(annotation: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec:\n  replicas: 2\n  selector: {{matchLabels: \
         {{app: web}}}}\n  template:\n    metadata: {{labels: {{app: web}}, annotations: {{{annotation}}}}}\n    spec: \
         {{containers: [{{name: web, image: web}}]}}\n"
    )
}

#[test]
fn annotations_suppress_and_useless_ones_are_told() {
    let project =
        Project::new(&[("k8s/web.yaml", &annotated("twelvecheck.dev/ignore.mutable-image-tag: local"))]);
    let arguments =
        ["-f", "concise", "--select", "mutable-image-tag,unused-suppression,suppression-without-reason"];
    let found = project.run(&arguments);
    assert_eq!(found.code, 0, "{}", found.output);
    assert!(found.output.ends_with("; 1 suppressed\n"), "{}", found.output);
    let sarif = project.run(&["-f", "sarif", "--sarif-include-suppressed", "--select", "mutable-image-tag"]);
    let sarif: serde_json::Value = serde_json::from_str(&sarif.output).unwrap();
    let suppression = &sarif["runs"][0]["results"][0]["suppressions"][0];
    assert_eq!((&suppression["kind"], &suppression["justification"]), (&"inSource".into(), &"local".into()));

    project.write(
        "k8s/web.yaml",
        annotated("twelvecheck.dev/ignore: 'mutable-image-tag, naked-pod'").as_bytes(),
    );
    let found = project.run(&[&arguments[..], &["--select", "naked-pod"]].concat()).output;
    let wanted =
        "warning[unused-suppression] nothing to ignore here: 'naked-pod' finds nothing in this object";
    assert!(found.contains(wanted), "{found}");
    project.write("k8s/web.yaml", annotated("twelvecheck.dev/ignore: mutable-image-tag").as_bytes());
    let found = project.run(&arguments).output;
    assert!(found.contains("suppression-without-reason"), "{found}");
}

#[test]
fn annotations_for_other_linters_keep_their_effect() {
    for annotation in [
        "ignore-check.kube-linter.io/latest-tag: local",
        "kube-linter.io/ignore-all: local",
        "kube-score/ignore: 'pod-probes,container-image-tag'",
        "polaris.fairwinds.com/tagNotSpecified-exempt: 'true'",
        "checkov.io/skip1: CKV_K8S_14=local",
    ] {
        let project = Project::new(&[("k8s/web.yaml", &annotated(annotation))]);
        let found = project.run(&["-f", "concise", "--select", "mutable-image-tag,unused-suppression"]);
        assert_eq!(found.code, 0, "{annotation}: {}", found.output);
        assert!(found.output.ends_with("; 1 suppressed\n"), "{annotation}: {}", found.output);
    }
    let unused =
        annotated("ignore-check.kube-linter.io/latest-tag: local").replace("image: web", "image: 'web:1.2'");
    assert_eq!(Project::new(&[("k8s/web.yaml", &unused)]).run(&["--select", "unused-suppression"]).code, 0);
}

#[test]
fn a_finding_that_sums_up_others_is_left_out_with_all_of_them() {
    let count = |annotations: &str| {
        let project = Project::new(&[("k8s/web.yaml", &annotated(annotations))]);
        project
            .run(&["-f", "concise", "--select", "qos-best-effort"])
            .output
            .matches("[qos-best-effort]")
            .count()
    };
    let (cpu, memory) =
        ("polaris.fairwinds.com/cpuRequestsMissing-exempt: 'true'", "checkov.io/skip1: CKV_K8S_12=small");
    assert_eq!(count(cpu), 1);
    assert_eq!(count(&format!("{cpu}, {memory}")), 0);
}
