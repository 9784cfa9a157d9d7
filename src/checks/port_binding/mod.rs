//! Checks of the chapter “Port binding”.

mod host;
mod listen;
mod services;

pub use host::*;
pub use listen::*;
pub use services::*;
mod compose;
mod procfile;

pub use compose::compose_host_network;
pub use procfile::procfile_port_ignored;
