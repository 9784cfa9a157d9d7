//! PHP's clients of backing services and peers.

use super::super::super::table::{Entry, Slot, When, connect, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Item, Key, Service};

/// The host behind `host=` of a DSN is part of the whole.
const DSN: Slot = Arg(0, "dsn");

pub(super) const DATABASES: &[Entry] = &[
    fact(&["PDO", "PDO.connect", r"Aura\Sql\ExtendedPdo"], Kind::Connect)
        .of(Service(&DSN))
        .value(DSN)
        .when(&[When::Present(Service(&DSN))]),
    connect(
        &["mysqli", "mysqli_connect", "mysqli().real_connect", "mysqli_init().real_connect"],
        "mysql",
        Arg(0, "hostname"),
    ),
    connect(&["mysqli_real_connect"], "mysql", Arg(1, "hostname")),
    connect(&["mysql_connect", "mysql_pconnect"], "mysql", Arg(0, "server")),
    connect(&["pg_connect", "pg_pconnect"], "postgres", Arg(0, "connection_string")),
    connect(&["sqlsrv_connect"], "sqlserver", Arg(0, "serverName")),
    connect(&["oci_connect", "oci_pconnect"], "oracle", Arg(2, "connection_string")),
    connect(&["odbc_connect", "odbc_pconnect"], "odbc", Arg(0, "dsn")),
    connect(&["SQLite3", "SQLite3().open"], "sqlite", Arg(0, "filename")),
    connect(&[r"MongoDB\Client", r"MongoDB\Driver\Manager", "MongoClient"], "mongodb", Arg(0, "uri")),
    connect(&["wpdb"], "mysql", Arg(3, "dbhost")),
    field(&["DB_HOST"], Kind::Connect)
        .of(Const("mysql"))
        .when(&[When::File(&["wp-config"]), When::IsText(Slot::Value)]),
    fact(&[r"Doctrine\DBAL\DriverManager.getConnection"], Kind::Connect)
        .of(Service(&First(&[Key("url"), Key("driver")])))
        .value(First(&[Key("url"), Key("host"), Key("path")])),
    fact(&[r"Illuminate\Database\Capsule\Manager().addConnection"], Kind::Connect)
        .of(Service(&Key("driver")))
        .value(First(&[Key("url"), Key("host"), Key("database")])),
    fact(&[r"Medoo\Medoo"], Kind::Connect)
        .of(Service(&First(&[Key("type"), Key("database_type")])))
        .value(First(&[Key("host"), Key("server"), Key("database")])),
    fact(&[r"RedBeanPHP\R.setup", "R.setup"], Kind::Connect).of(Service(&DSN)).value(DSN),
    connect(
        &[
            r"Elastic\Elasticsearch\ClientBuilder.create()~.setHosts",
            r"Elastic\Elasticsearch\ClientBuilder.create()~.setElasticCloudId",
        ],
        "elasticsearch",
        Arg(0, "hosts"),
    ),
    connect(&[r"Elastica\Client"], "elasticsearch", First(&[Key("host"), Key("url"), Arg(0, "config")])),
    connect(&[r"OpenSearch\ClientBuilder.create()~.setHosts"], "opensearch", Arg(0, "hosts")),
    connect(&[r"Meilisearch\Client", r"MeiliSearch\Client"], "meilisearch", Arg(0, "url")),
    connect(&[r"Solarium\Client"], "solr", Key("host")),
    connect(&[r"Laudis\Neo4j\ClientBuilder.create()~.withDriver"], "neo4j", Arg(1, "url")),
    connect(&[r"InfluxDB\Client", r"InfluxDB2\Client"], "influxdb", First(&[Key("url"), Arg(0, "host")])),
    connect(&[r"ClickHouseDB\Client"], "clickhouse", Key("host")),
    connect(&["Cassandra.cluster()~.withContactPoints"], "cassandra", Arg(0, "host")),
];

/// What the object of a Redis connection is made by.
const REDIS: &[&str] = &["Redis().connect", "Redis().pconnect", "Redis().open", "Redis().popen"];

