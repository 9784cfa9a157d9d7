//! Where Go keeps sessions and caches, and how it fans messages out.

use super::super::super::table::{Entry, Slot, When, fact};
use super::super::connections::REGISTRY;
use crate::fact::{Kind, Scope};
use Slot::{Arg, Const, Key, Of};

const fn session(names: &'static [&'static str], store: &'static str) -> Entry {
    fact(names, Kind::SessionStore).of(Const(store))
}

const fn cache(names: &'static [&'static str], store: &'static str) -> Entry {
    fact(names, Kind::CacheStore).of(Const(store))
}

/// The store that the configuration of Fiber's middleware names.
const STORAGE: Slot = Of(&Arg(0, ""), &Key("Storage"));

const CONSUMERS: &[&str] = &[
    "github.com/rabbitmq/amqp091-go.Dial().Channel().Consume",
    "github.com/rabbitmq/amqp091-go.Connection().Channel().Consume",
    "github.com/rabbitmq/amqp091-go.Channel().Consume",
    "github.com/streadway/amqp.Dial().Channel().Consume",
    "github.com/streadway/amqp.Connection().Channel().Consume",
    "github.com/streadway/amqp.Channel().Consume",
];

pub(super) const ENTRIES: &[Entry] = &[
    session(
        &[
            "github.com/gorilla/sessions.NewCookieStore",
            "github.com/gin-contrib/sessions/cookie.NewStore",
            "github.com/gorilla/securecookie.New",
        ],
        "cookie",
    ),
    session(
        &[
            "github.com/gorilla/sessions.NewFilesystemStore",
            "github.com/gin-contrib/sessions/filesystem.NewStore",
        ],
        "file",
    ),
    session(
        &[
            "github.com/gin-contrib/sessions/memstore.NewStore",
            "github.com/alexedwards/scs/memstore.New",
            "github.com/alexedwards/scs/memstore.NewWithCleanupInterval",
            "github.com/quasoft/memstore.NewMemStore",
            "github.com/icza/session.NewInMemStore",
        ],
        "memory",
    ),
    session(&["github.com/gofiber/fiber/middleware/session.New"], "memory").when(&[When::Absent(STORAGE)]),
    session(
        &[
            "github.com/gin-contrib/sessions/redis.NewStore",
            "github.com/gin-contrib/sessions/redis.NewStoreWithDB",
            "github.com/alexedwards/scs/redisstore.New",
            "github.com/boj/redistore.NewRediStore",
            "github.com/rbcervilla/redisstore.NewRedisStore",
        ],
        "redis",
    ),
    session(
        &[
            "github.com/alexedwards/scs/postgresstore.New",
            "github.com/alexedwards/scs/mysqlstore.New",
            "github.com/alexedwards/scs/sqlite3store.New",
            "github.com/alexedwards/scs/pgxstore.New",
            "github.com/antonlindstrom/pgstore.NewPGStore",
            "github.com/gin-contrib/sessions/gorm.NewStore",
            "github.com/gin-contrib/sessions/postgres.NewStore",
            "github.com/wader/gormstore.New",
        ],
        "database",
    ),
    cache(
        &[
            "github.com/patrickmn/go-cache.New",
            "github.com/allegro/bigcache.New",
            "github.com/allegro/bigcache.NewBigCache",
            "github.com/coocoood/freecache.NewCache",
            "github.com/hashicorp/golang-lru/expirable.NewLRU",
            "github.com/jellydator/ttlcache.New",
            "github.com/jellydator/ttlcache.NewCache",
            "github.com/ReneKroon/ttlcache.NewCache",
            "github.com/dgraph-io/ristretto.NewCache",
            "github.com/karlseguin/ccache.New",
            "github.com/bluele/gcache.New()~.Expiration",
            "github.com/muesli/cache2go.Cache",
        ],
        "memory",
    ),
    cache(&["github.com/go-redis/cache.New"], "redis"),
    fact(&[REGISTRY], Kind::PubSub).of(Const("memory")),
    fact(&["github.com/olahol/melody.New"], Kind::PubSub).of(Const("memory")),
    fact(&["github.com/googollee/go-socket.io.NewServer"], Kind::PubSub).of(Const("memory")),
    fact(&["github.com/r3labs/sse.New", "github.com/alexandrevicenzi/go-sse.NewServer"], Kind::PubSub)
        .of(Const("memory")),
    fact(&["github.com/alicebob/sse.NewServer", "github.com/antage/eventsource.New"], Kind::PubSub)
        .of(Const("memory")),
    // Limits.
    fact(
        &[
            "github.com/ulule/limiter/drivers/store/memory.NewStore",
            "github.com/ulule/limiter/drivers/store/memory.NewStoreWithOptions",
            "github.com/didip/tollbooth.NewLimiter",
            "github.com/labstack/echo/middleware.NewRateLimiterMemoryStore",
            "github.com/labstack/echo/middleware.NewRateLimiterMemoryStoreWithConfig",
            "github.com/sethvargo/go-limiter/memorystore.New",
            "github.com/go-chi/httprate.LimitByIP",
            "github.com/go-chi/httprate.LimitByRealIP",
            "github.com/go-chi/httprate.LimitAll",
            "github.com/throttled/throttled/store/memstore.New",
            "github.com/JGLTechnologies/gin-rate-limit.InMemoryStore",
        ],
        Kind::RateLimit,
    )
    .of(Const("memory")),
    fact(&["github.com/gofiber/fiber/middleware/limiter.New"], Kind::RateLimit)
        .of(Const("memory"))
        .when(&[When::Absent(STORAGE)]),
    fact(
        &[
            "github.com/ulule/limiter/drivers/store/redis.NewStore",
            "github.com/sethvargo/go-redisstore.New",
            "github.com/JGLTechnologies/gin-rate-limit.RedisStore",
        ],
        Kind::RateLimit,
    )
    .of(Const("redis")),
    // Messages of brokers.
    fact(CONSUMERS, Kind::Consume)
        .of(Const("amqp"))
        .value(Const("early"))
        .when(&[When::Is(Arg(2, ""), &["true"])]),
    fact(CONSUMERS, Kind::Consume).of(Const("amqp")).value(Const("late")),
    // Work handed to the process itself.
    fact(&["?go"], Kind::BackgroundWork).of(Const("goroutine")).when(&[When::In(Scope::Handler)]),
    fact(
        &[
            "github.com/panjf2000/ants.Submit",
            "github.com/panjf2000/ants.NewPool().Submit",
            "github.com/alitto/pond.New().Submit",
            "github.com/gammazero/workerpool.New().Submit",
        ],
        Kind::BackgroundWork,
    )
    .of(Const("pool"))
    .when(&[When::In(Scope::Handler)]),
];
