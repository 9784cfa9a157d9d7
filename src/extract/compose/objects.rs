//! Top-level `secrets` and `configs`, and where their content comes from (08-configs.md and 09-secrets.md of the Compose
//! specification).

use super::files::Project;
use super::value::{Field, Setting, Variables};
use crate::discover::{self, Content, Tree};
use crate::fact::{Fact, Kind, Place};
use crate::source::{Arg, join};

/// The facts of a file's objects: the variables that fill them, the text that stands in the compose file
/// (`file:compose-content`), and the secrets that stand in another file of the project (`file:compose-secret`, at the place of its path).
pub(super) fn facts(tree: &Tree, project: &Project, file: usize, place: &Place) -> Vec<Fact> {
    let nothing = Variables::new();
    // What the `.env` file of one machine fills in is not written here.
    let setting = Setting { variables: &nothing, ..project.setting(file) };
    let roots = project.files[file].tree.documents().map(|root| Field::new(root, setting));
    let mut facts = Vec::new();
    for root in roots {
        for kind in ["secrets", "configs"] {
            for (key, object) in root.get(kind).into_iter().flat_map(Field::entries) {
                let Some(name) = key.arg() else { continue };
                let fact = |kind, api, at: &Arg| Fact::new(kind, at.span, api, place.clone());
                if let Some(variable) = object.get("environment").and_then(Field::arg) {
                    let read = fact(Kind::EnvRead, "compose", &variable).about(variable);
                    facts.push(Fact { required: true, ..read });
                }
                if let Some(content) = object.get("content").and_then(Field::arg) {
                    facts.push(
                        fact(Kind::Literal, "file:compose-content", &content)
                            .about(name.clone())
                            .valued(content),
                    );
                }
                let path = object.get("file").filter(|_| kind == "secrets");
                if let Some(content) = path.and_then(|path| content(tree, project, path)) {
                    facts.push(
                        fact(Kind::Literal, "file:compose-secret", &content).about(name).valued(content),
                    );
                }
            }
        }
    }
    facts
}

/// What a file of the project holds, with the span of its path.
fn content(tree: &Tree, project: &Project, path: Field) -> Option<Arg> {
    let written = path.arg().filter(|written| !written.text.starts_with(['/', '~']))?;
    let file = project.sources.find(&join(path.folder(), written.known()?)?)?;
    match discover::read(tree.entries.get(file.0 as usize)?) {
        Content::Text(text) => Some(Arg { text: text.trim().to_owned(), ..written }),
        Content::Binary | Content::Unreadable(_) => None,
    }
}
