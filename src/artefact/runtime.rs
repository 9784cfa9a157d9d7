//! Which images are language runtimes: languages by repository name, and how their releases are counted.

use super::version::Notation;
use crate::source::name_of;

/// The language whose runtime an image of that repository is: `node` for `docker.io/library/node`, `dotnet` for
/// `mcr.microsoft.com/dotnet/aspnet`.
///
/// The official images and the builds of runtime vendors and CI services count, whose tags begin with the runtime's version.
pub fn language(repository: &str) -> Option<&'static str> {
    let repository = repository.to_ascii_lowercase();
    let (folder, name) = repository.rsplit_once('/').unwrap_or(("", repository.as_str()));
    if name_of(folder) == "dotnet" {
        return matches!(name, "sdk" | "aspnet" | "runtime" | "runtime-deps").then_some("dotnet");
    }
    let owner = name_of(folder);
    let is_known_owner =
        matches!(owner, "" | "library" | "cimg" | "circleci" | "docker" | "bitnami" | "chainguard");
    Some(match name {
        "node" if is_known_owner => "node",
        "python" if is_known_owner => "python",
        "golang" if is_known_owner => "go",
        "go" if matches!(owner, "cimg" | "chainguard") => "go",
        "ruby" if is_known_owner => "ruby",
        "php" if is_known_owner => "php",
        "rust" if is_known_owner => "rust",
        "openjdk"
        | "eclipse-temurin"
        | "amazoncorretto"
        | "ibm-semeru-runtimes"
        | "sapmachine"
        | "zulu-openjdk"
        | "zulu-openjdk-alpine"
        | "zulu-openjdk-debian"
        | "liberica-openjdk-alpine"
        | "liberica-openjdk-debian" => "java",
        _ => return None,
    })
}

/// How many parts of a version tell one release line of the language from the next: 2 for Python (3.11, 3.12), 1 for
/// Node.js (20, 22).
pub fn line_parts(language: &str) -> usize {
    match language {
        "node" | "java" => 1,
        _ => 2,
    }
}

/// How a declaration of a runtime is written, by the `api` of its fact.
pub fn notation(api: &str) -> Notation {
    match api {
        "engines.node" | "devEngines.runtime" | "ci" | "ci-matrix" => Notation::Npm,
        "requires-python" | "python_requires" => Notation::Pep440,
        "tool.poetry.dependencies.python" => Notation::Poetry,
        "go.mod"
        | "go.mod toolchain"
        | "rust-version"
        | "global.json rollForward"
        | "config.platform.php"
        | "pom.xml"
        | "build.gradle"
        | "TargetFramework" => Notation::Minimum,
        "require.php" => Notation::Composer,
        "Gemfile" => Notation::Ruby,
        _ => Notation::Release,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_repository() {
        assert_eq!(language("docker.io/library/node"), Some("node"));
        assert_eq!(language("mcr.microsoft.com/dotnet/aspnet"), Some("dotnet"));
        assert_eq!(language("golang"), Some("go"));
        assert_eq!(language("cimg/python"), Some("python"));
        assert_eq!(language("acme/node"), None);
        assert_eq!(language("eclipse-temurin"), Some("java"));
    }
}
