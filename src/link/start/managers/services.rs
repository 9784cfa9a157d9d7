//! Services as folders with a script `run`: those of runit, s6 and s6-overlay.

use std::collections::BTreeSet;

use super::{Child, Work};
use crate::artefact::image::Image;
use crate::extract::commands;
use crate::link::start::follow::Follower;
use crate::parse::dockerfile::Body;
use crate::source::{Arg, FileId, Span, folder_of, name_of};

/// Where s6-overlay 3 has its services, and which of them it starts
/// (<https://github.com/just-containers/s6-overlay#writing-a-service-script>).
const S6_RC: &str = "/etc/s6-overlay/s6-rc.d";

/// Whether a word starts a scanner of services: s6-overlay's own `/init`, or that of phusion's images.
pub(super) fn is_scanner(word: &Arg) -> bool {
    word.text == "/init" || name_of(&word.text) == "my_init"
}

/// The services that a scanner finds in the image.
pub(super) fn children(follower: &Follower, program: &Arg, arguments: &[Arg]) -> Vec<Child> {
    let folder = || arguments.iter().map(|word| word.text.as_str()).find(|word| !word.starts_with('-'));
    match name_of(&program.text) {
        "init" if is_scanner(program) => {
            let mut found = prepared(follower, "/etc/cont-init.d");
            found.extend(declared(follower));
            found.extend(scanned(follower, "/etc/services.d", true));
            found
        }
        "my_init" => {
            let mut found = prepared(follower, "/etc/my_init.d");
            found.extend(scanned(follower, "/etc/service", true));
            found
        }
        // `runsvdir` tells each `runsv` to stop, and that signals the process of `run` alone.
        "runsvdir" => folder().map(|folder| scanned(follower, folder, false)).unwrap_or_default(),
        "s6-svscan" => folder().map(|folder| scanned(follower, folder, false)).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// The services in a folder.
fn scanned(follower: &Follower, holder: &str, signals_all: bool) -> Vec<Child> {
    let found = files(follower, holder, "run").into_iter();
    found
        .map(|(name, file)| Child { signals_all, ..child(&name, file, &format!("{holder}/{name}/run")) })
        .collect()
}

/// The scripts that run once, in order, before the services.
fn prepared(follower: &Follower, holder: &str) -> Vec<Child> {
    let inside = follower
        .sources
        .iter()
        .filter(|(_, file)| Some(name_of(folder_of(&file.path))) == holder.rsplit('/').next());
    let placed = inside.map(|(id, file)| (id, file.name(), format!("{holder}/{}", file.name())));
    let found = placed.filter(|(id, _, path)| follower.file_at(path) == Some(*id));
    found.map(|(id, name, path)| Child { ends: true, ..child(name, id, &path) }).collect()
}

/// The services of s6-overlay 3 that its bundle `user` asks for, with what those depend on and what feeds them; all, if that
/// is not known.
fn declared(follower: &Follower) -> Vec<Child> {
    let found = |script: &str| files(follower, S6_RC, script);
    let oneshots = found("up");
    let once: BTreeSet<&str> = oneshots.iter().map(|(name, _)| name.as_str()).collect();
    let services: Vec<_> =
        found("run").into_iter().filter(|(name, _)| !once.contains(name.as_str())).collect();
    let names: BTreeSet<String> =
        found("type").into_iter().chain(found("up")).chain(found("run")).map(|(name, _)| name).collect();
    let wanted = wanted(follower, &names);
    let is_wanted = |name: &str| wanted.is_empty() || wanted.contains(name);
    let oneshots = oneshots.iter().filter(|(name, _)| is_wanted(name));
    let services = services.iter().filter(|(name, _)| is_wanted(name));
    let oneshots = oneshots.map(|(name, file)| oneshot(follower, name, *file));
    let services = services.map(|(name, file)| child(name, *file, &format!("{S6_RC}/{name}/run")));
    oneshots.chain(services).collect()
}

/// Which services the bundles of the user start, by the files of their definitions
/// (<https://skarnet.org/software/s6-rc/s6-rc-compile.html>).
fn wanted<'n>(follower: &Follower, names: &'n BTreeSet<String>) -> BTreeSet<&'n str> {
    let file = |path: &str| follower.file_at(&format!("{S6_RC}/{path}"));
    let text = |path: &str| file(path).map(|file| follower.sources.file(file).text.trim());
    let asked = |name: &str| {
        ["user", "user2"].iter().any(|bundle| file(&format!("{bundle}/contents.d/{name}")).is_some())
    };
    let is_asked = |name: &str| asked(name) || text(&format!("{name}/pipeline-name")).is_some_and(asked);
    let mut wanted: BTreeSet<&str> = names.iter().map(String::as_str).filter(|name| is_asked(name)).collect();
    loop {
        let brings = |service: &str, name: &str| {
            file(&format!("{service}/dependencies.d/{name}")).is_some()
                || file(&format!("{service}/contents.d/{name}")).is_some()
                || text(&format!("{name}/producer-for")) == Some(service)
        };
        let more: Vec<&str> = names
            .iter()
            .map(String::as_str)
            .filter(|name| !wanted.contains(name) && wanted.iter().any(|service| brings(service, name)))
            .collect();
        if more.is_empty() {
            return wanted;
        }
        wanted.extend(more);
    }
}

/// A service that runs once. Its file `up` is a command line for execline.
fn oneshot(follower: &Follower, name: &str, file: FileId) -> Child {
    let work = Work::Exec(commands::of_execline(file, &follower.sources.file(file).text));
    Child { name: Arg::literal(name, Span::start_of(file)), work, ends: true, signals_all: true }
}

fn child(name: &str, file: FileId, path: &str) -> Child {
    let at = Span::start_of(file);
    let command = commands::word_list(&[Arg::literal(path, at)], at);
    let work = Work::Exec(command.into_iter().collect());
    Child { name: Arg::literal(name, at), work, ends: false, signals_all: true }
}

/// The files of that name in the folders of a folder of the container: those called so in the repository, and those that
/// the image copies to such a place under another name.
fn files(follower: &Follower, holder: &str, script: &str) -> Vec<(String, FileId)> {
    let holder = holder.trim_end_matches('/');
    let named = follower.sources.iter().filter(|(_, file)| file.name() == script);
    let folders = named.map(|(_, file)| name_of(folder_of(&file.path)).to_owned());
    let copies = follower.image.into_iter().flat_map(Image::instructions);
    let renamed = copies.filter_map(|copy| match &copy.body {
        Body::Copy { destination, .. } => {
            let folder = destination.text().strip_suffix(script)?.strip_suffix('/')?;
            (folder_of(folder) == holder).then(|| name_of(folder).to_owned())
        }
        _ => None,
    });
    let names: BTreeSet<String> = folders.chain(renamed).collect();
    let placed = names.into_iter().filter_map(|name| {
        let file = follower.file_at(&format!("{holder}/{name}/{script}"))?;
        Some((name, file))
    });
    placed.collect()
}
