//! GitLab CI pipelines (CI/CD YAML syntax reference).

use super::{
    LARGEST_MATRIX, Offer, Pipeline, Table, compared_branches, is_plain_branch, scalars, scripts, table,
};
use crate::artefact::pipeline::Gate;
use crate::parse::tree::Node;
use crate::source::Arg;

/// Top-level keys that are no jobs.
const KEYWORDS: [&str; 12] = [
    "default",
    "include",
    "stages",
    "variables",
    "workflow",
    "image",
    "services",
    "before_script",
    "after_script",
    "cache",
    "spec",
    "types",
];

pub(super) fn read(root: Node, pipeline: &mut Pipeline) {
    let variables_of_all = table(root.get("variables"));
    let shared = Scope { root: None, shared: &variables_of_all, own: Table::new(), cells: Vec::new() };
    variables(root, &shared, pipeline);
    let globals = Arg::literal("default", root.span());
    body(root, &globals, &shared, pipeline);
    if let Some(default) = root.get("default") {
        body(default, &globals, &shared, pipeline);
    }
    for (key, job) in root.own_entries().filter(|(_, job)| job.is_mapping()) {
        let Some(name) = key.arg().filter(|name| !KEYWORDS.contains(&name.text.as_str())) else { continue };
        let cells = job.at(&["parallel", "matrix"]).into_iter().flat_map(Node::items).take(LARGEST_MATRIX);
        let own = table(job.get("variables"));
        let scope = Scope {
            root: Some(root),
            shared: &variables_of_all,
            own,
            cells: cells.map(|cell| table(Some(cell))).collect(),
        };
        variables(job, &scope, pipeline);
        body(job, &name, &scope, pipeline);
    }
}

/// Where the values of variables are looked up.
struct Scope<'s, 't> {
    /// The whole pipeline, for looking up jobs that others extend.
    root: Option<Node<'t>>,
    /// Variables of the pipeline.
    shared: &'s Table<'t>,
    /// Variables of the job.
    own: Table<'t>,
    /// Cells of the job's matrix.
    cells: Vec<Table<'t>>,
}

impl Scope<'_, '_> {
    /// The values of `text` with each `$NAME` and `${NAME}` replaced.
    fn offers(&self, written: &Arg) -> Vec<Offer> {
        // One notation for both, so that the common expansion serves.
        let text = super::put_variables(&written.text, |text, name| {
            text.extend(["\u{1}", name, "\u{2}"]);
        });
        let written = Arg { text, literal: true, span: written.span };
        super::expand(&written, ["\u{1}", "\u{2}"], |name| self.values(name))
    }

    fn values(&self, name: &str) -> Vec<Offer> {
        let cells = self.cells.iter().filter_map(|cell| cell.get(name));
        let cells = cells.flat_map(|value| scalars(*value)).take(LARGEST_MATRIX);
        let matrix: Vec<Offer> = cells.map(|value| Offer { value, is_matrix: true }).collect();
        if !matrix.is_empty() {
            return matrix;
        }
        let written = self.own.get(name).or_else(|| self.shared.get(name)).and_then(|node| value(*node));
        let known = written.filter(|value| !value.text.contains('$'));
        known.into_iter().map(|value| Offer { value, is_matrix: false }).collect()
    }
}

/// A variable's value, given alone or with a description.
fn value(node: Node) -> Option<Arg> {
    node.get("value").unwrap_or(node).arg()
}

fn variables(owner: Node, scope: &Scope, pipeline: &mut Pipeline) {
    for (name, written) in owner.get("variables").into_iter().flat_map(Node::own_entries) {
        let Some(name) = name.arg() else { continue };
        let value = value(written).map(|written| match scope.offers(&written).as_slice() {
            [only] => Arg { span: written.span, ..only.value.clone() },
            _ => Arg::computed("{}", written.span),
        });
        pipeline.variable(name, value);
    }
}

/// Image, services and scripts, which stand in jobs, under `default` and at the top.
fn body(owner: Node, job: &Arg, scope: &Scope, pipeline: &mut Pipeline) {
    let named = |node: Node| node.get("name").unwrap_or(node).arg();
    if let Some(image) = owner.get("image").and_then(named) {
        scope.offers(&image).iter().for_each(|offer| pipeline.image(offer));
    }
    for image in owner.get("services").into_iter().flat_map(Node::items).filter_map(named) {
        scope.offers(&image).iter().for_each(|offer| pipeline.service(offer));
    }
    let gates = gates(owner, job, scope);
    for key in ["before_script", "script", "after_script"] {
        let mut found = Vec::new();
        if let Some(node) = owner.get(key) {
            scripts(node, &mut found);
        }
        for script in found {
            pipeline.step(job, script, None, &gates);
        }
    }
}

