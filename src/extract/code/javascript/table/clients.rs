//! JavaScript's clients of backing services and peers.

use super::super::super::table::{Entry, Slot, When, connect, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Key, Service, Sibling, Value};

/// A URL as first argument, or one of the options that name the place.
const URL_OR_HOST: Slot = First(&[
    Key("connectionString"),
    Key("url"),
    Key("uri"),
    Key("host"),
    Key("hostname"),
    Key("socket.host"),
    Arg(0, "url"),
]);

/// Clients whose constructor takes a URL or options and has a default place.
const fn client(names: &'static [&'static str], service: &'static str) -> Entry {
    connect(names, service, URL_OR_HOST)
}

pub(super) const STORES: &[Entry] = &[
    client(
        &[
            "pg.Pool",
            "pg.Client",
            "pg-promise()",
            "postgres",
            "pg-pool",
            "slonik.createPool",
            "@neondatabase/serverless.Pool",
            "@vercel/postgres.createPool",
        ],
        "postgres",
    ),
    client(
        &[
            "mysql.createConnection",
            "mysql.createPool",
            "mysql2.createConnection",
            "mysql2.createPool",
            "mysql.createPoolCluster",
            "promise-mysql.createConnection",
            "promise-mysql.createPool",
        ],
        "mysql",
    ),
    client(&["mariadb.createConnection", "mariadb.createPool"], "mariadb"),
    client(
        &[
            "mongodb.MongoClient",
            "mongoose.connect",
            "mongoose.createConnection",
            "monk",
            "@nestjs/mongoose.MongooseModule.forRoot",
        ],
        "mongodb",
    ),
    // A second argument is the host.
    connect(&["ioredis", "redis.createClient"], "redis", Arg(1, "host"))
        .when(&[When::IsText(Arg(1, "host"))]),
    client(
        &[
            "ioredis",
            "redis.createClient",
            "redis.createCluster",
            "ioredis.Cluster",
            "handy-redis.createNodeRedisClient",
            "@redis/client.createClient",
            "iovalkey",
        ],
        "redis",
    ),
    client(&["memcached", "memjs.Client.create"], "memcached"),
    connect(
        &["@elastic/elasticsearch.Client", "elasticsearch.Client"],
        "elasticsearch",
        First(&[Key("node"), Key("nodes"), Key("host"), Key("hosts")]),
    ),
    connect(&["@opensearch-project/opensearch.Client"], "opensearch", First(&[Key("node"), Key("nodes")])),
    connect(&["cassandra-driver.Client"], "cassandra", Key("contactPoints")),
    client(&["neo4j-driver.driver"], "neo4j"),
    connect(&["@clickhouse/client.createClient"], "clickhouse", First(&[Key("url"), Key("host")])),
    client(&["influx.InfluxDB", "@influxdata/influxdb-client.InfluxDB"], "influxdb"),
    client(&["nano"], "couchdb"),
    connect(&["couchbase.connect"], "couchbase", Arg(0, "connStr")),
    connect(
        &["mssql.connect", "mssql.ConnectionPool"],
        "sqlserver",
        First(&[Key("server"), Arg(0, "config")]),
    ),
    connect(&["tedious.Connection"], "sqlserver", Key("server")),
    connect(&["oracledb.getConnection", "oracledb.createPool"], "oracle", Key("connectString")),
    client(
        &[
            "amqplib.connect",
            "amqp-connection-manager.connect",
            "amqp.createConnection",
            "rascal.BrokerAsPromised.create",
        ],
        "amqp",
    ),
    connect(&["kafkajs.Kafka", "@confluentinc/kafka-javascript.KafkaJS.Kafka"], "kafka", Key("brokers")),
    connect(&["kafka-node.KafkaClient"], "kafka", Key("kafkaHost")),
    connect(&["node-rdkafka.Producer", "node-rdkafka.KafkaConsumer"], "kafka", Key("metadata.broker.list")),
    connect(&["nats.connect"], "nats", First(&[Key("servers"), Arg(0, "servers")])),
    client(&["mqtt.connect"], "mqtt"),
    connect(&["stompit.connect"], "stomp", Key("host")),
    connect(&["bull"], "redis", First(&[Key("redis.host"), Key("redis.url"), Key("redis"), Arg(1, "url")])),
    connect(
        &["bullmq.Queue", "bullmq.Worker", "bullmq.QueueEvents"],
        "redis",
        First(&[Key("connection.host"), Key("connection.url")]),
    ),
    connect(
        &["@nestjs/bull.BullModule.forRoot", "@nestjs/bullmq.BullModule.forRoot"],
        "redis",
        First(&[Key("redis.host"), Key("connection.host")]),
    ),
    connect(
        &["@nestjs-modules/ioredis.RedisModule.forRoot", "@liaoliaots/nestjs-redis.RedisModule.forRoot"],
        "redis",
        First(&[Key("url"), Key("options.host"), Key("config.url"), Key("config.host")]),
    ),
    // Transports of Nest's microservices: <https://docs.nestjs.com/microservices/basics>.
    field(&["**.transport"], Kind::Connect)
        .of(Const("amqp"))
        .value(Sibling("options.urls"))
        .when(&[When::Is(Value, &["@nestjs/microservices.Transport.RMQ"])]),
    field(&["**.transport"], Kind::Connect)
        .of(Const("redis"))
        .value(Sibling("options.host"))
        .when(&[When::Is(Value, &["@nestjs/microservices.Transport.REDIS"])]),
    field(&["**.transport"], Kind::Connect)
        .of(Const("kafka"))
        .value(Sibling("options.client.brokers"))
        .when(&[When::Is(Value, &["@nestjs/microservices.Transport.KAFKA"])]),
    field(&["**.transport"], Kind::Connect)
        .of(Const("nats"))
        .value(Sibling("options.servers"))
        .when(&[When::Is(Value, &["@nestjs/microservices.Transport.NATS"])]),
    field(&["**.transport"], Kind::Connect)
        .of(Const("mqtt"))
        .value(Sibling("options.url"))
        .when(&[When::Is(Value, &["@nestjs/microservices.Transport.MQTT"])]),
    connect(&["kue.createQueue", "bee-queue"], "redis", Key("redis.host")),
    connect(&["agenda", "agenda.Agenda"], "mongodb", Key("db.address")),
    connect(&["connect-mongo.create", "connect-mongo"], "mongodb", First(&[Key("mongoUrl"), Key("url")])),
    fact(&["keyv"], Kind::Connect)
        .of(Service(&Arg(0, "uri")))
        .value(Arg(0, "uri"))
        .when(&[When::Present(Service(&Arg(0, "uri")))]),
];

