//! From pages to rules: the built-in catalogue and users' own pages.

use std::path::Path;

use super::{Check, Factor, Matcher, Page, Pass, Rule, builtin, page};
use page::PageError;

/// An entry of the generated list of built-in rules.
#[derive(Debug)]
pub struct Builtin {
    /// The chapter's folder.
    pub folder: &'static str,
    /// The rule's id.
    pub id: &'static str,
    /// The page.
    pub page: &'static str,
    /// How the rule finds.
    pub source: Source,
}

/// How a built-in rule finds.
#[derive(Debug)]
pub enum Source {
    /// By the matcher on its page.
    Matcher,
    /// By a function of `src/checks`.
    Code(fn(&mut Pass)),
    /// The engine itself reports it.
    Engine,
}

/// The built-in rules, in the order of the catalogue.
///
/// # Errors
/// If a page is faulty, which a test of the catalogue rules out.
pub fn builtin() -> Result<Vec<Rule>, PageError> {
    builtin::RULES.iter().map(load).collect()
}

fn load(entry: &Builtin) -> Result<Rule, PageError> {
    let factor = Factor::from_folder(entry.folder).ok_or_else(|| unknown_chapter(entry.folder, entry.id))?;
    let page = page::parse(factor, entry.id, entry.page)?;
    let check = match entry.source {
        Source::Matcher => matcher(&page)?,
        Source::Code(check) => Check::Code(check),
        Source::Engine => Check::Engine,
    };
    Ok(Rule { page, check })
}

/// Users' own pages: `DIR/<chapter>/<id>.md`, each with a section `Match`; with the path of each.
///
/// # Errors
/// On a folder that cannot be read or holds no page, a chapter that does not exist, and a faulty page, with file and line.
pub fn from_folder(folder: &Path) -> Result<Vec<(String, Rule)>, PageError> {
    let mut rules = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).display().to_string();
            let reason = error.io_error().map_or_else(|| error.to_string(), |error| error.kind().to_string());
            PageError { path, line: 1, message: format!("the folder of rules cannot be read: {reason}") }
        })?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy();
        let Some(id) = name.strip_suffix(".md").filter(|id| *id != "README" && entry.file_type().is_file())
        else {
            continue;
        };
        let shown = path.display().to_string();
        let at = |error: PageError| PageError { path: shown.clone(), ..error };
        let chapter = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let chapter = chapter.unwrap_or_default();
        let factor = Factor::from_folder(&chapter).ok_or_else(|| at(unknown_chapter(&chapter, id)))?;
        let text = std::fs::read_to_string(path).map_err(|error| {
            at(PageError {
                path: String::new(),
                line: 1,
                message: format!("the page cannot be read: {error}"),
            })
        })?;
        let page = page::parse(factor, id, &text).map_err(at)?;
        let check = matcher(&page).map_err(at)?;
        rules.push((shown, Rule { page, check }));
    }
    if rules.is_empty() {
        let message = "there is no page of a rule in this folder: it holds <chapter>/<rule-id>.md".to_owned();
        return Err(PageError { path: folder.display().to_string(), line: 1, message });
    }
    Ok(rules)
}

fn matcher(page: &Page) -> Result<Check, PageError> {
    let fail = |line, message| PageError { path: page.path(), line, message };
    let (first, text) =
        page.matcher.as_ref().ok_or_else(|| fail(1, "the page has no `## Match`".to_owned()))?;
    let matcher = Matcher::parse(text).map_err(|(line, message)| fail(first + line - 1, message))?;
    Ok(Check::Match(Box::new(matcher)))
}

fn unknown_chapter(folder: &str, id: &str) -> PageError {
    let known: Vec<&str> = Factor::ALL.iter().map(|factor| factor.folder).collect();
    PageError {
        path: format!("{folder}/{id}.md"),
        line: 1,
        message: format!("the folder '{folder}' is no chapter; chapters are {}", known.join(", ")),
    }
}
