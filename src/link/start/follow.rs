//! Follows one start command through wrappers, scripts of the repository and package scripts.

use super::locate::{self, Mount};
use crate::app::App;
use crate::artefact::command::{Command, Flow};
use crate::artefact::image::Image;
use crate::artefact::package::Ecosystem;
use crate::artefact::start::{Form, Hop, HopKind, Origin, Start, Step};
use crate::extract::commands;
use crate::fact::Place;
use crate::source::{Arg, FileId, Sources, Span, name_of};

/// Scripts that call each other are followed this deep.
const DEEPEST: usize = 8;

/// Commands that are looked at for one start; a script that loops through package scripts ends there.
const MOST_STEPS: usize = 2000;

/// Collects the steps of one start.
pub(super) struct Follower<'a> {
    sources: &'a Sources,
    app: &'a App,
    image: Option<&'a Image>,
    /// An init process, and where it is asked for.
    pub(super) init: Option<Span>,
    /// What of the repository is mounted into the container.
    pub(super) mounts: Vec<Mount>,
    steps: Vec<Step>,
    open: Vec<FileId>,
}

/// What a command is reached by.
#[derive(Clone, Default)]
struct Way {
    via: Vec<Hop>,
    depth: usize,
    /// The words after the script's own name: its `"$@"`.
    parameters: Vec<Arg>,
    /// What holds for everything the script does: it runs in the background, or only sometimes.
    flow: Flow,
}

impl<'a> Follower<'a> {
    pub(super) fn new(sources: &'a Sources, app: &'a App, image: Option<&'a Image>) -> Self {
        Self { sources, app, image, init: None, mounts: Vec::new(), steps: Vec::new(), open: Vec::new() }
    }

    pub(super) fn finish(self, origin: Origin, name: String, span: Span, place: Place, form: Form) -> Start {
        let (others, steps) = self.steps.into_iter().partition(|step| step.command.flow.untaken);
        Start { origin, name, span, place, form, ends: false, init: self.init, steps, others }
    }

    /// Follows words that are executed.
    pub(super) fn words(&mut self, words: &[Arg], span: Span) {
        if let Some(command) = commands::word_list(words, span) {
            self.command(command, Way::default());
        }
    }

    /// Follows text that the platform hands to a shell.
    pub(super) fn shell_form(&mut self, commands: Vec<Command>, span: Span, form: Form) {
        let note = match form {
            Form::BrokenExec => "the array is not valid JSON, so a shell runs the text",
            Form::Exec | Form::Shell => "a shell runs this text",
        };
        self.script(commands, &Way::default(), span, note);
    }

    fn command(&mut self, command: Command, way: Way) {
        if self.steps.len() >= MOST_STEPS {
            return;
        }
        if let Some(init) = command.argv[..command.program].iter().find(|word| is_init(name_of(&word.text))) {
            self.init.get_or_insert(init.span);
        }
        if way.via.len() < DEEPEST && self.follow(&command, &way) {
            return;
        }
        let mut command = command;
        command.flow = within(command.flow, way.flow);
        self.steps.push(Step { command, via: way.via, depth: way.depth });
    }

