//! The programs of `supervisord`.

use super::{Child, Work, fits, option, split};
use crate::artefact::command::Command;
use crate::link::start::follow::Follower;
use crate::parse::ini::{self, InlineComments};
use crate::parse::tree::{Node, Tree};
use crate::source::{Arg, FileId, folder_of, name_of};

/// Where `supervisord` looks for its configuration if it is not told (`default_configfile` of its `options.py`, and Debian).
const CONFIGURATIONS: [&str; 5] = [
    "supervisord.conf",
    "etc/supervisord.conf",
    "/etc/supervisord.conf",
    "/etc/supervisor/supervisord.conf",
    "/etc/supervisor/conf.d/supervisord.conf",
];

/// What the configurations that the packages of Debian, Alpine and Fedora bring include.
const INCLUDED: [&str; 3] =
    ["/etc/supervisor/conf.d/*.conf", "/etc/supervisor.d/*.ini", "/etc/supervisord.d/*.ini"];

/// The `[program:NAME]` sections of the configuration and of what it includes. A program that waits to be started by hand is
/// none of them.
pub(super) fn children(follower: &Follower, command: &Command) -> Vec<Child> {
    let named = option(command, &["-c", "--configuration"]);
    let own = match named {
        Some(path) => follower.file_at(path),
        None => CONFIGURATIONS.iter().find_map(|path| follower.file_at(path)),
    };
    let tree = |file: FileId| ini::parse(file, &follower.sources.file(file).text, InlineComments::Yes);
    let Some(own) = own.map(tree) else {
        let patterns = INCLUDED.iter().filter(|_| named.is_none());
        let files = patterns.flat_map(|pattern| included(follower, pattern));
        return files.flat_map(|file| programs(&tree(file))).collect();
    };
    let folder = named.map_or("/etc/supervisor", folder_of);
    let patterns = sections(&own).filter(|(name, _)| name.text() == Some("include"));
    let patterns = patterns.filter_map(|(_, section)| section.get("files")?.text());
    let files = patterns.flat_map(str::split_whitespace).flat_map(|pattern| {
        let absolute = if pattern.starts_with('/') { "" } else { folder };
        included(follower, &[absolute, pattern].join(if absolute.is_empty() { "" } else { "/" }))
    });
    programs(&own).into_iter().chain(files.flat_map(|file| programs(&tree(file)))).collect()
}

fn sections(tree: &Tree) -> impl Iterator<Item = (Node<'_>, Node<'_>)> {
    tree.documents().flat_map(Node::entries)
}

fn programs(tree: &Tree) -> Vec<Child> {
    let program = |(name, section): (Node, Node)| {
        let word = name.text()?.strip_prefix("program:")?.trim();
        if section
            .get("autostart")
            .and_then(Node::text)
            .is_some_and(|text| text.eq_ignore_ascii_case("false"))
        {
            return None;
        }
        let is_set = |key| section.get(key).and_then(Node::text).is_some_and(|text| text == "true");
        let line = section.get("command").and_then(Node::arg)?;
        Some(Child {
            name: Arg::literal(word, name.span()),
            work: Work::Exec(split(&line)),
            ends: section.get("startsecs").and_then(Node::text) == Some("0")
                && section.get("autorestart").and_then(Node::text) == Some("false"),
            signals_all: is_set("stopasgroup"),
        })
    };
    sections(tree).filter_map(program).collect()
}

/// The files of the repository that the container has where a pattern says.
fn included(follower: &Follower, pattern: &str) -> Vec<FileId> {
    let (folder, pattern) = (folder_of(pattern), name_of(pattern));
    let named = follower.sources.iter().filter(|(_, file)| fits(pattern, file.name()));
    named
        .filter(|(id, file)| follower.file_at(&format!("{folder}/{}", file.name())) == Some(*id))
        .map(|(id, _)| id)
        .collect()
}
