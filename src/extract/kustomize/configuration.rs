//! Fields that `configurations` add to those that kustomize knows.

use super::draft::Draft;
use super::field::Field;
use super::reference::Reference;
use super::schema::Schema;
use super::transform::{self, Extra};

/// Fields that `configurations` add.
#[derive(Clone, Debug, Default)]
pub(super) struct Configuration {
    pub(super) references: Vec<Reference>,
    pub(super) namespace: Vec<Extra>,
    pub(super) labels: Vec<Extra>,
    pub(super) annotations: Vec<Extra>,
    pub(super) images: Vec<Extra>,
    pub(super) variables: Vec<Extra>,
    /// `openapi`; that of the outermost kustomization counts.
    pub(super) schema: Option<Schema>,
}

impl Configuration {
    /// Takes over the fields of another.
    pub(super) fn append(&mut self, mut other: Self) {
        self.references.append(&mut other.references);
        self.namespace.append(&mut other.namespace);
        self.labels.append(&mut other.labels);
        self.annotations.append(&mut other.annotations);
        self.images.append(&mut other.images);
        self.variables.append(&mut other.variables);
        self.schema = self.schema.take().or(other.schema);
    }

    /// Adds the fields of a document.
    pub(super) fn read(&mut self, document: &Draft) {
        for entry in document.list("nameReference") {
            for from in entry.list("fieldSpecs") {
                self.references.push(Reference {
                    target: transform::kind(entry),
                    from: transform::kind(from),
                    field: Field::new(from.text_at(&["path"]), false),
                });
            }
        }
        let fields = |key: &str| document.list(key).iter().map(Extra::read).collect::<Vec<_>>();
        self.namespace.extend(fields("namespace"));
        self.labels.extend(fields("commonLabels"));
        self.annotations.extend(fields("commonAnnotations"));
        self.images.extend(fields("images"));
        self.variables.extend(fields("varReference"));
    }
}
