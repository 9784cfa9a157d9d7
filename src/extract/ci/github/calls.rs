//! Which workflows and actions of the repository call each other, and with which inputs.

use std::collections::BTreeMap;

use super::super::{File, LARGEST_MATRIX, Offer};
use super::{Whole, condition};
use crate::artefact::pipeline::Gate;
use crate::discover::Class;
use crate::parse::tree::Node;
use crate::source::{FileId, Sources, join};

/// A call of a workflow or an action of the repository.
#[derive(Clone, PartialEq, Debug)]
pub(in super::super) struct Call {
    /// What it gives for each input.
    pub(super) inputs: BTreeMap<String, Vec<Offer>>,
    /// When it runs.
    pub(super) gates: Vec<Gate>,
}

/// How many workflows and actions in a row may call each other (the limit of GitHub for workflows).
const DEEPEST: usize = 10;

/// How workflows and actions of the repository call each other.
pub(in super::super) fn calls(sources: &Sources, files: &[File]) -> BTreeMap<FileId, Vec<Call>> {
    let mut known = BTreeMap::new();
    for _ in 0..DEEPEST {
        let found = collect(sources, files, &known);
        if found == known {
            break;
        }
        known = found;
    }
    known
}

fn collect(
    sources: &Sources,
    files: &[File],
    known: &BTreeMap<FileId, Vec<Call>>,
) -> BTreeMap<FileId, Vec<Call>> {
    let mut found: BTreeMap<FileId, Vec<Call>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.class == Class::GithubWorkflow) {
        let calls = known.get(&file.tree.file()).map_or(&[][..], Vec::as_slice);
        for root in file.tree.documents() {
            let whole = Whole::of(root);
            for job in whole.jobs(root, calls) {
                let steps = job.node.get("steps").into_iter().flat_map(Node::items);
                for caller in std::iter::once(job.node).chain(steps) {
                    let Some(callee) = caller.get("uses").and_then(|uses| callee(sources, uses.text()?))
                    else {
                        continue;
                    };
                    let given = caller.get("with").into_iter().flat_map(Node::own_entries);
                    let inputs = given.filter_map(|(key, value)| {
                        Some((key.text()?.to_owned(), job.scope.offers(&value.arg()?)))
                    });
                    let condition = Gate { branches: condition(caller), environment: None };
                    let gates = job.gates.iter().map(|gate| gate.narrowed(condition.clone())).collect();
                    let calls = found.entry(callee).or_default();
                    if calls.len() < LARGEST_MATRIX {
                        calls.push(Call { inputs: inputs.collect(), gates });
                    }
                }
            }
        }
    }
    found
}

/// The file of the repository that `uses: ./…` means: a workflow, or the action of a folder.
fn callee(sources: &Sources, uses: &str) -> Option<FileId> {
    let path = join("", uses.strip_prefix("./")?)?;
    let names = [path.clone(), format!("{path}/action.yml"), format!("{path}/action.yaml")];
    names.iter().find_map(|name| sources.find(name))
}
