//! Environment variables, and what passes values through.

use super::super::super::table::{Entry, Meaning, Slot, call, fact};
use crate::fact::Kind;
use Slot::{Along, Arg};

pub(super) const ENTRIES: &[Entry] = &[
    // Reads.
    fact(&["std::env::var", "std::env::var_os", "dotenvy::var", "dotenv::var"], Kind::EnvRead)
        .of(Arg(0, "key")),
    fact(&["envmnt::get_or"], Kind::EnvRead).of(Arg(0, "key")).value(Arg(1, "default")),
    fact(&["envmnt::get_any", "figment::providers::Env::var"], Kind::EnvRead).of(Arg(0, "key")),
    call(&["envmnt::get_or_panic"], Meaning::EnvDemand).of(Arg(0, "key")),
    fact(&["clap::Arg~.env"], Kind::EnvRead)
        .of(Arg(0, "name"))
        .value(Along("default_value", &Arg(0, "value"))),
    call(&["?.default_value"], Meaning::Defaults),
    // Structs whose fields are variables.
    call(
        &[
            "envy::from_env",
            "envy::prefixed().from_env",
            "config::Config~.try_deserialize",
            "config::Config~.deserialize",
            "config::Config::new",
            "figment::Figment~.extract",
            "figment::Figment~.extract_lossy",
        ],
        Meaning::EnvSchema,
    ),
    // What returns its argument in another form.
    call(
        &[
            "Some",
            "Ok",
            "Box::new",
            "String::from",
            "std::string::String::from",
            "std::sync::Arc::new",
            "std::rc::Rc::new",
            "std::sync::LazyLock::new",
            "std::cell::LazyCell::new",
            "once_cell::sync::Lazy::new",
            "std::borrow::Cow::from",
            "std::borrow::Cow::Borrowed",
            "std::borrow::Cow::Owned",
            "std::ffi::OsString::from",
            "std::ffi::OsStr::new",
            "std::str::FromStr::from_str",
            "std::net::SocketAddr::from_str",
            "std::net::IpAddr::from_str",
            "secrecy::Secret::new",
            "secrecy::Secret::from",
            "secrecy::SecretBox::new",
            "secrecy::SecretString::new",
            "secrecy::SecretString::from",
            "url::Url::parse",
            "reqwest::Url::parse",
            "http::Uri::from_static",
            "hyper::Uri::from_static",
            "axum::http::Uri::from_static",
            "http::HeaderValue::from_static",
            "axum::http::HeaderValue::from_static",
            "actix_web::web::Data::new",
            "actix_web::web::Data::from",
            "axum::extract::Extension",
            "axum::extract::State",
        ],
        Meaning::Same,
    ),
    call(
        &[
            "std::path::Path::new",
            "std::path::Path~.join",
            "std::path::PathBuf~.join",
            "std::env::temp_dir~.join",
            "std::env::current_dir~.join",
            "tempfile::tempdir~.join",
            "tempfile::TempDir~.join",
            "?.join",
        ],
        Meaning::Joins,
    ),
    call(&["std::path::Path~.with_extension", "std::path::Path~.canonicalize"], Meaning::Receiver),
    call(
        &[
            "std::env::temp_dir",
            "tempfile::tempdir",
            "tempfile::tempdir_in",
            "tempfile::tempfile",
            "tempfile::NamedTempFile::new",
            "tempfile::NamedTempFile::new_in",
            "tempfile::TempDir",
            "tempfile::TempDir::new",
            "tempfile::Builder~.tempfile",
            "tempfile::Builder~.tempdir",
            "async_tempfile::TempFile::new",
        ],
        Meaning::Temporary,
    ),
    call(
        &[
            "std::fs::remove_file",
            "std::fs::remove_dir_all",
            "tokio::fs::remove_file",
            "tokio::fs::remove_dir_all",
            "fs_err::remove_file",
            "async_std::fs::remove_file",
        ],
        Meaning::Removes,
    ),
    call(&["std::process::exit", "std::process::abort"], Meaning::Exits),
];
