//! The files of the project as kustomizations find and read them.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::draft::Draft;
use crate::discover::{self, Class, Content, Tree};
use crate::parse::yaml;
use crate::source::{FileId, Span, join};

/// Names under which a folder holds its kustomization.
pub(super) const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// The files, and what was already read of them.
pub(super) struct Files<'a> {
    tree: &'a Tree,
    documents: BTreeMap<String, Rc<Documents>>,
}

/// The documents of one file, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Documents {
    pub(super) roots: Vec<Draft>,
    pub(super) errors: Vec<(Span, String)>,
}

impl<'a> Files<'a> {
    pub(super) fn new(tree: &'a Tree) -> Self {
        Self { tree, documents: BTreeMap::new() }
    }

    /// The file at a root-relative path.
    pub(super) fn find(&self, path: &str) -> Option<FileId> {
        let at = self.tree.entries.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok()?;
        Some(FileId(at as u32))
    }

    /// Whether something of the project lies below a folder.
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        let start = format!("{folder}/");
        let at = self.tree.entries.partition_point(|entry| entry.path < start);
        folder.is_empty() || self.tree.entries.get(at).is_some_and(|entry| entry.path.starts_with(&start))
    }

    /// The kustomization of a folder.
    pub(super) fn kustomization(&self, folder: &str) -> Option<String> {
        let paths = NAMES.iter().filter_map(|name| join(folder, name));
        paths.into_iter().find(|path| self.find(path).is_some())
    }

    /// The text of a file.
    ///
    /// # Errors
    /// Where it is no text or cannot be read, and why.
    pub(super) fn text(&self, file: FileId) -> Result<String, String> {
        match discover::read(&self.tree.entries[file.0 as usize]) {
            Content::Text(text) => Ok(text),
            Content::Binary => Err("it holds bytes that are no text".to_owned()),
            Content::Unreadable(reason) => Err(reason),
        }
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// Where it cannot be read, and why.
    pub(super) fn bytes(&self, file: FileId) -> Result<Vec<u8>, String> {
        discover::bytes(&self.tree.entries[file.0 as usize])
    }

    /// Whether places in a file can be shown: the text of those that nothing else reads is not kept.
    pub(super) fn is_kept(&self, file: FileId) -> bool {
        let path = &self.tree.entries[file.0 as usize].path;
        !matches!(discover::classify::by_name(path), Some(Class::Other | Class::Lockfile(..)))
    }

    /// The documents of a YAML or JSON file.
    pub(super) fn documents(&mut self, path: &str, file: FileId) -> Rc<Documents> {
        if let Some(known) = self.documents.get(path) {
            return Rc::clone(known);
        }
        let documents = match self.text(file) {
            Ok(text) => parse(file, &text),
            Err(reason) => {
                let errors = vec![(Span::start_of(file), format!("the file was not read: {reason}"))];
                Documents { roots: Vec::new(), errors }
            }
        };
        let documents = Rc::new(documents);
        self.documents.insert(path.to_owned(), Rc::clone(&documents));
        documents
    }
}

/// Reads a text of a file.
pub(super) fn parse(file: FileId, text: &str) -> Documents {
    let tree = yaml::parse(file, text);
    let errors = tree.errors().iter();
    // Where the last line has no end, a block scalar in it has none either, as Go's parser reads it.
    let end = (!text.ends_with('\n')).then_some(text.len() as u32);
    Documents {
        roots: tree.documents().map(|document| Draft::read(document, end)).collect(),
        errors: errors
            .map(|error| (error.span, format!("this document is not read: {}", error.message)))
            .collect(),
    }
}
