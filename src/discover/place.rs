//! What a file is for, and for which environment, as its path and content say.

use super::{Class, Language, code, jvm};
use crate::artefact::backing;
use crate::fact::{Environment, Place, Role, Scope};
use crate::source::{folder_of, name_of};

/// The place of a file: its role by folder, name and content, and the environment that its name is written for.
pub fn place(path: &str, class: Class, text: &str) -> Place {
    let role = role(path, class, text);
    let environment = match environment(path, class) {
        Environment::Any if says_development(class, text) => Environment::Development,
        environment => environment,
    };
    Place { role, environment, scope: Scope::Module }
}

fn role(path: &str, class: Class, text: &str) -> Role {
    let folder = match class {
        Class::Source(Language::Java | Language::Kotlin) => jvm::module_of(path, text),
        _ => folder_of(path),
    };
    let folder = folder.to_ascii_lowercase();
    let name = name_of(path).to_ascii_lowercase();
    if let Some(role) = folder.split('/').find_map(role_of_folder) {
        return role;
    }
    if jvm::is_in_test_set(&folder) {
        return Role::Test;
    }
    if class == Class::HelmValues && name_of(&folder) == "ci" {
        return Role::Test;
    }
    if class == Class::HelmValues && is_sample_of_values(&name, text) {
        return Role::Example;
    }
    // A generated Dockerfile is what the image is built from all the same.
    if class != Class::Dockerfile && is_generated(&name, text) {
        return Role::Generated;
    }
    if is_test_name(&name, class) {
        return Role::Test;
    }
    if name.contains(".example")
        || name.contains(".sample")
        || name.contains("-sample.")
        || name.contains("-samples.")
        || name.contains("-example.")
        || name.contains("_example.")
    {
        return Role::Example;
    }
    if let Class::Source(language) = class {
        return code::role(path, &name, language, text);
    }
    if matches!(class, Class::Config(_)) && name.starts_with('.') && !name.starts_with(".secrets.") {
        return Role::Tooling;
    }
    // How Visual Studio and `dotnet run` start a program on a developer's machine; it is not published.
    if matches!(class, Class::Config(_)) && name == "launchsettings.json" {
        return Role::Development;
    }
    if matches!(class, Class::Dockerfile)
        && let Some(role) = words(&name).find_map(role_of_image)
    {
        return role;
    }
    if matches!(class, Class::Dockerfile) && makes_packages(text) {
        return Role::Tooling;
    }
    if matches!(class, Class::Shell | Class::Server(_)) && folder.split('/').any(is_tooling_folder) {
        return Role::Tooling;
    }
    let belongs_to_package = matches!(class, Class::Manifest(_) | Class::RuntimeVersion);
    if belongs_to_package && folder.split('/').any(|part| matches!(part, "template" | "templates")) {
        return Role::Example;
    }
    let deploys = matches!(class, Class::Dockerfile | Class::Compose | Class::Kubernetes(_));
    if deploys && folder.split('/').any(is_pipeline_folder) {
        return Role::Tooling;
    }
    if deploys && folder.split('/').any(is_archive) {
        return Role::Example;
    }
    Role::Production
}

/// Whether a values file shows how to use its chart: it says so at its start, or is named after a backing service instead of an
/// environment.
fn is_sample_of_values(name: &str, text: &str) -> bool {
    if matches!(name, "values.yaml" | "values.yml") {
        return false;
    }
    let comments = text.lines().map_while(|line| line.strip_prefix('#')).map(str::to_ascii_lowercase);
    let is_for_service = || {
        let named = |word: &str| backing::engine(word).is_some();
        words(name).any(named) && !words(name).any(|word| Environment::from_word(word).is_some())
    };
    comments.into_iter().any(|line| says_example(&line)) || is_for_service()
}

/// `this is an example of`, `Example values for`, in lower case.
fn says_example(line: &str) -> bool {
    let line = line.trim();
    ["example", "sample", "this is an example", "this is a sample", "an example", "a sample"]
        .iter()
        .filter_map(|start| line.strip_prefix(start))
        .any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}

