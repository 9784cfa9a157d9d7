//! CI pipelines to steps, service containers, runtime versions and variables.

mod circleci;
mod deploy;
mod github;
mod gitlab;
mod images;
mod jenkins;
mod other;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Harvest, Reader, builds, commands, platform};
use crate::artefact::command::Command;
use crate::artefact::pipeline::{CiImage, CiScript, Deployment, Gate};
use crate::artefact::reference::ImageReference;
use crate::artefact::{backing, runtime};
use crate::discover::Class;
use crate::fact::{Environment, Fact, Kind, Place, Role};
use crate::parse::tree::{Node, Tree};
use crate::parse::yaml;
use crate::source::{Arg, Sources, Span, join};

/// Reads one file that stands for itself.
pub fn extract(reader: Reader, class: Class, harvest: &mut Harvest) {
    if class == Class::Jenkinsfile {
        jenkins::read(reader, &mut Pipeline { place: reader.place, harvest });
        keep_own(reader.place, harvest);
        return;
    }
    let tree = yaml::parse(reader.file, reader.text);
    of_tree(&tree, reader.place, harvest, |root, pipeline| match class {
        Class::CircleCi => circleci::read(root, pipeline),
        _ => other::read(root, pipeline),
    });
}

/// Reads the pipelines that files of the project make together.
pub fn read(sources: &Sources, harvest: &mut Harvest) {
    let found = std::mem::take(&mut harvest.pipelines).into_par_iter();
    let parse =
        |(file, place, class)| File { place, class, tree: yaml::parse(file, &sources.file(file).text) };
    let mut files: Vec<File> = found.map(parse).collect();
    let included = gitlab::parse_included(sources, &mut files);
    harvest.forget(&included);
    let calls = github::calls(sources, &files);
    let (pipelines, numbers) = gitlab::pipelines(sources, &files);
    let read = files.par_iter().enumerate().map(|(at, file)| {
        let mut own = Harvest::default();
        of_tree(&file.tree, &file.place, &mut own, |root, pipeline| match pipelines.get(numbers[at]) {
            Some(whole) => gitlab::read(root, whole, pipeline),
            None => github::read(root, calls.get(&file.tree.file()).map_or(&[], Vec::as_slice), pipeline),
        });
        if !file.place.role.is_own() {
            own.unreadable.clear();
        }
        own
    });
    let read: Vec<Harvest> = read.collect();
    for own in read {
        harvest.append(own);
    }
}

/// A file of a pipeline.
struct File {
    place: Place,
    class: Class,
    tree: Tree,
}

fn of_tree(tree: &Tree, place: &Place, harvest: &mut Harvest, read: impl Fn(Node, &mut Pipeline)) {
    for error in tree.errors() {
        harvest.unreadable(error.span, error.message.clone());
    }
    let mut pipeline = Pipeline { place, harvest };
    for root in tree.documents().filter(|root| root.is_mapping()) {
        read(root, &mut pipeline);
    }
    keep_own(place, harvest);
}

/// What samples and tests run, push and deploy is nothing that the project does.
fn keep_own(place: &Place, harvest: &mut Harvest) {
    if !place.role.is_own() {
        harvest.ci.clear();
        harvest.ci_images.clear();
        harvest.deployments.clear();
    }
}

/// The image that a command of a pipeline builds or pushes.
pub fn image_of(command: &Command) -> Option<CiImage> {
    let build = builds::of_command(command, "", &Place::default());
    build.as_ref().map(CiImage::from).or_else(|| images::of_command(command))
}

/// What a command of a pipeline deploys, once for each way in which its job is called.
pub fn deployments_of(command: &Command, gates: &[Gate]) -> Vec<Deployment> {
    let means = deploy::of_command(command);
    means.map(|means| deployments(&means, gates, command.span)).unwrap_or_default()
}

fn deployments(means: &str, gates: &[Gate], span: Span) -> Vec<Deployment> {
    let deployment = |gate: &Gate| Deployment { means: means.to_owned(), gate: gate.clone(), span };
    gates.iter().map(deployment).collect()
}

