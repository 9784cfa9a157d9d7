//! Trees to facts: one extractor per kind of file. An extractor sees one file and the names of all others.

pub mod bake;
pub mod builds;
pub mod ci;
pub mod code;
pub mod commands;
pub mod compose;
pub mod credentials;
pub mod directives;
pub mod dotenv;
pub mod helm;
pub mod image;
pub mod inline;
pub mod kubernetes;
pub mod kustomize;
pub mod openshift;
pub mod packages;
pub mod platform;
mod prisma;
pub mod settings;
pub mod uwsgi;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::app::Unreadable;
use crate::artefact::build::ImageBuild;
use crate::artefact::cluster::Cluster;
use crate::artefact::compose::ComposeService;
use crate::artefact::function::{Function, Handler};
use crate::artefact::image::Image;
use crate::artefact::package::{Lockfile, Package};
use crate::artefact::pipeline::{CiImage, CiScript, Deployment};
use crate::artefact::platform::PlatformService;
use crate::artefact::start::Start;
use crate::artefact::workload::Workload;
use crate::discover::{Class, Format};
use crate::fact::{Fact, Place};
use crate::source::{FileId, Rendering, Sources, Span};

/// One file on its way to facts.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// The file.
    pub file: FileId,
    /// Its path relative to the project root.
    pub path: &'a str,
    /// Its decoded text.
    pub text: &'a str,
    /// What the file is for, and for which environment, as its path and content say.
    pub place: &'a Place,
    /// The paths of all files of the project, sorted.
    pub paths: &'a [String],
    /// How source code is read.
    pub languages: &'a code::Languages,
}

#[cfg(test)]
impl<'a> Reader<'a> {
    /// The only file of a project, read by the tables alone.
    pub(crate) fn of_test(path: &'a str, text: &'a str, place: &'a Place, paths: &'a [String]) -> Self {
        static PLAIN: code::Languages = code::Languages::plain();
        Self { file: FileId(0), path, text, place, paths, languages: &PLAIN }
    }
}

impl Reader<'_> {
    /// Whether the project has a file at that root-relative path.
    pub fn exists(&self, path: &str) -> bool {
        self.paths.binary_search_by(|known| known.as_str().cmp(path)).is_ok()
    }

    /// Whether the path of some file of the project starts with that text.
    pub fn any_starts_with(&self, start: &str) -> bool {
        let at = self.paths.partition_point(|path| path.as_str() < start);
        self.paths.get(at).is_some_and(|path| path.starts_with(start))
    }

    /// The span of a range of the text.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }
}

/// What one file, or the whole project, says.
#[derive(Clone, Debug, Default)]
pub struct Harvest {
    /// Facts.
    pub facts: Vec<Fact>,
    /// Facts that reach an app by way of another place than where they are written (a YAML anchor): that place, and the fact.
    pub handed: Vec<(Span, Fact)>,
    /// Images of a Dockerfile; their contexts are settled when apps are linked.
    pub images: Vec<Image>,
    /// Compose files and what they are for; they are read when all files are known.
    pub compose: Vec<(FileId, Place)>,
    /// Targets of bake files.
    pub bake: Vec<bake::BakeTarget>,
    /// Builds that scripts, pipelines and skaffold ask for.
    pub builds: Vec<ImageBuild>,
    /// Compose services.
    pub services: Vec<ComposeService>,
    /// Processes that the files of platforms describe.
    pub platform_services: Vec<PlatformService>,
    /// Workloads.
    pub workloads: Vec<Workload>,
    /// Other Kubernetes objects.
    pub cluster: Cluster,
    /// Dependency manifests.
    pub packages: Vec<Package>,
    /// Lock files.
    pub lockfiles: Vec<Lockfile>,
    /// Workflows of GitHub and pipelines of GitLab; they are read when all files are known.
    pub pipelines: Vec<(FileId, Place, Class)>,
    /// Scripts of CI pipelines.
    pub ci: Vec<CiScript>,
    /// Images that pipelines build or push.
    pub ci_images: Vec<CiImage>,
    /// Steps by which pipelines deploy.
    pub deployments: Vec<Deployment>,
    /// Start commands that need no other file to be understood; the others are resolved when apps are linked.
    pub starts: Vec<Start>,
    /// Functions of the code that call others or ask backing services.
    pub functions: Vec<Function>,
    /// What routes are answered with.
    pub handlers: Vec<Handler>,
    /// Files of languages whose files see each other, and what they are for; they are read when all files are known.
    pub packaged: Vec<(FileId, Place)>,
    /// What could not be read.
    pub unreadable: Vec<Unreadable>,
    /// The manifests of charts: the folder of the chart, and with which of its values files each is made.
    pub releases: BTreeMap<FileId, (String, BTreeSet<usize>)>,
}

