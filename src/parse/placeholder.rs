//! Recognises the parts of a value that another program fills in: `${NAME}`, `$NAME`, `$(command)`, `@name@`.

/// The length of the shell-like placeholder at the start of `rest`. One that is not closed takes all of `rest`.
pub(super) fn shell(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('$')?;
    match after.bytes().next()? {
        b'{' => Some(1 + bracketed(after, b'{', b'}')),
        b'(' => Some(1 + bracketed(after, b'(', b')')),
        byte if byte.is_ascii_alphabetic() || byte == b'_' => {
            Some(1 + after.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count())
        }
        _ => None,
    }
}

/// The length of the `${name}` (Spring) or `@name@` (Maven resource filtering) at the start of `rest`.
pub(super) fn properties(rest: &str) -> Option<usize> {
    if rest.starts_with("${") {
        return shell(rest);
    }
    let after =
        rest.strip_prefix('@').filter(|after| after.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    // Bounded, so that a line of nothing but at signs costs no more than its length.
    let name = after.bytes().take(128).take_while(is_part).count();
    after[name..].starts_with('@').then_some(name + 2)
}

/// `text` with `{}` in the place of every placeholder that `length` finds, and whether there was none.
pub(super) fn replace(text: &str, length: fn(&str) -> Option<usize>) -> (String, bool) {
    let mut result = String::with_capacity(text.len());
    let mut literal = true;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if let Some(skipped) = length(&text[at..]) {
            result.push_str("{}");
            literal = false;
            at += skipped;
        } else {
            result.push(c);
            at += c.len_utf8();
        }
    }
    (result, literal)
}

fn bracketed(text: &str, open: u8, close: u8) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        if byte == open {
            depth += 1;
        } else if byte == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return at + 1;
            }
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_braces() {
        let shelled = |text| replace(text, shell);
        assert_eq!(shelled("a$B_1-${C:-${D}}é$(x (y))$"), ("a{}-{}é{}$".to_owned(), false));
        assert_eq!(shelled("5$ $1 $$"), ("5$ $1 $$".to_owned(), true));
        assert_eq!(shelled("x${A"), ("x{}".to_owned(), false));
        assert_eq!(replace("${a:b}@p.v@", properties).0, "{}{}");
        assert!(replace("a@x.org,b@y.org $HOME @@", properties).1);
    }
}
