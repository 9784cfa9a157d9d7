//! The built-in rules, written from the folder `rules` by `UPDATE=1 cargo test`. Do not edit.

use super::registry::{Builtin, Source};
use crate::checks;

/// Every built-in rule, in the order of the catalogue.
#[rustfmt::skip]
pub const RULES: &[Builtin] = &[
];
