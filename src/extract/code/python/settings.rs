//! Settings classes: every field of a pydantic `BaseSettings` is an environment variable.

use std::sync::Arc;

use tree_sitter::Node;

use super::super::syntax::children;
use super::super::syntax::evaluate::{At, Evaluate};
use super::super::syntax::scopes::ScopeId;
use super::super::unit::{Call, Class, Context, Data, Read, Unit, Value};
use super::grammar::Python;
use crate::source::Arg;

const BASES: &[&str] =
    &["pydantic.BaseSettings", "pydantic_settings.BaseSettings", "pydantic.env_settings.BaseSettings"];

/// Classes whose fields become those of a settings class that derives from them too.
const MODELS: &[&str] = &["pydantic.BaseModel", "pydantic.main.BaseModel"];

/// The reads that a class makes when it is instantiated: those of its own fields, and of the models that it mixes in. What it
/// has from another settings class of the file is read there.
pub(super) fn reads<'t>(
    python: &Python<'t>,
    node: Node<'t>,
    class: &Arc<Class>,
    scope: ScopeId,
) -> Vec<Arc<Read>> {
    let Some(base) = class.bases.iter().find(|base| BASES.contains(&base.as_str())) else {
        return Vec::new();
    };
    let context = Context { class: Some(class.clone()), ..class.context.clone() };
    let at = python.file.at(scope, &context);
    let parents = || class.bases.iter().filter_map(|name| python.file.scopes.class(name.strip_prefix('?')?));
    let prefixed = std::iter::once(node).chain(parents().map(|parent| parent.node));
    let prefix =
        prefixed.flat_map(statements).find_map(|statement| prefix(python, statement, at)).unwrap_or_default();
    let is_mixed_in = |parent: &Node<'t>| {
        let bases = python.all_bases(*parent, at);
        let has = |names: &[&str]| bases.iter().any(|base| names.contains(&base.as_str()));
        has(MODELS) && !has(BASES)
    };
    let mixins = parents().map(|parent| parent.node).filter(is_mixed_in);
    let fields = std::iter::once(node).chain(mixins).flat_map(statements);
    fields
        .filter(|statement| statement.kind() == "expression_statement")
        .filter_map(|statement| statement.named_child(0))
        .filter_map(|assignment| field(python, assignment, &prefix, base, at))
        .collect()
}

/// The statements of a class.
fn statements(class: Node) -> Vec<Node> {
    class.child_by_field_name("body").map(children).unwrap_or_default()
}

/// Fields that code fills in where it makes the settings are not demanded of the environment.
pub(super) fn settle(unit: &mut Unit) {
    let made: Vec<&Arc<Call>> =
        unit.calls.iter().filter(|call| BASES.contains(&call.callee.as_str())).collect();
    let fills = |call: &Call, variable: &str| {
        let mut names = call.args.iter().filter_map(|argument| argument.name.as_ref());
        call.open || names.any(|name| variable.ends_with(&name.text.to_uppercase()))
    };
    for read in &mut unit.reads {
        if read.required
            && BASES.contains(&read.api.as_str())
            && made.iter().any(|call| fills(call, &read.name.text))
        {
            *read = Arc::new(Read { required: false, ..(**read).clone() });
        }
    }
}

/// `model_config = SettingsConfigDict(env_prefix="APP_")`, `class Config: env_prefix = "APP_"`
fn prefix<'t>(python: &Python<'t>, statement: Node<'t>, at: At) -> Option<String> {
    if statement.kind() == "class_definition" {
        let body = statement.child_by_field_name("body")?;
        return children(body).into_iter().find_map(|inner| {
            let assignment = inner.named_child(0).filter(|inner| inner.kind() == "assignment")?;
            let name = python.file.text(assignment.child_by_field_name("left")?);
            let value = python.value(assignment.child_by_field_name("right")?, at);
            (name == "env_prefix").then(|| value.as_text().map(str::to_owned))?
        });
    }
    let assignment = statement.named_child(0).filter(|inner| inner.kind() == "assignment")?;
    if python.file.text(assignment.child_by_field_name("left")?) != "model_config" {
        return None;
    }
    let config = python.value(assignment.child_by_field_name("right")?, at);
    let value = match &config.data {
        Data::Call(call) => call.key("env_prefix")?.clone(),
        Data::Map(map) => map.get("env_prefix")?.clone(),
        _ => return None,
    };
    value.as_text().map(str::to_owned)
}

fn field<'t>(python: &Python<'t>, node: Node<'t>, prefix: &str, base: &str, at: At) -> Option<Arc<Read>> {
    if node.kind() != "assignment" {
        return None;
    }
    let left = node.child_by_field_name("left").filter(|left| left.kind() == "identifier")?;
    let annotation = node.child_by_field_name("type")?;
    let name = python.file.text(left);
    let declared = python.file.text(annotation);
    if name == "model_config" || name.starts_with('_') || declared.contains("ClassVar") {
        return None;
    }
    let assigned = node.child_by_field_name("right").map(|right| python.value(right, at));
    let (variable, default, demanded) = described(assigned.as_ref());
    let span = python.file.span(node);
    let variable = match variable {
        Some(alias) => Arg::literal(alias.arg().text, python.file.span(left)),
        None => Arg::literal(format!("{prefix}{name}").to_uppercase(), python.file.span(left)),
    };
    let optional = declared.contains("Optional") || declared.contains("None");
    Some(Arc::new(Read {
        name: variable,
        required: demanded && default.is_none() && !optional,
        default,
        api: base.to_owned(),
        span,
        context: at.context.clone(),
    }))
}

/// What the right side of a field says: another variable's name, a default, and whether there has to be a value.
fn described(assigned: Option<&Value>) -> (Option<Value>, Option<Value>, bool) {
    let Some(value) = assigned else { return (None, None, true) };
    let Data::Call(call) = &value.data else {
        return (None, Some(value.clone()).filter(|value| !matches!(value.data, Data::Null)), false);
    };
    if !is_field(call) {
        return (None, Some(value.clone()), false);
    }
    let alias = ["validation_alias", "alias", "env"].iter().find_map(|key| call.key(key)).cloned();
    let alias = alias.filter(|alias| alias.as_text().is_some());
    let given = call.key("default").or_else(|| call.positional(0));
    let factory = call.key("default_factory");
    // `Field(...)` demands a value.
    let default = given.filter(|value| !matches!(value.data, Data::Unknown | Data::Null)).cloned();
    let demanded = factory.is_none() && given.is_none_or(|given| matches!(given.data, Data::Unknown));
    (alias, default, demanded)
}

fn is_field(call: &Call) -> bool {
    call.callee.ends_with(".Field")
}
