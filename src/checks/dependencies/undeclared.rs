//! Is what code imports declared by a manifest?

use std::collections::{BTreeMap, BTreeSet};

use super::install::{self, What};
use super::manifests::{folder, lock_of, packages};
use crate::app::App;
use crate::artefact::modules;
use crate::artefact::package::{Ecosystem, Package, normal_name};
use crate::artefact::reference::ImageReference;
use crate::artefact::runtime;
use crate::fact::{Fact, Kind, Scope};
use crate::rule::{Pass, Severity};
use crate::source::{FileId, Sources, folder_of, is_below, join, name_of};

/// Modules that code imports although no manifest names the package that brings them.
pub fn undeclared_dependency(pass: &mut Pass) {
    let mut found: BTreeMap<(Ecosystem, &str), Vec<(&Fact, bool)>> = BTreeMap::new();
    let mut manifests: BTreeMap<(Ecosystem, &str), Option<Declared>> = BTreeMap::new();
    for import in imports(pass) {
        let here = folder(pass.project, import.fact.span.file);
        let declared = manifests
            .entry((import.ecosystem, here))
            .or_insert_with(|| Declared::of(pass, import.ecosystem, here));
        let is_missing = |declared: &&Declared| !declared.has(import.ecosystem, import.package);
        let Some(declared) = declared.as_ref().filter(is_missing) else { continue };
        let is_locked = declared.is_locked(import.ecosystem, import.package);
        found.entry((import.ecosystem, import.package)).or_default().push((import.fact, is_locked));
    }
    for ((ecosystem, package), imports) in found {
        report(pass, ecosystem, package, &imports);
    }
}

fn report(pass: &mut Pass, ecosystem: Ecosystem, package: &str, imports: &[(&Fact, bool)]) {
    let Some(((first, is_locked), others)) = imports.split_first() else { return };
    let name = distributions(ecosystem, package).first().copied().unwrap_or(package);
    let message = if *is_locked {
        format!("'{name}' is imported but not declared: it is only there because another package needs it")
    } else {
        format!("'{name}' is imported, and no manifest declares it")
    };
    let finding = pass.report(first.span, message);
    if *is_locked {
        finding.severity(Severity::Note);
    }
    for (other, _) in others.iter().take(MOST_SHOWN) {
        finding.because(other.span, "imported here too");
    }
    let manifest = if ecosystem == Ecosystem::Npm { "'package.json'" } else { "the manifest" };
    finding.help(format!("Add '{name}' to {manifest}, and write the lock file again."));
}

/// How many further imports a finding shows.
const MOST_SHOWN: usize = 5;

/// Code that imports packages of others in an app that has no manifest.
pub fn missing_dependency_manifest(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    if !app.is_containerised() {
        return;
    }
    let mut found: BTreeMap<Ecosystem, BTreeMap<&str, &Fact>> = BTreeMap::new();
    for import in imports(pass) {
        let around = |package: &&Package| {
            package.ecosystem == import.ecosystem
                && (is_below(app.root.as_str(), folder(project, package.file))
                    || is_below(folder(project, package.file), &app.root))
        };
        let is_shipped = app.ships(pass.sources, import.fact.span.file);
        if is_shipped && runs(app, import.ecosystem) && !packages(project).any(|package| around(&package)) {
            found.entry(import.ecosystem).or_default().entry(import.package).or_insert(import.fact);
        }
    }
    for (ecosystem, mut imports) in found {
        let given = Given::by_images(pass);
        imports.retain(|package, _| !given.has(ecosystem, package));
        let files: BTreeSet<FileId> = imports.values().map(|fact| fact.span.file).collect();
        let Some(first) = imports.values().min_by_key(|fact| fact.span) else { continue };
        if imports.len() < 2 || files.iter().any(|file| says_itself(pass, *file)) || given.is_unknown {
            continue;
        }
        let names: Vec<&str> = imports.keys().copied().collect();
        let shown = names.iter().take(3).map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
        let more = if names.len() > 3 { ", …" } else { "" };
        let manifest = if ecosystem == Ecosystem::Npm { "package.json" } else { "pyproject.toml" };
        let finding =
            pass.report(first.span, format!("no manifest declares what the app imports: {shown}{more}"));
        for fact in imports.values().take(MOST_SHOWN) {
            finding.because(fact.span, "this comes from somebody else");
        }
        finding.help(format!(
            "Write a '{manifest}' with the packages and their versions, and install from it in the image."
        ));
    }
}

/// An import of a package that is known to be one.
struct Import<'a> {
    fact: &'a Fact,
    ecosystem: Ecosystem,
    /// The package of npm, or the top module of Python.
    package: &'a str,
}

