//! Clients of backing services and peers on the JVM.

use super::super::super::table::{Entry, Slot, When, connect, fact, field};
use crate::fact::Kind;
use Slot::{Along, Arg, Const, First, Item, Key, Of, Value};

/// A client whose kind of service the address tells.
const fn by_url(names: &'static [&'static str], address: Slot) -> Entry {
    fact(names, Kind::Connect).value(address)
}

pub(super) const DATABASES: &[Entry] = &[
    by_url(
        &[
            "java.sql.DriverManager.getConnection",
            "com.zaxxer.hikari.HikariConfig().setJdbcUrl",
            "com.zaxxer.hikari.HikariDataSource().setJdbcUrl",
            "org.springframework.boot.jdbc.DataSourceBuilder.create()~.url",
            "org.springframework.jdbc.datasource.DriverManagerDataSource",
            "org.springframework.jdbc.datasource.DriverManagerDataSource().setUrl",
            "org.springframework.jdbc.datasource.SingleConnectionDataSource",
            "org.apache.commons.dbcp2.BasicDataSource().setUrl",
            "org.apache.commons.dbcp.BasicDataSource().setUrl",
            "org.apache.tomcat.jdbc.pool.DataSource().setUrl",
            "com.alibaba.druid.pool.DruidDataSource().setUrl",
            "com.mchange.v2.c3p0.ComboPooledDataSource().setJdbcUrl",
            "org.postgresql.ds.PGSimpleDataSource().setUrl",
            "com.mysql.cj.jdbc.MysqlDataSource().setUrl",
            "org.jdbi.v3.core.Jdbi.create",
            "org.jetbrains.exposed.sql.Database.connect",
            "org.jetbrains.exposed.v1.jdbc.Database.connect",
            "org.flywaydb.core.Flyway.configure()~.dataSource",
            "org.sql2o.Sql2o",
        ],
        First(&[Arg(0, "url"), Key("url")]),
    )
    .when(&[When::IsText(First(&[Arg(0, "url"), Key("url")]))]),
    field(
        &["com.zaxxer.hikari.HikariConfig().jdbcUrl", "com.zaxxer.hikari.HikariDataSource().jdbcUrl"],
        Kind::Connect,
    )
    .when(&[When::IsText(Value)]),
    connect(
        &[
            "org.postgresql.ds.PGSimpleDataSource().setServerName",
            "org.postgresql.ds.PGSimpleDataSource().setServerNames",
        ],
        "postgres",
        First(&[Item(&Arg(0, "name"), 0), Arg(0, "name")]),
    ),
    connect(&["com.mysql.cj.jdbc.MysqlDataSource().setServerName"], "mysql", Arg(0, "name")),
    connect(&["org.h2.jdbcx.JdbcDataSource().setURL"], "h2", Arg(0, "url")),
    connect(&["org.sqlite.SQLiteDataSource().setUrl"], "sqlite", Arg(0, "url")),
    connect(&["org.mapdb.DBMaker.fileDB"], "mapdb", Arg(0, "file")),
    connect(&["org.rocksdb.RocksDB.open"], "rocksdb", First(&[Arg(1, "path"), Arg(0, "path")])),
    connect(
        &[
            "com.mongodb.client.MongoClients.create",
            "com.mongodb.reactivestreams.client.MongoClients.create",
            "com.mongodb.MongoClient",
            "com.mongodb.MongoClientURI",
            "com.mongodb.kotlin.client.coroutine.MongoClient.create",
            "org.litote.kmongo.KMongo.createClient",
        ],
        "mongodb",
        First(&[Arg(0, "connectionString"), Const("localhost")]),
    ),
    connect(
        &[
            "com.datastax.oss.driver.api.core.CqlSession.builder()~.addContactPoint",
            "com.datastax.driver.core.Cluster.builder()~.addContactPoint",
        ],
        "cassandra",
        Arg(0, "point"),
    ),
    connect(&["org.neo4j.driver.GraphDatabase.driver"], "neo4j", Arg(0, "uri")),
    connect(
        &["com.influxdb.client.InfluxDBClientFactory.create", "org.influxdb.InfluxDBFactory.connect"],
        "influxdb",
        Arg(0, "url"),
    ),
    connect(&["com.clickhouse.client.api.Client.Builder()~.addEndpoint"], "clickhouse", Arg(0, "endpoint")),
    connect(&["com.couchbase.client.java.Cluster.connect"], "couchbase", Arg(0, "connectionString")),
];

