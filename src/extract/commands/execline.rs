//! Scripts of execline, as the services of s6 have them: one command line in which each program executes the rest.

use std::ops::Range;

use super::{Place, known};
use crate::artefact::command::{Command, Flow};
use crate::source::Arg;

/// Blocks in blocks are read this deep.
const DEEPEST: usize = 16;

/// A word, or a brace around a block.
struct Token {
    text: String,
    literal: bool,
    range: Range<usize>,
    /// It is written without quotes.
    bare: bool,
}

/// The commands of a script, in order: those of the blocks, then the program that the line ends in
/// (<https://skarnet.org/software/execline/>).
pub(super) fn script(text: &str, place: Place) -> Vec<Command> {
    let mut commands = Vec::new();
    let flow = Flow { exec: true, last: true, ..Flow::default() };
    chain(&tokens(text), flow, place, DEEPEST, &mut commands);
    commands
}

fn chain(mut tokens: &[Token], flow: Flow, place: Place, depth: usize, commands: &mut Vec<Command>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    // What switches the user stays in front of the program.
    let mut words: Vec<&Token> = Vec::new();
    while let Some((name, rest)) = tokens.split_first() {
        let inside = match name.text.as_str() {
            "foreground" | "if" => Flow { exec: false, last: false, ..flow },
            "background" | "pipeline" => Flow { exec: false, last: false, background: true, ..flow },
            "ifelse" | "ifte" | "ifthenelse" => Flow { exec: true, conditional: true, ..flow },
            "backtick" | "forbacktickx" | "multisubstitute" | "wait" | "trap" | "elglob" => {
                Flow { exec: false, last: false, substitution: true, ..flow }
            }
            "s6-setuidgid" | "setuidgid" | "s6-applyuidgid" => {
                let after = skip(rest, &["-u", "-g", "-G"], usize::from(name.text != "s6-applyuidgid"));
                words.extend(&tokens[..tokens.len() - after.len()]);
                tokens = after;
                continue;
            }
            name => match operands(name) {
                Some((valued, count)) => {
                    tokens = skip(rest, valued, count);
                    continue;
                }
                None => {
                    words.extend(tokens);
                    return program(&words, flow, place, commands);
                }
            },
        };
        let conditional = inside.conditional;
        tokens = rest;
        let mut first = true;
        while let Some((block, after)) = block(tokens, first) {
            // The first block of `ifelse` is the question.
            let flow = if first && conditional {
                Flow { exec: false, substitution: true, ..inside }
            } else {
                inside
            };
            chain(block, flow, place, depth, commands);
            tokens = after;
            first = false;
        }
        if first {
            return;
        }
    }
}

/// The tokens inside of the next braces, and those behind them. Before the first block stand options and operands.
fn block(tokens: &[Token], first: bool) -> Option<(&[Token], &[Token])> {
    let is = |token: &Token, brace: &str| token.bare && token.text == brace;
    let open = tokens.iter().position(|token| is(token, "{")).filter(|at| first || *at == 0)?;
    let mut depth = 0_usize;
    let close = tokens.iter().enumerate().skip(open).find_map(|(at, token)| {
        depth += usize::from(is(token, "{"));
        if is(token, "}") {
            depth = depth.saturating_sub(1);
            return (depth == 0).then_some(at);
        }
        None
    })?;
    Some((&tokens[open + 1..close], &tokens[close + 1..]))
}

/// The options with a value and the number of operands of a program that only prepares for the next one.
fn operands(name: &str) -> Option<(&'static [&'static str], usize)> {
    Some(match name {
        "importas" => (&["-D", "-d"], 2),
        "define" => (&["-d"], 2),
        "export" | "fdmove" | "fdswap" | "redirfd" | "heredoc" | "s6-ipcserver-access" => (&[], 2),
        "unexport" | "cd" | "umask" | "fdclose" | "s6-envdir" | "withstdinas" => (&[], 1),
        "emptyenv" | "elgetpositionals" | "with-contenv" | "exec" => (&["-a"], 0),
        "s6-notifyoncheck" => (&["-3", "-c", "-d", "-n", "-s", "-T", "-t", "-w"], 0),
        _ => return None,
    })
}

fn skip<'t>(mut tokens: &'t [Token], valued: &[&str], count: usize) -> &'t [Token] {
    while let Some((option, rest)) = tokens.split_first().filter(|(option, _)| option.text.starts_with('-')) {
        tokens = rest.get(usize::from(valued.contains(&option.text.as_str()))..).unwrap_or_default();
    }
    tokens.get(count..).unwrap_or_default()
}

fn program(tokens: &[&Token], flow: Flow, place: Place, commands: &mut Vec<Command>) {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
    let word = |token: &&Token| Arg {
        text: token.text.clone(),
        literal: token.literal,
        span: place(token.range.clone()),
    };
    let argv = tokens.iter().map(word).collect();
    let span = place(first.range.start..last.range.end);
    commands.push(known::resettled(Command { flow, ..Command::exec(argv, 0, span) }));
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, character)) = rest.next() {
        if character.is_whitespace() {
            continue;
        }
        if character == '#' {
            while rest.next_if(|(_, next)| *next != '\n').is_some() {}
            continue;
        }
        let mut token = Token { text: String::new(), literal: true, range: start..start, bare: true };
        let mut next = Some((start, character));
        let mut quoted = false;
        while let Some((at, character)) = next {
            match character {
                '"' => {
                    quoted = !quoted;
                    token.bare = false;
                }
                '\\' => token.text.extend(rest.next().map(|(_, escaped)| escaped)),
                '$' if text[at..].starts_with("${") => {
                    while rest.next_if(|(_, next)| *next != '}').is_some() {}
                    rest.next();
                    token.text.push_str("{}");
                    token.literal = false;
                    token.bare = false;
                }
                _ => token.text.push(character),
            }
            next = rest.next_if(|(_, next)| quoted || !next.is_whitespace());
        }
        token.range.end = rest.peek().map_or(text.len(), |(next, _)| *next);
        tokens.push(token);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn lines(text: &str) -> Vec<(String, bool)> {
        let place = |range: Range<usize>| Span::new(FileId(0), range.start, range.end);
        let lines = script(text, &place).into_iter();
        lines.map(|command| (command.line(), command.flow.exec)).collect()
    }

    #[test]
    fn the_rest_of_the_line_is_executed() {
        let text = "#!/command/execlineb -P\nwith-contenv\nfdmove -c 2 1 # errors too\nforeground { echo \"a b\" }\nimportas -D 80 PORT PORT\ns6-setuidgid app node server.js ${PORT}\n";
        let run = ("s6-setuidgid app node server.js {}".to_owned(), true);
        assert_eq!(lines(text), [("echo a b".to_owned(), false), run]);
        let text = "ifelse { test -e /x } { /bin/a } s6-setuidgid app cd / /bin/b";
        let found: Vec<String> = lines(text).into_iter().map(|(line, _)| line).collect();
        assert_eq!(found, ["test -e /x", "/bin/a", "s6-setuidgid app /bin/b"]);
        for text in
            ["", "foreground", "if { a", "} }", "ifelse { a }", "\"", "${", "s6-setuidgid", "importas -D"]
        {
            lines(text);
        }
        lines(&"if { ".repeat(50_000));
        lines(&("if { ".repeat(5_000) + &"} ".repeat(5_000)));
    }
}
