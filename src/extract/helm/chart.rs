//! Charts as they lie in the tree: `Chart.yaml`, values, templates, files, and the charts they depend on.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use super::language::{self, Template};
use super::text::{Source, Text};
use super::value::{Map, Value};
use super::variant::Installation;
use super::{ancestors, data};
use crate::app::Unreadable;
use crate::fact::Environment;
use crate::parse::tree::Node;
use crate::parse::yaml;
use crate::source::{FileId, Sources, Span, folder_of, join, name_of};

/// The deepest nesting of charts in charts.
const DEEPEST: usize = 8;

/// Where the charts of a project lie. It is made once, and serves however many of them are rendered.
pub struct Index {
    /// The folder and name of every chart, with its `Chart.yaml`.
    pub(super) known: Vec<Known>,
    /// The folder of every chart.
    folders: BTreeSet<String>,
    /// The files of templates, with what was parsed of them so far.
    templates: BTreeMap<FileId, OnceLock<Parsed>>,
}

impl Index {
    /// Looks for the charts among the files of a project.
    pub fn new(sources: &Sources) -> Self {
        let known: Vec<Known> =
            sources.iter().filter_map(|(file, source)| Known::read(sources, file, &source.path)).collect();
        let folders: BTreeSet<String> = known.iter().map(|chart| chart.folder.clone()).collect();
        let is_template = |path: &str| {
            ancestors(path)
                .any(|folder| name_of(folder) == "templates" && folders.contains(folder_of(folder)))
        };
        let files = sources
            .iter()
            .filter(|(_, source)| is_template(&source.path))
            .map(|(file, _)| (file, OnceLock::new()));
        let templates = if known.is_empty() { BTreeMap::new() } else { files.collect() };
        Self { known, folders, templates }
    }
}

/// The charts of a project.
pub(super) struct Charts<'a> {
    pub(super) sources: &'a Sources,
    /// The paths of all files, sorted; their places are the ids of the files.
    pub(super) paths: &'a [String],
    pub(super) index: &'a Index,
    /// How pipelines install charts.
    pub(super) installations: Vec<Installation>,
    /// Values files that lie outside of all charts, and the environments that they are for.
    pub(super) outside: Vec<(FileId, Environment)>,
}

/// A template, or what is wrong with one that cannot be parsed.
pub(super) type Parsed = Result<Arc<Template>, Unreadable>;

/// A chart of the project before it is loaded.
pub(super) struct Known {
    pub(super) folder: String,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) file: FileId,
}

impl Known {
    fn read(sources: &Sources, file: FileId, path: &str) -> Option<Self> {
        (name_of(path) == "Chart.yaml").then_some(())?;
        let tree = yaml::parse(file, &sources.file(file).text);
        let head = tree.documents().next()?;
        let text = |key: &str| head.get(key).and_then(Node::text);
        let folder = folder_of(path).to_owned();
        let name = text("name").map_or_else(|| name_of(&folder).to_owned(), str::to_owned);
        Some(Self { folder, name, version: text("version").unwrap_or("").to_owned(), file })
    }
}

/// A chart with its subcharts.
#[derive(Clone)]
pub(super) struct Chart {
    /// Its name, or the alias under which it is a dependency.
    pub(super) name: String,
    /// Its folder.
    pub(super) folder: String,
    /// `.Chart`.
    pub(super) metadata: Map,
    pub(super) is_library: bool,
    /// What its values file sets.
    pub(super) values: Map,
    /// Its templates: path below the chart, and file.
    pub(super) templates: Rc<Vec<(String, FileId)>>,
    /// `.Files`.
    pub(super) files: Rc<BTreeMap<String, Text>>,
    /// What `Chart.yaml` declares.
    pub(super) declared: Rc<Vec<Dependency>>,
    /// Its subcharts.
    pub(super) charts: Vec<Chart>,
}

/// A dependency as declared.
pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) alias: Option<String>,
    pub(super) condition: String,
    pub(super) tags: Vec<String>,
    /// Pairs of a path in the dependency's values and the path in the chart's that it becomes.
    pub(super) imports: Vec<(String, String)>,
    version: String,
    repository: String,
    /// Why it is not there.
    pub(super) missing: Option<String>,
    /// Where it is declared.
    pub(super) span: Span,
}

