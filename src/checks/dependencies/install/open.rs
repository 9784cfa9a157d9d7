//! Whether a package that an installation names comes without a version.

use super::Install;
use crate::artefact::package::Ecosystem;
use crate::source::Arg;

/// Whether a named package comes without a version, so that the newest one is taken.
pub(crate) fn is_open(install: &Install, name: &Arg) -> bool {
    let text = name.text.as_str();
    // A variable may hold the name, or at the end of it the version.
    if text.starts_with("{}") || text.ends_with("{}") {
        return false;
    }
    match install.ecosystem {
        Ecosystem::Npm => npm(text),
        Ecosystem::Python => python(text),
        Ecosystem::Ruby => !text.contains([':', '.']),
        Ecosystem::Php if install.manager == "pecl" => pecl(text),
        Ecosystem::Php => !text.contains([':', '=']),
        Ecosystem::Cargo => text.contains("://") || !text.contains('@'),
        Ecosystem::Nuget => !text.contains('@'),
        Ecosystem::Maven | Ecosystem::Gradle => false,
        Ecosystem::Go => {
            matches!(text.rsplit_once('@'), None | Some((_, "latest" | "master" | "main" | "upgrade")))
        }
    }
}

/// What `npm install` takes: <https://docs.npmjs.com/cli/commands/npm-install>.
fn npm(text: &str) -> bool {
    let text = text.split_once("@npm:").map_or(text, |(_, real)| real);
    if is_npm_repository(text) {
        return !text.contains('#');
    }
    let is_file = text.starts_with(['.', '/', '~'])
        || text.ends_with('/')
        || ["file:", "link:", "portal:", "workspace:"].iter().any(|protocol| text.starts_with(protocol))
        || is_archive(text)
        || text.contains("://");
    let version = text.get(1..).and_then(|rest| rest.rsplit_once('@')).map(|(_, version)| version);
    let is_any = |version| matches!(version, "" | "latest" | "next" | "canary" | "beta" | "*" | "x");
    !is_file && version.is_none_or(is_any)
}

/// Whether a word of `npm install` names a git repository, of which the default branch is taken.
pub(crate) fn is_npm_repository(text: &str) -> bool {
    let is_hosted = ["git+", "git:", "git@", "github:", "gitlab:", "bitbucket:", "gist:"]
        .iter()
        .any(|protocol| text.starts_with(protocol));
    let is_shorthand = !text.starts_with(['@', '.', '/', '~'])
        && !text.contains(':')
        && text.matches('/').count() == 1
        && !is_archive(text);
    is_hosted || is_shorthand
}

fn is_archive(text: &str) -> bool {
    [".tgz", ".tar.gz", ".tar"].iter().any(|end| text.ends_with(end))
}

fn python(text: &str) -> bool {
    if text.contains("git+") {
        let path = text.split('#').next().unwrap_or(text);
        return !path.rsplit('/').next().unwrap_or(path).contains('@');
    }
    text.ends_with("@latest") || !["==", "~=", "<", "@"].iter().any(|sign| text.contains(sign))
}

/// Extensions of PHP have their version behind a hyphen; a word there (`redis-beta`) names how stable it must be.
fn pecl(text: &str) -> bool {
    let version = text.rsplit_once('-').map(|(_, version)| version);
    !text.contains('/') && version.is_none_or(|version| !version.starts_with(|c: char| c.is_ascii_digit()))
}
