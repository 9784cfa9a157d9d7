//! Where JavaScript keeps sessions, caches and messages to clients.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::Kind;
use Slot::{Arg, Const, Key};

/// A session middleware whose `store` is one of these.
const fn session(store: &'static str, when: &'static [When]) -> Entry {
    fact(&["express-session", "fastify-session"], Kind::SessionStore).of(Const(store)).when(when)
}

pub(super) const SESSIONS: &[Entry] = &[
    session("memory", &[When::Absent(Key("store"))]),
    session("memory", &[When::Has(Key("store"), &["express-session.MemoryStore", "memorystore"])]),
    session("file", &[When::Has(Key("store"), &["session-file-store", "FileStore"])]),
    session("redis", &[When::Has(Key("store"), &["connect-redis", "Redis", "redis"])]),
    session("mongodb", &[When::Has(Key("store"), &["connect-mongo", "Mongo", "mongo"])]),
    session("memcached", &[When::Has(Key("store"), &["memcached", "Memcached"])]),
    session(
        "database",
        &[When::Has(
            Key("store"),
            &[
                "connect-pg-simple",
                "connect-session-sequelize",
                "express-mysql-session",
                "connect-typeorm",
                "prisma-session-store",
                "connect-session-knex",
                "Postgres",
                "MySQL",
                "Sequelize",
                "Prisma",
                "Typeorm",
                "pg",
            ],
        )],
    ),
    session("sqlite", &[When::Has(Key("store"), &["sqlite", "SQLite"])]),
    fact(
        &["cookie-session", "@fastify/secure-session", "koa-session", "iron-session.getIronSession"],
        Kind::SessionStore,
    )
    .of(Const("cookie"))
    .when(&[When::Absent(Key("store"))]),
    fact(&["koa-generic-session", "koa-session-minimal"], Kind::SessionStore)
        .of(Const("memory"))
        .when(&[When::Absent(Key("store"))]),
];

/// Plugins that Fastify, or Nest on Fastify, is given with their options.
const PLUGINS: &[&str] = &["fastify()~.register", "?fastify.register", "?app.register", "?server.register"];

pub(super) const PLUGGED: &[Entry] = &[
    fact(PLUGINS, Kind::SessionStore)
        .of(Const("memory"))
        .when(&[When::Is(Arg(0, "plugin"), &["fastify-session"]), When::Absent(Key("store"))]),
    fact(PLUGINS, Kind::SessionStore)
        .of(Const("cookie"))
        .when(&[When::Is(Arg(0, "plugin"), &["@fastify/secure-session"])]),
    fact(PLUGINS, Kind::RateLimit).of(Const("memory")).when(&[
        When::Is(Arg(0, "plugin"), &["@fastify/rate-limit"]),
        When::Absent(Key("redis")),
        When::Absent(Key("store")),
    ]),
    fact(PLUGINS, Kind::RateLimit)
        .of(Const("redis"))
        .when(&[When::Is(Arg(0, "plugin"), &["@fastify/rate-limit"]), When::Present(Key("redis"))]),
];

pub(super) const CACHES: &[Entry] = &[
    fact(
        &["node-cache", "memory-cache.put", "memory-cache.Cache", "memory-cache", "quick-lru.withTtl"],
        Kind::CacheStore,
    )
    .of(Const("memory")),
    fact(&["lru-cache", "lru-cache.LRUCache"], Kind::CacheStore)
        .of(Const("memory"))
        .when(&[When::Present(Slot::First(&[Key("ttl"), Key("maxAge")]))]),
    fact(&["cache-manager.caching", "cache-manager.createCache"], Kind::CacheStore)
        .of(Const("memory"))
        .when(&[When::Is(Arg(0, "store"), &["memory"])]),
    // Since version 6 the stores are a list, which is one in memory unless it is given.
    fact(&["cache-manager.createCache"], Kind::CacheStore)
        .of(Const("memory"))
        .when(&[When::Absent(Key("stores")), When::Absent(Arg(1, "options"))]),
    fact(&["cache-manager.caching"], Kind::CacheStore)
        .of(Const("memory"))
        .when(&[When::Is(Key("store"), &["memory"])]),
    fact(
        &["@nestjs/cache-manager.CacheModule.register", "@nestjs/common.CacheModule.register"],
        Kind::CacheStore,
    )
    .of(Const("memory"))
    .when(&[When::Absent(Key("store")), When::Absent(Key("stores"))]),
    fact(&["keyv"], Kind::CacheStore)
        .of(Const("memory"))
        .when(&[When::Absent(Arg(0, "uri")), When::Absent(Key("store"))]),
    fact(&["apicache.middleware"], Kind::CacheStore).of(Const("memory")),
    fact(&["flat-cache.load", "flat-cache.create"], Kind::CacheStore).of(Const("file")).value(Arg(0, "id")),
];

pub(super) const FAN_OUT: &[Entry] = &[
    fact(&["socket.io.Server", "socket.io"], Kind::PubSub)
        .of(Const("memory"))
        .when(&[When::Absent(Key("adapter"))]),
    fact(
        &[
            "@socket.io/redis-adapter.createAdapter",
            "@socket.io/redis-streams-adapter.createAdapter",
            "@socket.io/redis-adapter",
            "@socket.io/redis-emitter.Emitter",
        ],
        Kind::PubSub,
    )
    .of(Const("redis")),
    fact(&["@socket.io/postgres-adapter.createAdapter"], Kind::PubSub).of(Const("postgres")),
    fact(&["@socket.io/mongo-adapter.createAdapter"], Kind::PubSub).of(Const("mongodb")),
    fact(&["@socket.io/amqp-adapter.createAdapter"], Kind::PubSub).of(Const("amqp")),
    // The server by which a gateway of Nest speaks to all of its clients.
    fact(&["@nestjs/websockets.WebSocketServer"], Kind::PubSub).of(Const("memory")),
    fact(
        &["graphql-subscriptions.PubSub", "apollo-server.PubSub", "graphql-yoga.createPubSub"],
        Kind::PubSub,
    )
    .of(Const("memory")),
    fact(&["graphql-redis-subscriptions.RedisPubSub"], Kind::PubSub).of(Const("redis")),
];

/// Where limits are counted: in the middleware itself unless it is given a store.
pub(super) const LIMITS: &[Entry] = &[
    limiter("redis", &[When::Has(Key("store"), &["Redis", "redis"])]),
    limiter("memcached", &[When::Has(Key("store"), &["Memcached", "memcached"])]),
    limiter("mongodb", &[When::Has(Key("store"), &["Mongo", "mongo"])]),
    limiter(
        "memory",
        &[When::Absent(Key("store")), When::Absent(Key("redis")), When::Absent(Key("storage"))],
    ),
    fact(&["rate-limiter-flexible.RateLimiterMemory"], Kind::RateLimit).of(Const("memory")),
    fact(&["rate-limiter-flexible.RateLimiterRedis"], Kind::RateLimit).of(Const("redis")),
    fact(&["@nestjs/throttler.ThrottlerModule.forRoot"], Kind::RateLimit)
        .of(Const("memory"))
        .when(&[When::Absent(Key("storage"))]),
];

/// A rate limiter whose `store` is one of these.
const fn limiter(store: &'static str, when: &'static [When]) -> Entry {
    fact(
        &[
            "express-rate-limit",
            "express-rate-limit.rateLimit",
            "express-slow-down",
            "express-slow-down.slowDown",
            "@fastify/rate-limit",
            "koa-ratelimit",
            "hono-rate-limiter.rateLimiter",
        ],
        Kind::RateLimit,
    )
    .of(Const(store))
    .when(when)
}
