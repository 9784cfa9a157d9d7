//! Pipelines whose jobs, steps and scripts nest freely: Azure Pipelines, Bitbucket Pipelines, Buildkite, Cloud Build, `CodeBuild`,
//! Drone, Travis and Woodpecker. What a key means is the same in all of them, as far as it is read here.

use super::{Offer, Pipeline, compared_branches, is_plain_branch, put_variables, scalars, scripts};
use crate::artefact::pipeline::{CiImage, Gate};
use crate::parse::tree::Node;
use crate::source::Arg;

/// Fields that hold shell commands.
const SCRIPTS: [&str; 12] = [
    "script",
    "bash",
    "command",
    "commands",
    "before_install",
    "install",
    "before_script",
    "after_script",
    "after_success",
    "before_deploy",
    "after_deploy",
    "build_script",
];

/// Where the branches that a pipeline, job or step runs for are listed.
const BRANCHES: [&[&str]; 8] = [
    &["when", "branch"],
    &["when", "branch", "include"],
    &["trigger", "branch"],
    &["trigger", "branch", "include"],
    &["trigger", "branches", "include"],
    &["trigger"],
    &["branches", "only"],
    &["branches"],
];

/// How deep steps may nest before inner ones are left alone.
const DEEPEST: usize = 24;

pub(super) fn read(root: Node, pipeline: &mut Pipeline) {
    walk(root, &Arg::literal("pipeline", root.span()), &Gate::default(), 0, pipeline);
    // Cloud Build pushes these when all steps are done.
    for image in root.get("images").filter(|_| root.get("steps").is_some()).into_iter().flat_map(scalars) {
        pipeline.harvest.ci_images.push(CiImage::pushed(vec![with_unknowns(&image)], image.span));
    }
}

/// A value with `{}` in the place of each `$NAME` and `${NAME}`.
fn with_unknowns(written: &Arg) -> Arg {
    let text = put_variables(&written.text, |text, _| text.push_str("{}"));
    Arg { literal: !text.contains("{}"), text, span: written.span }
}

fn walk(node: Node, job: &Arg, outer: &Gate, depth: usize, pipeline: &mut Pipeline) {
    if depth > DEEPEST || node.is_alias() {
        return;
    }
    for item in node.items() {
        walk(item, job, outer, depth + 1, pipeline);
    }
    if !node.is_mapping() {
        return;
    }
    let job = ["name", "job", "displayName", "label", "deployment"]
        .iter()
        .find_map(|key| node.get(key).and_then(Node::arg))
        .unwrap_or_else(|| job.clone());
    let gate = outer.narrowed(gate(node));
    if let Some(image) = node.get("image").or_else(|| node.get("container")).and_then(name_of_image) {
        pipeline.image(&Offer { value: image, is_matrix: false });
    }
    words(node, &gate, pipeline);
    for (key, value) in node.own_entries() {
        let name = key.text().unwrap_or("");
        match name {
            _ if SCRIPTS.contains(&name) => {
                let mut found = Vec::new();
                scripts(value, &mut found);
                let folder = node.get("workingDirectory").and_then(Node::text);
                for script in found {
                    pipeline.step(&job, script, folder, std::slice::from_ref(&gate));
                }
            }
            "services" => services(value, pipeline),
            "env" | "environment" | "variables" => variables(value, pipeline),
            "branches" if value.is_mapping() => {
                for (branch, steps) in value.own_entries() {
                    let branches: Vec<Arg> = branch.arg().into_iter().filter(is_plain_branch).collect();
                    let gate = gate.narrowed(Gate { branches, environment: None });
                    walk(steps, &job, &gate, depth + 1, pipeline);
                }
            }
            _ => walk(value, &job, &gate, depth + 1, pipeline),
        }
    }
}