fn role_of_folder(part: &str) -> Option<Role> {
    Some(match part {
        "test" | "tests" | "__tests__" | "spec" | "specs" | "suites" | "e2e" | "testdata" | "testfiles"
        | "test-data" | "test_data" | "fixtures" | "__fixtures__" | "__mocks__" | "mocks" | "testing"
        | "cypress" | "integration-tests" | "integration_tests" | "unittests" | "unit-tests"
        | "functional-tests" | "test-utils" | "test_utils" | "playwright" | "__snapshots__" => Role::Test,
        "example" | "examples" | ".examples" | "sample" | "samples" => Role::Example,
        "doc" | "docs" | "documentation" | "man" | "openapi" | "swagger" => Role::Documentation,
        "node_modules" | "vendor" | "vendored" | "third_party" | "third-party" | "thirdparty"
        | "bower_components" | "site-packages" | ".venv" | "venv" | ".tox" | "pods" | ".yarn" => {
            Role::Vendored
        }
        "generated" | "__generated__" | "gen" | "dist" | ".next" | ".nuxt" | "coverage" | "__pycache__"
        | ".terraform" => Role::Generated,
        ".devcontainer" | ".ddev" | ".lando" | ".vscode" | ".idea" => Role::Development,
        "benches" | "benchmark" | "benchmarks" | "loadtest" | "load-test" => Role::Tooling,
        _ if part.ends_with(".tgz!") || is_release(part) => Role::Vendored,
        _ if part.split(['-', '_', '.']).any(is_test_word) => Role::Test,
        _ if part.rsplit(['-', '_']).next().is_some_and(|end| matches!(end, "examples" | "samples")) => {
            Role::Example
        }
        _ if part.split(['-', '_', '.']).any(|word| matches!(word, "bench" | "benches" | "benchmark")) => {
            Role::Tooling
        }
        _ => return None,
    })
}

/// Whether a folder is called like a release of somebody else's software: `pdfjs-5.2.133`.
fn is_release(part: &str) -> bool {
    let Some((name, version)) = part.rsplit_once(['-', '@', '_']) else { return false };
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let numbers = version.strip_prefix('v').unwrap_or(version).split('.');
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && numbers.clone().count() == 3
        && numbers.into_iter().all(is_number)
}

/// What an image is for whose Dockerfile has that word in its name.
fn role_of_image(word: &str) -> Option<Role> {
    Some(match word {
        "test" | "tests" | "coverage" | "e2e" | "playwright" | "cypress" | "selenium" => Role::Test,
        "lint" | "linter" | "linters" | "bench" | "benchmark" => Role::Tooling,
        _ => return None,
    })
}

/// Whether the last stage of a Dockerfile has what builds packages of a distribution: such an image is run to get one.
fn makes_packages(text: &str) -> bool {
    let last = text.rfind("\nFROM ").map_or(text, |at| &text[at..]);
    ["rpm-build", "rpmdevtools", "debhelper", "dh-make"].iter().any(|tool| last.contains(tool))
}

/// Words that mark a folder of tests wherever they stand in its name.
fn is_test_word(word: &str) -> bool {
    matches!(
        word,
        "test"
            | "tests"
            | "testing"
            | "testdata"
            | "testfiles"
            | "testutil"
            | "testutils"
            | "testhelper"
            | "testhelpers"
            | "testkit"
            | "testrig"
            | "testsuite"
            | "testsupport"
            | "fixture"
            | "fixtures"
            | "e2e"
            | "e2etest"
            | "e2etests"
            | "mock"
            | "mocks"
            | "msw"
    )
}

pub(super) fn is_tooling_folder(part: &str) -> bool {
    matches!(
        part,
        "script"
            | "scripts"
            | "tool"
            | "tools"
            | "hack"
            | "ci"
            | ".ci"
            | ".github"
            | "contrib"
            | "dev"
            | "devops"
            | "extra"
            | "extras"
            | "terraform"
            | "pulumi"
            | "cdk"
            | "ansible"
    ) || part.ends_with("_scripts")
        || part.ends_with("-scripts")
}

