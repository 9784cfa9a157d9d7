//! Patches of kustomizations: parts of objects to merge, and JSON patches (RFC 6902).

use super::container;
use super::field::{arg, arg_at, entry_span, pairs};
use super::{volume, workload};
use crate::artefact::kustomize::{Change, Patch, PatchContent, Target};
use crate::artefact::workload::{ContainerClass, Pod, Workload};
use crate::extract::{Harvest, Reader};
use crate::parse::tree::{Node, Tree};
use crate::parse::yaml;
use crate::source::{Arg, Span, join};

/// How many bytes may be parsed for the inline patches of one file, each counted from the start of the file.
const INLINE_BUDGET: usize = 64 << 20;

/// The patches of a kustomization, in the order in which they are applied.
pub(super) fn list(reader: Reader, folder: &str, kustomization: Node, harvest: &mut Harvest) -> Vec<Patch> {
    let entries = |key: &str| kustomization.get(key).into_iter().flat_map(Node::items).collect::<Vec<_>>();
    let mut patches = Vec::new();
    let mut budget = INLINE_BUDGET;
    for entry in ["patchesStrategicMerge", "patches", "patchesJson6902"].into_iter().flat_map(entries) {
        let source =
            if entry.is_scalar() { Some(entry) } else { entry.get("path").or_else(|| entry.get("patch")) };
        let Some((source, text)) = source.and_then(|source| Some((source, source.text()?))) else { continue };
        let path = join(folder, text).filter(|path| !text.contains('\n') && reader.exists(path));
        let content = if let Some(path) = path {
            PatchContent::File(path)
        } else if let Some(changes) = inline(reader, source, &mut budget) {
            PatchContent::Inline(changes)
        } else {
            let message = "this patch and those after it are not read: they are too many for one file";
            harvest.unreadable(source.span(), message);
            break;
        };
        patches.push(Patch { target: entry.get("target").map(target), content });
    }
    patches
}

fn target(node: Node) -> Target {
    Target { kind: arg_at(node, &["kind"]), name: arg_at(node, &["name"]) }
}

/// A patch that stands as a text in the kustomization; `None` when the budget is spent.
fn inline(reader: Reader, source: Node, budget: &mut usize) -> Option<Vec<Change>> {
    // Everything but the patch is blanked out, so that the places in it are those of the file.
    let range = source.content_span().range();
    *budget = budget.checked_sub(range.end)?;
    let (before, patch) = (reader.text.get(..range.start)?, reader.text.get(range)?);
    let mut masked: String = before.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    masked.push_str(patch);
    Some(changes(reader, &yaml::parse(reader.file, &masked)))
}

/// What the documents of a patch do to workloads.
pub(super) fn changes(reader: Reader, tree: &Tree) -> Vec<Change> {
    tree.documents().flat_map(|document| document_changes(reader, document)).collect()
}

fn document_changes(reader: Reader, node: Node) -> Vec<Change> {
    if node.is_sequence() {
        return node.items().filter_map(|operation| self::operation(reader, operation)).collect();
    }
    if node.get("$patch").and_then(Node::text) == Some("delete") {
        let nothing = || Arg::computed("", node.span());
        let part = |path: &[&str]| arg_at(node, path).unwrap_or_else(nothing);
        return vec![Change::Delete(part(&["kind"]), part(&["metadata", "name"]))];
    }
    let kind = node.get("kind").and_then(Node::text).unwrap_or("");
    let group = node.get("apiVersion").and_then(Node::text).unwrap_or("");
    let group = group.split('/').next().unwrap_or("");
    let parts = workload::read(reader, node, kind, group).unwrap_or_default();
    parts.into_iter().map(|part| Change::Merge(Box::new(part))).collect()
}

/// Whether a sequence is a JSON patch.
pub(super) fn is_json_patch(node: Node) -> bool {
    node.items().next().is_some_and(|first| first.get("op").is_some() && first.get("path").is_some())
}

/// What one operation of a JSON patch does. Paths that no rule reads are passed over.
fn operation(reader: Reader, node: Node) -> Option<Change> {
    let path = node.get("path")?;
    let parts: Vec<String> =
        path.text()?.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    if node.get("op").and_then(Node::text) == Some("remove") {
        return (parts == ["spec", "replicas"]).then_some(Change::DeleteReplicas);
    }
    let value = node.get("value")?;
    let blank = || blank_workload(reader, entry_span(path, value));
    match parts.as_slice() {
        ["spec", "replicas"] => Some(Change::Merge(Box::new(Workload { replicas: arg(value), ..blank() }))),
        ["spec", "template", "metadata", "labels"] => {
            Some(Change::Merge(Box::new(Workload { pod_labels: pairs(Some(value)), ..blank() })))
        }
        ["spec", "template", "metadata", "labels", name] => {
            let label = (Arg::literal(*name, path.span()), arg(value)?);
            Some(Change::Merge(Box::new(Workload { pod_labels: vec![label], ..blank() })))
        }
        ["spec", "template", "spec", list @ ("containers" | "initContainers"), rest @ ..] => {
            container_operation(*list == "initContainers", rest, path, value)
        }
        ["spec", "template", "spec", "volumes", "-"] => {
            let mut workload = blank();
            workload.pod.volumes = volume::one(value).into_iter().collect();
            Some(Change::Merge(Box::new(workload)))
        }
        ["spec", "template", "spec", field] => {
            let mut workload = blank();
            workload::set_pod_field(&mut workload.pod, field, value);
            Some(Change::Merge(Box::new(workload)))
        }
        _ => None,
    }
}

fn container_operation(init: bool, rest: &[&str], path: Node, value: Node) -> Option<Change> {
    let class = if init { ContainerClass::Init } else { ContainerClass::Main };
    let mut part = container::blank(Arg::literal("", path.span()), class, entry_span(path, value));
    let index: usize = match rest.first()? {
        &"-" => return None,
        index => index.parse().ok()?,
    };
    match rest.get(1..)? {
        [field] => container::set_field(&mut part, field, path, value),
        ["env", _] => part.env.extend(container::env_var(value)),
        ["envFrom", _] => part.env_from.extend(container::env_from(value)),
        ["ports", _] => part.ports.push(container::port(value)),
        ["volumeMounts", _] => part.mounts.extend(container::mount(value)),
        ["resources", side @ ("requests" | "limits")] => {
            let mut resources = container::resources_at(value.span());
            let list = if *side == "requests" { &mut resources.requests } else { &mut resources.limits };
            *list = pairs(Some(value));
            part.resources = Some(resources);
        }
        ["resources", side @ ("requests" | "limits"), name] => {
            let mut resources = container::resources_at(value.span());
            let list = if *side == "requests" { &mut resources.requests } else { &mut resources.limits };
            list.push((Arg::literal(*name, path.span()), arg(value)?));
            part.resources = Some(resources);
        }
        _ => return None,
    }
    Some(Change::Container(init, index, Box::new(part)))
}

/// A part of a workload of which nothing is set.
fn blank_workload(reader: Reader, span: Span) -> Workload {
    let nothing = || Arg::computed("", span);
    Workload {
        kind: nothing(),
        api_version: None,
        name: nothing(),
        namespace: None,
        span,
        place: reader.place.clone(),
        labels: Vec::new(),
        annotations: Vec::new(),
        replicas: None,
        strategy: None,
        max_unavailable: None,
        owned: false,
        selector: None,
        pod_labels: Vec::new(),
        claims: Vec::new(),
        job: None,
        template_from: None,
        pod: Pod::blank(span),
    }
}
