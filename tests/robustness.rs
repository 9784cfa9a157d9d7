//! Hostile input is normal input: no panic, no hang, no abort, and nothing lost in silence.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::fmt::Write as _;
use std::sync::LazyLock;

use twelvecheck::app::Project;
use twelvecheck::config::Config;
use twelvecheck::discover::Tree;
use twelvecheck::rule::{Rule, engine, registry};
use twelvecheck::{analyse, suppress};

/// The rules, which are read once for all inputs.
static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| registry::builtin().unwrap());

/// A thread with the stack that the tool's workers have.
static POOL: LazyLock<rayon::ThreadPool> = LazyLock::new(|| {
    rayon::ThreadPoolBuilder::new().num_threads(2).stack_size(64 * 1024 * 1024).build().unwrap()
});

/// Runs every rule on a tree.
fn check(files: Vec<(String, Vec<u8>)>) -> usize {
    let run = move || {
        let project: Project = analyse(&Tree::from_memory(files));
        let all: Vec<&Rule> = RULES.iter().collect();
        let found = engine::run(&all, &project);
        suppress::apply(found, &project, &Config::default(), &all, &RULES).findings.len()
    };
    POOL.install(run)
}

fn file(path: &str, text: impl Into<Vec<u8>>) -> Vec<(String, Vec<u8>)> {
    vec![(path.to_owned(), text.into())]
}

/// Every example of the catalogue, as files of many kinds that are known to matter.
fn samples() -> Vec<(String, String)> {
    let examples = RULES.iter().flat_map(|rule| &rule.page.examples);
    examples.flat_map(|example| &example.files).map(|file| (file.path.clone(), file.text.clone())).collect()
}

#[test]
fn files_may_end_anywhere() {
    for (at, (path, text)) in samples().into_iter().enumerate() {
        let steps = 6;
        for step in 0..steps {
            let mut end = text.len() * step / steps + at % 7;
            end = end.min(text.len());
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            check(file(&path, &text.as_bytes()[..end]));
        }
    }
}

#[test]
fn bytes_may_be_anything() {
    for (at, (path, text)) in samples().into_iter().enumerate() {
        let mut bytes = text.into_bytes();
        let garbage = [0xff, 0x80, b'{', b'"', b'\'', b'\\', b'\n', b'[', b'$', b'\t', 0xe2];
        for (place, byte) in garbage.iter().enumerate() {
            let length = bytes.len().max(1);
            let place = (at * 31 + place * 97) % length;
            bytes.insert(place.min(bytes.len()), *byte);
        }
        check(file(&path, bytes));
    }
}

#[test]
fn nesting_may_be_deep() {
    let deep = 10_000;
    let nested = |open: &str, close: &str| format!("{}{}", open.repeat(deep), close.repeat(deep));
    for path in [
        "a.py",
        "a.js",
        "a.ts",
        "a.tsx",
        "a.rs",
        "a.sh",
        "a.json",
        "a.yaml",
        "a.toml",
        "Dockerfile",
        "package.json",
    ] {
        for (open, close) in
            [("(", ")"), ("[", "]"), ("{", "}"), ("if (x) {", "}"), ("a(", ")"), ("{a: ", "}"), ("$(", ")")]
        {
            let text = nested(open, close);
            let needle = "import os\nos.environ['A']\nprocess.env.A;\nstd::env::var(\"A\");\n";
            check(file(path, format!("{needle}x = {text}\n")));
            check(file(path, text));
        }
    }
    check(file("a.yaml", "a:\n".repeat(3)));
    let blocks: String = (0..3000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    check(file("k8s/a.yaml", blocks));
}

#[test]
fn entities_may_explode() {
    let mut bomb = String::from("apiVersion: v1\nkind: Pod\na: &a [x, x, x, x, x, x, x, x, x]\n");
    for (name, previous) in ('b'..='p').zip('a'..='o') {
        writeln!(
            bomb,
            "{name}: &{name} [*{previous}, *{previous}, *{previous}, *{previous}, *{previous}, *{previous}]"
        )
        .unwrap();
    }
    check(file("k8s/bomb.yaml", bomb.clone()));
    check(file("compose.yaml", format!("services:\n  a: {{image: x}}\n{bomb}")));
}

#[test]
fn lines_may_be_long_and_files_large() {
    check(file("Dockerfile", format!("FROM alpine:3.20\nRUN {}\n", "echo a && ".repeat(20_000))));
    check(file("start.sh", format!("#!/bin/sh\n{}", "exec \"$@\"\n".repeat(20_000))));
    check(file(".env", format!("A={}\n", "x".repeat(1_000_000))));
    check(file("requirements.txt", "flask\n".repeat(20_000)));
    check(file("Dockerfile", "FROM alpine:3.20 AS a\n".repeat(5_000)));
    check(file("Dockerfile", format!("FROM alpine:3.20\n{}", "COPY a b\nRUN c\n".repeat(10_000))));
    let folders = (0..4_000).map(|at| format!("WORKDIR /a{at}\nCOPY b{at} c{at}\nRUN d > /e{at}\n"));
    check(file("Dockerfile", format!("FROM alpine:3.20\n{}", folders.collect::<String>())));
    check(file("a.py", "# twelvecheck: ignore[log-to-file] x\n".repeat(20_000)));
    let names: String = (0..3_000).fold(String::from("import os\nx = os.environ\n"), |text, at| {
        text + &format!("x = x.get(x, f(x, x))\nB{at} = x['B{at}']\n")
    });
    check(file("a.py", names));
}

#[test]
fn scripts_may_call_each_other_for_ever() {
    check(vec![
        ("package.json".to_owned(), b"{\"scripts\": {\"start\": \"npm run a\", \"a\": \"npm run b && npm run b\", \"b\": \"npm run a && npm run a\"}}".to_vec()),
        ("Dockerfile".to_owned(), b"FROM node:22\nCOPY . .\nCMD [\"npm\", \"start\"]\n".to_vec()),
    ]);
    check(vec![
        ("a.sh".to_owned(), b"#!/bin/sh\n./b.sh\n./a.sh\n".to_vec()),
        ("b.sh".to_owned(), b"#!/bin/sh\n./a.sh\n./b.sh\n".to_vec()),
        ("Dockerfile".to_owned(), b"FROM alpine:3.20\nWORKDIR /\nCOPY . .\nCMD [\"./a.sh\"]\n".to_vec()),
    ]);
}

#[test]
fn what_cannot_be_read_is_said() {
    let broken = [
        ("k8s/a.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {\n"),
        ("compose.yaml", "services: {a: {image: x}\n"),
        ("package.json", "{\"name\": \"x\",, }"),
        ("Dockerfile", "FROM alpine:3.20\nRNU x\n"),
        ("Cargo.toml", "[package\nname = 1"),
    ];
    for (path, text) in broken {
        assert!(check(file(path, text)) > 0, "{path}");
    }
}

/// A chart with one template and these values.
fn chart(template: &str, values: &str) -> Vec<(String, Vec<u8>)> {
    let files = [
        ("chart/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n"),
        ("chart/values.yaml", values),
        ("chart/templates/a.yaml", template),
    ];
    files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).to_vec()
}

