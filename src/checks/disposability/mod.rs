//! Checks of the chapter “Disposability”.

mod shutdown;
mod jobs;
mod missing_probes;
mod probe_ports;
mod probe_timing;
mod probe_validity;
mod signals;
mod termination;

pub use shutdown::no_graceful_shutdown;
pub use jobs::*;
pub use missing_probes::*;
pub use probe_ports::*;
pub use probe_timing::*;
pub use probe_validity::*;
pub use signals::{shell_form_command, sigterm_not_forwarded};
pub use termination::*;
