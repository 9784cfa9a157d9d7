//! GitLab CI pipelines (CI/CD YAML syntax reference).

use std::collections::BTreeSet;

use globset::GlobBuilder;

use super::{
    File, LARGEST_MATRIX, Offer, Pipeline, Table, compared_branches, is_plain_branch, scalars, scripts, table,
};
use crate::artefact::pipeline::Gate;
use crate::discover::{self, Class};
use crate::parse::tree::Node;
use crate::parse::yaml;
use crate::source::{Arg, FileId, Sources};

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

/// The most files that pipelines include.
const MOST_FILES: usize = 500;

/// Parses what pipelines include from their repository, and pipelines that jobs trigger; tells which files those are.
pub(super) fn parse_included(sources: &Sources, files: &mut Vec<File>) -> BTreeSet<FileId> {
    let mut added = BTreeSet::new();
    let mut at = 0;
    while let Some(file) = files.get(at).filter(|_| added.len() < MOST_FILES) {
        let mut wanted = included(sources, file);
        wanted.extend(triggered(sources, file));
        wanted.retain(|id| files.iter().all(|file| file.tree.file() != *id));
        for id in wanted {
            let source = sources.file(id);
            if added.insert(id) {
                let place = discover::place(&source.path, Class::GitlabCi, &source.text);
                files.push(File { place, class: Class::GitlabCi, tree: yaml::parse(id, &source.text) });
            }
        }
        at += 1;
    }
    added
}

/// For each file the documents of the pipeline that it is part of, those that have precedence first: a file lies over what
/// it includes, and of that the later over the earlier.
pub(super) fn pipelines<'t>(sources: &Sources, files: &'t [File]) -> Vec<Vec<Node<'t>>> {
    let place = |id: FileId| files.iter().position(|file| file.tree.file() == id);
    let below: Vec<Vec<usize>> = files
        .iter()
        .map(|file| included(sources, file).into_iter().rev().filter_map(place).collect())
        .collect();
    let mut all: Vec<Vec<Node>> = vec![Vec::new(); files.len()];
    let (outer, inner): (Vec<usize>, Vec<usize>) =
        (0..files.len()).partition(|at| below.iter().all(|included| !included.contains(at)));
    for entry in outer.into_iter().chain(inner).filter(|at| files[*at].class == Class::GitlabCi) {
        if !all[entry].is_empty() {
            continue;
        }
        let (mut order, mut open) = (Vec::new(), vec![entry]);
        while let Some(at) = open.pop() {
            if !order.contains(&at) {
                order.push(at);
                open.extend(below[at].iter().rev());
            }
        }
        let documents: Vec<Node> = order.iter().flat_map(|at| files[*at].tree.documents()).collect();
        for at in order {
            if all[at].is_empty() {
                all[at].clone_from(&documents);
            }
        }
    }
    all
}

/// The files that a pipeline includes from its own repository, in order.
fn included(sources: &Sources, file: &File) -> Vec<FileId> {
    let roots = file.tree.documents().filter(|_| file.class == Class::GitlabCi);
    roots.filter_map(|root| root.get("include")).flat_map(|list| local(sources, list)).collect()
}

/// The files of the pipelines that jobs start.
fn triggered(sources: &Sources, file: &File) -> Vec<FileId> {
    let roots = file.tree.documents().filter(|_| file.class == Class::GitlabCi);
    let jobs = roots.flat_map(Node::own_entries).filter_map(|(_, job)| job.at(&["trigger", "include"]));
    jobs.flat_map(|list| local(sources, list)).collect()
}

/// The files that `include` names by paths from the project root, with `*` and `**`.
fn local(sources: &Sources, list: Node) -> Vec<FileId> {
    let written = std::iter::once(list).chain(list.items());
    let paths = written.filter_map(|item| item.get("local").unwrap_or(item).arg());
    let paths = paths.filter(|path| !path.text.contains("://") && !path.text.contains('$'));
    let mut found = Vec::new();
    for path in paths {
        let path = path.text.trim_start_matches('/');
        if !path.contains('*') {
            found.extend(sources.find(path));
            continue;
        }
        let glob = GlobBuilder::new(&path.replace("**.", "**/*.")).literal_separator(true).build();
        if let Ok(glob) = glob.map(|glob| glob.compile_matcher()) {
            found.extend(sources.iter().filter(|(_, file)| glob.is_match(&file.path)).map(|(id, _)| id));
        }
    }
    found
}

