//! What files of Java and Kotlin are for. The folders of a package are a name: `org/springframework/samples` holds no samples.

use super::place::is_tooling_folder;
use crate::fact::Role;
use crate::source::{folder_of, name_of};

/// Roots of packages, as build tools lay them out.
const ROOTS: [&str; 2] = ["java", "kotlin"];

/// The folder of a file without those of its package.
pub(super) fn module_of<'p>(path: &'p str, text: &str) -> &'p str {
    let folder = folder_of(path);
    let mut end = 0;
    let mut before = "";
    for part in folder.split('/') {
        end += part.len() + 1;
        let set = before.to_ascii_lowercase();
        if ROOTS.contains(&part) && (set == "main" || set.ends_with("test") || is_set_for_tests(&set)) {
            return &folder[..end - 1];
        }
        before = part;
    }
    let package = package_of(text).replace('.', "/");
    if package.is_empty() {
        folder
    } else {
        folder.strip_suffix(package.as_str()).unwrap_or(folder).trim_end_matches('/')
    }
}

/// The package that a file says it is of.
pub(crate) fn package_of(text: &str) -> &str {
    let declared = text.lines().find_map(|line| line.trim_start().strip_prefix("package "));
    declared.map_or("", |name| name.split([';', ' ', '/']).next().unwrap_or("").trim_end())
}

/// What a source file is for that stands in no folder that tells.
pub(super) fn role(path: &str, text: &str) -> Role {
    let module = module_of(path, text).to_ascii_lowercase();
    let parts = || module.split('/');
    let is_below_test_set =
        || parts().zip(parts().skip(1)).any(|(set, root)| ROOTS.contains(&root) && is_set_for_tests(set));
    if parts().any(is_test_set) || module.contains("src/test") || is_below_test_set() || is_test_class(path) {
        return Role::Test;
    }
    if path.split('/').any(|part| part == "generated") {
        return Role::Generated;
    }
    if parts().any(|part| is_tooling_folder(part) || part.starts_with('.') || part == "buildsrc") {
        return Role::Tooling;
    }
    if parts().any(|part| part == "development") {
        return Role::Development;
    }
    if imports_any(text, CLIENTS) && !imports_any(text, SERVERS) { Role::Client } else { Role::Production }
}

/// A set of sources for tests: `src/integrationTest`, `src/testFixtures`, `src/androidTest`.
fn is_test_set(part: &str) -> bool {
    part.ends_with("test") && part != "latest"
        || matches!(part, "testfixtures" | "testing" | "testutil" | "testutils")
}

/// Whether a folder, in lower case, lies in a set of sources or resources for tests.
pub(super) fn is_in_test_set(folder: &str) -> bool {
    let parts = folder.split('/');
    parts.clone().zip(parts.skip(1)).any(|(parent, part)| parent == "src" && is_test_set(part))
}

/// A set of sources that is called after a kind of tests, as Gradle's own examples do: `src/integration/kotlin`.
fn is_set_for_tests(set: &str) -> bool {
    matches!(set, "it" | "integration" | "functional" | "acceptance" | "smoke" | "e2e" | "jmh" | "perf")
}

/// The names that `JUnit`'s runners look for.
fn is_test_class(path: &str) -> bool {
    let stem = name_of(path).split('.').next().unwrap_or("");
    let ends = ["Test", "Tests", "TestCase", "IT", "Spec", "Mother"];
    ends.iter().any(|end| {
        stem.strip_suffix(end)
            .is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit()))
    })
}

/// Packages of programs with a screen.
const CLIENTS: &[&str] =
    &["android.", "androidx.", "javafx.", "javax.swing.", "java.awt.event.", "com.intellij."];

/// Packages of programs that serve.
const SERVERS: &[&str] =
    &["org.springframework.web.", "io.ktor.server.", "jakarta.servlet.", "javax.servlet."];

fn imports_any(text: &str, packages: &[&str]) -> bool {
    let imports = text.lines().filter_map(|line| line.strip_prefix("import "));
    imports.into_iter().any(|name| packages.iter().any(|package| name.starts_with(package)))
}

/// Whether a file is part of an app for Android: its set of sources has the manifest of one.
pub(super) fn is_of_android(path: &str, exists: impl Fn(&str) -> bool) -> bool {
    let Some(at) = path.find("src/main/") else { return false };
    exists(&format!("{}src/main/AndroidManifest.xml", &path[..at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_names() {
        let path = "svc/src/main/java/org/acme/samples/App.java";
        assert_eq!(module_of(path, "package org.acme.samples;"), "svc/src/main/java");
        assert_eq!(module_of("src/org/acme/test/App.kt", "package org.acme.test"), "src");
        assert_eq!(role(path, ""), Role::Production);
    }

    #[test]
    fn tests_are_known_by_their_set_and_name() {
        assert_eq!(role("a/src/integrationTest/kotlin/b/C.kt", ""), Role::Test);
        assert_eq!(role("a/src/main/java/b/OrderTests.java", ""), Role::Test);
        assert_eq!(role("a/src/integration/kotlin/b/C.kt", "package b"), Role::Test);
        assert_eq!(role("a/integration/src/main/kotlin/b/C.kt", "package b"), Role::Production);
        assert_eq!(role("a/development/src/main/kotlin/b/C.kt", "package b"), Role::Development);
        assert_eq!(role("a/src/main/java/b/UNIT.java", ""), Role::Production);
    }

    #[test]
    fn programs_with_a_screen_are_clients() {
        assert_eq!(role("a/b.kt", "import androidx.compose.Text\n"), Role::Client);
        assert!(is_of_android("app/src/main/java/a/B.kt", |path| path == "app/src/main/AndroidManifest.xml"));
    }
}
