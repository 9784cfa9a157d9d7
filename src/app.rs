//! Apps: which code, images, manifests and start commands belong to one deployable thing.

use crate::artefact::backing;
use crate::artefact::cluster::Cluster;
use crate::artefact::compose::ComposeService;
use crate::artefact::image::Image;
use crate::artefact::package::{Lockfile, Package};
use crate::artefact::pipeline::{CiImage, CiScript, Deployment};
use crate::artefact::platform::PlatformService;
use crate::artefact::policy::Policy;
use crate::artefact::start::{Origin, Start};
use crate::artefact::workload::{Container, ContainerClass, Workload};
use crate::fact::{Fact, Kind, Role};
use crate::manifests::{Index, Manifests};
use crate::source::{FileId, Sources, Span, is_below};

/// Everything known about the analysed tree.
#[derive(Debug, Default)]
pub struct Project {
    /// The files.
    pub sources: Sources,
    /// The apps, in order of their roots. Every fact, image, service and workload belongs to one of them.
    pub apps: Vec<App>,
    /// Which manifests are deployed together.
    pub manifests: Manifests,
    /// Kubernetes objects by what others call them.
    pub index: Index,
    /// What the project's configuration asks of its workloads.
    pub policy: Policy,
    /// What could not be read, wholly or in part.
    pub unreadable: Vec<Unreadable>,
}

impl Project {
    /// The workloads of all apps.
    pub fn workloads(&self) -> impl Iterator<Item = &Workload> {
        self.apps.iter().flat_map(|app| &app.workloads)
    }

    /// The Kubernetes objects of all apps that are not workloads.
    pub fn clusters(&self) -> impl Iterator<Item = &Cluster> {
        self.apps.iter().map(|app| &app.cluster)
    }
}

/// A file, or a part of one, that could not be read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Unreadable {
    /// Where reading stopped.
    pub span: Span,
    /// Why.
    pub message: String,
}

/// One deployable app; the project's root is always one, for what belongs to no other.
#[derive(Debug, Default)]
pub struct App {
    /// Its name: that of its folder, or of its workload where it has no folder here.
    pub name: String,
    /// Its folder, relative to the project root; empty for the root itself.
    pub root: String,
    /// Its files.
    pub files: Vec<FileId>,
    /// What is known of it, by kind and place.
    pub facts: Facts,
    /// The images built from it.
    pub images: Vec<Image>,
    /// The compose services that run it, and for the app that holds the compose file those that run nothing built here.
    pub services: Vec<ComposeService>,
    /// The processes of it that the files of platforms describe.
    pub platform_services: Vec<PlatformService>,
    /// The workloads that run it.
    pub workloads: Vec<Workload>,
    /// For each workload, which of its containers run this app's image.
    pub own_containers: Vec<Vec<usize>>,
    /// The other Kubernetes objects around its workloads.
    pub cluster: Cluster,
    /// How its processes are started.
    pub starts: Vec<Start>,
    /// Its dependency manifests.
    pub packages: Vec<Package>,
    /// Its lock files.
    pub lockfiles: Vec<Lockfile>,
    /// The scripts of CI pipelines that stand in its folder; those of the whole repository belong to the root.
    pub ci: Vec<CiScript>,
    /// The images that those pipelines build or push.
    pub ci_images: Vec<CiImage>,
    /// The steps by which those pipelines deploy.
    pub deployments: Vec<Deployment>,
}

/// Servers and workers that load the app's code.
pub const LOADERS: [&str; 18] = [
    "celery",
    "daphne",
    "falcon",
    "fastapi",
    "flask",
    "granian",
    "gunicorn",
    "hypercorn",
    "mod_wsgi-express",
    "pitchfork",
    "puma",
    "rackup",
    "rails",
    "thin",
    "unicorn",
    "uvicorn",
    "uwsgi",
    "waitress-serve",
];

impl App {
    /// The facts of one kind, in order of place.
    pub fn facts(&self, kind: Kind) -> impl Iterator<Item = &Fact> {
        self.facts.of(kind).iter()
    }

