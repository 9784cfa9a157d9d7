//! Follows one start command through wrappers, scripts of the repository and package scripts.

use super::locate::{self, Mount};
use super::managers::{self, Child};
use super::packages::{script_arguments, script_names};
use super::written;
use crate::app::App;
use crate::artefact::command::{Command, Flow};
use crate::artefact::image::Image;
use crate::artefact::start::{Fault, Form, Hop, HopKind, Step};
use crate::extract::commands;
use crate::source::{Arg, FileId, Sources, Span, name_of};

/// Scripts that call each other are followed this deep.
const DEEPEST: usize = 8;

/// Commands that are looked at for one start; a script that loops through package scripts ends there.
const MOST_STEPS: usize = 2000;

/// Collects the steps of one start.
pub(super) struct Follower<'a> {
    pub(super) sources: &'a Sources,
    pub(super) app: &'a App,
    pub(super) image: Option<&'a Image>,
    /// An init process, and where it is asked for.
    pub(super) init: Option<Span>,
    pub(super) init_signals_all: bool,
    /// A whole command line in the place of the program's name.
    pub(super) unsplit: Option<Arg>,
    /// What keeps the start from running as it is written.
    pub(super) faults: Vec<Fault>,
    /// What a process manager runs.
    pub(super) children: Vec<Child>,
    /// What of the repository is mounted into the container.
    pub(super) mounts: Vec<Mount>,
    /// How many process managers stand above.
    pub(super) nested: usize,
    pub(super) steps: Vec<Step>,
    /// The folder that the shell at hand has changed to.
    pub(super) directory: Option<String>,
    pub(super) open: Vec<FileId>,
    /// What scripts have read in with `.`: their functions are known from there on.
    libraries: Vec<FileId>,
}

/// What a command is reached by.
#[derive(Clone, Default)]
pub(super) struct Way {
    pub(super) via: Vec<Hop>,
    pub(super) depth: usize,
    /// The words after the script's own name: its `"$@"`.
    parameters: Vec<Arg>,
    /// What holds for everything the script does: it runs in the background, or only sometimes.
    flow: Flow,
}

impl<'a> Follower<'a> {
    pub(super) fn new(sources: &'a Sources, app: &'a App, image: Option<&'a Image>) -> Self {
        Self {
            sources,
            app,
            image,
            init: None,
            init_signals_all: false,
            unsplit: None,
            faults: Vec::new(),
            children: Vec::new(),
            mounts: Vec::new(),
            nested: 0,
            steps: Vec::new(),
            directory: None,
            open: Vec::new(),
            libraries: Vec::new(),
        }
    }

    /// Follows words that are executed.
    pub(super) fn words(&mut self, words: &[Arg], span: Span) {
        if let Some(command) = commands::word_list(words, span) {
            self.executed(command, Way::default());
        }
    }

    /// Follows a command of a script; a script that it hands to a shell is looked at by itself.
    pub(super) fn called(&mut self, command: &Command) {
        if commands::handed_over(command).is_none() {
            self.command(command.clone(), Way::default());
        }
    }

    /// Follows a command whose words no shell splits any more.
    pub(super) fn executed(&mut self, command: Command, way: Way) {
        if !self.is_unsplit(command.program()) {
            self.command(command, way);
        } else if !command.flow.untaken {
            self.unsplit.get_or_insert(command.program().clone());
        }
    }

    /// Whether a word that is executed holds a whole command line. The name of a folder or file with a blank would stand
    /// elsewhere in the image's Dockerfile too, or be a file that the container has.
    fn is_unsplit(&self, word: &Arg) -> bool {
        let Some(text) = word.known().filter(|text| text.contains([' ', '\t'])) else { return false };
        let blank = text.find([' ', '\t']).unwrap_or(0);
        let named = blank + text[blank..].find('/').unwrap_or(text.len() - blank);
        let mentioned = self
            .image
            .is_some_and(|image| self.sources.file(image.file).text.matches(&text[..named]).nth(1).is_some());
        !mentioned && self.file_at(text).is_none()
    }

