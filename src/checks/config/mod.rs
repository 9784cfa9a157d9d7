//! Checks of the chapter “Config”.

mod addresses;
mod arguments;
mod commands;
mod contract;
mod credentials;
mod files;
mod hide;
mod hosts;
mod images;
mod manifests;
mod references;
pub(super) mod variables;

pub use addresses::{
    env_default_service, hardcoded_connection_string, hardcoded_deploy_url, hardcoded_service_address,
};
pub use arguments::secret_in_arguments;
pub use contract::{env_var_misspelt, env_var_not_provided, env_var_undocumented, env_var_unused};
pub use credentials::{env_default_credential, hardcoded_credential};
pub use files::{committed_dotenv, committed_secret_file, config_per_environment};
pub use images::{config_baked_into_image, secret_in_image};
pub use manifests::{secret_in_configmap, secret_in_manifest};
pub use references::*;
