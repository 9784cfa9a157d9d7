//! A chart with values becomes manifests, and notes where it does not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::rc::Rc;

use super::chart::{Chart, Charts, Known, inside};
use super::language::Machine;
use super::text::{Source, Text};
use super::value::{Map, Object, Value};
use super::variant::{self, Variant};
use super::{Options, Parts, coalesce, dependency};
use crate::app::Unreadable;
use crate::discover::{Class, Format, place};
use crate::extract::Manifest;
use crate::fact::{Environment, Place, Role};
use crate::parse::yaml;
use crate::source::{FileId, Piece, Rendering, Span, name_of};

/// What rendering made.
#[derive(Default)]
pub(super) struct Rendered {
    pub(super) manifests: Vec<Manifest>,
    pub(super) notes: Vec<Unreadable>,
}

/// Renders a chart with its default values, and once more for every environment that has values of its own.
pub(super) fn chart(charts: &Charts, known: &Known, options: &Options) -> Rendered {
    let mut rendered = Rendered::default();
    let loaded = charts.load(known, &mut rendered.notes);
    if loaded.is_library {
        return Rendered::default();
    }
    let mut made_before = BTreeMap::new();
    let mut causes = BTreeSet::new();
    let variants = variant::of_chart(charts, known, &loaded, options);
    for (number, variant) in variants.iter().enumerate() {
        let mut made = Rendered::default();
        let given = Map::default();
        for file in &variant.files {
            coalesce::overlay(&given, &charts.values_of(*file));
        }
        with_values(charts, &loaded, given, variant, options, &mut made);
        // Of one cause one note is enough.
        for mut note in made.notes.into_iter().filter(|note| causes.insert(note.message.clone())) {
            if let Some(file) = variant.files.last() {
                let _ = write!(note.message, " (with the values of {})", charts.sources.path(*file));
            }
            rendered.notes.push(note);
        }
        for manifest in made.manifests {
            let text = (manifest.rendering.path.clone(), manifest.rendering.text.clone());
            let at = *made_before.entry(text).or_insert(rendered.manifests.len());
            if at == rendered.manifests.len() {
                rendered.manifests.push(manifest);
            }
            rendered.manifests[at].variants.insert(number);
        }
    }
    settle_roles(&variants, &mut rendered.manifests);
    rendered
}

/// Gives what only values for tests or examples make the role of these, unless nothing else shows what its template prints.
fn settle_roles(variants: &[Variant], manifests: &mut [Manifest]) {
    let deployed = |manifest: &Manifest| {
        manifest.variants.iter().any(|at| variants.get(*at).is_some_and(|own| own.role == Role::Production))
    };
    let shown: BTreeSet<String> = manifests
        .iter()
        .filter(|manifest| deployed(manifest))
        .map(|manifest| manifest.rendering.path.clone())
        .collect();
    for manifest in manifests {
        let first = manifest.variants.first().and_then(|at| variants.get(*at));
        if let Some(variant) = first.filter(|_| !deployed(manifest))
            && manifest.place.role == Role::Production
            && shown.contains(&manifest.rendering.path)
        {
            manifest.place.role = variant.role;
        }
    }
}

/// Renders a chart with these values over its own.
pub(super) fn once(
    charts: &Charts,
    known: &Known,
    options: &Options,
    parts: Parts,
    values: &[Map],
) -> Rendered {
    let given = Map::default();
    for values in values {
        coalesce::overlay(&given, values);
    }
    let mut rendered = Rendered::default();
    let loaded = charts.load(known, &mut rendered.notes);
    let variant = Variant::deployed(Vec::new());
    with_values(charts, &loaded, given, &variant, options, &mut rendered);
    rendered.manifests.retain(|manifest| {
        let hooks = hooks(&manifest.rendering.text);
        (parts.hooks || hooks.is_empty()) && (parts.tests || !hooks.iter().any(|hook| is_test_hook(hook)))
    });
    if parts.crds {
        crds(charts, &loaded, &mut rendered.manifests);
    }
    rendered
}