impl Dependency {
    /// The name under which the chart is a dependency.
    pub(super) fn key(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }
}

impl<'a> Charts<'a> {
    pub(super) fn new(sources: &'a Sources, paths: &'a [String], index: &'a Index) -> Self {
        Self { sources, paths, index, installations: Vec::new(), outside: Vec::new() }
    }

    /// The template in a file; each is parsed once.
    pub(super) fn template(&self, file: FileId) -> Option<&Parsed> {
        Some(self.index.templates.get(&file)?.get_or_init(|| self.parse(file)))
    }

    fn parse(&self, file: FileId) -> Parsed {
        let text = &self.sources.file(file).text;
        let whole = Source { written: Some(Span::new(file, 0, text.len())), value: None };
        language::parse(&Text::new(text.as_str(), whole)).map(Arc::new).map_err(|error| Unreadable {
            span: error.at.written.unwrap_or(Span::start_of(file)),
            message: format!("this template is not rendered: {}", error.message),
        })
    }

    /// Whether a chart is rendered as a part of another only.
    pub(super) fn is_inner(&self, folder: &str) -> bool {
        ancestors(folder)
            .any(|outer| name_of(outer) == "charts" && self.index.folders.contains(folder_of(outer)))
    }

    /// Whether a file lies in the folder of a chart.
    pub(super) fn is_in_chart(&self, path: &str) -> bool {
        ancestors(path).any(|folder| self.index.folders.contains(folder))
    }

    /// Loads a chart and what it depends on.
    pub(super) fn load(&self, known: &Known, notes: &mut Vec<Unreadable>) -> Chart {
        self.load_at(known, notes, 0)
    }

    fn load_at(&self, known: &Known, notes: &mut Vec<Unreadable>, depth: usize) -> Chart {
        let folder = known.folder.as_str();
        let tree = yaml::parse(known.file, &self.sources.file(known.file).text);
        let head = tree.documents().next();
        let text = |key: &str| head.and_then(|head| head.get(key)).and_then(Node::text).unwrap_or("");
        let ignore = self.ignore_rules(folder);
        let below: Vec<(String, FileId)> = self
            .below(folder)
            .filter(|(path, _)| !path.starts_with("charts/"))
            .filter(|(path, _)| {
                !ignore.matched_path_or_any_parents(path, false).is_ignore()
                    && !path.strip_prefix("templates/").is_some_and(|name| name.starts_with('.'))
            })
            .collect();
        let (templates, others): (Vec<_>, Vec<_>) =
            below.into_iter().partition(|(path, _)| path.starts_with("templates/"));
        let values = self.sources.find(&inside(folder, "values.yaml"));
        let mut chart = Chart {
            name: known.name.clone(),
            folder: folder.to_owned(),
            metadata: metadata(head, depth == 0),
            is_library: text("type") == "library",
            values: values.map(|file| self.values_of(file)).unwrap_or_default(),
            templates: Rc::new(templates),
            files: Rc::new(self.files(&others)),
            declared: Rc::new(Vec::new()),
            charts: Vec::new(),
        };
        let requirements = self.sources.find(&inside(folder, "requirements.yaml"));
        let listed = match requirements.filter(|_| text("apiVersion") != "v2") {
            Some(file) => {
                let tree = yaml::parse(file, &self.sources.file(file).text);
                declared(tree.documents().next())
            }
            None => declared(head),
        };
        if depth >= DEEPEST {
            return chart;
        }
        self.depend(&mut chart, listed, notes, depth);
        chart
    }

