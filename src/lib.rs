//! twelvecheck: a static analyzer for the twelve-factor method.

pub mod parse;
pub mod source;
