//! Which program a command line really starts: looks through `exec`, `env`, init processes, user switchers and runners.

use super::wrappers::{WRAPPERS, Wrapper};
use crate::source::name_of;

/// The program that a command line starts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Program {
    /// Index of the program's word.
    pub index: usize,
    /// Index of the module's word in `python -m module`.
    pub module: Option<usize>,
    /// Indices of the words that name the wrappers it is started through, outermost first.
    pub wrappers: Vec<usize>,
}

impl Program {
    /// The program's name without its folder; of `python -m module` the module. `argv` is what the program was found in.
    pub fn name<'a>(&self, argv: &[&'a str]) -> &'a str {
        argv.get(self.module.unwrap_or(self.index)).copied().map_or("", name_of)
    }

    /// The words after the program (or after the module).
    pub fn arguments<'a, 'b>(&self, argv: &'b [&'a str]) -> &'b [&'a str] {
        argv.get(self.module.unwrap_or(self.index) + 1..).unwrap_or_default()
    }

    /// Whether it is started through the wrapper of that name.
    pub fn is_wrapped_in(&self, argv: &[&str], name: &str) -> bool {
        self.wrappers.iter().filter_map(|at| argv.get(*at)).any(|word| name_of(word) == name)
    }
}

/// Finds the program of a command line; `None` if it has no words. A wrapper that wraps nothing is the program itself.
pub fn program(argv: &[&str]) -> Option<Program> {
    let mut found = Program { index: 0, module: None, wrappers: Vec::new() };
    argv.first()?;
    while let Some(inner) = unwrap(argv, found.index) {
        found.wrappers.push(found.index);
        found.index = inner;
    }
    found.module = module(argv, found.index);
    Some(found)
}

/// The index of the word that holds the script of `sh -c script` and its relatives, wrappers looked through.
pub fn inline_script(argv: &[&str]) -> Option<usize> {
    let at = program(argv)?.index;
    match name_of(argv.get(at)?) {
        name if is_shell(name) => {
            shell_operand(argv, at).filter(|(_, inline)| *inline).map(|(operand, _)| operand)
        }
        "su" | "runuser" => after(argv, at, &["-c", "--command"]),
        "cmd" | "cmd.exe" => after(argv, at, &["/c", "/C", "/k", "/K"]),
        "powershell" | "powershell.exe" | "pwsh" => after(argv, at, &["-Command", "-command", "-c"]),
        _ => None,
    }
}

/// The index of the word that names the script file of `sh file` and its relatives, wrappers looked through.
pub fn script_file(argv: &[&str]) -> Option<usize> {
    let at = program(argv)?.index;
    let name = name_of(argv.get(at)?);
    if !is_shell(name) && name != "." && name != "source" {
        return None;
    }
    shell_operand(argv, at).filter(|(_, inline)| !inline).map(|(operand, _)| operand)
}

/// Whether a program of that name runs shell scripts.
pub fn is_shell(name: &str) -> bool {
    matches!(name, "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh" | "mksh" | "rbash")
}

fn after(argv: &[&str], from: usize, options: &[&str]) -> Option<usize> {
    let words = argv.iter().enumerate().skip(from + 1);
    words
        .into_iter()
        .find(|(_, word)| options.contains(word))
        .map(|(at, _)| at + 1)
        .filter(|at| *at < argv.len())
}

/// The first operand of a shell started at `from`, and whether `-c` makes it a script.
fn shell_operand(argv: &[&str], from: usize) -> Option<(usize, bool)> {
    let mut inline = false;
    let mut at = from + 1;
    while let Some(word) = argv.get(at) {
        let short = word.strip_prefix('-').filter(|rest| !rest.is_empty() && !rest.starts_with('-'));
        match *word {
            "--" => return Some((at + 1, inline)).filter(|(at, _)| *at < argv.len()),
            "--rcfile" | "--init-file" => at += 1,
            _ if word.starts_with("--") => {}
            _ if short.is_some() || word.starts_with('+') => {
                inline |= short.is_some_and(|letters| letters.contains('c'));
                at += usize::from(word.ends_with('o') || word.ends_with('O'));
            }
            _ => return Some((at, inline)),
        }
        at += 1;
    }
    None
}