pub(super) const PEERS: &[Entry] = &[
    connect(&["nodemailer.createTransport"], "sendmail", Const("sendmail"))
        .when(&[When::Is(Key("sendmail"), &["true"])]),
    connect(&["nodemailer.createTransport"], "smtp", First(&[Key("host"), Arg(0, "url")]))
        .when(&[When::Present(First(&[Key("host"), Slot::Host(&Arg(0, "url"))]))]),
    // `service: "gmail"` names a vendor.
    connect(&["nodemailer.createTransport"], "smtp", Slot::None).when(&[When::Present(Key("service"))]),
    connect(
        &["@nestjs-modules/mailer.MailerModule.forRoot"],
        "smtp",
        First(&[Key("transport.host"), Key("transport")]),
    )
    .when(&[When::Present(First(&[Key("transport.host"), Slot::Host(&Key("transport"))]))]),
    connect(&["emailjs.SMTPClient"], "smtp", Key("host")),
    connect(&["ldapjs.createClient", "ldapts.Client"], "ldap", Key("url")),
    connect(&["aws-sdk.S3", "@aws-sdk/client-s3.S3Client", "@aws-sdk/client-s3.S3"], "s3", Key("endpoint")),
    connect(&["minio.Client"], "s3", Key("endPoint")),
    connect(&["@aws-sdk/client-sqs.SQSClient", "aws-sdk.SQS"], "sqs", Key("endpoint")),
    connect(
        &["@aws-sdk/client-dynamodb.DynamoDBClient", "aws-sdk.DynamoDB", "aws-sdk.DynamoDB.DocumentClient"],
        "dynamodb",
        Key("endpoint"),
    ),
    connect(&["@google-cloud/storage.Storage"], "gcs", Key("apiEndpoint")),
    connect(
        &[
            "@azure/storage-blob.BlobServiceClient",
            "@azure/storage-blob.BlobServiceClient.fromConnectionString",
        ],
        "azure-blob",
        Arg(0, "url"),
    ),
    connect(
        &["axios.create", "got.extend", "ky.create", "apisauce.create", "@nestjs/axios.HttpModule.register"],
        "http",
        First(&[Key("baseURL"), Key("prefixUrl"), Key("baseUrl")]),
    )
    .when(&[When::Present(First(&[Key("baseURL"), Key("prefixUrl"), Key("baseUrl")]))]),
    connect(
        &[
            "axios",
            "axios.get",
            "axios.post",
            "axios.put",
            "axios.patch",
            "axios.delete",
            "got",
            "got.get",
            "got.post",
            "fetch",
            "superagent.get",
            "superagent.post",
            "request",
            "request.get",
            "request.post",
            "needle.get",
            "ky",
            "ky.get",
            "ky.post",
        ],
        "http",
        First(&[Key("url"), Arg(0, "url")]),
    )
    .when(&[When::IsText(First(&[Key("url"), Arg(0, "url")]))]),
    connect(
        &["http.request", "http.get", "https.request", "https.get"],
        "http",
        First(&[Key("hostname"), Key("host"), Arg(0, "url")]),
    )
    .when(&[When::IsText(First(&[Key("hostname"), Key("host"), Arg(0, "url")]))]),
    connect(
        &[
            "ws",
            "ws.WebSocket",
            "WebSocket",
            "socket.io-client",
            "socket.io-client.io",
            "socket.io-client.connect",
        ],
        "websocket",
        Arg(0, "url"),
    )
    .when(&[When::IsText(Arg(0, "url"))]),
    connect(
        &[
            "http-proxy-middleware.createProxyMiddleware",
            "http-proxy-middleware",
            "http-proxy.createProxyServer",
        ],
        "http",
        Key("target"),
    )
    .when(&[When::Present(Key("target"))]),
    connect(&["node-vault"], "vault", Key("endpoint")),
    connect(&["consul"], "consul", Key("host")),
    connect(&["etcd3.Etcd3"], "etcd", Key("hosts")),
    connect(&["ssh2-sftp-client().connect", "ssh2.Client().connect"], "ssh", Key("host")),
    connect(&["basic-ftp.Client().access"], "ftp", Key("host")),
    connect(&["hot-shots", "node-statsd", "hot-shots.StatsD"], "statsd", Key("host")),
    connect(
        &["@apollo/client.ApolloClient", "graphql-request.GraphQLClient"],
        "http",
        First(&[Key("uri"), Arg(0, "url")]),
    )
    .when(&[When::IsText(First(&[Key("uri"), Arg(0, "url")]))]),
];

