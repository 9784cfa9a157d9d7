//! Text to spanned trees. Nothing past this folder sees a parser.

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
