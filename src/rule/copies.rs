//! Copies of one Kubernetes object or compose service: what is wrong in all of them is said once, with every place.
//!
//! Repositories keep the same Deployment as a plain manifest, in a base of Kustomize and in a bundle of all objects, and the
//! same database in a compose file for each way to run the app. One thing is to be mended then, wherever the others are made
//! from it by hand or by a tool.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use crate::app::Project;
use crate::artefact::cluster::Cluster;
use crate::artefact::compose::ComposeService;
use crate::artefact::reference::ImageReference;
use crate::artefact::workload::Workload;
use crate::source::{Arg, FileId, Sources, Span, name_of};

/// Makes one finding of those that say the same of copies of one object. It stands where it is gravest, then in the file
/// with the fewest workloads, as a bundle is the copy, then in the highest folder.
/// Objects are copies too where overlays put different prefixes and suffixes to their names.
pub fn fold(findings: Vec<Finding>, project: &Project) -> Vec<Finding> {
    let objects = Objects::of(project);
    let messages: Vec<String> = findings.iter().map(|finding| objects.written(finding)).collect();
    let mut groups: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    let mut said: BTreeMap<(Span, &str, &str), usize> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate() {
        let Some(object) = objects.around(finding.span) else { continue };
        let count = said.entry((object.span, &finding.rule, &messages[at])).or_default();
        let secrets = finding.secrets.iter().map(|secret| project.sources.text(*secret)).collect();
        groups
            .entry((&finding.rule, &messages[at], object.identity(), *count, secrets))
            .or_default()
            .push(at);
        *count += 1;
    }
    let mut copies: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for mut group in groups.into_values().filter(|group| group.len() > 1) {
        group.sort_by_key(|at| {
            let finding = &findings[*at];
            let file = finding.span.file;
            let depth = project.sources.path(file).matches('/').count();
            (Reverse(finding.severity), objects.workloads(file), depth, finding.span)
        });
        copies.insert(group[0], group.split_off(1));
    }
    unite(findings, &copies, &objects)
}

/// Rule, message, identity of the object, how often the object was said this of before, and the secrets that are shown.
type Key<'a> = (&'a str, &'a str, (&'a str, &'a [String]), usize, Vec<&'a str>);

/// Leaves out the copies, and shows their places at the finding that stays.
fn unite(
    mut findings: Vec<Finding>,
    copies: &BTreeMap<usize, Vec<usize>>,
    objects: &Objects,
) -> Vec<Finding> {
    for (head, others) in copies {
        for other in others {
            let (place, secrets) = (findings[*other].span, std::mem::take(&mut findings[*other].secrets));
            let title = objects.around(place).map_or("the object", |object| &object.title);
            findings[*head].because(place, format!("the same in another copy of {title}"));
            findings[*head].secrets.extend(secrets);
        }
    }
    let dropped: BTreeSet<usize> = copies.values().flatten().copied().collect();
    let kept = findings.into_iter().enumerate().filter(|(at, _)| !dropped.contains(at));
    kept.map(|(_, finding)| finding).collect()
}

/// An object or service and what it is known by.
struct Object {
    span: Span,
    /// `Kind/name` with the name as it is written, or the service's name.
    title: String,
    /// That with the names that overlays make of it.
    made: BTreeSet<String>,
    /// What runs in it: containers with the names of their images, without registry and tag, or the Dockerfile of a service.
    containers: Vec<String>,
}

impl Object {
    fn new(sources: &Sources, span: Span, name: &Arg, title: String, containers: Vec<String>) -> Self {
        let written = sources.text(sources.origin(name.span).written);
        match title.strip_suffix(name.text.as_str()) {
            Some(kind) if written != name.text && !written.is_empty() && name.text.contains(written) => {
                Self { span, title: format!("{kind}{written}"), made: BTreeSet::from([title]), containers }
            }
            _ => Self { span, title, made: BTreeSet::new(), containers },
        }
    }

    fn identity(&self) -> (&str, &[String]) {
        (&self.title, &self.containers)
    }
}

/// All objects of a project, by file.
struct Objects(BTreeMap<FileId, Vec<Object>>);

impl Objects {
    fn of(project: &Project) -> Self {
        let mut all: BTreeMap<FileId, Vec<Object>> = BTreeMap::new();
        let sources = &project.sources;
        let workloads = project.workloads().map(|workload| of_workload(sources, workload));
        let others = project.clusters().flat_map(Cluster::metas);
        let others = others.map(|meta| Object::new(sources, meta.span, &meta.name, meta.title(), Vec::new()));
        let services = project.apps.iter().flat_map(|app| &app.services).map(of_service);
        for mut object in workloads.chain(others).chain(services) {
            object.span = project.sources.origin(object.span).written;
            let file = all.entry(object.span.file).or_default();
            // Overlays make several workloads of one manifest.
            match file.iter_mut().find(|known| known.span == object.span) {
                Some(known) => known.made.append(&mut object.made),
                None => file.push(object),
            }
        }
        Self(all)
    }

