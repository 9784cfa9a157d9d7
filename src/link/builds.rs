//! Finds the Dockerfile, the context and the stage that each build of the project means.

use std::collections::{BTreeMap, BTreeSet};

use crate::artefact::build::ImageBuild;
use crate::extract::Harvest;
use crate::extract::bake::BakeTarget;
use crate::fact::Place;
use crate::parse::dockerfile::Given;
use crate::source::{Arg, FileId, Sources, folder_of, join};

/// How many targets of a bake file may inherit from each other in a row.
const DEEPEST: usize = 16;

/// A build whose Dockerfile is a file of the project.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    /// The Dockerfile.
    pub(super) file: FileId,
    /// The context, where it is a folder of the project.
    pub(super) context: Option<String>,
    /// The stage it names.
    pub(super) target: Option<Arg>,
    /// Names of the image.
    pub(super) tags: Vec<Arg>,
    /// The values and contexts that it gives the Dockerfile.
    pub(super) given: Given,
    /// What asks for the build is for.
    pub(super) place: Place,
}

/// The builds that compose services, bake files, skaffold, pipelines and scripts ask for.
pub(super) fn settle(sources: &Sources, harvest: &Harvest) -> Vec<Settled> {
    let services = harvest.services.iter().filter_map(|service| {
        let build = service.build.as_ref()?;
        Some(Settled {
            file: build.file(sources)?,
            context: build.context.clone(),
            target: build.target.clone(),
            tags: Vec::new(),
            given: given(&build.args, &build.contexts),
            place: service.place.clone(),
        })
    });
    let baked = baked(&harvest.bake);
    let others = baked.into_iter().chain(harvest.builds.iter().cloned());
    services.chain(others.filter_map(|build| find(sources, build))).collect()
}

/// Looks for the Dockerfile from the folder of what asks for the build, then from the folders around it: where the command
/// is started is not written.
fn find(sources: &Sources, build: ImageBuild) -> Option<Settled> {
    let local = |arg: &Arg| arg.literal && !arg.text.contains("://") && !arg.text.contains(['{', '$', '@']);
    let context = Some(&build.context).filter(|context| local(context));
    if build.dockerfile.as_ref().is_some_and(|dockerfile| !local(dockerfile)) {
        return None;
    }
    let mut folder = build.folder.as_str();
    loop {
        let root = context.and_then(|context| join(folder, &context.text));
        let named = match (&build.dockerfile, &root) {
            (Some(name), Some(root)) if build.in_context => vec![join(root, &name.text)],
            (Some(name), _) if !build.in_context => vec![join(folder, &name.text)],
            (None, Some(root)) => vec![join(root, "Dockerfile"), join(root, "Containerfile")],
            _ => return None,
        };
        if let Some(file) = named.into_iter().flatten().find_map(|path| sources.find(&path)) {
            let given = given(&build.arguments, &build.contexts);
            let (target, tags, place) = (build.target, build.tags, build.place);
            return Some(Settled { file, context: root, target, tags, given, place });
        }
        if folder.is_empty() {
            return None;
        }
        folder = folder_of(folder);
    }
}

/// What is known of what a build gives the Dockerfile. An argument that is not known, or another one in every cell of a matrix,
/// leaves the default as the best guess.
fn given(arguments: &[(Arg, Option<Arg>)], contexts: &[(Arg, Option<Arg>)]) -> Given {
    let mut given = Given::default();
    for (name, value) in arguments {
        if let (Some(name), Some(value)) = (name.known(), value.as_ref().and_then(Arg::known)) {
            let differs = |(other, given): &(Arg, Option<Arg>)| {
                other.text == name && given.as_ref().is_none_or(|given| given.text != value)
            };
            if !arguments.iter().any(differs) {
                given.arguments.insert(name.to_owned(), value.to_owned());
            }
        }
    }
    for (name, value) in contexts {
        if let Some(name) = name.known() {
            given.add_context(name, value.as_ref().and_then(Arg::known));
        }
    }
    given
}

/// The targets of bake files as builds, with what they inherit and what overrides of the same folder say.
fn baked(targets: &[BakeTarget]) -> Vec<ImageBuild> {
    let mut merged: BTreeMap<(&str, &str), BakeTarget> = BTreeMap::new();
    let (overrides, plain): (Vec<_>, Vec<_>) = targets.iter().partition(|target| target.is_override);
    for target in plain.into_iter().chain(overrides) {
        let key = (target.folder.as_str(), target.name.text.as_str());
        let mut whole = merged.get(&key).map_or_else(|| target.clone(), |under| over(target, under));
        whole.is_listed |= merged.get(&key).is_some_and(|under| under.is_listed);
        merged.insert(key, whole);
    }
    // What others take over and no group lists is there to be taken over.
    let inherited: BTreeSet<(&str, &str)> = merged
        .values()
        .flat_map(|target| target.inherits.iter().map(|name| (target.folder.as_str(), name.as_str())))
        .collect();
    let is_built = |target: &&BakeTarget| {
        target.is_listed || !inherited.contains(&(target.folder.as_str(), target.name.text.as_str()))
    };
    let built = merged.values().filter(is_built).map(|target| {
        let mut whole = target.clone();
        let mut seen = BTreeSet::from([target.name.text.as_str()]);
        inherit(&mut whole, target, &merged, &mut seen, DEEPEST);
        whole
    });
    built
        .filter(|target| !target.is_inline)
        .map(|target| ImageBuild {
            span: target.name.span,
            context: target.context.unwrap_or_else(|| Arg::literal(".", target.name.span)),
            place: target.place,
            folder: target.folder,
            dockerfile: target.dockerfile,
            in_context: true,
            target: target.target,
            tags: target.tags,
            arguments: target.args,
            contexts: target.contexts,
            pushed: false,
        })
        .collect()
}

/// Takes over from the targets that `from` inherits from what is not said yet; the last one named counts first.
fn inherit<'t>(
    whole: &mut BakeTarget,
    from: &'t BakeTarget,
    all: &'t BTreeMap<(&str, &str), BakeTarget>,
    seen: &mut BTreeSet<&'t str>,
    depth: usize,
) {
    for name in from.inherits.iter().rev() {
        let Some(base) = all.get(&(from.folder.as_str(), name.as_str())).filter(|_| depth > 0) else {
            continue;
        };
        if seen.insert(name) {
            *whole = over(whole, base);
            inherit(whole, base, all, seen, depth - 1);
        }
    }
}

/// A target, and of what it does not say what another one says.
fn over(target: &BakeTarget, under: &BakeTarget) -> BakeTarget {
    let mut whole = target.clone();
    whole.context = whole.context.or_else(|| under.context.clone());
    whole.dockerfile = whole.dockerfile.or_else(|| under.dockerfile.clone());
    whole.target = whole.target.or_else(|| under.target.clone());
    whole.is_inline |= under.is_inline;
    if whole.inherits.is_empty() {
        whole.inherits.clone_from(&under.inherits);
    }
    if whole.tags.is_empty() {
        whole.tags.clone_from(&under.tags);
    }
    for (pairs, under) in [(&mut whole.args, &under.args), (&mut whole.contexts, &under.contexts)] {
        let missing = under.iter().filter(|(name, _)| pairs.iter().all(|(own, _)| own.text != name.text));
        let missing: Vec<_> = missing.cloned().collect();
        pairs.extend(missing);
    }
    whole
}
