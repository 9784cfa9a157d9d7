//! Checks of the chapter “Dev/prod parity”.

mod contract;
mod debug;
mod drift;
mod images;
mod platform;
mod runtimes;
mod servers;
mod services;

pub use contract::env_contract_drift;
pub use debug::*;
pub use drift::*;
pub use images::*;
pub use platform::platform_pinned_build;
pub use runtimes::*;
pub use servers::*;
pub use services::*;