/// What is said of one file, whatever the platform.
struct Pipeline<'a, 'h> {
    place: &'a Place,
    harvest: &'h mut Harvest,
}

/// A value as it may be written in a job: once, or once for each cell of a matrix.
#[derive(Clone, PartialEq, Debug)]
struct Offer {
    value: Arg,
    is_matrix: bool,
}

impl Offer {
    fn api(&self) -> &'static str {
        if self.is_matrix { "ci-matrix" } else { "ci" }
    }
}

impl Pipeline<'_, '_> {
    /// CI is tooling around the app, unless its file is none of the project's own.
    fn place(&self) -> Place {
        let mut place = self.place.clone();
        if place.role == Role::Production {
            place.role = Role::Tooling;
        }
        place
    }

    /// A text of shell commands of a job, which runs in a folder relative to the project root.
    fn step(&mut self, job: &Arg, script: Node, folder: Option<&str>, gates: &[Gate]) {
        let Some(text) = script.text().filter(|text| !text.trim().is_empty()) else { return };
        let text = Arg::literal(text, script.content_span());
        let folder = folder.and_then(|folder| join("", folder)).unwrap_or_default();
        self.shell(job, &text, &|range| script.source_span(range), folder, gates);
    }

    /// As [`Pipeline::step`], of a text that is written at `place`.
    fn shell(&mut self, job: &Arg, text: &Arg, place: commands::Place, folder: String, gates: &[Gate]) {
        let commands = commands::of_shell(&text.text, place);
        self.commands(&commands, &folder, gates);
        self.harvest.ci.push(CiScript {
            job: job.clone(),
            folder,
            place: self.place(),
            commands,
            remote: false,
            gates: gates.to_vec(),
            span: text.span,
        });
        let fact = Fact::new(Kind::CiStep, text.span, "ci", self.place());
        self.harvest.facts.push(fact.about(job.clone()).valued(text.clone()));
    }

    /// A text of shell commands that runs on a machine which a job logs in to.
    fn remote(&mut self, job: &Arg, script: Node) {
        let Some(text) = script.text().filter(|text| !text.trim().is_empty()) else { return };
        self.harvest.ci.push(CiScript {
            job: job.clone(),
            folder: String::new(),
            place: self.place(),
            commands: commands::of_shell(text, &|range| script.source_span(range)),
            remote: true,
            gates: Vec::new(),
            span: script.content_span(),
        });
    }

    /// One command of a job, given as a list of words.
    fn words(&mut self, argv: &[Arg], span: Span, gates: &[Gate]) {
        self.commands(&commands::of_words(argv, span), "", gates);
    }

    /// What commands of a job build, push and deploy.
    fn commands(&mut self, commands: &[Command], folder: &str, gates: &[Gate]) {
        for command in commands {
            let build = builds::of_command(command, folder, &self.place());
            self.harvest.builds.extend(build);
            self.harvest.ci_images.extend(image_of(command));
            self.harvest.deployments.extend(deployments_of(command, gates));
        }
        let mut place = self.place();
        let named = gates.iter().find_map(|gate| Environment::from_word(&gate.environment.as_ref()?.text));
        place.environment = named.unwrap_or(place.environment);
        platform::describe_deploys(commands, folder, &place, self.harvest);
    }

    /// A step that deploys, once for each way in which its job is called.
    fn deploys(&mut self, means: &str, gates: &[Gate], span: Span) {
        self.harvest.deployments.extend(deployments(means, gates, span));
    }

    /// The runtime that an image brings, where it is one of a language.
    fn image(&mut self, offer: &Offer) {
        let Some(reference) = ImageReference::parse(&offer.value) else { return };
        let language = reference.repository.known().and_then(runtime::language);
        if let (Some(language), Some(tag)) = (language, reference.tag) {
            self.runtime(language, &Offer { value: tag, is_matrix: offer.is_matrix });
        }
    }

