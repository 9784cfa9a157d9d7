//! What this tool says of the objects of some manifests.

use std::path::Path;

use twelvecheck::app::Project;
use twelvecheck::artefact::cluster::{Cluster, Meta, same_namespace};
use twelvecheck::artefact::qos;
use twelvecheck::artefact::workload::Workload;
use twelvecheck::config::Config;
use twelvecheck::discover::Tree;
use twelvecheck::rule::{Finding, Rule, builtin, engine, registry};
use twelvecheck::source::{Arg, FileId, Span};
use twelvecheck::suppress;

use crate::{Row, checks};

/// The rules that stand for all missing requests and limits of a pod; the second where its priority or the team wants more.
const BEST_EFFORT: [&str; 2] = ["qos-best-effort", "qos-class-too-low"];

/// The outcome of a comparison.
pub(crate) enum Verdict {
    Agrees,
    /// And what is said instead.
    Differs(String),
    /// No rule asks for the same, or the row expects nothing of an object.
    NotComparable,
}

/// A project of the manifests of some rows, with all findings in it.
pub(crate) struct Analysis {
    pub(crate) project: Project,
    findings: Vec<Finding>,
}

/// An object of the project.
pub(crate) struct Object<'a> {
    pub(crate) span: Span,
    kind: &'a str,
    name: &'a str,
    namespace: Option<&'a Arg>,
    pub(crate) workload: Option<&'a Workload>,
}

impl Analysis {
    /// Reads the files under names that say nothing: the real ones are full of `test`, which would make them tests.
    pub(crate) fn of(inputs: &Path, files: &[String]) -> Self {
        let texts = files.iter().enumerate().map(|(at, file)| {
            let extension = file.rsplit_once('.').map_or("yaml", |(_, extension)| extension);
            (format!("deploy/{at:03}.{extension}"), std::fs::read(inputs.join(file)).unwrap())
        });
        let project = twelvecheck::analyse(&Tree::from_memory(texts));
        let rules = registry::builtin().unwrap();
        let active: Vec<&Rule> = rules.iter().collect();
        let found = engine::run(&active, &project);
        let findings = suppress::apply(found, &project, &Config::default(), &active, &rules).findings;
        Self { project, findings }
    }

    pub(crate) fn judge(&self, row: &Row) -> Verdict {
        let named = self.named(row);
        if row.check == "qos-class" {
            return self.judge_class(&named, &row.expect);
        }
        let rules: Vec<&str> = checks::rules(&row.tool, &row.check)
            .iter()
            .copied()
            .filter(|rule| !row.switches_off(rule))
            .collect();
        let known = |rule: &&&str| builtin::RULES.iter().any(|page| page.id == **rule);
        if !rules.iter().any(|rule| known(&rule)) {
            return Verdict::NotComparable;
        }
        let of = |object: &Object| {
            let own = self.findings.iter().filter(|finding| is_about(finding, object));
            own.filter(|finding| rules.iter().any(|rule| says(finding, rule))).collect::<Vec<_>>()
        };
        if let Some(count) = row.expect.strip_prefix("count:") {
            return Self::judge_count(&named, count, checks::counts_satisfied(&row.check), of);
        }
        let fails = |object: &Object| !of(object).is_empty();
        let agrees = match row.expect.as_str() {
            _ if named.is_empty() => return Verdict::Differs("no such object".to_owned()),
            "fail" => named.iter().any(fails),
            // What is said of another object and only shows this one is no failure of this one.
            "pass" | "skip" => {
                named.iter().any(|object| !of(object).iter().any(|found| stands_in(found, object)))
            }
            _ => return Verdict::NotComparable,
        };
        if agrees {
            return Verdict::Agrees;
        }
        let said: Vec<&str> = named.iter().flat_map(of).map(|finding| finding.message.as_str()).collect();
        Verdict::Differs(if said.is_empty() { "nothing is said".to_owned() } else { said.join("; ") })
    }

    fn judge_class(&self, named: &[Object], wanted: &str) -> Verdict {
        let Some(workload) = named.iter().find_map(|object| object.workload) else {
            return Verdict::Differs("no such workload".to_owned());
        };
        let ranges: Vec<_> = self.project.clusters().flat_map(|cluster| &cluster.limit_ranges).collect();
        let near = |namespace: Option<&Arg>| same_namespace(namespace, workload.namespace.as_ref());
        let ranges: Vec<_> = ranges.into_iter().filter(|range| near(range.meta.namespace.as_ref())).collect();
        match qos::class(&workload.pod, &ranges) {
            Some(class) if class.name() == wanted => Verdict::Agrees,
            class => Verdict::Differs(class.map_or("unknown", |class| class.name()).to_owned()),
        }
    }

