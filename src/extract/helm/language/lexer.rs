//! Splits a template into literal text and the tokens of its actions, as Go's `text/template` does.

use std::ops::Range;

/// A part of a template.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Part {
    /// Literal text, trimmed where a neighbouring action says so.
    Text(Range<usize>),
    /// An action: where it stands, delimiters included, and its tokens.
    Action(Range<usize>, Vec<Token>),
}

/// A token of an action.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) range: Range<usize>,
    /// Whether white space stands before it; it parts the operands of a command.
    pub(super) spaced: bool,
}

/// What a token is.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum TokenKind {
    /// A name or keyword.
    Word(String),
    /// `.Name`.
    Field(String),
    /// `$name`, or `$` with an empty name.
    Variable(String),
    /// A string, unquoted.
    Text(String),
    /// An integer or a character constant.
    Int(i64),
    /// A number with a fraction or exponent.
    Float(f64),
    /// `.`
    Dot,
    /// `|`
    Pipe,
    /// `,`
    Comma,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `:=`
    Declare,
    /// `=`
    Assign,
}

/// What is wrong with a template, and the offset at which it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) message: String,
}

fn fault<T>(at: usize, message: impl Into<String>) -> Result<T, Fault> {
    Err(Fault { at, message: message.into() })
}

/// The white space that trim markers take away.
const SPACES: [char; 4] = [' ', '\t', '\r', '\n'];

