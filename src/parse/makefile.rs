//! Makefiles: the targets with their recipes, and the variables that those use.
//!
//! Conditionals are read as if both branches stood there; functions (`$(shell …)`) are left as they are written.

use std::collections::BTreeMap;

use super::recipes::{Recipes, Target};
use crate::source::{Arg, FileId, Span};

/// Variables in variables are followed this deep.
const DEEPEST: usize = 8;

/// Reads a Makefile. It never fails: lines that are no rule, recipe or variable are passed over.
pub(super) fn parse(file: FileId, text: &str) -> Recipes {
    let mut makefile = Recipes::default();
    let mut variables = BTreeMap::new();
    let mut open: Vec<usize> = Vec::new();
    for (start, line) in logical_lines(text) {
        let span = Span::new(file, start, start + line.trim_end().len());
        if let Some(recipe) = line.strip_prefix('\t') {
            let command = recipe.trim_start_matches(['@', '-', '+', ' ', '\t']);
            let from = start + line.len() - command.len();
            let command =
                Arg::literal(command.trim_end(), Span::new(file, from, from + command.trim_end().len()));
            for at in &open {
                makefile.targets[*at].recipe.push(command.clone());
            }
            continue;
        }
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let include = ["include ", "-include ", "sinclude "].iter().find_map(|word| line.strip_prefix(word));
        if let Some(files) = include {
            makefile.includes.extend(files.split_whitespace().map(str::to_owned));
        } else if let Some((name, value)) = variable(line) {
            variables.insert(name.to_owned(), value.to_owned());
        } else if let Some((names, prerequisites)) = line.split_once(':') {
            let prerequisites = prerequisites.trim_start_matches(':').split('|').next().unwrap_or_default();
            let prerequisites: Vec<String> = prerequisites.split_whitespace().map(str::to_owned).collect();
            open.clear();
            for name in names.split_whitespace() {
                open.push(makefile.targets.len());
                let (name, prerequisites) = (name.to_owned(), prerequisites.clone());
                makefile.targets.push(Target { name, prerequisites, recipe: Vec::new(), span });
            }
        }
    }
    for command in makefile.targets.iter_mut().flat_map(|target| &mut target.recipe) {
        command.text = expanded(&variables, &command.text, DEEPEST);
    }
    makefile
}

/// Text with the variables that are known in their places.
fn expanded(variables: &BTreeMap<String, String>, text: &str, depth: usize) -> String {
    let mut expanded_text = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        expanded_text += &rest[..at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            expanded_text.push('$');
            rest = after;
            continue;
        }
        let closer = if rest.starts_with('{') { '}' } else { ')' };
        let inside = rest.strip_prefix(['(', '{']).and_then(|inside| inside.split_once(closer));
        match inside.and_then(|(name, after)| Some((variables.get(name)?, after))) {
            Some((value, after)) if depth > 0 => {
                expanded_text += &expanded(variables, value, depth - 1);
                rest = after;
            }
            _ => expanded_text.push('$'),
        }
    }
    expanded_text + rest
}

/// `NAME = value` and its relatives. A rule may set a variable for its target; that is none of the file.
fn variable(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('=')?;
    let name = name.trim_end_matches([':', '?', '+', '!']).trim();
    let name = name.strip_prefix("export ").or(name.strip_prefix("override ")).unwrap_or(name).trim();
    (!name.is_empty() && !name.contains([':', ' ', '\t'])).then(|| (name, value.trim()))
}

/// The lines with their offsets; a line that ends with a backslash goes on.
fn logical_lines(text: &str) -> Vec<(usize, &str)> {
    let mut lines = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        at += line.len();
        if !line.trim_end_matches(['\n', '\r']).ends_with('\\') || at == text.len() {
            lines.push((start, &text[start..at]));
            start = at;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_have_their_recipes() {
        let text = "APP := api\nCMD ?= gunicorn $(APP)\n.PHONY: run\nrun serve: build ## Starts it\n\t@exec $(CMD) \\\n\t  --bind $$PORT\n\t-echo done\nbuild:\n\tgo build ./...\n";
        let makefile = parse(FileId(0), text);
        let run = makefile.target(None).unwrap();
        assert_eq!((run.name.as_str(), run.prerequisites.as_slice()), ("run", &["build".to_owned()][..]));
        let lines: Vec<&str> = run.recipe.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(lines, ["exec gunicorn api \\\n\t  --bind $PORT", "echo done"]);
        assert_eq!(&text[run.recipe[1].span.range()], "echo done");
        assert_eq!(makefile.target(Some("serve")).unwrap().recipe, run.recipe);
        assert_eq!(makefile.target(Some("build")).unwrap().recipe[0].text, "go build ./...");
        assert_eq!(makefile.target(Some("nothing")), None);
        let mut including = parse(FileId(0), "-include a.mk b.mk\nx:\n\ty\n");
        assert_eq!(including.includes, ["a.mk", "b.mk"]);
        including.include(makefile);
        assert_eq!(including.target(None).unwrap().name, "x");
        assert!(including.target(Some("serve")).is_some());
    }

    #[test]
    fn variables_that_name_themselves_end() {
        let makefile = parse(FileId(0), "A = $(A)$(B)\nx:\n\t$(A) ${C $(shell y)\n\nstray\n\tstray\n");
        assert!(makefile.target(Some("x")).unwrap().recipe[0].text.len() < 1000);
    }
}
