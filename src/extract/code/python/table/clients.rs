//! Python's clients of backing services and peers.

use super::super::super::table::{Entry, Slot, When, connect, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Item, Key, Service, Value};

/// Positional DSN, or its keyword, or a host.
const DSN_OR_HOST: Slot = First(&[Arg(0, "dsn"), Key("conninfo"), Key("host")]);

const REDIS: &[&str] = &["redis.Redis", "redis.BlockingConnectionPool"];

pub(super) const DATABASES: &[Entry] = &[
    connect(
        &[
            "psycopg2.connect",
            "psycopg.connect",
            "psycopg.Connection.connect",
            "psycopg.AsyncConnection.connect",
            "asyncpg.connect",
            "asyncpg.create_pool",
            "aiopg.connect",
            "aiopg.create_pool",
            "aiopg.sa.create_engine",
            "psycopg_pool.ConnectionPool",
            "psycopg_pool.AsyncConnectionPool",
            "pg8000.connect",
            "pg8000.dbapi.connect",
        ],
        "postgres",
        DSN_OR_HOST,
    ),
    connect(
        &["psycopg2.pool.SimpleConnectionPool", "psycopg2.pool.ThreadedConnectionPool"],
        "postgres",
        First(&[Arg(2, "dsn"), Key("host")]),
    ),
    connect(
        &[
            "pymysql.connect",
            "pymysql.connections.Connection",
            "MySQLdb.connect",
            "MySQLdb.Connection",
            "mysql.connector.connect",
            "mysql.connector.pooling.MySQLConnectionPool",
            "aiomysql.connect",
            "aiomysql.create_pool",
            "asyncmy.connect",
        ],
        "mysql",
        Arg(0, "host"),
    ),
    connect(&["mariadb.connect", "mariadb.ConnectionPool"], "mariadb", Arg(0, "host")),
    connect(&["pymongo.MongoClient"], "mongodb", First(&[Arg(0, "host"), Const("localhost")])),
    connect(&["mongoengine.connect", "mongoengine.connection.connect"], "mongodb", Key("host")),
    connect(REDIS, "redis", Arg(0, "host")).when(&[When::Present(Arg(0, "host"))]),
    connect(REDIS, "redis", Const("localhost")).when(&[
        When::Absent(Arg(0, "host")),
        When::Absent(Key("connection_pool")),
        When::Absent(Key("unix_socket_path")),
    ]),
    connect(REDIS, "redis", Slot::None),
    connect(
        &[
            "redis.from_url",
            "redis.sentinel.Sentinel",
            "coredis.Redis.from_url",
            "aioredis.create_redis_pool",
            "aioredis.create_redis",
            "aioredis.create_pool",
        ],
        "redis",
        First(&[Arg(0, "url"), Key("address")]),
    ),
    connect(
        &["redis.cluster.RedisCluster", "redis.RedisCluster", "rediscluster.RedisCluster"],
        "redis",
        First(&[Arg(0, "host"), Key("url")]),
    ),
    connect(
        &[
            "pymemcache.client.base.Client",
            "pymemcache.Client",
            "pymemcache.client.base.PooledClient",
            "bmemcached.Client",
        ],
        "memcached",
        First(&[Item(&Arg(0, "server"), 0), Arg(0, "server")]),
    ),
    connect(&["memcache.Client", "pylibmc.Client", "aiomcache.Client"], "memcached", Arg(0, "servers")),
    connect(&["cassandra.cluster.Cluster"], "cassandra", Arg(0, "contact_points")),
    connect(
        &[
            "elasticsearch.Elasticsearch",
            "elasticsearch.AsyncElasticsearch",
            "elasticsearch_dsl.connections.create_connection",
        ],
        "elasticsearch",
        First(&[Arg(0, "hosts"), Key("cloud_id")]),
    ),
    connect(&["opensearchpy.OpenSearch", "opensearchpy.AsyncOpenSearch"], "opensearch", Arg(0, "hosts")),
    connect(
        &["neo4j.GraphDatabase.driver", "neo4j.AsyncGraphDatabase.driver", "py2neo.Graph"],
        "neo4j",
        Arg(0, "uri"),
    ),
    connect(
        &["influxdb.InfluxDBClient", "influxdb_client.InfluxDBClient"],
        "influxdb",
        First(&[Arg(0, "url"), Key("host")]),
    ),
    connect(
        &["clickhouse_driver.Client", "clickhouse_driver.connect", "clickhouse_connect.get_client"],
        "clickhouse",
        First(&[Arg(0, "host"), Key("dsn")]),
    ),
    connect(&["couchdb.Server"], "couchdb", Arg(0, "url")),
    connect(&["pyodbc.connect", "aioodbc.connect"], "odbc", First(&[Arg(0, "connstring"), Key("dsn")])),
    connect(&["pymssql.connect"], "sqlserver", Arg(0, "server")),
    connect(
        &["cx_Oracle.connect", "oracledb.connect", "oracledb.create_pool"],
        "oracle",
        First(&[Key("dsn"), Arg(2, "dsn")]),
    ),
    connect(
        &[
            "peewee.PostgresqlDatabase",
            "playhouse.postgres_ext.PostgresqlExtDatabase",
            "playhouse.pool.PooledPostgresqlDatabase",
        ],
        "postgres",
        Key("host"),
    ),
    connect(&["peewee.MySQLDatabase", "playhouse.pool.PooledMySQLDatabase"], "mysql", Key("host")),
    // The URL says which service it is.
    fact(
        &[
            "sqlalchemy.create_engine",
            "sqlalchemy.engine_from_config",
            "databases.Database",
            "playhouse.db_url.connect",
            "sqlalchemy.pool_from_url",
            "records.Database",
            "dataset.connect",
            "gino.create_engine",
        ],
        Kind::Connect,
    )
    .of(Service(&Arg(0, "url")))
    .value(Arg(0, "url")),
    fact(
        &[
            "tortoise.Tortoise.init",
            "tortoise.contrib.fastapi.register_tortoise",
            "tortoise.contrib.fastapi.RegisterTortoise",
        ],
        Kind::Connect,
    )
    .of(Service(&Key("db_url")))
    .value(Key("db_url"))
    .when(&[When::Present(Key("db_url"))]),
    fact(
        &[
            "sqlalchemy.URL.create",
            "sqlalchemy.engine.URL.create",
            "sqlalchemy.engine.url.URL.create",
            "sqlalchemy.engine.url.URL",
        ],
        Kind::Connect,
    )
    .of(Service(&Arg(0, "drivername")))
    .value(First(&[Key("host"), Key("database")])),
    field(&["**.MYSQL_HOST", "**.MYSQL_DATABASE_HOST"], Kind::Connect)
        .of(Const("mysql"))
        .when(&[When::Imports(&["flask_mysqldb", "flaskext.mysql", "flask_mysql_connector"])]),
    field(&["**.REDIS_HOST"], Kind::Connect).of(Const("redis")).when(&[When::Imports(&["flask_redis"])]),
    field(
        &["**.SQLALCHEMY_DATABASE_URI", "**.SQLALCHEMY_DATABASE_URL", "**.SQLALCHEMY_BINDS.*"],
        Kind::Connect,
    )
    .of(Service(&Value)),
];

