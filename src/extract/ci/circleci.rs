//! `CircleCI` configurations (Configuration reference, version 2.1).

use std::collections::BTreeMap;

use super::{LARGEST_MATRIX, Offer, Pipeline, Table, expand, is_plain_branch, scalars, table};
use crate::artefact::pipeline::Gate;
use crate::parse::tree::Node;
use crate::source::Arg;

pub(super) fn read(root: Node, pipeline: &mut Pipeline) {
    let calls = calls(root);
    for kind in ["executors", "commands", "jobs"] {
        for (name, owner) in root.get(kind).into_iter().flat_map(Node::own_entries) {
            let Some(name) = name.arg() else { continue };
            let calls = calls.get(name.text.as_str()).map_or(&[][..], Vec::as_slice);
            let scope = Scope { calls, parameters: table(owner.get("parameters")) };
            containers(owner, &scope, pipeline);
            variables(owner, &scope, pipeline);
            if let Some(list) = owner.get("steps") {
                let gates = scope.gates();
                steps(list, &name, &scope, &gates, pipeline);
            }
        }
    }
}

/// Where the values of parameters are looked up.
struct Scope<'s, 't> {
    /// How workflows call the job.
    calls: &'s [Node<'t>],
    /// What the job declares.
    parameters: Table<'t>,
}

/// The calls of each job by workflows, of each command by steps, of each executor by jobs.
fn calls<'t>(root: Node<'t>) -> BTreeMap<&'t str, Vec<Node<'t>>> {
    let mut found: BTreeMap<&'t str, Vec<Node<'t>>> = BTreeMap::new();
    let mut call = |name: Option<&'t str>, call: Node<'t>| {
        let Some(name) = name else { return };
        let calls = found.entry(name).or_default();
        if calls.len() < LARGEST_MATRIX {
            calls.push(call);
        }
    };
    let workflows = root.get("workflows").into_iter().flat_map(Node::own_entries);
    for entry in workflows.filter_map(|(_, workflow)| workflow.get("jobs")).flat_map(Node::items) {
        entry.own_entries().for_each(|(name, node)| call(name.text(), node));
    }
    let commands = table(root.get("commands"));
    let owners =
        ["jobs", "commands"].into_iter().filter_map(|kind| root.get(kind)).flat_map(Node::own_entries);
    for (_, owner) in owners {
        if let Some(executor) = owner.get("executor").filter(|executor| executor.is_mapping()) {
            call(executor.get("name").and_then(Node::text), executor);
        }
        for (name, node) in owner.get("steps").into_iter().flat_map(Node::items).flat_map(Node::own_entries) {
            call(name.text().filter(|name| commands.contains_key(name)), node);
        }
    }
    found
}

impl Scope<'_, '_> {
    fn offers(&self, written: &Arg) -> Vec<Offer> {
        expand(written, ["<<", ">>"], |expression| self.values(expression))
    }

    /// When each call of the job runs, and where to: one open gate where no workflow calls it.
    fn gates(&self) -> Vec<Gate> {
        let gates = self.calls.iter().map(|call| {
            let only = call.at(&["filters", "branches", "only"]).into_iter().flat_map(scalars);
            let environment =
                ["environment", "env", "stage", "name"].iter().find_map(|key| call.get(key)?.arg());
            Gate { branches: only.filter(is_plain_branch).collect(), environment }
        });
        let mut gates: Vec<Gate> = gates.collect();
        if gates.is_empty() {
            gates.push(Gate::default());
        }
        gates
    }

    /// The values that callers give to `parameters.name`, else its default; none where a caller hands on its own parameter.
    fn values(&self, expression: &str) -> Vec<Offer> {
        let Some(name) = expression.strip_prefix("parameters.") else { return Vec::new() };
        let given: Vec<Offer> = self
            .calls
            .iter()
            .flat_map(|call| {
                let matrix = call.at(&["matrix", "parameters", name]).into_iter().flat_map(scalars);
                let matrix = matrix.map(|value| Offer { value, is_matrix: true });
                matrix.chain(call.get(name).and_then(Node::arg).map(|value| Offer { value, is_matrix: true }))
            })
            .collect();
        if given.iter().any(|offer| offer.value.text.contains("<<")) {
            return Vec::new();
        }
        if !given.is_empty() {
            return given;
        }
        let default = self.parameters.get(name).and_then(|parameter| parameter.get("default")?.arg());
        default.into_iter().map(|value| Offer { value, is_matrix: false }).collect()
    }
}

