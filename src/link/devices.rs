//! Packages that make a program for people's own devices, beside the app that is deployed: desktop shells and mobile apps.

use crate::app::App;
use crate::artefact::package::{Ecosystem, Need, Package};
use crate::fact::Role;
use crate::source::{Sources, folder_of, is_below};

/// Takes the code of such packages for client code. The package that an image is built of is none.
pub(super) fn settle(sources: &Sources, app: &mut App) {
    let is_built = app.is_containerised();
    let folder = |package: &Package| folder_of(sources.path(package.file)).to_owned();
    let packages: Vec<(String, bool)> = app
        .packages
        .iter()
        .map(|package| (folder(package), makes_device_program(package)))
        .filter(|(folder, device)| !device || !is_built || *folder != app.root)
        .collect();
    if !packages.iter().any(|(_, device)| *device) {
        return;
    }
    app.facts.retell(|fact| {
        let path = sources.path(fact.span.file);
        let around = packages.iter().filter(|(folder, _)| is_below(path, folder));
        let nearest = around.max_by_key(|(folder, _)| folder.len());
        if fact.place.role == Role::Production && nearest.is_some_and(|(_, device)| *device) {
            fact.place.role = Role::Client;
        }
    });
}

/// Whether the package is built on a shell for desktops or on a framework for mobile devices.
fn makes_device_program(package: &Package) -> bool {
    let shells: &[&str] = match package.ecosystem {
        Ecosystem::Cargo => &["tauri"],
        Ecosystem::Npm => &["electron", "react-native", "expo", "@capacitor/core", "nativescript"],
        _ => &[],
    };
    package.dependencies.iter().any(|dependency| {
        let built_with = dependency.need != Need::Develop || dependency.name.text == "electron";
        built_with && shells.contains(&dependency.name.text.as_str())
    })
}

#[cfg(test)]
mod tests {
    use crate::discover::Tree;
    use crate::fact::{Kind, Role};

    #[test]
    fn device_programs_are_clients() {
        let files = [
            ("Dockerfile", "FROM node:22\nCOPY . .\nCMD [\"node\", \"server.js\"]\n"),
            ("package.json", "{\"devDependencies\": {\"electron\": \"36\"}}"),
            ("server.js", "process.env.A;\n"),
            ("mobile/package.json", "{\"dependencies\": {\"expo\": \"53\"}}"),
            ("mobile/auth.js", "process.env.B;\n"),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let project = crate::analyse(&Tree::from_memory(files));
        let reads = project.apps.iter().flat_map(|app| app.facts(Kind::EnvRead));
        let roles: Vec<(&str, Role)> = reads.map(|fact| (fact.subject_text(), fact.place.role)).collect();
        assert_eq!(roles, [("B", Role::Client), ("A", Role::Production)]);
    }
}
