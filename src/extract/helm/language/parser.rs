//! Tokens to the tree of a template.

use std::sync::Arc;

use super::lexer::{Fault, Part, Token, TokenKind, split};
use super::tree::{Branch, Command, Node, Operand, Pipe, Template};
use crate::extract::helm::text::{Source, Text};

/// The deepest nesting of blocks and parentheses.
const DEEPEST: usize = 100;

/// A template that cannot be parsed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// Where it cannot.
    pub at: Source,
    /// Why.
    pub message: String,
}

/// Parses a template; literal text and actions keep the sources of the text.
///
/// # Errors
/// On anything that Go's parser refuses, with its place.
pub fn parse(text: &Text) -> Result<Template, ParseError> {
    let error = |fault: Fault| {
        let end =
            text.as_str()[fault.at..].chars().next().map_or(fault.at, |next| fault.at + next.len_utf8());
        let start = if end > fault.at { fault.at } else { text.len().saturating_sub(1) };
        let start = (0..=start).rev().find(|at| text.as_str().is_char_boundary(*at)).unwrap_or(0);
        ParseError { at: text.slice(start..end.max(start)).source(), message: fault.message }
    };
    let parts = split(text.as_str()).map_err(error)?;
    let mut parser = Parser {
        text,
        parts: parts.into_iter(),
        defines: Vec::new(),
        loops: 0,
        depth: 0,
        scopes: Vec::new(),
    };
    parser.scopes.push(String::new());
    let (body, end) = parser.block(None).map_err(error)?;
    match end {
        End::File => Ok(Template { body: Arc::new(body), defines: parser.defines }),
        End::Close(at) | End::Else(at, _) => {
            Err(error(Fault { at, message: "unexpected {{end}} or {{else}}".to_owned() }))
        }
    }
}

struct Parser<'t> {
    text: &'t Text,
    parts: std::vec::IntoIter<Part>,
    defines: Vec<(String, Arc<Vec<Node>>)>,
    /// How many `range`s are open.
    loops: usize,
    depth: usize,
    /// The variables that are in scope.
    scopes: Vec<String>,
}

/// What ends a block.
enum End {
    File,
    Close(usize),
    /// `else`, with the tokens after it.
    Else(usize, Vec<Token>),
}

