//! Manifests that a tool rendered: a finding in one also shows the file that it was rendered from.
//!
//! `helm template` writes `# Source: chart/templates/file.yaml` above each object, and `kustomize build` with the option
//! `originAnnotations` keeps the path of the resource in the annotation `config.kubernetes.io/origin`.

use std::collections::BTreeMap;

use super::Finding;
use crate::app::Project;
use crate::artefact::cluster::Cluster;
use crate::artefact::workload::find;
use crate::source::{Arg, FileId, Sources, Span, folder_of, name_of};

/// What the comment of Helm starts with.
const COMMENT: &str = "# Source:";
/// The annotation of Kustomize.
const ANNOTATION: &str = "config.kubernetes.io/origin";

/// Shows at each finding in a rendered object the file that it was rendered from, if the project has that.
pub fn tell(findings: &mut [Finding], project: &Project) {
    let sources = &project.sources;
    let mut origins: BTreeMap<FileId, Vec<(Span, FileId)>> = BTreeMap::new();
    let workloads = project.workloads().map(|workload| (workload.span, &workload.annotations));
    let others = project.clusters().flat_map(Cluster::metas).map(|meta| (meta.span, &meta.annotations));
    let mut templates: BTreeMap<&str, Option<FileId>> = BTreeMap::new();
    for (span, annotations) in workloads.chain(others).filter(|(span, _)| !sources.is_rendered(span.file)) {
        let origin = match comment_above(span, sources) {
            Some(path) => *templates.entry(path).or_insert_with(|| template(path, sources)),
            None => resource(annotations, sources),
        };
        if let Some(origin) = origin.filter(|origin| *origin != span.file) {
            origins.entry(span.file).or_default().push((span, origin));
        }
    }
    for objects in origins.values_mut() {
        objects.sort();
    }
    for finding in findings {
        let Some(objects) = origins.get(&finding.span.file) else { continue };
        let after = objects.partition_point(|(span, _)| span.start <= finding.span.start);
        let before = objects.get(..after).and_then(|objects| objects.last());
        if let Some((_, origin)) = before.filter(|(span, _)| span.contains(finding.span)) {
            let place = same_line(finding.span, *origin, sources);
            finding.because(place, "rendered from");
        }
    }
}

/// The file that Kustomize says an object comes from.
fn resource(annotations: &[(Arg, Arg)], sources: &Sources) -> Option<FileId> {
    let origin = find(annotations, ANNOTATION)?;
    let field = |name: &str| origin.text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    // A resource of another repository, or one that a generator made, is no file here.
    if field("repo:").is_some() {
        return None;
    }
    ending_in(field("path:")?.trim_start_matches("../"), sources)
}

/// What the comment between the start of the document and the object names.
fn comment_above(object: Span, sources: &Sources) -> Option<&str> {
    let file = sources.file(object.file);
    let line = file.lines.line(object.start);
    let above = (1..line).rev().map(|line| file.line_text(line));
    let mut comments = above.take_while(|text| text.starts_with('#') || text.trim().is_empty());
    comments.find_map(|text| text.strip_prefix(COMMENT)).map(str::trim)
}

/// The template that Helm names: the chart goes by its name, which is mostly that of its folder.
fn template(path: &str, sources: &Sources) -> Option<FileId> {
    let (chart, inner) = path.split_once('/')?;
    let of_chart = |manifest: &str| {
        let text = &sources.file(sources.find(manifest)?).text;
        let named = text.lines().filter_map(|line| line.strip_prefix("name:"));
        let is_it = named.into_iter().any(|name| name.trim().trim_matches(['"', '\'']) == chart);
        let folder = folder_of(manifest);
        let separator = if folder.is_empty() { "" } else { "/" };
        is_it.then(|| sources.find(&format!("{folder}{separator}{inner}")))?
    };
    let charts = sources.iter().map(|(_, file)| file.path.as_str());
    let mut found = charts.filter(|path| name_of(path) == "Chart.yaml").filter_map(of_chart);
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only),
        (Some(_), Some(_)) => None,
        (None, _) => ending_in(path, sources),
    }
}

/// The only file whose path is that, or ends in it.
fn ending_in(path: &str, sources: &Sources) -> Option<FileId> {
    if let Some(file) = sources.find(path) {
        return Some(file);
    }
    let end = format!("/{path}");
    let mut found = sources.iter().filter(|(_, file)| file.path.ends_with(&end));
    let (file, _) = found.next()?;
    found.next().is_none().then_some(file)
}

/// The line of a file that reads as the one of the finding does, if there is just one; else the file's start.
fn same_line(finding: Span, file: FileId, sources: &Sources) -> Span {
    let wanted = sources.file(finding.file).line_text(sources.line(finding)).trim();
    let origin = sources.file(file);
    let mut lines = (1..=origin.lines.count()).filter(|line| origin.line_text(*line).trim() == wanted);
    let only = lines.next().filter(|_| !wanted.is_empty() && lines.next().is_none());
    let place = only.and_then(|line| {
        let text = origin.line_text(line);
        let start = origin.lines.start(line)? as usize + text.len() - text.trim_start().len();
        Some(Span::new(file, start, start + wanted.len()))
    });
    place.unwrap_or_else(|| Span::start_of(file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::Tree;
    use crate::rule::{engine, registry};

    const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec: {containers: []}\n";

    fn places(files: &[(&str, &str)]) -> Vec<(String, u32)> {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        let project = crate::analyse(&Tree::from_memory(files));
        let rules = registry::builtin().unwrap();
        let rules: Vec<_> = rules.iter().filter(|rule| rule.page.id == "naked-pod").collect();
        let mut findings = engine::run(&rules, &project);
        findings.retain(|finding| project.sources.path(finding.span.file) == "all.yaml");
        tell(&mut findings, &project);
        let related = findings.iter().flat_map(|finding| &finding.related);
        let rendered = related.filter(|related| related.note == "rendered from");
        rendered
            .map(|related| {
                (project.sources.path(related.span.file).to_owned(), project.sources.line(related.span))
            })
            .collect()
    }

    #[test]
    fn helm_names_the_template_by_its_chart() {
        let all = format!("---\n# Source: shop/templates/pod.yaml\n{POD}");
        let template = "# {{ .Values.a }}\nkind: Pod\n";
        let chart = ("charts/web/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n");
        let wanted = [("charts/web/templates/pod.yaml".to_owned(), 2)];
        assert_eq!(places(&[("all.yaml", &all), chart, ("charts/web/templates/pod.yaml", template)]), wanted);
        assert_eq!(
            places(&[("all.yaml", &all), ("deploy/shop/templates/pod.yaml", template)]),
            [("deploy/shop/templates/pod.yaml".to_owned(), 2)]
        );
        assert_eq!(places(&[("all.yaml", &all), chart]), []);
    }

    #[test]
    fn kustomize_names_the_resource() {
        let origin =
            "metadata:\n  annotations:\n    config.kubernetes.io/origin: |\n      path: ../base/pod.yaml\n";
        let all = POD.replace("metadata:\n", origin);
        let base = POD.replace("name: web", "name: web-base");
        assert_eq!(
            places(&[("all.yaml", &all), ("deploy/base/pod.yaml", &base)]),
            [("deploy/base/pod.yaml".to_owned(), 2)]
        );
    }
}