pub(super) const EMBEDDED: &[Entry] = &[
    connect(
        &[
            "sqlite3.Database",
            "sqlite3.cached.Database",
            "better-sqlite3",
            "node:sqlite.DatabaseSync",
            "sqlite.DatabaseSync",
            "bun:sqlite.Database",
            "sqlite3.verbose().Database",
        ],
        "sqlite",
        First(&[Arg(0, "filename")]),
    ),
    connect(&["sqlite.open"], "sqlite", Key("filename")),
    connect(
        &[
            "lowdb/adapters/FileSync",
            "lowdb/adapters/FileAsync",
            "lowdb/node.JSONFile",
            "lowdb.JSONFile",
            "lowdb/node.JSONFileSync",
            "lowdb/node.JSONFilePreset",
            "lowdb.JSONFilePreset",
        ],
        "lowdb",
        Arg(0, "file"),
    ),
    connect(
        &["nedb", "nedb-promises.create", "@seald-io/nedb", "nedb-promises"],
        "nedb",
        First(&[Key("filename"), Arg(0, "filename"), Const(":memory:")]),
    ),
    connect(
        &["level", "level.Level", "levelup", "leveldown", "classic-level.ClassicLevel"],
        "leveldb",
        Arg(0, "location"),
    ),
    connect(&["lmdb.open"], "lmdb", First(&[Key("path"), Arg(0, "path")])),
    connect(&["lokijs"], "lokijs", Arg(0, "filename")),
    connect(&["pouchdb"], "pouchdb", Arg(0, "name")),
    connect(&["node-json-db.Config"], "node-json-db", Arg(0, "filename")),
    connect(&["node-persist.init", "node-persist.initSync"], "node-persist", Key("dir")),
    connect(&["duckdb.Database", "@duckdb/node-api.DuckDBInstance.create"], "duckdb", Arg(0, "path")),
    connect(
        &["@prisma/adapter-better-sqlite3.PrismaBetterSQLite3", "@libsql/client.createClient"],
        "sqlite",
        Key("url"),
    )
    .when(&[When::Starts(Key("url"), &["file:"])]),
];