impl Parser<'_> {
    fn source(&self, range: std::ops::Range<usize>) -> Source {
        self.text.slice(range).source()
    }

    /// Parses up to the end of a block that was opened at an offset, or of the file.
    fn block(&mut self, opened: Option<usize>) -> Result<(Vec<Node>, End), Fault> {
        self.deeper(opened.unwrap_or(0))?;
        let mut nodes = Vec::new();
        let end = loop {
            let (range, tokens) = match self.parts.next() {
                None => match opened {
                    Some(at) => return fail(at, "unexpected EOF: this block has no {{end}}"),
                    None => break End::File,
                },
                Some(Part::Text(range)) => {
                    nodes.push(Node::Text(self.text.slice(range)));
                    continue;
                }
                Some(Part::Action(range, tokens)) => (range, tokens),
            };
            let keyword = match tokens.first() {
                Some(Token { kind: TokenKind::Word(word), .. }) => word.as_str(),
                _ => "",
            };
            let at = self.source(range.clone());
            let mut rest = Tokens::new(&tokens, range.end, at);
            match keyword {
                "end" => break End::Close(range.start),
                "else" => break End::Else(range.start, tokens[1..].to_vec()),
                "if" | "with" | "range" => {
                    let keyword = keyword.to_owned();
                    rest.next();
                    nodes.push(self.branch(&keyword, range.start, rest)?);
                }
                "define" => {
                    rest.next();
                    let name = rest.string()?;
                    let scopes = std::mem::replace(&mut self.scopes, vec![String::new()]);
                    let loops = std::mem::take(&mut self.loops);
                    let body = self.body(range.start)?;
                    self.scopes = scopes;
                    self.loops = loops;
                    self.defines.push((name, Arc::new(body)));
                }
                "block" => {
                    rest.next();
                    let name = rest.string()?;
                    let data = Some(self.pipe(&mut rest)?);
                    let scopes = std::mem::replace(&mut self.scopes, vec![String::new()]);
                    let loops = std::mem::take(&mut self.loops);
                    let body = self.body(range.start)?;
                    self.scopes = scopes;
                    self.loops = loops;
                    self.defines.push((name.clone(), Arc::new(body)));
                    nodes.push(Node::Call { name, data, at });
                }
                "template" => {
                    rest.next();
                    let name = rest.string()?;
                    let data = if rest.peek().is_some() { Some(self.pipe(&mut rest)?) } else { None };
                    nodes.push(Node::Call { name, data, at });
                }
                "break" | "continue" if tokens.len() == 1 => {
                    if self.loops == 0 {
                        return fail(range.start, format!("{{{{{keyword}}}}} outside {{{{range}}}}"));
                    }
                    nodes.push(if keyword == "break" { Node::Break } else { Node::Continue });
                }
                _ if tokens.is_empty() => return fail(range.start, "missing value for command"),
                _ => {
                    let pipe = self.pipe(&mut rest)?;
                    nodes.push(Node::Action(pipe));
                }
            }
        };
        self.depth -= 1;
        Ok((nodes, end))
    }

    /// The body of a definition, which has no `else`.
    fn body(&mut self, opened: usize) -> Result<Vec<Node>, Fault> {
        match self.block(Some(opened))? {
            (body, End::Close(_)) => Ok(body),
            (_, End::Else(at, _)) => fail(at, "unexpected {{else}} in a definition"),
            (_, End::File) => fail(opened, "unexpected EOF"),
        }
    }

    fn branch(&mut self, keyword: &str, opened: usize, mut rest: Tokens) -> Result<Node, Fault> {
        let scope = self.scopes.len();
        let pipe = self.pipe_of(&mut rest, keyword == "range")?;
        self.loops += usize::from(keyword == "range");
        let (then, end) = self.block(Some(opened))?;
        self.loops -= usize::from(keyword == "range");
        let otherwise = match end {
            End::Else(at, tokens) => self.otherwise(keyword, at, &tokens)?,
            End::Close(_) | End::File => Vec::new(),
        };
        self.scopes.truncate(scope);
        let branch = Branch { pipe, then, otherwise };
        Ok(match keyword {
            "if" => Node::If(branch),
            "with" => Node::With(branch),
            _ => Node::Range(branch),
        })
    }

    /// What follows `else`: a body, or another branch that shares the `end`.
    fn otherwise(&mut self, keyword: &str, at: usize, tokens: &[Token]) -> Result<Vec<Node>, Fault> {
        let Some(first) = tokens.first() else { return self.body(at) };
        let chained = match &first.kind {
            TokenKind::Word(word) if word == keyword && keyword != "range" => word.clone(),
            _ => return fail(first.range.start, "unexpected token after {{else"),
        };
        let end = tokens.last().map_or(at, |token| token.range.end);
        let source = self.source(first.range.start..end);
        self.deeper(at)?;
        let node = self.branch(&chained, at, Tokens::new(&tokens[1..], end, source));
        self.depth -= 1;
        Ok(vec![node?])
    }

    fn deeper(&mut self, at: usize) -> Result<(), Fault> {
        self.depth += 1;
        if self.depth > DEEPEST { fail(at, "blocks are nested too deeply") } else { Ok(()) }
    }

    fn pipe(&mut self, tokens: &mut Tokens) -> Result<Pipe, Fault> {
        self.pipe_of(tokens, false)
    }

    /// Parses a whole pipeline: nothing may follow it.
    fn pipe_of(&mut self, tokens: &mut Tokens, is_range: bool) -> Result<Pipe, Fault> {
        let pipe = self.pipeline(tokens, is_range)?;
        match tokens.peek() {
            None => Ok(pipe),
            Some(token) => fail(token.range.start, "unexpected token in a pipeline"),
        }
    }

    fn pipeline(&mut self, tokens: &mut Tokens, is_range: bool) -> Result<Pipe, Fault> {
        let (variables, assigns) = tokens.declaration(is_range);
        let mut commands = Vec::new();
        loop {
            let command = self.command(tokens)?;
            if !commands.is_empty() && !can_take(&command) {
                return fail(tokens.offset(), "non executable command in pipeline");
            }
            commands.push(command);
            if !matches!(tokens.peek(), Some(Token { kind: TokenKind::Pipe, .. })) {
                break;
            }
            tokens.next();
            // Go takes a pipe that nothing follows for the end.
            if matches!(tokens.peek(), None | Some(Token { kind: TokenKind::Close, .. })) {
                break;
            }
        }
        if assigns && let Some(unknown) = variables.iter().find(|name| !self.scopes.contains(name)) {
            return fail(tokens.offset(), format!("undefined variable \"${unknown}\""));
        }
        if !assigns {
            self.scopes.extend(variables.iter().cloned());
        }
        Ok(Pipe { variables, assigns, commands, at: tokens.action })
    }

    fn command(&mut self, tokens: &mut Tokens) -> Result<Command, Fault> {
        let mut operands = Vec::new();
        while let Some(token) = tokens.peek() {
            if matches!(token.kind, TokenKind::Pipe | TokenKind::Close) {
                break;
            }
            operands.push(self.operand(tokens)?);
        }
        if operands.is_empty() {
            return fail(tokens.offset(), "missing value for command");
        }
        Ok(Command { operands })
    }

    fn operand(&mut self, tokens: &mut Tokens) -> Result<Operand, Fault> {
        let Some(token) = tokens.next() else { return fail(tokens.end, "missing operand") };
        let at = token.range.start;
        let term = match &token.kind {
            TokenKind::Dot => Operand::Dot,
            TokenKind::Int(value) => Operand::Int(*value),
            TokenKind::Float(value) => Operand::Float(*value),
            TokenKind::Text(text) => Operand::Text(self.constant(token, text)),
            TokenKind::Word(word) => match word.as_str() {
                "true" => Operand::Bool(true),
                "false" => Operand::Bool(false),
                "nil" => Operand::Nil,
                _ => Operand::Function(word.clone()),
            },
            TokenKind::Field(name) => {
                let mut fields = vec![name.clone()];
                fields.append(&mut tokens.fields());
                return Ok(Operand::Fields(fields));
            }
            TokenKind::Variable(name) => {
                if !self.scopes.contains(name) {
                    return fail(at, format!("undefined variable \"${name}\""));
                }
                return Ok(Operand::Variable(name.clone(), tokens.fields()));
            }
            TokenKind::Open => {
                self.deeper(at)?;
                let pipe = self.pipeline(tokens, false)?;
                self.depth -= 1;
                match tokens.next() {
                    Some(Token { kind: TokenKind::Close, .. }) => Operand::Pipe(Box::new(pipe)),
                    _ => return fail(at, "unclosed left paren"),
                }
            }
            _ => return fail(at, "unexpected token in operand"),
        };
        let fields = tokens.fields();
        match term {
            term if fields.is_empty() => Ok(term),
            Operand::Pipe(_) | Operand::Function(_) => Ok(Operand::Chain(Box::new(term), fields)),
            _ => fail(at, "a constant has no fields"),
        }
    }

    /// A string in the template; its place is that of its text where it is written as it is.
    fn constant(&self, token: &Token, text: &str) -> Text {
        let inside = token.range.start + 1..token.range.end - 1;
        let copied = &self.text.as_str()[inside.clone()] == text;
        Text::new(text, self.source(if copied { inside } else { token.range.clone() }))
    }
}