/// A step of Cloud Build: the image of a program, and its words.
fn words(step: Node, gate: &Gate, pipeline: &mut Pipeline) {
    let (Some(image), Some(list)) = (step.get("name").and_then(Node::arg), step.get("args")) else { return };
    let program = step.get("entrypoint").and_then(Node::arg).unwrap_or_else(|| {
        let name = crate::source::name_of(&image.text).split([':', '@']).next().unwrap_or("");
        Arg { text: name.to_owned(), ..image.clone() }
    });
    let arguments = list.items().filter_map(Node::arg).map(|arg| with_unknowns(&arg));
    let argv: Vec<Arg> = std::iter::once(program).chain(arguments).collect();
    pipeline.words(&argv, step.span(), std::slice::from_ref(gate));
}

fn gate(node: Node) -> Gate {
    let named = |key: &str| node.get(key).and_then(|value| value.get("name").unwrap_or(value).arg());
    // A deployment job of Azure has a name and an environment, a step of Bitbucket has the environment alone.
    let environment = named("environment").or_else(|| named("deployment"));
    let environment = environment.filter(|name| !name.text.contains(['$', ' ']));
    let listed = BRANCHES.iter().filter_map(|path| node.at(path)).flat_map(scalars);
    let mut branches: Vec<Arg> = listed.filter(is_plain_branch).collect();
    if let Some(condition) = node.get("if") {
        branches.extend(compared_branches(condition, &["build.branch", "branch"], ""));
    }
    branches.retain(|name| name.text != "none");
    Gate { branches, environment }
}

fn name_of_image(node: Node) -> Option<Arg> {
    node.get("image")
        .or_else(|| node.get("name"))
        .unwrap_or(node)
        .arg()
        .filter(|image| !image.text.contains('$'))
}

/// Services are a list of names, of steps with an image, or a table of such.
fn services(list: Node, pipeline: &mut Pipeline) {
    let tables = list.own_entries().map(|(_, service)| service);
    for image in list.items().chain(tables).filter_map(name_of_image) {
        pipeline.service(&Offer { value: image, is_matrix: false });
    }
}

/// A table of variables, or a list of them with names and values.
fn variables(table: Node, pipeline: &mut Pipeline) {
    let value = |node: Node| {
        node.arg().map(|arg| if arg.text.contains('$') { Arg::computed("{}", arg.span) } else { arg })
    };
    for (name, written) in table.own_entries() {
        if let Some(name) = name.arg().filter(|name| is_variable(&name.text)) {
            pipeline.variable(name, value(written));
        }
    }
    for item in table.items() {
        if let (Some(name), Some(written)) = (item.get("name").and_then(Node::arg), item.get("value")) {
            pipeline.variable(name, value(written));
        }
    }
}

fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::super::testing::facts;

    #[test]
    fn steps_services_runtimes_and_variables() {
        let azure = "trigger: [main]\nvariables:\n  - {name: A, value: b}\nstages:\n  - jobs:\n      - job: test\n        container: node:20\n        \
            steps:\n          - bash: npm ci\n            displayName: Install\n";
        assert_eq!(
            facts("azure-pipelines.yml", azure),
            ["env-provide A b ci", "runtime node 20 ci", "ci-step Install npm ci ci"]
        );
        let bitbucket = "image: python:3.12\ndefinitions:\n  services:\n    db: {image: 'postgres:15'}\npipelines:\n  branches:\n    staging:\n      \
            - step: {name: Deploy, deployment: staging, script: [./deploy.sh]}\n";
        assert_eq!(
            facts("bitbucket-pipelines.yml", bitbucket),
            ["runtime python 3.12 ci", "backing postgres 15 ci", "ci-step Deploy ./deploy.sh ci"]
        );
        let drone = "kind: pipeline\nsteps:\n  - name: test\n    image: golang:1.22\n    commands: [go test ./...]\nservices:\n  - name: db\n    image: redis:7\n";
        assert_eq!(
            facts(".drone.yml", drone),
            ["runtime go 1.22 ci", "ci-step test go test ./... ci", "backing redis 7 ci"]
        );
    }
}
