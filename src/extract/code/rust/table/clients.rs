//! Rust's clients of backing services and peers.

use super::super::super::table::{Entry, Slot, When, connect, fact};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Item, Service};

/// Clients whose URL says which service they speak to.
const fn by_url(names: &'static [&'static str]) -> Entry {
    fact(names, Kind::Connect).of(Service(&URL)).value(URL).when(&[When::Present(Service(&URL))])
}

const URL: Slot = Arg(0, "url");

pub(super) const DATABASES: &[Entry] = &[
    connect(
        &[
            "sqlx::PgPool::connect",
            "sqlx::PgPool::connect_lazy",
            "sqlx::PgConnection::connect",
            "sqlx::postgres::PgPoolOptions~.connect",
            "sqlx::postgres::PgPoolOptions~.connect_lazy",
            "sqlx::postgres::PgConnectOptions::from_str",
            "sqlx::postgres::PgConnectOptions~.host",
            "diesel::PgConnection::establish",
            "diesel_async::AsyncPgConnection::establish",
            "tokio_postgres::connect",
            "tokio_postgres::Config::from_str",
            "tokio_postgres::Config~.host",
            "postgres::Client::connect",
            "postgres::Config~.host",
            "deadpool_postgres::Config~.host",
            "bb8_postgres::PostgresConnectionManager::new_from_stringlike",
        ],
        "postgres",
        URL,
    ),
    connect(&["deadpool_postgres::Config"], "postgres", First(&[Slot::Key("url"), Slot::Key("host")])),
    connect(
        &[
            "sqlx::MySqlPool::connect",
            "sqlx::MySqlPool::connect_lazy",
            "sqlx::MySqlConnection::connect",
            "sqlx::mysql::MySqlPoolOptions~.connect",
            "sqlx::mysql::MySqlPoolOptions~.connect_lazy",
            "sqlx::mysql::MySqlConnectOptions::from_str",
            "sqlx::mysql::MySqlConnectOptions~.host",
            "diesel::MysqlConnection::establish",
            "diesel_async::AsyncMysqlConnection::establish",
            "mysql::Pool::new",
            "mysql::Conn::new",
            "mysql_async::Pool::new",
            "mysql_async::Pool::from_url",
            "mysql_async::Conn::from_url",
        ],
        "mysql",
        URL,
    ),
    by_url(&[
        "sqlx::AnyPool::connect",
        "sqlx::any::AnyPoolOptions~.connect",
        "sqlx::Pool::connect",
        "sqlx::pool::PoolOptions~.connect",
        "sea_orm::Database::connect",
        "sea_orm::ConnectOptions::new",
        "diesel::r2d2::ConnectionManager::new",
        "diesel_async::pooled_connection::AsyncDieselConnectionManager::new",
        "rbatis::RBatis~.init",
    ]),
    connect(
        &[
            "mongodb::Client::with_uri_str",
            "mongodb::options::ClientOptions::parse",
            "mongodb::options::ClientOptions::parse_async",
        ],
        "mongodb",
        URL,
    ),
    connect(
        &[
            "redis::Client::open",
            "redis::cluster::ClusterClient::new",
            "deadpool_redis::Config::from_url",
            "bb8_redis::RedisConnectionManager::new",
            "bb8_redis_cluster::RedisConnectionManager::new",
            "fred::types::RedisConfig::from_url",
            "fred::prelude::RedisConfig::from_url",
            "fred::prelude::Config::from_url",
            "rustis::client::Client::connect",
        ],
        "redis",
        First(&[Item(&URL, 0), URL]),
    ),
    connect(
        &["memcache::connect", "memcache::Client::connect", "async_memcached::Client::new"],
        "memcached",
        URL,
    ),
    connect(
        &[
            "elasticsearch::http::transport::Transport::single_node",
            "elasticsearch::http::transport::SingleNodeConnectionPool::new",
        ],
        "elasticsearch",
        URL,
    ),
    connect(&["opensearch::http::transport::Transport::single_node"], "opensearch", URL),
    connect(
        &[
            "scylla::SessionBuilder~.known_node",
            "scylla::client::session_builder::SessionBuilder~.known_node",
        ],
        "cassandra",
        URL,
    ),
    connect(&["clickhouse::Client~.with_url"], "clickhouse", URL),
    connect(&["neo4rs::Graph::new"], "neo4j", URL),
    connect(&["influxdb::Client::new", "influxdb2::Client::new"], "influxdb", URL),
    connect(&["meilisearch_sdk::client::Client::new", "meilisearch_sdk::Client::new"], "meilisearch", URL),
    connect(&["qdrant_client::Qdrant::from_url"], "qdrant", URL),
    connect(&["surrealdb::Surreal::new"], "surrealdb", URL),
    connect(&["tiberius::Config~.host"], "sqlserver", URL),
    connect(&["etcd_client::Client::connect"], "etcd", First(&[Item(&URL, 0), URL])),
    connect(&["ldap3::LdapConnAsync::new", "ldap3::LdapConn::new"], "ldap", URL),
];

