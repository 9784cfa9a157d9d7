//! Files that are written from the catalogue: stale ones fail, `UPDATE=1 cargo test` rewrites them.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use twelvecheck::rule::{Factor, Page, page};

/// Pages of the catalogue, by chapter and id, read from the folder: what is not committed yet counts too.
fn pages() -> Vec<Page> {
    let mut pages = Vec::new();
    for factor in Factor::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(factor.folder);
        let mut found = BTreeMap::new();
        for entry in walkdir::WalkDir::new(&folder).max_depth(1).into_iter().filter_map(Result::ok) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(id) = name.strip_suffix(".md") {
                found.insert(id.to_owned(), std::fs::read_to_string(entry.path()).unwrap());
            }
        }
        for (id, source) in found {
            pages.push(page::parse(*factor, &id, &source).unwrap_or_else(|error| panic!("{error}")));
        }
    }
    pages
}

/// Compares a file with what it should be, or writes it under `UPDATE`.
fn check(path: &str, wanted: &str) {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE").is_some() {
        if std::fs::read_to_string(&full).ok().as_deref() != Some(wanted) {
            std::fs::write(&full, wanted).unwrap();
        }
        return;
    }
    let have = std::fs::read_to_string(&full).unwrap_or_default();
    assert!(have == wanted, "{path} is stale: run `UPDATE=1 cargo test` and commit what it writes");
}

/// Puts `text` between the markers of a file that is otherwise written by hand.
fn check_between_markers(path: &str, name: &str, text: &str) {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let have = std::fs::read_to_string(&full).unwrap();
    let (start, end) = (format!("<!-- {name}: start -->\n"), format!("<!-- {name}: end -->"));
    let (before, rest) = have.split_once(&start).unwrap_or_else(|| panic!("{path} has no marker {start}"));
    let (_, after) = rest.split_once(&end).unwrap_or_else(|| panic!("{path} has no marker {end}"));
    check(path, &format!("{before}{start}{text}{end}{after}"));
}

#[test]
fn the_registry_lists_every_page() {
    let mut text = String::from(
        "//! The built-in rules, written from the folder `rules` by `UPDATE=1 cargo test`. Do not edit.\n\n\
         use super::registry::{Builtin, Source};\nuse crate::checks;\n\n/// Every built-in rule, in the order of the catalogue.\n#[rustfmt::skip]\npub const RULES: &[Builtin] = &[\n",
    );
    for page in pages() {
        let module = page.factor.slug().replace('-', "_");
        let function = page.id.replace('-', "_");
        let source = match (&page.matcher, page.factor.folder) {
            (Some(_), _) => "Source::Matcher".to_owned(),
            (None, "15-twelvecheck") => "Source::Engine".to_owned(),
            (None, _) => format!("Source::Code(checks::{module}::{function})"),
        };
        let (folder, id) = (page.factor.folder, &page.id);
        writeln!(
            text,
            "    Builtin {{ folder: \"{folder}\", id: \"{id}\", page: include_str!(\"../../rules/{folder}/{id}.md\"), source: {source} }},"
        )
        .unwrap();
    }
    text.push_str("];\n");
    check("src/rule/builtin.rs", &text);
}

fn table(pages: &[Page], link: impl Fn(&Page) -> String) -> String {
    let mut text = String::new();
    for factor in Factor::ALL {
        let own: Vec<&Page> = pages.iter().filter(|page| page.factor == *factor).collect();
        if own.is_empty() {
            continue;
        }
        writeln!(text, "### {}\n\n| rule | level | finds |\n|---|---|---|", factor.heading()).unwrap();
        for page in own {
            let level = if page.pedantic { "pedantic" } else { page.severity.name() };
            writeln!(text, "| [`{}`]({}) | {level} | {} |", page.id, link(page), page.title).unwrap();
        }
        text.push('\n');
    }
    text
}

#[test]
fn the_catalogue_has_an_index() {
    let pages = pages();
    let head = format!(
        "# The rule catalogue\n\n{} rules. A page is a rule's metadata, its documentation and its tests; this index is written from \
         the pages by `UPDATE=1 cargo test`.\n\n",
        pages.len()
    );
    let text = head + &table(&pages, |page| format!("{}/{}.md", page.factor.folder, page.id));
    check("rules/README.md", &format!("{}\n", text.trim_end()));
}

#[test]
fn the_readme_counts_the_rules() {
    let pages = pages();
    let mut text = String::from("| chapter | rules |\n|---|---|\n");
    for factor in Factor::ALL {
        let ids: Vec<String> = pages
            .iter()
            .filter(|page| page.factor == *factor)
            .map(|page| format!("[`{}`]({})", page.id, page.path()))
            .collect();
        if !ids.is_empty() {
            writeln!(text, "| {} | {} |", factor.heading(), ids.join(", ")).unwrap();
        }
    }
    check_between_markers("README.md", "rules", &text);
}
