//! Go's clients of backing services and peers, and embedded databases.

use super::super::super::table::{Entry, Slot, When, connect, fact, field};
use crate::fact::Kind;
use Slot::{Arg, First, Item, Key, Of, Service, Value};

const FIRST: Slot = Arg(0, "");
const SECOND: Slot = Arg(1, "");

/// A function that takes a driver and a data source.
const OPEN: &[&str] = &[
    "database/sql.Open",
    "github.com/jmoiron/sqlx.Open",
    "github.com/jmoiron/sqlx.MustOpen",
    "github.com/jmoiron/sqlx.Connect",
    "github.com/jmoiron/sqlx.MustConnect",
    "github.com/XSAM/otelsql.Open",
    "go.nhat.io/otelsql.Open",
    "github.com/uptrace/opentelemetry-go-extra/otelsql.Open",
    "xorm.io/xorm.NewEngine",
    "github.com/go-xorm/xorm.NewEngine",
    "github.com/jinzhu/gorm.Open",
    "entgo.io/ent/dialect/sql.Open",
];

/// The same behind a context.
const OPEN_CONTEXT: &[&str] = &["github.com/jmoiron/sqlx.ConnectContext"];

const fn of_driver(drivers: &'static [When], service: &'static str) -> Entry {
    connect(OPEN, service, SECOND).when(drivers)
}

