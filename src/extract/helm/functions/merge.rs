//! `merge` and `mergeOverwrite`, as the mergo library merges maps.

use std::rc::Rc;

use super::Family;
use super::arguments::{Outcome, map, take_first};
use super::budget::Budget;
use super::defaults::is_empty;
use crate::extract::helm::engine::Engine;
use crate::extract::helm::value::{Map, Value};

pub(super) const FAMILY: Family = &[
    ("merge", merge),
    ("mustMerge", merge),
    ("mergeOverwrite", merge_overwrite),
    ("mustMergeOverwrite", merge_overwrite),
];

fn merge(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    merge_all(engine, arguments, false)
}

fn merge_overwrite(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    merge_all(engine, arguments, true)
}

fn merge_all(engine: &mut dyn Engine, arguments: Vec<Value>, overwrite: bool) -> Outcome {
    let ([target], sources) = take_first(arguments)?;
    let into = map(&target)?;
    for source in &sources {
        merge_into(&into, &map(source)?, overwrite, &mut Budget::of(engine))?;
    }
    Ok(target)
}

/// Fills in what is missing or empty; what is there is only replaced to overwrite it.
fn merge_into(into: &Map, source: &Map, overwrite: bool, budget: &mut Budget) -> Result<(), String> {
    if Rc::ptr_eq(into, source) {
        return Ok(());
    }
    budget.descend(|budget| {
        let entries: Vec<_> =
            source.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        for (key, value) in entries {
            let present = into.borrow().get(&key).cloned();
            match (present, &value) {
                (_, Value::Nil) if !overwrite => {}
                (Some(Value::Map(present)), Value::Map(value)) => {
                    merge_into(&present, value, overwrite, budget)?;
                }
                (Some(present), _) if !overwrite && !is_empty(&present) => {}
                _ => {
                    into.borrow_mut().insert(key, value);
                }
            }
        }
        Ok(())
    })
}
