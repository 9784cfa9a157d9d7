//! Quote removal and variable replacement in the words of an instruction (`BuildKit`, `frontend/dockerfile/shell/lex.go`).

use super::pattern;
use std::iter::Peekable;
use std::str::Chars;

/// A word after replacement that is longer than this is taken as unknown.
const LONGEST: usize = 4096;
/// How deep `${a:-${b:-…}}` may nest.
const DEEPEST: usize = 32;

/// What is known of a variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Variable {
    /// It has this value.
    Set(Piece),
    /// It has no value unless `--build-arg` gives one.
    Unset {
        /// Whether `--build-arg` can give one.
        overridable: bool,
    },
    /// Nothing: the base image or the builder may set it.
    Unknown,
}

/// A value or a part of one.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Piece {
    /// The text, unknown parts as `{}`.
    pub(super) text: String,
    /// Whether a part is unknown.
    pub(super) unknown: bool,
    /// Whether `--build-arg` can change it.
    pub(super) overridable: bool,
}

impl Piece {
    fn unknown(overridable: bool) -> Self {
        Self { text: "{}".to_owned(), unknown: true, overridable }
    }

    fn known(text: String, overridable: bool) -> Self {
        Self { text, unknown: false, overridable }
    }

    fn push(&mut self, other: &Self) {
        self.unknown |= other.unknown;
        self.overridable |= other.overridable;
        self.text.push_str(&other.text);
    }

    fn is_wholly_unknown(&self) -> bool {
        self.unknown && self.text == "{}"
    }
}

/// Replaces the variables of a word and removes its quotes. Names are added to `variables` as they are met.
pub(super) fn substitute(
    raw: &str,
    escape: char,
    variables: &mut Vec<String>,
    lookup: &dyn Fn(&str) -> Variable,
) -> Result<Piece, &'static str> {
    let mut expander = Expander { rest: raw.chars().peekable(), escape, variables, lookup, depth: 0 };
    let piece = expander.until(None, false)?;
    let replaced = !expander.variables.is_empty();
    Ok(if replaced && piece.text.len() > LONGEST { Piece::unknown(piece.overridable) } else { piece })
}

struct Expander<'a> {
    rest: Peekable<Chars<'a>>,
    escape: char,
    variables: &'a mut Vec<String>,
    lookup: &'a dyn Fn(&str) -> Variable,
    depth: usize,
}

