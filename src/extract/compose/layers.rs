//! A service with all that it builds upon, in its own file and in others, seen as one mapping.

use super::files::Project;
use super::value::{Field, Setting};
use crate::parse::tree::Node;
use crate::source::{Arg, Span, folder_of, join};

/// A service is followed through this many others.
const MOST: usize = 32;

/// The mappings that make up a service, its own first (13-merge.md of the Compose specification).
pub(super) struct Layers<'t> {
    nodes: Vec<Field<'t>>,
    /// The keys and values of those in other files.
    pub(super) elsewhere: Vec<Span>,
    /// Whether it extends what is not here.
    pub(super) open: bool,
}

impl<'t> Layers<'t> {
    /// Follows the service of a file through `extends`, the files that the file is laid over, and what these extend and
    /// include.
    pub(super) fn follow(project: &'t Project<'t>, file: usize, key: Node<'t>, own: Node<'t>) -> Self {
        let mut layers = Self { nodes: Vec::new(), elsewhere: Vec::new(), open: false };
        let setting = project.setting(file);
        layers.add(project, file, setting, key, own);
        for (key, own) in project.services(file).earlier(key.text().unwrap_or_default()) {
            layers.add(project, file, setting, key, own);
        }
        let home = project.files[file].id;
        let name = key.text().unwrap_or_default();
        for base in &project.usage(file).bases {
            let Some((holder, key, own)) = project.service(*base, name) else { continue };
            let setting = if holder == *base { setting } else { project.setting(holder) };
            layers.add(project, holder, setting, key, own);
            for (key, own) in project.services(holder).earlier(name) {
                layers.add(project, holder, setting, key, own);
            }
        }
        layers.elsewhere.retain(|span| span.file != home);
        layers
    }

    /// Adds a service and what it extends.
    fn add(
        &mut self,
        project: &'t Project<'t>,
        file: usize,
        setting: Setting<'t>,
        key: Node<'t>,
        own: Node<'t>,
    ) {
        let (mut file, mut setting, mut key, mut own) = (file, setting, key, own);
        loop {
            let is_known = self.nodes.iter().any(|field| field.span() == own.span());
            if is_known || self.nodes.len() >= MOST || !own.is_mapping() {
                return;
            }
            let field = Field::new(own, setting);
            self.nodes.push(field);
            self.elsewhere.push(entry(key, own));
            let Some(extends) = field.get("extends").filter(|extends| extends.tag() != Some("!reset")) else {
                return;
            };
            let service = if extends.is_scalar() { Some(extends) } else { extends.get("service") };
            let Some(service) = service.and_then(Field::arg) else { return };
            if let Some(named) = extends.get("file").and_then(Field::arg) {
                let Some(other) = join(setting.folder, &named.text).and_then(|path| project.find(&path))
                else {
                    self.open = true;
                    return;
                };
                if other != file {
                    let folder = folder_of(project.sources.path(project.files[other].id));
                    (file, setting) = (other, Setting { folder, ..setting });
                }
            }
            let Some((_, next_key, next)) = project.service(file, &service.text) else { return };
            (key, own) = (next_key, next);
        }
    }

    /// The value of a key: of the nearest layer that has it.
    pub(super) fn get(&self, key: &str) -> Option<Field<'t>> {
        self.at(&[key])
    }

    /// The value at a path of keys, in the nearest layer that has all of them.
    pub(super) fn at(&self, path: &[&str]) -> Option<Field<'t>> {
        self.found(path).first().copied().filter(|node| !node.is_null())
    }

    /// The scalar at a path of keys.
    pub(super) fn arg(&self, path: &[&str]) -> Option<Arg> {
        self.at(path).and_then(Field::arg)
    }

    /// The values of a key that compose puts together, nearest layer first.
    pub(super) fn all(&self, key: &str) -> Vec<Field<'t>> {
        self.found(&[key])
    }

    /// The values at a path. What is empty says nothing, except for a command, which it takes away; what is tagged hides
    /// what the layers behind it say.
    fn found(&self, path: &[&str]) -> Vec<Field<'t>> {
        let mut found = Vec::new();
        for node in &self.nodes {
            let (mut at, mut hides) = (Some(*node), false);
            for key in path {
                at = at.and_then(|node| node.get(key));
                let tag = at.and_then(Field::tag);
                hides |= matches!(tag, Some("!reset" | "!override"));
                at = at.filter(|_| tag != Some("!reset"));
            }
            let replaces = matches!(path, ["command" | "entrypoint"]);
            found.extend(at.filter(|value| replaces || !value.is_null()));
            if hides {
                break;
            }
        }
        found
    }
}

/// The span of a key and its value; what an alias names stands elsewhere.
pub(super) fn entry(key: Node, own: Node) -> Span {
    let (from, to) = (key.span(), own.span());
    if to.start < from.start { from } else { from.to(to) }
}