/// Folders whose images serve the project's own pipeline.
fn is_pipeline_folder(part: &str) -> bool {
    matches!(part, "hack" | "ci" | ".ci" | ".github" | ".gitlab" | ".circleci" | ".buildkite" | ".woodpecker")
}

/// Folders of what is only kept to be read. A plain `archive` may be a service that archives.
fn is_archive(part: &str) -> bool {
    matches!(part, "_archive" | "_archived" | "archived" | "attic" | "deprecated" | "obsolete")
}

fn is_test_name(name: &str, class: Class) -> bool {
    let stem = name.split('.').next().unwrap_or("");
    let code = matches!(class, Class::Source(_) | Class::Shell);
    let data = matches!(class, Class::Config(_) | Class::Other);
    (code
        && (stem.starts_with("test_")
            || stem.ends_with("_test")
            || stem.ends_with("_tests")
            || stem.ends_with("-test")
            || matches!(stem, "conftest" | "test" | "tests" | "setuptests")
            || matches!(stem, "global-setup" | "globalsetup" | "global-teardown" | "globalteardown")
            || name.contains(".e2e.")
            || name.contains(".stories.")
            || name.split('.').skip(1).any(|part| part.ends_with("test") || part.ends_with("spec"))))
        || (matches!(class, Class::Dockerfile)
            && words(name).any(|word| matches!(word, "cypress" | "playwright" | "selenium")))
        || (data && (name.contains(".test.") || name.starts_with("jest.") || name.starts_with("cypress.")))
}

fn is_generated(name: &str, text: &str) -> bool {
    if name.contains(".min.")
        || name.ends_with("_pb2.py")
        || name.ends_with("_pb2_grpc.py")
        || name.ends_with("_pb.js")
        || name.ends_with(".pb.go")
        || name.ends_with(".designer.cs")
        || name.ends_with(".g.cs")
        || name.contains(".generated.")
        || name.ends_with(".bundle.js")
        || name.ends_with("-bundle.js")
        || [".standalone.js", ".umd.js", ".iife.js"].iter().any(|form| name.ends_with(form))
    {
        return true;
    }
    head(text).any(says_generated) || is_minified(name, text)
}

/// Whether the comment that a file for containers opens with keeps it to development.
fn says_development(class: Class, text: &str) -> bool {
    let says = |line: &str| {
        let line = line.to_ascii_lowercase();
        let only =
            ["for development only", "development purposes only", "for local development", "for dev only"];
        line.starts_with('#') && only.iter().any(|words| line.contains(words))
    };
    matches!(class, Class::Dockerfile | Class::Compose) && head(text).any(says)
}

/// The first lines of a file, or all of the comment that it opens with: a licence may come first.
fn head(text: &str) -> impl Iterator<Item = &str> {
    let comment = |line: &str| {
        let line = line.trim_start();
        line.is_empty() || ["#", "//", "/*", "*", "--", "<!--", ";"].iter().any(|open| line.starts_with(open))
    };
    let comments = text.lines().take_while(|line| comment(line)).count();
    text.lines().take(comments.clamp(8, 60))
}

fn says_generated(line: &str) -> bool {
    let marks = [
        "@generated",
        "DO NOT EDIT",
        "<auto-generated",
        "Do not edit!",
        "AUTO-GENERATED",
        "autogenerated by",
        "Generated by the protocol buffer",
    ];
    marks.iter().any(|mark| line.contains(mark)) || says_of_itself(&line.to_ascii_lowercase())
}

/// `This file is autogenerated`, in lower case.
fn says_of_itself(line: &str) -> bool {
    let Some((_, rest)) = line.split_once("this file ") else { return false };
    let verbs = ["is ", "was ", "has been "];
    let ways = ["generated", "autogenerated", "auto-generated", "auto generated", "automatically generated"];
    verbs
        .iter()
        .filter_map(|verb| rest.strip_prefix(verb))
        .any(|rest| ways.iter().any(|way| rest.starts_with(way)))
}

