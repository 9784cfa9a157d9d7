//! The built-in rules, written from the folder `rules` by `UPDATE=1 cargo test`. Do not edit.

use super::registry::{Builtin, Source};
use crate::checks;

/// Every built-in rule, in the order of the catalogue.
#[rustfmt::skip]
pub const RULES: &[Builtin] = &[
    Builtin { folder: "15-twelvecheck", id: "suppression-without-reason", page: include_str!("../../rules/15-twelvecheck/suppression-without-reason.md"), source: Source::Engine },
    Builtin { folder: "15-twelvecheck", id: "unreadable-input", page: include_str!("../../rules/15-twelvecheck/unreadable-input.md"), source: Source::Engine },
    Builtin { folder: "15-twelvecheck", id: "unused-suppression", page: include_str!("../../rules/15-twelvecheck/unused-suppression.md"), source: Source::Engine },
];
