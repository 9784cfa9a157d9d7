//! Comments of Dockerfiles by which people switched off checks of the builder and of hadolint.

use std::collections::BTreeSet;

use super::directive::{Directive, Form, Reach};
use super::foreign::{self, Tool};
use crate::app::Project;
use crate::parse::dockerfile::Dockerfile;
use crate::source::{Sources, Span};

/// The directives of all Dockerfiles that images are read from.
pub(super) fn directives(project: &Project) -> Vec<Directive> {
    let images = project.apps.iter().flat_map(|app| &app.images);
    let mut seen = BTreeSet::new();
    images
        .filter(|image| seen.insert(image.file))
        .flat_map(|image| of_file(&image.dockerfile, &project.sources))
        .collect()
}

fn of_file(dockerfile: &Dockerfile, sources: &Sources) -> Vec<Directive> {
    let checks = dockerfile.directives.iter().filter(|directive| directive.name == "check");
    let mut found: Vec<Directive> = checks
        .filter_map(|check| directive(skipped(&check.value.text), check.span, (1, u32::MAX), sources))
        .collect();
    found.extend(dockerfile.comments.iter().filter_map(|comment| {
        let codes = comment.text.strip_prefix("hadolint")?.trim_start().strip_prefix("global")?;
        directive(ignored(codes)?, comment.span, (1, u32::MAX), sources)
    }));
    for instruction in &dockerfile.instructions {
        let above = dockerfile.comments.get(instruction.comments_above.clone()).unwrap_or_default();
        let line = |at| sources.file(dockerfile.file).lines.line(at);
        let lines =
            (line(instruction.span.start), line(instruction.span.end.max(instruction.span.start + 1) - 1));
        found.extend(above.iter().filter_map(|comment| {
            let rules = match comment.text.strip_prefix("hadolint") {
                Some(rest) => ignored(rest)?,
                None => skipped(comment.text.strip_prefix("check")?.trim_start().strip_prefix('=')?),
            };
            directive(rules, comment.span, lines, sources)
        }));
    }
    found
}

/// The rules that `skip=Check,Check;error=true` is about; what follows `//` is the reason.
fn skipped(options: &str) -> Vec<&'static str> {
    let options = options.split("//").next().unwrap_or_default().split(';');
    let lists = options.filter_map(|option| {
        let (name, list) = option.split_once('=')?;
        name.trim().eq_ignore_ascii_case("skip").then_some(list)
    });
    let checks = lists.flat_map(|list| list.split(',')).map(str::trim);
    checks
        .flat_map(|check| match check {
            "all" => foreign::all_rules_of(Tool::BuildKit),
            _ => foreign::rules_of(Tool::BuildKit, check).to_vec(),
        })
        .collect()
}

/// The rules that `ignore=DL3008,DL3015` is about.
fn ignored(text: &str) -> Option<Vec<&'static str>> {
    let codes = text.trim_start().strip_prefix("ignore")?.trim_start().strip_prefix('=')?;
    let codes = codes.split('#').next().unwrap_or_default().split(',').map(str::trim);
    Some(codes.flat_map(|code| foreign::rules_of(Tool::Hadolint, code)).copied().collect())
}

/// A directive about lines of its file; `None` if no rule asks for what it switches off.
fn directive(rules: Vec<&str>, span: Span, lines: (u32, u32), sources: &Sources) -> Option<Directive> {
    (!rules.is_empty()).then(|| Directive {
        span,
        reach: Reach::Lines(lines.0, lines.1),
        used: vec![false; rules.len()],
        rules: rules.into_iter().map(str::to_owned).collect(),
        reason: sources.text(span).trim_start_matches(['#', ' ', '\t']).trim_end().to_owned(),
        fault: None,
        form: Form::ForeignComment,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::Tree;

    fn read(text: &str) -> Vec<String> {
        let tree = Tree::from_memory([("Dockerfile".to_owned(), text.as_bytes().to_vec())]);
        let shown = |directive: Directive| match directive.reach {
            Reach::Lines(first, last) => {
                format!("{first}-{} {}", if last == u32::MAX { 0 } else { last }, directive.rules.join(" "))
            }
            Reach::Places(_) => String::new(),
        };
        directives(&crate::analyse(&tree)).into_iter().map(shown).collect()
    }

    #[test]
    fn a_check_is_skipped_for_the_file_or_for_one_instruction() {
        assert_eq!(
            read("# check=skip=JSONArgsRecommended, StageNameCasing;error=true\nFROM a\nCMD b\n"),
            ["1-0 shell-form-command"]
        );
        assert_eq!(
            read("FROM a\n# check=skip=SecretsUsedInArgOrEnv // a test key\nENV A_KEY=1 \\\n B=2\n"),
            ["3-4 secret-in-image"]
        );
        assert!(read("#check=skip=all\nFROM a\n")[0].contains("cmd-ignored"));
        assert!(read("# check=error=true\nFROM a\n# check the skip=JSONArgsRecommended\nCMD b\n").is_empty());
    }

    #[test]
    fn hadolint_is_told_above_an_instruction_or_for_the_file() {
        assert_eq!(
            read("FROM a:1\n# hadolint ignore=DL3008, DL3015,SC2086\nRUN a \\\n  b\nRUN c\n"),
            ["3-4 unpinned-os-package recommended-packages"]
        );
        assert_eq!(read("# hadolint global ignore=DL3007\nFROM a\n"), ["1-0 floating-base-image"]);
        assert!(read("FROM a:1\n# hadolint ignores=DL3008\nRUN a\n").is_empty());
    }
}
