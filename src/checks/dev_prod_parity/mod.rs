//! Checks of the chapter “Dev/prod parity”.

mod debug;
mod runtimes;
mod servers;
mod services;

pub use debug::*;
pub use runtimes::*;
pub use servers::*;
pub use services::*;
