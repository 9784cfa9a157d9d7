//! Which packages of Go the deployed programs are made of; those that only other programs import are tools beside the app.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::App;
use crate::artefact::command::Command;
use crate::discover::{self, Class, Language};
use crate::fact::{Kind, Role};
use crate::source::{Sources, folder_of, is_below, join, name_of};

/// A package: the files of a folder that are no tests.
#[derive(Debug, Default)]
struct Package {
    /// Whether it is a program.
    is_main: bool,
    /// Whether one of its files is made for tests, so that the whole of it only serves them.
    is_test: bool,
    /// The folders of the packages of the project that it imports.
    imports: BTreeSet<String>,
}

/// The code of Go in a project.
pub(super) struct Code {
    /// The paths of the modules, by their folders.
    modules: BTreeMap<String, String>,
    /// The packages, by folder.
    packages: BTreeMap<String, Package>,
}

impl Code {
    /// What the files of modules and packages say; nothing is read where there is no module.
    pub(super) fn of(sources: &Sources) -> Self {
        let modules = modules(sources);
        let packages = if modules.is_empty() { BTreeMap::new() } else { packages(sources, &modules) };
        Self { modules, packages }
    }
}

/// Takes for tooling, or for tests, what stands in packages that no deployed program is made of. Data beside their code is theirs.
pub(super) fn settle(sources: &Sources, code: &Code, app: &mut App) {
    let Code { modules, packages } = code;
    if modules.is_empty() {
        return;
    }
    let own: BTreeSet<&str> = app.files.iter().map(|file| folder_of(sources.path(*file))).collect();
    let mains = || packages.iter().filter(|(_, package)| package.is_main).map(|(folder, _)| folder.as_str());
    let mut deployed = deployed(app, modules, mains().filter(|main| own.contains(main)));
    let known = !deployed.is_empty();
    if !known {
        // Without a word of what is deployed, it is what serves, and all that shares a module with it.
        let serving: BTreeSet<&str> = app
            .production(Kind::Server)
            .map(|fact| folder_of(sources.path(fact.span.file)))
            .filter(|folder| packages.contains_key(*folder))
            .collect();
        let serves = |main: &&str| reachable(packages, [*main]).iter().any(|folder| serving.contains(folder));
        let mut of_servers: BTreeSet<&str> =
            mains().filter(serves).filter_map(|main| module_of(modules, main)).collect();
        // A module within the one that serves is released by itself.
        let all = of_servers.clone();
        of_servers.retain(|module| !all.iter().any(|other| other != module && is_below(module, other)));
        deployed = mains()
            .filter(|main| module_of(modules, main).is_some_and(|module| of_servers.contains(module)))
            .collect();
    }
    deployed.extend(mains().filter(|main| !own.contains(main)));
    let of_tools: BTreeSet<&str> = if deployed.iter().any(|main| own.contains(main)) {
        let of_app = reachable(packages, deployed.iter().copied());
        let others = mains().filter(|main| !deployed.contains(main));
        reachable(packages, others).into_iter().filter(|folder| !of_app.contains(folder)).collect()
    } else {
        BTreeSet::new()
    };
    let role = |path: &str| {
        let mut folder = folder_of(path);
        let (found, package) = loop {
            match packages.get_key_value(folder) {
                Some((found, package)) => break (found.as_str(), package),
                None if folder.is_empty() => return None,
                None => folder = folder_of(folder),
            }
        };
        let is_code = path.ends_with(".go");
        match package {
            // What lies at the top of a module belongs to all of it.
            _ if !is_code && (found.is_empty() || modules.contains_key(found)) => None,
            Package { is_test: true, .. } => Some(Role::Test),
            _ if of_tools.contains(found) => Some(Role::Tooling),
            _ => None,
        }
    };
    app.facts.retell(|fact| {
        if fact.place.role == Role::Production
            && let Some(role) = role(sources.path(fact.span.file))
        {
            fact.place.role = role;
        }
    });
}

