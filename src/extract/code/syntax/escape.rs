//! Escape sequences of string literals.

/// The escape sequences of a language.
#[derive(Clone, Copy, Debug)]
pub struct Escapes {
    /// What letters and signs behind the backslash stand for.
    pub named: &'static [(char, &'static str)],
    /// Letters before the hexadecimal number of a character, which may stand in braces.
    pub hexadecimal: &'static [char],
    /// Whether digits are the octal number of a character.
    pub octal: bool,
}

impl Escapes {
    /// What a sequence, backslash included, stands for. A number of no character stands for nothing, a sign without a meaning
    /// for itself.
    pub fn resolve(&self, sequence: &str) -> String {
        let rest = sequence.strip_prefix('\\').unwrap_or(sequence);
        let Some(first) = rest.chars().next() else { return String::new() };
        let number = |digits, base| u32::from_str_radix(digits, base).ok().and_then(char::from_u32);
        if let Some((_, text)) = self.named.iter().find(|(sign, _)| *sign == first) {
            (*text).to_owned()
        } else if self.hexadecimal.contains(&first) {
            let digits = rest.trim_start_matches(first).trim_matches(['{', '}']);
            number(digits, 16).map(String::from).unwrap_or_default()
        } else if self.octal && first.is_digit(8) {
            number(rest, 8).map(String::from).unwrap_or_default()
        } else {
            first.to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_stand_for_text() {
        let escapes = Escapes { named: &[('n', "\n"), ('\n', "")], hexadecimal: &['x', 'u'], octal: true };
        for (sequence, text) in [
            ("\\n", "\n"),
            ("\\\n", ""),
            ("\\x41", "A"),
            ("\\u{48}", "H"),
            ("\\101", "A"),
            ("\\xff_", ""),
            ("\\\"", "\""),
            ("\\\\", "\\"),
            ("\\", ""),
        ] {
            assert_eq!(escapes.resolve(sequence), text, "{sequence}");
        }
    }
}
