//! GitHub Actions workflows (Workflow syntax for GitHub Actions).

mod calls;

pub(super) use calls::calls;

use calls::Call;

use super::{
    LARGEST_MATRIX, Offer, Pipeline, Table, compared_branches, deploy, expand, is_plain_branch, scalars,
    table,
};
use crate::artefact::pipeline::{CiImage, Gate};
use crate::extract::builds::{self, Inputs};
use crate::fact::Place;
use crate::parse::tree::Node;
use crate::source::{Arg, Span};

pub(super) fn read(root: Node, calls: &[Call], pipeline: &mut Pipeline) {
    let whole = Whole::of(root);
    variables(root, &whole.scope(Table::new(), Table::new(), calls), pipeline);
    for Job { name, node, scope, gates } in whole.jobs(root, calls) {
        called(node, &gates, pipeline);
        if !whole.is_action {
            variables(node, &scope, pipeline);
        }
        if let Some(image) = node.get("container").and_then(image) {
            scope.offers(&image).iter().for_each(|offer| pipeline.image(offer));
        }
        for (_, service) in node.get("services").into_iter().flat_map(Node::own_entries) {
            if let Some(image) = image(service) {
                scope.offers(&image).iter().for_each(|offer| pipeline.service(offer));
            }
        }
        let folder = default_folder(node).or_else(|| default_folder(root));
        steps(node, &name, folder, &gates, &scope, pipeline);
    }
}

/// What holds for all jobs of a workflow, or for an action.
struct Whole<'t> {
    is_action: bool,
    /// Variables.
    shared: Table<'t>,
    /// The inputs that callers may give.
    inputs: Table<'t>,
    /// When it runs by itself; `None` where only others call it.
    gate: Option<Gate>,
}

/// A job of a workflow, or what a composite action does.
struct Job<'s, 't> {
    name: Arg,
    node: Node<'t>,
    scope: Scope<'s, 't>,
    /// When it runs: one for each way in which the file is called.
    gates: Vec<Gate>,
}

impl<'t> Whole<'t> {
    fn of(root: Node<'t>) -> Self {
        let on = root.get("on");
        let branches = root.at(&["on", "push", "branches"]).into_iter().flat_map(scalars);
        let pushed = Gate { branches: branches.filter(is_plain_branch).collect(), environment: None };
        let triggers = on.into_iter().flat_map(|on| {
            let keys = on.own_entries().filter_map(|(key, _)| key.arg());
            scalars(on).chain(keys.collect::<Vec<_>>())
        });
        let is_action = root.get("runs").is_some();
        let is_called = is_action || triggers.into_iter().all(|name| name.text == "workflow_call");
        let inputs = root.at(&["on", "workflow_call", "inputs"]).or_else(|| root.get("inputs"));
        Self {
            is_action,
            shared: table(root.get("env")),
            inputs: table(inputs),
            gate: (!is_called).then_some(pushed),
        }
    }

    fn scope<'s>(&'s self, own: Table<'t>, matrix: Table<'t>, calls: &'s [Call]) -> Scope<'s, 't> {
        Scope { whole: self, own, matrix, calls }
    }

    fn jobs<'s>(&'s self, root: Node<'t>, calls: &'s [Call]) -> Vec<Job<'s, 't>> {
        let jobs = root.get("jobs").into_iter().flat_map(Node::own_entries);
        let mut jobs: Vec<(Arg, Node)> = jobs.filter_map(|(name, job)| Some((name.arg()?, job))).collect();
        if let Some(action) = root.get("runs") {
            let name = root.get("name").and_then(Node::arg);
            jobs.push((name.unwrap_or_else(|| Arg::computed("{}", action.span())), action));
        }
        let job = |(name, node): (Arg, Node<'t>)| {
            let own = if self.is_action { Table::new() } else { table(node.get("env")) };
            let scope = self.scope(own, table(node.at(&["strategy", "matrix"])), calls);
            let gates = self.gates(node, &scope);
            Job { name, node, scope, gates }
        };
        jobs.into_iter().map(job).collect()
    }

    /// When a job runs by itself, and when by way of each call of its file.
    fn gates(&self, job: Node<'t>, scope: &Scope<'_, 't>) -> Vec<Gate> {
        let by_itself = self.gate.as_ref().map(|outer| outer.narrowed(gate(job, scope)));
        let mut gates: Vec<Gate> = by_itself.into_iter().collect();
        for call in scope.calls {
            let calls = std::slice::from_ref(call);
            let scope = Scope { whole: self, own: scope.own.clone(), matrix: scope.matrix.clone(), calls };
            let inner = gate(job, &scope);
            gates.extend(call.gates.iter().map(|outer| outer.narrowed(inner.clone())));
        }
        gates.truncate(LARGEST_MATRIX);
        if gates.is_empty() {
            gates.push(gate(job, scope));
        }
        gates
    }
}