    /// Follows text that the platform hands to a shell.
    pub(super) fn shell_form(&mut self, commands: Vec<Command>, span: Span, form: Form) {
        let note = match form {
            Form::BrokenExec => "the array is not valid JSON, so a shell runs the text",
            Form::Exec | Form::Shell => "a shell runs this text",
        };
        self.script(commands, &Way::default(), span, note, "sh");
    }

    fn command(&mut self, command: Command, way: Way) {
        if self.steps.len() >= MOST_STEPS {
            return;
        }
        let wrapping = &command.argv[..command.program];
        // s6-overlay without a CMD starts nothing but its services.
        let itself = [command.program()].into_iter().filter(|word| is_overlay(word));
        if let Some(init) = wrapping.iter().chain(itself).find(|word| is_init(word)) {
            let has = |options: &[&str]| wrapping.iter().any(|word| options.contains(&word.text.as_str()));
            self.init.get_or_insert(init.span);
            self.init_signals_all |= match name_of(&init.text) {
                "dumb-init" => !has(&["-c", "--single-child"]),
                "tini" | "tini-static" | "docker-init" => has(&["-g"]),
                "init" | "my_init" => true,
                _ => false,
            };
        }
        self.look_for_faults(&command, within(command.flow, way.flow));
        let way = behind_wrappers(&command, way);
        if way.via.len() < DEEPEST && self.follow(&command, &way) {
            return;
        }
        let mut command = command;
        command.flow = within(command.flow, way.flow);
        self.manage(&command);
        self.change_directory(&command);
        self.steps.push(Step { command, via: way.via, depth: way.depth });
    }

    /// Goes on behind the command, if it is something of the repository; says whether it was.
    fn follow(&mut self, command: &Command, way: &Way) -> bool {
        let handed = parameters(command, &way.parameters).filter(|_| !command.flow.untaken);
        if let Some(words) = handed {
            let splits = !self.sources.text(command.program().span).starts_with('"');
            let words = if splits { words.iter().flat_map(split).collect() } else { words };
            if let Some(next) = commands::word_list(&words, command.span) {
                let flow = Flow { exec: next.flow.exec || command.flow.exec, ..command.flow };
                self.executed(Command { flow, ..next }, way.clone());
            }
            return true;
        }
        if let Some((next, hop)) = self.console_script(command) {
            let mut inside = Self::inside(command, way);
            inside.via.push(hop);
            self.command(next, inside);
            return true;
        }
        if is_shell(command.name()) {
            return self.shell(command, way);
        }
        if matches!(command.name(), "su" | "runuser") {
            return self.switched(command, way);
        }
        let official = matches!(command.name(), "docker-entrypoint.sh" | "docker-php-entrypoint");
        if official && self.script_file(command.program(), &[]).is_none() {
            // The scripts of that name in the Docker Official Images end in `exec "$@"`.
            let words: Vec<Arg> =
                command.argv.iter().filter(|word| **word != *command.program()).cloned().collect();
            let next = commands::word_list(&words, command.span).filter(|_| !command.arguments().is_empty());
            return next.is_some_and(|next| {
                self.executed(Command { flow: command.flow, ..next }, way.clone());
                true
            });
        }
        if matches!(command.program().text.as_str(), "." | "source") {
            return self.read_in(command, way);
        }
        if let Some(body) = self.library_function(command) {
            self.inline(body, way);
            return true;
        }
        if let Some((file, script)) = self.script_file(command.program(), command.arguments()) {
            let note = format!("`{}` is this script", name_of(&command.program().text));
            return self.file(file, script, command, command.arguments().to_vec(), way, &note);
        }
        self.recipe(command, way) || !managers::runs_scripts(command) && self.package_script(command, way)
    }

