//! The variables that one process is started with.

use crate::artefact::command::Command;
use crate::artefact::image::Image;
use crate::checks::contracts::Contract;
use crate::fact::{Fact, Kind};
use crate::rule::Pass;
use crate::source::{Arg, Span};

/// What is known of one variable.
pub(super) enum Lookup {
    /// Nothing sets it.
    Unset,
    /// Something sets it, but to what is not known.
    Unknown,
    /// Its value.
    Known(String),
}

/// The variables of an image, and of the contract under which it is run.
pub(super) struct Variables<'a> {
    image: &'a Image,
    contract: Option<&'a Contract<'a>>,
    /// What dotenv files of the app provide: the program may read them itself.
    files: Vec<&'a Fact>,
}

impl<'a> Variables<'a> {
    pub(super) fn new(pass: &Pass<'a>, image: &'a Image, contract: Option<&'a Contract<'a>>) -> Self {
        let files = pass.app.facts(Kind::EnvProvide).filter(|fact| fact.api == "env-file").collect();
        Self { image, contract, files }
    }

    /// Whether variables may come from where this repository cannot tell.
    pub(super) fn are_open(&self) -> bool {
        self.contract.is_some_and(|contract| contract.open)
    }

    /// The value of a variable.
    pub(super) fn get(&self, name: &str) -> Lookup {
        let known = |value: Option<&Arg>| {
            value.and_then(Arg::known).map_or(Lookup::Unknown, |text| Lookup::Known(text.to_owned()))
        };
        if let Some(given) = self.contract.and_then(|contract| contract.names.get(name)) {
            return known(given.value);
        }
        if self.are_open() || self.files.iter().any(|fact| fact.subject_text() == name) {
            return Lookup::Unknown;
        }
        let setting = self.image.effective.env(name);
        setting.map_or(Lookup::Unset, |setting| known(setting.pair.value.as_ref().map(|value| &value.arg)))
    }

    /// Where a variable is set.
    pub(super) fn place(&self, name: &str) -> Option<Span> {
        let given = self.contract.and_then(|contract| contract.names.get(name)).map(|given| given.span);
        given.or_else(|| Some(self.image.effective.env(name)?.pair.span))
    }

    /// The value of a text in which `${NAME}` and `${NAME:-default}` stand for variables.
    pub(super) fn evaluate(&self, text: &str) -> Option<String> {
        let Some(start) = text.find("${") else { return Some(text.to_owned()) };
        let end = closing(&text[start..])? + start;
        let inner = &text[start + 2..end];
        let (name, default) = inner.split_once(":-").map_or((inner, None), |(name, rest)| (name, Some(rest)));
        let value = match self.get(name) {
            Lookup::Known(value) => value,
            Lookup::Unknown => return None,
            Lookup::Unset => self.evaluate(default?)?,
        };
        self.evaluate(&format!("{}{value}{}", &text[..start], &text[end + 1..]))
    }

    /// The text of a command's word, or of a part of it, with what it expands filled in.
    pub(super) fn fill(&self, command: &Command, word: &Arg, text: &str) -> Option<String> {
        if word.literal {
            return Some(text.to_owned());
        }
        let mut within = command.expansions.iter().filter(|expansion| word.span.contains(expansion.span));
        let expansion = within.next()?;
        if within.next().is_some() || text.matches("{}").count() != 1 {
            return None;
        }
        let value = match self.get(&expansion.name) {
            Lookup::Known(value) => value,
            Lookup::Unknown => return None,
            Lookup::Unset => expansion.default.clone()?,
        };
        Some(text.replace("{}", &value))
    }
}

/// The index of the brace that closes the one which the text starts with (`${`).
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}
