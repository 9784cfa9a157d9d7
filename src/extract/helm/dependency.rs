//! Which dependencies of a chart are enabled, and what it imports of their values.

use super::chart::Chart;
use super::coalesce;
use super::value::{Map, Value};
use crate::app::Unreadable;

/// Drops the subcharts that conditions and tags turn off, and notes what is enabled and missing.
pub(super) fn enable(chart: &mut Chart, given: &Map, path: &str, notes: &mut Vec<Unreadable>) {
    if chart.declared.is_empty() {
        return;
    }
    let values = copy(given);
    coalesce::values(chart, &values);
    let mut disabled = Vec::new();
    for dependency in chart.declared.iter() {
        let tags = dependency
            .tags
            .iter()
            .filter_map(|tag| truth(coalesce::at(&values, &format!("tags.{tag}")).as_ref()));
        let by_tags = tags.reduce(|any, tag| any || tag);
        let mut conditions = dependency.condition.split(',').map(str::trim).filter(|path| !path.is_empty());
        let by_condition = conditions
            .find_map(|condition| truth(coalesce::at(&values, &format!("{path}{condition}")).as_ref()));
        if !by_condition.or(by_tags).unwrap_or(true) {
            disabled.push(dependency.key().to_owned());
        } else if let Some(reason) = &dependency.missing {
            notes.push(Unreadable {
                span: dependency.span,
                message: format!("this dependency is not rendered: {reason}"),
            });
        }
    }
    chart.charts.retain(|subchart| !disabled.contains(&subchart.name));
    for subchart in &mut chart.charts {
        let path = format!("{path}{}.", subchart.name);
        enable(subchart, &values, &path, notes);
    }
}

/// Takes over what charts import of the values of their dependencies.
pub(super) fn import(chart: &mut Chart) {
    chart.charts.iter_mut().for_each(import);
    let imports = chart.declared.iter().flat_map(|dependency| {
        dependency.imports.iter().map(|(child, parent)| (format!("{}.{child}", dependency.key()), parent))
    });
    let imports: Vec<_> = imports.collect();
    if imports.is_empty() {
        return;
    }
    let values = Map::default();
    coalesce::values(chart, &values);
    let imported = Map::default();
    for (child, parent) in imports {
        let Some(value @ Value::Map(_)) = coalesce::at(&values, &child) else { continue };
        let nested = parent.split('.').filter(|key| !matches!(*key, "" | ".")).rev();
        let nested = nested.fold(value.deep_copy(), |inner, key| Value::map([(key.to_owned(), inner)]));
        if let Value::Map(nested) = nested {
            coalesce::tables(&imported, &nested, false);
        }
    }
    coalesce::tables(&imported, &values, false);
    chart.values = imported;
}

/// A map without shared parts.
pub(super) fn copy(map: &Map) -> Map {
    match Value::Map(map.clone()).deep_copy() {
        Value::Map(map) => map,
        _ => Map::default(),
    }
}

fn truth(value: Option<&Value>) -> Option<bool> {
    match value {
        Some(Value::Bool(value, _)) => Some(*value),
        _ => None,
    }
}
