//! Where Ruby apps keep sessions and caches, and how they reach their clients.

use super::super::super::table::{Entry, Slot, When, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Item, Key, Last, Value};

const SESSION: &[&str] =
    &["*.session_store", "Rails.config.session_store", "Rails.application.session_store", "session_store"];

const fn session(store: &'static str, named: &'static [When]) -> Entry {
    fact(SESSION, Kind::SessionStore).of(Const(store)).when(named)
}

/// A middleware of Rack, in whatever way it is put in.
const MIDDLEWARE: &[&str] =
    &["use", "*.use", "*.middleware.use", "Rails.config.middleware().use", "?config.middleware().use"];

const fn rack(store: &'static str, named: &'static [When]) -> Entry {
    fact(MIDDLEWARE, Kind::SessionStore).of(Const(store)).when(named)
}

pub(super) const SESSIONS: &[Entry] = &[
    session("cookie", &[When::Is(Arg(0, ""), &[":cookie_store"])]),
    session("database", &[When::Is(Arg(0, ""), &[":active_record_store"])]),
    session("cache", &[When::Is(Arg(0, ""), &[":cache_store"])]),
    session("memcached", &[When::Is(Arg(0, ""), &[":mem_cache_store", ":dalli_store"])]),
    session("redis", &[When::Is(Arg(0, ""), &[":redis_store", ":redis_session_store"])]),
    session("mongodb", &[When::Is(Arg(0, ""), &[":mongoid_store", ":mongo_store"])]),
    rack("memory", &[When::Is(Arg(0, ""), &["Rack::Session::Pool", "?Rack::Session::Pool"])]),
    rack("cookie", &[When::Is(Arg(0, ""), &["Rack::Session::Cookie", "?Rack::Session::Cookie"])]),
    rack("redis", &[When::Is(Arg(0, ""), &["Rack::Session::Redis", "?Rack::Session::Redis"])]),
    rack(
        "memcached",
        &[When::Is(
            Arg(0, ""),
            &["Rack::Session::Memcache", "Rack::Session::Dalli", "?Rack::Session::Dalli"],
        )],
    ),
    fact(&["set"], Kind::SessionStore).of(Const("memory")).when(&[
        When::Is(Arg(0, ""), &[":session_store"]),
        When::Is(Arg(1, ""), &["Rack::Session::Pool", "?Rack::Session::Pool"]),
    ]),
    fact(&["enable", "?app.enable"], Kind::SessionStore)
        .of(Const("cookie"))
        .when(&[When::Is(Arg(0, ""), &[":sessions"])]),
];

const CACHE: &[&str] = &["**.cache_store", "**.perform_caching_store", "Rails.cache"];

/// `config.cache_store = :redis_cache_store, { url: … }`
const CHOSEN: Slot = First(&[Item(&Value, 0), Value]);

const fn cache(store: &'static str, named: &'static [When]) -> Entry {
    field(CACHE, Kind::CacheStore).of(Const(store)).value(Last(&CHOSEN)).when(named)
}

const fn made(names: &'static [&'static str], store: &'static str) -> Entry {
    fact(names, Kind::CacheStore).of(Const(store))
}

pub(super) const CACHES: &[Entry] = &[
    cache("memory", &[When::Is(CHOSEN, &[":memory_store"])]),
    field(CACHE, Kind::CacheStore)
        .of(Const("file"))
        .value(Item(&Value, 1))
        .when(&[When::Is(CHOSEN, &[":file_store"])]),
    cache("redis", &[When::Is(CHOSEN, &[":redis_cache_store", ":redis_store"])]),
    cache("memcached", &[When::Is(CHOSEN, &[":mem_cache_store", ":dalli_store"])]),
    cache("database", &[When::Is(CHOSEN, &[":solid_cache_store"])]),
    made(&["ActiveSupport::Cache::MemoryStore.new"], "memory"),
    made(&["ActiveSupport::Cache::FileStore.new"], "file").value(Arg(0, "")),
    made(&["ActiveSupport::Cache::RedisCacheStore.new"], "redis"),
    made(&["ActiveSupport::Cache::MemCacheStore.new"], "memcached"),
    made(&["LruRedux::Cache.new", "LruRedux::TTL::Cache.new", "MiniCache::Store.new"], "memory"),
    fact(&["Moneta.new"], Kind::CacheStore)
        .of(Const("memory"))
        .when(&[When::Is(Arg(0, ""), &[":Memory", ":LRUHash"])]),
];

pub(super) const FAN_OUT: &[Entry] = &[
    // Rack::Attack counts in the cache of Rails, unless it is given its own.
    field(&["Rack::Attack.cache.store", "?Rack::Attack.cache.store"], Kind::RateLimit)
        .of(Const("memory"))
        .value(Slot::None)
        .when(&[When::Has(Value, &["MemoryStore"])]),
    field(&["Rack::Attack.cache.store", "?Rack::Attack.cache.store"], Kind::RateLimit)
        .of(Const("redis"))
        .value(Slot::None)
        .when(&[When::Has(Value, &["Redis"])]),
    fact(&["rate_limit"], Kind::RateLimit)
        .of(Const("memory"))
        .when(&[When::Has(Key("store"), &["MemoryStore"])]),
    fact(MIDDLEWARE, Kind::RateLimit)
        .of(Const("memory"))
        .when(&[When::Has(Arg(0, ""), &["Rack::Throttle"]), When::Absent(Key("cache"))]),
    field(&["**.action_cable.adapter"], Kind::PubSub)
        .of(Const("memory"))
        .value(Slot::None)
        .when(&[When::Is(Value, &[":async", ":inline"])]),
];
