//! Which paths the layers of an image add, and which their commands take away again.

use crate::artefact::command::Command;
use crate::artefact::image::{Image, Run};
use crate::artefact::layer;
use crate::parse::dockerfile::{Body, Instruction, Keyword};
use crate::source::{Sources, Span, is_below, join, name_of};

/// Files that one layer adds.
#[derive(Clone, Debug)]
pub(super) struct Addition {
    /// Where they are in the image, absolute.
    pub(super) path: String,
    /// The instruction that adds them, as an index.
    pub(super) instruction: usize,
    /// The part of it that does.
    pub(super) span: Span,
    pub(super) origin: Origin,
}

/// Where added files come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Origin {
    /// A file of the repository, or one that is only there when the image is built.
    File(String),
    /// A folder of the repository.
    Folder(String),
    /// Another stage or image.
    Stage,
    /// The network.
    Download,
    /// A package manager of the language.
    Install,
}

/// Everything that the layers of the final image add and that can be told from the Dockerfile, in order.
pub(super) fn of_image(sources: &Sources, image: &Image) -> Vec<Addition> {
    let mut additions = Vec::new();
    for instruction in image.instructions() {
        if matches!(instruction.keyword, Keyword::Copy | Keyword::Add) {
            copied(sources, image, instruction, &mut additions);
        }
    }
    for run in image.final_runs() {
        let mounted = |addition: &Addition| {
            image.instruction(Some(run.instruction)).is_some_and(|run| layer::is_mounted(run, &addition.path))
        };
        let created = run.commands.iter().filter_map(|command| created(image, run, command));
        additions.extend(created.filter(|addition| !mounted(addition)));
    }
    additions.sort_by_key(|addition| (addition.instruction, addition.span));
    additions
}

fn copied(sources: &Sources, image: &Image, copy: &Instruction, additions: &mut Vec<Addition>) {
    let Body::Copy { sources: from, destination } = &copy.body else { return };
    let Some(to) = destination.known().and_then(|path| image.absolute(copy.index, path)) else { return };
    let opened = destination.text().ends_with('/')
        || from.len() > 1
        || image.directory(copy.index).as_deref() == Some(to.as_str())
        || additions.iter().any(|earlier| earlier.path == to && matches!(earlier.origin, Origin::Folder(_)));
    for source in from {
        let Some(text) = source.known() else { continue };
        let named = || format!("{}/{}", to.trim_end_matches('/'), name_of(text.trim_end_matches('/')));
        let (path, origin) = if copy.flag("from").is_some() {
            // Whether another stage has a file or a folder there is not known; an archive is a file.
            (if opened && is_archive(text) { named() } else { to.clone() }, Origin::Stage)
        } else if text.contains("://") || text.starts_with("git@") {
            (if opened { named() } else { to.clone() }, Origin::Download)
        } else {
            let Some(inside) = join(&image.context, text.trim_start_matches('/').trim_end_matches('*'))
            else {
                continue;
            };
            if text.contains(['*', '?', '[']) && !text.ends_with("/*") && text != "*" {
                continue;
            }
            let folder = inside == image.context
                || sources.iter().any(|(_, file)| file.path != inside && is_below(&file.path, &inside));
            match (folder, copy.keyword == Keyword::Add && is_archive(text)) {
                (true, _) => (to.clone(), Origin::Folder(inside)),
                // It is unpacked, and what is in it is not known.
                (false, true) => continue,
                (false, false) => (if opened { named() } else { to.clone() }, Origin::File(inside)),
            }
        };
        additions.push(Addition { path, instruction: copy.index, span: source.span(), origin });
    }
}

/// Whether a file holds other files, and is large as a rule.
pub(super) fn is_archive(path: &str) -> bool {
    let name = name_of(path);
    [
        ".tar", ".tgz", ".gz", ".xz", ".bz2", ".zst", ".zip", ".deb", ".rpm", ".apk", ".whl", ".jar", ".war",
        ".run", ".msi", ".7z",
    ]
    .iter()
    .any(|extension| name.ends_with(extension))
}

