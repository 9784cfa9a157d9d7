//! Packages of the operating system that are installed in whatever version there is.

use crate::artefact::command::Command;
use crate::artefact::image::Image;
use crate::artefact::os_package::{Action, Manager, Transaction};
use crate::rule::Pass;
use crate::source::Arg;

/// The packages that a message names; the rest is counted.
const MOST_NAMES: usize = 3;

/// Packages of the operating system that an image installs without a version.
pub fn unpinned_os_package(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        if has_snapshot(image) {
            continue;
        }
        for command in image.built_runs().flat_map(|run| &run.commands) {
            let Some(call) = Transaction::of(command).filter(|call| call.action == Action::Install) else {
                continue;
            };
            let open: Vec<&str> =
                call.packages.iter().filter_map(|package| unpinned(call.manager, package)).collect();
            let Some(first) = open.first() else { continue };
            let shown: Vec<String> = open.iter().take(MOST_NAMES).map(|name| format!("'{name}'")).collect();
            let more = open.len().saturating_sub(MOST_NAMES);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            let verb = if open.len() == 1 { "is" } else { "are" };
            pass.report(
                command.span,
                format!("{}{rest} {verb} installed in whatever version is newest", shown.join(", ")),
            )
            .help(format!(
                "Write '{}', or take packages from a snapshot of the archive.",
                pinned(call.manager, first)
            ));
        }
    }
}

/// A package without a version; `None` for one that has one, and for what no version can be told of: a local file, a group,
/// a name that is put together.
fn unpinned(manager: Manager, package: &Arg) -> Option<&str> {
    let name = package.known()?;
    let is_file = name.contains('/') || [".deb", ".rpm", ".apk"].iter().any(|end| name.ends_with(end));
    let is_group = name.starts_with(['@', '.', '-', '!']) || name.contains([' ', '*', '$']);
    let is_pinned = name.contains(['=', '~', '<', '>']) || manager == Manager::Dnf && ends_in_version(name);
    (!is_file && !is_group && !is_pinned).then_some(name)
}

/// Whether a version stands behind the last dash or the one before it, as in `curl-7.76.1-29.el9`. A single number is a part
/// of the name (`postgresql-16`).
fn ends_in_version(name: &str) -> bool {
    name.rsplit('-').take(2).any(|part| part.starts_with(|c: char| c.is_ascii_digit()) && part.contains('.'))
}

/// How a version is written.
fn pinned(manager: Manager, package: &str) -> String {
    match manager {
        Manager::Apt | Manager::Zypper => format!("{package}=<version>"),
        Manager::Apk => format!("{package}~<version>"),
        Manager::Dnf => format!("{package}-<version>"),
    }
}

/// Whether packages come from an archive as it was on some day.
fn has_snapshot(image: &Image) -> bool {
    let names = |text: &str| {
        ["snapshot.debian.org", "snapshot.ubuntu.com", "snapshot-cloudflare.debian.org", "repro-sources-list"]
            .iter()
            .any(|host| text.contains(host))
    };
    let in_command = |command: &Command| command.argv.iter().any(|word| names(&word.text));
    image.built_runs().flat_map(|run| &run.commands).any(in_command)
        || image
            .effective
            .env
            .iter()
            .any(|setting| setting.pair.value.as_ref().is_some_and(|value| names(value.text())))
}
