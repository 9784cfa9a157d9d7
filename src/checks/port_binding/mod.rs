//! Checks of the chapter “Port binding”.

mod compose;
mod procfile;

pub use compose::compose_host_network;
pub use procfile::procfile_port_ignored;
