//! Go's `text/template`: lexer, parser, and the machine that renders trees.

mod exec;
mod lexer;
mod method;
mod parser;
mod tree;

pub use exec::{Failure, Machine};
pub use parser::{ParseError, parse};
pub use tree::Template;