/// The paths of the project's modules, by their folders.
fn modules(sources: &Sources) -> BTreeMap<String, String> {
    let files = sources.iter().filter(|(_, file)| name_of(&file.path) == "go.mod");
    files
        .filter_map(|(_, file)| {
            let path = file.text.lines().find_map(|line| line.strip_prefix("module "))?;
            let path = path.split("//").next()?.trim().trim_matches('"');
            Some((folder_of(&file.path).to_owned(), path.to_owned()))
        })
        .collect()
}

/// The folder of the module that a folder belongs to.
fn module_of<'m>(modules: &'m BTreeMap<String, String>, folder: &str) -> Option<&'m str> {
    let around = modules.keys().filter(|module| is_below(folder, module));
    around.max_by_key(|module| module.len()).map(String::as_str)
}

/// The project's packages, by folder.
fn packages(sources: &Sources, modules: &BTreeMap<String, String>) -> BTreeMap<String, Package> {
    let mut packages: BTreeMap<String, Package> = BTreeMap::new();
    for (_, file) in sources.iter().filter(|(_, file)| file.path.ends_with(".go")) {
        if file.path.ends_with("_test.go") {
            continue;
        }
        let class = Class::Source(Language::Go);
        let role = discover::place(&file.path, class, &file.text).role;
        let package = packages.entry(folder_of(&file.path).to_owned()).or_default();
        package.is_test |= role == Role::Test;
        package.is_main |=
            role == Role::Production && file.text.lines().any(|line| line.starts_with("func main()"));
        package.imports.extend(imports(&file.text).filter_map(|path| folder_of_package(modules, path)));
    }
    packages
}

/// The paths that a file imports. Imports stand before all other declarations: <https://go.dev/ref/spec#Source_file_organization>.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    let declares =
        |line: &str| ["func ", "type ", "var ", "const "].iter().any(|word| line.starts_with(word));
    let head = text.lines().take_while(move |line| !declares(line));
    head.filter(|line| !line.trim_start().starts_with("//")).filter_map(|line| line.split('"').nth(1))
}

/// The folder of the package with that import path.
fn folder_of_package(modules: &BTreeMap<String, String>, path: &str) -> Option<String> {
    let inside =
        |module: &str| path.strip_prefix(module).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    let around = modules.iter().filter_map(|(folder, module)| Some((folder, module, inside(module)?)));
    let (folder, _, rest) = around.max_by_key(|(_, module, _)| module.len())?;
    join(folder, rest.trim_start_matches('/'))
}

/// The packages that programs are made of.
fn reachable<'p>(
    packages: &'p BTreeMap<String, Package>,
    mains: impl IntoIterator<Item = &'p str>,
) -> BTreeSet<&'p str> {
    let mut open: Vec<&str> = mains.into_iter().collect();
    let mut reached = BTreeSet::new();
    while let Some(folder) = open.pop() {
        if let Some(package) = packages.get(folder)
            && reached.insert(folder)
        {
            open.extend(package.imports.iter().map(String::as_str));
        }
    }
    reached
}

/// The programs that production images build or that are started by their names; none where that is not known.
fn deployed<'p>(
    app: &App,
    modules: &BTreeMap<String, String>,
    mains: impl Iterator<Item = &'p str>,
) -> BTreeSet<&'p str> {
    let starts = app.starts.iter().filter(|start| start.place.is_production());
    let started: BTreeSet<&str> =
        starts.flat_map(|start| &start.steps).map(|step| step.command.name()).collect();
    let images = app.images.iter().filter(|image| image.place.is_production());
    let mut built: Vec<String> = Vec::new();
    for image in images {
        for command in image.runs.iter().flat_map(|run| &run.commands) {
            built.extend(targets(command).iter().map(|target| match *target {
                "." => image.context.clone(),
                target => target.to_owned(),
            }));
        }
    }
    mains
        .filter(|main| {
            let name = match modules.get(*main) {
                Some(path) => path.rsplit('/').find(|part| !is_major_version(part)).unwrap_or_default(),
                None => name_of(main),
            };
            started.contains(name) || built.iter().any(|target| is_built(main, target))
        })
        .collect()
}