/// The index of the word that the wrapper at `at` starts; `None` if there is no wrapper or nothing in it.
fn unwrap(argv: &[&str], at: usize) -> Option<usize> {
    let name = name_of(argv.get(at)?);
    let fits = |wrapper: &&Wrapper| {
        let subcommand = argv.get(at + 1).copied().unwrap_or_default();
        wrapper.names.contains(&name)
            && (wrapper.subcommands.is_empty() || wrapper.subcommands.contains(&subcommand))
    };
    let wrapper = WRAPPERS.iter().find(fits)?;
    let start = at + 1 + usize::from(!wrapper.subcommands.is_empty());
    if wrapper.needs_dashes {
        return after(argv, at, &["--"]);
    }
    operand(argv, start, wrapper).filter(|inner| *inner < argv.len())
}

/// Skips options, assignments and the wrapper's own operands.
fn operand(argv: &[&str], start: usize, wrapper: &Wrapper) -> Option<usize> {
    let mut at = start;
    let mut own = wrapper.operands;
    let mut options = true;
    while let Some(word) = argv.get(at) {
        if options && *word == "--" {
            options = false;
        } else if options && wrapper.queries.contains(word) {
            return None;
        } else if options && word.len() > 1 && word.starts_with('-') {
            at += usize::from(wrapper.valued.contains(word));
        } else if own > 0 {
            own -= 1;
        } else if !(wrapper.assignments && is_assignment(word)) {
            return Some(at);
        }
        at += 1;
    }
    None
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// The word after `-m` of a Python interpreter.
fn module(argv: &[&str], at: usize) -> Option<usize> {
    let version =
        name_of(argv.get(at)?).strip_prefix("python").or_else(|| name_of(argv[at]).strip_prefix("pypy"))?;
    if !version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let mut at = at + 1;
    while let Some(option) = argv.get(at)?.strip_prefix('-') {
        if option.ends_with('m') && !option.starts_with('-') {
            return Some(at + 1).filter(|module| *module < argv.len());
        }
        at += if matches!(option, "W" | "X" | "c") { 2 } else { 1 };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<&str> {
        line.split(' ').collect()
    }

    fn name(line: &str) -> &str {
        let argv = words(line);
        program(&argv).unwrap().name(&argv)
    }

    #[test]
    fn wrappers_are_looked_through() {
        for line in [
            "node server.js",
            "exec /usr/local/bin/node server.js",
            "env -u X A=b node",
            "/sbin/tini -g -- node",
            "dumb-init -c -- node",
            "gosu app:app exec node",
            "sudo -u app -E A=1 node",
            "setpriv --reuid 1000 --clear-groups node",
            "chpst -u app node",
            "nice -n 5 nohup time timeout -k 5 30s node",
            "doppler run -p x -- node",
            "infisical run --env=prod -- node",
            "dotenv -e .env -- node",
            "npx --yes node",
            "pnpm exec node",
            "cross-env A=b node",
            "xvfb-run -a -s screen catchsegv node",
            "./wait-for-it.sh db:5432 -t 60 -- node",
            "/usr/bin/with-contenv node",
        ] {
            assert_eq!(name(line), "node", "{line}");
        }
    }

    #[test]
    fn modules_count_as_programs() {
        assert_eq!(name("poetry run python -u -m gunicorn app:app"), "gunicorn");
        assert_eq!(name("uv run --with x python3.12 -m uvicorn"), "uvicorn");
        assert_eq!(name("python app.py -m x"), "python");
        assert_eq!(name("python -c -m x"), "python");
        assert_eq!(name("bundle exec puma -C c.rb"), "puma");
        let argv = words("python -m flask run");
        assert_eq!(program(&argv).unwrap().arguments(&argv), ["run"]);
    }

    #[test]
    fn a_wrapper_around_nothing_is_the_program() {
        assert_eq!(name("env"), "env");
        assert_eq!(name("command -v node"), "command");
        assert_eq!(name("npm start"), "npm");
        assert_eq!(name("bundle install"), "bundle");
        assert!(program(&[]).is_none());
    }

    #[test]
    fn scripts_in_words_and_files_are_found() {
        let inline = |line| inline_script(&words(line));
        assert_eq!(inline("bash -lc x"), Some(2));
        assert_eq!(inline("tini -- /bin/sh -e -o pipefail -c x y"), Some(7));
        assert_eq!(inline("su - app -c x"), Some(4));
        assert_eq!(inline("sh start.sh -c x"), None);
        assert_eq!(inline("sh -c"), None);
        let file = |line| script_file(&words(line));
        assert_eq!(file("exec bash -eu start.sh a"), Some(3));
        assert_eq!(file("sh -c x"), None);
        assert_eq!(file("node start.sh"), None);
    }
}
