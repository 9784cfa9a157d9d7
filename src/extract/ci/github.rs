//! GitHub Actions workflows (Workflow syntax for GitHub Actions).

use super::{LARGEST_MATRIX, Offer, Pipeline, Table, expand, scalars, table};
use crate::parse::tree::Node;
use crate::source::Arg;

pub(super) fn read(root: Node, pipeline: &mut Pipeline) {
    let shared = table(root.get("env"));
    variables(root, &Scope { shared: &shared, own: Table::new(), matrix: Table::new() }, pipeline);
    for (name, job) in root.get("jobs").into_iter().flat_map(Node::own_entries) {
        let Some(name) = name.arg() else { continue };
        let matrix = table(job.at(&["strategy", "matrix"]));
        let scope = Scope { shared: &shared, own: table(job.get("env")), matrix };
        variables(job, &scope, pipeline);
        if let Some(image) = job.get("container").and_then(image) {
            scope.offers(&image).iter().for_each(|offer| pipeline.image(offer));
        }
        for (_, service) in job.get("services").into_iter().flat_map(Node::own_entries) {
            if let Some(image) = image(service) {
                scope.offers(&image).iter().for_each(|offer| pipeline.service(offer));
            }
        }
        for step in job.get("steps").into_iter().flat_map(Node::items) {
            variables(step, &scope, pipeline);
            if let Some(script) = step.get("run").filter(|_| runs_shell(step)) {
                let folder = step.get("working-directory").and_then(Node::text);
                pipeline.step(
                    &name,
                    script,
                    folder.or_else(|| default_folder(job)).or_else(|| default_folder(root)),
                );
            }
            setup(step, &scope, pipeline);
        }
    }
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
