//! Projects of .NET (`*.csproj` and its kin), the property files above them, and `packages.config` (NuGet).

use std::collections::BTreeMap;

use super::{Harvest, Reader, push, push_runtime};
use crate::artefact::package::{Ecosystem, Need, Package, Provenance, Requirement};
use crate::parse::xml::{self, Element};
use crate::source::{Arg, name_of};

pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let document = match xml::parse(reader.file, reader.text) {
        Ok(document) => document,
        Err(error) => return harvest.unreadable(error.span, error.message),
    };
    let root = document.root();
    let mut package = Package::new(reader.file, Ecosystem::Nuget, reader.place.clone());
    let file = name_of(reader.path);
    match root.name() {
        "Project" => project(reader, root, &mut package, harvest),
        "packages" if file.eq_ignore_ascii_case("packages.config") => {
            package.dependencies = root.all("package").filter_map(listed).collect();
        }
        _ => return,
    }
    // The files above projects only hand down.
    package.name = file
        .strip_suffix("proj")
        .and_then(|name| name.rsplit_once('.'))
        .map(|(name, _)| Arg::literal(name, root.name_span()));
    package.anchor = package.dependencies.first().map_or(root.name_span(), |first| first.span);
    push(reader, package, harvest);
}

fn project(reader: Reader, root: Element, package: &mut Package, harvest: &mut Harvest) {
    let properties = properties(root);
    let is_set =
        |name: &str| properties.get(name).is_some_and(|value| value.text.eq_ignore_ascii_case("true"));
    let items = || root.all("ItemGroup").flat_map(Element::children);
    let is_test = is_set("IsTestProject")
        || items()
            .any(|item| item.attribute("Include").is_some_and(|id| id.text == "Microsoft.NET.Test.Sdk"));
    package.library = is_set("IsPackable") || is_set("GeneratePackageOnBuild");
    package.manager = properties
        .get("RestorePackagesWithLockFile")
        .filter(|value| value.text.eq_ignore_ascii_case("true"))
        .map(|value| Arg::literal("dotnet", value.span));
    let packages = items().filter(|item| {
        matches!(item.name(), "PackageReference" | "PackageVersion" | "GlobalPackageReference")
    });
    let is_catalog = name_of(reader.path).ends_with(".props");
    package.dependencies = packages
        .filter_map(|item| {
            let mut requirement = reference(item, &properties)?;
            if is_test && !is_catalog {
                requirement.need = Need::Develop;
            }
            Some(requirement)
        })
        .collect();
    if let Some(version) = framework(&properties) {
        push_runtime(reader, "dotnet", version, "TargetFramework", harvest);
    }
}

fn properties(root: Element<'_>) -> BTreeMap<&str, Arg> {
    let groups = root.all("PropertyGroup").filter(|group| group.attribute("Condition").is_none());
    let all = groups.flat_map(Element::children).filter(|property| property.attribute("Condition").is_none());
    all.filter_map(|property| Some((property.name(), property.text()?))).collect()
}

/// A reference with its version, which stands in an attribute or an element; with central package management none is written.
fn reference(item: Element, properties: &BTreeMap<&str, Arg>) -> Option<Requirement> {
    let name = item.attribute("Include").filter(|name| !name.text.contains(['$', '@', '%', ';']))?;
    let field = |name: &str| item.attribute(name).or_else(|| item.child(name)?.text());
    let version =
        field("VersionOverride").or_else(|| field("Version")).map(|version| resolve(&version, properties));
    let is_for_build = field("PrivateAssets").is_some_and(|assets| assets.text.eq_ignore_ascii_case("all"));
    let is_conditional = [Some(item), item.parent()]
        .into_iter()
        .flatten()
        .any(|element| element.attribute("Condition").is_some());
    let need = match (is_conditional, is_for_build) {
        (true, _) => Need::Optional,
        (_, true) => Need::Develop,
        _ => Need::Run,
    };
    let span = version.as_ref().map_or(name.span, |version| name.span.to(version.span));
    Some(Requirement { name, version, need, from: Provenance::Registry, span })
}

