//! Commands and package scripts that `concurrently`, `run-p` and `npm-run-all --parallel` run side by side.

use super::{Child, Work, fits, operands, option};
use crate::artefact::command::Command;
use crate::extract::commands;
use crate::link::start::follow::Follower;
use crate::source::Arg;

/// Options of `concurrently` whose value is the next word.
const VALUED: [&str; 26] = [
    "-n",
    "--names",
    "--name-separator",
    "-c",
    "--prefix-colors",
    "-p",
    "--prefix",
    "-l",
    "--prefix-length",
    "-t",
    "--timestamp-format",
    "-s",
    "--success",
    "-m",
    "--max-processes",
    "--restart-tries",
    "--restart-after",
    "--default-input-target",
    "--hide",
    "--kill-signal",
    "--ks",
    "--cwd",
    "--teardown",
    "--kill-timeout",
    "--pad-prefix",
    "--timings-format",
];

/// Each argument is a command of its own for a shell; `npm:NAME` stands for a package script.
pub(super) fn concurrently(follower: &Follower, command: &Command) -> Vec<Child> {
    let names = option(command, &["-n", "--names"]).unwrap_or_default();
    let names: Vec<&str> = names.split(',').filter(|name| !name.is_empty()).collect();
    let lines: Vec<&Arg> = operands(command, &VALUED).collect();
    let mut children = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let short = line.text.split_once(':').filter(|(manager, _)| is_manager(manager));
        if let Some((_, pattern)) = short {
            children.extend(of_scripts(follower, pattern.split(' ').next().unwrap_or_default()));
            continue;
        }
        let name = names.get(at).copied().unwrap_or(&line.text);
        children.push(Child {
            name: Arg::literal(name, line.span),
            work: Work::Shell(commands::of_value(follower.sources, line)),
            ends: false,
            signals_all: true,
        });
    }
    children
}

fn is_manager(word: &str) -> bool {
    matches!(word, "npm" | "yarn" | "pnpm" | "bun" | "node")
}

/// Whether a command runs package scripts side by side.
pub(in crate::link::start) fn runs_scripts(command: &Command) -> bool {
    match command.name() {
        "run-p" => true,
        "npm-run-all" | "npm-run-all2" => ["-p", "--parallel"].iter().any(|option| command.has_flag(option)),
        _ => false,
    }
}

/// The package scripts that the arguments name; behind `--` stand arguments for them.
pub(super) fn scripts(follower: &Follower, command: &Command) -> Vec<Child> {
    let words = operands(command, &["--max-parallel"]);
    let words = words.map(|word| word.text.as_str()).take_while(|word| *word != "--");
    words.flat_map(|pattern| of_scripts(follower, pattern)).collect()
}

fn of_scripts(follower: &Follower, pattern: &str) -> Vec<Child> {
    let pattern = pattern.replace("**", "*");
    let fitting = follower.package_scripts().into_iter().filter(|(name, _)| fits(&pattern, &name.text));
    let child = |(name, text): (Arg, Arg)| Child {
        work: Work::Shell(commands::of_value(follower.sources, &text)),
        name,
        ends: false,
        signals_all: true,
    };
    fitting.map(child).collect()
}