/// Whether a target of `go build` means that program: its folder as the build sees it, or all below one.
fn is_built(main: &str, target: &str) -> bool {
    match target.strip_suffix("...") {
        Some(folder) => is_below(main, folder.trim_end_matches('/')),
        None => main == target || (!target.is_empty() && main.ends_with(&format!("/{target}"))),
    }
}

/// `v2`: <https://go.dev/ref/mod#major-version-suffixes>
fn is_major_version(part: &str) -> bool {
    part.strip_prefix('v').is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Flags of `go build` that take a value behind them: <https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies>.
const WITH_VALUE: &[&str] = &[
    "-o",
    "-ldflags",
    "-tags",
    "-mod",
    "-p",
    "-gcflags",
    "-asmflags",
    "-buildmode",
    "-gccgoflags",
    "-compiler",
    "-installsuffix",
    "-modfile",
    "-overlay",
    "-pgo",
    "-pkgdir",
    "-toolexec",
    "-C",
    "-covermode",
    "-coverpkg",
];

/// The packages that `go build` or `go install` is given; `.` where there are none.
fn targets(command: &Command) -> Vec<&str> {
    let is_go = command.name() == "go" || command.name().ends_with("-go");
    let mut words = command.arguments().iter().map(|word| word.text.as_str());
    if !is_go || !words.next().is_some_and(|verb| matches!(verb, "build" | "install")) {
        return Vec::new();
    }
    let mut targets = Vec::new();
    while let Some(word) = words.next() {
        if WITH_VALUE.contains(&word) || WITH_VALUE.contains(&word.strip_prefix('-').unwrap_or("")) {
            words.next();
        } else if !word.starts_with('-') && !word.contains('@') {
            let package = if word.ends_with(".go") { folder_of(word) } else { word };
            let package = package.trim_start_matches("./").trim_end_matches('/');
            targets.push(if package.is_empty() { "." } else { package });
        }
    }
    if targets.is_empty() && !command.arguments().iter().any(|word| word.text.contains('@')) {
        targets.push(".");
    }
    targets
}

#[cfg(test)]
mod tests {
    use crate::discover::Tree;
    use crate::fact::Role;

    fn roles(image: &str) -> Vec<(String, Role)> {
        let read = |package: &str, import: &str| {
            format!(
                "package {package}\nimport (\n\t\"os\"\n\t\"acme.io/shop/{import}\"\n)\nfunc main() {{ os.Getenv(\"A\") }}\n"
            )
        };
        let files = [
            ("go.mod", "module acme.io/shop // the shop\n".to_owned()),
            ("cmd/server/main.go", read("main", "store")),
            ("cmd/seed/main.go", read("main", "seeds")),
            ("store/store.go", read("store", "none")),
            ("seeds/seeds.go", read("seeds", "store")),
            ("Dockerfile", image.to_owned()),
        ];
        let project = crate::analyse(&Tree::from_memory(
            files.map(|(path, text)| (path.to_owned(), text.into_bytes())),
        ));
        let facts = project.apps.iter().flat_map(|app| app.facts.iter());
        let read = facts.filter(|fact| fact.kind.name() == "env-read");
        read.map(|fact| (project.sources.path(fact.span.file).to_owned(), fact.place.role)).collect()
    }

    #[test]
    fn packages_that_no_built_program_is_made_of_are_tools() {
        let tools = |image: &str| -> Vec<String> {
            let roles = roles(image).into_iter();
            roles.filter(|(_, role)| *role == Role::Tooling).map(|(path, _)| path).collect()
        };
        let built = "FROM golang:1.24 AS build\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app -ldflags \"-s\" ./cmd/server\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT [\"/app\"]\n";
        assert_eq!(tools(built), ["cmd/seed/main.go", "seeds/seeds.go"]);
        assert_eq!(tools(&built.replace("./cmd/server", "./cmd/...")), [""; 0]);
        assert_eq!(
            tools("FROM scratch\nCOPY bin/server /server\nENTRYPOINT [\"/server\"]\n"),
            ["cmd/seed/main.go", "seeds/seeds.go"]
        );
        assert_eq!(tools("FROM scratch\nCOPY bin/x /x\nENTRYPOINT [\"/x\"]\n"), [""; 0]);
    }
}