/// Files of scripts with more bytes are put together from others.
const LARGEST_BY_HAND: usize = 500_000;

/// Whether code stands on lines too long to be written by hand: on average or, for bundles with texts of many short lines in
/// them, most of it on many such lines.
fn is_minified(name: &str, text: &str) -> bool {
    let code = [".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx"].iter().any(|end| name.ends_with(end));
    if !code || text.len() <= 20_000 {
        return false;
    }
    let long = || text.lines().map(str::len).filter(|length| *length > 500);
    text.len() > LARGEST_BY_HAND
        || text.len() / text.lines().count().max(1) > 400
        || (long().nth(20).is_some() && long().sum::<usize>() > text.len() / 2)
}

/// The environment that a file's name, or a folder of overlays, is written for.
fn environment(path: &str, class: Class) -> Environment {
    let name = name_of(path);
    let by_name = words(name).find_map(Environment::from_word);
    let artefact = match class {
        Class::Dockerfile
        | Class::Compose
        | Class::Kubernetes(_)
        | Class::Kustomization
        | Class::HelmValues
        | Class::Dotenv
        | Class::Uwsgi
        | Class::Procfile
        | Class::Platform(_)
        | Class::Hcl
        | Class::Server(_)
        | Class::DotnetConfig
        | Class::Config(_) => true,
        Class::Source(_) => return source_environment(path),
        _ => false,
    };
    if !artefact {
        return Environment::Any;
    }
    // Compose adds `compose.override.yaml` by itself, which is meant for a developer's machine.
    let is_override = class == Class::Compose && words(name).any(|word| word == "override");
    by_name
        .or_else(|| is_override.then_some(Environment::Development))
        .or_else(|| {
            folder_of(path).rsplit('/').filter(|part| !is_ambiguous(part)).find_map(Environment::from_word)
        })
        .or_else(|| variant_of_image(path, class))
        .unwrap_or_default()
}

/// A folder that holds nothing but the Dockerfile of a variant is named after it: `shop-dev/Dockerfile`.
fn variant_of_image(path: &str, class: Class) -> Option<Environment> {
    let folder = name_of(folder_of(path));
    (class == Class::Dockerfile).then(|| words(folder).last().and_then(Environment::from_word)).flatten()
}

/// Folders that are called like an environment for other reasons: what a release consists of, a demonstration.
fn is_ambiguous(folder: &str) -> bool {
    matches!(
        folder.to_ascii_lowercase().as_str(),
        "release" | "live" | "demo" | "preview" | "debug" | "integration"
    )
}

/// Code is written for an environment only where its name says so in a folder, or with a stem, of settings.
fn source_environment(path: &str) -> Environment {
    let parent = name_of(folder_of(path));
    if !is_about_settings(parent) && !words(name_of(path)).any(is_about_settings) {
        return Environment::Any;
    }
    words(name_of(path)).find_map(Environment::from_word).unwrap_or_default()
}