    fn around(&self, place: Span) -> Option<&Object> {
        self.0.get(&place.file)?.iter().find(|object| object.span.contains(place))
    }

    /// The message of a finding with the name of its object as it is written.
    fn written(&self, finding: &Finding) -> String {
        let message = finding.message.clone();
        let Some(object) = self.around(finding.span) else { return message };
        object.made.iter().rev().fold(message, |message, made| message.replace(made, &object.title))
    }

    fn workloads(&self, file: FileId) -> usize {
        self.0.get(&file).into_iter().flatten().filter(|object| !object.containers.is_empty()).count()
    }
}

fn of_workload(sources: &Sources, workload: &Workload) -> Object {
    let containers = workload.pod.containers.iter().map(|container| {
        let reference = container.image.as_ref().and_then(ImageReference::parse);
        let image = reference.map(|reference| name_of(&reference.repository.text).to_owned());
        format!("{}={}", container.name.text, image.unwrap_or_default())
    });
    Object::new(sources, workload.span, &workload.name, workload.title(), containers.collect())
}

fn of_service(service: &ComposeService) -> Object {
    let built = service.build.as_ref().and_then(|build| build.dockerfile.clone());
    let image = || Some(name_of(&service.reference.as_ref()?.repository.text).to_owned());
    let title = format!("service '{}'", service.name.text);
    let containers = built.or_else(image).into_iter().collect();
    Object { span: service.span, title, made: BTreeSet::new(), containers }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::Tree;
    use crate::rule::{engine, registry};

    fn places(files: &[(&str, String)]) -> Vec<(String, Vec<String>)> {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.clone().into_bytes()));
        let project = crate::analyse(&Tree::from_memory(files));
        let rules = registry::builtin().unwrap();
        let rules: Vec<_> = rules
            .iter()
            .filter(|rule| matches!(rule.page.id.as_str(), "naked-pod" | "secret-in-manifest"))
            .collect();
        let path = |span: Span| project.sources.path(span.file).to_owned();
        let found = fold(engine::run(&rules, &project), &project);
        found
            .iter()
            .map(|finding| {
                (path(finding.span), finding.related.iter().map(|place| path(place.span)).collect())
            })
            .collect()
    }

    fn pod(name: &str, image: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{containers: [{{name: a, image: '{image}'}}]}}\n"
        )
    }

    #[test]
    fn copies_are_one_finding_at_the_source() {
        let bundle =
            format!("{}---\n{}", pod("web", "registry.example.org/shop/web:2"), pod("db", "postgres:16"));
        let found = places(&[("all.yaml", bundle), ("web.yaml", pod("web", "web:1"))]);
        let of = |path: &str, copies: &[&str]| {
            (path.to_owned(), copies.iter().map(|copy| (*copy).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(found, [of("all.yaml", &[]), of("web.yaml", &["all.yaml"])]);
    }

    #[test]
    fn names_that_overlays_make_are_those_of_one_object() {
        let overlay =
            |prefix: &str| format!("resources: [x.yaml]\nnamePrefix: {prefix}-\nnamespace: {prefix}\n");
        let files = [
            ("a/kustomization.yaml", overlay("a")),
            ("a/x.yaml", pod("web", "shop:1")),
            ("b/kustomization.yaml", overlay("b")),
            ("b/x.yaml", pod("web", "shop:1")),
        ];
        assert_eq!(places(&files), [("a/x.yaml".to_owned(), vec!["b/x.yaml".to_owned()])]);
    }

    #[test]
    fn objects_that_share_a_name_only_are_no_copies() {
        assert_eq!(
            places(&[("a/x.yaml", pod("web", "shop:1")), ("b/x.yaml", pod("web", "blog:1"))]).len(),
            2
        );
    }

    #[test]
    fn services_of_compose_files_are_copies_too() {
        let file = |image: &str| {
            format!(
                "services:\n  db:\n    image: {image}\n    environment: {{POSTGRES_PASSWORD: oak-93-Tin}}\n"
            )
        };
        let (one, other) = (file("postgres:16"), file("mysql:9"));
        assert_eq!(places(&[("a/compose.yaml", one.clone()), ("b/compose.yaml", one.clone())]).len(), 1);
        assert_eq!(places(&[("a/compose.yaml", one), ("b/compose.yaml", other)]).len(), 2);
    }

    #[test]
    fn two_secrets_are_two_findings() {
        let secret = |value: &str| {
            format!(
                "apiVersion: v1\nkind: Secret\nmetadata: {{name: db}}\nstringData: {{password: {value}}}\n"
            )
        };
        let (one, other) = (secret("oak-93-Tin-shed"), secret("elm-48-Zinc-barn"));
        assert_eq!(places(&[("a/s.yaml", one.clone()), ("b/s.yaml", other)]).len(), 2);
        assert_eq!(places(&[("a/s.yaml", one.clone()), ("b/s.yaml", one)]).len(), 1);
    }
}
