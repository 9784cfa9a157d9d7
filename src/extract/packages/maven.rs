//! `pom.xml` (Maven, POM reference).

use std::collections::BTreeMap;

use super::{Harvest, Reader, push, push_runtime};
use crate::artefact::package::{Ecosystem, Need, Package, Provenance, Requirement};
use crate::parse::xml::{self, Element};
use crate::source::Arg;

pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let document = match xml::parse(reader.file, reader.text) {
        Ok(document) => document,
        Err(error) => return harvest.unreadable(error.span, error.message),
    };
    let root = document.root();
    if root.name() != "project" {
        return;
    }
    let pom = Pom { root, properties: properties(root) };
    let mut package = Package::new(reader.file, Ecosystem::Maven, reader.place.clone());
    package.name = root.child("artifactId").and_then(Element::text);
    package.library = is_published(root);
    let anchors = ["dependencies", "dependencyManagement", "artifactId"];
    let anchor = anchors.into_iter().find_map(|name| root.child(name)).unwrap_or(root);
    package.anchor = anchor.name_span();
    package.dependencies.extend(root.child("parent").and_then(|parent| pom.requirement(parent, Need::Run)));
    let profiles = root.child("profiles").into_iter().flat_map(|list| list.all("profile"));
    for part in std::iter::once(root).chain(profiles) {
        let lists = [part.child("dependencies"), part.at(&["dependencyManagement", "dependencies"])];
        let entries = lists.into_iter().flatten().flat_map(|list| list.all("dependency"));
        package.dependencies.extend(entries.filter_map(|entry| pom.requirement(entry, need(entry))));
    }
    if let Some(release) = pom.release() {
        push_runtime(reader, "java", release, "pom.xml", harvest);
    }
    push(reader, package, harvest);
}

/// What is sent to a repository for others, and not packed to be run.
fn is_published(root: Element) -> bool {
    let is_packed = root.child("packaging").and_then(Element::text).is_some_and(|kind| kind.text == "war");
    let runs = root.descendants().filter(|element| element.name() == "artifactId").any(|id| {
        id.text().is_some_and(|id| {
            matches!(
                id.text.as_str(),
                "spring-boot-maven-plugin"
                    | "quarkus-maven-plugin"
                    | "micronaut-maven-plugin"
                    | "jib-maven-plugin"
                    | "docker-maven-plugin"
                    | "maven-shade-plugin"
                    | "maven-assembly-plugin"
            )
        })
    });
    let is_described = root.child("distributionManagement").is_some() && root.child("licenses").is_some();
    is_described && !is_packed && !runs
}

/// The properties of a POM, without those of profiles, which may not be active.
fn properties(root: Element<'_>) -> BTreeMap<&str, Arg> {
    let list = root.child("properties").into_iter().flat_map(Element::children);
    list.filter_map(|property| Some((property.name(), property.text()?))).collect()
}

fn need(entry: Element) -> Need {
    let is = |name: &str, values: &[&str]| {
        entry.child(name).and_then(Element::text).is_some_and(|text| values.contains(&text.text.as_str()))
    };
    if is("scope", &["test"]) {
        Need::Develop
    } else if is("scope", &["provided", "system"]) || is("optional", &["true"]) {
        Need::Optional
    } else {
        Need::Run
    }
}

struct Pom<'d> {
    root: Element<'d>,
    properties: BTreeMap<&'d str, Arg>,
}