/// The first container runs the steps, the others are services.
fn containers(owner: Node, scope: &Scope, pipeline: &mut Pipeline) {
    let images =
        owner.get("docker").into_iter().flat_map(Node::items).filter_map(|item| item.get("image")?.arg());
    for (at, image) in images.enumerate() {
        for offer in scope.offers(&image) {
            if at == 0 { pipeline.image(&offer) } else { pipeline.service(&offer) }
        }
    }
    let primary = owner.get("docker").into_iter().flat_map(Node::items).next();
    if let Some(primary) = primary {
        variables(primary, scope, pipeline);
    }
}

fn variables(owner: Node, scope: &Scope, pipeline: &mut Pipeline) {
    let table = owner.get("environment");
    let entries = table.into_iter().flat_map(|table| {
        let listed = table.items().flat_map(Node::own_entries);
        table.own_entries().chain(listed)
    });
    for (name, written) in entries {
        let Some(name) = name.arg() else { continue };
        let value = written.arg().map(|written| match scope.offers(&written).as_slice() {
            [only] => Arg { span: written.span, ..only.value.clone() },
            _ => Arg::computed("{}", written.span),
        });
        pipeline.variable(name, value);
    }
}

/// `run` steps, those under `when` and `unless` included.
fn steps(list: Node, job: &Arg, scope: &Scope, gates: &[Gate], pipeline: &mut Pipeline) {
    for step in list.items() {
        if let Some(run) = step.get("run") {
            let folder = run.get("working_directory").and_then(Node::text);
            pipeline.step(job, run.get("command").unwrap_or(run), folder, gates);
            variables(run, scope, pipeline);
        }
        for key in ["when", "unless"] {
            if let Some(nested) = step.at(&[key, "steps"]) {
                steps(nested, job, scope, gates, pipeline);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::facts;

    #[test]
    fn steps_services_runtimes_and_variables() {
        let text = "version: 2.1\nexecutors:\n  base:\n    docker:\n      - image: cimg/python:3.12\njobs:\n  test:\n    parameters:\n      \
            node: {type: string, default: '18'}\n    docker:\n      - image: cimg/node:<< parameters.node >>\n        environment: {CI: 1}\n      \
            - image: cimg/postgres:15.4\n    environment:\n      - A: b\n    steps:\n      - checkout\n      - run: npm ci\n      - run:\n          \
            name: Test\n          command: npm test\n      - when:\n          condition: x\n          steps:\n            - run: echo\n\
            workflows:\n  all:\n    jobs:\n      - test:\n          matrix:\n            parameters:\n              node: ['20', '22']\n";
        assert_eq!(
            facts(".circleci/config.yml", text),
            [
                "runtime python 3.12 ci",
                "runtime node 20 ci-matrix",
                "runtime node 22 ci-matrix",
                "backing postgres 15.4 ci",
                "env-provide CI 1 ci",
                "env-provide A b ci",
                "ci-step test npm ci ci",
                "ci-step test npm test ci",
                "ci-step test echo ci",
            ]
        );
    }

    #[test]
    fn commands_and_executors_have_parameters() {
        let text = "version: 2.1\nexecutors:\n  node:\n    parameters: {v: {default: '18'}}\n    docker: [{image: 'cimg/node:<< parameters.v >>'}]\n\
            commands:\n  db:\n    parameters: {w: {default: a}}\n    steps:\n      - run: {command: make, environment: {W: << parameters.w >>}}\n\
            jobs:\n  test:\n    executor: {name: node, v: '20'}\n    steps: [{db: {w: b}}]\n";
        assert_eq!(
            facts(".circleci/config.yml", text),
            ["runtime node 20 ci-matrix", "ci-step db make ci", "env-provide W b ci"]
        );
    }
}
