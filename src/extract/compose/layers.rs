//! A service with the services of the same file that it extends, seen as one mapping.

use super::value::Field;
use crate::artefact::compose::Extends;
use crate::extract::Reader;
use crate::source::{Arg, folder_of, join, name_of};

/// Services that extend each other are followed this far.
const MOST: usize = 16;

/// The mappings that make up a service, its own first.
pub(super) struct Layers<'t> {
    nodes: Vec<Field<'t>>,
    /// What the last of them extends in another file.
    pub(super) extends: Option<Extends>,
}

impl<'t> Layers<'t> {
    /// Follows `extends` from a service.
    pub(super) fn follow(reader: Reader, services: Field<'t>, own: Field<'t>) -> Self {
        let mut layers = Self { nodes: vec![own], extends: None };
        let mut at = own;
        while let Some(extends) = at.get("extends")
            && layers.nodes.len() < MOST
        {
            let service = if extends.is_scalar() { Some(extends) } else { extends.get("service") };
            let Some(service) = service.and_then(Field::arg) else { break };
            let file = extends.get("file").and_then(Field::arg);
            if let Some(file) = file.filter(|file| name_of(&file.text) != name_of(reader.path)) {
                let file = join(folder_of(reader.path), &file.text);
                layers.extends = Some(Extends { file, service });
                break;
            }
            let Some(base) = services.get(&service.text).filter(|base| base.is_mapping()) else { break };
            layers.nodes.push(base);
            at = base;
        }
        layers
    }

    /// The value of a key: of the nearest layer that has it.
    pub(super) fn get(&self, key: &str) -> Option<Field<'t>> {
        let node = self.nodes.iter().find_map(|node| node.get(key))?;
        (node.tag() != Some("!reset")).then_some(node)
    }

    /// The value at a path of keys, in the nearest layer that has all of them.
    pub(super) fn at(&self, path: &[&str]) -> Option<Field<'t>> {
        self.nodes.iter().find_map(|node| node.at(path)).filter(|node| node.tag() != Some("!reset"))
    }

    /// The scalar at a path of keys.
    pub(super) fn arg(&self, path: &[&str]) -> Option<Arg> {
        self.at(path).and_then(Field::arg)
    }

    /// The values of a key that compose puts together, nearest layer first.
    pub(super) fn all(&self, key: &str) -> Vec<Field<'t>> {
        let mut found = Vec::new();
        for node in self.nodes.iter().filter_map(|node| node.get(key)) {
            if node.tag() == Some("!reset") {
                break;
            }
            found.push(node);
            if node.tag() == Some("!override") {
                break;
            }
        }
        found
    }

    /// The keys for which other files do not count.
    pub(super) fn replaced(&self) -> Vec<String> {
        let tagged = |node: &Field| matches!(node.tag(), Some("!reset" | "!override"));
        let entries = self.nodes.iter().flat_map(|node| node.entries());
        entries
            .filter(|(_, value)| tagged(value))
            .filter_map(|(key, _)| key.text().map(str::to_owned))
            .collect()
    }
}