pub(super) const QUEUES: &[Entry] = &[
    connect(&["pika.ConnectionParameters"], "amqp", First(&[Arg(0, "host"), Const("localhost")])),
    connect(
        &["pika.URLParameters", "aio_pika.connect", "aio_pika.connect_robust", "aiormq.connect"],
        "amqp",
        First(&[Arg(0, "url"), Key("host")]),
    ),
    connect(&["amqp.Connection"], "amqp", Arg(0, "host")),
    fact(&["kombu.Connection", "kombu.BrokerConnection"], Kind::Connect)
        .of(First(&[Service(&Arg(0, "hostname")), Const("amqp")]))
        .value(Arg(0, "hostname")),
    connect(
        &[
            "kafka.KafkaProducer",
            "kafka.KafkaConsumer",
            "kafka.KafkaAdminClient",
            "aiokafka.AIOKafkaProducer",
            "aiokafka.AIOKafkaConsumer",
        ],
        "kafka",
        Key("bootstrap_servers"),
    ),
    connect(
        &["confluent_kafka.Producer", "confluent_kafka.Consumer", "confluent_kafka.admin.AdminClient"],
        "kafka",
        Arg(0, "conf"),
    ),
    connect(&["faust.App"], "kafka", Key("broker")),
    connect(&["nats.connect", "nats.aio.client.Client().connect"], "nats", First(&[Arg(0, "servers")])),
    connect(&["stomp.Connection"], "stomp", Item(&Item(&Arg(0, "host_and_ports"), 0), 0)),
    connect(&["paho.mqtt.client.Client().connect"], "mqtt", Arg(0, "host")),
    connect(&["pulsar.Client"], "pulsar", Arg(0, "service_url")),
    fact(&["celery.Celery"], Kind::Connect)
        .of(Service(&Key("broker")))
        .value(Key("broker"))
        .when(&[When::Present(Key("broker"))]),
    fact(&["celery.Celery"], Kind::Connect)
        .of(Service(&Key("backend")))
        .value(Key("backend"))
        .when(&[When::Present(Key("backend"))])
        .also(),
    field(
        &[
            "**.CELERY_BROKER_URL",
            "**.BROKER_URL",
            "**.CELERY_RESULT_BACKEND",
            "celery.Celery().conf.broker_url",
            "celery.Celery().conf.result_backend",
            "**.broker_url",
            "**.result_backend",
        ],
        Kind::Connect,
    )
    .of(Service(&Value))
    .when(&[When::Present(Service(&Value))]),
    connect(&["dramatiq.brokers.redis.RedisBroker"], "redis", First(&[Key("url"), Key("host")])),
    connect(&["dramatiq.brokers.rabbitmq.RabbitmqBroker"], "amqp", First(&[Key("url"), Key("host")])),
];

