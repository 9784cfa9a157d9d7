//! Image references: repository, tag and digest of `registry:5000/team/app:1.2@sha256:…`.

use crate::source::{Arg, name_of};

/// A parsed image reference. Each part is known or computed by itself: `app:${TAG}` has a known repository.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImageReference {
    /// Registry and path, as written.
    pub repository: Arg,
    /// The tag; `None` where none is written.
    pub tag: Option<Arg>,
    /// The digest with its algorithm; `None` where none is written.
    pub digest: Option<Arg>,
}

impl ImageReference {
    /// Splits a reference (`distribution/reference`: the tag follows the last colon behind the last slash). `None` where
    /// the text cannot be one.
    pub fn parse(arg: &Arg) -> Option<Self> {
        let text = arg.text.trim();
        if text.is_empty() || text.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')) {
            return None;
        }
        if !arg.literal && !text.contains("{}") {
            let repository = Arg::computed("{}", arg.span);
            return Some(Self { repository, tag: None, digest: None });
        }
        let (named, digest) = match text.split_once('@') {
            Some((named, digest)) => (named, Some(digest)),
            None => (text, None),
        };
        let path = named.rfind('/').map_or(0, |at| at + 1);
        let (repository, tag) = match named[path..].rfind(':') {
            Some(at) => (&named[..path + at], Some(&named[path + at + 1..])),
            None => (named, None),
        };
        let part = |text: &str| Arg {
            text: text.to_owned(),
            literal: !text.contains("{}") && !text.contains('$'),
            span: arg.span,
        };
        let named = part(repository);
        // What is empty was left for whoever builds: `FROM library/${DISTRIBUTION}`.
        let is_named = !repository.is_empty() && !repository.ends_with('/');
        is_named.then(|| Self {
            repository: Arg { literal: named.literal && !is_stand_in(name_of(repository)), ..named },
            tag: tag.filter(|tag| !tag.is_empty()).map(part),
            digest: digest.filter(|digest| !digest.is_empty()).map(part),
        })
    }

    /// The digest, else the tag: what fixes the content.
    pub fn version(&self) -> Option<&Arg> {
        self.digest.as_ref().or(self.tag.as_ref())
    }

    /// Whether nothing of the repository is known.
    pub fn is_blank(&self) -> bool {
        !self.repository.literal
            && self.repository.text.replace("{}", "").trim_matches(['/', '-', '_', '.']).is_empty()
    }

    /// The last part of the repository.
    pub fn name(&self) -> &str {
        name_of(&self.repository.text)
    }

    /// The repository without the parts that Docker Hub lets people leave out.
    pub fn familiar(&self) -> &str {
        familiar(&self.repository.text)
    }
}

/// Whether a name is none that an image can have: something else writes the real one over it before it is deployed.
fn is_stand_in(name: &str) -> bool {
    name.contains(|c: char| c.is_ascii_uppercase() || matches!(c, '{' | '}' | '%'))
}

/// A repository without the parts that Docker Hub lets people leave out: `docker.io/library/redis` is `redis`.
pub fn familiar(repository: &str) -> &str {
    let on_hub = ["docker.io/", "index.docker.io/", "registry-1.docker.io/"];
    let path = on_hub.iter().find_map(|host| repository.strip_prefix(host)).unwrap_or(repository);
    path.strip_prefix("library/").unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn parts(text: &str, literal: bool) -> Option<(String, Option<String>, Option<String>)> {
        let arg = Arg { text: text.to_owned(), literal, span: Span::start_of(FileId(0)) };
        let text = |arg: Arg| if arg.literal { arg.text } else { format!("?{}", arg.text) };
        let reference = ImageReference::parse(&arg)?;
        Some((text(reference.repository), reference.tag.map(text), reference.digest.map(text)))
    }

    #[test]
    fn a_port_is_no_tag() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(parts("nginx", true), Some(("nginx".into(), None, None)));
        assert_eq!(parts("host:5000/app", true), Some(("host:5000/app".into(), None, None)));
        assert_eq!(parts("host:5000/a/b:1.2", true), Some(("host:5000/a/b".into(), some("1.2"), None)));
        assert_eq!(parts("a/b:1@sha256:00ff", true), Some(("a/b".into(), some("1"), some("sha256:00ff"))));
        assert_eq!(parts("a/b:{}", false), Some(("a/b".into(), some("?{}"), None)));
        assert_eq!(parts("{}", false), Some(("?{}".into(), None, None)));
        assert_eq!(parts("<your image>", true), None);
        assert_eq!(parts(":1", true), None);
    }

    #[test]
    fn the_hub_is_left_out() {
        assert_eq!(familiar("docker.io/library/redis"), "redis");
        assert_eq!(familiar("docker.io/bitnami/redis"), "bitnami/redis");
        assert_eq!(familiar("quay.io/library/redis"), "quay.io/library/redis");
    }
}