/// The steps of a job or of a composite action.
fn steps(
    owner: Node,
    job: &Arg,
    folder: Option<&str>,
    gates: &[Gate],
    scope: &Scope,
    pipeline: &mut Pipeline,
) {
    for step in owner.get("steps").into_iter().flat_map(Node::items) {
        variables(step, scope, pipeline);
        let condition = Gate { branches: condition(step), environment: None };
        let gates: Vec<Gate> = gates.iter().map(|gate| gate.narrowed(condition.clone())).collect();
        if let Some(script) = step.get("run").filter(|_| runs_shell(step)) {
            let own = step.get("working-directory").and_then(Node::text);
            pipeline.step(job, script, own.or(folder), &gates);
        }
        setup(step, scope, pipeline);
        let Some(uses) = step.get("uses") else { continue };
        let action = uses.text().and_then(|text| text.split('@').next()).unwrap_or("");
        if let Some(means) = deploy::of_action(action) {
            pipeline.deploys(&means, &gates, uses.span());
        }
        match action {
            // Other hosts of builders have actions of that name which take its inputs.
            _ if action.ends_with("/build-push-action") => {
                let inputs = build(step, owner, uses.span(), scope, pipeline.place());
                pipeline.harvest.ci_images.push(inputs.image());
                pipeline.harvest.builds.extend(inputs.builds());
            }
            "docker/bake-action" if is_set(step, "push") => {
                let references = vec![Arg::computed("{}", uses.span())];
                pipeline.harvest.ci_images.push(CiImage::pushed(references, uses.span()));
            }
            "appleboy/ssh-action" => {
                if let Some(script) = step.at(&["with", "script"]) {
                    pipeline.remote(job, script);
                }
            }
            _ => {}
        }
    }
}

/// When a job runs, and what it deploys to.
fn gate(job: Node, scope: &Scope) -> Gate {
    let written = job.get("environment").and_then(|node| node.get("name").unwrap_or(node).arg());
    let environment = written.map(|written| match scope.offers(&written).as_slice() {
        [only] => Arg { span: written.span, ..only.value.clone() },
        _ => Arg::computed("{}", written.span),
    });
    Gate { branches: condition(job), environment }
}

/// The branches that the condition of a job or step asks for.
fn condition(owner: Node) -> Vec<Arg> {
    let Some(condition) = owner.get("if") else { return Vec::new() };
    let mut branches = compared_branches(condition, &["github.ref"], "refs/heads/");
    branches.extend(compared_branches(condition, &["github.ref_name"], ""));
    branches
}

/// A job that a reusable workflow of the repository does, which deploys as its name says to the environment it is told.
fn called(job: Node, gates: &[Gate], pipeline: &mut Pipeline) {
    let Some(uses) = job.get("uses") else { return };
    let path = uses.text().and_then(|text| text.split('@').next()).unwrap_or("");
    let name = crate::source::name_of(path);
    let told = ["environment", "env", "stage"].iter().find_map(|key| job.at(&["with", key])?.arg());
    if let Some(environment) = told.filter(|told| name.contains("deploy") && !told.text.contains("${{")) {
        let told = Gate { branches: Vec::new(), environment: Some(environment) };
        let gates: Vec<Gate> = gates.iter().map(|gate| gate.narrowed(told.clone())).collect();
        pipeline.deploys(name, &gates, uses.span());
    }
}

