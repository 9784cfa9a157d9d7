//! What keeps a start from running as it is written: scripts that are not there, line ends of Windows, words split twice.

use super::follow::{Follower, is_shell};
use super::locate::absolute;
use crate::artefact::command::{Command, Flow, Redirect};
use crate::artefact::image::Image;
use crate::artefact::official::is_official;
use crate::artefact::reference::ImageReference;
use crate::artefact::start::{Fault, FaultKind};
use crate::parse::dockerfile::{Body, Instruction, Value};
use crate::source::{Arg, Sources, Span, folder_of, join, name_of};

impl Follower<'_> {
    /// Looks at the file that a command executes.
    pub(super) fn look_for_faults(&mut self, command: &Command, flow: Flow) {
        if flow.untaken || flow.function || flow.substitution {
            return;
        }
        if flow.exec {
            self.handed_on(command);
        }
        let program = command.program();
        if let Some(path) = program.known().filter(|path| path.contains('/')) {
            self.line_ends(program, path);
        }
        let script = if interprets(command.name()) { command.arguments().first() } else { Some(program) };
        if let Some(script) =
            script.filter(|_| self.mounts.is_empty() && self.directory.is_none() && !flow.conditional)
            && let Some(copy) = self.image.and_then(|image| absent(self.sources, image, script))
        {
            let kind = FaultKind::Missing { path: script.text.clone(), copy };
            self.faults.push(Fault { span: script.span, kind });
        }
    }

    /// The kernel takes the carriage return for a part of the interpreter's name.
    fn line_ends(&mut self, program: &Arg, path: &str) {
        let Some(file) = self.file_at(path) else { return };
        let text = &self.sources.file(file).text;
        let first = text.split('\n').next().unwrap_or_default();
        if first.starts_with("#!") && first.ends_with('\r') && !self.image.is_some_and(converts) {
            let kind = FaultKind::CarriageReturn(program.span);
            self.faults.push(Fault { span: Span::new(file, 0, first.len() - 1), kind });
        }
    }

    /// Looks at how a script hands on its parameters, which are written elsewhere.
    fn handed_on(&mut self, command: &Command) {
        let own: Vec<&Arg> = command.argv.iter().filter(|word| !command.span.contains(word.span)).collect();
        let written = self.sources.text(command.span);
        let word =
            written.split_whitespace().find(|word| matches!(*word, "$@" | "$*" | "${@}" | "${*}" | "\"$*\""));
        let (Some(word), false) = (word, own.is_empty()) else { return };
        let kind = if !word.starts_with('"') {
            // A single string that holds a command line is meant to be split.
            let breaks = |word: &&Arg| word.known().is_some_and(|text| text.contains([' ', '\t', '\n']));
            let alone = own.len() == 1;
            FaultKind::Resplit(own.into_iter().find(breaks).filter(|_| !alone).cloned())
        } else if own.len() > 1 && !command.span.contains(command.program().span) {
            FaultKind::Joined(own.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "))
        } else {
            return;
        };
        let at = command.span.start as usize + written.find(word).unwrap_or_default();
        self.faults.push(Fault { span: Span::new(command.span.file, at, at + word.len()), kind });
    }
}

fn interprets(name: &str) -> bool {
    is_shell(name) || matches!(name, "python" | "python3" | "ruby" | "php" | "perl")
}

/// Whether the image's build changes line ends.
fn converts(image: &Image) -> bool {
    image.built_runs().flat_map(|run| &run.commands).any(|command| {
        matches!(command.name(), "dos2unix" | "fromdos")
            || command.arguments().iter().any(|word| word.text.contains("\\r") || word.text.contains("\\015"))
    })
}

/// The COPY that would have brought a script which an image starts and has not. All that the image has at its path must be
/// known: it comes from folders of the repository, nothing that is run while it is built makes files, and the base is one that
/// leaves the path alone.
fn absent(sources: &Sources, image: &Image, script: &Arg) -> Option<Span> {
    let written = script.known().filter(|path| is_script(path))?;
    let plain = image.final_runs().flat_map(|run| &run.commands).all(makes_no_script);
    if !plain || !base_is_plain(image) || exists_somewhere(sources, image, name_of(written)) {
        return None;
    }
    let path = absolute(image.effective.directory.as_ref()?.known()?, written);
    let mut brings = None;
    for copy in image.instructions() {
        let Body::Copy { destination, .. } = &copy.body else { continue };
        let destination = image.absolute(copy.index, destination.known()?)?;
        let Some(rest) = path.strip_prefix(destination.trim_end_matches('/')) else { continue };
        if folders_lack(sources, image, copy, rest.strip_prefix('/')?)? {
            brings = Some(copy.span);
        }
    }
    brings
}

