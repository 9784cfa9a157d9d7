//! Checks of the chapter “Disposability”.

mod jobs;
mod missing_probes;
mod probe_ports;
mod probe_timing;
mod probe_validity;
mod shutdown;
mod signals;
mod termination;

pub use jobs::*;
pub use missing_probes::*;
pub use probe_ports::*;
pub use probe_timing::*;
pub use probe_validity::*;
pub use shutdown::*;
pub use signals::*;
pub use termination::*;
mod compose;
mod signals;
mod startup_order;

pub use compose::{compose_no_restart, sigkill_stop_signal};
pub use signals::{shell_form_command, sigterm_not_forwarded};
pub use startup_order::compose_startup_order;
