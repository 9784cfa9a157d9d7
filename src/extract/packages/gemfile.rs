//! `Gemfile` (Bundler): the statements that people write in it, not Ruby.

use super::{Harvest, Reader, git, push, push_runtime};
use crate::artefact::package::{Ecosystem, Need, Package, Provenance, Requirement};
use crate::source::Arg;
use tokens::{Kind, Token, statements};

pub(super) mod tokens;

pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let mut package = Package::new(reader.file, Ecosystem::Ruby, reader.place.clone());
    let mut open: Vec<Block> = Vec::new();
    for statement in statements(reader) {
        let words: &[Token] = &statement;
        let Some(first) = words.first().filter(|token| token.kind == Kind::Word) else { continue };
        match first.arg.text.as_str() {
            "end" => {
                open.pop();
                continue;
            }
            "gem" => package.dependencies.extend(gem(words, &open)),
            "gemspec" => package.library = true,
            "ruby" => {
                if let Some(version) = versions(&words[1..]) {
                    push_runtime(reader, "ruby", version, "Gemfile", harvest);
                }
            }
            _ => {}
        }
        if opens_block(words) {
            open.push(block(words));
        }
    }
    if let Some(first) = package.dependencies.first() {
        package.anchor = first.span;
    }
    push(reader, package, harvest);
}

/// What the lines up to an `end` have in common.
#[derive(Clone, Copy)]
enum Block {
    Need(Need),
    From(Provenance),
    Condition,
    Other,
}

fn opens_block(words: &[Token]) -> bool {
    let opener = ["if", "unless", "case", "begin", "def", "while", "until", "class", "module"];
    let is_word = |token: &Token, text: &str| token.kind == Kind::Word && token.arg.text == text;
    words.iter().any(|token| is_word(token, "do"))
        || words.first().is_some_and(|first| opener.iter().any(|word| is_word(first, word)))
}

fn block(words: &[Token]) -> Block {
    match words[0].arg.text.as_str() {
        "group" => Block::Need(group_need(words[1..].iter().filter(|token| token.kind == Kind::Symbol))),
        "git" | "github" => Block::From(source(words).unwrap_or(git::provenance(None))),
        "path" => Block::From(Provenance::Local),
        "if" | "unless" | "case" | "install_if" => Block::Condition,
        _ => Block::Other,
    }
}

/// Gems of groups that only development and tests load.
fn group_need<'a>(groups: impl Iterator<Item = &'a Token>) -> Need {
    let is_for_work = |group: &str| {
        matches!(
            group,
            "development"
                | "test"
                | "ci"
                | "lint"
                | "linters"
                | "doc"
                | "docs"
                | "rubocop"
                | "debug"
                | "deploy"
                | "development_test"
                | "tools"
                | "local"
                | "benchmark"
                | "profile"
                | "system_test"
                | "quality"
        )
    };
    let mut any = false;
    for group in groups {
        any = true;
        if !is_for_work(&group.arg.text) {
            return Need::Run;
        }
    }
    if any { Need::Develop } else { Need::Run }
}

fn gem(words: &[Token], open: &[Block]) -> Option<Requirement> {
    let name = words.get(1).filter(|token| token.kind == Kind::Text)?;
    let inherited = open.iter().rev();
    let need = option(words, &["group", "groups"])
        .map(|groups| group_need(groups.iter().filter(|token| token.kind == Kind::Symbol)))
        .or_else(|| {
            inherited.clone().find_map(|block| if let Block::Need(need) = block { Some(*need) } else { None })
        });
    let from = source(words).or_else(|| {
        inherited.clone().find_map(|block| if let Block::From(from) = block { Some(*from) } else { None })
    });
    let last = words.iter().rev().find(|token| token.kind != Kind::Mark).unwrap_or(name);
    Some(Requirement {
        name: name.arg.clone(),
        version: versions(&words[2..]),
        need: need.unwrap_or(Need::Run).or_optional(is_conditional(words, open)),
        from: from.unwrap_or(Provenance::Registry),
        span: words[0].arg.span.to(last.arg.span),
    })
}

/// Whether the statement only counts under a condition, before it or around it.
fn is_conditional(words: &[Token], open: &[Block]) -> bool {
    let is_condition =
        |token: &Token| token.kind == Kind::Word && matches!(token.arg.text.as_str(), "if" | "unless");
    words.iter().any(is_condition) || open.iter().any(|block| matches!(block, Block::Condition))
}