pub(super) const DATABASES: &[Entry] = &[
    of_driver(
        &[When::Is(FIRST, &["pgx", "pgx/v4", "pgx/v5", "pq", "cloudsqlpostgres", "postgres-proxy", "pg"])],
        "postgres",
    ),
    of_driver(&[When::Is(FIRST, &["sqlite", "sqlite3", "libsql", "sqlite3_extended"])], "sqlite"),
    of_driver(&[When::Is(FIRST, &["oracle", "godror", "oci8", "goracle"])], "oracle"),
    of_driver(&[When::Is(FIRST, &["azuresql", "mssql", "sqlserver"])], "sqlserver"),
    of_driver(&[When::Is(FIRST, &["snowflake", "bigquery", "databricks"])], "warehouse"),
    of_driver(&[When::Is(FIRST, &["duckdb"])], "duckdb"),
    fact(OPEN, Kind::Connect).of(Service(&FIRST)).value(SECOND).when(&[When::Present(Service(&FIRST))]),
    fact(OPEN, Kind::Connect).of(Service(&SECOND)).value(SECOND),
    fact(OPEN_CONTEXT, Kind::Connect)
        .of(Service(&SECOND))
        .value(Arg(2, ""))
        .when(&[When::Present(Service(&SECOND))]),
    fact(OPEN_CONTEXT, Kind::Connect).of(Service(&Arg(2, ""))).value(Arg(2, "")),
    connect(&["gorm.io/driver/postgres.Open"], "postgres", FIRST),
    connect(&["gorm.io/driver/postgres.Config"], "postgres", Key("DSN")).when(&[When::Present(Key("DSN"))]),
    connect(&["gorm.io/driver/mysql.Open"], "mysql", FIRST),
    connect(&["gorm.io/driver/mysql.Config"], "mysql", Key("DSN")).when(&[When::Present(Key("DSN"))]),
    connect(&["gorm.io/driver/sqlserver.Open"], "sqlserver", FIRST),
    connect(&["gorm.io/driver/clickhouse.Open"], "clickhouse", FIRST),
    connect(
        &[
            "github.com/jackc/pgx.Connect",
            "github.com/jackc/pgx/pgxpool.New",
            "github.com/jackc/pgx/pgxpool.Connect",
            "github.com/jackc/pgx/pgxpool.NewWithConfig",
            "github.com/jackc/pgx/pgxpool.ConnectConfig",
            "github.com/jackc/pgx.ConnectConfig",
        ],
        "postgres",
        SECOND,
    ),
    connect(&["github.com/lib/pq.NewConnector", "github.com/lib/pq.NewListener"], "postgres", FIRST),
    connect(&["github.com/go-pg/pg.Connect"], "postgres", Of(&FIRST, &Key("Addr"))),
    connect(&["github.com/uptrace/bun/driver/pgdriver.WithDSN"], "postgres", FIRST),
    connect(&["github.com/uptrace/bun/driver/pgdriver.WithAddr"], "postgres", FIRST),
    connect(&["go.mongodb.org/mongo-driver/mongo/options.Client()~.ApplyURI"], "mongodb", FIRST),
    connect(
        &[
            "gopkg.in/mgo.Dial",
            "github.com/globalsign/mgo.Dial",
            "gopkg.in/mgo.DialWithTimeout",
            "labix.org/mgo.Dial",
        ],
        "mongodb",
        FIRST,
    ),
    connect(&["github.com/redis/go-redis.NewClient"], "redis", First(&[Of(&FIRST, &Key("Addr")), FIRST])),
    connect(
        &["github.com/redis/go-redis.NewUniversalClient", "github.com/redis/go-redis.NewClusterClient"],
        "redis",
        First(&[Item(&Of(&FIRST, &Key("Addrs")), 0), Of(&FIRST, &Key("Addrs"))]),
    ),
    connect(
        &["github.com/redis/go-redis.NewFailoverClient"],
        "redis",
        Item(&Of(&FIRST, &Key("SentinelAddrs")), 0),
    ),
    connect(
        &["github.com/gomodule/redigo/redis.Dial", "github.com/garyburd/redigo/redis.Dial"],
        "redis",
        SECOND,
    ),
    connect(&["github.com/gomodule/redigo/redis.DialURL"], "redis", FIRST),
    connect(&["github.com/redis/rueidis.NewClient"], "redis", Item(&Of(&FIRST, &Key("InitAddress")), 0)),
    connect(&["github.com/hibiken/asynq.RedisClientOpt"], "redis", Key("Addr")),
    connect(&["github.com/bradfitz/gomemcache/memcache.New"], "memcached", FIRST),
    connect(&["github.com/gocql/gocql.NewCluster"], "cassandra", FIRST),
    connect(
        &["github.com/elastic/go-elasticsearch.NewClient"],
        "elasticsearch",
        Item(&Of(&FIRST, &Key("Addresses")), 0),
    ),
    connect(&["github.com/olivere/elastic.SetURL"], "elasticsearch", FIRST),
    connect(
        &["github.com/opensearch-project/opensearch-go.NewClient"],
        "opensearch",
        Item(&Of(&FIRST, &Key("Addresses")), 0),
    ),
    connect(&["github.com/meilisearch/meilisearch.New"], "meilisearch", FIRST),
    connect(
        &[
            "github.com/neo4j/neo4j-go-driver/neo4j.NewDriver",
            "github.com/neo4j/neo4j-go-driver/neo4j.NewDriverWithContext",
        ],
        "neo4j",
        FIRST,
    ),
    connect(&["github.com/influxdata/influxdb-client-go.NewClient"], "influxdb", FIRST),
    connect(&["github.com/ClickHouse/clickhouse-go.Open"], "clickhouse", Item(&Of(&FIRST, &Key("Addr")), 0)),
    connect(
        &["go.etcd.io/etcd/client.New", "go.etcd.io/etcd/clientv3.New"],
        "etcd",
        Item(&Of(&FIRST, &Key("Endpoints")), 0),
    ),
    connect(&["github.com/hashicorp/consul/api.NewClient"], "consul", Of(&FIRST, &Key("Address"))),
    connect(&["github.com/hashicorp/vault/api.NewClient"], "vault", Of(&FIRST, &Key("Address"))),
    connect(
        &["github.com/go-zookeeper/zk.Connect", "github.com/samuel/go-zookeeper/zk.Connect"],
        "zookeeper",
        Item(&FIRST, 0),
    ),
];