/// A value with the properties of this file put in; what others decide stays unknown.
fn resolve(written: &Arg, properties: &BTreeMap<&str, Arg>) -> Arg {
    let name = written.text.trim().strip_prefix("$(").and_then(|rest| rest.strip_suffix(')'));
    let value = name.and_then(|name| properties.get(name)).filter(|value| !value.text.contains('$'));
    match value {
        Some(value) => Arg::literal(&value.text, written.span),
        None if written.text.contains('$') => Arg::computed("{}", written.span),
        None => written.clone(),
    }
}

/// A package of `packages.config`.
fn listed(item: Element) -> Option<Requirement> {
    let (name, version) = (item.attribute("id")?, item.attribute("version")?);
    let is_for_build = item.attribute("developmentDependency").is_some_and(|value| value.text == "true");
    let need = if is_for_build { Need::Develop } else { Need::Run };
    let span = name.span.to(version.span);
    Some(Requirement { name, version: Some(version), need, from: Provenance::Registry, span })
}

/// The release in `net8.0` or `net8.0-windows`; of several the oldest. Other frameworks are no runtime of an image.
fn framework(properties: &BTreeMap<&str, Arg>) -> Option<Arg> {
    let written = properties.get("TargetFramework").or_else(|| properties.get("TargetFrameworks"))?;
    let release = |name: &str| {
        let name = name.trim().split('-').next().unwrap_or("");
        let version = name.strip_prefix("netcoreapp").or_else(|| name.strip_prefix("net"))?;
        let (major, minor) = version.split_once('.')?;
        Some((major.parse::<u32>().ok()?, minor.parse::<u32>().ok()?))
    };
    let (major, minor) = written.text.split(';').filter_map(release).min()?;
    Some(Arg::literal(format!("{major}.{minor}"), written.span))
}

#[cfg(test)]
mod tests {
    use crate::extract::packages::testing::{harvest, shown};

    #[test]
    fn references_of_projects() {
        let text = "\u{feff}<Project Sdk=\"Microsoft.NET.Sdk.Web\">\r\n<PropertyGroup><TargetFrameworks>net9.0-windows;net8.0;netstandard2.0</TargetFrameworks>\
            <NpgsqlVersion>8.0.3</NpgsqlVersion></PropertyGroup><ItemGroup><PackageReference Include=\"Npgsql\" Version=\"$(NpgsqlVersion)\" />\
            <PackageReference Include=\"Serilog\"><Version>4.*</Version></PackageReference><PackageReference Include=\"Central\" />\
            <PackageReference Include=\"A\" Version=\"1\" PrivateAssets=\"all\" /><PackageReference Include=\"W\" Version=\"$(X)\" Condition=\"c\" />\
            <ProjectReference Include=\"..\\b\\b.csproj\" /></ItemGroup></Project>";
        assert_eq!(
            shown("api/Api.csproj", text),
            ["Npgsql 8.0.3 Run", "Serilog 4.* Run", "Central - Run", "A 1 Develop", "W {} Optional"]
        );
        let found = harvest("api/Api.csproj", text);
        assert_eq!(found.packages[0].name.as_ref().unwrap().text, "Api");
        assert!(found.facts.iter().any(|fact| fact.api == "TargetFramework" && fact.value_text() == "8.0"));
        assert_eq!(&text[found.packages[0].dependencies[1].span.range()], "Serilog\"><Version>4.*");
    }

    #[test]
    fn catalogs_and_lists() {
        let props = "<Project><ItemGroup><PackageVersion Include=\"Npgsql\" Version=\"8.0.3\" /></ItemGroup></Project>";
        assert_eq!(shown("Directory.Packages.props", props), ["Npgsql 8.0.3 Run"]);
        let config =
            "<packages><package id=\"NLog\" version=\"5.0.0\" targetFramework=\"net48\" /></packages>";
        assert_eq!(shown("web/packages.config", config), ["NLog 5.0.0 Run"]);
        let test = "<Project><ItemGroup><PackageReference Include=\"Microsoft.NET.Test.Sdk\" Version=\"17\" /></ItemGroup></Project>";
        assert_eq!(shown("T.csproj", test), ["Microsoft.NET.Test.Sdk 17 Develop"]);
    }
}