    /// The facts of one kind that stand in what runs in production.
    pub fn production(&self, kind: Kind) -> impl Iterator<Item = &Fact> {
        self.facts(kind).filter(|fact| fact.place.is_production())
    }

    /// Whether anything is known of the app; a root without code and configuration of its own is only a folder.
    pub fn is_known(&self) -> bool {
        self.is_deployed()
            || !self.images.is_empty()
            || !self.services.is_empty()
            || !self.packages.is_empty()
            || self.facts.iter().next().is_some()
    }

    /// Whether something here or around says how the app is run: an image, a workload, a compose service that builds it, a
    /// start command.
    pub fn is_deployed(&self) -> bool {
        self.is_containerised() || !self.starts.is_empty()
    }

    /// Whether the app runs in a container.
    pub fn is_containerised(&self) -> bool {
        self.images.iter().any(|image| image.place.is_production())
            || !self.workloads.is_empty()
            || self.services.iter().any(|service| service.build.is_some())
    }

    /// Whether an image of the app can hold the file: it lies in the build context of one, or the images are built elsewhere.
    pub fn ships(&self, sources: &Sources, file: FileId) -> bool {
        let path = sources.path(file);
        let mut images = self.images.iter().filter(|image| image.place.is_production()).peekable();
        images.peek().is_none() || images.any(|image| is_below(path, &image.context))
    }

    /// Where it is said that several instances of the app run at once, and how.
    pub fn scaled(&self) -> Option<(Span, String)> {
        // A database that the app's chart brings along runs replicas of its own.
        let own = || {
            let workloads = self.workloads.iter().zip(&self.own_containers);
            let runs_app =
                workloads.filter(|(_, containers)| !containers.is_empty()).map(|(workload, _)| workload);
            runs_app.filter(|workload| workload.place.is_production() && !workload.is_job())
        };
        let many = own().find(|workload| workload.replica_count().is_some_and(|count| count > 1));
        if let Some((workload, replicas)) =
            many.and_then(|workload| Some((workload, workload.replicas.as_ref()?)))
        {
            return Some((replicas.span, format!("{} runs {} replicas", workload.title(), replicas.text)));
        }
        let described = self.platform_services.iter().filter(|service| service.place.is_production());
        let built_here = |service: &&PlatformService| {
            service.reference().is_none_or(|reference| backing::engine(&reference.repository.text).is_none())
        };
        let scaled = described.filter(built_here).find_map(|service| Some((service, service.scaled()?)));
        if let Some((service, (instances, count))) = scaled {
            let (platform, name) = (service.platform.name(), &service.name.text);
            return Some((instances.span, format!("{platform} runs {count} of '{name}'")));
        }
        let autoscaler = self.cluster.autoscalers.iter().find(|autoscaler| {
            autoscaler
                .target_name
                .as_ref()
                .is_some_and(|target| own().any(|workload| workload.name.text == target.text))
        })?;
        Some((autoscaler.meta.name.span, "the autoscaler starts several instances".to_owned()))
    }

    /// Whether a server of its own loads the app's code, so that what a file does when it is run by itself does not count.
    pub fn is_loaded_by_server(&self) -> bool {
        self.starts
            .iter()
            .filter(|start| !matches!(start.place.role, Role::Test | Role::Example))
            .any(|start| start.main().is_some_and(|main| LOADERS.contains(&main.command.name())))
    }

    /// Whether the app answers requests, as its code says.
    pub fn serves(&self) -> bool {
        [Kind::Listen, Kind::Server, Kind::Route]
            .into_iter()
            .any(|kind| self.production(kind).next().is_some())
    }

