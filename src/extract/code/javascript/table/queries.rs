//! JavaScript's questions to backing services and peers: what waits for an answer.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::Kind;
use Slot::{Arg, Const};

const fn query(names: &'static [&'static str], service: &'static str) -> Entry {
    fact(names, Kind::Query).of(Const(service))
}

const SQL: &[When] = &[When::Starts(Arg(0, "text"), &["SELECT", "select", "Select"])];
/// A peer, not the program itself.
const PEER: &[When] = &[When::Lacks(Arg(0, "url"), &["localhost", "127.0.0.1", "0.0.0.0"])];

pub(super) const ENTRIES: &[Entry] = &[
    query(
        &["pg.Pool()~.query", "pg.Pool()~.connect", "pg.Client()~.query", "pg.Client()~.connect"],
        "postgres",
    ),
    query(
        &[
            "mysql.createPool()~.query",
            "mysql.createConnection()~.query",
            "mysql.createConnection()~.ping",
            "mysql2.createPool()~.query",
            "mysql2.createPool()~.execute",
            "mysql2.createPool()~.getConnection",
            "mysql2.createConnection()~.query",
            "mysql2.createConnection()~.ping",
        ],
        "mysql",
    ),
    query(
        &[
            "mongodb.MongoClient()~.command",
            "mongodb.MongoClient()~.ping",
            "mongoose.connection.db.admin().ping",
            "mongoose.connection.db.command",
            "mongoose.connection.db~.ping",
            "*.db.admin().ping",
            "*.admin().ping",
        ],
        "mongodb",
    ),
    query(
        &["ioredis().ping", "redis.createClient().ping", "ioredis().get", "redis.createClient().get"],
        "redis",
    ),
    query(&["*.ping"], "redis").when(&[When::Has(Slot::Object, &["redis", "Redis"])]),
    query(
        &[
            "@prisma/client.PrismaClient().$queryRaw",
            "@prisma/client.PrismaClient().$queryRawUnsafe",
            "@prisma/client.PrismaClient().$executeRaw",
            "@prisma/client.PrismaClient().$connect",
            "@prisma/client.PrismaClient().$runCommandRaw",
            "*.$queryRaw",
            "*.$queryRawUnsafe",
            "*.$executeRaw",
            "*.$executeRawUnsafe",
            "*.$runCommandRaw",
            "sequelize.Sequelize().authenticate",
            "sequelize.Sequelize().query",
            "knex().raw",
            "typeorm.DataSource().query",
            "typeorm.createConnection().query",
            "?sequelize.authenticate",
            "?db.authenticate",
            "*.sequelize.authenticate",
        ],
        "database",
    ),
    query(&["*.query", "*.raw", "*.execute", "*.one", "*.any", "*.queryRaw", "*.unsafe"], "database")
        .when(SQL),
    query(
        &[
            "@nestjs/terminus.TypeOrmHealthIndicator().pingCheck",
            "@nestjs/terminus.SequelizeHealthIndicator().pingCheck",
            "@nestjs/terminus.MikroOrmHealthIndicator().pingCheck",
            "@nestjs/terminus.PrismaHealthIndicator().pingCheck",
            "@nestjs/terminus.MongooseHealthIndicator().pingCheck",
        ],
        "database",
    ),
    query(
        &[
            "@nestjs/terminus.HttpHealthIndicator().pingCheck",
            "@nestjs/terminus.HttpHealthIndicator().responseCheck",
        ],
        "http",
    )
    .when(&[When::Lacks(Arg(1, "url"), &["localhost", "127.0.0.1", "0.0.0.0"])]),
    query(
        &[
            "@nestjs/terminus.MicroserviceHealthIndicator().pingCheck",
            "@nestjs/terminus.GRPCHealthIndicator().checkService",
        ],
        "peer",
    ),
    query(&["amqplib.connect"], "amqp"),
    query(&["kafkajs.Kafka().admin().connect", "kafkajs.Kafka().admin().listTopics"], "kafka"),
    query(
        &["@elastic/elasticsearch.Client().ping", "@elastic/elasticsearch.Client().cluster.health"],
        "elasticsearch",
    ),
    query(&["axios", "axios.get", "axios.head", "axios.post", "fetch", "got", "got.get"], "http").when(PEER),
];