impl Expander<'_> {
    /// Reads up to `stop` (taken, but not returned) or to the end.
    fn until(&mut self, stop: Option<char>, keep_escapes: bool) -> Result<Piece, &'static str> {
        let mut piece = Piece::default();
        while let Some(character) = self.rest.next() {
            match character {
                _ if Some(character) == stop => return Ok(piece),
                '\'' => self.single_quoted(&mut piece.text)?,
                '"' => self.double_quoted(&mut piece, keep_escapes)?,
                '$' => piece.push(&self.dollar()?),
                _ if character == self.escape => {
                    if keep_escapes {
                        piece.text.push(character);
                    }
                    piece.text.extend(self.rest.next());
                }
                _ => piece.text.push(character),
            }
            if piece.text.len() > LONGEST && !self.variables.is_empty() {
                piece = Piece::unknown(piece.overridable);
            }
        }
        if stop.is_some() { Err("a '${' is not closed") } else { Ok(piece) }
    }

    fn single_quoted(&mut self, text: &mut String) -> Result<(), &'static str> {
        loop {
            match self.rest.next().ok_or("a single quote is not closed")? {
                '\'' => return Ok(()),
                character => text.push(character),
            }
        }
    }

    fn double_quoted(&mut self, piece: &mut Piece, keep_escapes: bool) -> Result<(), &'static str> {
        loop {
            match self.rest.next().ok_or("a double quote is not closed")? {
                '"' => return Ok(()),
                '$' => piece.push(&self.dollar()?),
                character if character == self.escape => {
                    if keep_escapes {
                        piece.text.push(character);
                    }
                    let escape = self.escape;
                    let escaped = self.rest.next_if(|next| *next == '"' || *next == '$' || *next == escape);
                    if escaped.is_some() || self.rest.peek().is_some() {
                        piece.text.push(escaped.unwrap_or(character));
                    }
                }
                character => piece.text.push(character),
            }
        }
    }

    /// What stands after a `$`.
    fn dollar(&mut self) -> Result<Piece, &'static str> {
        if self.rest.next_if_eq(&'{').is_none() {
            let name = self.name();
            return Ok(if name.is_empty() { Piece::known("$".to_owned(), false) } else { self.value(&name) });
        }
        if self.depth >= DEEPEST {
            return Err("variables are nested too deeply");
        }
        self.depth += 1;
        let piece = self.braces();
        self.depth -= 1;
        piece
    }

    fn braces(&mut self) -> Result<Piece, &'static str> {
        const BAD: &str = "this variable substitution is not supported";
        let name = self.name();
        match self.rest.next().ok_or("a '${' is not closed")? {
            _ if name.is_empty() => Err(BAD),
            '}' => Ok(self.value(&name)),
            ':' => match self.rest.next() {
                Some(operator @ ('-' | '+' | '?')) => self.default(&name, operator, true),
                _ => Err(BAD),
            },
            operator @ ('-' | '+' | '?') => self.default(&name, operator, false),
            end @ ('#' | '%') => {
                let greedy = self.rest.next_if_eq(&end).is_some();
                let pattern = self.until(Some('}'), true)?;
                Ok(self.on_known(&name, &[&pattern], |value| {
                    pattern::trim(value, &pattern.text, end == '#', greedy)
                }))
            }
            '/' => {
                let all = self.rest.next_if_eq(&'/').is_some();
                let pattern = self.until(Some('/'), true)?;
                let by = self.until(Some('}'), true)?;
                Ok(self.on_known(&name, &[&pattern, &by], |value| {
                    pattern::replace(value, &pattern.text, &by.text, all)
                }))
            }
            _ => Err(BAD),
        }
    }

    /// `${name-word}`, `${name+word}`, `${name?word}`, with a colon also for an empty value.
    fn default(&mut self, name: &str, operator: char, empty_too: bool) -> Result<Piece, &'static str> {
        let at = self.variables.len();
        let word = self.until(Some('}'), false)?;
        self.variables.insert(at, name.to_owned());
        let variable = (self.lookup)(name);
        let (present, overridable) = match &variable {
            Variable::Unknown => (None, false),
            Variable::Unset { overridable } => (Some(false), *overridable),
            Variable::Set(value) if empty_too && value.is_wholly_unknown() => (None, value.overridable),
            Variable::Set(value) => (Some(!(empty_too && value.text.is_empty())), value.overridable),
        };
        let mut piece = match (present, operator, variable) {
            (None, ..) | (Some(false), '?', _) => Piece::unknown(overridable),
            (Some(false), '-', _) | (Some(true), '+', _) => word,
            (Some(true), _, Variable::Set(value)) => value,
            _ => Piece::default(),
        };
        piece.overridable |= overridable;
        Ok(piece)
    }

    fn value(&mut self, name: &str) -> Piece {
        self.variables.push(name.to_owned());
        match (self.lookup)(name) {
            Variable::Set(value) => value,
            Variable::Unset { overridable: true } => Piece::unknown(true),
            Variable::Unset { overridable: false } => Piece::default(),
            Variable::Unknown => Piece::unknown(false),
        }
    }

    /// The result of a string operation, which is known only if its operands are.
    fn on_known(&mut self, name: &str, operands: &[&Piece], with: impl Fn(&str) -> Option<String>) -> Piece {
        let value = self.value(name);
        let overridable = value.overridable || operands.iter().any(|piece| piece.overridable);
        if value.unknown || operands.iter().any(|piece| piece.unknown) {
            return Piece::unknown(overridable);
        }
        with(&value.text).map_or_else(|| Piece::unknown(overridable), |text| Piece::known(text, overridable))
    }

    /// A name: letters, digits and `_`; or digits; or one special character. Empty if there is none.
    fn name(&mut self) -> String {
        if let Some(special) = self.rest.next_if(|c| "@*#?-$!".contains(*c)) {
            return special.to_string();
        }
        let numeric = self.rest.peek().is_some_and(char::is_ascii_digit);
        let mut name = String::new();
        while let Some(character) =
            self.rest.next_if(|c| if numeric { c.is_ascii_digit() } else { c.is_alphanumeric() || *c == '_' })
        {
            name.push(character);
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup(name: &str) -> Variable {
        let set = |text: &str, overridable| Variable::Set(Piece::known(text.to_owned(), overridable));
        match name {
            "DIR" => set("/srv", false),
            "EMPTY" => set("", false),
            "VERSION" => set("1.2.3", true),
            "FILE" => set("a.tar.gz", false),
            "ASKED" => Variable::Unset { overridable: true },
            "NONE" => Variable::Unset { overridable: false },
            _ => Variable::Unknown,
        }
    }

    fn known(raw: &str) -> String {
        let piece = substitute(raw, '\\', &mut Vec::new(), &lookup).unwrap();
        assert!(!piece.unknown, "{raw}");
        piece.text
    }

    fn piece(raw: &str) -> (String, bool, bool) {
        let piece = substitute(raw, '\\', &mut Vec::new(), &lookup).unwrap();
        (piece.text, piece.unknown, piece.overridable)
    }

    #[test]
    fn quotes_and_escapes() {
        assert_eq!(known(r#"a'$DIR'"$DIR\"\x"\$DIR\ "#), r#"a$DIR/srv"\x$DIR "#);
        assert_eq!(known("$. 100$"), "$. 100$");
        for open in ["'a", "\"a", "${DIR", "${}", "${DIR!x}", "${DIR:=x}"] {
            assert!(substitute(open, '\\', &mut Vec::new(), &lookup).is_err(), "{open}");
        }
    }

    #[test]
    fn defaults_and_alternatives() {
        assert_eq!(known("${NONE:-${EMPTY:-$DIR}}"), "/srv");
        assert_eq!(known("${EMPTY-x}${EMPTY:-y}${DIR:+z}${EMPTY:+no}${NONE+no}"), "yz");
        assert_eq!(piece("${ASKED:-3000}"), ("3000".into(), false, true));
        assert_eq!(piece("v$VERSION"), ("v1.2.3".into(), false, true));
    }

    #[test]
    fn what_cannot_be_known_is_marked() {
        assert_eq!(piece("/app/bin:$PATH"), ("/app/bin:{}".into(), true, false));
        assert_eq!(piece("$ASKED"), ("{}".into(), true, true));
        assert!(piece("${PATH:-x}").1);
        assert!(piece("${PATH#x}").1);
    }

    #[test]
    fn patterns_trim_and_replace() {
        assert_eq!(known("${FILE%.*} ${FILE%%.*} ${FILE#*.} ${FILE##*.}"), "a.tar a tar.gz gz");
        assert_eq!(known("${FILE/./-} ${FILE//./-} ${DIR//\\//}"), "a-tar.gz a-tar-gz srv");
        assert_eq!(known("${VERSION#?.}"), "2.3");
    }

    #[test]
    fn every_name_is_listed_in_order() {
        let mut names = Vec::new();
        substitute("${A:-$B} $C", '\\', &mut names, &lookup).unwrap();
        assert_eq!(names, ["A", "B", "C"]);
    }

    #[test]
    fn nesting_and_length_are_bounded() {
        let deep = format!("{}x{}", "${A:-".repeat(5000), "}".repeat(5000));
        assert!(substitute(&deep, '\\', &mut Vec::new(), &lookup).is_err());
        let long = "$DIR".repeat(5000);
        assert!(substitute(&long, '\\', &mut Vec::new(), &lookup).unwrap().unknown);
        assert_eq!(known(&"x".repeat(9000)).len(), 9000);
    }
}