/// What a step with `docker/build-push-action` builds.
fn build(step: Node, job: Node, span: Span, scope: &Scope, place: Place) -> Inputs {
    let inputs = |key: &str| -> Vec<Arg> {
        let written = step.at(&["with", key]).into_iter().flat_map(lines);
        written.flat_map(|line| scope.offers(&line)).map(|offer| offer.value).collect()
    };
    let outputs = step.at(&["with", "outputs"]).and_then(Node::text).unwrap_or("");
    let tags = step.at(&["with", "tags"]).and_then(Node::text).unwrap_or("");
    let listed = metadata(tags, job, scope).unwrap_or_else(|| {
        let split = |arg: &Arg| {
            arg.text
                .split(',')
                .map(|text| Arg { text: text.trim().to_owned(), ..arg.clone() })
                .collect::<Vec<_>>()
        };
        inputs("tags").iter().flat_map(split).collect()
    });
    Inputs {
        span,
        place,
        context: inputs("context"),
        dockerfile: inputs("file"),
        target: inputs("target"),
        tags: listed,
        arguments: inputs("build-args").iter().map(builds::split).collect(),
        contexts: inputs("build-contexts").iter().map(builds::split).collect(),
        pushed: builds::is_pushing(outputs)
            || is_set(step, "push") && !outputs.contains("push-by-digest=true"),
    }
}

/// Whether an input of an action is given and not `false`.
fn is_set(step: Node, input: &str) -> bool {
    step.at(&["with", input]).and_then(Node::text).is_some_and(|value| value != "false")
}

/// The tags that a step with `docker/metadata-action` puts out, where `tags` asks for those of one: what it computes is not
/// known, what it adds as it stands is.
fn metadata(tags: &str, job: Node, scope: &Scope) -> Option<Vec<Arg>> {
    let id = tags.trim().strip_prefix("${{")?.trim_start().strip_prefix("steps.")?.split('.').next()?;
    let step = job.get("steps")?.items().find(|step| step.get("id").and_then(Node::text) == Some(id))?;
    step.get("uses")?.text().filter(|uses| uses.starts_with("docker/metadata-action"))?;
    let images: Vec<Offer> =
        lines(step.at(&["with", "images"])?).iter().flat_map(|line| scope.offers(line)).collect();
    let rules = step.at(&["with", "tags"]).map(lines).unwrap_or_default();
    let raw = |rule: &Arg| {
        let mut fields = rule.text.split(',');
        let is_raw = rule.text.starts_with("type=raw");
        let value = if is_raw { fields.find_map(|field| field.trim().strip_prefix("value=")) } else { None };
        let plain = (!rule.text.contains('=')).then_some(rule.text.as_str());
        value.or(plain).filter(|value| !value.contains(['$', '{'])).map(str::to_owned)
    };
    let mut found = Vec::new();
    for image in &images {
        for rule in &rules {
            let tag = raw(rule);
            let text = format!("{}:{}", image.value.text, tag.as_deref().unwrap_or("{}"));
            found.push(Arg { text, literal: image.value.literal && tag.is_some(), span: rule.span });
        }
        if rules.is_empty() {
            found.push(Arg::computed(format!("{}:{{}}", image.value.text), image.value.span));
        }
    }
    Some(found)
}

/// Where the values of expressions are looked up.
struct Scope<'s, 't> {
    /// The workflow or action.
    whole: &'s Whole<'t>,
    /// Variables of the job.
    own: Table<'t>,
    /// Dimensions of the job's matrix.
    matrix: Table<'t>,
    /// How the file is called.
    calls: &'s [Call],
}

impl Scope<'_, '_> {
    fn offers(&self, written: &Arg) -> Vec<Offer> {
        expand(written, ["${{", "}}"], |expression| self.values(expression))
    }

    /// The values of `matrix.name`, `inputs.name` or `env.NAME`; none where they are computed.
    fn values(&self, expression: &str) -> Vec<Offer> {
        if let Some(path) = expression.strip_prefix("matrix.") {
            return self.cells(path);
        }
        if let Some(name) = expression.strip_prefix("inputs.") {
            return self.given(name);
        }
        let Some(name) = expression.strip_prefix("env.") else { return Vec::new() };
        let written =
            self.own.get(name).or_else(|| self.whole.shared.get(name)).and_then(|value| value.arg());
        let known = written.filter(|value| !value.text.contains("${{"));
        known.into_iter().map(|value| Offer { value, is_matrix: false }).collect()
    }

