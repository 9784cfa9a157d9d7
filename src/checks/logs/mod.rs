//! Checks of the chapter “Logs”.

mod streams;

pub use streams::{log_rotation_in_app, stdout_redirected};