pub(super) const QUEUES: &[Entry] = &[
    connect(
        &[
            "github.com/rabbitmq/amqp091-go.Dial",
            "github.com/rabbitmq/amqp091-go.DialConfig",
            "github.com/rabbitmq/amqp091-go.DialTLS",
            "github.com/wagslane/go-rabbitmq.NewConn",
        ],
        "amqp",
        FIRST,
    ),
    connect(
        &[
            "github.com/IBM/sarama.NewConsumerGroup",
            "github.com/IBM/sarama.NewConsumer",
            "github.com/IBM/sarama.NewSyncProducer",
            "github.com/IBM/sarama.NewAsyncProducer",
            "github.com/IBM/sarama.NewClient",
            "github.com/IBM/sarama.NewClusterAdmin",
        ],
        "kafka",
        First(&[Item(&FIRST, 0), FIRST]),
    ),
    connect(
        &["github.com/segmentio/kafka-go.NewReader", "github.com/segmentio/kafka-go.NewWriter"],
        "kafka",
        Item(&Of(&FIRST, &Key("Brokers")), 0),
    ),
    connect(&["github.com/segmentio/kafka-go.Writer"], "kafka", Of(&Key("Addr"), &FIRST)),
    connect(
        &["github.com/segmentio/kafka-go.Dial", "github.com/segmentio/kafka-go.DialLeader"],
        "kafka",
        First(&[Arg(2, ""), SECOND]),
    ),
    connect(
        &[
            "github.com/confluentinc/confluent-kafka-go/kafka.NewProducer",
            "github.com/confluentinc/confluent-kafka-go/kafka.NewConsumer",
        ],
        "kafka",
        Key("bootstrap.servers"),
    ),
    connect(&["github.com/twmb/franz-go/pkg/kgo.SeedBrokers"], "kafka", FIRST),
    connect(&["github.com/nats-io/nats.Connect"], "nats", FIRST),
    connect(&["github.com/nats-io/stan.NatsURL"], "nats", FIRST),
    connect(&["github.com/eclipse/paho.mqtt.NewClientOptions()~.AddBroker"], "mqtt", FIRST),
    connect(&["github.com/apache/pulsar-client-go/pulsar.NewClient"], "pulsar", Of(&FIRST, &Key("URL"))),
    connect(&["github.com/nsqio/nsq.NewProducer", "github.com/nsqio/go-nsq.NewProducer"], "nsq", FIRST),
    connect(&["github.com/go-stomp/stomp.Dial"], "stomp", SECOND),
    connect(&["github.com/beanstalkd/go-beanstalk.Dial"], "beanstalkd", SECOND),
    connect(
        &["go.temporal.io/sdk/client.Dial", "go.temporal.io/sdk/client.NewClient"],
        "temporal",
        Of(&FIRST, &Key("HostPort")),
    ),
];

/// A peer with a written address.
const TEXT: &[When] = &[When::IsText(FIRST)];

pub(super) const PEERS: &[Entry] = &[
    connect(&["net/smtp.SendMail", "net/smtp.Dial"], "smtp", FIRST),
    connect(
        &[
            "gopkg.in/gomail.NewDialer",
            "gopkg.in/gomail.NewPlainDialer",
            "github.com/go-gomail/gomail.NewDialer",
            "github.com/go-mail/mail.NewDialer",
            "gopkg.in/mail.NewDialer",
            "github.com/wneessen/go-mail.NewClient",
        ],
        "smtp",
        FIRST,
    ),
    connect(&["github.com/go-ldap/ldap.DialURL", "gopkg.in/ldap.DialURL"], "ldap", FIRST),
    connect(
        &[
            "github.com/go-ldap/ldap.Dial",
            "github.com/go-ldap/ldap.DialTLS",
            "gopkg.in/ldap.Dial",
            "gopkg.in/ldap.DialTLS",
        ],
        "ldap",
        SECOND,
    ),
    connect(&["github.com/minio/minio-go.New", "github.com/minio/minio-go.NewWithRegion"], "s3", FIRST),
    connect(
        &[
            "github.com/aws/aws-sdk-go-v2/service/s3.NewFromConfig",
            "github.com/aws/aws-sdk-go/service/s3.New",
        ],
        "s3",
        Slot::None,
    ),
    connect(
        &[
            "github.com/aws/aws-sdk-go/service/sqs.New",
            "github.com/aws/aws-sdk-go-v2/service/sqs.NewFromConfig",
        ],
        "sqs",
        Slot::None,
    ),
    connect(
        &[
            "github.com/aws/aws-sdk-go/service/dynamodb.New",
            "github.com/aws/aws-sdk-go-v2/service/dynamodb.NewFromConfig",
        ],
        "dynamodb",
        Slot::None,
    ),
    connect(&["cloud.google.com/go/storage.NewClient"], "gcs", Slot::None),
    connect(&["cloud.google.com/go/pubsub.NewClient"], "pubsub", Slot::None),
    connect(&["cloud.google.com/go/firestore.NewClient"], "firestore", Slot::None),
    connect(
        &["github.com/Azure/azure-sdk-for-go/sdk/storage/azblob.NewClientFromConnectionString"],
        "azure-blob",
        FIRST,
    ),
    connect(&["github.com/Azure/azure-sdk-for-go/sdk/storage/azblob.NewClient"], "azure-blob", FIRST),
    connect(&["github.com/jlaffaye/ftp.Dial"], "ftp", FIRST),
    connect(&["golang.org/x/crypto/ssh.Dial"], "ssh", SECOND),
    connect(&["google.golang.org/grpc.Dial", "google.golang.org/grpc.NewClient"], "grpc", FIRST),
    connect(&["google.golang.org/grpc.DialContext"], "grpc", SECOND),
    connect(
        &[
            "net/http.Get",
            "net/http.Post",
            "net/http.Head",
            "net/http.PostForm",
            "net/http.Client().Get",
            "net/http.Client().Post",
            "net/http.Client().PostForm",
            "net/http.DefaultClient.Get",
            "net/http.DefaultClient.Post",
            "github.com/go-resty/resty.New().SetBaseURL",
            "github.com/go-resty/resty.New().SetHostURL",
        ],
        "http",
        FIRST,
    )
    .when(TEXT),
    connect(&["net/http.NewRequest"], "http", SECOND).when(&[When::IsText(SECOND)]),
    connect(&["net/http.NewRequestWithContext"], "http", Arg(2, "")).when(&[When::IsText(Arg(2, ""))]),
    connect(
        &["github.com/gorilla/websocket.DefaultDialer.Dial", "github.com/gorilla/websocket.Dialer().Dial"],
        "websocket",
        FIRST,
    ),
    connect(
        &["github.com/DataDog/datadog-go/statsd.New", "github.com/smira/go-statsd.NewClient"],
        "statsd",
        FIRST,
    ),
    connect(&["net/rpc.Dial", "net/rpc.DialHTTP"], "rpc", SECOND),
];

