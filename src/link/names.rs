//! Which app a name in an artefact means.

use crate::artefact::backing;
use crate::source::name_of;

/// The names under which artefacts refer to one app.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// The app's root folder.
    root: String,
    /// Image names that are surely this app's, registry and tag taken off.
    images: Vec<String>,
    /// Words that name the app: its folder, the compose services that build it, its package.
    words: Vec<String>,
}

/// The score of a word that is the app's own.
const EXACT: u32 = 80;

/// Folders whose name says nothing about what is in them.
const GENERIC: [&str; 14] = [
    "src",
    "app",
    "docker",
    "build",
    "deploy",
    "code",
    "source",
    "dockerfiles",
    "package",
    "packages",
    "service",
    "services",
    "apps",
    "container",
];

impl Names {
    /// The names of an app with that root folder.
    pub(super) fn of_root(root: &str) -> Self {
        let mut names = Self { root: root.to_owned(), ..Self::default() };
        if let Some(word) = root.rsplit('/').find(|part| !part.is_empty() && !GENERIC.contains(part)) {
            names.word(word);
        }
        names
    }

    /// Adds the name of an image that is built from the app.
    pub(super) fn image(&mut self, reference: &str) {
        let name = repository(reference);
        if !name.is_empty() && !name.contains(['$', '{']) {
            self.images.push(name.to_ascii_lowercase());
        }
    }

    /// Adds a word that names the app.
    pub(super) fn word(&mut self, word: &str) {
        let word = normal(word);
        if word.len() > 1 && !GENERIC.contains(&word.as_str()) {
            self.words.push(word);
        }
    }

    /// How surely an image reference means this app; 0 is not at all.
    pub(super) fn score_image(&self, reference: &str) -> u32 {
        let name = repository(reference).to_ascii_lowercase();
        if self.images.contains(&name) {
            return 100;
        }
        let last = name_of(&name);
        if self.images.iter().any(|image| name_of(image) == last) {
            return 90;
        }
        // `shop/api` is published for a package called `shop-api`.
        let folder = name.strip_suffix(last).map_or("", |rest| name_of(rest.trim_end_matches('/')));
        let whole = normal(&format!("{folder}-{last}"));
        if self.words.contains(&whole) { EXACT } else { self.score_word(last) }
    }

    /// The score that counts for an artefact in a folder: a name that only contains the app's word (`shop-web`) may mean any
    /// app of that word, so that it means this one only where no other project's folder stands between the two.
    pub(super) fn settle(&self, score: u32, folder: &str) -> u32 {
        if score >= EXACT || self.is_near(folder) { score } else { 0 }
    }

    /// Whether no folder with a name of its own stands between the app and the folders that it shares with another folder.
    fn is_near(&self, folder: &str) -> bool {
        let parts: Vec<&str> = self.root.split('/').filter(|part| !part.is_empty()).collect();
        let shared = parts.iter().zip(folder.split('/')).take_while(|(a, b)| *a == b).count();
        let named = parts[shared..].iter().filter(|part| !GENERIC.contains(part)).count();
        named <= 1
    }

    /// Whether an image is called exactly like this app, or like one that it builds.
    pub(super) fn is_image(&self, reference: &str) -> bool {
        self.score_image(reference) >= EXACT
    }

    /// How surely a word means this app; 0 is not at all.
    pub(super) fn score_word(&self, word: &str) -> u32 {
        let word = normal(word);
        let scores = self.words.iter().map(|own| {
            if *own == word {
                return EXACT;
            }
            let affixed = [format!("-{own}"), format!("{own}-")];
            let fits = word.ends_with(&affixed[0]) || word.starts_with(&affixed[1]);
            if fits && own.len() > 2 { 40 + (own.len() as u32).min(20) } else { 0 }
        });
        scores.max().unwrap_or(0)
    }
}

/// The one app whose names fit best, given a score for each; `None` if none fits or two fit equally.
pub(super) fn best(scores: impl Iterator<Item = u32>) -> Option<usize> {
    let scores: Vec<u32> = scores.collect();
    let top = scores.iter().copied().max().filter(|top| *top > 0)?;
    let mut at = scores.iter().enumerate().filter(|(_, score)| **score == top);
    let (first, _) = at.next()?;
    at.next().is_none().then_some(first)
}

/// An image reference without registry port, tag and digest.
fn repository(reference: &str) -> &str {
    let name = reference.split('@').next().unwrap_or(reference);
    let slash = name.rfind('/').map_or(0, |at| at + 1);
    name[slash..].find(':').map_or(name, |colon| &name[..slash + colon])
}

/// Whether an image is known to be somebody else's: a backing service.
pub(super) fn is_foreign(reference: &str) -> bool {
    backing::engine(repository(reference)).is_some()
}

fn normal(word: &str) -> String {
    word.to_ascii_lowercase().replace(['_', '.', ' '], "-").trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_find_their_folder() {
        let cart = Names::of_root("src/cartservice/src");
        assert_eq!(cart.score_image("gcr.io/x/cartservice:v1"), 80);
        let web = Names::of_root("web");
        assert!(web.score_image("robotshop/rs-web:${TAG}") > 0);
        assert_eq!(web.score_image("localhost:5000/webhook"), 0);
        let server = Names::of_root("ai/diffusion/build/server");
        let score = server.score_image("models/gemma-server:1");
        assert_eq!((server.settle(score, "ai/gemma"), server.settle(score, "ai/diffusion/k8s")), (0, score));
        assert_eq!(best([0, 80, 45].into_iter()), Some(1));
        assert_eq!(best([80, 80].into_iter()), None);
    }
}
