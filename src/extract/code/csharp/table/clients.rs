//! .NET's clients of backing services and peers.

use super::super::super::table::{Entry, Slot, When, connect, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Key, Value};

const CONNECTION: Slot = First(&[Arg(0, "connectionString"), Key("ConnectionString")]);

/// A provider of Entity Framework, Hangfire, health checks and the like that is given a connection string.
const fn provider(names: &'static [&'static str], service: &'static str) -> Entry {
    connect(names, service, CONNECTION)
}

pub(super) const DATABASES: &[Entry] = &[
    provider(&["?.UseSqlServer", "?.AddSqlServer", "?.UseSqlServerStorage"], "sqlserver"),
    provider(&["?.UseNpgsql", "?.UsePostgreSQL", "?.UsePostgreSqlStorage"], "postgres"),
    provider(&["?.UseMySql", "?.UseMySQL"], "mysql"),
    provider(&["?.UseOracle"], "oracle"),
    provider(&["?.UseSqlite"], "sqlite"),
    provider(&["Microsoft.Data.SqlClient.SqlConnection"], "sqlserver").when(&[When::Present(CONNECTION)]),
    provider(
        &["Npgsql.NpgsqlConnection", "Npgsql.NpgsqlDataSource.Create", "Npgsql.NpgsqlDataSourceBuilder"],
        "postgres",
    )
    .when(&[When::Present(CONNECTION)]),
    provider(&["MySqlConnector.MySqlConnection"], "mysql").when(&[When::Present(CONNECTION)]),
    provider(&["Oracle.ManagedDataAccess.Client.OracleConnection"], "oracle")
        .when(&[When::Present(CONNECTION)]),
    provider(&["Microsoft.Data.Sqlite.SqliteConnection", "System.Data.SQLite.SQLiteConnection"], "sqlite")
        .when(&[When::Present(CONNECTION)]),
    provider(&["LiteDB.LiteDatabase", "LiteDB.LiteRepository"], "litedb"),
    provider(&["MongoDB.Driver.MongoClient"], "mongodb").when(&[When::Present(CONNECTION)]),
    connect(&["Microsoft.Azure.Cosmos.CosmosClient"], "cosmosdb", CONNECTION),
    connect(
        &[
            "StackExchange.Redis.ConnectionMultiplexer.Connect",
            "StackExchange.Redis.ConnectionMultiplexer.ConnectAsync",
            "StackExchange.Redis.ConfigurationOptions.Parse",
        ],
        "redis",
        Arg(0, "configuration"),
    ),
    // `AddStackExchangeRedisCache(options => options.Configuration = "…")`
    field(&["*.Configuration"], Kind::Connect).of(Const("redis")).when(&[When::IsText(Value)]),
    connect(&["Nest.ConnectionSettings", "Nest.ElasticClient"], "elasticsearch", Arg(0, "uri"))
        .when(&[When::IsText(Arg(0, "uri"))]),
    connect(
        &[
            "Elastic.Clients.Elasticsearch.ElasticsearchClientSettings",
            "Elastic.Clients.Elasticsearch.ElasticsearchClient",
        ],
        "elasticsearch",
        Arg(0, "uri"),
    )
    .when(&[When::IsText(Arg(0, "uri"))]),
];

pub(super) const QUEUES: &[Entry] = &[
    connect(
        &["RabbitMQ.Client.ConnectionFactory"],
        "amqp",
        First(&[Key("HostName"), Key("Uri"), Key("Endpoint")]),
    )
    .when(&[When::Present(First(&[Key("HostName"), Key("Uri")]))]),
    field(
        &["RabbitMQ.Client.ConnectionFactory().HostName", "RabbitMQ.Client.ConnectionFactory().Uri"],
        Kind::Connect,
    )
    .of(Const("amqp")),
    connect(&["*.Host"], "amqp", Arg(0, "host"))
        .when(&[When::Imports(&["MassTransit"]), When::IsText(Arg(0, "host"))]),
    connect(
        &[
            "Confluent.Kafka.ProducerConfig",
            "Confluent.Kafka.ConsumerConfig",
            "Confluent.Kafka.AdminClientConfig",
            "Confluent.Kafka.ClientConfig",
        ],
        "kafka",
        Key("BootstrapServers"),
    )
    .when(&[When::Present(Key("BootstrapServers"))]),
    connect(&["Azure.Messaging.ServiceBus.ServiceBusClient"], "servicebus", CONNECTION),
    // Messages that count as done before the work on them is.
    fact(&["?.BasicConsume", "?.BasicConsumeAsync"], Kind::Consume)
        .of(Const("amqp"))
        .value(Const("early"))
        .when(&[When::Is(Arg(1, "autoAck"), &["true"])]),
    fact(&["?.BasicConsume", "?.BasicConsumeAsync"], Kind::Consume).of(Const("amqp")).value(Const("late")),
    fact(&["Confluent.Kafka.ConsumerConfig"], Kind::Consume).of(Const("kafka")).value(Const("early")).when(
        &[When::Is(Key("EnableAutoCommit"), &["true"]), When::Not(Key("EnableAutoOffsetStore"), &["false"])],
    ),
];