pub(super) fn is_about_settings(word: &str) -> bool {
    matches!(
        word,
        "settings"
            | "setting"
            | "config"
            | "configs"
            | "configuration"
            | "environments"
            | "environment"
            | "env"
            | "conf"
    )
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(['.', '-', '_', ' ']).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> Place {
        let class = super::super::classify(path, "", &[]);
        place(path, class, "")
    }

    #[test]
    fn roles_follow_folders_and_names() {
        assert_eq!(of("svc/tests/app.py").role, Role::Test);
        assert_eq!(of("svc/app_test.py").role, Role::Test);
        assert_eq!(of("svc/contest.py").role, Role::Production);
        assert_eq!(of("web/vite.config.ts").role, Role::Tooling);
        assert_eq!(of("hack/docs.Dockerfile").role, Role::Tooling);
        assert_eq!(of("web/api.standalone.js").role, Role::Generated);
        assert_eq!(of("internal/suites/OIDC/configuration.yml").role, Role::Test);
        assert_eq!(of("Dockerfile.coverage").role, Role::Test);
        assert_eq!(of("scripts/seed.js").role, Role::Tooling);
        assert_eq!(of("shop/tasks.py").role, Role::Production);
        assert_eq!(of("crates/xtask/src/main.rs").role, Role::Tooling);
        assert_eq!(of("crates/search-bench/src/main.rs").role, Role::Tooling);
        assert_eq!(of("web/src/App.tsx").role, Role::Client);
        assert_eq!(of("svc/url.clienttest.ts").role, Role::Test);
        assert_eq!(of("infra/preview/viewer.py").role, Role::Tooling);
        assert_eq!(of("svc/src/infrastructure/db.py").role, Role::Production);
        assert_eq!(of("generator/template/.python-version").role, Role::Example);
        assert_eq!(of("_archived/web/Dockerfile").role, Role::Example);
        assert_eq!(of("code-samples/web/Dockerfile").role, Role::Example);
        assert_eq!(of("app/archived/list.py").role, Role::Production);
        assert_eq!(of("services/archive/Dockerfile").role, Role::Production);
        assert_eq!(of("server/node_modules/a/index.js").role, Role::Vendored);
    }

    #[test]
    fn generated_files_say_so_in_the_comment_they_open_with() {
        let licence = "# Copyright\n".repeat(14);
        let head =
            |line: &str| place("k8s/all.yaml", Class::Other, &format!("{licence}\n{line}\nkind: List\n"));
        assert_eq!(
            head("# WARNING: This file is autogenerated. Do not manually edit.").role,
            Role::Generated
        );
        assert_eq!(head("# Passwords are autogenerated.").role, Role::Production);
        assert_eq!(head("# This file lists what is generated by setup.sh").role, Role::Production);
        assert_eq!(head("kind: List\n# This file is generated by hand").role, Role::Production);
    }

    #[test]
    fn a_generated_dockerfile_still_makes_the_image() {
        let text = "# This file is autogenerated. Do not edit.\nFROM debian:12\n";
        assert_eq!(place("8/Dockerfile", Class::Dockerfile, text).role, Role::Production);
        assert_eq!(place("8/run.sh", Class::Shell, text).role, Role::Generated);
    }

    #[test]
    fn images_say_what_they_are_for() {
        let of = |text: &str| place("packaging/Dockerfile", Class::Dockerfile, text);
        assert_eq!(
            of("FROM golang:1\nRUN make\nFROM debian:12\nRUN apt-get install debhelper\n").role,
            Role::Tooling
        );
        assert_eq!(of("FROM fedora:42\nRUN dnf install rpm-build\nFROM debian:12\n").role, Role::Production);
        let note = "# This Dockerfile is intended for development purposes only.\nFROM golang:1\n";
        assert_eq!(of(note).environment, Environment::Development);
        assert_eq!(
            of("# Built for development and production.\nFROM golang:1\n").environment,
            Environment::Any
        );
    }

    #[test]
    fn environments_follow_names_of_artefacts() {
        assert_eq!(of("docker-compose.prod.yml").environment, Environment::Production);
        assert_eq!(of("Dockerfile.dev").environment, Environment::Development);
        assert_eq!(of("image/shop-dev/Dockerfile").environment, Environment::Development);
        assert_eq!(of("app/settings/local.py").environment, Environment::Development);
        assert_eq!(of("src/live/local.py").environment, Environment::Any);
        assert_eq!(of("k8s/overlays/staging/patch.yaml").environment, Environment::Staging);
    }

    #[test]
    fn bundles_are_known_by_their_lines() {
        let long = format!("var a=[{}];\n", "0,".repeat(500));
        let short = "listen(8080);\n";
        let text = |longs: usize, shorts: usize| long.repeat(longs) + &short.repeat(shorts);
        let class = Class::Source(Language::JavaScript);
        let role = |text: &str| place("web/editor.js", class, text).role;
        assert_eq!(role(&text(60, 2_000)), Role::Generated);
        // A table of data in code that somebody wrote.
        assert_ne!(role(&text(10, 300)), Role::Generated);
        assert_ne!(role(&text(30, 4_000)), Role::Generated);
    }
}
