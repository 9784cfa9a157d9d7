//! Python's questions to backing services and peers: what waits for an answer.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::Kind;
use Slot::{Arg, Const, Of};

const fn query(names: &'static [&'static str], service: &'static str) -> Entry {
    fact(names, Kind::Query).of(Const(service))
}

/// The first argument, or the text in `text("…")`.
const STATEMENT: Slot = Slot::First(&[Of(&Arg(0, "statement"), &Arg(0, "text")), Arg(0, "statement")]);
const SQL: &[When] =
    &[When::Starts(STATEMENT, &["SELECT", "select", "Select", "sqlalchemy.select", "sqlmodel.select"])];
/// A peer, not the program itself.
const PEER: &[When] = &[When::Lacks(Arg(0, "url"), &["localhost", "127.0.0.1", "0.0.0.0"])];

pub(super) const ENTRIES: &[Entry] = &[
    query(
        &[
            "sqlalchemy.orm.Session()~.execute",
            "sqlalchemy.orm.Session()~.scalar",
            "sqlalchemy.orm.Session()~.scalars",
            "sqlalchemy.ext.asyncio.AsyncSession()~.execute",
            "sqlalchemy.ext.asyncio.AsyncSession()~.scalar",
            "sqlmodel.Session()~.exec",
            "sqlmodel.Session()~.execute",
            "sqlmodel.ext.asyncio.session.AsyncSession()~.exec",
            "sqlmodel.ext.asyncio.session.AsyncSession()~.execute",
            "sqlalchemy.create_engine().connect",
            "sqlalchemy.create_engine().begin",
            "flask_sqlalchemy.SQLAlchemy().session.execute",
            "flask_sqlalchemy.SQLAlchemy().session.scalar",
            "flask_sqlalchemy.SQLAlchemy().engine.connect",
            "?db.session.execute",
            "?db.engine.connect",
            "?engine.connect",
            "django.db.connection.cursor",
            "django.db.connection.ensure_connection",
            "django.db.connection.connect",
            "django.db.connections[].cursor",
            "django.db.connections[].ensure_connection",
            "django.db.connections.cursor",
            "*.objects.first",
            "*.objects.exists",
            "*.objects.count",
        ],
        "database",
    ),
    query(
        &[
            "*.execute",
            "*.fetchval",
            "*.fetchrow",
            "*.fetch_one",
            "*.fetch_val",
            "*.scalar",
            "*.exec",
            "*.exec_driver_sql",
        ],
        "database",
    )
    .when(SQL),
    query(
        &[
            "psycopg2.connect",
            "psycopg.connect",
            "psycopg.AsyncConnection.connect",
            "asyncpg.connect",
            "asyncpg.create_pool()~.fetchval",
        ],
        "postgres",
    ),
    query(&["pymysql.connect", "MySQLdb.connect", "mysql.connector.connect", "aiomysql.connect"], "mysql"),
    query(
        &[
            "pymongo.MongoClient()~.command",
            "pymongo.MongoClient()~.server_info",
            "pymongo.MongoClient()~.list_database_names",
        ],
        "mongodb",
    ),
    query(&["*.admin.command"], "mongodb"),
    query(
        &["redis.Redis().ping", "redis.from_url().ping", "redis.Redis().info", "redis.from_url().info"],
        "redis",
    ),
    query(&["*.ping"], "redis").when(&[When::Has(Slot::Object, &["redis", "Redis"])]),
    query(&["django.core.cache.cache.get", "django.core.cache.cache.set"], "cache"),
    query(&["pika.BlockingConnection", "aio_pika.connect", "aio_pika.connect_robust"], "amqp"),
    query(
        &[
            "celery.Celery().control.ping",
            "celery.Celery().control.inspect",
            "*.control.inspect",
            "*.control.ping",
        ],
        "celery",
    ),
    query(
        &["kafka.KafkaAdminClient().list_topics", "confluent_kafka.admin.AdminClient().list_topics"],
        "kafka",
    ),
    query(
        &["elasticsearch.Elasticsearch().ping", "elasticsearch.Elasticsearch().cluster.health"],
        "elasticsearch",
    ),
    query(
        &[
            "requests.get",
            "requests.head",
            "requests.post",
            "requests.request",
            "requests.Session().get",
            "httpx.get",
            "httpx.head",
            "httpx.post",
            "httpx.AsyncClient().get",
            "httpx.Client().get",
            "aiohttp.ClientSession().get",
            "urllib.request.urlopen",
        ],
        "http",
    )
    .when(PEER),
];
