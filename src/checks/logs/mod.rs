//! Checks of the chapter “Logs”.

mod streams;
mod volumes;

pub use streams::*;
pub use streams::stdout_redirected;
pub use volumes::{log_volume, logs_disabled};