/// Adds what lies in the `crds/` of a chart and its subcharts.
fn crds(charts: &Charts, chart: &Chart, manifests: &mut Vec<Manifest>) {
    let start = inside(&chart.folder, "crds");
    for (_, file) in charts.below(&start) {
        let source = charts.sources.file(file);
        let text = Text::new(
            source.text.as_str(),
            Source { written: Some(Span::new(file, 0, source.text.len())), value: None },
        );
        for (text, place) in documents(charts, file, &text, &Variant::deployed(Vec::new())) {
            let rendering = rendering(&source.path, file, &text);
            manifests.push(Manifest {
                rendering,
                of: chart.folder.clone(),
                values: Vec::new(),
                place,
                variants: BTreeSet::new(),
            });
        }
    }
    chart.charts.iter().for_each(|subchart| crds(charts, subchart, manifests));
}

fn with_values(
    charts: &Charts,
    loaded: &Chart,
    given: Map,
    variant: &Variant,
    options: &Options,
    rendered: &mut Rendered,
) {
    let mut chart = loaded.clone();
    dependency::enable(&mut chart, &given, "", &mut rendered.notes);
    dependency::import(&mut chart);
    coalesce::values(&chart, &given);

    let mut collected = Vec::new();
    let shared = Shared { release: release(options), capabilities: capabilities(options) };
    collect(&chart, &chart.name, Value::Map(given), &shared, true, &mut collected);
    // The outermost chart's definitions win, and of files in one folder those of the first.
    collected.sort_by(|a, b| {
        let depth = |path: &str| path.bytes().filter(|byte| *byte == b'/').count();
        (depth(&b.name), &b.name).cmp(&(depth(&a.name), &a.name))
    });
    let mut machine = Machine::default();
    let mut broken = BTreeSet::new();
    for template in &collected {
        match charts.template(template.file) {
            Some(Ok(parsed)) => machine.add(template.name.clone(), parsed),
            Some(Err(note)) if broken.insert(template.file) => rendered.notes.push(note.clone()),
            _ => {}
        }
    }
    let incomplete = loaded.is_incomplete();
    let mut missing_told = false;
    let mut manifests = Vec::new();
    // In the order in which Helm runs them, as a template may change the values that the next ones see.
    for template in collected.iter().filter(|template| template.is_rendered) {
        if broken.contains(&template.file) {
            continue;
        }
        let Value::Map(data) = &template.data else { continue };
        let about = [("Name", template.name.clone()), ("BasePath", template.base.clone())];
        let about = Value::map(about.map(|(key, text)| (key.to_owned(), Value::text(text))));
        data.borrow_mut().insert("Template".to_owned(), about);
        let text = match machine.render(&template.name, &template.data) {
            Ok(text) => text,
            Err(failure) => {
                let lacks_helper = incomplete && failure.message.contains("no template ");
                if lacks_helper && std::mem::replace(&mut missing_told, true) {
                    continue;
                }
                let span = failure.at.unwrap_or(Span::start_of(template.file));
                let what = match failure.all_the_same {
                    Some(_) => "rendered without the values that it demands",
                    None => "not rendered",
                };
                let message = format!("this template is {what}: {}", failure.message);
                rendered.notes.push(Unreadable { span, message });
                failure.all_the_same.unwrap_or_default()
            }
        };
        let documents = documents(charts, template.file, &text, variant).into_iter();
        manifests.push(documents.map(|(text, place)| {
            let rendering = rendering(charts.sources.path(template.file), template.file, &text);
            Manifest {
                rendering,
                of: loaded.folder.clone(),
                values: variant.files.clone(),
                place,
                variants: BTreeSet::new(),
            }
        }));
    }
    rendered.manifests.extend(manifests.into_iter().rev().flatten());
}

impl Chart {
    /// Whether a dependency of it or of a subchart is not there.
    fn is_incomplete(&self) -> bool {
        self.declared.iter().any(|dependency| dependency.missing.is_some())
            || self.charts.iter().any(Self::is_incomplete)
    }
}