/// The strings before the first option, joined as Bundler reads them: all must hold.
pub(super) fn versions(words: &[Token]) -> Option<Arg> {
    let texts: Vec<&Token> = words
        .iter()
        .take_while(|token| matches!(token.kind, Kind::Text | Kind::Mark))
        .filter(|token| token.kind == Kind::Text)
        .collect();
    let (first, last) = (texts.first()?, texts.last()?);
    let text = texts.iter().map(|token| token.arg.text.as_str()).collect::<Vec<_>>().join(", ");
    let literal = texts.iter().all(|token| token.arg.literal);
    Some(Arg { text, literal, span: first.arg.span.to(last.arg.span) })
}

/// The tokens of the value of an option, written `name: value` or `:name => value`.
fn option<'t>(words: &'t [Token], names: &[&str]) -> Option<&'t [Token]> {
    let at = words
        .iter()
        .position(|token| token.kind == Kind::Label && names.contains(&token.arg.text.as_str()))?;
    let rest = &words[at + 1..];
    let end = rest.iter().position(|token| token.kind == Kind::Label).unwrap_or(rest.len());
    Some(&rest[..end])
}

fn source(words: &[Token]) -> Option<Provenance> {
    let has = |name: &str| option(words, &[name]).is_some();
    if has("path") {
        return Some(Provenance::Local);
    }
    let is_block = matches!(words[0].arg.text.as_str(), "git" | "github");
    if !is_block && !["git", "github", "gist", "bitbucket", "gitlab"].into_iter().any(has) {
        return None;
    }
    if has("tag") {
        return Some(Provenance::GitPinned);
    }
    let reference = option(words, &["ref"]).and_then(<[Token]>::first);
    Some(git::provenance(reference.map(|token| token.arg.text.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::packages::testing::harvest;

    #[test]
    fn statements_groups_and_sources() {
        let text = "source \"https://rubygems.org\"\nruby \"~> 3.2\", '>= 3.2.1'\n\ngem 'rails', '~> 7.1', '>= 7.1.2' # web\n\
            gem \"pg\"\ngem 'i' if ENV['I']\ngem 'a', git: 'https://h/a', branch: 'main'\ngem 'b', :github => 'x/b', :ref => '4f2a9c1'\n\
            gem 'c', path: '../c'\ngem 'd', '1.0',\n  require: false,\n  group: [:development, :test]\n\
            group :development, :test do\n  gem 'e'\n  if ENV['X']\n    gem 'f'\n  end\nend\n\
            git 'https://h/g' do\n  gem 'g'\nend\ngroup :production do\n  gem 'h'\nend\n";
        let found = harvest("Gemfile", text);
        let package = &found.packages[0];
        let shown: Vec<_> = package
            .dependencies
            .iter()
            .map(|r| (r.name.text.as_str(), r.need, r.from, r.version.as_ref().map_or("", |v| &v.text)))
            .collect();
        let (run, develop, registry) = (Need::Run, Need::Develop, Provenance::Registry);
        assert_eq!(
            shown,
            [
                ("rails", run, registry, "~> 7.1, >= 7.1.2"),
                ("pg", run, registry, ""),
                ("i", Need::Optional, registry, ""),
                ("a", run, Provenance::GitMoving, ""),
                ("b", run, Provenance::GitPinned, ""),
                ("c", run, Provenance::Local, ""),
                ("d", develop, registry, "1.0"),
                ("e", develop, registry, ""),
                ("f", develop, registry, ""),
                ("g", run, Provenance::GitMoving, ""),
                ("h", run, registry, ""),
            ]
        );
        assert_eq!(&text[package.dependencies[1].span.range()], "gem \"pg\"");
        assert!(
            found.facts.iter().any(|fact| fact.api == "Gemfile" && fact.value_text() == "~> 3.2, >= 3.2.1")
        );
    }

    #[test]
    fn any_cut_is_read() {
        let text = "gem 'é', \"#{é}\", git: %w[é]\ngroup :é do |x|\nend end\n:é => (é\n=begin\n=end";
        for (at, _) in text.char_indices() {
            harvest("Gemfile", &text[at..]);
            harvest("Gemfile", &text[..at]);
        }
    }
}
