//! What projects of .NET are for, as their project files say.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Content, Entry, read};
use crate::fact::Role;
use crate::parse::xml::{self, Element};
use crate::source::{FileId, folder_of, name_of};

/// What the projects of a tree are for that are no server processes, by their folders; those that are have none.
#[derive(Clone, Debug, Default)]
pub struct Projects(BTreeMap<String, Option<Role>>);

impl Projects {
    /// The projects among the files.
    pub fn of(entries: &[Entry]) -> Self {
        let projects: Vec<(String, Option<Role>)> = entries
            .par_iter()
            .filter(|entry| is_project(&entry.path))
            .map(|entry| {
                let role = match read(entry) {
                    Content::Text(text) => role(&text),
                    Content::Binary | Content::Unreadable(_) => None,
                };
                (folder_of(&entry.path).to_owned(), role)
            })
            .collect();
        let mut found = BTreeMap::new();
        for (folder, role) in projects {
            // A server beside others in one folder leaves open whose the files are.
            found.entry(folder).and_modify(|known| *known = role.filter(|_| *known == role)).or_insert(role);
        }
        Self(found)
    }

    /// What the innermost project around a file is for.
    pub fn role_of(&self, path: &str) -> Option<Role> {
        let mut folder = folder_of(path);
        loop {
            if let Some(role) = self.0.get(folder) {
                return *role;
            }
            if folder.is_empty() {
                return None;
            }
            folder = folder_of(folder);
        }
    }
}

fn is_project(path: &str) -> bool {
    name_of(path).to_ascii_lowercase().ends_with(".csproj")
}

/// What a project is for that is no server process; `None` for servers, and for libraries that servers may load.
fn role(text: &str) -> Option<Role> {
    let document = xml::parse(FileId(0), text).ok()?;
    let root = document.root();
    let sdks =
        root.attribute("Sdk").into_iter().chain(root.all("Sdk").filter_map(|sdk| sdk.attribute("Name")));
    let sdk = sdks.map(|sdk| sdk.text).collect::<Vec<_>>().join(";");
    let properties = || root.all("PropertyGroup").flat_map(Element::children);
    let property =
        |name: &str| properties().filter(|property| property.name() == name).find_map(Element::text);
    let is_set = |name: &str| property(name).is_some_and(|value| value.text.eq_ignore_ascii_case("true"));
    let packages: Vec<String> = root
        .descendants()
        .filter(|item| matches!(item.name(), "PackageReference" | "Reference"))
        .filter_map(|item| item.attribute("Include"))
        .map(|name| name.text.split(',').next().unwrap_or("").trim().to_owned())
        .collect();
    let uses = |names: &[&str]| {
        packages.iter().any(|package| names.iter().any(|name| package == name || is_part(package, name)))
    };
    if is_set("IsTestProject") || uses(&["Microsoft.NET.Test.Sdk", "xunit", "NUnit", "MSTest", "bunit"]) {
        return Some(Role::Test);
    }
    if sdk.contains("Aspire.AppHost") || is_set("IsAspireHost") || uses(&["Aspire.Hosting.AppHost"]) {
        return Some(Role::Development);
    }
    let frameworks = property("TargetFrameworks").or_else(|| property("TargetFramework"));
    let of_devices = ["-android", "-ios", "-maccatalyst", "-tizen", "-windows10"];
    let on_device = frameworks.is_some_and(|names| of_devices.iter().any(|end| names.text.contains(end)));
    let output = property("OutputType").map(|output| output.text.to_ascii_lowercase()).unwrap_or_default();
    let has_screen = ["UseMaui", "UseWPF", "UseWindowsForms", "UseWinUI"].iter().any(|name| is_set(name));
    if on_device
        || has_screen
        || sdk.contains("BlazorWebAssembly")
        || uses(&["Avalonia", "Xamarin.Forms", "Uno.WinUI", "UnityEngine"])
        || output == "winexe"
        || output == "appcontainerexe"
    {
        return Some(Role::Client);
    }
    let serves = || {
        ["Sdk.Web", "Sdk.Worker", "Sdk.Functions"].iter().any(|name| sdk.contains(name))
            || root.descendants().any(|item| {
                item.name() == "FrameworkReference"
                    && item.attribute("Include").is_some_and(|name| name.text.contains("AspNetCore"))
            })
            || uses(&["Microsoft.Extensions.Hosting", "Microsoft.AspNetCore", "Topshelf"])
    };
    let reads_arguments =
        ["System.CommandLine", "CommandLineParser", "Spectre.Console.Cli", "BenchmarkDotNet"];
    let is_tool = is_set("PackAsTool")
        || output == "exe" && (uses(&reads_arguments) || uses(&["McMaster.Extensions.CommandLineUtils"]));
    (is_tool && !serves()).then_some(Role::Tooling)
}

/// Whether a package is one of a family: `xunit.core` of `xunit`.
fn is_part(package: &str, family: &str) -> bool {
    package.strip_prefix(family).is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sdk: &str, properties: &str, package: &str) -> Option<Role> {
        role(&format!(
            "<Project Sdk=\"{sdk}\"><PropertyGroup>{properties}</PropertyGroup>\
             <ItemGroup><PackageReference Include=\"{package}\" /></ItemGroup></Project>"
        ))
    }

    #[test]
    fn projects_say_what_they_are_for() {
        let plain = "Microsoft.NET.Sdk";
        assert_eq!(of("Microsoft.NET.Sdk.Web", "", "Serilog"), None);
        assert_eq!(of(plain, "<OutputType>Exe</OutputType>", "Microsoft.Extensions.Hosting"), None);
        assert_eq!(of(plain, "<OutputType>Exe</OutputType>", "System.CommandLine"), Some(Role::Tooling));
        assert_eq!(of(plain, "<OutputType>WinExe</OutputType>", "x"), Some(Role::Client));
        assert_eq!(of(plain, "<UseMaui>true</UseMaui>", "x"), Some(Role::Client));
        assert_eq!(of(plain, "<TargetFrameworks>net9.0-ios</TargetFrameworks>", "x"), Some(Role::Client));
        assert_eq!(of("Microsoft.NET.Sdk.BlazorWebAssembly", "", "x"), Some(Role::Client));
        assert_eq!(of(plain, "", "Avalonia.Desktop"), Some(Role::Client));
        assert_eq!(of(plain, "", "Microsoft.NET.Test.Sdk"), Some(Role::Test));
        assert_eq!(of(plain, "<IsAspireHost>true</IsAspireHost>", "x"), Some(Role::Development));
        assert_eq!(role("<Project"), None);
    }

    #[test]
    fn files_belong_to_the_innermost_project() {
        let found =
            Projects(BTreeMap::from([("src".to_owned(), None), ("src/app".to_owned(), Some(Role::Client))]));
        assert_eq!(found.role_of("src/app/a/B.cs"), Some(Role::Client));
        assert_eq!(found.role_of("src/api/B.cs"), None);
    }
}
