//! Ruby's clients of backing services and peers.

use super::super::super::table::{Entry, Slot, When, connect, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Item, Key, Service, Value};

const URL_OR_HOST: Slot = First(&[Key("url"), Key("host"), Key("hosts"), Arg(0, "")]);

pub(super) const DATABASES: &[Entry] = &[
    connect(
        &["PG.connect", "PG::Connection.new", "PG::Connection.open", "PG::Connection.connect"],
        "postgres",
        First(&[Key("host"), Arg(0, "")]),
    ),
    connect(&["Mysql2::Client.new", "Trilogy.new"], "mysql", First(&[Key("host"), Const("localhost")]))
        .when(&[When::Absent(Key("socket"))]),
    connect(
        &["Redis.new", "RedisClient.new", "RedisClient.config", "Redis.connect"],
        "redis",
        First(&[Key("url"), Key("host"), Key("path")]),
    )
    .when(&[When::Present(First(&[Key("url"), Key("host"), Key("path")]))]),
    // Without a URL, `REDIS_URL` is read.
    connect(&["Redis.new", "Redis.current", "RedisClient.new"], "redis", Slot::None),
    connect(&["Redis::Distributed.new"], "redis", Arg(0, "")),
    field(&["config.redis.url", "c.redis.url", "**.redis.url"], Kind::Connect).of(Const("redis")),
    field(&["Resque.redis", "?Resque.redis", "Ohm.redis"], Kind::Connect)
        .of(Const("redis"))
        .when(&[When::IsText(Value)]),
    connect(&["Mongo::Client.new", "Mongo::MongoClient.new"], "mongodb", Arg(0, "")),
    connect(&["Dalli::Client.new", "Memcached.new", "MemCache.new"], "memcached", Arg(0, ""))
        .when(&[When::Present(Arg(0, ""))]),
    connect(&["Dalli::Client.new"], "memcached", Const("localhost:11211")).when(&[When::Absent(Arg(0, ""))]),
    connect(&["Elasticsearch::Client.new", "Elasticsearch::Model.client"], "elasticsearch", URL_OR_HOST),
    connect(&["OpenSearch::Client.new"], "opensearch", URL_OR_HOST),
    connect(&["Cassandra.cluster"], "cassandra", Key("hosts")),
    connect(&["InfluxDB::Client.new", "InfluxDB2::Client.new"], "influxdb", URL_OR_HOST),
    connect(&["Neo4j::Driver::GraphDatabase.driver"], "neo4j", Arg(0, "")),
    connect(&["TinyTds::Client.new"], "sqlserver", First(&[Key("host"), Key("dataserver")])),
    connect(&["OCI8.new"], "oracle", Arg(2, "")),
    connect(&["CouchRest.database", "CouchRest.database!"], "couchdb", Arg(0, "")),
    connect(&["Typesense::Client.new"], "typesense", Key("nodes")),
    connect(&["MeiliSearch::Client.new", "Meilisearch::Client.new"], "meilisearch", Arg(0, "")),
    // The URL or adapter says which service it is.
    fact(&["Sequel.connect", "DataMapper.setup", "ROM.container"], Kind::Connect)
        .of(Service(&First(&[Key("adapter"), Arg(0, "")])))
        .value(First(&[Key("host"), Key("database"), Arg(0, "")]))
        .when(&[When::Present(Service(&First(&[Key("adapter"), Arg(0, "")])))]),
    connect(&["Sequel.postgres"], "postgres", First(&[Key("host"), Arg(0, "")])),
    connect(&["Sequel.mysql2", "Sequel.mysql"], "mysql", First(&[Key("host"), Arg(0, "")])),
    fact(&["ActiveRecord::Base.establish_connection"], Kind::Connect)
        .of(Service(&First(&[Key("adapter"), Arg(0, "")])))
        .value(First(&[Key("url"), Key("host"), Key("database"), Arg(0, "")]))
        .when(&[When::Present(Service(&First(&[Key("adapter"), Arg(0, "")])))]),
];

pub(super) const QUEUES: &[Entry] = &[
    connect(
        &["Bunny.new", "Bunny::Session.new", "MarchHare.connect"],
        "amqp",
        First(&[Key("host"), Key("uri"), Arg(0, "")]),
    )
    .when(&[When::Present(First(&[Key("host"), Key("uri"), Arg(0, "")]))]),
    connect(&["Bunny.new", "Bunny.run"], "amqp", Const("localhost")).when(&[When::Absent(Arg(0, "host"))]),
    connect(&["Sneakers.configure"], "amqp", Key("amqp")).when(&[When::Present(Key("amqp"))]),
    connect(&["AMQP.connect", "AMQP.start"], "amqp", First(&[Key("host"), Arg(0, "")])),
    connect(&["Kafka.new"], "kafka", First(&[Key("seed_brokers"), Arg(0, "")])),
    connect(&["Rdkafka::Config.new"], "kafka", Key("bootstrap.servers")),
    field(&["**.kafka.bootstrap.servers", "**.kafka.seed_brokers"], Kind::Connect).of(Const("kafka")),
    connect(
        &["NATS.connect", "NATS.start", "NATS::IO::Client.new().connect"],
        "nats",
        First(&[Arg(0, ""), Key("servers")]),
    ),
    connect(&["Stomp::Client.new"], "stomp", Arg(2, "")),
    connect(&["MQTT::Client.connect", "MQTT::Client.new"], "mqtt", First(&[Key("host"), Arg(0, "")])),
    connect(&["Beaneater.new"], "beanstalkd", Arg(0, "")),
];