/// The parts of a template in order.
pub(super) fn split(text: &str) -> Result<Vec<Part>, Fault> {
    let mut parts = Vec::new();
    let mut at = 0;
    let mut trim = false;
    loop {
        let open = text[at..].find("{{").map(|offset| at + offset);
        let mut literal = at..open.unwrap_or(text.len());
        if trim {
            let kept = text[literal.clone()].trim_start_matches(SPACES).len();
            literal.start = literal.end - kept;
        }
        let after = open.map(|open| &text[open + 2..]);
        let trims_left =
            after.is_some_and(|after| after.strip_prefix('-').is_some_and(|rest| rest.starts_with(SPACES)));
        if trims_left {
            literal.end = literal.start + text[literal.clone()].trim_end_matches(SPACES).len();
        }
        if !literal.is_empty() {
            parts.push(Part::Text(literal));
        }
        let Some(open) = open else { return Ok(parts) };
        let inside = open + if trims_left { 3 } else { 2 };
        let mut lexer = Lexer { text, at: inside, tokens: Vec::new() };
        let comment = text[inside..].trim_start_matches(SPACES);
        if comment.starts_with("/*") {
            let Some(length) = comment.find("*/") else { return fault(open, "unclosed comment") };
            lexer.at = text.len() - comment.len() + length + 2;
            let Some(trims_right) = lexer.closes() else {
                return fault(lexer.at, "comment ends before closing delimiter");
            };
            trim = trims_right;
        } else {
            trim = lexer.action(open)?;
            parts.push(Part::Action(open..lexer.at, lexer.tokens));
        }
        at = lexer.at;
    }
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Passes a closing delimiter, and tells whether it trims what follows.
    fn closes(&mut self) -> Option<bool> {
        let rest = self.rest();
        if rest.starts_with("}}") {
            self.at += 2;
            return Some(false);
        }
        if rest.starts_with(SPACES) && rest[1..].starts_with("-}}") {
            self.at += 4;
            return Some(true);
        }
        None
    }

    fn action(&mut self, open: usize) -> Result<bool, Fault> {
        let mut spaced = true;
        loop {
            if let Some(trims) = self.closes() {
                return Ok(trims);
            }
            let Some(next) = self.rest().chars().next() else { return fault(open, "unclosed action") };
            if SPACES.contains(&next) {
                self.at += 1;
                spaced = true;
                continue;
            }
            let start = self.at;
            let kind = self.token(next)?;
            self.tokens.push(Token { kind, range: start..self.at, spaced });
            spaced = false;
        }
    }

    fn token(&mut self, next: char) -> Result<TokenKind, Fault> {
        let single = |kind: TokenKind| (kind, 1);
        let second = self.rest()[next.len_utf8()..].chars().next();
        let (kind, length) = match next {
            '|' => single(TokenKind::Pipe),
            ',' => single(TokenKind::Comma),
            '(' => single(TokenKind::Open),
            ')' => single(TokenKind::Close),
            '=' => single(TokenKind::Assign),
            ':' if second == Some('=') => (TokenKind::Declare, 2),
            '"' => return self.quoted(),
            '`' => return self.raw(),
            '\'' => return self.character(),
            '$' => {
                let name = word(&self.rest()[1..]).to_owned();
                let length = 1 + name.len();
                (TokenKind::Variable(name), length)
            }
            '.' if !second.is_some_and(|c| c.is_ascii_digit()) => {
                let name = word(&self.rest()[1..]).to_owned();
                let length = 1 + name.len();
                (if name.is_empty() { TokenKind::Dot } else { TokenKind::Field(name) }, length)
            }
            '.' | '+' | '-' | '0'..='9' => return self.number(),
            c if is_word(c) => {
                let name = word(self.rest()).to_owned();
                let length = name.len();
                (TokenKind::Word(name), length)
            }
            other => return fault(self.at, format!("unexpected {other:?} in action")),
        };
        self.at += length;
        Ok(kind)
    }

    fn quoted(&mut self) -> Result<TokenKind, Fault> {
        let start = self.at;
        let mut escaped = false;
        for (offset, c) in self.rest().char_indices().skip(1) {
            match c {
                '\n' => break,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    let inside = &self.text[start + 1..start + offset];
                    self.at += offset + 1;
                    return match unquote(inside) {
                        Some(text) => Ok(TokenKind::Text(text)),
                        None => fault(start, "invalid syntax in a quoted string"),
                    };
                }
                _ => {}
            }
        }
        fault(start, "unterminated quoted string")
    }

    fn raw(&mut self) -> Result<TokenKind, Fault> {
        let start = self.at;
        let Some(length) = self.rest()[1..].find('`') else {
            return fault(start, "unterminated raw quoted string");
        };
        self.at += length + 2;
        Ok(TokenKind::Text(self.text[start + 1..self.at - 1].replace('\r', "")))
    }

    fn character(&mut self) -> Result<TokenKind, Fault> {
        let start = self.at;
        let inside = &self.rest()[1..];
        let skip = if inside.starts_with('\\') { 2 } else { 0 };
        let length = inside.char_indices().find(|(offset, c)| *offset >= skip && *c == '\'');
        let one = length.and_then(|(length, _)| {
            let text = match &inside[..length] {
                "\\'" => "'".to_owned(),
                other => unquote(other)?,
            };
            let mut characters = text.chars();
            let first = characters.next().filter(|_| characters.next().is_none())?;
            Some((length, first))
        });
        let Some((length, character)) = one else { return fault(start, "malformed character constant") };
        self.at += length + 2;
        Ok(TokenKind::Int(i64::from(u32::from(character))))
    }

    fn number(&mut self) -> Result<TokenKind, Fault> {
        let start = self.at;
        let rest = self.rest();
        let mut length = usize::from(rest.starts_with(['+', '-']));
        let is_hex = rest[length..].starts_with("0x") || rest[length..].starts_with("0X");
        let mut before = ' ';
        for c in rest[length..].chars() {
            let exponent = if is_hex { ['p', 'P'] } else { ['e', 'E'] };
            let sign = matches!(c, '+' | '-') && exponent.contains(&before);
            if !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_') || sign) {
                break;
            }
            before = c;
            length += c.len_utf8();
        }
        let number = &rest[..length];
        let kind = number_of(number);
        let shown = number.to_owned();
        self.at += length;
        kind.map_or_else(|| fault(start, format!("bad number syntax: {shown:?}")), Ok)
    }
}

fn number_of(text: &str) -> Option<TokenKind> {
    let plain = text.replace('_', "");
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', b'0'..=b'9', ..] if lower.bytes().all(|b| b.is_ascii_digit()) => (8, &lower[1..]),
        _ => (10, lower.as_str()),
    };
    if let Ok(value) = i64::from_str_radix(digits, radix) {
        return Some(TokenKind::Int(sign * value));
    }
    if radix == 16 {
        return hexadecimal_float(digits)
            .map(|value| TokenKind::Float(if sign < 0 { -value } else { value }));
    }
    let starts = plain.trim_start_matches(['+', '-']).starts_with(|c: char| c.is_ascii_digit() || c == '.');
    plain.parse::<f64>().ok().filter(|_| starts && radix == 10).map(TokenKind::Float)
}

