//! Text to spanned trees. Nothing past this folder sees a parser.

pub mod json;
pub mod toml;
pub mod tree;
pub mod yaml;
