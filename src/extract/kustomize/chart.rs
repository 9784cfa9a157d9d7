//! Charts that a kustomization takes in (`helmCharts`), rendered with the values that it gives them.

use super::build::{Builder, Layer};
use super::draft::{Draft, Value};
use super::files;
use super::merge::{self, Lists};
use super::object::Id;
use crate::extract::helm::data::{plain, plain_key};
use crate::extract::helm::text::Text;
use crate::extract::helm::value::{Map, Value as Data};
use crate::extract::helm::{self, Parts};
use crate::source::join;

/// Where charts lie if nothing else is said.
const HOME: &str = "charts";

/// What is said of a chart to take in. The older `helmChartInflationGenerator` has other words for the same.
struct Entry<'d>(&'d Draft);

impl Entry<'_> {
    fn get(&self, keys: &[&str]) -> Option<&Draft> {
        keys.iter().find_map(|key| self.0.get(key)).filter(|value| !value.is_null())
    }

    fn text(&self, keys: &[&str]) -> &str {
        self.get(keys).and_then(Draft::text).unwrap_or("")
    }

    fn is(&self, key: &str) -> bool {
        self.text(&[key]) == "true"
    }
}

/// The folders in which a chart may lie, the likeliest first: kustomize keeps those it has pulled by their versions.
pub(super) fn folders(folder: &str, home: &str, name: &str, version: &str) -> Vec<String> {
    let home = if home.is_empty() { HOME } else { home };
    let paths = [format!("{home}/{name}-{version}/{name}"), format!("{home}/{name}")];
    let paths = paths.iter().filter(|_| !name.is_empty());
    paths.filter_map(|path| join(folder, path)).collect()
}

impl Builder<'_> {
    /// Takes in what a chart of the project renders to.
    pub(super) fn chart(&mut self, folder: &str, entry: &Draft, home: &str, layer: &mut Layer) {
        let said = Entry(entry);
        let (name, version) = (said.text(&["name", "chartName"]), said.text(&["version", "chartVersion"]));
        let exists =
            |folder: &String| join(folder, "Chart.yaml").is_some_and(|path| self.files.find(&path).is_some());
        let Some(chart) = folders(folder, home, name, version).into_iter().find(exists) else {
            layer.open = true;
            let message =
                format!("the chart '{name}' is not in this repository, so its objects are not known");
            return self.note(entry.span, message);
        };
        let values = self.values(folder, &chart, &said);
        let mut options = helm::Options { values: Vec::new(), ..self.options.clone() };
        for (word, option) in [
            ("releaseName", &mut options.release),
            ("namespace", &mut options.namespace),
            ("kubeVersion", &mut options.kube_version),
        ] {
            if !said.text(&[word]).is_empty() {
                said.text(&[word]).clone_into(option);
            }
        }
        let versions = entry.list("apiVersions").iter().filter_map(Draft::text);
        options.api_versions.extend(versions.map(str::to_owned));
        let parts = Parts {
            crds: said.is("includeCRDs"),
            hooks: !said.is("skipHooks"),
            tests: !said.is("skipTests"),
        };
        let index = self.charts.get_or_init(|| helm::Index::new(self.sources));
        let rendered = helm::inflate(self.sources, self.paths, index, &chart, &options, parts, || {
            values.iter().map(map).collect()
        });
        let Some((manifests, notes)) = rendered else { return };
        for note in notes {
            layer.open = true;
            self.note(note.span, note.message);
        }
        for manifest in manifests {
            let path = manifest.rendering.path.clone();
            // Helm ends every document with a line break.
            let text = format!("{}\n", manifest.rendering.text);
            let documents = files::parse(self.sources.add(manifest.rendering), &text);
            self.documents(&path, &documents, layer);
        }
    }

    /// The values files in order, the first with `valuesInline` in it.
    fn values(&mut self, folder: &str, chart: &str, said: &Entry) -> Vec<Draft> {
        let own = said.get(&["valuesFile", "values"]).and_then(|file| self.values_file(folder, file));
        let own = own.or_else(|| {
            let path = join(chart, "values.yaml")?;
            let file = self.files.find(&path)?;
            self.files.documents(&path, file).roots.first().cloned()
        });
        let own = own.unwrap_or_else(|| Draft::map(said.0.span));
        let inline = said.get(&["valuesInline", "valuesLocal"]).filter(|inline| !inline.pairs().is_empty());
        let id = Id::of(&Draft::map(said.0.span));
        let lists = Lists { id: &id, schema: None };
        let first = match (inline.cloned(), said.text(&["valuesMerge"])) {
            (None, _) => Some(own),
            (Some(inline), "replace") => Some(inline),
            (Some(inline), "merge") => merge::apply(inline, own, lists),
            (Some(inline), _) => merge::apply(own, inline, lists),
        };
        let more = said.0.list("additionalValuesFiles").iter();
        first.into_iter().chain(more.filter_map(|file| self.values_file(folder, file))).collect()
    }

    fn values_file(&mut self, folder: &str, entry: &Draft) -> Option<Draft> {
        let text = entry.text()?;
        let path = join(folder, text);
        let Some((path, file)) = path.as_ref().and_then(|path| Some((path, self.files.find(path)?))) else {
            let message = self.missing(text, path.as_deref());
            self.note(entry.span, message);
            return None;
        };
        self.files.documents(path, file).roots.first().cloned()
    }
}

/// A mapping as the templates of charts see it.
fn map(draft: &Draft) -> Map {
    let values = Map::default();
    values.borrow_mut().extend(
        draft.pairs().iter().map(|(key, item)| {
            (if key.plain { plain_key(&key.text) } else { key.text.clone() }, value(item))
        }),
    );
    values
}

fn value(draft: &Draft) -> Data {
    match &draft.value {
        Value::Null => Data::Nil,
        Value::Scalar(scalar) if scalar.plain => plain(&scalar.text, Some(draft.span)),
        Value::Scalar(scalar) => Data::Text(Text::of_value(scalar.text.as_str(), Some(draft.span))),
        Value::List(items) => Data::list(items.iter().map(value)),
        Value::Map(_) => Data::Map(map(draft)),
    }
}