/// What a command of a RUN downloads or installs at a place that its words tell.
fn created(image: &Image, run: &Run, command: &Command) -> Option<Addition> {
    let url = || command.arguments().iter().find(|word| word.text.contains("://"));
    let base = || url().map(|url| name_of(url.text.split(['?', '#']).next().unwrap_or("")).to_owned());
    let option = |flags: &[&str]| flags.iter().find_map(|flag| command.option(flag)).map(str::to_owned);
    let (path, origin) = match command.name() {
        "curl" => {
            let named = option(&["-o", "--output"]).or_else(|| bundled(command, 'o'));
            let remote = || base().filter(|_| command.has_flag("--remote-name") || has_letter(command, 'O'));
            (named.or_else(remote)?, Origin::Download)
        }
        "wget" => {
            let named = option(&["-O", "--output-document"]).or_else(|| bundled(command, 'O'));
            (named.or_else(base)?, Origin::Download)
        }
        "git" if command.subcommand() == Some("clone") => {
            let plain = command
                .arguments()
                .iter()
                .map(|word| word.text.as_str())
                .skip_while(|word| !word.contains("://"));
            let mut plain = plain.filter(|word| !word.starts_with('-'));
            let url = plain.next()?;
            let folder = plain.next().unwrap_or_else(|| name_of(url.trim_end_matches(".git")));
            (folder.to_owned(), Origin::Download)
        }
        "npm" | "yarn" | "pnpm" | "bun" if is_install(command) => {
            ("node_modules".to_owned(), Origin::Install)
        }
        _ => return None,
    };
    let unknown = path.is_empty()
        || path.contains("{}")
        || path == "-"
        || path.starts_with("/dev/")
        || path.contains('$');
    let path = absolute(image, run, command, &path).filter(|_| !unknown)?;
    Some(Addition { path, instruction: run.instruction, span: command.span, origin })
}

fn is_install(command: &Command) -> bool {
    let verb = command.subcommand().unwrap_or("install");
    let global = command.has_flag("-g") || command.has_flag("--global") || command.has_flag("--prefix");
    matches!(verb, "install" | "i" | "ci") && !global
}

/// Whether a bundle of short options holds that letter.
fn has_letter(command: &Command, letter: char) -> bool {
    let bundle = |text: &str| {
        text.strip_prefix('-').is_some_and(|letters| !letters.starts_with('-') && letters.contains(letter))
    };
    command.arguments().iter().any(|word| bundle(&word.text))
}

/// The word after a bundle of short options that ends in that letter (`curl -fsSLo file`).
fn bundled(command: &Command, letter: char) -> Option<String> {
    let arguments = command.arguments();
    let at = arguments.iter().position(|word| {
        word.text.starts_with('-') && !word.text.starts_with("--") && word.text.ends_with(letter)
    })?;
    arguments.get(at + 1).map(|word| word.text.clone())
}

/// A path that a command of a RUN names, made absolute: `cd` before it counts.
pub(super) fn absolute(image: &Image, run: &Run, command: &Command, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return image.absolute(run.instruction, path);
    }
    if let Some(inside) = path.strip_prefix("~/") {
        return image.absolute(run.instruction, &format!("/root/{inside}"));
    }
    let mut directory = image.directory(run.instruction);
    let earlier = run.commands.iter().take_while(|earlier| earlier.span != command.span);
    for cd in earlier.filter(|earlier| matches!(earlier.name(), "cd" | "pushd")) {
        let to = cd.arguments().first().and_then(|word| word.known())?;
        directory = match (to.starts_with('/'), directory) {
            (true, _) => Some(to.to_owned()),
            (false, Some(from)) => Some(format!("/{}", join(&from, to)?)),
            (false, None) => None,
        };
    }
    Some(format!("/{}", join(&directory?, path)?))
}
