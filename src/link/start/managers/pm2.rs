//! The apps of pm2, from its configuration or its command line.

use super::{Child, Work, interpreter, operands, split};
use crate::artefact::command::Command;
use crate::extract::commands;
use crate::link::start::follow::Follower;
use crate::parse::json;
use crate::parse::tree::{Node, Tree};
use crate::parse::yaml;
use crate::source::{Arg, FileId, Span, name_of};

/// Options of pm2 whose value is the next word.
const VALUED: [&str; 17] = [
    "-n",
    "--name",
    "-i",
    "--instances",
    "--env",
    "--only",
    "--interpreter",
    "--cwd",
    "-o",
    "--output",
    "-e",
    "--error",
    "-l",
    "--log",
    "--max-memory-restart",
    "--node-args",
    "--kill-timeout",
];

/// The apps that are started.
pub(super) fn children(follower: &Follower, command: &Command) -> Vec<Child> {
    let mut words = operands(command, &VALUED).filter(|word| word.text != "start");
    let Some(first) = words.next() else { return Vec::new() };
    if is_configuration(&first.text) {
        let only = command.option("--only");
        let found = first.known().and_then(|path| follower.file_at(path)).map(|file| apps(follower, file));
        let is_wanted =
            |child: &Child| only.is_none_or(|only| only.split(',').any(|name| name == child.name.text));
        return found.unwrap_or_default().into_iter().filter(is_wanted).collect();
    }
    let dashes = command.arguments().iter().position(|word| word.text == "--");
    let more = dashes.map_or(&[][..], |at| &command.arguments()[at + 1..]);
    let name = command.option("--name").or(command.option("-n")).unwrap_or(name_of(&first.text));
    let name = Arg::literal(name, first.span);
    vec![app(follower, name, first, more, command.option("--interpreter"))]
}

fn is_configuration(path: &str) -> bool {
    let name = name_of(path);
    let ends = |ending: &str| name.ends_with(ending);
    [".config.js", ".config.cjs", ".config.mjs", ".json", ".yml", ".yaml"].iter().any(|ending| ends(ending))
        || matches!(name, "ecosystem.js" | "ecosystem.cjs" | "pm2.js" | "process.js")
}

/// pm2 executes a script by the interpreter of its extension, and hands a line of several words to bash
/// (`Common.prepareAppConf` and `sink.resolveInterpreter` in its `lib/Common.js`).
fn app(follower: &Follower, name: Arg, script: &Arg, more: &[Arg], by: Option<&str>) -> Child {
    let work = if script.text.contains(' ') {
        Work::Shell(commands::of_value(follower.sources, script))
    } else {
        let by = by.or(interpreter(&script.text)).filter(|by| *by != "none");
        let mut words: Vec<Arg> = by.map(|by| Arg::literal(by, script.span)).into_iter().collect();
        words.push(script.clone());
        words.extend_from_slice(more);
        Work::Exec(commands::word_list(&words, script.span).into_iter().collect())
    };
    Child { name, work, ends: false, signals_all: true }
}

fn apps(follower: &Follower, file: FileId) -> Vec<Child> {
    let source = follower.sources.file(file);
    let tree = match source.name().rsplit('.').next() {
        Some("yml" | "yaml") => yaml::parse(file, &source.text),
        Some("json") => json::parse(file, &source.text),
        _ => return of_code(follower, file, &source.text),
    };
    of_tree(follower, &tree)
}

fn of_tree(follower: &Follower, tree: &Tree) -> Vec<Child> {
    let described = |root: Node<'_>| -> Vec<Child> {
        let list = root.get("apps").unwrap_or(root);
        let apps: Vec<Node> = if list.is_sequence() { list.items().collect() } else { vec![list] };
        apps.into_iter().filter_map(|node| described(follower, |key| node.get(key)?.arg())).collect()
    };
    tree.documents().flat_map(described).collect()
}

