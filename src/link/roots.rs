//! Which folders of a project are apps.

use std::collections::BTreeSet;

use crate::artefact::package::Package;
use crate::discover::{Class, classify};
use crate::extract::Harvest;
use crate::fact::Role;
use crate::parse::dockerfile::{Body, Value};
use crate::source::{Sources, folder_of, is_below, join, name_of};

/// The folders of apps, sorted; the project root (the empty folder) is always one.
///
/// A folder is an app if an image is built from it, a platform's file starts it, or, where no image is built from a folder
/// around it, if it has a dependency manifest of something that runs.
pub(super) fn find(sources: &Sources, harvest: &Harvest) -> Vec<String> {
    let mut roots = BTreeSet::from([String::new()]);
    let mut covered = BTreeSet::new();
    for image in harvest.images.iter().filter(|image| counts(image.place.role)) {
        let root = image_root(sources, harvest, sources.path(image.file), &image.context);
        covered.insert(root.clone());
        roots.insert(root);
    }
    for (_, file) in sources.iter() {
        if matches!(classify::by_name(&file.path), Some(Class::Procfile | Class::Platform(_))) {
            let folder = beside_hidden(folder_of(&file.path)).to_owned();
            covered.insert(folder.clone());
            roots.insert(folder);
        }
    }
    let members = workspace_members(sources, harvest);
    let runs = |package: &&Package| {
        counts(package.place.role) && !package.library && !package.ecosystem.is_modular()
    };
    for package in harvest.packages.iter().filter(runs) {
        let folder = folder_of(sources.path(package.file));
        let inside = covered.iter().any(|root| is_below(folder, root));
        let nested = members.iter().any(|member| member == folder);
        if !inside && !nested {
            roots.insert(folder.to_owned());
        }
    }
    roots.into_iter().collect()
}

/// A folder, or the one that holds it where it is hidden (`.ebextensions`): it only says how the app around it is run.
fn beside_hidden(folder: &str) -> &str {
    if name_of(folder).starts_with('.') { folder_of(folder) } else { folder }
}

fn counts(role: Role) -> bool {
    matches!(role, Role::Production | Role::Client | Role::Development)
}

/// The app that a Dockerfile builds: its own folder where the software stands beside it, else its context.
///
/// Software stands beside it if there is a manifest, if everything it copies comes from there, or if there is code. Of an image
/// that copies its whole context the code beside the Dockerfile is only a part, unless several images divide the context among
/// them. An image for developers has the source mounted, so that what it copies says nothing.
pub(super) fn image_root(sources: &Sources, harvest: &Harvest, dockerfile: &str, context: &str) -> String {
    let folder = folder_of(dockerfile);
    if folder == context || !is_below(folder, context) {
        return context.to_owned();
    }
    let has_manifest = || {
        let mut packages = harvest.packages.iter().filter(|package| !package.ecosystem.is_modular());
        packages.any(|package| folder_of(sources.path(package.file)) == folder)
    };
    let copied = copied(sources, harvest, dockerfile, context);
    let complete = || {
        let mut images = harvest.images.iter().filter(|image| sources.path(image.file) == dockerfile);
        images.any(|image| image.place.is_production())
    };
    let has_code =
        || sources.iter().any(|(_, file)| is_below(&file.path, folder) && classify::is_code(&file.path));
    let divided = || {
        harvest.images.iter().any(|other| {
            let path = sources.path(other.file);
            counts(other.place.role) && other.context == context && folder_of(path) != folder
        })
    };
    let whole = copied.iter().any(|path| path == context);
    let beside = has_manifest()
        || complete() && copied.iter().all(|path| is_below(path, folder))
        || has_code() && (!whole || divided());
    if beside { folder.to_owned() } else { context.to_owned() }
}

/// The paths that a Dockerfile copies from its context.
fn copied(sources: &Sources, harvest: &Harvest, dockerfile: &str, context: &str) -> Vec<String> {
    let Some(image) = harvest.images.iter().find(|image| sources.path(image.file) == dockerfile) else {
        return Vec::new();
    };
    let copies =
        image.dockerfile.instructions.iter().filter(|instruction| instruction.flag("from").is_none());
    let named = copies.filter_map(|instruction| match &instruction.body {
        Body::Copy { sources, .. } => Some(sources),
        _ => None,
    });
    let local = named.flatten().map(Value::text).filter(|source| !source.contains("://"));
    local.filter_map(|source| join(context, source.split('*').next()?)).collect()
}

/// Folders of manifests that are members of a workspace: their workspace's root speaks for them.
fn workspace_members(sources: &Sources, harvest: &Harvest) -> Vec<String> {
    let mut members = Vec::new();
    for workspace in harvest.packages.iter().filter(|package| !package.workspaces.is_empty()) {
        let root = folder_of(sources.path(workspace.file));
        for package in harvest.packages.iter().filter(|package| package.ecosystem == workspace.ecosystem) {
            let folder = folder_of(sources.path(package.file));
            if folder != root && is_below(folder, root) {
                members.push(folder.to_owned());
            }
        }
    }
    members
}

/// The index of the deepest root that holds `path`.
pub(super) fn owner(roots: &[String], path: &str) -> usize {
    roots
        .iter()
        .enumerate()
        .filter(|(_, root)| is_below(path, root))
        .max_by_key(|(_, root)| root.len())
        .map_or(0, |(at, _)| at)
}