    /// `sh -c TEXT` and `sh FILE`.
    fn shell(&mut self, command: &Command, way: &Way) -> bool {
        let arguments = command.arguments();
        let option = |arg: &Arg| arg.text.starts_with('-') || arg.text.starts_with('+');
        let Some(at) = arguments.iter().position(|arg| !option(arg)) else { return false };
        let (word, rest) = (&arguments[at], &arguments[at + 1..]);
        if let Some(inner) = commands::handed_over(command) {
            if inner.is_empty() {
                return false;
            }
            let mut inside = Self::inside(command, way);
            inside.parameters = rest.get(1..).unwrap_or_default().to_vec();
            let note = format!("`{} -c` runs this text", command.name());
            self.script(inner, &inside, word.span, &note, command.name());
            return true;
        }
        let Some((file, script)) = self.script_file(word, rest) else { return false };
        let note = format!("`{} {}` runs this script", command.name(), word.text);
        let command = &Command { program: command.argv.len() - rest.len() - 1, ..command.clone() };
        self.file(file, script, command, rest.to_vec(), way, &note)
    }

    /// `su USER -c TEXT`: a shell of that user runs the text, below `su` itself. That of busybox, as Alpine has it, is replaced
    /// by the shell.
    fn switched(&mut self, command: &Command, way: &Way) -> bool {
        let Some(inner) = commands::handed_over(command).filter(|inner| !inner.is_empty()) else {
            return false;
        };
        let mut inside = Self::inside(command, way);
        let process = command.name().to_owned();
        if self.image.is_some_and(|image| !is_of_busybox(image)) {
            let note = format!("`{process}` stays as the parent of what it starts");
            inside.via.push(Hop { span: command.span, kind: HopKind::Relay, note, process: process.clone() });
            inside.depth += 1;
        }
        self.script(inner, &inside, command.span, &format!("`{process} -c` runs this text"), "sh");
        true
    }

    fn file(
        &mut self,
        file: FileId,
        script: Vec<Command>,
        by: &Command,
        parameters: Vec<Arg>,
        way: &Way,
        note: &str,
    ) -> bool {
        if self.open.contains(&file) {
            return false;
        }
        let mut inside = Self::inside(by, way);
        inside.parameters = parameters;
        self.open.push(file);
        self.script(script, &inside, by.program().span, note, by.name());
        self.open.pop();
        true
    }

    /// `. FILE`: the same shell runs what the file holds.
    fn read_in(&mut self, command: &Command, way: &Way) -> bool {
        let Some((word, rest)) = command.arguments().split_first() else { return false };
        let found = word.known().and_then(|path| self.file_at(path));
        let Some(file) = found.filter(|file| !self.open.contains(file)) else { return false };
        let text = &self.sources.file(file).text;
        let parameters = if rest.is_empty() { &way.parameters } else { rest };
        let Some(body) = commands::of_library(file, text, parameters) else { return false };
        self.libraries.push(file);
        self.open.push(file);
        self.inline(body, &Self::inside(command, way));
        self.open.pop();
        true
    }

    /// The body of the function that a command calls, if a script has read it in.
    fn library_function(&self, command: &Command) -> Option<Vec<Command>> {
        let name = command.program().known().filter(|_| command.program == 0)?;
        let texts = self.libraries.iter().rev().map(|file| (*file, &self.sources.file(*file).text));
        texts
            .filter(|(_, text)| text.contains(name))
            .find_map(|(file, text)| commands::of_function(file, text, name, command.arguments()))
    }

    /// Follows commands that the shell at hand runs itself.
    fn inline(&mut self, commands: Vec<Command>, way: &Way) {
        for command in commands {
            let mut next = way.clone();
            if let Some(hop) = next.via.last_mut().filter(|_| command.flow.exec)
                && matches!(hop.kind, HopKind::Shell | HopKind::LoneShell)
            {
                hop.kind = HopKind::Replaced;
                next.depth = next.depth.saturating_sub(1);
            }
            self.command(command, next);
        }
    }

