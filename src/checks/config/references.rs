//! References of workloads to ConfigMaps and Secrets that are not there.

use std::collections::BTreeMap;

use crate::artefact::cluster::{ConfigObject, same_namespace};
use crate::artefact::workload::{Reference, VolumeSource, Workload};
use crate::rule::{Pass, Severity};

/// A ConfigMap or Secret, or a key of one, that a workload needs and that the repository defines otherwise or not at all.
pub fn missing_config_reference(pass: &mut Pass) {
    let app = pass.app;
    let mut undefined: BTreeMap<(bool, &str), Vec<(&Workload, &Reference)>> = BTreeMap::new();
    for workload in app.workloads.iter().filter(|workload| workload.is_production()) {
        for reference in references(workload) {
            if reference.optional || !reference.name.literal || is_everywhere(reference) {
                continue;
            }
            if !is_defined(pass, workload, reference) {
                undefined
                    .entry((reference.secret, &reference.name.text))
                    .or_default()
                    .push((workload, reference));
            }
        }
    }
    for references in undefined.into_values() {
        report_undefined(pass, &references);
    }
}

/// Every reference of a pod: variables, `envFrom`, volumes.
fn references(workload: &Workload) -> Vec<&Reference> {
    let mut all: Vec<&Reference> = Vec::new();
    for container in &workload.pod.containers {
        all.extend(container.env.iter().filter_map(|var| var.reference.as_ref()));
        all.extend(&container.env_from);
    }
    for volume in &workload.pod.volumes {
        match &volume.source {
            VolumeSource::Config(reference) => all.push(reference),
            VolumeSource::Projected(references) => all.extend(references),
            _ => {}
        }
    }
    all
}

/// Whether the cluster itself puts the object into every namespace.
fn is_everywhere(reference: &Reference) -> bool {
    !reference.secret
        && matches!(
            reference.name.text.as_str(),
            "kube-root-ca.crt" | "openshift-service-ca.crt" | "istio-ca-root-cert" | "trusted-ca-bundle"
        )
}

fn word(reference: &Reference) -> &'static str {
    if reference.secret { "Secret" } else { "ConfigMap" }
}

/// The objects of the reference's kind in the project.
fn objects<'a>(pass: &Pass<'a>, reference: &Reference) -> Vec<&'a ConfigObject> {
    let all = pass.project.clusters().flat_map(|cluster| &cluster.configs);
    all.filter(|object| object.secret == reference.secret).collect()
}

/// Whether an object of that name is defined; faults of its namespace or keys are reported at once.
fn is_defined(pass: &mut Pass, workload: &Workload, reference: &Reference) -> bool {
    let project = pass.project;
    let mut named = project.configs_named(&reference.name.text);
    named.retain(|object| object.secret == reference.secret);
    let here: Vec<&ConfigObject> = named
        .iter()
        .copied()
        .filter(|object| same_namespace(object.meta.namespace.as_ref(), workload.namespace.as_ref()))
        .collect();
    if !here.is_empty() {
        missing_keys(pass, reference, &here);
        return true;
    }
    // What another environment defines for itself says nothing of where this one has it.
    let beside = |object: &&&ConfigObject| {
        let (object, workload) = (object.meta.span, workload.span);
        project.together(object, workload) && !project.apart(object, workload)
    };
    let Some(elsewhere) = named.iter().find(beside) else {
        return !named.is_empty();
    };
    let place = elsewhere.meta.namespace.as_ref().unwrap_or(&elsewhere.meta.name).span;
    let name = &reference.name;
    let message =
        format!("{} '{}' is not in the namespace of {}", word(reference), name.text, workload.title());
    pass.report(name.span, message)
        .because(place, "it is defined in this namespace")
        .help("references do not cross namespaces: define the object in both, or move one of them");
    true
}

/// One finding for all references to an object that is not defined, if others of its kind are.
fn report_undefined(pass: &mut Pass, references: &[(&Workload, &Reference)]) {
    let project = pass.project;
    let Some((workload, reference)) = references.first().copied() else { return };
    if references.iter().any(|(workload, _)| project.is_open(workload.span)) {
        return;
    }
    let mut neighbours = objects(pass, reference);
    neighbours.retain(|object| project.together(workload.span, object.meta.span));
    let Some(any) = neighbours.first() else { return };
    let name = &reference.name;
    let like = neighbours.iter().find(|object| distance(&object.meta.name.text, &name.text) <= 2);
    let message = format!("{} '{}' is not defined here, though others are", word(reference), name.text);
    let finding = pass.report(name.span, message);
    match like {
        Some(like) => finding.because(like.meta.name.span, "a name that is like it"),
        None => finding.because(any.meta.name.span, format!("another {}", word(reference))),
    };
    for (workload, other) in references.iter().skip(1).filter(|(_, other)| other.span != reference.span) {
        finding.because(other.name.span, format!("{} needs it too", workload.title()));
    }
    if reference.secret && like.is_none() {
        finding.severity(Severity::Note);
    }
    finding.help(format!(
        "the pod does not start without it: define the {}, correct the name, or set `optional: true`",
        word(reference)
    ));
}

/// Keys that none of the objects of that name has. Objects whose keys are not all known prove nothing.
fn missing_keys(pass: &mut Pass, reference: &Reference, objects: &[&ConfigObject]) {
    if objects.iter().any(|object| !object.complete) {
        return;
    }
    for key in reference.key.iter().chain(&reference.items).filter(|key| key.literal) {
        let has = |object: &&ConfigObject| object.entries.iter().any(|(known, _)| known.text == key.text);
        if objects.iter().any(has) {
            continue;
        }
        let message = format!("{} '{}' has no key '{}'", word(reference), reference.name.text, key.text);
        let finding = pass.report(key.span, message);
        for object in objects {
            let like = object
                .entries
                .iter()
                .map(|(known, _)| known)
                .find(|known| distance(&known.text, &key.text) <= 2);
            match like {
                Some(known) => finding.because(known.span, format!("it has '{}'", known.text)),
                None => finding.because(object.meta.name.span, "the object"),
            };
        }
        finding.help(
            "the container does not start without the key: add it, correct its name, or set `optional: true`",
        );
    }
}

/// How many letters must be changed, added or left out to make one word of the other; long words count as far apart.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    if a.len().min(b.len()) < 4 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (diagonal + usize::from(x != y)).min(above + 1).min(row[j] + 1);
            diagonal = above;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn near_names_are_near() {
        assert_eq!(distance("database-url", "database_url"), 1);
        assert_eq!(distance("config", "confgi"), 2);
        assert_eq!(distance("abc", "abd"), usize::MAX);
    }
}
