//! Build scripts and version catalogs of Gradle. Scripts are programs: what they compute stays unknown.

mod script;

use super::{Harvest, Reader, push, push_runtime, root};
use crate::artefact::package::{Ecosystem, Need, Package, Provenance, Requirement};
use crate::parse::toml;
use crate::parse::tree::Node;
use crate::source::Arg;
use script::{Script, plugin_marker};

/// Reads a build script, in Groovy or Kotlin.
pub(super) fn script(reader: Reader, harvest: &mut Harvest) {
    let script = Script::read(reader);
    if let Some(release) = script.release() {
        push_runtime(reader, "java", release, "build.gradle", harvest);
    }
    if script.dependencies.is_empty() && script.plugins.is_empty() {
        return;
    }
    let mut package = Package::new(reader.file, Ecosystem::Gradle, reader.place.clone());
    package.library = script.is_published();
    package.manager = script.locks.map(|span| Arg::literal("gradle", span));
    package.dependencies = script.dependencies;
    if let Some(anchor) = script.anchor {
        package.anchor = anchor;
    }
    push(reader, package, harvest);
}

/// Reads a version catalog (`libs.versions.toml`).
pub(super) fn catalog(reader: Reader, harvest: &mut Harvest) {
    let tree = toml::parse(reader.file, reader.text);
    let Some(root) = root(&tree, harvest) else { return };
    let sections = [root.entry("libraries"), root.entry("plugins")];
    let Some((key, _)) = sections.iter().flatten().next() else { return };
    let mut package = Package::new(reader.file, Ecosystem::Gradle, reader.place.clone());
    package.anchor = key.span();
    let [libraries, plugins] = sections.map(|section| section.map(|(_, section)| section));
    let libraries = libraries.into_iter().flat_map(Node::own_entries);
    package.dependencies = libraries.filter_map(|(alias, library)| entry(root, alias, library)).collect();
    let plugins = plugins.into_iter().flat_map(Node::own_entries);
    package.dependencies.extend(plugins.filter_map(|(_, entry)| plugin(root, entry)));
    push(reader, package, harvest);
}

/// A plugin of a catalog.
fn plugin(root: Node, entry: Node) -> Option<Requirement> {
    if let Some(written) = entry.arg() {
        let (id, version) = written.text.split_once(':')?;
        return Some(plugin_marker(&Arg::literal(id, written.span), Arg::literal(version, written.span)));
    }
    Some(plugin_marker(&entry.get("id")?.arg()?, version(root, entry)?))
}

/// The version of an entry, which is written with it or under `[versions]`.
fn version(root: Node, entry: Node) -> Option<Arg> {
    let version = entry.get("version")?;
    let named = version.get("ref").and_then(Node::text);
    let version = named.map_or(Some(version), |name| root.at(&["versions", name]))?;
    let keys = ["strictly", "require", "prefer"];
    version.arg().or_else(|| keys.into_iter().find_map(|key| version.get(key)?.arg()))
}

/// A library of a catalog.
fn entry(root: Node, alias: Node, library: Node) -> Option<Requirement> {
    let span = if library.is_scalar() { alias.span().to(library.span()) } else { alias.span() };
    let requirement =
        |name, version| Requirement { name, version, need: Need::Run, from: Provenance::Registry, span };
    if let Some(written) = library.arg() {
        let (module, version) = written.text.rsplit_once(':')?;
        return Some(requirement(
            Arg::literal(module, written.span),
            Some(Arg::literal(version, written.span)),
        ));
    }
    let name = match library.get("module").and_then(Node::arg) {
        Some(module) => module,
        None => {
            let (group, name) = (library.get("group")?.arg()?, library.get("name")?.arg()?);
            Arg::literal(format!("{}:{}", group.text, name.text), name.span)
        }
    };
    Some(requirement(name, version(root, library)))
}

#[cfg(test)]
mod tests {
    use crate::extract::packages::testing::{harvest, shown};

