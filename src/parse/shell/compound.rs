//! Blocks: groups, subshells, conditions, loops and functions.

use super::list::Tails;
use super::parser::{Context, Parser};
use super::syntax::{BlockRedirect, Connector, Function, Guard, GuardKind};
use super::word::Place;
use std::ops::Range;
use std::sync::Arc;

impl Parser<'_> {
    /// Reads one command, and says whether it is a simple one.
    pub(super) fn command(&mut self) -> (Tails, bool) {
        self.skip_blanks(false);
        let start = self.pos;
        let Some(tails) = self.compound(start) else { return self.simple_command() };
        self.block_redirects(start);
        (tails, false)
    }

    /// Reads a block if one starts here.
    fn compound(&mut self, start: usize) -> Option<Tails> {
        if self.peek() == Some(b'(') {
            if self.peek_at(1) == Some(b'(') && self.arithmetic_end(self.pos + 2).is_some() {
                return None;
            }
            self.pos += 1;
            let tails = self.nested(|context| context.subshell = true, |parser| parser.block(&[")"]));
            self.close(start, ")");
            return Some(tails);
        }
        let word = self.bare_word();
        let read = match word {
            "{" => Self::group,
            "if" => Self::if_block,
            "while" => |parser: &mut Self, start| parser.while_loop(start, GuardKind::While),
            "until" => |parser: &mut Self, start| parser.while_loop(start, GuardKind::Until),
            "for" | "select" => Self::for_loop,
            "case" => Self::case_block,
            "function" => Self::function_keyword,
            "time" | "coproc" if self.prefixes_block(word) => |parser: &mut Self, start| {
                parser.skip_blanks(false);
                parser.compound(start).unwrap_or_default()
            },
            _ => return None,
        };
        self.pos += word.len();
        Some(self.nested(|_| {}, |parser| read(parser, start)))
    }

    /// Whether a block follows the word.
    fn prefixes_block(&self, word: &str) -> bool {
        let after = self.rest()[word.len()..].trim_start_matches([' ', '\t']);
        let opens =
            |opening: &str| after.strip_prefix(opening).is_some_and(|rest| rest.starts_with([' ', '\n']));
        after.starts_with('(') || ["{", "if", "while", "until", "for", "case"].into_iter().any(opens)
    }

    fn group(&mut self, start: usize) -> Tails {
        let tails = self.block(&["}"]);
        self.close(start, "}");
        tails
    }

    fn if_block(&mut self, start: usize) -> Tails {
        let mut tails = Tails::new();
        let mut kind = GuardKind::If;
        let condition = loop {
            let condition = self.condition(kind, &["then"]);
            self.close(start, "then");
            tails.extend(self.branch(kind, condition.clone(), &["elif", "else", "fi"]));
            if !self.take_reserved("elif") {
                break condition;
            }
            kind = GuardKind::Elif;
        };
        if self.take_reserved("else") {
            tails.extend(self.branch(GuardKind::Else, condition, &["fi"]));
        }
        self.close(start, "fi");
        tails
    }

    /// Reads the commands of a condition and returns where they stand.
    fn condition(&mut self, kind: GuardKind, closers: &'static [&'static str]) -> Range<usize> {
        self.skip_blanks(true);
        let start = self.pos;
        let context = self.context;
        self.context.condition = Some(kind);
        self.context.conditional |= kind == GuardKind::Elif;
        self.block(closers);
        self.context = context;
        start
            ..start
                + self.text.get(start..self.pos).unwrap_or_default().trim_end_matches([' ', '\n', ';']).len()
    }

    /// Reads the commands that a condition decides on.
    fn branch(
        &mut self,
        kind: GuardKind,
        condition: Range<usize>,
        closers: &'static [&'static str],
    ) -> Tails {
        self.guarded(Guard { kind, condition, subject: None, parent: self.context.guard }, closers)
    }

    fn guarded(&mut self, guard: Guard, closers: &'static [&'static str]) -> Tails {
        let looped = matches!(guard.kind, GuardKind::While | GuardKind::Until | GuardKind::For);
        let context = self.context;
        self.context = Context {
            guard: Some(self.script.guards.len()),
            conditional: true,
            condition: None,
            loop_body: context.loop_body || looped,
            ..context
        };
        self.script.guards.push(guard);
        self.connector = Connector::Start;
        let tails = self.block(closers);
        self.context = context;
        tails
    }

    fn while_loop(&mut self, start: usize, kind: GuardKind) -> Tails {
        let condition = self.condition(kind, &["do"]);
        self.loop_body(start, kind, condition)
    }

    fn loop_body(&mut self, start: usize, kind: GuardKind, condition: Range<usize>) -> Tails {
        self.close(start, "do");
        self.branch(kind, condition, &["done"]);
        self.close(start, "done");
        Tails::new()
    }

    fn for_loop(&mut self, start: usize) -> Tails {
        self.skip_blanks(false);
        let words = self.pos;
        if self.starts_with("((") {
            self.arithmetic_command();
        } else {
            self.word(Place::Command);
            self.skip_blanks(true);
            if self.take_reserved("in") {
                self.loop_words();
            }
        }
        let condition = words..self.pos;
        self.skip_blanks(false);
        self.take(";");
        self.skip_blanks(true);
        if self.take_reserved("{") {
            self.branch(GuardKind::For, condition, &["}"]);
            self.close(start, "}");
            return Tails::new();
        }
        self.loop_body(start, GuardKind::For, condition)
    }

    fn loop_words(&mut self) {
        loop {
            self.skip_blanks(false);
            let before = self.pos;
            self.word(Place::Command);
            if self.pos == before {
                return;
            }
        }
    }

    fn case_block(&mut self, start: usize) -> Tails {
        self.skip_blanks(false);
        let subject = self.word(Place::Command).span;
        self.skip_blanks(true);
        self.close(start, "in");
        let mut tails = Tails::new();
        loop {
            self.skip_blanks(true);
            if self.peek().is_none() || self.bare_word() == "esac" {
                break;
            }
            let before = self.pos;
            let condition = self.case_patterns();
            let parent = self.context.guard;
            let guard = Guard { kind: GuardKind::Case, condition, subject: Some(subject.clone()), parent };
            tails.extend(self.guarded(guard, &[";;", ";&", "esac"]));
            let ended = self.take(";;&") || self.take(";;") || self.take(";&");
            if self.pos == before || !(ended || self.bare_word() == "esac") {
                break;
            }
        }
        self.close(start, "esac");
        tails
    }

    /// Reads `pattern | pattern )` and returns where the patterns stand.
    fn case_patterns(&mut self) -> Range<usize> {
        self.take("(");
        let start = self.pos;
        let mut end = start;
        loop {
            self.skip_blanks(false);
            let before = self.pos;
            self.word(Place::Command);
            if self.pos > before {
                end = self.pos;
            }
            self.skip_blanks(false);
            if !self.take("|") {
                break;
            }
        }
        if !self.take(")") {
            self.error(start..end, "')' is missing after this pattern");
        }
        start..end
    }

    fn function_keyword(&mut self, start: usize) -> Tails {
        self.skip_blanks(false);
        let name = self.word(Place::Command).text;
        self.skip_blanks(false);
        if self.take("(") {
            self.skip_blanks(false);
            self.take(")");
        }
        self.function_body(start, &name);
        Tails::new()
    }

    /// Reads the body of a function after its name and parentheses.
    pub(super) fn function_body(&mut self, start: usize, name: &str) {
        self.skip_blanks(true);
        let (index, first) = (self.script.functions.len(), self.script.commands.len());
        let span = start..self.pos;
        self.script.functions.push(Function { name: Arc::from(name), span, commands: first..first });
        let depth = self.context.depth;
        let outer = std::mem::replace(
            &mut self.context,
            Context { depth, function: Some(index), ..Context::default() },
        );
        self.connector = Connector::Start;
        let (tails, _) = self.nested(|_| {}, Self::command);
        self.context = outer;
        self.mark_last(tails);
        let end = self.script.commands.len();
        if let Some(function) = self.script.functions.get_mut(index) {
            function.commands = first..end;
            function.span.end = self.pos;
        }
    }

    /// Marks commands after which nothing follows.
    pub(super) fn mark_last(&mut self, tails: Tails) {
        for at in tails {
            if let Some(command) = self.script.commands.get_mut(at) {
                command.is_last = true;
            }
        }
    }

    fn block_redirects(&mut self, start: usize) {
        let block = start..self.pos;
        loop {
            self.skip_blanks(false);
            let Some(redirect) = self.redirect() else { return };
            self.script.block_redirects.push(BlockRedirect { block: block.clone(), redirect });
        }
    }
}
