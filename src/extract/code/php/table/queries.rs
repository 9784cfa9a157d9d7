//! PHP's questions to backing services and peers: what waits for an answer.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::Kind;
use Slot::{Arg, Const};

const fn query(names: &'static [&'static str], service: &'static str) -> Entry {
    fact(names, Kind::Query).of(Const(service))
}

const SQL: &[When] = &[When::Starts(Arg(0, "query"), &["SELECT", "select", "Select"])];
/// A peer, not the program itself.
const PEER: &[When] = &[When::Lacks(Arg(0, "url"), &["localhost", "127.0.0.1"])];

pub(super) const ENTRIES: &[Entry] = &[
    query(
        &[
            r"Illuminate\Support\Facades\DB.select",
            r"Illuminate\Support\Facades\DB.statement",
            r"Illuminate\Support\Facades\DB.connection().getPdo",
            r"Illuminate\Support\Facades\DB.getPdo",
            "DB.select",
            "DB.connection().getPdo",
            "PDO",
            "PDO().query",
            "PDO().exec",
            r"Doctrine\DBAL\Connection().executeQuery",
            r"Doctrine\DBAL\Connection().fetchOne",
            r"Doctrine\DBAL\Connection().connect",
            r"Doctrine\DBAL\Connection().isConnected",
            r"Doctrine\ORM\EntityManagerInterface().getConnection().executeQuery",
            r"Doctrine\ORM\EntityManagerInterface().getConnection().connect",
        ],
        "database",
    ),
    query(&["*.query", "*.executeQuery", "*.fetchOne", "*.exec"], "database").when(SQL),
    query(&["mysqli", "mysqli_connect", "mysqli().query", "mysqli().ping"], "mysql"),
    query(&["pg_connect", "pg_query"], "postgres"),
    query(
        &[
            "Redis().connect",
            "Redis().ping",
            r"Predis\Client().ping",
            r"Illuminate\Support\Facades\Redis.ping",
            r"Illuminate\Support\Facades\Redis.connection().ping",
        ],
        "redis",
    ),
    query(&[r"Illuminate\Support\Facades\Cache.get", r"Illuminate\Support\Facades\Cache.put"], "cache"),
    query(
        &[
            r"GuzzleHttp\Client().get",
            r"GuzzleHttp\Client().request",
            r"Illuminate\Support\Facades\Http.get",
            r"Illuminate\Support\Facades\Http.head",
        ],
        "http",
    )
    .when(PEER),
];