#[test]
fn templates_may_be_hostile() {
    let nested = format!("{}x{}", "{{ if true }}".repeat(20_000), "{{ end }}".repeat(20_000));
    let parentheses = format!("{{{{ {}1{} }}}}", "(".repeat(20_000), ")".repeat(20_000));
    let chained = format!("{{{{ if 0 }}}}{}x{{{{ end }}}}", "{{ else if 0 }}".repeat(20_000));
    for (template, values) in [
        ("{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}", ""),
        ("{{ define \"a\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}", ""),
        ("{{ tpl .Values.x . }}", "x: '{{ tpl .Values.x . }}'"),
        ("{{ tpl .Values.x . }}", "x: '{{ tpl (print .Values.x .Values.x) . }}'"),
        ("{{ range 1000000000 }}{{ range 1000000000 }}x{{ end }}{{ end }}", ""),
        ("{{ range until 100000000 }}x{{ end }}", ""),
        ("{{ $x := \"xxxxxxxxxxxxxxxx\" }}{{ range 100 }}{{ $x = print $x $x }}{{ end }}{{ $x }}", ""),
        ("{{ $x := list }}{{ range 10000000 }}{{ $x = list $x }}{{ end }}{{ toYaml $x }}", ""),
        ("{{ $x := dict }}{{ $_ := set $x \"x\" $x }}{{ toYaml $x }}{{ $x }}", ""),
        ("{{ $x := list 1 2 }}{{ range 100 }}{{ $x = concat $x $x }}{{ end }}", ""),
        ("{{ repeat 1000000000 \"x\" }}", ""),
        ("{{ .Values.x", ""),
        ("{{ \"x", ""),
        ("{{/* x", ""),
        ("{{ end }}{{ else }}", ""),
        ("{{ 'x }}{{ ` }}", ""),
        ("a: {{ .Values.é.ü }}{{ \"\\xff\\u12\" }}", ""),
        (nested.as_str(), ""),
        (parentheses.as_str(), ""),
        (chained.as_str(), ""),
    ] {
        assert!(
            check(chart(template, values)) > 0,
            "nothing is said of {}",
            &template[..template.len().min(80)]
        );
    }
}

#[test]
fn charts_may_depend_on_each_other_for_ever() {
    let head = |name: &str, on: &str| {
        format!(
            "apiVersion: v2\nname: {name}\nversion: 1.0.0\ndependencies:\n- {{name: {on}, repository: 'file://../{on}'}}\n"
        )
    };
    let text = "a: b\n".to_owned();
    let files = [
        ("a/Chart.yaml", head("a", "b")),
        ("b/Chart.yaml", head("b", "a")),
        ("a/templates/x.yaml", text.clone()),
        ("b/templates/x.yaml", text),
    ];
    check(files.map(|(path, text)| (path.to_owned(), text.into_bytes())).to_vec());
}