pub(super) const STORES: &[Entry] = &[
    connect(
        &[
            "redis.clients.jedis.Jedis",
            "redis.clients.jedis.JedisPooled",
            "redis.clients.jedis.HostAndPort",
            "org.springframework.data.redis.connection.RedisStandaloneConfiguration",
            "org.springframework.data.redis.connection.RedisStandaloneConfiguration().setHostName",
            "org.springframework.data.redis.connection.jedis.JedisConnectionFactory().setHostName",
        ],
        "redis",
        First(&[Arg(0, "host"), Const("localhost")]),
    )
    .when(&[When::IsText(Arg(0, "host"))]),
    connect(&["redis.clients.jedis.JedisPool"], "redis", Arg(1, "host"))
        .when(&[When::IsText(Arg(1, "host"))]),
    connect(&["redis.clients.jedis.JedisPool"], "redis", Arg(0, "host"))
        .when(&[When::IsText(Arg(0, "host"))]),
    connect(
        &["io.lettuce.core.RedisClient.create", "io.lettuce.core.cluster.RedisClusterClient.create"],
        "redis",
        Arg(0, "uri"),
    )
    .when(&[When::IsText(Arg(0, "uri"))]),
    connect(
        &["io.lettuce.core.RedisURI.builder()~.withHost", "io.lettuce.core.RedisURI.Builder.redis"],
        "redis",
        Arg(0, "host"),
    ),
    connect(
        &["org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory"],
        "redis",
        Arg(0, "host"),
    )
    .when(&[When::IsText(Arg(0, "host"))]),
    connect(
        &[
            "org.redisson.config.Config().useSingleServer()~.setAddress",
            "org.redisson.config.Config().useClusterServers()~.addNodeAddress",
        ],
        "redis",
        Arg(0, "address"),
    ),
    connect(
        &["net.spy.memcached.AddrUtil.getAddresses", "net.rubyeye.xmemcached.XMemcachedClientBuilder"],
        "memcached",
        Arg(0, "servers"),
    )
    .when(&[When::IsText(Arg(0, "servers"))]),
    connect(&["net.spy.memcached.MemcachedClient"], "memcached", Of(&Arg(0, "address"), &Arg(0, "host"))),
    connect(
        &["org.elasticsearch.client.RestClient.builder", "org.elasticsearch.client.RestHighLevelClient"],
        "elasticsearch",
        Of(&Arg(0, "host"), &Arg(0, "hostname")),
    )
    .when(&[When::Present(Of(&Arg(0, "host"), &Arg(0, "hostname")))]),
    connect(
        &["org.springframework.data.elasticsearch.client.ClientConfiguration.builder()~.connectedTo"],
        "elasticsearch",
        Arg(0, "hosts"),
    ),
    connect(
        &["org.opensearch.client.RestClient.builder"],
        "opensearch",
        Of(&Arg(0, "host"), &Arg(0, "hostname")),
    )
    .when(&[When::Present(Of(&Arg(0, "host"), &Arg(0, "hostname")))]),
    connect(&["io.minio.MinioClient.builder()~.endpoint"], "s3", Arg(0, "endpoint")),
    connect(
        &[
            "software.amazon.awssdk.services.s3.S3Client.builder()~.build",
            "software.amazon.awssdk.services.s3.S3AsyncClient.builder()~.build",
        ],
        "s3",
        Along("endpointOverride", &Arg(0, "endpoint")),
    ),
    connect(&["software.amazon.awssdk.services.s3.S3Client.create"], "s3", Slot::None),
    connect(
        &[
            "com.amazonaws.services.s3.AmazonS3ClientBuilder.standard()~.build",
            "com.amazonaws.services.s3.AmazonS3ClientBuilder.defaultClient",
        ],
        "s3",
        Slot::None,
    ),
    connect(&["com.google.cloud.storage.StorageOptions.getDefaultInstance()~.getService"], "gcs", Slot::None),
    connect(&["com.orbitz.consul.Consul.builder()~.withUrl"], "consul", Arg(0, "url")),
    connect(
        &["org.apache.curator.framework.CuratorFrameworkFactory.newClient", "org.apache.zookeeper.ZooKeeper"],
        "zookeeper",
        Arg(0, "connectString"),
    ),
    connect(&["io.etcd.jetcd.Client.builder()~.endpoints"], "etcd", Arg(0, "endpoints")),
    connect(
        &[
            "org.springframework.ldap.core.support.LdapContextSource().setUrl",
            "org.springframework.security.ldap.DefaultSpringSecurityContextSource",
        ],
        "ldap",
        Arg(0, "url"),
    ),
    connect(&["com.unboundid.ldap.sdk.LDAPConnection"], "ldap", Arg(0, "host"))
        .when(&[When::IsText(Arg(0, "host"))]),
];

