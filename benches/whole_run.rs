//! The whole run on a made-up repository, as a ratio to ripgrep reading the same tree; start-up, in milliseconds.
//!
//! `cargo bench` needs `rg` on the path for the ratio. CPU seconds are those of the processes (user and system), taken in
//! turn so that a change of the machine's speed meets both; the median of the pairs is what to quote.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints what it measured, and stops where it fails"
)]

#[path = "measure/median.rs"]
mod median;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use median::median;

const SERVICES: usize = 100;
const PAIRS: usize = 9;

fn main() {
    let tree = tempfile::tempdir().unwrap();
    let files = write_tree(tree.path());
    let tool = env!("CARGO_BIN_EXE_twelvecheck");
    println!("{files} files");

    let mut ratios = Vec::new();
    let mut seconds = Vec::new();
    for _ in 0..PAIRS {
        let ours = cpu_seconds(tree.path(), &[tool, "--format", "concise"]);
        seconds.push(ours);
        if let Some(theirs) = cpu_seconds_of_ripgrep(tree.path()) {
            ratios.push(ours / theirs);
        }
    }
    println!("whole run: {:.3} CPU s (median of {PAIRS})", median(&mut seconds));
    if ratios.is_empty() {
        println!("rg is not on the path: no ratio");
    } else {
        println!(
            "whole run / rg -c environ: {:.1} (median of {} pairs, CPU)",
            median(&mut ratios),
            ratios.len()
        );
    }

    println!("--version: {:.1} ms", wall_milliseconds(tree.path(), &[tool, "--version"]));
    let one = tempfile::tempdir().unwrap();
    std::fs::write(one.path().join("Dockerfile"), DOCKERFILE).unwrap();
    println!("one file: {:.1} ms", wall_milliseconds(one.path(), &[tool, "--format", "concise"]));
}

const DOCKERFILE: &str = "FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .\nEXPOSE 8000\nCMD [\"gunicorn\", \"shop.wsgi\"]\n";

/// A repository of services in three languages with images and manifests; says how many files it has.
fn write_tree(root: &Path) -> usize {
    let mut files = 0;
    let mut write = |path: String, text: String| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        files += 1;
    };
    for at in 0..SERVICES {
        let folder = format!("services/service-{at}");
        write(format!("{folder}/Dockerfile"), DOCKERFILE.to_owned());
        write(format!("{folder}/requirements.txt"), "flask==3.0.3\nredis==5.0.4\n".to_owned());
        write(
            format!("{folder}/app.py"),
            format!(
                "import os\nimport redis\nfrom flask import Flask\n\napp = Flask(__name__)\nstore = redis.Redis(host=os.environ[\"REDIS_HOST_{at}\"])\n\n\n@app.route(\"/health\")\ndef health():\n    return \"ok\"\n"
            ),
        );
        for module in 0..4 {
            let body: String = (0..60)
                .map(|line| format!("def step_{line}(value):\n    return value * {line} + {module}\n\n\n"))
                .collect();
            write(format!("{folder}/lib/module_{module}.py"), body);
        }
        let body: String = (0..60)
            .map(|line| format!("export function step{line}(value) {{\n  return value * {line};\n}}\n"))
            .collect();
        write(format!("{folder}/web/index.js"), format!("const port = process.env.PORT || 3000;\n{body}"));
        write(format!("{folder}/README.md"), "# A service\n".repeat(20));
        write(
            format!("k8s/service-{at}.yaml"),
            format!(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: service-{at}\nspec:\n  replicas: 2\n  selector:\n    matchLabels: {{app: service-{at}}}\n  template:\n    metadata:\n      labels: {{app: service-{at}}}\n    spec:\n      containers:\n        - name: app\n          image: registry.example/service-{at}:1.0.{at}\n          ports: [{{containerPort: 8000}}]\n"
            ),
        );
    }
    files
}

fn cpu_seconds_of_ripgrep(folder: &Path) -> Option<f64> {
    Command::new("rg").arg("--version").stdout(Stdio::null()).status().ok()?;
    Some(cpu_seconds(folder, &["rg", "--hidden", "-c", "environ", "."]))
}

/// User and system time of a command and its threads, in seconds, as the shell's `times` tells it.
fn cpu_seconds(folder: &Path, command: &[&str]) -> f64 {
    let words: Vec<String> = command.iter().map(|word| format!("'{word}'")).collect();
    let script = format!("{} >/dev/null 2>&1; times", words.join(" "));
    let output = Command::new("bash").args(["-c", &script]).current_dir(folder).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let children = text.lines().nth(1).unwrap_or("");
    children.split_whitespace().filter_map(seconds).sum()
}

/// `0m1.234s` in seconds.
fn seconds(text: &str) -> Option<f64> {
    let (minutes, seconds) = text.strip_suffix('s')?.split_once('m')?;
    Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
}

fn wall_milliseconds(folder: &Path, command: &[&str]) -> f64 {
    let mut times: Vec<f64> = (0..PAIRS)
        .map(|_| {
            let start = Instant::now();
            Command::new(command[0])
                .args(&command[1..])
                .current_dir(folder)
                .stdout(Stdio::null())
                .status()
                .unwrap();
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    median(&mut times)
}
