//! A tree of Kubernetes manifests: CPU seconds and peak memory of a whole run, and the ratio to checkov on a tenth of it.
//!
//! `cargo bench --bench workloads` needs GNU time; with `checkov` on the path it also measures that. `WORKLOADS` sets the size,
//! and `KEEP=FOLDER` only writes the tree there.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints what it measured, and stops where it fails"
)]

#[path = "measure/cost.rs"]
mod cost;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cost::measure;

const WORKLOADS: usize = 10_000;

fn main() {
    let count = std::env::var("WORKLOADS").ok().and_then(|text| text.parse().ok()).unwrap_or(WORKLOADS);
    if let Some(folder) = std::env::var_os("KEEP") {
        write_tree(&PathBuf::from(folder), count);
        return;
    }
    let tool = env!("CARGO_BIN_EXE_twelvecheck");
    let all = tempfile::tempdir().unwrap();
    write_tree(all.path(), count);
    let tenth = tempfile::tempdir().unwrap();
    write_tree(tenth.path(), count / 10);
    let one = tempfile::tempdir().unwrap();
    write_one_file(one.path(), count * 2 / 5);

    let check = [tool, "--format", "concise"];
    println!("{count} workloads: {}", measure(all.path(), &check));
    println!("{} workloads and as many Services in one file: {}", count * 2 / 5, measure(one.path(), &check));
    println!("qos of {count} workloads: {}", measure(all.path(), &[tool, "qos", "--format", "json"]));
    let ours = measure(tenth.path(), &check);
    println!("{} workloads: {ours}", count / 10);
    if Command::new("checkov").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("checkov is not on the path: no ratio");
        return;
    }
    let theirs =
        measure(tenth.path(), &["checkov", "-d", ".", "--framework", "kubernetes", "--compact", "--quiet"]);
    println!("checkov on {} workloads: {theirs}", count / 10);
    println!(
        "checkov / twelvecheck: {:.0} times the CPU, {:.1} times the memory",
        theirs.seconds / ours.seconds,
        theirs.mebibytes / ours.mebibytes
    );
}

/// Ten services in each folder of a team: a Deployment, StatefulSet or CronJob, with what goes with it.
fn write_tree(root: &Path, count: usize) {
    for at in 0..count {
        let folder = root.join(format!("teams/team-{}/service-{at}", at / 10));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("workload.yaml"), workload(at)).unwrap();
        std::fs::write(folder.join("service.yaml"), service(at)).unwrap();
    }
}

fn write_one_file(root: &Path, count: usize) {
    let alone = |at| service(at).split("---\n").next().unwrap().to_owned();
    let documents = (0..count).flat_map(|at| [deployment(at), alone(at)]);
    std::fs::write(root.join("all.yaml"), documents.collect::<Vec<_>>().join("---\n")).unwrap();
}

fn workload(at: usize) -> String {
    match at % 10 {
        0 => deployment(at).replace("kind: Deployment", "kind: StatefulSet"),
        1 => cron_job(at),
        _ => deployment(at),
    }
}

fn deployment(at: usize) -> String {
    let probe = if at.is_multiple_of(3) {
        ""
    } else {
        "          readinessProbe: {httpGet: {path: /ready, port: http}}\n          livenessProbe: {httpGet: {path: /live, port: http}}\n"
    };
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: service-{at}\n  namespace: team-{team}\n  labels: {{app: service-{at}, part-of: shop}}\nspec:\n  replicas: {replicas}\n  selector:\n    matchLabels: {{app: service-{at}, part-of: shop}}\n  template:\n    metadata:\n      labels: {{app: service-{at}, part-of: shop}}\n    spec:\n      containers:\n        - name: app\n          image: registry.example/service-{at}:1.0.{at}\n          ports: [{{containerPort: 8000, name: http}}]\n          env:\n            - name: NAME\n              value: service-{at}\n            - name: TOKEN\n              valueFrom: {{secretKeyRef: {{name: service-{at}, key: token}}}}\n          resources:\n            requests: {{cpu: 100m, memory: 128Mi}}\n            limits: {{memory: {memory}Mi}}\n{probe}",
        team = at / 10,
        replicas = at % 4 + 1,
        memory = 128 * (at % 3 + 1),
    )
}

fn cron_job(at: usize) -> String {
    format!(
        "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: service-{at}\n  namespace: team-{team}\nspec:\n  schedule: \"*/5 * * * *\"\n  concurrencyPolicy: Forbid\n  jobTemplate:\n    spec:\n      backoffLimit: 2\n      template:\n        metadata:\n          labels: {{app: service-{at}, part-of: shop}}\n        spec:\n          restartPolicy: Never\n          containers:\n            - name: app\n              image: registry.example/service-{at}:1.0.{at}\n",
        team = at / 10,
    )
}

fn service(at: usize) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: service-{at}\n  namespace: team-{team}\nspec:\n  selector: {{part-of: shop, app: service-{at}}}\n  ports: [{{port: 80, targetPort: http}}]\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: service-{at}\n  namespace: team-{team}\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels: {{app: service-{at}}}\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: service-{at}\n  namespace: team-{team}\nstringData:\n  token: \"${{TOKEN}}\"\n",
        team = at / 10,
    )
}
