//! `twelvecheck render`: the objects that charts and kustomizations make, with the places they come from.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::{Outcome, project_root, settings};
use crate::cli::{Render, RenderFormat};
use crate::discover::Tree;
use crate::fact::Environment;
use crate::parse::tree::{Kind, Node};
use crate::parse::yaml;
use crate::source::{Sources, Span};
use crate::{Rendered, rendered};

/// Prints what is rendered; what could not be is told on standard error.
///
/// # Errors
/// A message for the user where paths, options or configuration are wrong.
pub(super) fn run(options: &Render) -> Result<Outcome, String> {
    settings::on_threads(0, || render(options))
}

fn render(options: &Render) -> Result<Outcome, String> {
    let target = project_root::find(std::slice::from_ref(&options.path), options.reading.root.as_deref())?;
    let (config, walk) = settings::of_reading(&options.reading, &target.root)?;
    let tree = Tree::from_disk(&target.root, &walk);
    let charts = settings::of_charts(&config, &options.reading.helm_values, &target.root, &tree)?;
    let made = rendered(&tree, &charts, target.parts.first().map_or("", String::as_str));
    let notes = made.unreadable.iter().map(|note| {
        let (path, line) = (made.sources.path(note.span.file), made.sources.line(note.span));
        format!("note: {path}:{line}: {}", note.message)
    });
    let messages = notes.collect();
    let output = match options.format {
        RenderFormat::Yaml => as_yaml(&made),
        RenderFormat::Json => as_json(made),
    };
    Ok(Outcome { output, messages, code: 0 })
}

fn as_yaml(made: &Rendered) -> String {
    let mut output = String::new();
    for manifest in &made.manifests {
        let _ = writeln!(output, "---\n# Source: {}\n# Rendered: {}", manifest.rendering.path, manifest.of);
        for values in &manifest.values {
            let _ = writeln!(output, "# Values: {}", made.sources.path(*values));
        }
        if manifest.place.environment != Environment::Any {
            let _ = writeln!(output, "# Environment: {}", manifest.place.environment.name());
        }
        // Line breaks at the end may belong to the last value.
        output.push_str(manifest.rendering.text.trim_start_matches('\n'));
        if !output.ends_with('\n') {
            output.push('\n');
        }
    }
    output
}

fn as_json(mut made: Rendered) -> String {
    let mut objects = Vec::new();
    for manifest in made.manifests {
        let file = made.sources.add(manifest.rendering);
        let tree = yaml::parse(file, &made.sources.file(file).text);
        for document in tree.documents() {
            let mut origins = Map::new();
            let object = value(document, "", &made.sources, &mut origins);
            objects.push(json!({
                "source": made.sources.path(file),
                "rendered": manifest.of,
                "environment": manifest.place.environment.name(),
                "object": object,
                "origins": origins,
            }));
        }
    }
    format!("{:#}\n", Value::Array(objects))
}

/// A node as JSON; the places of its scalars are told by their JSON pointers.
fn value(node: Node, pointer: &str, sources: &Sources, origins: &mut Map<String, Value>) -> Value {
    match node.kind() {
        Kind::Mapping => {
            let entries = node.entries().map(|(key, item)| {
                let escaped = key.raw().replace('~', "~0").replace('/', "~1");
                (key.raw().to_owned(), value(item, &format!("{pointer}/{escaped}"), sources, origins))
            });
            Value::Object(entries.collect())
        }
        Kind::Sequence => {
            let items = node.items().enumerate();
            Value::Array(
                items.map(|(at, item)| value(item, &format!("{pointer}/{at}"), sources, origins)).collect(),
            )
        }
        Kind::Null => Value::Null,
        Kind::Scalar => {
            let origin = sources.origin(node.span());
            let mut places = vec![shown(sources, origin.written)];
            places.extend(origin.values.iter().map(|value| shown(sources, *value)));
            origins.insert(pointer.to_owned(), json!(places));
            scalar(node)
        }
    }
}

fn shown(sources: &Sources, span: Span) -> String {
    format!("{}:{}", sources.path(span.file), sources.line(span))
}

fn scalar(node: Node) -> Value {
    let text = node.text().unwrap_or("");
    if let Some(value) = node.as_bool() {
        return json!(value);
    }
    if let Some(number) = node.as_integer() {
        return json!(number);
    }
    match text.parse::<f64>() {
        Ok(number) if node.is_plain() && text.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
            json!(number)
        }
        _ => json!(text),
    }
}
