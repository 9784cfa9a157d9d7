//! Text to spanned trees. Nothing past this folder sees a parser.

pub mod dockerfile;
pub mod shell;
