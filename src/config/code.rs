//! `[[code]]`: what the names of a project's own libraries mean, by names that the tables of a language know.

use super::{Fault, strings, unknown};
use crate::discover::Language;
use crate::extract::code;
use crate::extract::code::table::Alias;
use crate::parse::tree::Node;

const KEYS: [&str; 3] = ["language", "names", "like"];

/// The languages by the words for them, those together that have one table.
const LANGUAGES: [(&str, &[Language]); 10] = [
    ("csharp", &[Language::CSharp]),
    ("go", &[Language::Go]),
    ("java", JVM),
    ("javascript", JAVASCRIPT),
    ("kotlin", JVM),
    ("php", &[Language::Php]),
    ("python", &[Language::Python]),
    ("ruby", &[Language::Ruby]),
    ("rust", &[Language::Rust]),
    ("typescript", JAVASCRIPT),
];

const JAVASCRIPT: &[Language] = &[Language::JavaScript, Language::TypeScript, Language::Tsx];

const JVM: &[Language] = &[Language::Java, Language::Kotlin];

/// The entries of `[[code]]`, as one alias for each name and language.
pub(super) fn aliases(node: Node) -> Result<Vec<Alias>, Fault> {
    if !node.is_sequence() {
        return Err((node.span(), "expected a list of tables: write [[code]]".to_owned()));
    }
    let mut all = Vec::new();
    for item in node.items() {
        all.extend(entry(item)?);
    }
    Ok(all)
}

fn entry(node: Node) -> Result<Vec<Alias>, Fault> {
    if !node.is_mapping() {
        return Err((node.span(), "expected a table with 'language', 'names' and 'like'".to_owned()));
    }
    for (key, _) in node.entries() {
        let name = key.text().unwrap_or("");
        if !KEYS.contains(&name) {
            return Err((key.span(), unknown("key", name, KEYS)));
        }
    }
    let need = |key: &str| node.get(key).ok_or_else(|| (node.span(), format!("the entry has no '{key}'")));
    let (languages, like) = (languages(need("language")?)?, need("like")?);
    let known = one(like)?;
    if let Some(language) = languages.first() {
        let table = &code::frontend(*language).table;
        if !table.has(known) {
            return Err((like.span(), unknown("name", known, table.patterns())));
        }
    }
    let mut aliases = Vec::new();
    for (span, name) in strings(need("names")?)? {
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || matches!(c, '*' | '~')) {
            let message = format!("'{name}' is no name: write it with the path to it, without '*' and '~'");
            return Err((span, message));
        }
        let alias = |language: &Language| Alias {
            language: *language,
            name: name.to_owned(),
            like: known.to_owned(),
        };
        aliases.extend(languages.iter().map(alias));
    }
    Ok(aliases)
}

fn languages(node: Node) -> Result<&'static [Language], Fault> {
    let word = one(node)?;
    let found = LANGUAGES.iter().find(|(known, _)| *known == word).map(|(_, languages)| *languages);
    found.ok_or_else(|| (node.span(), unknown("language", word, LANGUAGES.iter().map(|(known, _)| *known))))
}

fn one(node: Node<'_>) -> Result<&str, Fault> {
    match strings(node)?.as_slice() {
        [(_, text)] if !node.is_sequence() => Ok(text),
        _ => Err((node.span(), "expected a string".to_owned())),
    }
}
