//! Text to spanned trees. Nothing past this folder sees a parser.

pub mod dotenv;
pub mod ini;
pub mod json;
mod lines;
mod placeholder;
pub mod procfile;
pub mod properties;
pub mod requirements;
pub mod toml;
pub mod tree;
pub mod yaml;

pub mod dockerfile {
    //! Replaced by the parser.
    /// A parsed Dockerfile.
    #[derive(Debug)]
    pub struct Dockerfile;
    /// Its stages.
    #[derive(Debug)]
    pub struct Stages;
}
