//! The functions of Helm's templates: Go's builtins, sprig, and Helm's own, one family to a file.

mod arguments;
mod budget;
mod compare;
mod defaults;
mod include;
mod number;
mod print;
mod printf;
mod quoting;
mod types;
mod verb;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::engine::Function;

pub use print::print;

/// Functions by name.
type Family = &'static [(&'static str, Function)];

const FAMILIES: &[Family] = &[
    compare::FAMILY,
    defaults::FAMILY,
    include::FAMILY,
    print::FAMILY,
    printf::FAMILY,
    quoting::FAMILY,
    types::FAMILY,
];

static FUNCTIONS: LazyLock<BTreeMap<&'static str, Function>> =
    LazyLock::new(|| FAMILIES.iter().copied().flatten().copied().collect());

/// The function of that name.
pub fn find(name: &str) -> Option<Function> {
    FUNCTIONS.get(name).copied()
}