    /// Goes on behind the command, if it is something of the repository; says whether it was.
    fn follow(&mut self, command: &Command, way: &Way) -> bool {
        if let Some(words) = parameters(command, &way.parameters) {
            if let Some(next) = commands::word_list(&words, command.span) {
                self.command(next, way.clone());
            }
            return true;
        }
        if is_shell(command.name()) {
            return self.shell(command, way);
        }
        if let Some((file, script)) = self.script_file(command.program(), command.arguments()) {
            let note = format!("`{}` is this script", name_of(&command.program().text));
            return self.file(file, script, command, command.arguments().to_vec(), way, &note);
        }
        self.package_script(command, way)
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
            self.script(inner, &inside, word.span, &note);
            return true;
        }
        let Some((file, script)) = self.script_file(word, rest) else { return false };
        let note = format!("`{} {}` runs this script", command.name(), word.text);
        self.file(file, script, command, rest.to_vec(), way, &note)
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
        self.script(script, &inside, by.program().span, note);
        self.open.pop();
        true
    }

    /// `npm start`, `yarn build`, `npm-run-all a b`: the scripts of the package, one after the other.
    fn package_script(&mut self, command: &Command, way: &Way) -> bool {
        let packages = self.app.packages.iter().filter(|package| package.ecosystem == Ecosystem::Npm);
        let scripts: Vec<&(Arg, Arg)> = packages.flat_map(|package| &package.scripts).collect();
        let named = script_names(command);
        let found: Vec<&(Arg, Arg)> = named
            .iter()
            .filter_map(|name| scripts.iter().find(|(key, _)| key.text == *name).copied())
            .collect();
        let inner: Vec<_> = found.iter().map(|(_, text)| commands::of_value(self.sources, text)).collect();
        if inner.iter().all(Vec::is_empty) {
            return false;
        }
        let mut inside = Self::inside(command, way);
        let note = format!("`{}` stays as the parent of what it runs", command.name());
        inside.via.push(Hop { span: command.span, kind: HopKind::Runner, note });
        inside.depth += 1;
        let more = script_arguments(command);
        for ((key, text), mut inner) in found.into_iter().zip(inner) {
            if let Some(last) = inner.iter_mut().rfind(|command| !command.flow.substitution) {
                *last = commands::with_more(last, more);
            }
            self.script(inner, &inside, key.span.to(text.span), &format!("the script '{}'", key.text));
        }
        true
    }

    /// Follows the commands of a script, under a shell that ends with the last one.
    fn script(&mut self, commands: Vec<Command>, way: &Way, span: Span, note: &str) {
        let alone = commands.iter().filter(|command| !command.flow.substitution).count() == 1;
        for command in commands {
            let kind = match (command.flow.exec, alone) {
                (true, _) => HopKind::Replaced,
                (false, true) => HopKind::LoneShell,
                (false, false) => HopKind::Shell,
            };
            let mut next = way.clone();
            next.via.push(Hop { span, kind, note: note.to_owned() });
            if kind != HopKind::Replaced {
                next.depth += 1;
            }
            self.command(command, next);
        }
    }

    /// The way for what a command starts: conditions around the command hold for it too.
    fn inside(command: &Command, way: &Way) -> Way {
        Way { flow: within(command.flow, way.flow), ..way.clone() }
    }

    /// The shell script of the repository that a word names, with its commands.
    fn script_file(&self, word: &Arg, parameters: &[Arg]) -> Option<(FileId, Vec<Command>)> {
        let file = self.file_at(word.known()?)?;
        let commands = commands::of_script(file, &self.sources.file(file).text, parameters)?;
        Some((file, commands))
    }

    /// The file of the repository that the process finds at a path.
    fn file_at(&self, path: &str) -> Option<FileId> {
        let bare = !path.contains('/');
        let mounted = self.mounts.iter().find_map(|mount| mount.file(self.sources, path));
        mounted.or_else(|| match self.image {
            Some(image) if bare => ["/usr/local/bin/", "/usr/bin/", "/bin/", "/", ""]
                .iter()
                .find_map(|folder| locate::in_image(self.sources, image, &format!("{folder}{path}"))),
            Some(image) => locate::in_image(self.sources, image, path),
            None => locate::in_folder(self.sources, &self.app.root, path),
        })
    }
}

/// A command inside of something that runs only sometimes runs only sometimes.
fn within(flow: Flow, outer: Flow) -> Flow {
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

/// The package scripts that a command runs; empty if it runs none.
fn script_names(command: &Command) -> Vec<&str> {
    let words: Vec<&str> = command
        .arguments()
        .iter()
        .map(|arg| arg.text.as_str())
        .filter(|text| !text.starts_with('-'))
        .collect();
    let first = words.first().copied();
    match (command.name(), first) {
        ("npm-run-all" | "run-s" | "run-p", _) => words,
        ("npm" | "pnpm" | "bun", Some("run" | "run-script")) | ("yarn", Some("run")) => {
            words.get(1).copied().into_iter().collect()
        }
        ("npm", Some("start" | "test" | "stop" | "restart")) | ("yarn" | "pnpm" | "bun", Some(_)) => {
            first.into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The words that a package manager adds to the script it runs: npm those behind `--`, the others all behind the name.
fn script_arguments(command: &Command) -> &[Arg] {
    let arguments = command.arguments();
    let dashes = arguments.iter().position(|arg| arg.text == "--");
    let start = match command.name() {
        "npm" => dashes,
        "yarn" | "pnpm" | "bun" => dashes.or_else(|| {
            let named = script_names(command).pop()?;
            arguments.iter().position(|arg| arg.text == named)
        }),
        _ => None,
    };
    start.map_or(&[], |at| &arguments[at + 1..])
}

fn is_shell(name: &str) -> bool {
    matches!(name, "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh")
}

/// Init processes that hand signals on to what they start.
fn is_init(name: &str) -> bool {
    matches!(
        name,
        "tini" | "tini-static" | "dumb-init" | "catatonit" | "docker-init" | "s6-svscan" | "my_init"
    )
}