pub(super) const CACHES: &[Entry] = &[
    connect(REDIS, "redis", Arg(0, "host")),
    connect(&["RedisCluster"], "redis", Arg(1, "seeds")),
    connect(&["RedisSentinel", "Redis"], "redis", First(&[Key("host"), Arg(0, "host")]))
        .when(&[When::Present(First(&[Key("host"), Arg(0, "host")]))]),
    connect(&["RedisArray"], "redis", Arg(0, "hosts")),
    // `new Predis\Client` alone speaks to the machine itself.
    connect(
        &[r"Predis\Client"],
        "redis",
        First(&[Key("host"), Key("path"), Arg(0, "parameters"), Const("127.0.0.1")]),
    ),
    connect(
        &[
            r"Symfony\Component\Cache\Adapter\RedisAdapter.createConnection",
            r"Symfony\Component\Cache\Adapter\RedisTagAwareAdapter.createConnection",
        ],
        "redis",
        Arg(0, "dsn"),
    ),
    connect(
        &[r"Symfony\Component\Cache\Adapter\MemcachedAdapter.createConnection"],
        "memcached",
        Arg(0, "servers"),
    ),
    connect(
        &["Memcached().addServer", "Memcache().addServer", "Memcache().connect", "Memcache().pconnect"],
        "memcached",
        Arg(0, "host"),
    ),
    connect(&["Memcached().addServers"], "memcached", Item(&Item(&Arg(0, "servers"), 0), 0)),
];

pub(super) const QUEUES: &[Entry] = &[
    connect(
        &[
            r"PhpAmqpLib\Connection\AMQPStreamConnection",
            r"PhpAmqpLib\Connection\AMQPSSLConnection",
            r"PhpAmqpLib\Connection\AMQPLazyConnection",
            r"PhpAmqpLib\Connection\AMQPSocketConnection",
            r"PhpAmqpLib\Connection\AMQPLazySSLConnection",
        ],
        "amqp",
        Arg(0, "host"),
    ),
    connect(&[r"PhpAmqpLib\Connection\AMQPConnectionConfig().setHost"], "amqp", Arg(0, "host")),
    connect(&["AMQPConnection", r"Bunny\Client", r"Bunny\Async\Client"], "amqp", Key("host")),
    connect(
        &[
            r"Enqueue\AmqpExt\AmqpConnectionFactory",
            r"Enqueue\AmqpLib\AmqpConnectionFactory",
            r"Enqueue\AmqpBunny\AmqpConnectionFactory",
        ],
        "amqp",
        First(&[Key("host"), Arg(0, "config")]),
    ),
    connect(&[r"Enqueue\Redis\RedisConnectionFactory"], "redis", First(&[Key("host"), Arg(0, "config")])),
    connect(
        &[r"RdKafka\Producer().addBrokers", r"RdKafka\Consumer().addBrokers"],
        "kafka",
        Arg(0, "brokers"),
    ),
    connect(&[r"RdKafka\Conf().set"], "kafka", Arg(1, "value"))
        .when(&[When::Is(Arg(0, "name"), &["metadata.broker.list", "bootstrap.servers"])]),
    connect(&[r"longlang\phpkafka\Producer\ProducerConfig().setBootstrapServer"], "kafka", Arg(0, "server")),
    connect(&[r"Pheanstalk\Pheanstalk.create", r"Pheanstalk\Pheanstalk"], "beanstalkd", Arg(0, "host")),
    connect(&[r"Basis\Nats\Configuration"], "nats", Key("host")),
    connect(&[r"PhpMqtt\Client\MqttClient"], "mqtt", Arg(0, "host")),
    connect(&[r"Stomp\Client", "Stomp"], "stomp", Arg(0, "broker")),
    connect(&["GearmanClient().addServer", "GearmanWorker().addServer"], "gearman", Arg(0, "host")),
    connect(&[r"Temporal\Client\GRPC\ServiceClient.create"], "temporal", Arg(0, "address")),
    // Messages that count as done before the work on them is.
    fact(
        &[
            r"PhpAmqpLib\Connection\AMQPStreamConnection().channel().basic_consume",
            r"PhpAmqpLib\Connection\AMQPSSLConnection().channel().basic_consume",
            r"PhpAmqpLib\Channel\AMQPChannel().basic_consume",
            "*.basic_consume",
        ],
        Kind::Consume,
    )
    .of(Const("amqp"))
    .value(Const("early"))
    .when(&[When::Is(Arg(3, "no_ack"), &["true"])]),
    fact(&["AMQPQueue().consume", "AMQPQueue().get"], Kind::Consume)
        .of(Const("amqp"))
        .value(Const("early"))
        .when(&[When::Is(Arg(1, "flags"), &["AMQP_AUTOACK"])]),
    fact(&[r"Bunny\Client().connect().channel().consume", r"Bunny\Channel().consume"], Kind::Consume)
        .of(Const("amqp"))
        .value(Const("early"))
        .when(&[When::Is(Arg(4, "noAck"), &["true"])]),
];

