//! .NET's questions to backing services and peers: what waits for an answer.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::Kind;
use Slot::{Arg, Const};

const fn query(names: &'static [&'static str], service: &'static str) -> Entry {
    fact(names, Kind::Query).of(Const(service))
}

/// A peer, not the program itself.
const PEER: &[When] = &[When::Lacks(Arg(0, "requestUri"), &["localhost", "127.0.0.1", "0.0.0.0"])];

pub(super) const ENTRIES: &[Entry] = &[
    query(
        &[
            "?.CanConnect",
            "?.CanConnectAsync",
            "?.ExecuteSqlRaw",
            "?.ExecuteSqlRawAsync",
            "Microsoft.Data.SqlClient.SqlConnection().Open",
            "Microsoft.Data.SqlClient.SqlConnection().OpenAsync",
            "Npgsql.NpgsqlConnection().Open",
            "Npgsql.NpgsqlConnection().OpenAsync",
            "MySqlConnector.MySqlConnection().Open",
            "MySqlConnector.MySqlConnection().OpenAsync",
        ],
        "database",
    ),
    query(&["*.PingAsync"], "redis").when(&[When::Has(Slot::Object, &["redis", "Redis"])]),
    query(&["System.Net.Http.HttpClient().GetAsync", "System.Net.Http.HttpClient().GetStringAsync"], "http")
        .when(PEER),
];
