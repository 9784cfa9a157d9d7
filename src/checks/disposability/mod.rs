//! Checks of the chapter “Disposability”.

mod signals;

pub use signals::{shell_form_command, sigterm_not_forwarded};