    /// The values that callers give to an input, or its default.
    fn given(&self, name: &str) -> Vec<Offer> {
        let default = || {
            let written = self.whole.inputs.get(name).and_then(|input| input.get("default")?.arg());
            written.map(|value| Offer { value, is_matrix: false }).into_iter().collect()
        };
        let mut found: Vec<Offer> = Vec::new();
        for offer in self.calls.iter().flat_map(|call| call.inputs.get(name).cloned().unwrap_or_else(default))
        {
            if !found.iter().any(|other| other.value.text == offer.value.text) {
                found.push(offer);
            }
        }
        if self.calls.is_empty() {
            found = default();
        }
        let is_matrix = found.len() > 1;
        found.into_iter().map(|offer| Offer { is_matrix: offer.is_matrix || is_matrix, ..offer }).collect()
    }

    /// The values that a dimension of the matrix has, in its list and in the cells of `include`.
    fn cells(&self, path: &str) -> Vec<Offer> {
        let path: Vec<&str> = path.split('.').collect();
        let Some((first, rest)) = path.split_first() else { return Vec::new() };
        let items =
            |key: &str| self.matrix.get(key).into_iter().flat_map(|list| list.items()).take(LARGEST_MATRIX);
        let listed = items(first).filter_map(|cell| cell.at(rest));
        let included = items("include").filter_map(|cell| cell.at(&path));
        let values = listed.chain(included).filter_map(Node::arg);
        values
            .filter(|value| !value.text.contains("${{"))
            .map(|value| Offer { value, is_matrix: true })
            .collect()
    }
}

fn default_folder(owner: Node<'_>) -> Option<&str> {
    owner.at(&["defaults", "run", "working-directory"]).and_then(Node::text)
}

/// Whether the text of a step is for a shell, rather than for an interpreter that `shell` names.
fn runs_shell(step: Node) -> bool {
    let shell = step.get("shell").and_then(Node::text).unwrap_or("bash");
    !shell.starts_with("python")
        && !shell.starts_with("pwsh")
        && !matches!(shell, "powershell" | "cmd" | "node")
}

fn image(node: Node) -> Option<Arg> {
    node.get("image").unwrap_or(node).arg()
}

fn variables(owner: Node, scope: &Scope, pipeline: &mut Pipeline) {
    for (name, value) in owner.get("env").into_iter().flat_map(Node::own_entries) {
        let Some(name) = name.arg() else { continue };
        let value = value.arg().map(|written| match scope.offers(&written).as_slice() {
            [only] => Arg { span: written.span, ..only.value.clone() },
            _ => Arg::computed("{}", written.span),
        });
        pipeline.variable(name, value);
    }
}

/// Actions that install a language, with the input that names its version.
const SETUP: &[(&str, &str, &str)] = &[
    ("actions/setup-node", "node", "node-version"),
    ("volta-cli/action", "node", "node-version"),
    ("actions/setup-python", "python", "python-version"),
    ("astral-sh/setup-uv", "python", "python-version"),
    ("actions/setup-go", "go", "go-version"),
    ("actions/setup-java", "java", "java-version"),
    ("actions/setup-dotnet", "dotnet", "dotnet-version"),
    ("ruby/setup-ruby", "ruby", "ruby-version"),
    ("shivammathur/setup-php", "php", "php-version"),
    ("dtolnay/rust-toolchain", "rust", "toolchain"),
    ("actions-rs/toolchain", "rust", "toolchain"),
    ("actions-rust-lang/setup-rust-toolchain", "rust", "toolchain"),
];

fn setup(step: Node, scope: &Scope, pipeline: &mut Pipeline) {
    let Some(uses) = step.get("uses") else { return };
    let (action, reference) = uses.text().unwrap_or("").split_once('@').unwrap_or_default();
    let Some((_, language, input)) = SETUP.iter().find(|(known, ..)| *known == action) else { return };
    let written = step.at(&["with", input]);
    // What an earlier step put out is the version that this step set up.
    let repeats = |value: &Arg| value.text.trim_start_matches("${{").trim_start().starts_with("steps.");
    for value in written.into_iter().flat_map(lines).filter(|value| !repeats(value)) {
        scope.offers(&value).iter().for_each(|offer| pipeline.runtime(language, offer));
    }
    // The version stands in another file: not known here, but not the image's opposite either.
    if let Some(file) = step.at(&["with", &format!("{input}-file")]).and_then(Node::arg) {
        pipeline.runtime(language, &Offer { value: Arg::computed("{}", file.span), is_matrix: false });
    }
    let is_release = reference.starts_with(|c: char| c.is_ascii_digit());
    if action == "dtolnay/rust-toolchain" && written.is_none() && is_release {
        let value = Arg::literal(reference, uses.span());
        pipeline.runtime(language, &Offer { value, is_matrix: false });
    }
}