    /// Loads the charts in `charts/`, and those that a declaration finds elsewhere in the project.
    fn depend(
        &self,
        chart: &mut Chart,
        mut listed: Vec<Dependency>,
        notes: &mut Vec<Unreadable>,
        depth: usize,
    ) {
        let inner = inside(&chart.folder, "charts");
        let beside: Vec<&Known> =
            self.index.known.iter().filter(|known| folder_around(&known.folder) == inner).collect();
        for known in &beside {
            if !listed.iter().any(|dependency| dependency.name == known.name) {
                chart.charts.push(self.load_at(known, notes, depth + 1));
            }
        }
        for dependency in &mut listed {
            let named = || beside.iter().copied().filter(|known| known.name == dependency.name);
            let found = named()
                .find(|known| fits(&dependency.version, &known.version))
                .or_else(|| named().next())
                .or_else(|| self.elsewhere(&chart.folder, dependency));
            match found {
                Some(known) if known.folder != chart.folder => {
                    let mut subchart = self.load_at(known, notes, depth + 1);
                    dependency.key().clone_into(&mut subchart.name);
                    if let Some(alias) = &dependency.alias {
                        subchart.metadata.borrow_mut().insert("Name".to_owned(), Value::text(alias));
                    }
                    chart.charts.push(subchart);
                }
                _ => dependency.missing = Some(self.reason(&inner, &dependency.name)),
            }
        }
        chart.declared = Rc::new(listed);
    }

    /// A dependency that stands elsewhere in the project: where its `file://` repository says, else the nearest chart of its
    /// name. Charts side by side are developed together; one that is farther away must have the major version.
    fn elsewhere(&self, folder: &str, dependency: &Dependency) -> Option<&Known> {
        if let Some(path) = dependency.repository.strip_prefix("file://") {
            let target = join(folder, path)?;
            return self.index.known.iter().find(|known| known.folder == target);
        }
        let shared = |known: &Known| {
            known.folder.split('/').zip(folder.split('/')).take_while(|(left, right)| left == right).count()
        };
        self.index
            .known
            .iter()
            .filter(|known| known.name == dependency.name && known.folder != folder)
            .filter(|known| !self.is_inner(&known.folder))
            .filter(|known| {
                folder_of(&known.folder) == folder_of(folder) || fits(&dependency.version, &known.version)
            })
            .max_by_key(|known| (shared(known), std::cmp::Reverse(known.folder.len())))
    }

    fn reason(&self, charts: &str, name: &str) -> String {
        let start = inside(charts, name);
        let at = self.paths.partition_point(|path| path.as_str() < start.as_str());
        let packed = self.paths[at..]
            .iter()
            .take_while(|path| path.starts_with(&start))
            .find(|path| path.ends_with(".tgz") && folder_of(path) == charts);
        match packed {
            Some(path) => format!("the chart '{name}' is packed in {}, which cannot be read", name_of(path)),
            None => format!("the chart '{name}' is not in this project"),
        }
    }

    /// What a values file sets: the first document, with the place of every scalar.
    pub(super) fn values_of(&self, file: FileId) -> Map {
        let tree = yaml::parse(file, &self.sources.file(file).text);
        tree.documents().next().map(data::map).unwrap_or_default()
    }

    /// The files below a folder, by their paths in it.
    pub(super) fn below<'s>(&'s self, folder: &'s str) -> impl Iterator<Item = (String, FileId)> + 's {
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let first = self.paths.partition_point(|path| path.as_str() < start.as_str());
        self.paths[first..].iter().enumerate().map_while(move |(at, path)| {
            Some((path.strip_prefix(&start)?.to_owned(), FileId((first + at) as u32)))
        })
    }

    fn files(&self, paths: &[(String, FileId)]) -> BTreeMap<String, Text> {
        paths
            .iter()
            .map(|(path, file)| {
                let text = &self.sources.file(*file).text;
                (path.clone(), Text::of_value(text.as_str(), Some(Span::new(*file, 0, text.len()))))
            })
            .collect()
    }

    fn ignore_rules(&self, folder: &str) -> ignore::gitignore::Gitignore {
        let mut builder = ignore::gitignore::GitignoreBuilder::new("");
        if let Some(file) = self.sources.find(&inside(folder, ".helmignore")) {
            for line in self.sources.file(file).text.lines() {
                // A pattern that cannot be read ignores nothing.
                let _ = builder.add_line(None, line);
            }
        }
        builder.build().unwrap_or_else(|_| ignore::gitignore::Gitignore::empty())
    }
}

