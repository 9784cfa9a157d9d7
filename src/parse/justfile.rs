//! Justfiles of `just`: recipes with what they need.
//!
//! Settings, variables, aliases and modules are passed over; `{{…}}` is left as it is written.

use super::recipes::{Recipes, Target};
use crate::source::{Arg, FileId, Span};

/// Words with which a line begins that is no recipe.
const STATEMENTS: [&str; 7] = ["set ", "alias ", "export ", "import ", "import? ", "mod ", "mod? "];

/// Reads a justfile. It never fails: lines that are no recipe are passed over.
pub(super) fn parse(file: FileId, text: &str) -> Recipes {
    let mut recipes = Recipes::default();
    let mut is_open = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        let content = line.trim_end();
        if content.is_empty() {
            continue;
        }
        if content.starts_with([' ', '\t']) {
            let Some(target) = recipes.targets.last_mut().filter(|_| is_open) else { continue };
            let first = content.len() - content.trim_start().len();
            push(target, file, at + first, &text[at + first..at + content.len()], text);
            continue;
        }
        if content.starts_with(['#', '[']) {
            continue;
        }
        let header = header(content);
        is_open = header.is_some();
        if let Some((name, prerequisites)) = header {
            let span = Span::new(file, at, at + content.len());
            recipes.targets.push(Target { name, prerequisites, recipe: Vec::new(), span });
        }
    }
    recipes
}

/// Adds a line of a body. The lines of one that begins with `#!` are one script, and so is a line that goes on behind a backslash.
fn push(target: &mut Target, file: FileId, start: usize, line: &str, text: &str) {
    if let Some(last) = target.recipe.last_mut()
        && (last.text.starts_with("#!") || last.text.ends_with('\\'))
    {
        let before = last.span.range().end;
        last.text.push_str(&text[before..start + line.len()]);
        last.span = last.span.to(Span::new(file, start, start + line.len()));
        return;
    }
    let command = line.trim_start_matches(['@', '-']);
    let span = Span::new(file, start + line.len() - command.len(), start + line.len());
    target.recipe.push(Arg::literal(command, span));
}

/// The name of a recipe and what it needs: `@name parameter='default': needed (other argument) && behind`.
fn header(line: &str) -> Option<(String, Vec<String>)> {
    if STATEMENTS.iter().any(|word| line.starts_with(word)) {
        return None;
    }
    let colon = line.match_indices(':').map(|(at, _)| at).find(|at| {
        let quotes = line[..*at].matches(['"', '\'']).count();
        quotes.is_multiple_of(2)
    })?;
    let (head, needs) = (&line[..colon], &line[colon + 1..]);
    let name = head.trim_start_matches('@').split_whitespace().next()?;
    if needs.starts_with('=') || !name.chars().all(|c| c.is_alphanumeric() || "-_".contains(c)) {
        return None;
    }
    let needs = needs.split('#').next().unwrap_or_default();
    let mut depth = 0_usize;
    let mut names = Vec::new();
    for word in needs.split_whitespace().filter(|word| *word != "&&") {
        if depth == 0 || word.starts_with('(') {
            names.push(word.trim_matches(['(', ')']).to_owned());
        }
        depth = (depth + word.matches('(').count()).saturating_sub(word.matches(')').count());
    }
    Some((name.to_owned(), names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipes_have_what_they_need() {
        let text = "set shell := [\"bash\"]\nport := '80'\n\n# Starts it\n@serve mode=\"a:b\": build (migrate \"now\" mode) && note\n    exec gunicorn app \\\n      --bind :{{port}}\n\n    -@echo up\n[private]\nscript:\n\t#!/usr/bin/env bash\n\tset -e\n\techo one\n";
        let recipes = parse(FileId(0), text);
        let serve = recipes.target(None).unwrap();
        assert_eq!(
            (serve.name.as_str(), serve.prerequisites.join(" ").as_str()),
            ("serve", "build migrate note")
        );
        let lines: Vec<&str> = serve.recipe.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(lines, ["exec gunicorn app \\\n      --bind :{{port}}", "echo up"]);
        assert!(serve.recipe.iter().all(|line| text[line.span.range()] == line.text));
        let script = recipes.target(Some("script")).unwrap();
        assert_eq!(script.recipe.len(), 1);
        assert!(script.recipe[0].text.ends_with("echo one"));
    }
}