impl Harvest {
    /// Takes over everything in `other`.
    pub fn append(&mut self, mut other: Self) {
        self.facts.append(&mut other.facts);
        self.handed.append(&mut other.handed);
        self.images.append(&mut other.images);
        self.compose.append(&mut other.compose);
        self.bake.append(&mut other.bake);
        self.builds.append(&mut other.builds);
        self.services.append(&mut other.services);
        self.platform_services.append(&mut other.platform_services);
        self.workloads.append(&mut other.workloads);
        self.cluster.append(other.cluster);
        self.packages.append(&mut other.packages);
        self.lockfiles.append(&mut other.lockfiles);
        self.pipelines.append(&mut other.pipelines);
        self.ci.append(&mut other.ci);
        self.ci_images.append(&mut other.ci_images);
        self.deployments.append(&mut other.deployments);
        self.starts.append(&mut other.starts);
        self.functions.append(&mut other.functions);
        self.handlers.append(&mut other.handlers);
        self.packaged.append(&mut other.packaged);
        self.unreadable.append(&mut other.unreadable);
        self.releases.append(&mut other.releases);
    }

    /// Drops the facts, workloads and objects of some files: a renderer says what becomes of them.
    pub fn forget(&mut self, files: &BTreeSet<FileId>) {
        let keeps = |span: Span| !files.contains(&span.file);
        self.facts.retain(|fact| keeps(fact.span));
        self.handed.retain(|(place, _)| keeps(*place));
        self.workloads.retain(|workload| keeps(workload.span));
        self.cluster.retain(keeps);
    }

    /// Adds a fact that says something of what stands at `place`.
    pub fn reach(&mut self, place: Span, fact: Fact) {
        if place.contains(fact.span) {
            self.facts.push(fact);
        } else {
            self.handed.push((place, fact));
        }
    }

    /// Says that something could not be read.
    pub fn unreadable(&mut self, span: Span, message: impl Into<String>) {
        self.unreadable.push(Unreadable { span, message: message.into() });
    }
}

/// A manifest that a renderer made, and what it is for.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The text, as YAML.
    pub rendering: Rendering,
    /// The folder of the chart or kustomization that was rendered.
    pub of: String,
    /// The files whose values were laid over those of the chart.
    pub values: Vec<FileId>,
    /// Its role, and the environment of its values or overlay.
    pub place: Place,
    /// With which of a chart's values files it is made, by number; `values.yaml` alone is the first. Empty where there are none.
    pub variants: BTreeSet<usize>,
}

/// Adds rendered manifests to the files and reads them; tells under which ids they were added.
pub fn read_rendered(
    sources: &mut Sources,
    harvest: &mut Harvest,
    paths: &[String],
    manifests: Vec<Manifest>,
) -> Vec<FileId> {
    let mut added: Vec<(FileId, Place)> = Vec::with_capacity(manifests.len());
    for manifest in manifests {
        let file = sources.add(manifest.rendering);
        if !manifest.variants.is_empty() {
            harvest.releases.insert(file, (manifest.of, manifest.variants));
        }
        added.push((file, manifest.place));
    }
    let sources = &*sources;
    // There is no source code in manifests.
    let languages = code::Languages::default();
    let read: Vec<Harvest> = added
        .par_iter()
        .map(|(file, place)| {
            let source = sources.file(*file);
            let reader = Reader {
                file: *file,
                path: &source.path,
                text: &source.text,
                place,
                paths,
                languages: &languages,
            };
            extract(reader, Class::Kubernetes(Format::Yaml))
        })
        .collect();
    for own in read {
        harvest.append(own);
    }
    added.into_iter().map(|(file, _)| file).collect()
}

/// What the file of that class says.
pub fn extract(reader: Reader, class: Class) -> Harvest {
    let mut harvest = Harvest::default();
    match class {
        Class::Source(language) => code::extract(reader, language, &mut harvest),
        Class::Dockerfile => image::extract(reader, &mut harvest),
        Class::Compose => harvest.compose.push((reader.file, reader.place.clone())),
        Class::Bake => bake::extract(reader, &mut harvest),
        Class::Kustomization => kustomize::extract(reader, &mut harvest),
        Class::Kubernetes(_) | Class::HelmChart | Class::HelmTemplate | Class::HelmValues => {
            kubernetes::extract(reader, class, &mut harvest);
            match class {
                Class::HelmValues => settings::extract_values(reader, &mut harvest),
                Class::Kubernetes(_) => credentials::extract_kubeconfig(reader, &mut harvest),
                _ => {}
            }
        }
        Class::Manifest(_) | Class::Lockfile(..) | Class::RuntimeVersion => {
            packages::extract(reader, class, &mut harvest);
        }
        Class::Dotenv | Class::DotenvSample => dotenv::extract(reader, class, &mut harvest),
        Class::GithubWorkflow | Class::GitlabCi => {
            harvest.pipelines.push((reader.file, reader.place.clone(), class));
        }
        Class::CircleCi | Class::Jenkinsfile | Class::CiPipeline => {
            ci::extract(reader, class, &mut harvest);
        }
        Class::Procfile | Class::Platform(_) | Class::Hcl => platform::extract(reader, class, &mut harvest),
        Class::Config(format) => settings::extract(reader, format, &mut harvest),
        Class::DotnetConfig => settings::extract_dotnet(reader, &mut harvest),
        Class::Server(server) => directives::extract(reader, server, &mut harvest),
        Class::Uwsgi => uwsgi::extract(reader, &mut harvest),
        Class::Credentials => credentials::extract(reader, &mut harvest),
        Class::Shell => builds::of_script(reader, &mut harvest),
        Class::Recipes => builds::of_recipes(reader, &mut harvest),
        Class::Prisma => prisma::extract(reader, &mut harvest),
        Class::Gitignore | Class::Dockerignore | Class::Other => {}
    }
    harvest
}