pub(super) const PEERS: &[Entry] = &[
    connect(&["smtplib.SMTP", "smtplib.SMTP_SSL"], "smtp", First(&[Arg(0, "host"), Const("localhost")])),
    connect(&["aiosmtplib.send", "aiosmtplib.SMTP"], "smtp", Key("hostname")),
    field(&["MAIL_SERVER", "flask.Flask().config.MAIL_SERVER", "**.MAIL_SERVER"], Kind::Connect)
        .of(Const("smtp")),
    connect(&["ldap.initialize", "ldap3.Server"], "ldap", Arg(0, "uri")),
    fact(
        &[
            "boto3.client",
            "boto3.resource",
            "boto3.session.Session().client",
            "boto3.Session().client",
            "boto3.Session().resource",
            "aioboto3.Session().client",
        ],
        Kind::Connect,
    )
    .of(Arg(0, "service_name"))
    .value(Key("endpoint_url")),
    connect(&["minio.Minio"], "s3", Arg(0, "endpoint")),
    connect(&["google.cloud.storage.Client"], "gcs", Key("client_options.api_endpoint")),
    connect(&["azure.storage.blob.BlobServiceClient"], "azure-blob", Arg(0, "account_url")),
    connect(
        &["azure.storage.blob.BlobServiceClient.from_connection_string"],
        "azure-blob",
        Arg(0, "conn_str"),
    ),
    connect(&["ftplib.FTP", "ftplib.FTP_TLS"], "ftp", Arg(0, "host")),
    connect(
        &["paramiko.SSHClient().connect", "paramiko.client.SSHClient().connect"],
        "ssh",
        Arg(0, "hostname"),
    ),
    connect(&["imaplib.IMAP4", "imaplib.IMAP4_SSL"], "imap", Arg(0, "host")),
    connect(&["hvac.Client"], "vault", Arg(0, "url")),
    connect(&["consul.Consul"], "consul", Arg(0, "host")),
    connect(&["etcd3.client"], "etcd", Arg(0, "host")),
    connect(&["kazoo.client.KazooClient"], "zookeeper", Arg(0, "hosts")),
    connect(
        &[
            "grpc.insecure_channel",
            "grpc.secure_channel",
            "grpc.aio.insecure_channel",
            "grpc.aio.secure_channel",
        ],
        "grpc",
        Arg(0, "target"),
    ),
    connect(&["httpx.Client", "httpx.AsyncClient", "aiohttp.ClientSession"], "http", Arg(99, "base_url"))
        .when(&[When::Present(Key("base_url"))]),
    connect(
        &[
            "requests.get",
            "requests.post",
            "requests.put",
            "requests.patch",
            "requests.delete",
            "requests.head",
            "requests.Session().get",
            "requests.Session().post",
            "requests.Session().put",
            "requests.Session().delete",
            "requests.session().get",
            "requests.session().post",
            "httpx.get",
            "httpx.post",
            "httpx.put",
            "httpx.delete",
            "httpx.Client().get",
            "httpx.Client().post",
            "httpx.AsyncClient().get",
            "httpx.AsyncClient().post",
            "aiohttp.ClientSession().get",
            "aiohttp.ClientSession().post",
            "urllib.request.urlopen",
            "urllib.request.Request",
        ],
        "http",
        Arg(0, "url"),
    )
    .when(&[When::IsText(Arg(0, "url"))]),
    connect(&["requests.request", "httpx.request"], "http", Arg(1, "url"))
        .when(&[When::IsText(Arg(1, "url"))]),
    connect(&["zeep.Client", "suds.client.Client"], "http", Arg(0, "wsdl")),
    connect(&["xmlrpc.client.ServerProxy"], "http", Arg(0, "uri")),
    connect(&["websockets.connect", "websocket.create_connection"], "websocket", Arg(0, "uri")),
    connect(&["statsd.StatsClient", "statsd.StatsD"], "statsd", Arg(0, "host")),
    connect(&["docker.from_env", "docker.DockerClient"], "docker", Key("base_url")),
];