/// Where the pipeline has its jobs: a job has what those it extends have, unless it says otherwise.
fn field<'t>(root: Node<'t>, job: Node<'t>, key: &str, depth: usize) -> Option<Node<'t>> {
    job.get(key).or_else(|| {
        let parents: Vec<Arg> = job.get("extends").into_iter().flat_map(scalars).collect();
        let mut nearest = parents.iter().rev().filter(|_| depth < DEEPEST);
        nearest.find_map(|parent| field(root, root.get(&parent.text)?, key, depth + 1))
    })
}

/// How many jobs may extend one another (the limit of GitLab itself).
const DEEPEST: usize = 11;

/// When a job runs, and where to; what others extend runs as each of them.
fn gates(owner: Node, name: &Arg, scope: &Scope) -> Vec<Gate> {
    let Some(root) = scope.root else { return vec![Gate::default()] };
    let extends = |job: &Node| extends(root, *job, &name.text, 0);
    let mut gates: Vec<Gate> = if name.text.starts_with('.') {
        let jobs = root.own_entries().filter(|(key, _)| key.text().is_some_and(|key| !key.starts_with('.')));
        jobs.map(|(_, job)| job).filter(extends).take(LARGEST_MATRIX).map(|job| gate(job, scope)).collect()
    } else {
        vec![gate(owner, scope)]
    };
    if gates.is_empty() {
        gates.push(Gate::default());
    }
    gates
}

/// Whether a job takes over what the one of that name has.
fn extends(root: Node, job: Node, name: &str, depth: usize) -> bool {
    let parents: Vec<Arg> = job.get("extends").into_iter().flat_map(scalars).collect();
    depth < DEEPEST
        && parents.iter().any(|parent| {
            parent.text == name
                || root.get(&parent.text).is_some_and(|parent| extends(root, parent, name, depth + 1))
        })
}

/// When a job runs, and what it deploys to.
fn gate(job: Node, scope: &Scope) -> Gate {
    let Some(root) = scope.root else { return Gate::default() };
    let written = field(root, job, "environment", 0).and_then(|node| node.get("name").unwrap_or(node).arg());
    let environment = written.map(|written| match scope.offers(&written).as_slice() {
        [only] => Arg { span: written.span, ..only.value.clone() },
        _ => Arg::computed("{}", written.span),
    });
    let only = field(root, job, "only", 0);
    let listed = only.map(|only| only.get("refs").unwrap_or(only)).into_iter().flat_map(scalars);
    let kinds = [
        "tags",
        "branches",
        "merge_requests",
        "pushes",
        "web",
        "schedules",
        "triggers",
        "api",
        "pipelines",
        "external",
    ];
    let named = listed.filter(|name| is_plain_branch(name) && !kinds.contains(&name.text.as_str()));
    let rules = field(root, job, "rules", 0).into_iter().flat_map(Node::items);
    let runs = |rule: &Node| rule.get("when").and_then(Node::text) != Some("never");
    let conditions = rules.filter(runs).filter_map(|rule| rule.get("if"));
    let compared = conditions.flat_map(|condition| {
        compared_branches(condition, &["$CI_COMMIT_BRANCH", "$CI_COMMIT_REF_NAME", "$CI_COMMIT_REF_SLUG"], "")
    });
    Gate { branches: named.chain(compared).collect(), environment }
}

#[cfg(test)]
mod tests {
    use super::super::testing::facts;

    #[test]
    fn steps_services_runtimes_and_variables() {
        let text = "image: node:20\nvariables:\n  PG: \"15\"\n  URL: {value: 'postgres://$PG', description: d}\nstages: [test]\n\
            .base:\n  before_script: [npm ci]\ntest:\n  parallel:\n    matrix:\n      - NODE: ['18', '20']\n  image: {name: 'node:${NODE}-alpine'}\n  \
            services:\n    - postgres:$PG\n    - name: redis:7\n  script:\n    - npm test\n    - [a, [b]]\n    - !reference [.base, before_script]\n";
        assert_eq!(
            facts(".gitlab-ci.yml", text),
            [
                "env-provide PG 15 ci",
                "env-provide URL postgres://15 ci",
                "runtime node 20 ci",
                "ci-step .base npm ci ci",
                "runtime node 18-alpine ci-matrix",
                "runtime node 20-alpine ci-matrix",
                "backing postgres 15 ci",
                "backing redis 7 ci",
                "ci-step test npm test ci",
                "ci-step test a ci",
                "ci-step test b ci",
            ]
        );
    }
}
