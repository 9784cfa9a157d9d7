//! `docker-bake.hcl` and `docker-bake.json`: targets that have images built (Bake file reference of buildx).

mod block;
mod evaluate;
mod functions;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Harvest, Reader};
use crate::fact::Place;
use crate::source::{Arg, Span, folder_of, name_of};
use block::Block;
use evaluate::Evaluator;

/// Targets that a matrix may make of one block.
const LARGEST_MATRIX: usize = 64;

/// A target of one file, as far as that file says it.
#[derive(Clone, PartialEq, Debug)]
pub struct BakeTarget {
    /// Its name.
    pub name: Arg,
    /// What the file is for.
    pub place: Place,
    /// The folder of the file.
    pub folder: String,
    /// Whether the file completes another one of its folder (`docker-bake.override.hcl`).
    pub is_override: bool,
    /// Whether a group of the file names it, or a build without arguments makes it (`default`).
    pub is_listed: bool,
    /// The targets it takes over what it does not say itself from, the last one first to be asked.
    pub inherits: Vec<String>,
    /// `context`.
    pub context: Option<Arg>,
    /// `dockerfile`.
    pub dockerfile: Option<Arg>,
    /// `dockerfile-inline`.
    pub is_inline: bool,
    /// `target`.
    pub target: Option<Arg>,
    /// `tags`.
    pub tags: Vec<Arg>,
    /// `args`: name and value; `null` leaves the argument at its default.
    pub args: Vec<(Arg, Option<Arg>)>,
    /// `contexts`: name and what they are.
    pub contexts: Vec<(Arg, Option<Arg>)>,
}

/// Reads one file.
pub fn extract(reader: Reader, harvest: &mut Harvest) {
    let is_json = reader.path.ends_with(".json");
    let blocks = if is_json { block::of_json(reader) } else { block::of_hcl(reader) };
    match blocks {
        Ok(blocks) => {
            let evaluator = Evaluator::new(&blocks);
            let targets = blocks.iter().filter(|block| block.kind == "target");
            let groups = blocks.iter().filter(|block| block.kind == "group");
            let listed: BTreeSet<String> = groups
                .filter_map(|group| evaluator.value(group.get("targets")?.0, &[]))
                .filter_map(|value| serde_json::from_value::<Vec<String>>(value).ok())
                .flatten()
                .collect();
            harvest.bake.extend(targets.flat_map(|block| read(reader, block, &evaluator, &listed)));
        }
        Err((span, message)) => harvest.unreadable(span, format!("this file is not read: {message}")),
    }
}

/// The targets that a block makes: one, or one for each cell of its matrix.
fn read(reader: Reader, block: &Block, evaluator: &Evaluator, listed: &BTreeSet<String>) -> Vec<BakeTarget> {
    let cells = cells(block, evaluator);
    let target = |cell: &Vec<(String, Value)>| {
        let field = |name: &str| {
            let (value, span) = block.get(name)?;
            match evaluator.value(value, cell) {
                Some(Value::Null) => None,
                known => Some((known, span)),
            }
        };
        let text = |name: &str| field(name).map(|(value, span)| arg(value.as_ref(), span));
        let list = |name: &str| match field(name) {
            Some((Some(Value::Array(items)), span)) => {
                items.iter().map(|item| arg(Some(item), span)).collect()
            }
            _ => Vec::new(),
        };
        let pairs = |name: &str| -> Vec<(Arg, Option<Arg>)> {
            let Some((value, span)) = block.get(name) else { return Vec::new() };
            let entries = evaluator.entries(value, cell).into_iter();
            let given = |value: Option<Value>| match value {
                Some(Value::Null) => None,
                known => Some(arg(known.as_ref(), span)),
            };
            entries.map(|(name, value)| (Arg::literal(name, span), given(value))).collect()
        };
        let name = text("name").filter(|name| name.literal).unwrap_or_else(|| block.name.clone());
        let is_named = |name: &str| name == "default" || listed.contains(name);
        BakeTarget {
            is_listed: is_named(&name.text) || is_named(&block.name.text),
            name,
            place: reader.place.clone(),
            folder: folder_of(reader.path).to_owned(),
            is_override: name_of(reader.path).contains(".override."),
            inherits: list("inherits").into_iter().map(|arg| arg.text).collect(),
            context: text("context"),
            dockerfile: text("dockerfile"),
            is_inline: block.get("dockerfile-inline").is_some(),
            target: text("target"),
            tags: list("tags"),
            args: pairs("args"),
            contexts: pairs("contexts"),
        }
    };
    cells.iter().map(target).collect()
}

/// The variables of each cell of a block's matrix; a single cell without variables where there is none.
fn cells(block: &Block, evaluator: &Evaluator) -> Vec<Vec<(String, Value)>> {
    let mut cells = vec![Vec::new()];
    let matrix = block.get("matrix").and_then(|(value, _)| evaluator.value(value, &[]));
    let Some(Value::Object(axes)) = matrix else { return cells };
    for (name, values) in axes {
        let Value::Array(values) = values else { continue };
        let with = |cell: &Vec<(String, Value)>| {
            let mut grown = Vec::new();
            for value in &values {
                let mut cell = cell.clone();
                cell.push((name.clone(), value.clone()));
                grown.push(cell);
            }
            grown
        };
        cells = cells.iter().flat_map(with).take(LARGEST_MATRIX).collect();
    }
    cells
}

fn arg(value: Option<&Value>, span: Span) -> Arg {
    value.and_then(evaluate::text).map_or_else(|| Arg::computed("{}", span), |text| Arg::literal(text, span))
}