/// An app of a configuration, by what its keys hold.
fn described(follower: &Follower, value: impl Fn(&str) -> Option<Arg>) -> Option<Child> {
    let script = value("script")?;
    let words = value("args").iter().flat_map(split).flat_map(|command| command.argv).collect::<Vec<_>>();
    let by = value("interpreter").or(value("exec_interpreter"));
    let name = value("name").unwrap_or_else(|| Arg::literal(name_of(&script.text), script.span));
    Some(app(follower, name, &script, &words, by.as_ref().map(|by| by.text.as_str())))
}

/// The objects of the array `apps` of a module, as far as they are written out: code around them is not run.
fn of_code(follower: &Follower, file: FileId, text: &str) -> Vec<Child> {
    let is_key = |at: &usize| {
        let after = text[at + "apps".len()..].trim_start_matches(['"', '\'', ' ']);
        after.starts_with([':', '='])
    };
    let Some(at) = text.match_indices("apps").map(|(at, _)| at).find(is_key) else { return Vec::new() };
    let mut objects: Vec<Vec<(String, Arg)>> = Vec::new();
    let mut key: Option<String> = None;
    let mut depth = 0_usize;
    for (kind, range) in tokens(&text[at..]) {
        let span = Span::new(file, at + range.start, at + range.end);
        let word = &text[at..][range];
        match kind {
            Token::Open => {
                depth += 1;
                if depth == 2 && word == "{" {
                    objects.push(Vec::new());
                }
                key = None;
            }
            Token::Close if depth <= 1 => break,
            Token::Close => depth -= 1,
            Token::String if depth == 2 && key.is_some() => {
                let held = objects.last_mut().zip(key.take());
                if let Some((object, key)) = held {
                    object.push((key, Arg::literal(&word[1..word.len() - 1], span)));
                }
            }
            Token::String | Token::Word if depth == 2 => {
                key = Some(word.trim_matches(['"', '\'']).to_owned());
            }
            Token::Comma => key = None,
            Token::String | Token::Word => {}
        }
    }
    let object = |object: Vec<(String, Arg)>| {
        described(follower, |key| {
            object.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone())
        })
    };
    objects.into_iter().filter_map(object).collect()
}

#[derive(Clone, Copy)]
enum Token {
    Open,
    Close,
    Comma,
    String,
    Word,
}

/// The brackets, strings and words of code; comments and other signs are left out.
fn tokens(code: &str) -> Vec<(Token, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    let mut rest = code.char_indices().peekable();
    while let Some((at, character)) = rest.next() {
        let kind = match character {
            '{' | '[' | '(' => Token::Open,
            '}' | ']' | ')' => Token::Close,
            ',' => Token::Comma,
            '/' if code[at..].starts_with("//") => {
                while rest.next_if(|(_, next)| *next != '\n').is_some() {}
                continue;
            }
            '/' if code[at..].starts_with("/*") => {
                let end = code[at..].find("*/").map_or(code.len(), |length| at + length + 2);
                while rest.next_if(|(next, _)| *next < end).is_some() {}
                continue;
            }
            '"' | '\'' | '`' => {
                let mut escaped = false;
                let end = rest.find(|(_, next)| {
                    let ends = !escaped && *next == character;
                    escaped = !escaped && *next == '\\';
                    ends
                });
                let Some((end, _)) = end else { break };
                found.push((Token::String, at..end + 1));
                continue;
            }
            _ if character.is_alphanumeric() || character == '_' => {
                while rest.next_if(|(_, next)| next.is_alphanumeric() || *next == '_').is_some() {}
                let end = rest.peek().map_or(code.len(), |(next, _)| *next);
                found.push((Token::Word, at..end));
                continue;
            }
            _ => continue,
        };
        found.push((kind, at..at + 1));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_cut_into_brackets_strings_and_words() {
        let code = "{ /* a */ a: 'b\\'c', // d\n [`e`]";
        let words: Vec<&str> = tokens(code).into_iter().map(|(_, range)| &code[range]).collect();
        assert_eq!(words, ["{", "a", "'b\\'c'", ",", "[", "`e`", "]"]);
        assert_eq!(tokens("'open").len(), 0);
    }
}