pub(super) const MAIL: &[Entry] = &[
    connect(&["Net::SMTP.start", "Net::SMTP.new"], "smtp", Arg(0, "address")),
    field(&["**.smtp_settings.address", "ActionMailer::Base.smtp_settings.address"], Kind::Connect)
        .of(Const("smtp")),
    field(&["**.delivery_method"], Kind::Connect)
        .of(Const("sendmail"))
        .value(Slot::None)
        .when(&[When::Is(Value, &[":sendmail", ":exim"])]),
    field(&["**.action_mailer.delivery_method"], Kind::Connect)
        .of(Const("file-mail"))
        .value(Slot::None)
        .when(&[When::Is(Value, &[":file", ":letter_opener", ":letter_opener_web"])]),
    connect(&["delivery_method", "*.delivery_method"], "sendmail", Slot::None)
        .when(&[When::Is(Arg(0, ""), &[":sendmail", ":exim"])]),
    connect(&["delivery_method", "*.delivery_method"], "smtp", Key("address"))
        .when(&[When::Is(Arg(0, ""), &[":smtp"]), When::Present(Key("address"))]),
    connect(&["Pony.mail"], "smtp", Key("via_options.address"))
        .when(&[When::Present(Key("via_options.address"))]),
];

pub(super) const PEERS: &[Entry] = &[
    connect(&["Net::LDAP.new"], "ldap", Key("host")),
    connect(
        &["Aws::S3::Client.new", "Aws::S3::Resource.new", "Shrine::Storage::S3.new"],
        "s3",
        Key("endpoint"),
    ),
    connect(&["Aws::SQS::Client.new"], "sqs", Key("endpoint")),
    connect(&["Aws::SNS::Client.new"], "sns", Key("endpoint")),
    connect(&["Aws::DynamoDB::Client.new"], "dynamodb", Key("endpoint")),
    connect(&["Aws::SES::Client.new", "Aws::SESV2::Client.new"], "ses", Key("endpoint")),
    connect(&["Google::Cloud::Storage.new"], "gcs", Key("endpoint")),
    connect(&["Azure::Storage::Blob::BlobService.create"], "azure-blob", Slot::None),
    connect(&["Net::SSH.start", "Net::SFTP.start", "Net::SCP.start"], "ssh", Arg(0, "")),
    connect(&["Net::FTP.new", "Net::FTP.open"], "ftp", Arg(0, "")),
    connect(&["Net::IMAP.new"], "imap", Arg(0, "")),
    connect(&["Datadog::Statsd.new", "Statsd.new"], "statsd", Arg(0, "")),
    connect(&["Diplomat.configure"], "consul", Slot::None),
    connect(&["Faraday.new", "Faraday::Connection.new"], "http", First(&[Key("url"), Arg(0, "")]))
        .when(&[When::IsText(First(&[Key("url"), Arg(0, "")]))]),
    connect(
        &[
            "Faraday.get",
            "Faraday.post",
            "Faraday.put",
            "Faraday.delete",
            "HTTParty.get",
            "HTTParty.post",
            "HTTParty.put",
            "HTTParty.delete",
            "RestClient.get",
            "RestClient.post",
            "RestClient.put",
            "RestClient.delete",
            "RestClient::Resource.new",
            "HTTP.get",
            "HTTP.post",
            "HTTP.put",
            "HTTP.headers().get",
            "HTTP.auth().get",
            "HTTP.auth().post",
            "HTTPX.get",
            "HTTPX.post",
            "Excon.new",
            "Excon.get",
            "Excon.post",
            "Typhoeus.get",
            "Typhoeus.post",
            "Typhoeus::Request.new",
            "Net::HTTP.get",
            "Net::HTTP.get_response",
            "Net::HTTP.post",
            "Net::HTTP.post_form",
            "OpenURI.open_uri",
            "Savon.client",
            "Patron::Session.new",
        ],
        "http",
        First(&[Key("wsdl"), Arg(0, "")]),
    )
    .when(&[When::IsText(First(&[Key("wsdl"), Arg(0, "")]))]),
    connect(&["RestClient::Request.execute"], "http", Key("url")).when(&[When::IsText(Key("url"))]),
    connect(&["Net::HTTP.start", "Net::HTTP.new"], "http", Arg(0, "")).when(&[When::IsText(Arg(0, ""))]),
    connect(&["base_uri"], "http", Arg(0, "")).when(&[When::IsText(Arg(0, ""))]),
];

pub(super) const EMBEDDED: &[Entry] = &[
    connect(
        &["SQLite3::Database.new", "SQLite3::Database.open", "Sequel.sqlite", "Amalgalite::Database.new"],
        "sqlite",
        Arg(0, ""),
    ),
    connect(&["PStore.new", "YAML::Store.new"], "pstore", Arg(0, "")),
    connect(&["DBM.open", "GDBM.new", "SDBM.open"], "dbm", Arg(0, "")),
    connect(&["LMDB.new"], "lmdb", Arg(0, "")),
    connect(&["LevelDB::DB.new"], "leveldb", Arg(0, "")),
    connect(&["DuckDB::Database.open"], "duckdb", Arg(0, "")),
    connect(&["Daybreak::DB.new"], "daybreak", Arg(0, "")),
    connect(&["Moneta.new"], "moneta", Item(&Arg(99, "dir"), 0))
        .when(&[When::Is(Arg(0, ""), &[":File", ":PStore", ":YAML"])]),
];
