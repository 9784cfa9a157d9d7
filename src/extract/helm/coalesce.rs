//! Layers of values: a values file over another, a parent chart's values over its subcharts' own.

use std::collections::BTreeMap;

use super::chart::Chart;
use super::value::{Map, Value};

/// Lays a values file over another, as several `--values` do: maps are merged, `null` stays to delete what a chart sets.
pub(super) fn overlay(below: &Map, above: &Map) {
    for (key, value) in above.borrow().iter() {
        let both = match (below.borrow().get(key), value) {
            (Some(Value::Map(below)), Value::Map(above)) => Some((below.clone(), above.clone())),
            _ => None,
        };
        match both {
            Some((below, above)) => overlay(&below, &above),
            None => {
                below.borrow_mut().insert(key.clone(), value.deep_copy());
            }
        }
    }
}

/// The values that a chart and its subcharts see: what is given wins over what the charts set.
pub(super) fn values(chart: &Chart, given: &Map) {
    own(chart, given);
    for subchart in &chart.charts {
        let known = given.borrow().get(&subchart.name).cloned();
        let below = match known {
            Some(Value::Map(below)) => below,
            Some(Value::Nil) | None => {
                let below = Map::default();
                given.borrow_mut().insert(subchart.name.clone(), Value::Map(below.clone()));
                below
            }
            Some(_) => continue,
        };
        globals(&below, given);
        values(subchart, &below);
    }
}

fn own(chart: &Chart, given: &Map) {
    let defaults: BTreeMap<String, Value> =
        chart.values.borrow().iter().map(|(key, value)| (key.clone(), value.deep_copy())).collect();
    for (key, default) in defaults {
        let known = given.borrow().get(&key).cloned();
        match known {
            None => {
                given.borrow_mut().insert(key, default);
            }
            Some(Value::Nil) => {
                given.borrow_mut().remove(&key);
            }
            Some(Value::Map(known)) => {
                if let Value::Map(default) = default {
                    let keeps_null = chart.charts.iter().any(|subchart| subchart.name == key);
                    tables(&known, &default, keeps_null);
                }
            }
            Some(_) => {}
        }
    }
}

/// Adds to a map what another has and it has not. `null` in it deletes, unless it is kept for a subchart.
pub(super) fn tables(known: &Map, default: &Map, keeps_null: bool) {
    let entries: Vec<(String, Value)> =
        default.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    let nulls: Vec<String> = known
        .borrow()
        .iter()
        .filter(|(_, value)| matches!(value, Value::Nil))
        .map(|(key, _)| key.clone())
        .collect();
    for (key, default) in entries {
        let default = if nulls.contains(&key) { Value::Nil } else { default };
        let own = known.borrow().get(&key).cloned();
        match (own, default) {
            (None, default) => {
                known.borrow_mut().insert(key, default);
            }
            (Some(Value::Nil), _) if !keeps_null => {
                known.borrow_mut().remove(&key);
            }
            (Some(Value::Map(known)), Value::Map(default)) => tables(&known, &default, keeps_null),
            _ => {}
        }
    }
}

/// Passes `global` down from a chart's values to those of a subchart.
fn globals(below: &Map, above: &Map) {
    let table = |values: &Map| match values.borrow().get("global") {
        Some(Value::Map(map)) => Some(Some(map.clone())),
        None | Some(Value::Nil) => Some(None),
        Some(_) => None,
    };
    let (Some(own), Some(passed)) = (table(below), table(above)) else { return };
    let own = own.unwrap_or_default();
    let entries: Vec<(String, Value)> = passed
        .iter()
        .flat_map(|map| map.borrow().clone())
        .map(|(key, value)| (key, value.deep_copy()))
        .collect();
    for (key, value) in entries {
        let known = own.borrow().get(&key).cloned();
        match (value, known) {
            (Value::Map(passed), Some(Value::Map(known))) => {
                tables(&passed, &known, false);
                own.borrow_mut().insert(key, Value::Map(passed));
            }
            (Value::Map(passed), None) => {
                own.borrow_mut().insert(key, Value::Map(passed));
            }
            (Value::Map(_), Some(_)) | (_, Some(Value::Map(_))) => {}
            (value, _) => {
                own.borrow_mut().insert(key, value);
            }
        }
    }
    below.borrow_mut().insert("global".to_owned(), Value::Map(own));
}

/// The value at a path of keys joined by dots.
pub(super) fn at(values: &Map, path: &str) -> Option<Value> {
    path.split('.').try_fold(Value::Map(values.clone()), |value, key| match value {
        Value::Map(map) => map.borrow().get(key).cloned(),
        _ => None,
    })
}