    fn runtime(&mut self, language: &str, offer: &Offer) {
        let span = offer.value.span;
        let fact = Fact::new(Kind::Runtime, span, offer.api(), self.place());
        self.harvest.facts.push(fact.about(Arg::literal(language, span)).valued(offer.value.clone()));
    }

    /// A container that tests use, where it is a backing service.
    fn service(&mut self, offer: &Offer) {
        let Some(reference) = ImageReference::parse(&offer.value) else { return };
        let Some(engine) = reference.repository.known().and_then(backing::engine) else { return };
        let mut place = self.place();
        place.environment = Environment::Test;
        let span = offer.value.span;
        let mut fact = Fact::new(Kind::Backing, span, offer.api(), place).about(Arg::literal(engine, span));
        let tag = reference.tag.as_ref().and_then(Arg::known);
        let version = tag.and_then(|tag| backing::version(&reference.repository.text, tag));
        fact.value = version.map(|version| Arg::literal(version, span));
        self.harvest.facts.push(fact);
    }

    /// A variable of the pipeline's environment.
    fn variable(&mut self, name: Arg, value: Option<Arg>) {
        let mut fact = Fact::new(Kind::EnvProvide, name.span, "ci", self.place());
        if let Some(value) = &value {
            fact.span = name.span.to(value.span);
        }
        fact.value = value;
        self.harvest.facts.push(fact.about(name));
    }
}

/// `text` with the values that `known` finds for the expressions between `open` and `close`; one result for each cell of
/// a matrix, none literal where an expression stays unknown.
fn expand(written: &Arg, [open, close]: [&str; 2], known: impl Fn(&str) -> Vec<Offer>) -> Vec<Offer> {
    if written.text.len() > LONGEST_VALUE {
        return vec![Offer { value: Arg::computed("{}", written.span), is_matrix: false }];
    }
    let mut found = vec![Offer { value: Arg::literal("", written.span), is_matrix: false }];
    let mut rest = written.text.as_str();
    while let Some((before, after)) = rest.split_once(open) {
        let Some((expression, after)) = after.split_once(close) else { break };
        append(&mut found, before);
        let values = known(expression.trim());
        if values.is_empty() {
            for offer in &mut found {
                offer.value.text.push_str("{}");
                offer.value.literal = false;
            }
        } else {
            found = product(&found, &values);
        }
        rest = after;
    }
    append(&mut found, rest);
    found
}

/// A text in which `put` writes what stands for each `$NAME` and `${NAME}`.
fn put_variables(text: &str, put: impl Fn(&mut String, &str)) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        made.push_str(before);
        let inner = after.strip_prefix('{').unwrap_or(after);
        let length = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
        if length == 0 {
            made.push('$');
            rest = after;
            continue;
        }
        put(&mut made, &inner[..length]);
        rest = inner[length..].strip_prefix('}').unwrap_or(&inner[length..]);
    }
    made.push_str(rest);
    made
}

fn append(offers: &mut [Offer], text: &str) {
    for offer in offers {
        offer.value.text.push_str(text);
    }
}

/// Longer texts, in bytes, are no image, version or setting that anybody compares.
const LONGEST_VALUE: usize = 4096;

/// The most cells of a matrix that are looked at.
const LARGEST_MATRIX: usize = 64;

fn product(texts: &[Offer], values: &[Offer]) -> Vec<Offer> {
    let pairs = texts.iter().flat_map(|offer| values.iter().map(move |value| (offer, value)));
    let joined = pairs.map(|(offer, add)| Offer {
        value: Arg {
            text: format!("{}{}", offer.value.text, add.value.text),
            literal: offer.value.literal && add.value.literal,
            span: if add.is_matrix { add.value.span } else { offer.value.span },
        },
        is_matrix: offer.is_matrix || add.is_matrix,
    });
    joined.take(LARGEST_MATRIX).collect()
}

/// Names with their values, for looking them up many times.
type Table<'t> = BTreeMap<&'t str, Node<'t>>;

