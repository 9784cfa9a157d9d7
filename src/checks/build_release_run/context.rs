//! What the build context lets into an image.

use crate::artefact::image::Image;
use crate::artefact::layer::Context;
use crate::discover::{Class, classify, place};
use crate::fact::Role;
use crate::parse::dockerfile::{Body, Instruction, Value};
use crate::parse::dockerignore::Dockerignore;
use crate::rule::Pass;
use crate::source::{Sources, Span, folder_of, is_below, join};

/// Images that copy their whole build context without keeping out what does not belong there.
pub fn missing_dockerignore(pass: &mut Pass) {
    let (app, sources) = (pass.app, pass.sources);
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        let Some((copy, source)) = copy_of_context(image) else { continue };
        let strays = strays(sources, image);
        let Some(file) = Context::of(sources, image).ignore_file else {
            if !strays.is_empty() && !is_ignored_from_above(pass, image) {
                missing(pass, image, source, &strays);
            }
            continue;
        };
        let mut patterns = Dockerignore::parse(&sources.file(file).text);
        for exclude in copy.flags.iter().filter(|flag| flag.name == "exclude") {
            patterns.add(exclude.value.as_ref().map_or("", Value::text));
        }
        let shipped = image.effective.instructions.contains(&copy.index);
        let stray = |stray: &&Stray| stray.kind.matters(shipped) && !patterns.ignores(&stray.probe);
        let let_in: Vec<&Stray> = strays.iter().filter(stray).collect();
        let Some(first) = let_in.first() else { continue };
        let list = list(&let_in);
        let (ignore, harm) = (sources.file(file).name(), first.kind.harm());
        let finding = pass.report(source.span(), format!("'{ignore}' lets {list} into the image: {harm}"));
        finding.because(Span::start_of(file), format!("no line of this file keeps {list} out"));
        finding.help(format!("Add {list} to '{}', one on each line.", sources.path(file)));
    }
}

fn missing(pass: &mut Pass, image: &Image, source: &Value, strays: &[Stray]) {
    let list = list(&strays.iter().collect::<Vec<_>>());
    let finding = pass.report(
        source.span(),
        format!("the whole build context is copied, and no .dockerignore keeps {list} out"),
    );
    let path = if image.context.is_empty() {
        ".dockerignore".to_owned()
    } else {
        format!("{}/.dockerignore", image.context)
    };
    finding
        .help(format!("Add '{path}' with what does not belong into the image, or copy by name what does."));
}

/// The first names, for a message.
fn list(strays: &[&Stray]) -> String {
    let mut names: Vec<String> = strays.iter().map(|stray| format!("'{}'", stray.name)).collect();
    names.dedup();
    names.truncate(3);
    match names.as_slice() {
        [first, second] => format!("{first} and {second}"),
        _ => names.join(", "),
    }
}

/// The first COPY or ADD of the whole context, one of the final image before one of a builder stage.
fn copy_of_context(image: &Image) -> Option<(&Instruction, &Value)> {
    let built = image.built_stages().flat_map(|stage| image.dockerfile.instructions_of(stage));
    image.instructions().chain(built).find_map(|instruction| Some((instruction, whole_context(instruction)?)))
}

/// The source by which an instruction copies the whole context.
fn whole_context(instruction: &Instruction) -> Option<&Value> {
    let Body::Copy { sources, .. } = &instruction.body else { return None };
    if instruction.flag("from").is_some() {
        return None;
    }
    sources.iter().find(|source| {
        let path = source.known().unwrap_or("");
        matches!(path, "*" | "./*" | "/*") || (!path.is_empty() && join("", path).as_deref() == Some(""))
    })
}

/// Whether the context is a guess, and a folder above the Dockerfile has an ignore file: then that is the context.
fn is_ignored_from_above(pass: &Pass, image: &Image) -> bool {
    let path = pass.sources.path(image.file);
    let services = pass.project.apps.iter().flat_map(|app| &app.services);
    let known = services
        .filter_map(|service| service.build.as_ref())
        .any(|build| build.dockerfile.as_deref() == Some(path));
    if known {
        return false;
    }
    let mut folder = folder_of(path);
    while !folder.is_empty() {
        folder = folder_of(folder);
        if join(folder, ".dockerignore").is_some_and(|path| pass.sources.find(&path).is_some()) {
            return true;
        }
    }
    false
}

/// Something of a developer's checkout that has no business in an image.
struct Stray {
    /// Its path in the context.
    name: String,
    /// A path inside of it to try patterns on.
    probe: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    History,
    Environment,
    Dependencies,
    Output,
}

impl Kind {
    /// Whether it is worth a finding of its own that an ignore file lets this in. `shipped` is whether the copy is part of the
    /// final image: a builder may want the history for a version number, and a frontend its environment file.
    fn matters(self, shipped: bool) -> bool {
        match self {
            Self::History | Self::Environment => shipped,
            Self::Dependencies => true,
            Self::Output => false,
        }
    }

    fn harm(self) -> &'static str {
        match self {
            Self::History => "every file there ever was",
            Self::Environment => "the values of one environment",
            Self::Dependencies | Self::Output => "those of the host overwrite what was installed there",
        }
    }
}

/// Manifests with the folders that tools fill beside them, and what those hold.
const FOLDERS: [(&str, &str, Kind); 9] = [
    ("package.json", "node_modules", Kind::Dependencies),
    ("composer.json", "vendor", Kind::Dependencies),
    ("uv.lock", ".venv", Kind::Dependencies),
    ("pyproject.toml", ".venv", Kind::Output),
    ("requirements.txt", "venv", Kind::Output),
    ("Cargo.toml", "target", Kind::Output),
    ("pom.xml", "target", Kind::Output),
    ("build.gradle", "build", Kind::Output),
    ("mix.exs", "_build", Kind::Output),
];

/// What a copy of the whole context takes along by accident.
fn strays(sources: &Sources, image: &Image) -> Vec<Stray> {
    let mut strays = Vec::new();
    if image.context.is_empty() {
        strays.push(Stray { name: ".git".to_owned(), probe: ".git/config".to_owned(), kind: Kind::History });
    }
    for (manifest, folder, kind) in FOLDERS {
        let has = |name: &str| join(&image.context, name).and_then(|path| sources.find(&path)).is_some();
        let linked = manifest == "package.json" && has(".pnp.cjs");
        if has(manifest) && !linked && !is_committed(sources, &image.context, folder) {
            strays.push(Stray { name: folder.to_owned(), probe: format!("{folder}/a/b"), kind });
        }
    }
    for (_, file) in sources.iter().filter(|(_, file)| is_below(&file.path, &image.context)) {
        let environment =
            classify::by_name(&file.path) == Some(Class::Dotenv) && file.name().starts_with(".env");
        let role = place(&file.path, Class::Dotenv, "").role;
        if environment && matches!(role, Role::Production | Role::Development) {
            let path = file.path[image.context.len()..].trim_start_matches('/').to_owned();
            strays.push(Stray { name: path.clone(), probe: path, kind: Kind::Environment });
        }
    }
    strays
}

/// Whether files of the folder are in the repository, so that they are meant to be copied.
fn is_committed(sources: &Sources, context: &str, folder: &str) -> bool {
    let Some(path) = join(context, folder) else { return false };
    sources.iter().any(|(_, file)| file.path != path && is_below(&file.path, &path))
}
