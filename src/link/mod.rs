//! Groups what was extracted into apps, and follows names from one artefact to another.

mod builds;
mod compose;
mod deployments;
mod devices;
mod environments;
mod frameworks;
mod handlers;
mod mains;
mod migrations;
mod names;
mod owners;
mod pipelines;
mod programs;
mod provide;
mod roots;
mod start;
mod targets;
mod templates;
mod variants;

use crate::app::{App, Facts, Project};
use crate::artefact::policy::Policy;
use crate::extract::Harvest;
use crate::fact::{Fact, Kind};
use crate::manifests::{Index, Manifests};
use crate::source::{Sources, Span};
use builds::Settled;
use names::Names;
use owners::Owners;

/// Groups a project's harvest into apps.
pub fn link(sources: Sources, mut harvest: Harvest) -> Project {
    templates::follow(&mut harvest);
    pipelines::follow(&sources, &mut harvest);
    let builds = builds::settle(&sources, &harvest);
    settle_contexts(&mut harvest, &builds);
    environments::settle(&sources, &mut harvest, &builds);
    targets::settle(&sources, &mut harvest, &builds);
    variants::settle(&sources, &mut harvest, &builds);
    let roots = roots::find(&sources, &harvest);
    let names = collect_names(&sources, &harvest, &roots);
    let owners = Owners::find(&sources, &harvest, &roots, &names);

    let mut apps: Vec<App> = roots.iter().map(|root| App { root: root.clone(), ..App::default() }).collect();
    for (id, _) in sources.iter() {
        apps[owners.of(Span::start_of(id))].files.push(id);
    }
    let facts = share_facts(&sources, &mut harvest, &owners, apps.len());
    let functions =
        share(std::mem::take(&mut harvest.functions), apps.len(), |f| owners.of(f.declaration.span));
    let handlers = share(std::mem::take(&mut harvest.handlers), apps.len(), |h| owners.of(h.route));
    let unreadable = std::mem::take(&mut harvest.unreadable);
    let releases = std::mem::take(&mut harvest.releases);
    let manifests = Manifests::new(&harvest.cluster.kustomizations, releases);
    share_artefacts(&mut apps, harvest, &owners, &names);
    let code = functions.iter().zip(&handlers);
    let scripts = start::Scripts::of(&sources);
    let go = mains::Code::of(&sources);
    for (((app, facts), names), (functions, handlers)) in apps.iter_mut().zip(facts).zip(&names).zip(code) {
        app.name = name(&sources, app);
        compose::recognise(app, names);
        app.facts = Facts::new(facts);
        app.images.iter_mut().for_each(|image| scripts.follow(image));
        app.starts = start::resolve(&sources, app);
        programs::settle(&sources, app);
        mains::settle(&sources, &go, app);
        devices::settle(&sources, app);
        frameworks::settle(&sources, app);
        migrations::settle(&sources, &mut app.facts, functions);
        app.facts.append(handlers::queries(&sources, &app.facts, functions, handlers));
        app.facts.append(handlers::writes(&sources, &app.facts, functions, handlers));
        let facts = app.starts.iter().filter_map(start::fact).collect();
        app.facts.append(facts);
    }
    let index = Index::new(&apps);
    Project { sources, apps, manifests, index, unreadable, policy: Policy::default() }
}

/// What builds a Dockerfile knows its context better than the Dockerfile's own folder tells. Where builds differ, the one that
/// has what the Dockerfile copies can succeed.
fn settle_contexts(harvest: &mut Harvest, builds: &[Settled]) {
    for image in &mut harvest.images {
        let own = || builds.iter().filter(|build| build.file == image.file);
        let contexts = || own().filter_map(|build| build.context.as_ref());
        if contexts().any(|context| *context == image.context) {
            continue;
        }
        if let Some(context) = contexts().next() {
            image.context.clone_from(context);
        }
    }
}

/// What each app is called, for finding it by names.
fn collect_names(sources: &Sources, harvest: &Harvest, roots: &[String]) -> Vec<Names> {
    let mut names: Vec<Names> = roots.iter().map(|root| Names::of_root(root)).collect();
    for service in &harvest.services {
        let Some(build) = &service.build else { continue };
        let Some(context) = build.context.as_deref() else { continue };
        let dockerfile = build.dockerfile.as_deref();
        let root = dockerfile.map_or_else(
            || context.to_owned(),
            |dockerfile| roots::image_root(sources, harvest, dockerfile, context),
        );
        let at = roots.binary_search(&root).unwrap_or_else(|_| roots::owner(roots, &root));
        names[at].word(&service.name.text);
        if let Some(image) = &service.image {
            names[at].image(&image.text);
        }
    }
    for image in &harvest.images {
        let root = roots::image_root(sources, harvest, sources.path(image.file), &image.context);
        if let Ok(at) = roots.binary_search(&root) {
            for name in &image.names {
                names[at].image(name);
            }
        }
    }
    for package in &harvest.packages {
        let folder = crate::source::folder_of(sources.path(package.file));
        if let (Ok(at), Some(name)) =
            (roots.binary_search_by(|root| root.as_str().cmp(folder)), &package.name)
        {
            names[at].word(crate::source::name_of(&name.text));
            // The scope of the root's own package is the project's name.
            let scope = name.text.strip_prefix('@').and_then(|scoped| scoped.split('/').next());
            if let Some(scope) = scope.filter(|_| folder.is_empty()) {
                names[at].word(scope);
            }
        }
    }
    names
}