pub(super) const QUEUES: &[Entry] = &[
    connect(
        &[
            "lapin::Connection::connect",
            "lapin::Connection::connect_uri",
            "amqprs::connection::Connection::open",
        ],
        "amqp",
        URL,
    ),
    connect(&["deadpool_lapin::Config"], "amqp", Slot::Key("url")),
    connect(&["rdkafka::ClientConfig~.set"], "kafka", Arg(1, "value"))
        .when(&[When::Is(Arg(0, "key"), &["bootstrap.servers", "metadata.broker.list"])]),
    connect(
        &["kafka::consumer::Consumer::from_hosts", "kafka::producer::Producer::from_hosts"],
        "kafka",
        Item(&URL, 0),
    ),
    connect(&["rskafka::client::ClientBuilder::new"], "kafka", Item(&URL, 0)),
    connect(&["async_nats::connect", "async_nats::ConnectOptions~.connect", "nats::connect"], "nats", URL),
    connect(&["pulsar::Pulsar::builder"], "pulsar", URL),
    connect(&["rumqttc::MqttOptions::new", "rumqttc::v5::MqttOptions::new"], "mqtt", Arg(1, "host")),
];

pub(super) const PEERS: &[Entry] = &[
    connect(
        &[
            "lettre::SmtpTransport::relay",
            "lettre::SmtpTransport::starttls_relay",
            "lettre::SmtpTransport::builder_dangerous",
            "lettre::SmtpTransport::from_url",
            "lettre::AsyncSmtpTransport::relay",
            "lettre::AsyncSmtpTransport::starttls_relay",
            "lettre::AsyncSmtpTransport::builder_dangerous",
            "lettre::AsyncSmtpTransport::from_url",
        ],
        "smtp",
        URL,
    ),
    connect(
        &[
            "lettre::SmtpTransport::unencrypted_localhost",
            "lettre::AsyncSmtpTransport::unencrypted_localhost",
        ],
        "smtp",
        Const("localhost"),
    ),
    connect(
        &[
            "aws_sdk_s3::config::Builder~.endpoint_url",
            "aws_sdk_s3::Config~.endpoint_url",
            "s3::Region::Custom",
            "s3::region::Region::Custom",
        ],
        "s3",
        First(&[Slot::Key("endpoint"), URL]),
    ),
    connect(
        &["object_store::aws::AmazonS3Builder~.build", "object_store::aws::AmazonS3Builder~.with_endpoint"],
        "s3",
        First(&[Slot::Along("with_endpoint", &URL), URL]),
    ),
    connect(&["opendal::services::S3~.bucket"], "s3", Slot::Along("endpoint", &URL)),
    connect(&["object_store::gcp::GoogleCloudStorageBuilder~.build"], "gcs", Slot::None),
    connect(&["object_store::azure::MicrosoftAzureBuilder~.build"], "azure-blob", Slot::None),
    connect(&["aws_config::from_env~.endpoint_url", "aws_config::defaults~.endpoint_url"], "aws", URL),
    connect(&["vaultrs::client::VaultClientSettingsBuilder~.address"], "vault", URL),
    connect(
        &["tonic::transport::Endpoint::from_static", "tonic::transport::Channel::from_static"],
        "grpc",
        URL,
    ),
    connect(
        &[
            "reqwest::get",
            "reqwest::Client~.get",
            "reqwest::Client~.post",
            "reqwest::Client~.put",
            "reqwest::Client~.patch",
            "reqwest::Client~.delete",
            "reqwest::Client~.head",
            "ureq::get",
            "ureq::post",
            "ureq::put",
            "surf::get",
            "surf::post",
        ],
        "http",
        URL,
    )
    .when(&[When::Has(URL, &["://"])]),
];

pub(super) const EMBEDDED: &[Entry] = &[
    connect(
        &[
            "sqlx::SqlitePool::connect",
            "sqlx::SqlitePool::connect_lazy",
            "sqlx::SqliteConnection::connect",
            "sqlx::sqlite::SqlitePoolOptions~.connect",
            "sqlx::sqlite::SqlitePoolOptions~.connect_lazy",
            "sqlx::sqlite::SqliteConnectOptions::from_str",
            "sqlx::sqlite::SqliteConnectOptions~.filename",
            "diesel::SqliteConnection::establish",
            "rusqlite::Connection::open",
            "rusqlite::Connection::open_with_flags",
            "r2d2_sqlite::SqliteConnectionManager::file",
            "tokio_rusqlite::Connection::open",
        ],
        "sqlite",
        URL,
    ),
    connect(&["sled::open", "sled::Config~.path"], "sled", URL),
    connect(&["redb::Database::create", "redb::Database::open"], "redb", URL),
    connect(&["rocksdb::DB::open_default"], "rocksdb", URL),
    connect(&["rocksdb::DB::open"], "rocksdb", Arg(1, "path")),
];
