//! Text to spanned trees. Nothing past this folder sees a parser.

pub mod dockerfile;
pub mod dockerignore;
pub mod dotenv;
pub mod duration;
pub mod groovy;
pub mod hcl;
pub mod hocon;
pub mod ini;
pub mod json;
mod justfile;
pub(crate) mod lines;
mod makefile;
mod placeholder;
pub mod procfile;
pub mod properties;
pub mod recipes;
pub mod requirements;
pub mod shell;
mod taskfile;
pub mod toml;
pub mod tree;
pub mod uwsgi;
pub mod xml;
pub mod yaml;