/// Keys of Kafka's settings that hold the addresses of its brokers.
const BROKERS: &[&str] = &[
    "bootstrap.servers",
    "org.apache.kafka.clients.producer.ProducerConfig.BOOTSTRAP_SERVERS_CONFIG",
    "org.apache.kafka.clients.consumer.ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG",
    "org.apache.kafka.clients.admin.AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG",
    "org.apache.kafka.clients.CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG",
    "org.apache.kafka.streams.StreamsConfig.BOOTSTRAP_SERVERS_CONFIG",
];

const SETS: &[&str] = &[
    "java.util.Properties().setProperty",
    "java.util.Properties().put",
    "java.util.HashMap().put",
    "java.util.Map().put",
    "*.setProperty",
    "*.put",
];

pub(super) const QUEUES: &[Entry] = &[
    connect(SETS, "kafka", Arg(1, "value")).when(&[When::Is(Arg(0, "key"), BROKERS)]),
    connect(SETS, "smtp", Arg(1, "value"))
        .when(&[When::Is(Arg(0, "key"), &["mail.smtp.host", "mail.smtps.host"])]),
    connect(
        &[
            "org.springframework.mail.javamail.JavaMailSenderImpl().setHost",
            "org.apache.commons.mail.SimpleEmail().setHostName",
            "org.apache.commons.mail.HtmlEmail().setHostName",
        ],
        "smtp",
        Arg(0, "host"),
    ),
    connect(&["io.vertx.ext.mail.MailConfig().setHostname"], "smtp", Arg(0, "hostname")),
    connect(
        &[
            "com.rabbitmq.client.ConnectionFactory().setHost",
            "com.rabbitmq.client.ConnectionFactory().setUri",
            "org.springframework.amqp.rabbit.connection.CachingConnectionFactory().setHost",
            "org.springframework.amqp.rabbit.connection.CachingConnectionFactory().setAddresses",
        ],
        "amqp",
        Arg(0, "host"),
    ),
    connect(&["org.springframework.amqp.rabbit.connection.CachingConnectionFactory"], "amqp", Arg(0, "host"))
        .when(&[When::IsText(Arg(0, "host"))]),
    field(&["com.rabbitmq.client.ConnectionFactory().host"], Kind::Connect).of(Const("amqp")),
    connect(
        &[
            "org.apache.activemq.ActiveMQConnectionFactory",
            "org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory",
            "org.apache.qpid.jms.JmsConnectionFactory",
        ],
        "jms",
        Arg(0, "url"),
    )
    .when(&[When::IsText(Arg(0, "url"))]),
    connect(&["io.nats.client.Nats.connect"], "nats", Arg(0, "url")),
    connect(
        &["org.eclipse.paho.client.mqttv3.MqttClient", "org.eclipse.paho.client.mqttv3.MqttAsyncClient"],
        "mqtt",
        Arg(0, "serverURI"),
    ),
    connect(&["org.apache.pulsar.client.api.PulsarClient.builder()~.serviceUrl"], "pulsar", Arg(0, "url")),
    connect(
        &[
            "org.apache.rocketmq.client.producer.DefaultMQProducer().setNamesrvAddr",
            "org.apache.rocketmq.client.consumer.DefaultMQPushConsumer().setNamesrvAddr",
        ],
        "rocketmq",
        Arg(0, "address"),
    ),
];

