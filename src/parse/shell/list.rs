//! Lists and pipelines: commands joined by `;`, `&`, `&&`, `||` and `|`.

use super::parser::Parser;
use super::syntax::Connector;

/// The commands after which nothing follows on their path, as indices of the script's commands.
pub(super) type Tails = Vec<usize>;

/// What a block's keyword or bracket would be if it stood alone.
const CLOSERS: [&str; 8] = ["then", "elif", "else", "fi", "do", "done", "esac", "}"];

impl Parser<'_> {
    /// Reads commands up to one of `closers` (not taken), to what ends an enclosing block, or to the end.
    pub(super) fn block(&mut self, closers: &'static [&'static str]) -> Tails {
        self.closers.push(closers);
        let mut tails = Tails::new();
        loop {
            self.skip_blanks(true);
            if self.peek().is_none() || self.at_closer() {
                break;
            }
            let start = self.pos;
            let (commands, read) = (self.script.commands.len(), self.and_or());
            if self.pos == start {
                self.skip_stray();
                continue;
            }
            if self.script.commands.len() > commands {
                tails = read;
            }
            self.connector = Connector::Then;
        }
        self.closers.pop();
        tails
    }

    /// Takes the closing word or bracket of a block, or records that it is missing.
    pub(super) fn close(&mut self, start: usize, closer: &str) {
        let found = if closer.starts_with(|c: char| c.is_ascii_alphabetic() || c == '}') {
            self.take_reserved(closer)
        } else {
            self.take(closer)
        };
        if !found {
            self.error(
                start..self.pos.min(start + 1),
                format!("'{closer}' is missing at the end of this block"),
            );
        }
    }

    fn at_closer(&self) -> bool {
        let word = self.bare_word();
        let is_next = |closer: &str| {
            if word.is_empty() { self.starts_with(closer) } else { word == closer }
        };
        self.closers.iter().rev().flat_map(|closers| closers.iter()).any(|closer| is_next(closer))
    }

    /// Skips something no command can start with and no block ends with.
    fn skip_stray(&mut self) {
        let start = self.pos;
        let word = self.bare_word();
        if word.is_empty() {
            self.take_char();
        } else {
            self.pos += word.len();
        }
        let stray = self.text.get(start..self.pos).unwrap_or_default();
        self.error(start..self.pos, format!("'{stray}' has nothing to belong to"));
    }

    /// Whether the next word could only close a block.
    pub(super) fn at_stray_closer(&self) -> bool {
        CLOSERS.contains(&self.bare_word())
    }

    /// Reads pipelines joined by `&&` and `||`, and what ends them.
    fn and_or(&mut self) -> Tails {
        let first = self.script.commands.len();
        let mut tails = self.pipeline();
        loop {
            self.skip_blanks(false);
            let connector = if self.take("&&") {
                Connector::And
            } else if self.take("||") {
                Connector::Or
            } else {
                break;
            };
            self.skip_blanks(true);
            self.connector = connector;
            let right = self.pipeline();
            if connector == Connector::And {
                tails = right;
            } else {
                tails.extend(right);
            }
        }
        if self.starts_with(";;") || self.starts_with(";&") {
            return tails;
        }
        if self.take("&") {
            self.script.commands[first..].iter_mut().for_each(|command| command.background = true);
        } else {
            self.take(";");
        }
        tails
    }

    fn pipeline(&mut self) -> Tails {
        let mut negated = false;
        self.skip_blanks(false);
        while self.take_reserved("!") {
            negated = !negated;
            self.skip_blanks(false);
        }
        let mut elements: Vec<usize> = Vec::new();
        let mut position = 0;
        loop {
            let at = self.script.commands.len();
            let (tails, simple) = self.command();
            if simple && let Some(command) = self.script.commands.get_mut(at) {
                command.pipeline_position = position;
                command.negated = negated;
                elements.push(at);
            }
            self.skip_blanks(false);
            let piped = !self.starts_with("||") && (self.take("|&") || self.take("|"));
            if !piped {
                let last = elements.last().filter(|_| simple);
                if let Some(command) = last.and_then(|at| self.script.commands.get_mut(*at)) {
                    command.last_in_pipeline = true;
                }
                return tails;
            }
            position += 1;
            self.skip_blanks(true);
            self.connector = Connector::Pipe;
        }
    }
}