const TARGET: Slot = Arg(0, "requestUri");

pub(super) const PEERS: &[Entry] = &[
    connect(&["System.Net.Mail.SmtpClient"], "smtp", First(&[Arg(0, "host"), Key("Host")]))
        .when(&[When::Present(First(&[Arg(0, "host"), Key("Host")]))]),
    field(&["System.Net.Mail.SmtpClient().Host"], Kind::Connect).of(Const("smtp")),
    connect(
        &["MailKit.Net.Smtp.SmtpClient().Connect", "MailKit.Net.Smtp.SmtpClient().ConnectAsync"],
        "smtp",
        Arg(0, "host"),
    ),
    connect(
        &["MailKit.Net.Imap.ImapClient().Connect", "MailKit.Net.Imap.ImapClient().ConnectAsync"],
        "imap",
        Arg(0, "host"),
    ),
    connect(&["Azure.Storage.Blobs.BlobServiceClient"], "azure-blob", CONNECTION),
    connect(&["Amazon.S3.AmazonS3Client"], "s3", Key("ServiceURL")),
    connect(&["Amazon.S3.AmazonS3Config"], "s3", Key("ServiceURL")).when(&[When::Present(Key("ServiceURL"))]),
    connect(&["Grpc.Net.Client.GrpcChannel.ForAddress"], "grpc", Arg(0, "address")),
    connect(&["System.Net.Http.HttpClient"], "http", Key("BaseAddress"))
        .when(&[When::Present(Key("BaseAddress"))]),
    field(&["**.BaseAddress"], Kind::Connect).of(Const("http")).when(&[When::IsText(Value)]),
    connect(
        &[
            "System.Net.Http.HttpClient().GetAsync",
            "System.Net.Http.HttpClient().GetStringAsync",
            "System.Net.Http.HttpClient().GetStreamAsync",
            "System.Net.Http.HttpClient().GetByteArrayAsync",
            "System.Net.Http.HttpClient().GetFromJsonAsync",
            "System.Net.Http.HttpClient().PostAsync",
            "System.Net.Http.HttpClient().PostAsJsonAsync",
            "System.Net.Http.HttpClient().PutAsync",
            "System.Net.Http.HttpClient().DeleteAsync",
        ],
        "http",
        TARGET,
    )
    .when(&[When::IsText(TARGET)]),
    connect(&["System.Net.Http.HttpRequestMessage"], "http", Arg(1, "requestUri"))
        .when(&[When::IsText(Arg(1, "requestUri"))]),
];

pub(super) const KEYS: &[Entry] = &[
    fact(&["Microsoft.IdentityModel.Tokens.SymmetricSecurityKey"], Kind::SigningKey).value(Arg(0, "key")),
    fact(
        &[
            "System.Security.Cryptography.HMACSHA256",
            "System.Security.Cryptography.HMACSHA384",
            "System.Security.Cryptography.HMACSHA512",
        ],
        Kind::SigningKey,
    )
    .value(Arg(0, "key"))
    .when(&[When::Present(Arg(0, "key"))]),
    fact(
        &[
            "System.Net.NetworkCredential",
            "MailKit.Net.Smtp.SmtpClient().Authenticate",
            "MailKit.Net.Smtp.SmtpClient().AuthenticateAsync",
        ],
        Kind::Literal,
    )
    .of(Const("password"))
    .value(Arg(1, "password")),
];
