//! Schemas that a kustomization brings along (`openapi`): by which keys the items of lists in custom objects are known.

use std::rc::Rc;

use super::draft::Draft;
use super::files::Documents;
use super::object::Id;

/// How many references lead from one definition to the next.
const LONGEST: usize = 32;

/// An `OpenAPI` document, as `kustomize openapi fetch` writes it.
#[derive(Clone, Debug)]
pub(super) struct Schema(pub(super) Rc<Documents>);

impl Schema {
    /// The keys by which the items of the list at a path are known (`x-kubernetes-patch-merge-key`,
    /// `x-kubernetes-list-map-keys`), no keys for a set of values; `None` for a list that is replaced.
    pub(super) fn keys(&self, id: &Id, path: &[String]) -> Option<Vec<&str>> {
        let definitions = self.0.roots.first()?.get("definitions")?;
        let (_, definition) = definitions.pairs().iter().find(|(_, definition)| {
            let kinds = definition.list("x-kubernetes-group-version-kind").iter();
            kinds.into_iter().any(|kind| {
                kind.text_at(&["group"]) == id.group
                    && kind.text_at(&["version"]) == id.version
                    && kind.text_at(&["kind"]) == id.kind
            })
        })?;
        let mut node = definition;
        for key in path {
            let parent = node.get("items").map_or(Some(node), |items| resolved(definitions, items))?;
            let field = parent.at(&["properties", key]).or_else(|| parent.get("additionalProperties"))?;
            node = resolved(definitions, field)?;
        }
        if node.text_at(&["x-kubernetes-patch-strategy"]).split(',').any(|word| word == "merge") {
            return Some(
                node.get("x-kubernetes-patch-merge-key").and_then(Draft::text).into_iter().collect(),
            );
        }
        let is_map = node.text_at(&["x-kubernetes-list-type"]) == "map";
        is_map.then(|| node.list("x-kubernetes-list-map-keys").iter().filter_map(Draft::text).collect())
    }
}

/// The definition that a node refers to, or itself.
fn resolved<'d>(definitions: &'d Draft, mut node: &'d Draft) -> Option<&'d Draft> {
    for _ in 0..LONGEST {
        let Some(name) = node.get("$ref").and_then(Draft::text) else { return Some(node) };
        node = definitions.get(name.strip_prefix("#/definitions/")?)?;
    }
    None
}
