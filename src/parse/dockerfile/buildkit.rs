//! Compares the parser with the tests of `BuildKit`, from a checkout that `TWELVECHECK_BUILDKIT` names.
//!
//! `TWELVECHECK_BUILDKIT=DIR cargo test --lib buildkit`; without the variable nothing is compared.

use super::notation::shown;
use super::substitute::{Piece, Variable, substitute};
use super::{Body, json, parse};
use crate::source::FileId;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A folder of the Dockerfile frontend's sources; `None` without a checkout.
fn folder(name: &str) -> Option<PathBuf> {
    Some(PathBuf::from(std::env::var_os("TWELVECHECK_BUILDKIT")?).join("frontend/dockerfile").join(name))
}

/// The cases of a folder of test files, by name: the Dockerfile, and what it is parsed to.
fn cases(name: &str) -> BTreeMap<String, (String, String)> {
    let Some(folder) = folder(name) else { return BTreeMap::new() };
    let case = |entry: std::fs::DirEntry| {
        let read = |name: &str| std::fs::read_to_string(entry.path().join(name)).unwrap_or_default();
        (entry.file_name().to_string_lossy().into_owned(), (read("Dockerfile"), read("result")))
    };
    std::fs::read_dir(folder).unwrap().map(|entry| case(entry.unwrap())).collect()
}

#[test]
fn instructions_are_those_of_the_test_files() {
    for (name, (text, result)) in cases("parser/testfiles") {
        let file = parse(FileId(0), &text);
        let read: Vec<String> = file.instructions.iter().map(|own| shown(&text, own)).collect();
        let wanted: Vec<&str> = result.lines().collect();
        assert_eq!(read.len(), wanted.len(), "{name}");
        for ((own, read), wanted) in file.instructions.iter().zip(read).zip(wanted) {
            // What the next stage of the builder refuses has no typed arguments here.
            let is_refused = matches!(own.body, Body::Invalid);
            let wanted = if is_refused { word_of(wanted) } else { wanted };
            assert_eq!(read, wanted, "{name}");
        }
    }
}

#[test]
fn what_the_parser_refuses_is_an_error() {
    for (name, (text, _)) in cases("parser/testfiles-negative") {
        let file = parse(FileId(0), &text);
        assert!(file.instructions.is_empty() || !file.errors.is_empty(), "{name}");
    }
}

#[test]
fn heredocs_are_those_of_the_parser_test() {
    let Some(folder) = folder("parser") else { return };
    let test = std::fs::read_to_string(folder.join("parser_heredoc_test.go")).unwrap();
    let text = test.split('`').nth(1).unwrap();
    let wanted = test.split("tests := ").nth(1).unwrap().split("result, err").next().unwrap();
    let file = parse(FileId(0), text);
    assert!(file.errors.iter().all(|error| error.message.contains("INVALID")), "{:?}", file.errors);
    let read: Vec<(String, String, bool, bool, u32)> = file
        .instructions
        .iter()
        .flat_map(|instruction| &instruction.heredocs)
        .map(|own| {
            let (name, body) = (own.name.clone(), own.body.as_str().to_owned());
            (name, body, own.expand, own.strip_tabs, own.descriptor.unwrap_or(0))
        })
        .collect();
    let entries = wanted.split("Name:").skip(1).map(|entry| {
        let field = |name: &str| {
            let line = entry.lines().find(|line| line.trim_start().starts_with(name));
            line.and_then(|line| line.split_once(':'))
                .map_or("", |(_, value)| value.trim().trim_end_matches(','))
        };
        let string = |value: &str| serde_json::from_str::<String>(value).unwrap();
        let name = entry.lines().next().unwrap().trim().trim_end_matches(',');
        let descriptor = field("FileDescriptor").parse().unwrap_or(0);
        (
            string(name),
            string(field("Content")),
            field("Expand") == "true",
            field("Chomp") == "true",
            descriptor,
        )
    });
    assert_eq!(read, entries.collect::<Vec<_>>());
}

#[test]
fn arrays_are_those_of_the_json_test() {
    let Some(folder) = folder("parser") else { return };
    let test = std::fs::read_to_string(folder.join("json_test.go")).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for line in test.lines().filter_map(|line| line.trim_start().strip_prefix('`')) {
        let (text, expected) = line.split_once('`').unwrap();
        match (json::array(text), expected.split_once('{')) {
            (json::Array::Strings(strings), Some((_, expected))) => {
                valid += 1;
                let expected = format!("[{}]", expected.trim_end_matches("},").replace("\\x00", "\\u0000"));
                let expected: Vec<String> = serde_json::from_str(&expected).unwrap();
                assert_eq!(strings.into_iter().map(|(text, _)| text).collect::<Vec<_>>(), expected, "{text}");
            }
            (json::Array::Mixed, None) => invalid += 1,
            (read, _) => panic!("{text}: {read:?}"),
        }
    }
    assert_eq!((valid, invalid), (8, 8));
}

#[test]
fn words_are_those_of_the_variable_test() {
    let Some(folder) = folder("shell") else { return };
    let table = std::fs::read_to_string(folder.join("envVarTest")).unwrap();
    let variables = [("PWD", "/home"), ("SHELL", "bash"), ("KOREAN", "한국어"), ("NULL", "")];
    let rows = table.lines().map(str::trim).filter(|line| line.starts_with(['A', 'U']));
    let mut count = 0;
    for row in rows {
        let [_, source, expected] = row.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        assert_eq!(replaced(source, &variables), expected, "{source}");
        count += 1;
    }
    assert!(count > 200, "{count}");
}

#[test]
fn single_words_are_those_of_the_word_test() {
    let Some(folder) = folder("shell") else { return };
    let table = std::fs::read_to_string(folder.join("wordsTest")).unwrap();
    let mut variables: Vec<(&str, &str)> = Vec::new();
    let mut count = 0;
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        if let Some(variable) = line.strip_prefix("ENV ") {
            variables.extend(variable.trim_start().split_once('='));
            continue;
        }
        let (source, expected) = line.split_once('|').unwrap();
        // The builder splits a word nowhere that this parser reads; only the text can be compared.
        let expected = expected.trim_start_matches(' ');
        let read = replaced(source.trim(), &variables);
        let squeezed =
            |text: &str| text.split([' ', ',']).filter(|part| !part.is_empty()).collect::<String>();
        assert_eq!(squeezed(&read), squeezed(expected), "{source}");
        count += 1;
    }
    assert!(count > 20, "{count}");
}

/// A word after replacement, or `error`.
fn replaced(word: &str, variables: &[(&str, &str)]) -> String {
    let lookup = |name: &str| match variables.iter().rfind(|(known, _)| *known == name) {
        Some((_, value)) => Variable::Set(Piece { text: (*value).to_owned(), ..Piece::default() }),
        None => Variable::Unset { overridable: false },
    };
    match substitute(word, '\\', &mut Vec::new(), &lookup) {
        Ok(piece) if !piece.unknown => piece.text,
        _ => "error".to_owned(),
    }
}

/// The instruction's name alone, in the notation of the `result` files.
fn word_of(line: &str) -> &str {
    line.split([' ', ')']).next().unwrap_or(line)
}
