//! What a string is: the name of a credential, a placeholder, a token, the address of a service. Pure functions of text.
//!
//! Extractors use them to choose what is worth a fact, rules to judge it. Ranges are bytes of the text that was judged.

pub mod address;
pub mod connection;
pub mod credential;
pub mod name;
pub mod placeholder;
pub mod randomness;
pub mod token;

pub use address::{Host, host_kind, host_of, is_namespace};
pub use connection::{Connection, connection_string};
pub use credential::{Secret, Setting, What, secret_in, secrets_in_text};
pub use name::{is_credential_name, words};
pub use placeholder::{is_filled_in, is_guessable, is_placeholder};
pub use token::token_kind;