/// A number such as `1.8p3`, in hexadecimal digits with a power of two, which must be written.
#[expect(clippy::cast_precision_loss, reason = "digits that float64 cannot hold are rounded")]
fn hexadecimal_float(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once('p')?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = u64::from_str_radix(&format!("{whole}{fraction}"), 16).ok()?;
    let exponent = exponent.parse::<i32>().ok()?.checked_sub(4 * i32::try_from(fraction.len()).ok()?)?;
    Some(digits as f64 * 2f64.powi(exponent))
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn word(text: &str) -> &str {
    text.split(|c| !is_word(c)).next().unwrap_or("")
}

/// What the inside of a Go string in double quotes stands for.
fn unquote(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        rest = &rest[next.len_utf8()..];
        if next != '\\' {
            bytes.extend_from_slice(next.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        let escape = rest.chars().next()?;
        rest = &rest[escape.len_utf8()..];
        let mut digits = |count: usize, radix: u32| {
            let value = u32::from_str_radix(rest.get(..count)?, radix).ok()?;
            rest = &rest[count..];
            Some(value)
        };
        match escape {
            'a' => bytes.push(7),
            'b' => bytes.push(8),
            'f' => bytes.push(12),
            'n' => bytes.push(b'\n'),
            'r' => bytes.push(b'\r'),
            't' => bytes.push(b'\t'),
            'v' => bytes.push(11),
            '\\' | '"' => bytes.push(escape as u8),
            'x' => bytes.push(digits(2, 16)? as u8),
            'u' | 'U' => {
                let value = char::from_u32(digits(if escape == 'u' { 4 } else { 8 }, 16)?)?;
                bytes.extend_from_slice(value.encode_utf8(&mut [0; 4]).as_bytes());
            }
            '0'..='7' => {
                let high = escape.to_digit(8)?;
                bytes.push(u8::try_from(high * 64 + digits(2, 8)?).ok()?);
            }
            _ => return None,
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> Vec<&str> {
        let parts = split(text).unwrap();
        parts
            .into_iter()
            .filter_map(|part| match part {
                Part::Text(range) => Some(&text[range]),
                Part::Action(..) => None,
            })
            .collect()
    }

    fn kinds(text: &str) -> Vec<TokenKind> {
        match split(text).unwrap().remove(0) {
            Part::Action(_, tokens) => tokens.into_iter().map(|token| token.kind).collect(),
            Part::Text(_) => panic!("no action in {text}"),
        }
    }

    #[test]
    fn trim_markers_need_a_space_and_take_all_white_space() {
        assert_eq!(literal("a \n{{- .x -}} \n\t b"), ["a", "b"]);
        assert_eq!(literal("a {{ .x }} b"), ["a ", " b"]);
        assert_eq!(literal("a {{-3}} b"), ["a ", " b"]);
        assert_eq!(literal("a {{- /* c */ -}} b {{/* d */}} e"), ["a", "b ", " e"]);
    }

    #[test]
    fn constants_are_those_of_go() {
        use TokenKind::{Float, Int, Text};
        assert_eq!(kinds(r#"{{ "a\"\n\x41\u00e9\101" }}"#), [Text("a\"\nAéA".to_owned())]);
        assert_eq!(kinds("{{ `a\"}}\\n` }}"), [Text("a\"}}\\n".to_owned())]);
        assert_eq!(kinds("{{ 'a' '\\n' '\\'' }}"), [Int(97), Int(10), Int(39)]);
        assert_eq!(
            kinds("{{ 0x1F 010 0b11 1_000 -5 1e3 .5 }}"),
            [Int(31), Int(8), Int(3), Int(1000), Int(-5), Float(1000.0), Float(0.5)]
        );
    }

    #[test]
    fn what_does_not_close_is_a_fault_at_its_start() {
        for (text, at) in
            [("ab{{ .x", 2), ("{{/* x }}", 0), ("{{ \"x }}", 3), ("{{ `x }}", 3), ("{{ ! }}", 3)]
        {
            assert_eq!(split(text).unwrap_err().at, at, "{text}");
        }
    }
}