/// The folder in which a chart lies, by itself or packed.
fn folder_around(chart: &str) -> &str {
    let folder = folder_of(chart);
    if folder.ends_with(".tgz!") { folder_of(folder) } else { folder }
}

/// A path in a folder; the empty folder is the root.
pub(super) fn inside(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}

/// Whether a version may satisfy a range, as far as the major version tells.
fn fits(range: &str, version: &str) -> bool {
    let major = |text: &str| {
        let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        digits[..end].parse::<u64>().ok()
    };
    let is_open = range.contains(['>', '*', '|', '<']) || range.is_empty();
    is_open || major(range).is_none() || major(range) == major(version)
}

fn declared(head: Option<Node>) -> Vec<Dependency> {
    let items = head.and_then(|head| head.get("dependencies")).into_iter().flat_map(Node::items);
    items
        .filter_map(|item| {
            let text = |key: &str| item.get(key).and_then(Node::text).unwrap_or("").to_owned();
            let name = item.get("name")?;
            let imports = item.get("import-values").into_iter().flat_map(Node::items).filter_map(|import| {
                if let Some(name) = import.text() {
                    return Some((format!("exports.{name}"), String::new()));
                }
                let path = |key: &str| import.get(key).and_then(Node::text).map(str::to_owned);
                Some((path("child")?, path("parent")?))
            });
            Some(Dependency {
                name: name.text()?.to_owned(),
                alias: item.get("alias").and_then(Node::text).map(str::to_owned),
                condition: text("condition"),
                tags: item
                    .get("tags")
                    .into_iter()
                    .flat_map(Node::items)
                    .filter_map(|tag| tag.text().map(str::to_owned))
                    .collect(),
                imports: imports.collect(),
                version: text("version"),
                repository: text("repository"),
                missing: None,
                span: name.span(),
            })
        })
        .collect()
}

/// `.Chart`, with the names of Go's fields.
fn metadata(head: Option<Node>, is_root: bool) -> Map {
    let get = |key: &str| head.and_then(|head| head.get(key));
    let text = |key: &str| {
        let node = get(key);
        let place = node.map(Node::content_span);
        Value::Text(Text::of_value(node.and_then(Node::text).unwrap_or(""), place))
    };
    let list = |key: &str| get(key).map_or(Value::list([]), data::value);
    let fields = |node: Node, names: &[(&str, &str)]| {
        Value::map(names.iter().map(|(field, key)| {
            (
                (*field).to_owned(),
                node.get(key).map_or(Value::text(""), |value| {
                    Value::Text(Text::of_value(value.raw(), Some(value.content_span())))
                }),
            )
        }))
    };
    let maintainers = get("maintainers").into_iter().flat_map(Node::items);
    let dependencies = get("dependencies").into_iter().flat_map(Node::items);
    let entries = [
        ("Name", text("name")),
        ("Home", text("home")),
        ("Sources", list("sources")),
        ("Version", text("version")),
        ("Description", text("description")),
        ("Keywords", list("keywords")),
        (
            "Maintainers",
            Value::list(
                maintainers.map(|node| fields(node, &[("Name", "name"), ("Email", "email"), ("URL", "url")])),
            ),
        ),
        ("Icon", text("icon")),
        ("APIVersion", text("apiVersion")),
        ("Condition", text("condition")),
        ("Tags", text("tags")),
        ("AppVersion", text("appVersion")),
        ("Deprecated", get("deprecated").map_or(Value::bool(false), data::value)),
        ("Annotations", get("annotations").map_or(Value::Nil, data::value)),
        ("KubeVersion", text("kubeVersion")),
        (
            "Dependencies",
            Value::list(dependencies.map(|node| {
                fields(
                    node,
                    &[
                        ("Name", "name"),
                        ("Version", "version"),
                        ("Repository", "repository"),
                        ("Condition", "condition"),
                        ("Alias", "alias"),
                    ],
                )
            })),
        ),
        ("Type", text("type")),
        ("IsRoot", Value::bool(is_root)),
    ];
    let map = Map::default();
    map.borrow_mut().extend(entries.map(|(name, value)| (name.to_owned(), value)));
    map
}
