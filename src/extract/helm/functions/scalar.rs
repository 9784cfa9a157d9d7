//! One string as a YAML scalar, in the style and with the escapes that Go's yaml.v2 chooses.

use std::fmt::Write as _;

use super::resolve::{Plain, is_sexagesimal, resolve};

/// How a string is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Style {
    Plain,
    Single,
    Double,
    Literal,
}

/// The style of a string; a key of one line cannot be a block.
pub(super) fn style(text: &str, key: bool) -> Style {
    let shape = Shape::of(text);
    if text.contains('\n') {
        return if shape.block && !key { Style::Literal } else { Style::Double };
    }
    if resolve(text) != Plain::Text || is_sexagesimal(text) {
        return Style::Double;
    }
    match (shape.plain, shape.single) {
        (true, _) => Style::Plain,
        (false, true) => Style::Single,
        (false, false) => Style::Double,
    }
}

/// Which styles a string allows.
struct Shape {
    plain: bool,
    single: bool,
    block: bool,
}

impl Shape {
    fn of(text: &str) -> Self {
        let mut indicators = text.starts_with("---") || text.starts_with("...");
        let (mut special, mut break_space, mut space_break) = (false, false, false);
        let mut before = '\n';
        let mut characters = text.chars().peekable();
        let mut first = true;
        while let Some(character) = characters.next() {
            let followed_by_blank = characters.peek().is_none_or(|next| is_blank(*next));
            indicators |= match character {
                ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => {
                    first
                }
                '?' | '-' => first && followed_by_blank,
                ':' => followed_by_blank,
                '#' => is_blank(before),
                _ => false,
            };
            special |= !is_printable(character);
            break_space |= character == ' ' && before == '\n' && !first;
            space_break |= character == '\n' && before == ' ';
            before = character;
            first = false;
        }
        let outer_blank = text.starts_with([' ', '\n']) || text.ends_with([' ', '\n']);
        let readable = !space_break && !special;
        Self {
            plain: readable && !indicators && !outer_blank && !text.contains('\n'),
            single: readable && !break_space,
            block: readable && !text.ends_with(' '),
        }
    }
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether yaml.v2 writes a character as it is; it takes everything beyond the basic plane for unprintable.
pub(super) fn is_printable(character: char) -> bool {
    match character {
        '\n' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' => true,
        '\u{e000}'..='\u{fffd}' => character != '\u{feff}',
        _ => false,
    }
}

/// A character between double quotes, where it needs an escape.
pub(super) fn escape(character: char) -> String {
    let code = character as u32;
    let mut result = String::from('\\');
    let short = match character {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '"' => '"',
        '\\' => '\\',
        '\u{85}' => 'N',
        '\u{a0}' => '_',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        _ => {
            let _ = match code {
                0..=0xff => write!(result, "x{code:02X}"),
                0x100..=0xffff => write!(result, "u{code:04X}"),
                _ => write!(result, "U{code:08X}"),
            };
            return result;
        }
    };
    result.push(short);
    result
}

/// The indicators of a literal block: an indentation where its first line cannot show it, and what is at its end.
pub(super) fn block_header(text: &str) -> String {
    let indentation = if text.starts_with([' ', '\n']) { "2" } else { "" };
    let end = match text.strip_suffix('\n') {
        None => "-",
        Some(rest) if rest.is_empty() || rest.ends_with('\n') => "+",
        Some(_) => "",
    };
    format!("|{indentation}{end}")
}