/// Settings that choose the engine of the database.
const CHOICES: &[&str] = &[
    "**.Dialect",
    "**.Driver",
    "**.DriverName",
    "**.DBType",
    "**.DBDriver",
    "**.DatabaseType",
    "**.DatabaseDriver",
];

/// Names of `SQLite` among the drivers and dialects of Go.
const SQLITE: &[&str] = &["sqlite", "sqlite3"];

pub(super) const EMBEDDED: &[Entry] = &[
    // Unless the configuration says something else.
    field(CHOICES, Kind::Connect).of(Slot::Const("sqlite")).when(&[When::Is(Value, SQLITE)]),
    connect(
        &[
            "github.com/spf13/viper.SetDefault",
            "github.com/spf13/viper.New().SetDefault",
            "github.com/spf13/viper.Viper().SetDefault",
            "*.setDefault",
            "*.SetDefault",
        ],
        "sqlite",
        SECOND,
    )
    .when(&[When::Is(SECOND, SQLITE)]),
    connect(&["*.setDefault", "*.SetDefault"], "sqlite", FIRST).when(&[When::Is(FIRST, SQLITE)]),
    connect(
        &[
            "gorm.io/driver/sqlite.Open",
            "github.com/glebarez/sqlite.Open",
            "github.com/ncruces/go-sqlite3/gormlite.Open",
        ],
        "sqlite",
        FIRST,
    ),
    connect(&["go.etcd.io/bbolt.Open"], "bolt", FIRST),
    connect(&["github.com/dgraph-io/badger.DefaultOptions"], "badger", FIRST)
        .when(&[When::Not(FIRST, &[""])]),
    connect(&["github.com/syndtr/goleveldb/leveldb.OpenFile"], "leveldb", FIRST),
    connect(&["github.com/cockroachdb/pebble.Open"], "pebble", FIRST),
    connect(&["github.com/tidwall/buntdb.Open"], "buntdb", FIRST).when(&[When::Not(FIRST, &[":memory:"])]),
    connect(&["github.com/blevesearch/bleve.New", "github.com/blevesearch/bleve.Open"], "bleve", FIRST),
    connect(
        &[
            "github.com/timshannon/badgerhold.Open",
            "github.com/timshannon/bolthold.Open",
            "github.com/asdine/storm.Open",
        ],
        "bolt",
        FIRST,
    ),
    connect(&["zombiezen.com/go/sqlite.OpenConn", "crawshaw.io/sqlite.OpenConn"], "sqlite", FIRST),
];