/// Addresses of the program itself are no peers.
const PEERS_URL: &[When] = &[When::IsText(Arg(0, "url"))];

pub(super) const PEERS: &[Entry] = &[
    connect(
        &[
            "org.springframework.web.client.RestTemplate().getForObject",
            "org.springframework.web.client.RestTemplate().getForEntity",
            "org.springframework.web.client.RestTemplate().postForObject",
            "org.springframework.web.client.RestTemplate().postForEntity",
            "org.springframework.web.client.RestTemplate().exchange",
            "org.springframework.web.client.RestTemplate().put",
            "org.springframework.web.client.RestTemplate().delete",
            "org.springframework.boot.web.client.RestTemplateBuilder()~.rootUri",
            "org.springframework.web.client.RestClient.create",
            "org.springframework.web.client.RestClient.builder()~.baseUrl",
            "org.springframework.web.client.RestClient.Builder()~.baseUrl",
            "org.springframework.web.reactive.function.client.WebClient.create",
            "org.springframework.web.reactive.function.client.WebClient.builder()~.baseUrl",
            "org.springframework.web.reactive.function.client.WebClient.Builder()~.baseUrl",
            "java.net.http.HttpRequest.newBuilder",
            "java.net.http.HttpRequest.newBuilder()~.uri",
            "java.net.URL().openConnection",
            "okhttp3.Request.Builder()~.url",
            "retrofit2.Retrofit.Builder()~.baseUrl",
            "org.apache.http.client.methods.HttpGet",
            "org.apache.http.client.methods.HttpPost",
            "org.apache.hc.client5.http.classic.methods.HttpGet",
            "org.apache.hc.client5.http.classic.methods.HttpPost",
            "jakarta.ws.rs.client.ClientBuilder.newClient()~.target",
            "feign.Feign.builder()~.target",
            "kong.unirest.Unirest.get",
            "kong.unirest.Unirest.post",
            "cn.hutool.http.HttpUtil.get",
            "cn.hutool.http.HttpUtil.post",
            "io.ktor.client.HttpClient().get",
            "io.ktor.client.HttpClient().post",
            "io.ktor.client.HttpClient().put",
            "io.ktor.client.HttpClient().delete",
            "io.ktor.client.HttpClient().request",
            "com.github.kittinunf.fuel.httpGet",
        ],
        "http",
        Arg(0, "url"),
    )
    .when(PEERS_URL),
    connect(&["feign.Feign.builder()~.target"], "http", Arg(1, "url")).when(&[When::IsText(Arg(1, "url"))]),
    connect(&["org.springframework.cloud.openfeign.FeignClient"], "http", Key("url"))
        .when(&[When::IsText(Key("url"))]),
    connect(
        &["io.grpc.ManagedChannelBuilder.forAddress", "io.grpc.netty.NettyChannelBuilder.forAddress"],
        "grpc",
        Arg(0, "host"),
    ),
    connect(&["io.grpc.ManagedChannelBuilder.forTarget"], "grpc", Arg(0, "target")),
];