/// What the app's production code imports of others whenever it is loaded.
fn imports<'a>(pass: &Pass<'a>) -> Vec<Import<'a>> {
    let own: BTreeSet<&str> =
        packages(pass.project).filter_map(|package| Some(package.name.as_ref()?.text.as_str())).collect();
    let (sources, project) = (pass.sources, pass.project);
    let facts = pass
        .app
        .production(Kind::Import)
        .filter(|fact| fact.api == "import" && fact.place.scope == Scope::Module);
    let mut aliases: Option<Aliases> = None;
    let found = facts.filter_map(|fact| {
        let path = sources.path(fact.span.file);
        let written =
            project.sources.file(fact.span.file).text.get(fact.span.range())?.trim_matches(['"', '\'', '`']);
        let ecosystem = modules::ecosystem(path)?;
        let package = match ecosystem {
            Ecosystem::Npm => {
                let aliases = aliases.get_or_insert_with(|| Aliases::of(pass));
                modules::npm_package(written).filter(|name| !aliases.know(path, name))?
            }
            _ => written.split('.').next().filter(|module| !modules::distributions(module).is_empty())?,
        };
        (!own.contains(package)).then_some(Import { fact, ecosystem, package })
    });
    found.collect()
}

/// The distributions that may bring a module; none where the package's name is the only one.
fn distributions(ecosystem: Ecosystem, package: &str) -> &'static [&'static str] {
    if ecosystem == Ecosystem::Python { modules::distributions(package) } else { &[] }
}

/// The names that bundlers, compilers and import maps of the project resolve by themselves.
struct Aliases<'a> {
    configurations: Vec<&'a str>,
    /// The folders of Rails apps, whose import maps name what browsers get.
    mapped: Vec<&'a str>,
    /// Every folder of the project.
    folders: BTreeSet<&'a str>,
}

/// How the names of their configurations begin.
const CONFIGURATIONS: [&str; 12] = [
    "tsconfig",
    "jsconfig",
    "vite.config",
    "webpack",
    "next.config",
    "babel.config",
    ".babelrc",
    "rollup",
    "deno.json",
    "import_map",
    "nuxt.config",
    "svelte.config",
];

impl<'a> Aliases<'a> {
    fn of(pass: &Pass<'a>) -> Self {
        let is_meant = |name: &str| CONFIGURATIONS.iter().any(|start| name.starts_with(start));
        let files = pass.sources.iter().filter(|(_, file)| is_meant(file.name()));
        let maps = pass.sources.paths().filter(|path| name_of(path) == "importmap.rb");
        Self {
            configurations: files.map(|(_, file)| file.text.as_str()).collect(),
            mapped: maps.map(|path| folder_of(folder_of(path))).collect(),
            folders: folders(pass.sources),
        }
    }

    /// Whether a configuration quotes the name, or a folder by that name lies where a base of modules may be.
    fn know(&self, path: &str, name: &str) -> bool {
        let scope = name.split('/').next().unwrap_or(name);
        let forms: Vec<String> = ['"', '\'']
            .into_iter()
            .flat_map(|quote| [format!("{quote}{scope}/"), format!("{quote}{name}{quote}")])
            .collect();
        self.mapped.iter().any(|folder| is_below(path, folder))
            || self.configurations.iter().any(|text| forms.iter().any(|form| text.contains(form)))
            || self.has_folder(path, scope)
    }

    fn has_folder(&self, path: &str, name: &str) -> bool {
        let mut folder = folder_of(path);
        loop {
            let bases = [folder.to_owned(), format!("{folder}/src"), format!("{folder}/app")];
            let found = bases
                .iter()
                .filter_map(|base| join(base, name))
                .any(|path| self.folders.contains(path.as_str()));
            if found || folder.is_empty() {
                return found;
            }
            folder = folder_of(folder);
        }
    }
}

/// Every folder that files lie in, at any depth.
fn folders(sources: &Sources) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for path in sources.paths() {
        let mut folder = folder_of(path);
        while !folder.is_empty() && found.insert(folder) {
            folder = folder_of(folder);
        }
    }
    found
}

/// The names that manifests and images around a folder declare.
struct Declared {
    names: BTreeSet<String>,
    locked: BTreeSet<String>,
}

impl Declared {
    /// `None` where no manifest stands in the folder or around it, or one whose names are computed.
    fn of(pass: &Pass, ecosystem: Ecosystem, here: &str) -> Option<Self> {
        let project = pass.project;
        let is_own = |package: &Package| pass.app.packages.iter().any(|own| own.file == package.file);
        let around: Vec<&Package> = packages(project)
            .filter(|package| package.ecosystem == ecosystem)
            .filter(|package| {
                is_below(here, folder(project, package.file))
                    || ecosystem == Ecosystem::Python && is_own(package)
            })
            .collect();
        let given = Given::by_images(pass);
        let is_above = |package: &&Package| {
            let home = folder(project, package.file);
            let home = if name_of(home) == "requirements" { folder_of(home) } else { home };
            is_below(here, home)
        };
        if !around.iter().any(is_above)
            || given.is_unknown && ecosystem == Ecosystem::Python
            || is_computed(pass, &around)
        {
            return None;
        }
        let mut names: BTreeSet<String> = BTreeSet::new();
        for package in &around {
            names.extend(package.dependencies.iter().map(|entry| normal_name(&entry.name.text)));
            names.extend(package.name.iter().map(|name| normal_name(&name.text)));
        }
        names.extend(given.names);
        let locks = around.iter().filter_map(|package| lock_of(project, package));
        let locked = locks.flat_map(|lock| lock.names.iter().cloned()).collect();
        Some(Self { names, locked })
    }