/// Passwords that are known by their position.
pub(super) const PASSWORDS: &[Entry] = &[
    fact(
        &[
            "smtplib.SMTP().login",
            "smtplib.SMTP_SSL().login",
            "imaplib.IMAP4_SSL().login",
            "pika.PlainCredentials",
            "pika.credentials.PlainCredentials",
        ],
        Kind::Literal,
    )
    .of(Const("password"))
    .value(Arg(1, "password")),
    fact(&["pymysql.connect", "MySQLdb.connect", "MySQLdb.Connection"], Kind::Literal)
        .of(Const("password"))
        .value(Arg(2, "passwd")),
];

pub(super) const EMBEDDED: &[Entry] = &[
    connect(
        &["sqlite3.connect", "aiosqlite.connect", "pysqlite3.connect", "sqlite_utils.Database"],
        "sqlite",
        Arg(0, "database"),
    ),
    connect(
        &["peewee.SqliteDatabase", "playhouse.sqlite_ext.SqliteExtDatabase"],
        "sqlite",
        Arg(0, "database"),
    ),
    connect(&["tinydb.TinyDB"], "tinydb", Arg(0, "path"))
        .when(&[When::Not(Key("storage"), &["tinydb.storages.MemoryStorage"])]),
    connect(&["shelve.open"], "shelve", Arg(0, "filename")),
    connect(&["dbm.open", "dbm.gnu.open", "dbm.ndbm.open"], "dbm", Arg(0, "file")),
    connect(&["plyvel.DB", "leveldb.LevelDB"], "leveldb", Arg(0, "name")),
    connect(&["rocksdb.DB", "rocksdict.Rdict"], "rocksdb", Arg(0, "db_name")),
    connect(&["lmdb.open", "lmdb.Environment"], "lmdb", Arg(0, "path")),
    connect(&["duckdb.connect"], "duckdb", Arg(0, "database")),
    connect(&["chromadb.PersistentClient"], "chromadb", Arg(0, "path")),
    connect(&["ZODB.FileStorage.FileStorage"], "zodb", Arg(0, "file_name")),
    connect(&["montydb.MontyClient"], "montydb", Arg(0, "repository")),
    connect(&["pickledb.load"], "pickledb", Arg(0, "location")),
];
