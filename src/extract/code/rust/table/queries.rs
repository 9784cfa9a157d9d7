//! Rust's questions to backing services and peers: what waits for an answer.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::Kind;
use Slot::{Arg, Const};

const fn query(names: &'static [&'static str], service: &'static str) -> Entry {
    fact(names, Kind::Query).of(Const(service))
}

/// A peer, not the program itself.
const PEER: &[When] = &[When::Lacks(Arg(0, "url"), &["localhost", "127.0.0.1", "0.0.0.0"])];

pub(super) const ENTRIES: &[Entry] = &[
    query(
        &[
            "sqlx::query~.execute",
            "sqlx::query~.fetch_one",
            "sqlx::query~.fetch_optional",
            "sqlx::query~.fetch_all",
            "sqlx::query_scalar~.fetch_one",
            "sqlx::query_scalar~.fetch_optional",
            "sqlx::query_as~.fetch_one",
            "sqlx::query_as~.fetch_optional",
            "diesel::sql_query~.execute",
            "sea_orm::DatabaseConnection().ping",
            "sea_orm::Database::connect().ping",
        ],
        "database",
    ),
    query(
        &[
            "sqlx::PgPool().acquire",
            "sqlx::PgPool().execute",
            "sqlx::PgPool::connect().acquire",
            "tokio_postgres::Client().simple_query",
            "tokio_postgres::Client().query_one",
            "tokio_postgres::Client().execute",
            "deadpool_postgres::Pool().get",
        ],
        "postgres",
    ),
    query(&["sqlx::MySqlPool().acquire", "sqlx::MySqlPool().execute"], "mysql"),
    query(&["redis::cmd~.query_async", "redis::cmd~.query", "redis::cmd~.exec_async"], "redis"),
    query(&["mongodb::Client()~.run_command", "mongodb::Client()~.list_database_names"], "mongodb"),
    query(&["*.ping"], "redis").when(&[When::Has(Slot::Object, &["redis", "Redis"])]),
    query(&["reqwest::get", "reqwest::Client()~.get", "reqwest::Client::new()~.get"], "http").when(PEER),
];
