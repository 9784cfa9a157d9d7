//! Checks of the chapter “Dependencies”.

mod ignored;
mod locks;
mod manifests;
mod pins;

pub use ignored::lockfile_ignored;
pub use locks::{conflicting_lockfiles, missing_lockfile};
pub use pins::{floating_git_dependency, unpinned_dependency};
