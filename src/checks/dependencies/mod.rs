//! Checks of the chapter “Dependencies”.

mod downloads;
mod ignored;
mod install;
mod installs;
mod locks;
mod manifests;
mod pins;
mod runtime;
mod tools;

pub use downloads::curl_pipe_shell;
pub use ignored::lockfile_ignored;
pub use installs::install_without_lock;
pub use locks::{conflicting_lockfiles, missing_lockfile};
pub use pins::{floating_git_dependency, unpinned_dependency};
pub use runtime::runtime_install;
pub use tools::unpinned_tool_in_image;
