//! Variables that reach an app by way of another file: dotenv files named by compose, objects named by `envFrom`.

use crate::artefact::cluster::same_namespace;
use crate::extract::Harvest;
use crate::fact::{Fact, Kind};
use crate::source::{Arg, FileId, Sources, Span};

/// The variables, each with the place that hands it over (which tells whose app it reaches).
pub(super) fn follow(sources: &Sources, harvest: &Harvest) -> Vec<(Span, Fact)> {
    let mut found = from_env_files(sources, harvest);
    found.extend(from_objects(harvest));
    found
}

fn from_env_files(sources: &Sources, harvest: &Harvest) -> Vec<(Span, Fact)> {
    let mut found = Vec::new();
    for service in &harvest.services {
        for path in &service.env_files {
            let Some(file) = path.file.as_deref().and_then(|path| sources.find(path)) else { continue };
            for fact in in_file(harvest, file) {
                let mut fact = fact.clone();
                fact.place = service.place.clone();
                found.push((service.span, fact));
            }
        }
    }
    found
}

fn in_file(harvest: &Harvest, file: FileId) -> impl Iterator<Item = &Fact> {
    harvest.facts.iter().filter(move |fact| fact.kind == Kind::EnvProvide && fact.span.file == file)
}

fn from_objects(harvest: &Harvest) -> Vec<(Span, Fact)> {
    let mut found = Vec::new();
    for workload in &harvest.workloads {
        for container in &workload.pod.containers {
            for reference in &container.env_from {
                let object = harvest.cluster.configs.iter().find(|object| {
                    object.secret == reference.secret
                        && object.meta.name.text == reference.name.text
                        && same_namespace(object.meta.namespace.as_ref(), workload.namespace.as_ref())
                });
                for (key, value) in object.map_or(&[][..], |object| &object.entries) {
                    let prefix = reference.prefix.as_ref().map_or("", |prefix| prefix.text.as_str());
                    let name = Arg::literal(format!("{prefix}{}", key.text), key.span);
                    let fact =
                        Fact::new(Kind::EnvProvide, key.span, "kubernetes-reference", workload.place.clone());
                    found.push((workload.span, fact.about(name).valued(value.clone())));
                }
            }
        }
    }
    found
}
