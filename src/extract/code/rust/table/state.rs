//! Where Rust keeps sessions, caches and what requests share.

use super::super::super::table::{Entry, Meaning, Slot, When, call, fact};
use crate::fact::{Kind, Scope};
use Slot::{Along, Arg, Const, First, Key};

const fn session(names: &'static [&'static str], store: &'static str) -> Entry {
    fact(names, Kind::SessionStore).of(Const(store))
}

pub(super) const ENTRIES: &[Entry] = &[
    session(
        &[
            "tower_sessions::MemoryStore::default",
            "tower_sessions::MemoryStore::new",
            "tower_sessions_moka_store::MokaStore::new",
            "axum_sessions::async_session::MemoryStore::new",
            "async_session::MemoryStore::new",
            "tide::sessions::MemoryStore::new",
            "poem::session::MemoryStorage::new",
            "poem::session::MemoryStorage::default",
            "salvo::session::MemoryStore::new",
        ],
        "memory",
    ),
    session(
        &[
            "actix_session::storage::CookieSessionStore::default",
            "actix_session::CookieSession::signed",
            "actix_session::CookieSession::private",
            "async_session::CookieStore::new",
            "tide::sessions::CookieStore::new",
            "poem::session::CookieSession::new",
            "salvo::session::CookieStore::new",
            "tower_sessions_cookie_store::CookieStore::new",
        ],
        "cookie",
    ),
    session(
        &[
            "actix_session::storage::RedisSessionStore::new",
            "actix_session::storage::RedisSessionStore::builder",
            "actix_session::storage::RedisActorSessionStore::new",
            "tower_sessions_redis_store::RedisStore::new",
            "tower_sessions::RedisStore::new",
            "axum_session_redispool::SessionRedisPool::from",
            "poem::session::RedisStorage::new",
        ],
        "redis",
    ),
    session(
        &[
            "tower_sessions_sqlx_store::PostgresStore::new",
            "tower_sessions_sqlx_store::MySqlStore::new",
            "tower_sessions_sqlx_store::SqliteStore::new",
            "tower_sessions::PostgresStore::new",
            "tower_sessions::SqliteStore::new",
            "axum_session_sqlx::SessionPgPool::from",
            "async_sqlx_session::PostgresSessionStore::new",
        ],
        "database",
    ),
    // What is forgotten after a time can have changed meanwhile; what is kept for good is memoisation.
    fact(
        &[
            "moka::sync::Cache~.build",
            "moka::future::Cache~.build",
            "moka::sync::CacheBuilder~.build",
            "moka::future::CacheBuilder~.build",
            "moka::sync::SegmentedCache~.build",
            "mini_moka::sync::Cache~.build",
            "quick_cache::sync::Cache~.build",
        ],
        Kind::CacheStore,
    )
    .of(Const("memory"))
    .when(&[When::Present(First(&[
        Along("time_to_live", &Arg(0, "duration")),
        Along("time_to_idle", &Arg(0, "duration")),
        Along("expire_after", &Arg(0, "expiry")),
    ]))]),
    fact(
        &["cached::TimedCache::with_lifespan", "cached::TimedSizedCache::with_size_and_lifespan"],
        Kind::CacheStore,
    )
    .of(Const("memory")),
    fact(&["cached::proc_macro::cached", "cached::proc_macro::once"], Kind::CacheStore)
        .of(Const("memory"))
        .when(&[When::Present(Key("time"))]),
    fact(
        &[
            "tower_governor::governor::GovernorConfigBuilder~.finish",
            "tower_governor::GovernorConfigBuilder~.finish",
            "actix_governor::GovernorConfigBuilder~.finish",
            "governor::RateLimiter::keyed",
            "governor::RateLimiter::dashmap",
            "governor::RateLimiter::hashmap",
        ],
        Kind::RateLimit,
    )
    .of(Const("memory")),
    // Collections behind a lock; what is only taken away has been put in by other code.
    call(
        &[
            "std::sync::Mutex~.insert",
            "std::sync::Mutex~.push",
            "std::sync::Mutex~.push_back",
            "std::sync::Mutex~.push_front",
            "std::sync::Mutex~.entry",
            "std::sync::Mutex~.extend",
            "std::sync::RwLock~.insert",
            "std::sync::RwLock~.push",
            "std::sync::RwLock~.push_back",
            "std::sync::RwLock~.push_front",
            "std::sync::RwLock~.entry",
            "std::sync::RwLock~.extend",
            "dashmap::DashMap~.insert",
            "dashmap::DashMap~.entry",
            "dashmap::DashSet~.insert",
            "scc::HashMap~.insert_async",
            "scc::HashMap~.upsert_async",
            "*.lock().push",
            "*.lock().push_back",
            "*.lock().entry",
            "*.write().push",
            "*.write().push_back",
            "*.write().entry",
        ],
        Meaning::Changes,
    ),
    // A map's; that of a set or of an access to a database has one argument.
    call(&["*.lock().insert", "*.write().insert"], Meaning::Changes).when(&[When::Present(Arg(1, "value"))]),
    // Messages to clients.
    fact(&["tokio::sync::broadcast::Sender~.subscribe"], Kind::PubSub)
        .of(Const("memory"))
        .when(&[When::In(Scope::Handler)]),
];
