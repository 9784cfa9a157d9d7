//! GitLab CI pipelines (CI/CD YAML syntax reference).

mod whole;

pub(super) use whole::{parse_included, pipelines};

use whole::Whole;

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

/// Fields of a job that hold commands.
const SCRIPTS: [&str; 3] = ["before_script", "script", "after_script"];

/// Reads a file of a pipeline.
pub(super) fn read<'t>(root: Node<'t>, whole: &Whole<'t>, pipeline: &mut Pipeline) {
    let shared = Scope { whole, job: None, cells: Vec::new() };
    variables(root, &shared, pipeline);
    let globals = Arg::literal("default", root.span());
    body(root, &globals, &shared, pipeline);
    if let Some(default) = root.get("default") {
        body(default, &globals, &shared, pipeline);
    }
    for (key, job) in root.own_entries().filter(|(_, job)| job.is_mapping()) {
        let Some(name) = key.arg().filter(|name| !KEYWORDS.contains(&name.text.as_str())) else { continue };
        let cells = job.at(&["parallel", "matrix"]).into_iter().flat_map(Node::items).take(LARGEST_MATRIX);
        let scope = Scope { whole, job: key.text(), cells: cells.map(|cell| table(Some(cell))).collect() };
        variables(job, &scope, pipeline);
        body(job, &name, &scope, pipeline);
    }
}

/// Where the values of variables are looked up.
struct Scope<'s, 't> {
    /// The whole pipeline, for looking up jobs that others extend.
    whole: &'s Whole<'t>,
    /// The job.
    job: Option<&'t str>,
    /// Cells of the job's matrix.
    cells: Vec<Table<'t>>,
}

impl<'t> Scope<'_, 't> {
    /// The values of `text` with each `$NAME` and `${NAME}` replaced; what a file that includes this one gives for
    /// `$[[ inputs.name ]]` is not known.
    fn offers(&self, written: &Arg) -> Vec<Offer> {
        // One notation for all, so that the common expansion serves.
        let text = super::put_variables(&written.text, |text, name| {
            text.extend(["\u{1}", name, "\u{2}"]);
        });
        let text = text.replace("$[[", "\u{1}[").replace("]]", "\u{2}");
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
        let own = self.job.and_then(|job| self.whole.field(job, &["variables", name], 0));
        let offer = |node: Node, is_matrix: bool| {
            let value = value(node).filter(|value| !value.text.contains('$'))?;
            Some(Offer { value, is_matrix })
        };
        if let Some(own) = own {
            return offer(own, false).into_iter().collect();
        }
        // What a template leaves open, the jobs that extend it say.
        let heirs = self.job.and_then(|job| self.whole.heirs.get(job)).into_iter().flatten();
        let heirs = heirs.filter_map(|heir| self.whole.field(heir, &["variables", name], 0));
        let given: Vec<Offer> = heirs.filter_map(|node| offer(node, true)).collect();
        if !given.is_empty() {
            return given;
        }
        let shared = self.whole.documents.iter().find_map(|root| root.at(&["variables", name]));
        shared.and_then(|node| offer(node, false)).into_iter().collect()
    }

    /// A field of the job, its own or inherited.
    fn field(&self, key: &str) -> Option<Node<'t>> {
        self.whole.field(self.job?, &[key], 0)
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
    let gates = gates(scope);
    for key in SCRIPTS {
        let mut found = Vec::new();
        if let Some(node) = owner.get(key) {
            scripts(node, &mut found);
        }
        for script in found {
            pipeline.step(job, script, None, &gates);
        }
    }
}

/// When a job runs, and where to; what others extend runs as each of them.
fn gates(scope: &Scope) -> Vec<Gate> {
    let hidden = scope.job.filter(|job| job.starts_with('.'));
    let heirs = hidden.and_then(|job| scope.whole.heirs.get(job)).filter(|heirs| !heirs.is_empty());
    let Some(heirs) = heirs else { return vec![gate(scope)] };
    let gate = |job| gate(&Scope { whole: scope.whole, job: Some(job), cells: Vec::new() });
    heirs.iter().copied().map(gate).collect()
}

/// When a job runs, and what it deploys to.
fn gate(scope: &Scope) -> Gate {
    let written = scope.field("environment").and_then(|node| node.get("name").unwrap_or(node).arg());
    let environment = written.map(|written| match scope.offers(&written).as_slice() {
        [only] => Arg { span: written.span, ..only.value.clone() },
        _ => Arg::computed("{}", written.span),
    });
    let only = scope.field("only");
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
    let rules = scope.field("rules").into_iter().flat_map(Node::items);
    let runs = |rule: &Node| rule.get("when").and_then(Node::text) != Some("never");
    let conditions = rules.filter(runs).filter_map(|rule| rule.get("if"));
    let compared = conditions.flat_map(|condition| {
        compared_branches(condition, &["$CI_COMMIT_BRANCH", "$CI_COMMIT_REF_NAME", "$CI_COMMIT_REF_SLUG"], "")
    });
    Gate { branches: named.chain(compared).collect(), environment }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{facts, facts_of};

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

    #[test]
    fn included_files_are_part_of_the_pipeline() {
        let main = "include:\n  - local: /ci/*.yml\n  - https://example.org/x.yml\nvariables: {NODE: '20'}\ntest:\n  extends: .base\n  \
            variables: {GO: '1.22'}\n  script: [go test]\nchild:\n  trigger: {include: [{local: child/pipeline.yml}]}\n";
        let base = "variables: {NODE: '18', PG: '15'}\n.base:\n  image: golang:$GO\n  services: ['postgres:$PG']\n  before_script: [make]\n\
            web:\n  image: node:$NODE-$[[ inputs.kind ]]\n";
        assert_eq!(
            facts_of(&[
                (".gitlab-ci.yml", main),
                ("child/pipeline.yml", "x: {image: 'ruby:3.3'}\n"),
                ("ci/base.yml", base),
                ("ci/deeper/unused.yml", "x: {image: 'php:8.3'}\n"),
            ]),
            [
                "env-provide NODE 20 ci",
                "env-provide GO 1.22 ci",
                "ci-step test go test ci",
                "env-provide NODE 18 ci",
                "env-provide PG 15 ci",
                "runtime go 1.22 ci-matrix",
                "backing postgres 15 ci",
                "ci-step .base make ci",
                "runtime node 20-{} ci",
                "runtime ruby 3.3 ci",
            ]
        );
    }
}
