//! Procfiles: one process type per line, as Heroku and foreman read them.

use super::lines::{lines, trim};
use super::tree::{Comment, SyntaxError};
use crate::source::{Arg, FileId, Span};

/// The content of one Procfile.
#[derive(Clone, Debug, Default)]
pub struct Procfile {
    /// The process types in order.
    pub processes: Vec<Process>,
    /// Lines that start with `#`.
    pub comments: Vec<Comment>,
    /// Lines that are neither.
    pub errors: Vec<SyntaxError>,
}

/// One process type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Process {
    /// The name, such as `web` or `release`.
    pub name: Arg,
    /// The shell command as written.
    pub command: Arg,
}

/// Parses `text`. A bad line is an error and loses only itself.
pub fn parse(file: FileId, text: &str) -> Procfile {
    let mut found = Procfile::default();
    for (start, line) in lines(text) {
        let (indent, line) = trim(line);
        let start = start + indent;
        let span = Span::new(file, start, start + line.len());
        if let Some(comment) = line.strip_prefix('#') {
            found.comments.push(Comment { span, text: comment.trim().to_owned() });
        } else if let Some(process) = process(file, start, line) {
            found.processes.push(process);
        } else if !line.is_empty() {
            found.errors.push(SyntaxError { span, message: "the line is no `name: command`".to_owned() });
        }
    }
    found
}

fn process(file: FileId, start: usize, line: &str) -> Option<Process> {
    let (name, rest) = line.split_once(':')?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let (indent, command) = trim(rest);
    if !is_name || command.is_empty() {
        return None;
    }
    let at = start + name.len() + 1 + indent;
    Some(Process {
        name: Arg::literal(name, Span::new(file, start, start + name.len())),
        command: Arg::literal(command, Span::new(file, at, at + command.len())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processes_and_bad_lines() {
        let text =
            "\u{feff}# é\r\nweb:  gunicorn app:é -b :$PORT \r\n\r\nmy worker: x\r\nempty:\r\nrelease-1:./m";
        let found = parse(FileId(0), text);
        let shown: Vec<_> =
            found.processes.iter().map(|p| (p.name.text.as_str(), p.command.text.as_str())).collect();
        assert_eq!(shown, [("web", "gunicorn app:é -b :$PORT"), ("release-1", "./m")]);
        for process in &found.processes {
            assert_eq!(&text[process.name.span.range()], process.name.text);
            assert_eq!(&text[process.command.span.range()], process.command.text);
        }
        let errors: Vec<_> = found.errors.iter().map(|error| &text[error.span.range()]).collect();
        assert_eq!(errors, ["my worker: x", "empty:"]);
        assert_eq!(found.comments.len(), 1);
    }
}