fn table(mapping: Option<Node<'_>>) -> Table<'_> {
    mapping
        .into_iter()
        .flat_map(Node::own_entries)
        .filter_map(|(key, value)| Some((key.text()?, value)))
        .collect()
}

/// A scalar, or the scalars of a list.
fn scalars(node: Node<'_>) -> impl Iterator<Item = Arg> {
    node.arg().into_iter().chain(node.items().filter_map(Node::arg))
}

/// Whether the name of a branch is that of one branch: no pattern, no expression.
fn is_plain_branch(name: &Arg) -> bool {
    !name.text.is_empty() && !name.text.contains(['*', '?', '[', '/', '!', '$', '{', '+', '('])
}

/// The branches that a condition asks for: what it compares one of `variables` with, after a prefix that all have. Nothing
/// where it says which branches it does not want.
fn compared_branches(condition: Node, variables: &[&str], prefix: &str) -> Vec<Arg> {
    let Some(text) = condition.text() else { return Vec::new() };
    let mut found = Vec::new();
    for variable in variables {
        for (at, _) in text.match_indices(variable) {
            let after = at + variable.len();
            let Some(rest) = text[after..].trim_start().strip_prefix("==") else { continue };
            let rest = rest.trim_start();
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '\'' | '"')) else { continue };
            let Some((value, _)) = rest[1..].split_once(quote) else { continue };
            let Some(name) = value.strip_prefix(prefix) else { continue };
            let start = text.len() - rest.len() + 1;
            let name = Arg::literal(name, condition.source_span(start..start + value.len()));
            if is_plain_branch(&name) && !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}

/// The scripts of a field that holds one text or a list of them, lists in lists included. `!reference […]` repeats what
/// stands elsewhere.
fn scripts<'t>(node: Node<'t>, found: &mut Vec<Node<'t>>) {
    if node.tag().is_some() {
        return;
    }
    if node.is_scalar() {
        found.push(node);
    }
    for item in node.items() {
        scripts(item, found);
    }
}

#[cfg(test)]
mod testing {
    use super::*;
    use crate::source::{FileId, SourceFile};
    use crate::{discover, extract};

    /// What a pipeline says, each fact as `kind subject value api`.
    pub(super) fn facts(path: &str, text: &str) -> Vec<String> {
        facts_of(&[(path, text)])
    }

    /// What the pipelines of a project say.
    pub(super) fn facts_of(files: &[(&str, &str)]) -> Vec<String> {
        let mut harvest = Harvest::default();
        for (at, (path, text)) in files.iter().enumerate() {
            let class = discover::classify(path, text, &[]);
            let place = discover::place(path, class, text);
            let reader = Reader {
                file: FileId(at as u32),
                path,
                text,
                place: &place,
                paths: &[],
                languages: &extract::code::Languages::default(),
            };
            harvest.append(extract::extract(reader, class));
        }
        let files = files.iter().map(|(path, text)| SourceFile::new(*path, *text)).collect();
        read(&Sources::new(files), &mut harvest);
        assert!(harvest.facts.iter().all(|fact| !fact.place.is_production()));
        harvest
            .facts
            .iter()
            .map(|fact| {
                format!(
                    "{} {} {} {}",
                    fact.kind.name(),
                    fact.subject_text(),
                    fact.value_text().trim(),
                    fact.api
                )
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::testing::facts;

    #[test]
    fn any_cut_of_a_pipeline_is_read() {
        let text = "env: {é: '${{ env.é }}'}\nvariables: {É: \"$É ${é\"}\njobs:\n  é:\n    strategy: {matrix: {é: [é, 1]}}\n    \
            docker: [{image: 'cimg/node:<< parameters.é >>'}]\n    container: node:${{ matrix.é }}\n    steps:\n      - run: |\n          \
            é \"$(é\n      - uses: actions/setup-node@é\n        with: {node-version: \"é\\né\"}\n  script: [!reference [é]]\n";
        for (at, _) in text.char_indices() {
            for path in [".github/workflows/a.yml", ".gitlab-ci.yml", ".circleci/config.yml"] {
                facts(path, &text[at..]);
                facts(path, &text[..at]);
            }
        }
    }
}
