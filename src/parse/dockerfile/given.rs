//! What a build gives a Dockerfile: values of its arguments, and contexts under names of their own.

use std::collections::BTreeMap;

/// The options of a build that change what the words of a Dockerfile come to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct Given {
    /// `--build-arg`: the values that are known, by name.
    pub arguments: BTreeMap<String, String>,
    /// `--build-context`, by name in lower case. A name counts before stages and images ("Named contexts" of the
    /// `docker buildx build` reference).
    pub contexts: BTreeMap<String, NamedContext>,
}

/// What a named context stands for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum NamedContext {
    /// An image (`docker-image://name`).
    Image(String),
    /// A folder, an address, what another target makes, or something that is not known.
    Other,
}

impl Given {
    /// Adds a context as it is written: a folder, an address, `docker-image://name` or `target:name`. `None` is not known.
    pub fn add_context(&mut self, name: &str, written: Option<&str>) {
        let image = written.and_then(|written| written.strip_prefix("docker-image://"));
        let context = image.map_or(NamedContext::Other, |image| NamedContext::Image(image.to_owned()));
        self.contexts.insert(familiar(name), context);
    }

    /// The context of that name.
    pub(super) fn context(&self, name: &str) -> Option<&NamedContext> {
        self.contexts.get(&familiar(name))
    }
}

/// Names of contexts are compared as names of images are.
fn familiar(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let bare = name.strip_prefix("docker.io/").unwrap_or(&name);
    bare.strip_prefix("library/").unwrap_or(bare).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::dockerfile::{Base, parse, parse_given};
    use crate::source::FileId;

    const TEXT: &str = "ARG V=1\nFROM a:$V AS build\nARG V\nWORKDIR /x$V\nFROM base\nCOPY --from=build /a /b\n\
        RUN --mount=type=bind,from=docker.io/library/tools:2,target=/t true\n";

    #[test]
    fn arguments_count_before_defaults() {
        let mut given = Given::default();
        given.arguments.insert("V".to_owned(), "2".to_owned());
        given.arguments.insert("UNDECLARED".to_owned(), "3".to_owned());
        let file = parse_given(FileId(0), TEXT, &given);
        assert_eq!(file.stages[0].image.known(), Some("a:2"));
        let effective = file.effective(0).unwrap();
        assert_eq!(effective.directory.unwrap().text, "/x2");
        assert_eq!(parse(FileId(0), TEXT).stages[0].image.known(), Some("a:1"));
    }

    #[test]
    fn contexts_count_before_stages_and_images() {
        let mut given = Given::default();
        given.add_context("BASE", Some("docker-image://debian:12"));
        given.add_context("build", Some("../build"));
        given.add_context("tools:2", Some("target:tools"));
        let file = parse_given(FileId(0), TEXT, &given);
        let last = &file.stages[1];
        assert_eq!((last.base, last.image.known()), (Base::Image, Some("debian:12")));
        let links: Vec<_> = last.links.iter().map(|link| (link.stage, link.name.known())).collect();
        assert_eq!(links, [(None, None), (None, None)]);
        assert_eq!(parse(FileId(0), TEXT).stages[1].links[0].stage, Some(0));
    }
}
