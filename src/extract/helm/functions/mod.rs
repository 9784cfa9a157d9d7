//! The functions of Helm's templates: Go's builtins, sprig, and Helm's own, one family to a file.

#![expect(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "functions have one signature")]

mod arguments;
mod arithmetic;
mod budget;
mod builtins;
mod case;
mod clock;
mod compare;
mod data;
mod dates;
mod defaults;
mod dicts;
mod encoding;
mod include;
mod json;
mod layout;
mod lists;
mod merge;
mod number;
mod paths;
mod print;
mod printf;
mod quoting;
mod random;
mod read;
mod regexes;
mod resolve;
mod scalar;
mod semver;
mod string_lists;
mod strings;
mod toml;
mod types;
mod urls;
mod verb;
mod yaml;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::engine::Function;

pub use print::print;

/// Functions by name.
type Family = &'static [(&'static str, Function)];

const FAMILIES: &[Family] = &[
    arithmetic::FAMILY,
    builtins::FAMILY,
    case::FAMILY,
    compare::FAMILY,
    data::FAMILY,
    dates::FAMILY,
    defaults::FAMILY,
    dicts::FAMILY,
    encoding::FAMILY,
    include::FAMILY,
    layout::FAMILY,
    lists::FAMILY,
    merge::FAMILY,
    paths::FAMILY,
    print::FAMILY,
    printf::FAMILY,
    quoting::FAMILY,
    random::FAMILY,
    regexes::FAMILY,
    semver::FAMILY,
    string_lists::FAMILY,
    strings::FAMILY,
    types::FAMILY,
    urls::FAMILY,
];

static FUNCTIONS: LazyLock<BTreeMap<&'static str, Function>> =
    LazyLock::new(|| FAMILIES.iter().copied().flatten().copied().collect());

/// The function of that name.
pub fn find(name: &str) -> Option<Function> {
    FUNCTIONS.get(name).copied()
}

#[cfg(test)]
mod tests;