impl Pom<'_> {
    /// `groupId:artifactId` with its version; none is written where a parent or a bill of materials decides.
    fn requirement(&self, entry: Element, need: Need) -> Option<Requirement> {
        let field = |name: &str| entry.child(name).and_then(Element::text).map(|text| self.resolve(&text));
        let (group, artifact) = (field("groupId")?, field("artifactId")?);
        let is_known = group.literal && artifact.literal;
        let name =
            Arg { text: format!("{}:{}", group.text, artifact.text), literal: is_known, span: artifact.span };
        let version = field("version");
        let span = version.as_ref().map_or(name.span, |version| name.span.to(version.span));
        let from = if entry.child("systemPath").is_some() { Provenance::Local } else { Provenance::Registry };
        Some(Requirement { name, version, need, from, span })
    }

    /// A value with the properties of this file put in; what others decide stays unknown.
    fn resolve(&self, written: &Arg) -> Arg {
        let mut found = written.clone();
        for _ in 0..8 {
            let Some(start) = found.text.find("${") else { return found };
            let Some(length) = found.text[start..].find('}') else { break };
            let name = &found.text[start + 2..start + length];
            let Some(value) = self.value(name) else { break };
            found.text.replace_range(start..=start + length, &value);
        }
        if found.text.contains("${") { Arg::computed("{}", written.span) } else { found }
    }

    fn value(&self, name: &str) -> Option<String> {
        if let Some(property) = self.properties.get(name) {
            return Some(property.text.clone());
        }
        let field = name.strip_prefix("project.").or_else(|| name.strip_prefix("pom."))?;
        let own = self.root.child(field).or_else(|| self.root.at(&["parent", field]));
        own.and_then(Element::text).map(|text| text.text)
    }

    /// The oldest Java that the classes run on: what the compiler is told, else what it is told by custom.
    fn release(&self) -> Option<Arg> {
        let plugins = [&["build", "plugins"][..], &["build", "pluginManagement", "plugins"]];
        let mut plugins =
            plugins.into_iter().filter_map(|path| self.root.at(path)).flat_map(|list| list.all("plugin"));
        let compiler = plugins.find(|plugin| {
            let id = plugin.child("artifactId").and_then(Element::text);
            id.is_some_and(|id| id.text == "maven-compiler-plugin")
        });
        let configured = |name: &str| compiler?.at(&["configuration", name])?.text();
        let property = |name: &str| self.properties.get(name).cloned();
        let release = configured("release")
            .or_else(|| property("maven.compiler.release"))
            .or_else(|| configured("target"))
            .or_else(|| property("maven.compiler.target"))
            .or_else(|| property("java.version"))?;
        Some(self.resolve(&release)).filter(|release| release.literal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::packages::testing::harvest;

    #[test]
    fn dependencies_with_properties_of_the_file() {
        let text = "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><parent><groupId>p</groupId><artifactId>up</artifactId>\
            <version>1</version></parent><artifactId>shop</artifactId><properties><java.version>21</java.version>\
            <jdbc>42</jdbc><pg.version>${jdbc}.1</pg.version><maven.compiler.target>${java.version}</maven.compiler.target></properties>\
            <dependencies><dependency><groupId>org.pg</groupId><artifactId>pg</artifactId><version>${pg.version}</version></dependency>\
            <dependency><groupId>${project.groupId}</groupId><artifactId>b</artifactId></dependency>\
            <dependency><groupId>c</groupId><artifactId>c</artifactId><version>${elsewhere}</version><scope>test</scope></dependency></dependencies>\
            <dependencyManagement><dependencies><dependency><groupId>d</groupId><artifactId>d</artifactId><version>LATEST</version>\
            </dependency></dependencies></dependencyManagement></project>";
        let found = harvest("pom.xml", text);
        let package = &found.packages[0];
        let shown: Vec<_> = package
            .dependencies
            .iter()
            .map(|r| (r.name.text.as_str(), r.version.as_ref().map_or("-", |v| &v.text), r.need))
            .collect();
        assert_eq!(
            shown,
            [
                ("p:up", "1", Need::Run),
                ("org.pg:pg", "42.1", Need::Run),
                ("p:b", "-", Need::Run),
                ("c:c", "{}", Need::Develop),
                ("d:d", "LATEST", Need::Run),
            ]
        );
        assert_eq!(&text[package.anchor.range()], "dependencies");
        assert!(found.facts.iter().any(|fact| fact.api == "pom.xml" && fact.value_text() == "21"));
    }

    #[test]
    fn properties_that_name_each_other_end() {
        let text = "<project><properties><a>${b}</a><b>${a}${a}</b></properties><dependencies><dependency><groupId>g</groupId>\
            <artifactId>a</artifactId><version>${a}</version></dependency></dependencies></project>";
        let version = harvest("pom.xml", text).packages[0].dependencies[0].version.clone().unwrap();
        assert!(!version.literal);
        assert!(harvest("pom.xml", "<settings/>").packages.is_empty());
        assert_eq!(harvest("pom.xml", "<project>").unreadable.len(), 1);
    }
}