    /// `npm start`, `yarn build`, `npm-run-all a b`: the scripts of the package, one after the other.
    fn package_script(&mut self, command: &Command, way: &Way) -> bool {
        let named = script_names(command);
        if named.is_empty() {
            return false;
        }
        let scripts = self.scripts_for(command);
        let found: Vec<&(Arg, Arg)> =
            named.iter().filter_map(|name| scripts.iter().find(|(key, _)| key.text == *name)).collect();
        let inner: Vec<_> = found.iter().map(|(_, text)| commands::of_value(self.sources, text)).collect();
        if inner.iter().all(Vec::is_empty) {
            return false;
        }
        let mut inside = Self::inside(command, way);
        let note = format!("`{}` stays as the parent of what it runs", command.name());
        let process = command.name().to_owned();
        inside.via.push(Hop { span: command.span, kind: HopKind::Runner, note, process });
        inside.depth += 1;
        let more = script_arguments(command);
        for ((key, text), mut inner) in found.into_iter().zip(inner) {
            if let Some(last) = inner.iter_mut().rfind(|command| !command.flow.substitution) {
                *last = commands::with_more(last, more);
            }
            let note = format!("the script '{}'", key.text);
            self.script(inner, &inside, key.span.to(text.span), &note, "sh");
        }
        true
    }

    /// Follows the commands of a script, under a shell that ends with the last one.
    pub(super) fn script(
        &mut self,
        commands: Vec<Command>,
        way: &Way,
        span: Span,
        note: &str,
        process: &str,
    ) {
        let alone = commands.iter().filter(|command| !command.flow.substitution).count() == 1;
        let around = self.directory.clone();
        for command in commands {
            let kind = match (command.flow.exec, alone) {
                (true, _) => HopKind::Replaced,
                (false, true) => HopKind::LoneShell,
                (false, false) => HopKind::Shell,
            };
            let mut next = way.clone();
            next.via.push(Hop { span, kind, note: note.to_owned(), process: process.to_owned() });
            if kind != HopKind::Replaced {
                next.depth += 1;
            }
            self.command(command, next);
        }
        self.directory = around;
    }

    /// Takes over where `cd` goes to; what it computes is not known.
    fn change_directory(&mut self, command: &Command) {
        let flow = command.flow;
        if command.name() != "cd" || flow.background || flow.substitution || flow.untaken || flow.function {
            return;
        }
        let to = command.arguments().iter().find(|word| word.text != "--");
        let known = to.and_then(Arg::known).filter(|to| !to.starts_with(['-', '~']));
        self.directory = known.map(|to| match &self.directory {
            Some(around) if !to.starts_with('/') => format!("{around}/{to}"),
            _ => to.to_owned(),
        });
    }

    /// The way for what a command starts: conditions around the command hold for it too.
    pub(super) fn inside(command: &Command, way: &Way) -> Way {
        Way { flow: within(command.flow, way.flow), ..way.clone() }
    }

    /// The shell script of the repository that a word names, with its commands.
    fn script_file(&self, word: &Arg, parameters: &[Arg]) -> Option<(FileId, Vec<Command>)> {
        let path = word.known()?;
        if let Some(file) = self.file_at(path) {
            let commands = commands::of_script(file, &self.sources.file(file).text, parameters)?;
            return Some((file, commands));
        }
        let image = self.image?;
        let text = Self::places(image, path).into_iter().find_map(|place| {
            locate::written_in(image, &place).or_else(|| written::script(self.sources, image, &place))
        })?;
        Some((image.file, commands::of_written(&text, parameters)?))
    }

    /// The paths at which an image may have what a word names: a bare name is looked for in the usual folders, and links
    /// are followed.
    fn places(image: &Image, path: &str) -> Vec<String> {
        let folders: &[&str] =
            if path.contains('/') { &[""] } else { &["/usr/local/bin/", "/usr/bin/", "/bin/", "/", ""] };
        let places: Vec<String> = folders.iter().map(|folder| format!("{folder}{path}")).collect();
        let links: Vec<String> = places.iter().filter_map(|place| written::link(image, place)).collect();
        places.into_iter().chain(links).collect()
    }

