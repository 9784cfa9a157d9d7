//! Checks of the chapter “Config”.

mod addresses;
mod arguments;
mod build_arguments;
mod bundles;
mod commands;
mod compose;
mod contract;
mod credentials;
mod files;
mod hide;
mod hosts;
mod identity;
mod images;
mod manifests;
mod misspelt;
mod references;
pub(super) mod variables;

pub use addresses::*;
pub use arguments::*;
pub use bundles::*;
pub use contract::*;
pub use credentials::*;
pub use files::*;
pub use identity::*;
pub use images::*;
pub use manifests::*;
pub use misspelt::*;
pub use references::*;
