//! What Rust's names mean.

mod clients;
mod environment;
mod files;
mod processes;
mod queries;
mod state;
mod web;

use super::super::table::Entry;

/// The entries by theme.
pub(in crate::extract::code::rust) const PARTS: &[&[Entry]] = &[
    environment::ENTRIES,
    web::LISTENERS,
    web::SERVERS,
    web::ROUTES,
    clients::DATABASES,
    clients::QUEUES,
    clients::PEERS,
    clients::EMBEDDED,
    files::WRITES,
    files::LOGS,
    state::ENTRIES,
    processes::ENTRIES,
    queries::ENTRIES,
];

/// Other paths under which crates publish the same thing.
pub(in crate::extract::code::rust) const ALIASES: &[(&str, &str)] = &[
    ("sqlx::postgres::PgPool", "sqlx::PgPool"),
    ("sqlx::postgres::PgConnection", "sqlx::PgConnection"),
    ("sqlx::mysql::MySqlPool", "sqlx::MySqlPool"),
    ("sqlx::mysql::MySqlConnection", "sqlx::MySqlConnection"),
    ("sqlx::sqlite::SqlitePool", "sqlx::SqlitePool"),
    ("sqlx::sqlite::SqliteConnection", "sqlx::SqliteConnection"),
    ("sqlx::any::AnyPool", "sqlx::AnyPool"),
    ("diesel::prelude::PgConnection", "diesel::PgConnection"),
    ("diesel::pg::PgConnection", "diesel::PgConnection"),
    ("diesel::prelude::MysqlConnection", "diesel::MysqlConnection"),
    ("diesel::mysql::MysqlConnection", "diesel::MysqlConnection"),
    ("diesel::prelude::SqliteConnection", "diesel::SqliteConnection"),
    ("diesel::sqlite::SqliteConnection", "diesel::SqliteConnection"),
    ("diesel_async::pg::AsyncPgConnection", "diesel_async::AsyncPgConnection"),
    ("r2d2_diesel::ConnectionManager", "diesel::r2d2::ConnectionManager"),
    ("sea_orm::entity::prelude::Database", "sea_orm::Database"),
    ("sea_orm::prelude::Database", "sea_orm::Database"),
    ("redis::aio::ConnectionManager", "redis::ConnectionManager"),
    ("rdkafka::config::ClientConfig", "rdkafka::ClientConfig"),
    ("rdkafka::client::ClientConfig", "rdkafka::ClientConfig"),
    ("lettre::transport::smtp::SmtpTransport", "lettre::SmtpTransport"),
    ("lettre::transport::smtp::AsyncSmtpTransport", "lettre::AsyncSmtpTransport"),
    ("mongodb::sync::Client", "mongodb::Client"),
    ("mongodb::sync::options::ClientOptions", "mongodb::options::ClientOptions"),
    ("reqwest::blocking::Client", "reqwest::Client"),
    ("reqwest::blocking::get", "reqwest::get"),
    ("axum::routing::Router", "axum::Router"),
    ("axum::extract::Json", "axum::Json"),
    ("axum::extract::Form", "axum::Form"),
    ("axum::Extension", "axum::extract::Extension"),
    ("axum_extra::extract::Form", "axum::Form"),
    ("axum_extra::extract::Query", "axum::extract::Query"),
    ("axum_server::tls_rustls::bind_rustls", "axum_server::bind_rustls"),
    ("actix_web::dev::HttpServer", "actix_web::HttpServer"),
    ("actix_web::web::HttpRequest", "actix_web::HttpRequest"),
    ("hyper::server::Server", "hyper::Server"),
    ("tonic::transport::server::Server", "tonic::transport::Server"),
    ("rocket::config::Config", "rocket::Config"),
    ("rocket::ignite", "rocket::build"),
    ("rocket::response::State", "rocket::State"),
    ("rocket_contrib::json::Json", "rocket::serde::json::Json"),
    ("tower_sessions::memory_store::MemoryStore", "tower_sessions::MemoryStore"),
    ("tower_sessions::session_store::MemoryStore", "tower_sessions::MemoryStore"),
    ("tower_sessions_memory_store::MemoryStore", "tower_sessions::MemoryStore"),
    ("fs_err::write", "std::fs::write"),
    ("fs_err::File", "std::fs::File"),
    ("fs_err::OpenOptions", "std::fs::OpenOptions"),
    ("async_std::fs::write", "tokio::fs::write"),
    ("async_std::fs::File", "tokio::fs::File"),
    ("async_fs::write", "tokio::fs::write"),
    ("async_std::net::TcpListener", "tokio::net::TcpListener"),
    ("std::path::PathBuf::from", "std::path::Path::new"),
    ("once_cell::unsync::Lazy", "once_cell::sync::Lazy"),
    ("parking_lot::RwLock", "std::sync::RwLock"),
    ("parking_lot::Mutex", "std::sync::Mutex"),
    ("tokio::sync::RwLock", "std::sync::RwLock"),
    ("tokio::sync::Mutex", "std::sync::Mutex"),
    ("async_std::sync::Mutex", "std::sync::Mutex"),
    ("async_std::sync::RwLock", "std::sync::RwLock"),
    ("tokio::task::spawn", "tokio::spawn"),
    ("actix_web::rt::spawn", "tokio::spawn"),
    ("actix_rt::spawn", "tokio::spawn"),
    ("rocket::tokio::spawn", "tokio::spawn"),
    ("rocket::tokio::signal", "tokio::signal"),
    ("actix_web::rt::signal", "tokio::signal"),
    ("actix_rt::signal", "tokio::signal"),
];