    #[test]
    fn notations_of_groovy() {
        let text = "def grpc = \"1.60.0\"\next { jdbc = '42.7.1' }\nplugins { id 'org.springframework.boot' version '3.3.0' }\n\
            buildscript { dependencies { classpath 'x:y:1' } }\n\
            dependencies {\n  // implementation 'no:no:1'\n  if (speed) { implementation fileTree(dir: 'libs') } else {\n    implementation \"a.b:c:1.0\",\n      \"d:e:${grpc}\"\n  }\n\
            testImplementation group: 'f', name: 'g', version: '2.+'\n  runtimeOnly(\"org.pg:pg:$jdbc\") { exclude group: 'h', module: 'i' }\n\
            implementation platform('bom:bom:3')\n  api project(':core')\n  compileOnly 'p:q'\n  implementation libs.guava\n  implementation \"r:s:$unknown\"\n}\n\
            java { toolchain { languageVersion = JavaLanguageVersion.of(21) } }\ntasks.withType(JavaCompile) { options.release = 17 }\n";
        assert_eq!(
            shown("build.gradle", text),
            [
                "org.springframework.boot:org.springframework.boot.gradle.plugin 3.3.0 Develop",
                "x:y 1 Develop",
                "a.b:c 1.0 Run",
                "d:e 1.60.0 Run",
                "f:g 2.+ Develop",
                "org.pg:pg 42.7.1 Run",
                "bom:bom 3 Run",
                "p:q - Optional",
                "r:s {} Run",
            ]
        );
        let found = harvest("build.gradle", text);
        assert!(!found.packages[0].library);
        assert_eq!(&text[found.packages[0].dependencies[3].span.range()], "\"d:e:${grpc}\"");
        let release =
            found.facts.iter().find(|fact| fact.api == "build.gradle" && fact.subject_text() == "java");
        assert_eq!(release.map(crate::fact::Fact::value_text), Some("17"));
    }

    #[test]
    fn notations_of_kotlin() {
        let text = "plugins {\n  `java-library`\n  id(\"maven-publish\")\n  alias(libs.plugins.spring.boot) apply false\n}\nval ktor by extra(\"2.3.0\")\n\
            kotlin { jvmToolchain(17)\n sourceSets { commonMain.dependencies { implementation(\"m:n:1\") } } }\n\
            dependencies {\n  implementation(\"a:b:$ktor\")\n  \"custom\"(\"c:d:1\")\n  constraints { implementation(\"e:f:[1,2)\") }\n  testImplementation(kotlin(\"test\"))\n}\n";
        assert_eq!(shown("api/build.gradle.kts", text), ["m:n 1 Run", "a:b 2.3.0 Run", "e:f [1,2) Optional"]);
        let found = harvest("api/build.gradle.kts", text);
        assert!(found.packages[0].library);
        assert!(found.facts.iter().any(|fact| fact.value_text() == "17"));
    }

    #[test]
    fn entries_of_catalogs() {
        let text = "[versions]\npg = \"42.7.1\"\nrich = { strictly = \"[1,2[\" }\n[libraries]\na = \"g:a:1.0\"\n\
            b = { module = \"g:b\", version.ref = \"pg\" }\nc = { group = \"g\", name = \"c\", version = \"2.+\" }\n\
            d = { module = \"g:d\", version.ref = \"rich\" }\ne = { module = \"g:e\" }\n";
        assert_eq!(
            shown("gradle/libs.versions.toml", text),
            ["g:a 1.0 Run", "g:b 42.7.1 Run", "g:c 2.+ Run", "g:d [1,2[ Run", "g:e - Run"]
        );
    }

    #[test]
    fn any_cut_of_a_script_is_read() {
        let text = "dependencies { implementation(\"é:é:${é}\", 'é') { é } }\nplugins { id(\"é\") }}}\nsourceCompatibility = 1.8\nx = 'é'";
        for (at, _) in text.char_indices() {
            harvest("build.gradle", &text[at..]);
            harvest("build.gradle", &text[..at]);
        }
        harvest("build.gradle", &"dependencies { a(".repeat(10_000));
    }
}
