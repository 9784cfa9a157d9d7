//! GitHub Actions workflows (Workflow syntax for GitHub Actions).

use super::{
    LARGEST_MATRIX, Offer, Pipeline, Table, compared_branches, deploy, expand, images, is_plain_branch,
    scalars, table,
};
use crate::artefact::pipeline::{CiImage, Gate};
use crate::extract::builds::Inputs;
use crate::parse::tree::Node;
use crate::source::{Arg, Span};

pub(super) fn read(root: Node, pipeline: &mut Pipeline) {
    let shared = table(root.get("env"));
    variables(root, &Scope { shared: &shared, own: Table::new(), matrix: Table::new() }, pipeline);
    let branches = root.at(&["on", "push", "branches"]).into_iter().flat_map(scalars);
    let pushed = Gate { branches: branches.filter(is_plain_branch).collect(), environment: None };
    for (name, job) in root.get("jobs").into_iter().flat_map(Node::own_entries) {
        let Some(name) = name.arg() else { continue };
        let matrix = table(job.at(&["strategy", "matrix"]));
        let scope = Scope { shared: &shared, own: table(job.get("env")), matrix };
        let gate = pushed.narrowed(gate(job, &scope));
        called(job, &gate, pipeline);
        variables(job, &scope, pipeline);
        if let Some(image) = job.get("container").and_then(image) {
            scope.offers(&image).iter().for_each(|offer| pipeline.image(offer));
        }
        for (_, service) in job.get("services").into_iter().flat_map(Node::own_entries) {
            if let Some(image) = image(service) {
                scope.offers(&image).iter().for_each(|offer| pipeline.service(offer));
            }
        }
        let folder = default_folder(job).or_else(|| default_folder(root));
        steps(job, &name, folder, &gate, &scope, pipeline);
    }
    if let Some(action) = root.get("runs") {
        let name = root.get("name").and_then(Node::arg).unwrap_or_else(|| Arg::computed("{}", action.span()));
        let scope = Scope { shared: &shared, own: Table::new(), matrix: Table::new() };
        steps(action, &name, None, &Gate::default(), &scope, pipeline);
    }
}

/// The steps of a job or of a composite action.
fn steps(owner: Node, job: &Arg, folder: Option<&str>, gate: &Gate, scope: &Scope, pipeline: &mut Pipeline) {
    for step in owner.get("steps").into_iter().flat_map(Node::items) {
        variables(step, scope, pipeline);
        let gate = gate.narrowed(Gate { branches: condition(step), environment: None });
        if let Some(script) = step.get("run").filter(|_| runs_shell(step)) {
            let own = step.get("working-directory").and_then(Node::text);
            pipeline.step(job, script, own.or(folder), std::slice::from_ref(&gate));
        }
        setup(step, scope, pipeline);
        selected(step, scope, pipeline);
        let Some(uses) = step.get("uses") else { continue };
        let action = uses.text().and_then(|text| text.split('@').next()).unwrap_or("");
        if let Some(means) = deploy::of_action(action) {
            pipeline.deploys(&means, &[gate], uses.span());
        }
        match action {
            "docker/build-push-action" => pipeline.builds(build(step, owner, uses.span(), scope)),
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
fn called(job: Node, gate: &Gate, pipeline: &mut Pipeline) {
    let Some(uses) = job.get("uses") else { return };
    let path = uses.text().and_then(|text| text.split('@').next()).unwrap_or("");
    let name = crate::source::name_of(path);
    let told = ["environment", "env", "stage"].iter().find_map(|key| job.at(&["with", key])?.arg());
    if let Some(environment) = told.filter(|told| name.contains("deploy") && !told.text.contains("${{")) {
        let gate = gate.narrowed(Gate { branches: Vec::new(), environment: Some(environment) });
        pipeline.deploys(name, &[gate], uses.span());
    }
}

/// What a step with `docker/build-push-action` builds.
fn build(step: Node, job: Node, span: Span, scope: &Scope) -> CiImage {
    let inputs = |key: &str| -> Vec<Arg> {
        let written = step.at(&["with", key]).into_iter().flat_map(lines);
        written.flat_map(|line| scope.offers(&line)).map(|offer| offer.value).collect()
    };
    let says = |key: &str, text: &str| {
        step.at(&["with", key]).and_then(Node::text).is_some_and(|value| value.contains(text))
    };
    let pushed = step.at(&["with", "push"]).and_then(Node::text).is_some_and(|value| value != "false");
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
    CiImage {
        references: listed,
        arguments: inputs("build-args").iter().filter_map(images::argument).collect(),
        // A push by digest leaves every tag where it is.
        pushed: (pushed || says("outputs", "push=true")) && !says("outputs", "push-by-digest=true"),
        span,
    }
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
    /// Variables of the workflow.
    shared: &'s Table<'t>,
    /// Variables of the job.
    own: Table<'t>,
    /// Dimensions of the job's matrix.
    matrix: Table<'t>,
}

impl Scope<'_, '_> {
    fn offers(&self, written: &Arg) -> Vec<Offer> {
        expand(written, ["${{", "}}"], |expression| self.values(expression))
    }

    /// The values of `matrix.name` or `env.NAME`; none where they are computed.
    fn values(&self, expression: &str) -> Vec<Offer> {
        if let Some(path) = expression.strip_prefix("matrix.") {
            return self.cells(path);
        }
        let Some(name) = expression.strip_prefix("env.") else { return Vec::new() };
        let written = self.own.get(name).or_else(|| self.shared.get(name)).and_then(|value| value.arg());
        let known = written.filter(|value| !value.text.contains("${{"));
        known.into_iter().map(|value| Offer { value, is_matrix: false }).collect()
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

/// An action that builds an image: `docker/build-push-action` and those that take its inputs.
fn selected(step: Node, scope: &Scope, pipeline: &mut Pipeline) {
    let action = step.get("uses").and_then(Node::text).and_then(|uses| uses.split('@').next());
    if !action.is_some_and(|action| action.ends_with("/build-push-action")) {
        return;
    }
    let input = |name: &str| -> Vec<Arg> {
        let written = step.at(&["with", name]).and_then(Node::arg);
        written.iter().flat_map(|written| scope.offers(written)).map(|offer| offer.value).collect()
    };
    let (context, dockerfile, target) = (input("context"), input("file"), input("target"));
    let inputs = Inputs { span: step.span(), place: pipeline.place(), context, dockerfile, target };
    pipeline.harvest.builds.extend(inputs.builds());
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
    use super::super::testing::facts;

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
}