    fn has(&self, ecosystem: Ecosystem, package: &str) -> bool {
        if ecosystem == Ecosystem::Npm {
            let types = format!("@types/{}", package.trim_start_matches('@').replace('/', "__"));
            return self.names.contains(&normal_name(package)) || self.names.contains(&normal_name(&types));
        }
        let distributions = modules::distributions(package);
        self.names.iter().any(|name| {
            distributions.contains(&name.as_str())
                || modules::resembles(name, package)
                || modules::comes_with(package, name)
        })
    }

    fn is_locked(&self, ecosystem: Ecosystem, package: &str) -> bool {
        self.locked.contains(&normal_name(package))
            || distributions(ecosystem, package).iter().any(|name| self.locked.contains(*name))
    }
}

/// Whether a manifest gets its dependencies from a program or another file, so that what it declares is not known.
fn is_computed(pass: &Pass, packages: &[&Package]) -> bool {
    let by_setup = |package: &&&Package| {
        let file = pass.sources.file(package.file);
        let is_empty = package.dependencies.is_empty();
        is_empty && file.name() == "setup.py"
            || file.name() == "pyproject.toml"
                && file.text.contains("dynamic")
                && file.text.contains("dependencies = {")
    };
    let by_conda = |file: &str| {
        matches!(file, "environment.yml" | "environment.yaml" | "conda.yaml" | "meta.yaml" | "pixi.toml")
    };
    packages.iter().any(|package| by_setup(&package))
        || packages.iter().any(|package| package.ecosystem == Ecosystem::Python)
            && pass.sources.iter().any(|(_, file)| by_conda(file.name()))
}

/// What the app's images bring by commands and bases instead of manifests.
struct Given {
    names: BTreeSet<String>,
    /// Whether an image is built on one whose contents are not known.
    is_unknown: bool,
}

impl Given {
    fn by_images(pass: &Pass) -> Self {
        let images = || pass.app.images.iter().filter(|image| image.place.is_production());
        let mut names = BTreeSet::new();
        for command in images().flat_map(|image| image.runs.iter()).flat_map(|run| &run.commands) {
            let installed = install::of(command).and_then(|install| match install.what {
                What::Named(names) => {
                    Some(names.into_iter().map(|name| name.text.as_str()).collect::<Vec<_>>())
                }
                _ => None,
            });
            let os = || {
                let words = command.arguments().iter().map(|word| word.text.as_str());
                words.filter_map(|word| word.strip_prefix("python3-").or_else(|| word.strip_prefix("py3-")))
            };
            let all = installed.into_iter().flatten().chain(os());
            names.extend(all.map(|word| {
                let end = word
                    .char_indices()
                    .skip(1)
                    .find(|(_, c)| matches!(c, '@' | '[' | '=' | '<' | '>' | '~' | '!'));
                normal_name(end.map_or(word, |(at, _)| &word[..at]))
            }));
        }
        let is_unknown = images().filter_map(|image| image.base()).any(|base| {
            ImageReference::parse(&base.arg).is_none_or(|reference| {
                let name = reference.familiar();
                let is_plain = matches!(
                    name,
                    "debian" | "ubuntu" | "alpine" | "scratch" | "busybox" | "fedora" | "centos"
                );
                let is_distroless = reference.repository.text.contains("distroless");
                let is_uv = name_of(&reference.repository.text) == "uv";
                !is_plain
                    && !is_distroless
                    && !is_uv
                    && runtime::language(&reference.repository.text).is_none()
            })
        });
        Self { names, is_unknown }
    }

    fn has(&self, ecosystem: Ecosystem, package: &str) -> bool {
        let is_python = ecosystem == Ecosystem::Python;
        let named = distributions(ecosystem, package);
        self.names.iter().any(|name| {
            named.contains(&name.as_str())
                || *name == normal_name(package)
                || is_python && modules::resembles(name, package)
        })
    }
}

/// Whether an image of the app is built on the ecosystem's runtime.
fn runs(app: &App, ecosystem: Ecosystem) -> bool {
    let language = if ecosystem == Ecosystem::Npm { "node" } else { "python" };
    let bases =
        app.images.iter().filter(|image| image.place.is_production()).filter_map(|image| image.base());
    let references = bases.filter_map(|base| ImageReference::parse(&base.arg));
    references.into_iter().any(|reference| runtime::language(&reference.repository.text) == Some(language))
}

/// Whether a script holds its own manifest (PEP 723).
fn says_itself(pass: &Pass, file: FileId) -> bool {
    pass.sources.file(file).text.contains("# /// script")
}
