//! Contracts: the variables that one artefact gives to one process of an app.

use std::collections::BTreeMap;

use crate::artefact::cluster::same_namespace;
use crate::artefact::compose::ComposeService;
use crate::artefact::platform::PlatformService;
use crate::fact::{Environment, Kind, Role};
use crate::rule::Pass;
use crate::source::{Arg, FileId, Span, folder_of};

/// The variables that one environment gives to one process of the app.
pub(super) struct Contract<'a> {
    /// What makes two contracts comparable: the kind of artefact, and the process or folder.
    pub(super) process: String,
    /// The environment it is for.
    pub(super) environment: Environment,
    /// Where the process or file is named.
    pub(super) anchor: Span,
    /// Every variable.
    pub(super) names: BTreeMap<&'a str, Given<'a>>,
    /// Whether variables may also come from where this repository cannot tell.
    pub(super) open: bool,
}

/// A variable of a contract.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    /// The place of its name.
    pub(super) span: Span,
    /// Its value, where one is written.
    pub(super) value: Option<&'a Arg>,
}

/// One contract for each container of the app's own image.
pub(super) fn of_workloads<'a>(pass: &Pass<'a>) -> Vec<Contract<'a>> {
    let containers = pass.app.containers().filter(|(workload, _)| workload.place.role == Role::Production);
    let contracts = containers.map(|(workload, container)| {
        let own = container
            .env
            .iter()
            .map(|var| (var.name.text.as_str(), Given { span: var.name.span, value: var.value.as_ref() }));
        let mut contract = Contract {
            process: format!("{} {}/{}", workload.kind.text, workload.name.text, container.name.text),
            environment: workload.place.environment.clone(),
            anchor: container.name.span,
            names: own.collect(),
            open: false,
        };
        for reference in &container.env_from {
            let object = pass.project.clusters().flat_map(|cluster| &cluster.configs).find(|object| {
                object.secret == reference.secret
                    && object.meta.name.text == reference.name.text
                    && object.meta.place.environment == workload.place.environment
                    && same_namespace(object.meta.namespace.as_ref(), workload.namespace.as_ref())
            });
            match object.filter(|object| object.complete && reference.prefix.is_none()) {
                Some(object) => {
                    for (key, value) in &object.entries {
                        let given = Given { span: key.span, value: Some(value) };
                        contract.names.entry(&key.text).or_insert(given);
                    }
                }
                None => contract.open = true,
            }
        }
        contract
    });
    contracts.collect()
}

/// One contract for each of the app's compose services that are wanted.
pub(super) fn of_services<'a>(
    pass: &Pass<'a>,
    wanted: impl Fn(&ComposeService) -> bool,
) -> Vec<Contract<'a>> {
    let services = pass.app.services.iter().filter(|service| wanted(service));
    services.map(|service| of_service(pass, service)).collect()
}

/// What a compose service hands to its container.
pub(super) fn of_service<'a>(pass: &Pass<'a>, service: &'a ComposeService) -> Contract<'a> {
    let folder = folder_of(pass.sources.path(service.span.file));
    let own = service
        .environment
        .iter()
        .map(|(name, value)| (name.text.as_str(), Given { span: name.span, value: value.as_ref() }));
    let mut contract = Contract {
        process: format!("compose {folder}/{}", service.name.text),
        environment: service.place.environment.clone(),
        anchor: service.name.span,
        names: own.collect(),
        open: false,
    };
    for path in &service.env_files {
        match path.file.as_deref().and_then(|path| pass.sources.find(path)) {
            Some(file) => {
                for (name, given) in of_file(pass, file) {
                    contract.names.entry(name).or_insert(given);
                }
            }
            None => contract.open |= path.required,
        }
    }
    contract
}

/// What a platform hands to a process; what is set by its own command or dashboard is not known.
pub(super) fn of_platform(service: &PlatformService) -> Contract<'_> {
    let own = service.environment.iter();
    Contract {
        process: format!("{} {}", service.platform.name(), service.name.text),
        environment: service.place.environment.clone(),
        anchor: service.name.span,
        names: own
            .map(|(name, value)| (name.text.as_str(), Given { span: name.span, value: value.as_ref() }))
            .collect(),
        open: true,
    }
}

/// The variables that a file provides.
pub(super) fn of_file<'a>(pass: &Pass<'a>, file: FileId) -> impl Iterator<Item = (&'a str, Given<'a>)> {
    let project = pass.project;
    let facts = project.apps.iter().flat_map(|app| app.facts(Kind::EnvProvide));
    facts.filter(move |fact| fact.span.file == file).map(|fact| {
        let span = fact.subject.as_ref().map_or(fact.span, |name| name.span);
        (fact.subject_text(), Given { span, value: fact.value.as_ref() })
    })
}
