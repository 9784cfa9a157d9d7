//! How random a text looks: entropy, alphabets, and whether people could have written it as words.

use super::name::words;

/// The Shannon entropy of the characters, in bits per character; 0 for the empty text. The first 4096 characters count.
pub fn entropy(text: &str) -> f64 {
    let mut chars: Vec<char> = text.chars().take(4096).collect();
    chars.sort_unstable();
    let count = |chars: &[char]| f64::from(u16::try_from(chars.len()).unwrap_or(u16::MAX));
    let total = count(&chars);
    chars
        .chunk_by(|a, b| a == b)
        .map(|same| {
            let share = count(same) / total;
            -share * share.log2()
        })
        .sum()
}

/// Whether a machine seems to have made the text: long, of one of the alphabets of keys, and without order.
pub fn looks_random(text: &str) -> bool {
    if text.len() < 16 || !text.chars().all(is_key_character) || is_wordy(text) {
        return false;
    }
    let entropy = entropy(text);
    let digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let letter = text.bytes().any(|byte| byte.is_ascii_alphabetic());
    if text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
        return digit && letter && entropy >= 2.8;
    }
    digit && letter && entropy >= 3.3 || entropy >= 3.8 && mixed_case(text)
}

/// Characters of hexadecimal, base32, base64, base64url and base85-like notations that need no escape in a shell word.
fn is_key_character(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '+' | '/' | '=' | '-' | '_' | '.' | '~' | '!' | '@' | '#' | '%' | '^' | '&' | '*')
}

fn mixed_case(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_uppercase()) && text.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// Whether the text consists of words as people write them: each of letters with vowels among them, or a short number.
pub fn is_wordy(text: &str) -> bool {
    let words = words(text);
    !words.is_empty() && words.iter().all(|word| is_word(word))
}

fn is_word(word: &str) -> bool {
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return word.len() <= 4;
    }
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    if !letters.chars().all(char::is_alphabetic) || word.len() - letters.len() > 3 {
        return false;
    }
    let mut run = 0;
    let mut vowels = 0;
    for c in letters.chars() {
        if matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y') || !c.is_ascii() {
            run = 0;
            vowels += 1;
        } else {
            run += 1;
            if run > 5 {
                return false;
            }
        }
    }
    letters.chars().count() <= 4 || vowels * 6 >= letters.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_is_in_bits_per_character() {
        assert!(entropy("").abs() < 1e-9);
        assert!(entropy("aaaa").abs() < 1e-9);
        assert!((entropy("abcd") - 2.0).abs() < 1e-9);
    }

    #[test]
    fn keys_look_random_and_names_do_not() {
        for text in [
            "9f86d081884c7d659a2feaa0c55ad015",
            "kX8vQ2mZ7pL4tR9wY1nB",
            "6f1c2e4a-8b3d-4c5e-9f70-1a2b3c4d5e6f",
            "Zm9vLWJhci1iYXotc3Q3Mzk=",
        ] {
            assert!(looks_random(text), "{text}");
        }
        for text in [
            "my-application-secret-name",
            "ApplicationSecretProvider",
            "aaaaaaaaaaaaaaaaaaaa",
            "short1",
            "this is a sentence 42",
        ] {
            assert!(!looks_random(text), "{text}");
        }
        assert!(
            is_wordy("access_token")
                && is_wordy("X-Auth-Token")
                && is_wordy("passwordHash")
                && is_wordy("orders2")
        );
        assert!(!is_wordy("kX8vQ2mZ7pL4tR9wY1nB") && !is_wordy("s3cr3t") && !is_wordy(""));
    }
}