/// Whether a command can take the value of the one before it.
fn can_take(command: &Command) -> bool {
    !matches!(
        command.operands.first(),
        Some(
            Operand::Dot
                | Operand::Nil
                | Operand::Bool(_)
                | Operand::Int(_)
                | Operand::Float(_)
                | Operand::Text(_)
        )
    )
}

fn fail<T>(at: usize, message: impl Into<String>) -> Result<T, Fault> {
    Err(Fault { at, message: message.into() })
}

/// The tokens of an action on their way to a pipeline.
struct Tokens<'a> {
    left: &'a [Token],
    end: usize,
    action: Source,
}

impl<'a> Tokens<'a> {
    fn new(tokens: &'a [Token], end: usize, action: Source) -> Self {
        Self { left: tokens, end, action }
    }

    fn peek(&self) -> Option<&'a Token> {
        self.left.first()
    }

    fn next(&mut self) -> Option<&'a Token> {
        let (first, rest) = self.left.split_first()?;
        self.left = rest;
        Some(first)
    }

    fn offset(&self) -> usize {
        self.peek().map_or(self.end.saturating_sub(1), |token| token.range.start)
    }

    fn string(&mut self) -> Result<String, Fault> {
        let at = self.offset();
        match self.next() {
            Some(Token { kind: TokenKind::Text(text), .. }) => Ok(text.clone()),
            _ => fail(at, "expected the name of a template, in quotes"),
        }
    }

    /// The fields that follow without white space.
    fn fields(&mut self) -> Vec<String> {
        let mut fields = Vec::new();
        while let Some(Token { kind: TokenKind::Field(name), spaced: false, .. }) = self.peek() {
            fields.push(name.clone());
            self.next();
        }
        fields
    }

    /// `$x :=`, `$x =`, and in a `range` also `$i, $x :=`.
    fn declaration(&mut self, is_range: bool) -> (Vec<String>, bool) {
        let mut variables = Vec::new();
        let mut at = 0;
        while let Some(Token { kind: TokenKind::Variable(name), .. }) = self.left.get(at) {
            variables.push(name.clone());
            at += 1;
            match self.left.get(at).map(|token| &token.kind) {
                Some(kind @ (TokenKind::Declare | TokenKind::Assign)) => {
                    self.left = &self.left[at + 1..];
                    return (variables, *kind == TokenKind::Assign);
                }
                Some(TokenKind::Comma) if is_range && variables.len() < 2 => at += 1,
                _ => break,
            }
        }
        (Vec::new(), false)
    }
}