    /// The image of this app that a compose service runs: one it builds, or one that is pulled under this app's name.
    pub fn image_of(&self, sources: &Sources, service: &ComposeService) -> Option<&Image> {
        let any =
            || self.images.iter().find(|image| image.place.is_production()).or_else(|| self.images.first());
        let Some(build) = &service.build else { return any().filter(|_| service.own_image) };
        let file = build.file(sources)?;
        let from_file = || self.images.iter().filter(|image| image.file == file);
        let target = build.target.as_ref().map(|target| target.text.as_str());
        let named = from_file().find(|image| {
            let alias = image.stage().alias.as_ref().map(|alias| alias.text.as_str());
            target.is_some() && alias == target
        });
        named.or_else(|| from_file().next_back())
    }

    /// The starts that an image itself sets, by ENTRYPOINT and CMD.
    pub fn starts_of(&self, image: &Image) -> impl Iterator<Item = &Start> {
        let set = [image.effective.entrypoint, image.effective.cmd];
        let places = set.map(|at| image.instruction(at).map(|instruction| instruction.span));
        self.starts.iter().filter(move |start| {
            start.origin == Origin::Image && places.iter().flatten().any(|place| place.contains(start.span))
        })
    }

    /// The starts that an image sets, and those of the processes that a process manager among them runs.
    pub fn processes_of(&self, image: &Image) -> impl Iterator<Item = &Start> {
        let set: Vec<Span> = self.starts_of(image).map(|start| start.span).collect();
        let runs = move |manager: Span| set.contains(&manager);
        let managed = self.starts.iter().filter(move |start| start.manager.is_some_and(&runs));
        self.starts_of(image).chain(managed)
    }

    /// The start of a container of this app's image: what its fields set, else what the only image for production does.
    pub fn start_of(&self, container: &Container) -> Option<&Start> {
        if let Some((set, _)) = container.command.as_ref().or(container.args.as_ref()) {
            return self.starts.iter().find(|start| start.span == *set);
        }
        self.starts_of(self.only_image()?).next()
    }

    /// The image for production, if there is just one.
    pub fn only_image(&self) -> Option<&Image> {
        let mut images = self.images.iter().filter(|image| image.place.is_production());
        images.next().filter(|_| images.next().is_none())
    }

    /// The containers that run this app's own image, with their workloads.
    pub fn containers(&self) -> impl Iterator<Item = (&Workload, &Container)> {
        self.workloads.iter().zip(&self.own_containers).flat_map(|(workload, own)| {
            own.iter().filter_map(move |at| Some((workload, workload.pod.containers.get(*at)?)))
        })
    }

    /// The long-running containers of all workloads.
    pub fn running_containers(&self) -> impl Iterator<Item = (&Workload, &Container)> {
        self.workloads.iter().flat_map(|workload| {
            let running = workload.pod.containers.iter();
            running
                .filter(|c| matches!(c.class, ContainerClass::Main | ContainerClass::Sidecar))
                .map(move |container| (workload, container))
        })
    }
}

/// Facts, sorted by kind, then place.
#[derive(Clone, Debug, Default)]
pub struct Facts(Vec<Fact>);

impl Facts {
    /// Sorts the facts and drops repeated ones.
    pub fn new(facts: Vec<Fact>) -> Self {
        let mut all = Self::default();
        all.append(facts);
        all
    }

    /// Adds facts, in their order, each once.
    pub fn append(&mut self, mut facts: Vec<Fact>) {
        self.0.append(&mut facts);
        self.0.sort_by(|a, b| (a.kind, a.span, &a.api).cmp(&(b.kind, b.span, &b.api)));
        self.0.dedup();
    }

    /// Changes what facts say, not what kind they are of and where they stand.
    pub fn retell(&mut self, change: impl FnMut(&mut Fact)) {
        self.0.iter_mut().for_each(change);
    }

    /// The facts of one kind, in order of place.
    pub fn of(&self, kind: Kind) -> &[Fact] {
        let start = self.0.partition_point(|fact| fact.kind < kind);
        let end = self.0.partition_point(|fact| fact.kind <= kind);
        &self.0[start..end]
    }

    /// All facts, by kind, then place.
    pub fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.0.iter()
    }
}
