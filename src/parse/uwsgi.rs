//! Options of uWSGI as its INI and YAML files write them: one a line, `key = value` below `[uwsgi]` or `key: value` below
//! `uwsgi:`. Both are read by lines, without nesting (`core/ini.c` and `core/yaml.c` of uWSGI).

use std::ops::Range;

use super::lines::{lines, trim};

/// One option.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value; empty for an option that is only named, which turns it on.
    pub value: &'a str,
    /// The place of the whole option.
    pub place: Range<usize>,
    /// The place of the value.
    pub value_place: Range<usize>,
    /// Whether it stands between an `if-…` and its end.
    pub conditional: bool,
}

impl Setting<'_> {
    /// Whether it turns on what it names (`uwsgi_opt_true`).
    pub fn is_on(&self) -> bool {
        !["false", "off", "no", "0"].iter().any(|off| self.value.eq_ignore_ascii_case(off))
    }
}

/// Whether a text has options of uWSGI.
pub fn is_configuration(text: &str) -> bool {
    lines(text).any(|(_, line)| is_opening(line))
}

fn is_opening(line: &str) -> bool {
    matches!(line.trim(), "[uwsgi]") || line.trim_end() == "uwsgi:"
}

/// The options of a text, in order.
pub fn settings(text: &str) -> Vec<Setting<'_>> {
    let mut found = Vec::new();
    let (mut is_open, mut depth) = (false, 0_usize);
    for (start, line) in lines(text) {
        let (indent, content) = trim(line);
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        let begins_another = content.starts_with('[') || (indent == 0 && content.ends_with(':'));
        if is_opening(line) || begins_another {
            is_open = is_opening(line);
            continue;
        }
        if !is_open {
            continue;
        }
        let setting = setting(content, start + indent, depth > 0);
        match setting.name {
            "endif" | "end-if" => depth = depth.saturating_sub(1),
            name if name.starts_with("if-") => depth += 1,
            _ => found.push(setting),
        }
    }
    found
}

fn setting(content: &str, start: usize, conditional: bool) -> Setting<'_> {
    let place = start..start + content.len();
    let is_yaml = |at: usize| content[at..].starts_with(": ") || at + 1 == content.len();
    let Some(at) = content.find(['=', ':']).filter(|at| content.as_bytes()[*at] == b'=' || is_yaml(*at))
    else {
        return Setting { name: content, value: "", value_place: place.clone(), place, conditional };
    };
    let (blanks, value) = trim(&content[at + 1..]);
    let bare = value.strip_prefix(['"', '\'']).and_then(|rest| rest.strip_suffix(['"', '\'']));
    let quote = usize::from(bare.is_some());
    let value = bare.unwrap_or(value);
    let from = (start + at + 1 + blanks + quote).min(place.end - value.len());
    Setting {
        name: content[..at].trim_end(),
        value,
        value_place: from..from + value.len(),
        place,
        conditional,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_both_forms_are_found() {
        let ini = "[other]\nmaster = false\n[uwsgi]\n; c\nmaster\nif-env = A\nattach-daemon = a b\nendif =\n socket=:3031\r\n";
        let yaml = "uwsgi:\n  master: 1\n  socket: \":3031\"\nother:\n  a: 1\n";
        let said = |text| -> Vec<(String, String, bool)> {
            let settings = settings(text).into_iter();
            settings.map(|each| (each.name.to_owned(), each.value.to_owned(), each.conditional)).collect()
        };
        let option = |name: &str, value: &str, conditional| (name.to_owned(), value.to_owned(), conditional);
        assert_eq!(
            said(ini),
            [
                option("master", "", false),
                option("attach-daemon", "a b", true),
                option("socket", ":3031", false)
            ]
        );
        assert_eq!(said(yaml), [option("master", "1", false), option("socket", ":3031", false)]);
        let last = settings(yaml).pop().map(|last| last.value_place);
        assert_eq!(last.map(|place| &yaml[place]), Some(":3031"));
    }

    #[test]
    fn cut_and_broken_texts_have_places_inside() {
        let text = "\u{feff}[uwsgi]\n=\né = \"\n: é\nendif\n'a'=' \u{a0}\nuwsgi:\nx:\n";
        for (at, _) in text.char_indices() {
            for cut in [&text[at..], &text[..at], &format!("[uwsgi]\n{}", &text[at..])] {
                for setting in settings(cut) {
                    assert!(cut.get(setting.place).is_some());
                    assert!(cut.get(setting.value_place).is_some());
                }
            }
        }
    }
}