/// The versions of an input: several actions take one on each line.
fn lines(node: Node) -> Vec<Arg> {
    let Some(text) = node.text().filter(|text| text.trim().contains('\n')) else {
        return scalars(node).collect();
    };
    let mut at = 0;
    let mut found = Vec::new();
    for line in text.split('\n') {
        let start = at + line.len() - line.trim_start().len();
        at += line.len() + 1;
        let version = line.trim();
        if !version.is_empty() {
            found.push(Arg::literal(version, node.source_span(start..start + version.len())));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::{facts, facts_of};

    #[test]
    fn steps_services_runtimes_and_variables() {
        let text = "env:\n  PG: 15\n  TOKEN: ${{ secrets.TOKEN }}\njobs:\n  test:\n    strategy:\n      matrix:\n        node: [18, 20]\n        \
            include:\n          - node: 22\n    container: python:3.12-slim\n    services:\n      db:\n        image: postgres:${{ env.PG }}\n      \
            cache: {image: 'redis:7-alpine'}\n    steps:\n      - uses: actions/setup-node@v4\n        with:\n          \
            node-version: ${{ matrix.node }}.x\n      - uses: actions/setup-go@v5\n        with: {go-version: '1.22'}\n      \
            - uses: actions/setup-dotnet@v4\n        with:\n          dotnet-version: |\n            8.0.x\n            9.0.x\n      \
            - uses: actions/setup-python@v5\n        with: {python-version: '${{ matrix.missing }}'}\n      \
            - uses: actions/setup-java@v4\n        with: {java-version-file: .java-version}\n      \
            - run: |\n          npm ci\n          npm test\n        env: {CI: 1}\n";
        assert_eq!(
            facts(".github/workflows/test.yml", text),
            [
                "env-provide PG 15 ci",
                "env-provide TOKEN {} ci",
                "runtime python 3.12-slim ci",
                "backing postgres 15 ci",
                "backing redis 7 ci",
                "runtime node 18.x ci-matrix",
                "runtime node 20.x ci-matrix",
                "runtime node 22.x ci-matrix",
                "runtime go 1.22 ci",
                "runtime dotnet 8.0.x ci",
                "runtime dotnet 9.0.x ci",
                "runtime python {} ci",
                "runtime java {} ci",
                "env-provide CI 1 ci",
                "ci-step test npm ci\nnpm test ci",
            ]
        );
    }

    #[test]
    fn inputs_come_from_callers() {
        let caller = "on: {push: {branches: [main]}}\njobs:\n  a:\n    strategy: {matrix: {v: ['3.11', '3.12']}}\n    \
            uses: ./.github/workflows/test.yml\n    with: {python: '${{ matrix.v }}'}\n  b:\n    \
            uses: ./.github/workflows/test.yml\n";
        let callee = "on:\n  workflow_call:\n    inputs:\n      python: {type: string, default: '3.10'}\n      \
            node: {type: string, default: '20'}\njobs:\n  test:\n    steps:\n      - uses: actions/setup-python@v5\n        \
            with: {python-version: '${{ inputs.python }}'}\n      - uses: ./.github/actions/node\n        \
            with: {version: '${{ inputs.node }}'}\n";
        let action = "inputs: {version: {default: '18'}}\nruns:\n  using: composite\n  steps:\n    \
            - uses: actions/setup-node@v4\n      with: {node-version: '${{ inputs.version }}'}\n";
        assert_eq!(
            facts_of(&[
                (".github/actions/node/action.yml", action),
                (".github/workflows/ci.yml", caller),
                (".github/workflows/test.yml", callee),
            ]),
            [
                "runtime node 20 ci",
                "runtime python 3.11 ci-matrix",
                "runtime python 3.12 ci-matrix",
                "runtime python 3.10 ci-matrix",
            ]
        );
        assert_eq!(facts(".github/actions/node/action.yml", action), ["runtime node 18 ci"]);
    }
}