    /// The file of the repository that the process finds at a path.
    pub(super) fn file_at(&self, path: &str) -> Option<FileId> {
        let changed = self.directory.as_ref().filter(|_| path.contains('/') && !path.starts_with('/'));
        let inside = changed.and_then(|directory| self.file_below(&format!("{directory}/{path}")));
        inside.or_else(|| self.file_below(path))
    }

    fn file_below(&self, path: &str) -> Option<FileId> {
        let mounted = self.mounts.iter().find_map(|mount| mount.file(self.sources, path));
        mounted.or_else(|| match self.image {
            Some(image) => Self::places(image, path)
                .into_iter()
                .find_map(|place| locate::in_image(self.sources, image, &place)),
            None => locate::in_folder(self.sources, &self.app.root, path),
        })
    }
}

/// Whether the system tools of an image are those of busybox.
fn is_of_busybox(image: &Image) -> bool {
    let base = image.base().map_or("", |base| base.text());
    base.contains("alpine") || base.contains("busybox")
}

/// The way behind the wrappers of a command that stay as its parents. They hand signals on; the package managers among them
/// are taken for what they are elsewhere.
fn behind_wrappers(command: &Command, mut way: Way) -> Way {
    for word in &command.argv[..command.program] {
        let name = name_of(&word.text);
        let kind = match name {
            "npx" | "npm" | "pnpm" | "yarn" => HopKind::Runner,
            "uv" | "doppler" | "infisical" | "op" | "teller" | "dotenvx" | "cross-env" | "env-cmd"
            | "sudo" | "timeout" => HopKind::Relay,
            _ => continue,
        };
        let note = format!("`{name}` stays as the parent of what it starts");
        way.via.push(Hop { span: command.span, kind, note, process: name.to_owned() });
        way.depth += 1;
    }
    way
}

/// A command inside of something that runs only sometimes runs only sometimes.
pub(super) fn within(flow: Flow, outer: Flow) -> Flow {
    Flow {
        background: flow.background || outer.background,
        conditional: flow.conditional || outer.conditional,
        looped: flow.looped || outer.looped,
        function: flow.function || outer.function,
        substitution: flow.substitution || outer.substitution,
        untaken: flow.untaken || outer.untaken,
        ..flow
    }
}

/// The words that `"$@"` in the place of the program stands for.
fn parameters(command: &Command, parameters: &[Arg]) -> Option<Vec<Arg>> {
    let program = command.program();
    let passes_on = command.expansions.iter().any(|expansion| {
        matches!(expansion.name.as_str(), "@" | "*") && program.span.contains(expansion.span)
    });
    (passes_on && !parameters.is_empty()).then(|| {
        let mut words = command.argv[..command.program].to_vec();
        words.extend_from_slice(parameters);
        words.extend_from_slice(command.arguments());
        words
    })
}

/// A word as a shell splits it where it stands without quotes.
fn split(word: &Arg) -> Vec<Arg> {
    if !word.literal {
        return vec![word.clone()];
    }
    word.text.split_whitespace().map(|part| Arg::literal(part, word.span)).collect()
}

pub(super) fn is_shell(name: &str) -> bool {
    matches!(name, "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh")
}

/// Init processes that hand signals on to what they start.
fn is_init(word: &Arg) -> bool {
    is_overlay(word)
        || matches!(
            name_of(&word.text),
            "tini" | "tini-static" | "dumb-init" | "catatonit" | "docker-init" | "s6-svscan" | "my_init"
        )
}

/// The `/init` of s6-overlay, which signals all processes when it ends.
fn is_overlay(word: &Arg) -> bool {
    word.text == "/init"
}
