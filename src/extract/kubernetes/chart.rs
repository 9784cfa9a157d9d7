//! Helm charts: their templates are counted and said not to be read.

use crate::extract::{Harvest, Reader};
use crate::parse::tree::Node;
use crate::parse::yaml;
use crate::source::{Span, folder_of, is_below, name_of};

/// Notes at `Chart.yaml` that the chart's templates are not rendered.
pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let tree = yaml::parse(reader.file, reader.text);
    for error in tree.errors() {
        harvest.unreadable(error.span, format!("this document is not read: {}", error.message));
    }
    let chart = folder_of(reader.path);
    let templates = if chart.is_empty() { "templates".to_owned() } else { format!("{chart}/templates") };
    let is_template = |path: &&String| {
        let name = name_of(path);
        is_below(path, &templates)
            && !name.starts_with('_')
            && [".yaml", ".yml", ".json"].iter().any(|extension| name.ends_with(extension))
    };
    let count = reader.paths.iter().filter(is_template).count();
    if count == 0 {
        return;
    }
    let name = tree.documents().next().and_then(|document| document.get("name"));
    let span = name.map_or(Span::start_of(reader.file), Node::span);
    let noun = if count == 1 { "template is" } else { "templates are" };
    harvest.unreadable(span, format!("{count} {noun} not rendered: workloads of this chart are not checked"));
}
