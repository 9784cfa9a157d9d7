//! Finds heredoc markers (`<<EOF`) in the joined text of an instruction.

use super::words::unquote;
use std::ops::Range;

/// A heredoc marker.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Marker {
    /// The terminator, quotes removed.
    pub(super) name: String,
    /// Whether the terminator is written without quotes.
    pub(super) expand: bool,
    /// Whether it is `<<-`.
    pub(super) strip_tabs: bool,
    /// The number before `<<`.
    pub(super) descriptor: Option<u32>,
    /// Where it stands in the joined text.
    pub(super) range: Range<usize>,
}

/// All markers of a joined line in order. As in `BuildKit` a marker is a whole word of the form `[n]<<[-]word`, blanks
/// after `<<` allowed; inside of quotes and of arithmetic it is none, and a line with an open quote has none.
pub(super) fn markers(line: &str) -> Vec<Marker> {
    if !line.contains("<<") {
        return Vec::new();
    }
    let Some(words) = shell_words(line) else { return Vec::new() };
    words.into_iter().filter_map(|range| marker(line, range)).collect()
}

/// The marker that a word is, if it is one.
pub(super) fn marker(line: &str, range: Range<usize>) -> Option<Marker> {
    let word = line.get(range.clone())?;
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = word[digits..].strip_prefix("<<")?;
    let (rest, strip_tabs) = rest.strip_prefix('-').map_or((rest, false), |rest| (rest, true));
    let name = rest.trim_start();
    if name.is_empty() || name.contains('<') {
        return None;
    }
    let expand = !name.replace("\\'", "").replace("\\\"", "").contains(['\'', '"']);
    Some(Marker {
        name: unquote(name, '\\'),
        expand,
        strip_tabs,
        descriptor: word[..digits].parse().ok(),
        range,
    })
}

/// Words of the line, split at blanks outside of quotes and arithmetic. `None` if a quote stays open.
fn shell_words(line: &str) -> Option<Vec<Range<usize>>> {
    let bytes = line.as_bytes();
    let mut words = Vec::new();
    let (mut at, mut start, mut quote, mut arithmetic) = (0, None, None, 0_usize);
    while at < bytes.len() {
        let byte = bytes[at];
        let step = match (quote, byte) {
            (Some(b'\''), b'\'') | (Some(b'"'), b'"') => {
                quote = None;
                1
            }
            (Some(b'"') | None, b'\\') => {
                start.get_or_insert(at);
                2
            }
            (Some(_), _) => 1,
            (None, b'\'' | b'"') => {
                quote = Some(byte);
                start.get_or_insert(at);
                1
            }
            (None, b'$') if bytes[at..].starts_with(b"$((") => {
                arithmetic += 1;
                start.get_or_insert(at);
                3
            }
            (None, b')') if arithmetic > 0 && bytes.get(at + 1) == Some(&b')') => {
                arithmetic -= 1;
                2
            }
            (None, b' ' | b'\t' | b'\n' | b'\r') if arithmetic == 0 => {
                words.extend(start.take().map(|start| start..at));
                1
            }
            (None, b'<') if arithmetic == 0 && bytes.get(at + 1) == Some(&b'<') => {
                start.get_or_insert(at);
                2 + heredoc_blanks(&bytes[at + 2..])
            }
            (None, _) => {
                start.get_or_insert(at);
                1
            }
        };
        at += step;
    }
    words.extend(start.map(|start| start..bytes.len()));
    quote.is_none().then_some(words)
}

/// Blanks between `<<` or `<<-` and the terminator belong to the marker.
fn heredoc_blanks(after: &[u8]) -> usize {
    let dash = usize::from(after.first() == Some(&b'-'));
    dash + after[dash..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(line: &str) -> Vec<String> {
        markers(line).into_iter().map(|marker| marker.name).collect()
    }

    #[test]
    fn a_marker_is_a_whole_unquoted_word() {
        assert_eq!(names("RUN <<A cat <<-B >x"), ["A", "B"]);
        assert_eq!(names("RUN 3<<X"), ["X"]);
        assert_eq!(names("RUN << EOF"), ["EOF"]);
        assert_eq!(names("RUN <<- EOF"), ["EOF"]);
        assert_eq!(names("RUN << -EOF"), ["-EOF"]);
        assert!(names("RUN \"<<A\" '<<B' <<<C").is_empty());
        assert!(names("RUN echo $((1 << 3)) $((1<<3))").is_empty());
        assert!(names("RUN <<'A").is_empty());
        assert!(names("RUN <<").is_empty());
    }

    #[test]
    fn quotes_in_the_name_stop_expansion() {
        let found = markers(r#"RUN <<eo'f' <<"g" <<e\'h <<$X <<'one two'"#);
        let names: Vec<_> = found.iter().map(|m| (m.name.as_str(), m.expand)).collect();
        assert_eq!(names, [("eof", false), ("g", false), ("e'h", true), ("$X", true), ("one two", false)]);
    }
}
