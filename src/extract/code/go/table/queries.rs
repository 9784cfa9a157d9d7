//! Go's questions to backing services and peers: what waits for an answer.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::Kind;
use Slot::{Arg, Const};

const fn query(names: &'static [&'static str], service: &'static str) -> Entry {
    fact(names, Kind::Query).of(Const(service))
}

/// A peer, not the program itself.
const PEER: &[When] = &[When::Lacks(Arg(0, ""), &["localhost", "127.0.0.1", "0.0.0.0"])];

pub(super) const ENTRIES: &[Entry] = &[
    query(
        &[
            "database/sql.DB().Ping",
            "database/sql.DB().PingContext",
            "database/sql.DB().Query",
            "database/sql.DB().QueryContext",
            "database/sql.DB().QueryRow",
            "database/sql.DB().QueryRowContext",
            "database/sql.DB().Exec",
            "database/sql.DB().ExecContext",
            "github.com/jmoiron/sqlx.DB().Ping",
            "github.com/jmoiron/sqlx.DB().PingContext",
            "github.com/jmoiron/sqlx.DB().Get",
            "github.com/jmoiron/sqlx.DB().Select",
            "github.com/jmoiron/sqlx.DB().Exec",
            "gorm.io/gorm.DB()~.Ping",
            "gorm.io/gorm.DB()~.PingContext",
            "gorm.io/gorm.DB()~.First",
            "gorm.io/gorm.DB()~.Find",
            "gorm.io/gorm.DB()~.Exec",
            "*.db.Ping",
            "*.DB.Ping",
            "?db.Ping",
            "?db.PingContext",
            "*.db.PingContext",
            "*.DB.PingContext",
            "*.DB().Ping",
        ],
        "database",
    ),
    query(
        &[
            "github.com/jackc/pgx/pgxpool.Pool().Ping",
            "github.com/jackc/pgx/pgxpool.Pool().Query",
            "github.com/jackc/pgx/pgxpool.Pool().QueryRow",
            "github.com/jackc/pgx/pgxpool.Pool().Exec",
            "github.com/jackc/pgx.Conn().Ping",
            "github.com/jackc/pgx.Conn().QueryRow",
        ],
        "postgres",
    ),
    query(
        &[
            "go.mongodb.org/mongo-driver/mongo.Client().Ping",
            "go.mongodb.org/mongo-driver/mongo.Connect().Ping",
        ],
        "mongodb",
    ),
    query(&["github.com/redis/go-redis.Client().Ping", "github.com/redis/go-redis.Client().Get"], "redis"),
    query(&["*.Ping"], "redis").when(&[When::Has(Slot::Object, &["redis", "Redis", "rdb"])]),
    query(
        &[
            "github.com/bradfitz/gomemcache/memcache.New().Ping",
            "github.com/bradfitz/gomemcache/memcache.Client().Ping",
        ],
        "memcached",
    ),
    query(&["github.com/rabbitmq/amqp091-go.Dial"], "amqp"),
    query(
        &[
            "net/http.Get",
            "net/http.Head",
            "net/http.Client().Get",
            "net/http.Client().Do",
            "net/http.DefaultClient.Do",
            "net/http.DefaultClient.Get",
        ],
        "http",
    )
    .when(PEER),
];
