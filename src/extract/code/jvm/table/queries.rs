//! Questions of JVM code to backing services and peers: what waits for an answer.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::Kind;
use Slot::{Arg, Const};

const fn query(names: &'static [&'static str], service: &'static str) -> Entry {
    fact(names, Kind::Query).of(Const(service))
}

/// A peer, not the program itself.
const PEER: &[When] = &[When::Lacks(Arg(0, "url"), &["localhost", "127.0.0.1", "0.0.0.0"])];

pub(super) const ENTRIES: &[Entry] = &[
    query(
        &[
            "org.springframework.jdbc.core.JdbcTemplate().queryForObject",
            "org.springframework.jdbc.core.JdbcTemplate().queryForList",
            "org.springframework.jdbc.core.JdbcTemplate().query",
            "org.springframework.jdbc.core.JdbcTemplate().execute",
            "org.springframework.jdbc.core.NamedParameterJdbcTemplate().queryForObject",
            "javax.sql.DataSource().getConnection",
            "java.sql.Connection().isValid",
            "java.sql.DriverManager.getConnection",
            "jakarta.persistence.EntityManager().createNativeQuery",
            "jakarta.persistence.EntityManager().createQuery",
            "org.jetbrains.exposed.sql.transactions.transaction",
        ],
        "database",
    ),
    query(
        &[
            "org.springframework.data.redis.core.StringRedisTemplate().hasKey",
            "org.springframework.data.redis.core.RedisTemplate().hasKey",
            "org.springframework.data.redis.connection.RedisConnectionFactory().getConnection",
            "redis.clients.jedis.Jedis().ping",
            "redis.clients.jedis.JedisPool().getResource",
        ],
        "redis",
    ),
    query(
        &[
            "com.mongodb.client.MongoDatabase().runCommand",
            "org.springframework.data.mongodb.core.MongoTemplate().executeCommand",
        ],
        "mongodb",
    ),
    query(
        &[
            "org.springframework.web.client.RestTemplate().getForObject",
            "org.springframework.web.client.RestTemplate().getForEntity",
            "org.springframework.web.client.RestTemplate().exchange",
            "java.net.http.HttpClient().send",
            "okhttp3.OkHttpClient().newCall",
            "io.ktor.client.HttpClient().get",
        ],
        "http",
    )
    .when(PEER),
];