/// Gives every fact to its app; a backing service also to the apps that are deployed beside it.
fn share_facts(sources: &Sources, harvest: &mut Harvest, owners: &Owners, count: usize) -> Vec<Vec<Fact>> {
    let mut shares: Vec<Vec<Fact>> = vec![Vec::new(); count];
    let handed = std::mem::take(&mut harvest.handed);
    for (place, fact) in handed.into_iter().chain(provide::follow(sources, harvest)) {
        shares[owners.of(place)].push(fact);
    }
    for fact in std::mem::take(&mut harvest.facts) {
        let owner = owners.of(fact.span);
        if fact.kind == Kind::Backing {
            for app in owners.deployed_beside(fact.span.file, sources) {
                if app != owner {
                    shares[app].push(fact.clone());
                }
            }
        }
        shares[owner].push(fact);
    }
    shares
}

/// Gives each thing to the app that it belongs to.
fn share<T>(things: Vec<T>, count: usize, owner: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let mut shares: Vec<Vec<T>> = std::iter::repeat_with(Vec::new).take(count).collect();
    for thing in things {
        let at = owner(&thing);
        shares[at].push(thing);
    }
    shares
}

/// Gives every artefact to its app.
fn share_artefacts(apps: &mut [App], harvest: Harvest, owners: &Owners, names: &[Names]) {
    for image in harvest.images {
        apps[owners.of(Span::start_of(image.file))].images.push(image);
    }
    for service in harvest.services {
        apps[owners.of(service.span)].services.push(service);
    }
    for service in harvest.platform_services {
        apps[owners.of(service.span)].platform_services.push(service);
    }
    for workload in harvest.workloads {
        let at = owners.of(workload.span);
        let likely = apps[at].images.is_empty() || owners.is_linked(workload.span);
        apps[at].own_containers.push(owners::own_containers(&names[at], &workload, likely));
        apps[at].workloads.push(workload);
    }
    for package in harvest.packages {
        apps[owners.of(Span::start_of(package.file))].packages.push(package);
    }
    for lockfile in harvest.lockfiles {
        apps[owners.of(Span::start_of(lockfile.file))].lockfiles.push(lockfile);
    }
    for script in harvest.ci {
        apps[owners.of(script.span)].ci.push(script);
    }
    for image in harvest.ci_images {
        apps[owners.of(image.span)].ci_images.push(image);
    }
    for deployment in harvest.deployments {
        apps[owners.of(deployment.span)].deployments.push(deployment);
    }
    for start in harvest.starts {
        apps[owners.of(start.span)].starts.push(start);
    }
    let cluster = harvest.cluster;
    for object in cluster.services {
        apps[owners.of(object.meta.span)].cluster.services.push(object);
    }
    for object in cluster.autoscalers {
        apps[owners.of(object.meta.span)].cluster.autoscalers.push(object);
    }
    for object in cluster.budgets {
        apps[owners.of(object.meta.span)].cluster.budgets.push(object);
    }
    for object in cluster.configs {
        apps[owners.of(object.meta.span)].cluster.configs.push(object);
    }
    for object in cluster.claims {
        apps[owners.of(object.meta.span)].cluster.claims.push(object);
    }
    for object in cluster.limit_ranges {
        apps[owners.of(object.meta.span)].cluster.limit_ranges.push(object);
    }
    for object in cluster.quotas {
        apps[owners.of(object.meta.span)].cluster.quotas.push(object);
    }
    for object in cluster.priority_classes {
        apps[owners.of(object.meta.span)].cluster.priority_classes.push(object);
    }
    for object in cluster.vertical_autoscalers {
        apps[owners.of(object.meta.span)].cluster.vertical_autoscalers.push(object);
    }
    for object in cluster.routes {
        apps[owners.of(object.meta.span)].cluster.routes.push(object);
    }
    for object in cluster.others {
        apps[owners.of(object.span)].cluster.others.push(object);
    }
    for image in cluster.built_images {
        apps[owners.of(image.span)].cluster.built_images.push(image);
    }
    for kustomization in cluster.kustomizations {
        apps[owners.of(kustomization.span)].cluster.kustomizations.push(kustomization);
    }
}

/// What people call the app: its folder, or what starts it.
fn name(sources: &Sources, app: &App) -> String {
    let folder = crate::source::name_of(&app.root);
    if !folder.is_empty() {
        return folder.to_owned();
    }
    let mut own =
        app.packages.iter().filter(|package| crate::source::folder_of(sources.path(package.file)).is_empty());
    let package = own.find_map(|package| package.name.as_ref());
    package.map_or_else(|| ".".to_owned(), |name| name.text.clone())
}