/// Reads a file of the pipeline that those documents make.
pub(super) fn read<'t>(root: Node<'t>, documents: &[Node<'t>], pipeline: &mut Pipeline) {
    let shared = Scope { documents, job: None, cells: Vec::new() };
    variables(root, &shared, pipeline);
    let globals = Arg::literal("default", root.span());
    body(root, &globals, &shared, pipeline);
    if let Some(default) = root.get("default") {
        body(default, &globals, &shared, pipeline);
    }
    for (key, job) in root.own_entries().filter(|(_, job)| job.is_mapping()) {
        let Some(name) = key.arg().filter(|name| !KEYWORDS.contains(&name.text.as_str())) else { continue };
        let cells = job.at(&["parallel", "matrix"]).into_iter().flat_map(Node::items).take(LARGEST_MATRIX);
        let scope =
            Scope { documents, job: key.text(), cells: cells.map(|cell| table(Some(cell))).collect() };
        variables(job, &scope, pipeline);
        body(job, &name, &scope, pipeline);
    }
}

/// Where the values of variables are looked up.
struct Scope<'s, 't> {
    /// The whole pipeline, for looking up jobs that others extend.
    documents: &'s [Node<'t>],
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
        let own = self.job.and_then(|job| field(self.documents, job, &["variables", name], 0));
        let offer = |node: Node, is_matrix: bool| {
            let value = value(node).filter(|value| !value.text.contains('$'))?;
            Some(Offer { value, is_matrix })
        };
        if let Some(own) = own {
            return offer(own, false).into_iter().collect();
        }
        // What a template leaves open, the jobs that extend it say.
        let heirs = self.job.map(|job| heirs(self.documents, job)).unwrap_or_default();
        let heirs = heirs.iter().filter_map(|heir| field(self.documents, heir, &["variables", name], 0));
        let given: Vec<Offer> = heirs.filter_map(|node| offer(node, true)).collect();
        if !given.is_empty() {
            return given;
        }
        let shared = self.documents.iter().find_map(|root| root.at(&["variables", name]));
        shared.and_then(|node| offer(node, false)).into_iter().collect()
    }

    /// A field of the job, its own or inherited.
    fn field(&self, key: &str) -> Option<Node<'t>> {
        field(self.documents, self.job?, &[key], 0)
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

/// A field of a job, wherever the pipeline says it: a job has what those it extends have, unless it says otherwise.
fn field<'t>(documents: &[Node<'t>], job: &str, path: &[&str], depth: usize) -> Option<Node<'t>> {
    let written = || documents.iter().filter_map(|root| root.get(job));
    written().find_map(|job| job.at(path)).or_else(|| {
        let parents: Vec<Arg> = written().filter_map(|job| job.get("extends")).flat_map(scalars).collect();
        let mut nearest = parents.iter().rev().filter(|_| depth < DEEPEST);
        nearest.find_map(|parent| field(documents, &parent.text, path, depth + 1))
    })
}

/// How many jobs may extend one another (the limit of GitLab itself).
const DEEPEST: usize = 11;

/// The jobs that take over what the one of that name has.
fn heirs<'t>(documents: &[Node<'t>], name: &str) -> Vec<&'t str> {
    let jobs = documents.iter().copied().flat_map(Node::own_entries).filter(|(_, job)| job.is_mapping());
    let jobs = jobs.filter_map(|(key, _)| key.text()).filter(|key| !key.starts_with('.'));
    jobs.filter(|job| takes_over(documents, job, name, 0)).take(LARGEST_MATRIX).collect()
}

/// Whether a job extends the one of that name, or refers to its script.
fn takes_over(documents: &[Node], job: &str, name: &str, depth: usize) -> bool {
    let written = || documents.iter().filter_map(|root| root.get(job));
    let parents = written().filter_map(|job| job.get("extends")).flat_map(scalars);
    let refers = |node: Node| {
        node.tag().is_some_and(|tag| tag.ends_with("reference"))
            && node.items().next().and_then(Node::text) == Some(name)
    };
    let scripts = written().flat_map(|job| SCRIPTS.iter().filter_map(move |key| job.get(key)));
    depth < DEEPEST
        && (scripts.flat_map(|script| std::iter::once(script).chain(script.items())).any(refers)
            || parents
                .into_iter()
                .any(|parent| parent.text == name || takes_over(documents, &parent.text, name, depth + 1)))
}

/// When a job runs, and where to; what others extend runs as each of them.
fn gates(scope: &Scope) -> Vec<Gate> {
    let heirs = match scope.job {
        Some(job) if job.starts_with('.') => heirs(scope.documents, job),
        _ => Vec::new(),
    };
    if heirs.is_empty() {
        return vec![gate(scope)];
    }
    let gate = |job| gate(&Scope { documents: scope.documents, job: Some(job), cells: Vec::new() });
    heirs.into_iter().map(gate).collect()
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
