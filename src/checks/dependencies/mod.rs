//! Checks of the chapter “Dependencies”.

mod downloads;
mod ignored;
mod install;
mod installs;
mod locks;
mod manifests;
mod pins;
mod runtime;
mod stale;
mod system_versions;
mod tools;
mod undeclared;
mod unverified;
mod versions;

pub use downloads::*;
pub use ignored::*;
pub use installs::*;
pub use locks::*;
pub use pins::*;
pub use runtime::*;
pub use stale::*;
pub use system_versions::*;
pub use tools::*;
pub use undeclared::*;
pub use unverified::*;
pub use versions::*;
