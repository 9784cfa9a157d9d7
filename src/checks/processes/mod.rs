//! Checks of the chapter “Processes”.

mod state;

pub use state::{in_memory_session, in_process_cache, in_process_scheduler, local_file_state};
mod affinity;
mod volumes;

pub use affinity::*;
pub use volumes::*;
