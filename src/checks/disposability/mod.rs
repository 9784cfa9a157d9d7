//! Checks of the chapter “Disposability”.

mod compose;
mod signals;
mod startup_order;

pub use compose::{compose_no_restart, sigkill_stop_signal};
pub use signals::{shell_form_command, sigterm_not_forwarded};
pub use startup_order::compose_startup_order;