/// What all templates see.
struct Shared {
    release: Value,
    capabilities: Value,
}

/// A template of a chart or subchart, with what it sees.
struct Collected {
    name: String,
    base: String,
    file: FileId,
    data: Value,
    is_rendered: bool,
}

/// Collects the templates of a chart and its subcharts; gives what templates of the chart see.
fn collect(
    chart: &Chart,
    path: &str,
    values: Value,
    shared: &Shared,
    is_root: bool,
    into: &mut Vec<Collected>,
) -> Value {
    chart.metadata.borrow_mut().insert("IsRoot".to_owned(), Value::bool(is_root));
    let subcharts = Value::map(chart.charts.iter().map(|subchart| {
        let below = match &values {
            Value::Map(values) => values.borrow().get(&subchart.name).cloned(),
            _ => None,
        };
        let below = below.filter(|below| matches!(below, Value::Map(_))).unwrap_or_else(|| Value::map([]));
        let path = format!("{path}/charts/{}", subchart.name);
        (subchart.name.clone(), collect(subchart, &path, below, shared, false, into))
    }));
    let data = Value::map([
        ("Chart".to_owned(), Value::Map(chart.metadata.clone())),
        ("Files".to_owned(), Value::Object(Object::Files(chart.files.clone()))),
        ("Release".to_owned(), shared.release.clone()),
        ("Capabilities".to_owned(), shared.capabilities.clone()),
        ("Values".to_owned(), values),
        ("Subcharts".to_owned(), subcharts),
    ]);
    for (template, file) in chart.templates.iter() {
        let name = name_of(template);
        let is_partial = name.starts_with('_');
        if chart.is_library && !is_partial {
            continue;
        }
        into.push(Collected {
            name: format!("{path}/{template}"),
            base: format!("{path}/templates"),
            file: *file,
            data: data.clone(),
            is_rendered: !is_partial && name != "NOTES.txt",
        });
    }
    data
}

fn release(options: &Options) -> Value {
    let text = |text: &str| Value::text(text);
    Value::map(
        [
            ("Name", text(&options.release)),
            ("Namespace", text(&options.namespace)),
            ("Service", text("Helm")),
            ("IsInstall", Value::bool(true)),
            ("IsUpgrade", Value::bool(false)),
            ("Revision", Value::int(1)),
        ]
        .map(|(key, value)| (key.to_owned(), value)),
    )
}

fn capabilities(options: &Options) -> Value {
    let helm = [("Version", "v4.1.4"), ("GitCommit", ""), ("GitTreeState", "clean"), ("GoVersion", "go1.25")];
    let helm = Value::map(helm.map(|(key, text)| (key.to_owned(), Value::text(text))));
    let own = options.api_versions.iter().cloned();
    let versions: Vec<String> = API_VERSIONS.iter().map(|version| (*version).to_owned()).chain(own).collect();
    let kube_version = format!("v{}", options.kube_version.trim_start_matches('v'));
    Value::map(
        [
            ("KubeVersion", Value::Object(Object::KubeVersion(kube_version.into()))),
            ("APIVersions", Value::Object(Object::ApiVersions(Rc::new(versions)))),
            ("HelmVersion", helm),
        ]
        .map(|(key, value)| (key.to_owned(), value)),
    )
}

