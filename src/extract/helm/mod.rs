//! Helm charts: rendered as `helm template` does, every byte with the template line and the values line it comes from.

pub mod engine;
pub mod functions;
pub mod text;
pub mod value;
