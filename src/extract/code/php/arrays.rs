//! Arrays that configure a framework: menus of which an entry is chosen, entries for tests, rules for what users type in.

use std::sync::Arc;

use super::super::literal::words;
use super::super::unit::{Context, Data, Field, Map, Read, Unit, Value};
use crate::fact::Role;
use crate::source::{Arg, Span};

/// The menus of Laravel's `config/*.php` beside the `default` that chooses one of their entries.
const MENUS: &[&str] = &["channels", "disks", "mailers", "stores"];

/// A stack of log channels in stacks is followed no deeper than this.
const DEEPEST: u8 = 3;

/// Settles what only the array around a value tells.
pub(super) fn settle(unit: &mut Unit) {
    drop_rules(unit);
    mark_tests(unit);
    let chosen = chosen(unit);
    unit.fields.extend(chosen);
}

/// `'password' => 'required|min:8'` is a rule for what users type in, no password.
fn drop_rules(unit: &mut Unit) {
    for field in &mut unit.fields {
        let is_text = |value: &Value| value.as_text().is_some_and(is_rule);
        let is_rules = field.value.as_ref().is_some_and(|value| match &value.data {
            Data::List(values) => values.iter().any(is_text),
            Data::Template(text, _) => is_rule(text),
            _ => is_text(value),
        });
        if is_rules {
            field.value = None;
        }
    }
}

/// Whether a text is a rule of a validator: `required|string|min:8`.
fn is_rule(text: &str) -> bool {
    let names = [
        "accepted",
        "alpha",
        "alpha_dash",
        "alpha_num",
        "array",
        "bail",
        "boolean",
        "confirmed",
        "current_password",
        "email",
        "exists",
        "filled",
        "hash",
        "hashed",
        "integer",
        "max",
        "min",
        "nullable",
        "numeric",
        "present",
        "prohibited",
        "required",
        "required_if",
        "required_unless",
        "required_with",
        "required_without",
        "same",
        "size",
        "sometimes",
        "string",
        "unique",
        "url",
        "uuid",
    ];
    let name = |rule: &str| rule.split(':').next().unwrap_or("").to_owned();
    text.split('|').any(|rule| names.contains(&name(rule).as_str()))
}

/// Entries named after tests serve them only: `'mysql_testing' => […]`.
fn mark_tests(unit: &mut Unit) {
    let is_test = |field: &&Field| {
        let named =
            words(&field.name.text).iter().any(|word| matches!(word.as_str(), "test" | "testing" | "ci"));
        named && matches!(field.value, Some(Value { data: Data::Map(_), .. }))
    };
    let tests: Vec<Span> =
        unit.fields.iter().filter(is_test).filter_map(|field| Some(field.value.as_ref()?.span)).collect();
    let lies_within = |span: Span| tests.iter().any(|test| test.contains(span));
    let mark = |context: &mut Context| context.role = context.role.or(Some(Role::Test));
    for field in unit.fields.iter_mut().filter(|field| lies_within(field.name.span)) {
        mark(&mut field.context);
    }
    for read in unit.reads.iter_mut().filter(|read| lies_within(read.span)) {
        let mut marked = Read::clone(read);
        mark(&mut marked.context);
        *read = Arc::new(marked);
    }
}

/// The entries that `default` chooses, once more: `channels.single.path` as `chosen.channels.path`. Those among which a
/// variable chooses have it, its default and the value that stands for them in front: `${LOG_CHANNEL:-stack}=single.channels.path`.
fn chosen(unit: &Unit) -> Vec<Field> {
    let mut chosen = Vec::new();
    let root = |name: &str| unit.fields.iter().find(|field| field.path == name);
    let Some(default) = root("default").and_then(|field| field.value.as_ref()) else { return chosen };
    let shown = default.arg();
    for menu in MENUS {
        let Some(Field { value: Some(Value { data: Data::Map(entries), .. }), context, .. }) = root(menu)
        else {
            continue;
        };
        if let Some(default) = default.as_text() {
            choose("chosen", menu, entries, default, context, &mut chosen, 0);
        } else if shown.variable().is_some() && !shown.text.contains('.') {
            for (name, _) in entries.entries.iter().take(MOST_ENTRIES) {
                let by = format!("{}={}", shown.text, name.text);
                choose(&by, menu, entries, &name.text, context, &mut chosen, 0);
            }
        }
    }
    chosen
}

/// Entries of a menu beyond this many are left out.
const MOST_ENTRIES: usize = 32;

fn choose(
    by: &str,
    menu: &str,
    entries: &Map,
    name: &str,
    context: &Context,
    chosen: &mut Vec<Field>,
    depth: u8,
) {
    let Some(Value { data: Data::Map(entry), .. }) = entries.get(name) else { return };
    for (key, value) in &entry.entries {
        chosen.push(Field {
            path: format!("{by}.{menu}.{}", key.text),
            name: Arg::clone(key),
            value: Some(value.clone()),
            siblings: Some(entry.clone()),
            context: context.clone(),
        });
    }
    if let Some(Data::List(stack)) = entry.get("channels").map(|value| &value.data)
        && depth < DEEPEST
    {
        for inner in stack.iter().filter_map(Value::as_text) {
            choose(by, menu, entries, inner, context, chosen, depth + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_validators_are_told_from_passwords() {
        assert!(is_rule("required|min:8") && is_rule("nullable") && is_rule("secure|confirmed"));
        assert!(!is_rule("hunter2|x") && !is_rule("s3cret"));
    }
}