/// The API versions that `helm template` takes for known.
#[rustfmt::skip]
const API_VERSIONS: &[&str] = &[
    "v1", "admissionregistration.k8s.io/v1", "admissionregistration.k8s.io/v1alpha1", "admissionregistration.k8s.io/v1beta1",
    "internal.apiserver.k8s.io/v1alpha1", "apps/v1", "apps/v1beta1", "apps/v1beta2", "authentication.k8s.io/v1",
    "authentication.k8s.io/v1alpha1", "authentication.k8s.io/v1beta1", "authorization.k8s.io/v1", "authorization.k8s.io/v1beta1",
    "autoscaling/v1", "autoscaling/v2", "autoscaling/v2beta1", "autoscaling/v2beta2", "batch/v1", "batch/v1beta1",
    "certificates.k8s.io/v1", "certificates.k8s.io/v1beta1", "certificates.k8s.io/v1alpha1", "coordination.k8s.io/v1alpha2",
    "coordination.k8s.io/v1beta1", "coordination.k8s.io/v1", "discovery.k8s.io/v1", "discovery.k8s.io/v1beta1",
    "events.k8s.io/v1", "events.k8s.io/v1beta1", "extensions/v1beta1", "flowcontrol.apiserver.k8s.io/v1",
    "flowcontrol.apiserver.k8s.io/v1beta1", "flowcontrol.apiserver.k8s.io/v1beta2", "flowcontrol.apiserver.k8s.io/v1beta3",
    "networking.k8s.io/v1", "networking.k8s.io/v1beta1", "node.k8s.io/v1", "node.k8s.io/v1alpha1", "node.k8s.io/v1beta1",
    "policy/v1", "policy/v1beta1", "rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io/v1beta1",
    "rbac.authorization.k8s.io/v1alpha1", "resource.k8s.io/v1", "resource.k8s.io/v1beta2", "resource.k8s.io/v1beta1",
    "resource.k8s.io/v1alpha3", "scheduling.k8s.io/v1alpha1", "scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1",
    "storage.k8s.io/v1beta1", "storage.k8s.io/v1", "storage.k8s.io/v1alpha1", "storagemigration.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1beta1", "apiextensions.k8s.io/v1",
];

/// Splits what a template printed into documents.
fn documents(charts: &Charts, file: FileId, text: &Text, variant: &Variant) -> Vec<(Text, Place)> {
    let mut documents = Vec::new();
    let path = charts.sources.path(file);
    // A packed chart is deployed as its parent is.
    let deployed: Vec<&str> = path.split('/').filter(|part| !part.ends_with(".tgz!")).collect();
    let deployed = deployed.join("/");
    let mut start = 0;
    let mut at = 0;
    let mut ranges = Vec::new();
    for line in text.as_str().split_inclusive('\n') {
        if line.starts_with("---") {
            ranges.push(start..at);
            start = at + 3;
        }
        at += line.len();
    }
    ranges.push(start..text.len());
    for range in ranges {
        // As Helm does; a line of spaces would end a block scalar otherwise.
        let end = range.start + text.as_str()[range.clone()].trim_end().len();
        let document = text.slice(range.start..end);
        if document.as_str().lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
        {
            continue;
        }
        let mut place = place(&deployed, Class::Kubernetes(Format::Yaml), document.as_str());
        if place.role == Role::Production && is_test(path, document.as_str()) {
            place.role = Role::Test;
        }
        if variant.environment != Environment::Any {
            place.environment = variant.environment.clone();
        }
        documents.push((document, place));
    }
    documents
}

fn is_test(path: &str, document: &str) -> bool {
    let in_tests = path.contains("/templates/tests/") || path.starts_with("templates/tests/");
    in_tests || hooks(document).iter().any(|hook| is_test_hook(hook))
}

fn is_test_hook(hook: &str) -> bool {
    hook.starts_with("test")
}

/// Which hooks a document is.
fn hooks(document: &str) -> Vec<String> {
    if !document.contains("helm.sh/hook") {
        return Vec::new();
    }
    let tree = yaml::parse(FileId(0), document);
    let hooks =
        tree.documents().filter_map(|root| root.at(&["metadata", "annotations", "helm.sh/hook"])?.text());
    hooks.flat_map(|hooks| hooks.split(',')).map(|hook| hook.trim().to_owned()).collect()
}

fn rendering(path: &str, file: FileId, text: &Text) -> Rendering {
    let mut end = 0;
    let pieces = text.parts().map(|(part, source)| {
        end += part.len() as u32;
        Piece { end, written: source.written.unwrap_or(Span::start_of(file)), value: source.value }
    });
    let pieces = pieces.collect();
    Rendering { path: path.to_owned(), text: text.as_str().to_owned(), pieces }
}
