//! Checks of the chapter “Disposability”.

mod shutdown;
mod signals;

pub use shutdown::no_graceful_shutdown;
pub use signals::{shell_form_command, sigterm_not_forwarded};