/// Whether a COPY brings folders of the repository to where a path lies; `None` if what it brings is not known.
fn folders_lack(sources: &Sources, image: &Image, copy: &Instruction, rest: &str) -> Option<bool> {
    let Body::Copy { sources: from, .. } = &copy.body else { return None };
    if copy.flag("from").is_some() || !copy.heredocs.is_empty() {
        return None;
    }
    let mut folders = 0;
    for from in from.iter().map(Value::known) {
        let from = join(&image.context, from?.trim_start_matches('/'))?;
        if sources.find(&from).is_some() {
            continue;
        }
        let parent = join(&from, folder_of(rest))?;
        sources.below(&parent).next()?;
        folders += 1;
    }
    Some(folders > 0)
}

/// Names of scripts that people write: nothing that is compiled is called like that.
fn is_script(path: &str) -> bool {
    let name = name_of(path);
    path.contains('/') && !name.contains('.') && name.contains("entrypoint")
        || [".sh", ".bash", ".py", ".rb", ".php", ".pl"].iter().any(|end| name.ends_with(end))
}

/// Whether a file of that name, in whatever case, is in the repository, or something other than the Dockerfile and prose speaks of it:
/// it may be made there.
fn exists_somewhere(sources: &Sources, image: &Image, name: &str) -> bool {
    sources.iter().any(|(file, source)| {
        source.name().eq_ignore_ascii_case(name)
            || file != image.file && !source.path.ends_with(".md") && source.text.contains(name)
    })
}

/// Whether the base is `scratch` or one of the Docker Official Images, which have files in the folders of the system alone.
fn base_is_plain(image: &Image) -> bool {
    let Some(base) = image.base() else { return true };
    let reference = ImageReference::parse(&base.arg).filter(|_| base.arg.literal);
    reference.is_some_and(|reference| is_official(reference.familiar()))
}

/// Whether a command leaves no scripts in the folders of an app.
fn makes_no_script(command: &Command) -> bool {
    let to_file =
        |to: &Redirect| to.output && !to.target.text.starts_with('&') && !to.target.text.starts_with("/dev/");
    if command.redirects.iter().any(to_file) || command.subcommand() == Some("run") {
        return false;
    }
    matches!(
        command.name(),
        "apt-get"
            | "apt"
            | "apk"
            | "yum"
            | "dnf"
            | "microdnf"
            | "pip"
            | "pip3"
            | "bundle"
            | "npm"
            | "pnpm"
            | "yarn"
            | "chmod"
            | "chown"
            | "mkdir"
            | "rm"
            | "useradd"
            | "adduser"
            | "groupadd"
            | "addgroup"
            | "usermod"
            | "echo"
            | "set"
            | "true"
            | "cd"
            | "find"
            | "export"
            | "docker-php-ext-install"
            | "a2enmod"
            | "update-ca-certificates"
    )
}

#[cfg(test)]
mod tests {
    use crate::artefact::start::FaultKind;
    use crate::discover::Tree;

    fn faults(dockerfile: &str) -> Vec<FaultKind> {
        let files = [("Dockerfile", dockerfile), ("run.sh", "#!/bin/sh\r\necho up\r\n")];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let project = crate::analyse(&Tree::from_memory(files));
        let starts = project.apps.iter().flat_map(|app| &app.starts);
        starts.flat_map(|start| &start.faults).map(|fault| fault.kind.clone()).collect()
    }

    #[test]
    fn scripts_with_line_ends_of_windows_are_not_executed() {
        let executed = "FROM alpine:3.20\nCOPY run.sh /\nENTRYPOINT [\"/run.sh\"]\n";
        assert!(matches!(faults(executed)[..], [FaultKind::CarriageReturn(_)]));
        let read = "FROM alpine:3.20\nCOPY run.sh /\nENTRYPOINT [\"sh\", \"/run.sh\"]\n";
        assert_eq!(faults(read), []);
        let converted = "FROM alpine:3.20\nCOPY run.sh /\nRUN dos2unix /run.sh\nENTRYPOINT [\"/run.sh\"]\n";
        assert_eq!(faults(converted), []);
    }
}
