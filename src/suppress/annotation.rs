//! Reads annotations of Kubernetes objects that ask not to report: ours, and those of other tools.
//!
//! `twelvecheck.dev/ignore: rule, rule` and `twelvecheck.dev/ignore.<rule>: reason` speak of the object that has them, on the
//! object, its pod template or a CronJob's job template; `twelvecheck.dev/ignore.<rule>.<container>: reason` of one container.

use std::collections::BTreeMap;

use super::directive::{Directive, Form, Reach};
use super::foreign;
use crate::app::Project;
use crate::artefact::cluster::Cluster;
use crate::artefact::workload::{Container, Workload};
use crate::config::unknown;
use crate::source::{Arg, Sources, Span};

/// The annotations of this tool start with it.
const PREFIX: &str = "twelvecheck.dev/";

/// An object as far as annotations are concerned.
struct Object<'a> {
    span: Span,
    annotations: &'a [(Arg, Arg)],
    containers: &'a [Container],
}

/// The directives in annotations, in order of place. Renderings of one annotation are one directive.
pub(super) fn directives(project: &Project) -> Vec<Directive> {
    let workloads = project.workloads().map(of_workload);
    let others = project.clusters().flat_map(Cluster::metas).map(|meta| Object {
        span: meta.span,
        annotations: &meta.annotations,
        containers: &[],
    });
    let mut all: BTreeMap<(Span, &str, &str), Directive> = BTreeMap::new();
    for object in workloads.chain(others) {
        for pair in object.annotations {
            let Some(directive) = read(&object, pair, &project.sources) else { continue };
            let same = (directive.span, pair.0.text.as_str(), pair.1.text.as_str());
            match all.get_mut(&same) {
                Some(known) => known.reach.widen(directive.reach),
                None => drop(all.insert(same, directive)),
            }
        }
    }
    all.into_values().collect()
}

fn of_workload(workload: &Workload) -> Object<'_> {
    Object { span: workload.span, annotations: &workload.annotations, containers: &workload.pod.containers }
}

fn read(object: &Object, pair: &(Arg, Arg), sources: &Sources) -> Option<Directive> {
    let (key, value) = pair;
    let (rules, reason, container, fault, form) = if let Some(name) = key.text.strip_prefix(PREFIX) {
        match name.strip_prefix("ignore.").map(|rule| rule.split_once('.').unwrap_or((rule, ""))) {
            Some((rule, container)) => {
                (vec![rule.to_owned()], value.text.trim().to_owned(), container, None, Form::Annotation)
            }
            None if name == "ignore" => {
                let rules = value.text.split(',').map(str::trim).filter(|rule| !rule.is_empty());
                (rules.map(str::to_owned).collect(), String::new(), "", None, Form::Annotation)
            }
            None => {
                let fault = unknown("annotation", &key.text, ["twelvecheck.dev/ignore"]);
                (Vec::new(), String::new(), "", Some(fault), Form::Annotation)
            }
        }
    } else {
        let (rules, reason) = foreign::read(pair, object.annotations)?;
        (rules.into_iter().map(str::to_owned).collect(), reason, "", None, Form::Foreign)
    };
    let named = object.containers.iter().find(|known| known.name.text == container);
    let names = object.containers.iter().map(|known| known.name.text.as_str());
    let stranger = !container.is_empty() && named.is_none();
    let fault = fault.or_else(|| stranger.then(|| unknown("container", container, names)));
    let written = sources.origin(key.span);
    Some(Directive {
        span: written.values.first().copied().unwrap_or(written.written),
        reach: Reach::Places(places(named.map_or(object.span, |container| container.span), sources)),
        used: vec![false; rules.len()],
        rules,
        reason,
        fault,
        form,
    })
}

/// Where an object is written: as a whole, and what patches and values add to it.
fn places(span: Span, sources: &Sources) -> Vec<Span> {
    let mut places = vec![sources.origin(span).written];
    if sources.is_rendered(span.file) {
        places.extend(sources.shown(span));
        places.sort();
        places.dedup();
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::Tree;

    fn read_all(text: &str) -> Vec<(Vec<String>, String, Option<String>)> {
        let tree = Tree::from_memory([("k.yaml".to_owned(), text.as_bytes().to_vec())]);
        let found = directives(&crate::analyse(&tree));
        found.into_iter().map(|directive| (directive.rules, directive.reason, directive.fault)).collect()
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn the_object_and_its_templates_are_looked_at() {
        let text = "
apiVersion: batch/v1
kind: CronJob
metadata: {name: a, annotations: {twelvecheck.dev/ignore: 'a, b,'}}
spec:
  jobTemplate:
    metadata: {annotations: {twelvecheck.dev/ignore.c: rarely runs}}
    spec:
      template:
        metadata: {annotations: {twelvecheck.dev/ignore.d.main: ' tiny '}}
        spec: {containers: [{name: main, image: a}]}
";
        let wanted = [
            (words(&["a", "b"]), String::new(), None),
            (words(&["c"]), "rarely runs".to_owned(), None),
            (words(&["d"]), "tiny".to_owned(), None),
        ];
        assert_eq!(read_all(text), wanted);
    }

    #[test]
    fn what_cannot_be_understood_is_a_fault() {
        let fault = |key: &str| {
            let text = format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: a, annotations: {{{key}: x}}}}\nspec: {{containers: [{{name: web}}]}}"
            );
            read_all(&text).remove(0).2.unwrap()
        };
        assert_eq!(
            fault("twelvecheck.dev/ignored"),
            "unknown annotation 'twelvecheck.dev/ignored'; did you mean 'twelvecheck.dev/ignore'?"
        );
        assert_eq!(
            fault("twelvecheck.dev/ignore.naked-pod.wbe"),
            "unknown container 'wbe'; did you mean 'web'?"
        );
    }
}