    fn judge_count<'f>(
        named: &[Object],
        wanted: &str,
        satisfied: bool,
        of: impl Fn(&Object) -> Vec<&'f Finding>,
    ) -> Verdict {
        let containers =
            named.iter().filter_map(|object| object.workload).map(|workload| workload.pod.main().count());
        let containers: usize = containers.sum();
        let found: Vec<&Finding> = named.iter().flat_map(of).collect();
        let all = found.iter().any(|finding| is_best_effort(finding));
        let broken = if all { containers } else { found.len() };
        let count = if satisfied { containers.saturating_sub(broken) } else { broken };
        if wanted == count.to_string() { Verdict::Agrees } else { Verdict::Differs(count.to_string()) }
    }

    /// The objects that a row speaks of; those of the first file where it names none.
    pub(crate) fn named(&self, row: &Row) -> Vec<Object<'_>> {
        let mut objects = self.objects();
        let own = row.files.iter().position(|file| *file == row.file).unwrap_or(0);
        let own = FileId(own as u32);
        let names = row.names();
        if let Some(at) = row.doc_index {
            objects.retain(|object| object.span.file == own);
            objects.sort_by_key(|object| object.span);
            let indexed = objects.get(at).map(|object| object.span);
            let fits = |object: &Object| names.is_empty() || names.iter().any(|name| object.is(name));
            // Objects that say nothing to this tool are not counted, so the name decides where the index misleads.
            let by_index = objects.iter().any(|object| Some(object.span) == indexed && fits(object));
            objects.retain(|object| fits(object) && (!by_index || Some(object.span) == indexed));
            return objects;
        }
        let fits = |object: &Object| match names.as_slice() {
            [] => object.span.file == own,
            names => names.iter().any(|name| object.is(name)),
        };
        objects.retain(fits);
        objects
    }

    fn objects(&self) -> Vec<Object<'_>> {
        let workloads = self.project.workloads().map(|workload| Object {
            span: workload.span,
            kind: &workload.kind.text,
            name: &workload.name.text,
            namespace: workload.namespace.as_ref(),
            workload: Some(workload),
        });
        let others = self.project.clusters().flat_map(Cluster::metas).map(|meta: &Meta| Object {
            span: meta.span,
            kind: &meta.kind.text,
            name: &meta.name.text,
            namespace: meta.namespace.as_ref(),
            workload: None,
        });
        workloads.chain(others).collect()
    }
}

impl Object<'_> {
    /// Whether it goes by that name: `Kind/name`, `Kind/namespace/name`, `Kind.namespace.name`, or `Kind` alone.
    fn is(&self, written: &str) -> bool {
        if let Some((kind, rest)) = written.split_once('/') {
            return kind == self.kind && rest.rsplit('/').next().unwrap_or(rest) == self.name;
        }
        let Some((kind, rest)) = written.split_once('.') else { return written == self.kind };
        let (namespace, name) = rest.split_once('.').unwrap_or(("default", rest));
        let own = self.namespace.map_or("default", |namespace| namespace.text.as_str());
        // Checkov makes up a name from labels where there is none, and adds what it knows of the container.
        kind == self.kind
            && namespace == own
            && (self.name.is_empty()
                || name == self.name
                || name.strip_prefix(self.name).is_some_and(|rest| rest.starts_with('.')))
    }
}

fn is_best_effort(finding: &Finding) -> bool {
    BEST_EFFORT.contains(&finding.rule.as_str()) && finding.message.contains("BestEffort")
}

/// Whether a finding is what a rule has to say. A pod without any request and limit is one finding, and so is a container
/// with neither for memory.
fn says(finding: &Finding, rule: &str) -> bool {
    let about_resources =
        ["missing-cpu-request", "missing-cpu-limit", "missing-memory-request", "missing-memory-limit"];
    finding.rule == rule
        || is_best_effort(finding) && about_resources.contains(&rule)
        || rule == "missing-memory-limit"
            && finding.rule == "missing-memory-request"
            && finding.message.contains("neither a memory request nor a memory limit")
}

fn stands_in(finding: &Finding, object: &Object) -> bool {
    object.span.contains(finding.span)
}

/// Whether a finding is about an object: it stands there, or shows it where it joins two of them.
fn is_about(finding: &Finding, object: &Object) -> bool {
    let joins = ["hpa-", "pdb-"].iter().any(|start| finding.rule.starts_with(start));
    stands_in(finding, object)
        || joins && finding.related.iter().any(|related| object.span.contains(related.span))
}
