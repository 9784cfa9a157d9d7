//! Checks of the chapter “Port binding”.

mod compose;
mod containers;
mod host;
mod listen;
mod listeners;
mod mismatch;
mod privileged;
mod procfile;
mod servers;
mod services;
mod variables;

pub use containers::*;
pub use host::*;
pub use listen::*;
pub(super) use listeners::runs_code;
pub use mismatch::*;
pub use privileged::*;
pub use procfile::*;
pub use services::*;