pub(super) const PEERS: &[Entry] = &[
    connect(&[r"GuzzleHttp\Client"], "http", Key("base_uri")).when(&[When::Present(Key("base_uri"))]),
    connect(
        &[
            r"GuzzleHttp\Client().get",
            r"GuzzleHttp\Client().post",
            r"GuzzleHttp\Client().put",
            r"GuzzleHttp\Client().delete",
            r"Illuminate\Support\Facades\Http.get",
            r"Illuminate\Support\Facades\Http.post",
            r"Illuminate\Support\Facades\Http.put",
            r"Illuminate\Support\Facades\Http.baseUrl",
            "curl_init",
            "wp_remote_get",
            "wp_remote_post",
        ],
        "http",
        Arg(0, "url"),
    )
    .when(&[When::IsText(Arg(0, "url"))]),
    connect(
        &[r"GuzzleHttp\Client().request", r"Symfony\Contracts\HttpClient\HttpClientInterface().request"],
        "http",
        Arg(1, "url"),
    )
    .when(&[When::Starts(Arg(1, "url"), &["http"])]),
    connect(&[r"Symfony\Component\HttpClient\HttpClient.createForBaseUri"], "http", Arg(0, "baseUri")),
    connect(&["SoapClient"], "http", Arg(0, "wsdl")).when(&[When::Starts(Arg(0, "wsdl"), &["http"])]),
    connect(&["curl_setopt"], "http", Arg(2, "value"))
        .when(&[When::Is(Arg(1, "option"), &["CURLOPT_URL"]), When::IsText(Arg(2, "value"))]),
    // Mail. What `mail()` hands its messages to is a program of the machine.
    connect(&["mail", "mb_send_mail"], "sendmail", Slot::None),
    connect(
        &[
            "Swift_SendmailTransport",
            "Swift_SendmailTransport.newInstance",
            "Swift_MailTransport.newInstance",
            r"Symfony\Component\Mailer\Transport\SendmailTransport",
            r"PHPMailer\PHPMailer\PHPMailer().isSendmail",
            r"PHPMailer\PHPMailer\PHPMailer().isMail",
            r"Laminas\Mail\Transport\Sendmail",
        ],
        "sendmail",
        Slot::None,
    ),
    connect(
        &[
            "Swift_SmtpTransport",
            "Swift_SmtpTransport.newInstance",
            r"Symfony\Component\Mailer\Transport\Smtp\EsmtpTransport",
        ],
        "smtp",
        First(&[Arg(0, "host"), Const("localhost")]),
    ),
    connect(&[r"Symfony\Component\Mailer\Transport.fromDsn"], "smtp", Arg(0, "dsn")),
    connect(
        &[r"Laminas\Mail\Transport\SmtpOptions", "Zend_Mail_Transport_Smtp"],
        "smtp",
        First(&[Key("host"), Arg(0, "host")]),
    ),
    connect(&["imap_open"], "imap", Arg(0, "mailbox")),
    connect(&["ldap_connect"], "ldap", Arg(0, "uri")),
    connect(&["ftp_connect", "ftp_ssl_connect"], "ftp", Arg(0, "hostname")),
    connect(&["ssh2_connect", r"phpseclib3\Net\SFTP", r"phpseclib3\Net\SSH2"], "ssh", Arg(0, "host")),
    connect(&["fsockopen", "pfsockopen"], "tcp", Arg(0, "hostname"))
        .when(&[When::IsText(Arg(0, "hostname"))]),
    connect(&["stream_socket_client"], "tcp", Arg(0, "address")).when(&[When::IsText(Arg(0, "address"))]),
];

pub(super) const CLOUDS: &[Entry] = &[
    connect(
        &[
            r"Aws\S3\S3Client",
            r"Aws\S3\S3Client.factory",
            r"Aws\S3\S3MultiRegionClient",
            r"AsyncAws\S3\S3Client",
        ],
        "s3",
        First(&[Key("endpoint"), Key("region")]),
    ),
    connect(
        &[r"Aws\Sqs\SqsClient", r"AsyncAws\Sqs\SqsClient"],
        "sqs",
        First(&[Key("endpoint"), Key("region")]),
    ),
    connect(&[r"Aws\Sns\SnsClient"], "sns", First(&[Key("endpoint"), Key("region")])),
    connect(
        &[r"Aws\Ses\SesClient", r"Aws\SesV2\SesV2Client"],
        "ses",
        First(&[Key("endpoint"), Key("region")]),
    ),
    connect(&[r"Aws\DynamoDb\DynamoDbClient"], "dynamodb", First(&[Key("endpoint"), Key("region")])),
    connect(&[r"Google\Cloud\Storage\StorageClient"], "gcs", Key("projectId")),
    connect(&[r"Google\Cloud\PubSub\PubSubClient"], "pubsub", Key("projectId")),
    connect(
        &[r"MicrosoftAzure\Storage\Blob\BlobRestProxy.createBlobService"],
        "azure-blob",
        Arg(0, "connectionString"),
    ),
    connect(&[r"OpenStack\OpenStack"], "openstack", Key("authUrl")),
];
