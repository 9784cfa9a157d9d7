//! Where .NET apps keep sessions, caches, messages to clients and counters.

use super::super::super::table::{Entry, Slot, fact};
use crate::fact::Kind;
use Slot::Const;

const MEMORY_KEPT: &[&str] = &[
    "Microsoft.Extensions.Caching.Memory.IMemoryCache().Set.kept",
    "Microsoft.Extensions.Caching.Memory.MemoryCache().Set.kept",
    "System.Runtime.Caching.MemoryCache().Set.kept",
    "System.Runtime.Caching.MemoryCache.Default.Set.kept",
];

pub(super) const ENTRIES: &[Entry] = &[
    // The session itself asks for a distributed cache: see `caches`.
    fact(&["?.AddSession.memory"], Kind::SessionStore).of(Const("memory")),
    fact(&["?.AddDistributedMemoryCache"], Kind::CacheStore).of(Const("memory")),
    fact(&["?.AddStackExchangeRedisCache", "?.AddDistributedRedisCache"], Kind::CacheStore)
        .of(Const("redis")),
    fact(&["?.AddDistributedSqlServerCache", "?.AddDistributedPostgresCache"], Kind::CacheStore)
        .of(Const("database")),
    // A cache of the process that is filled by whoever misses something in it is a memo. What a request puts there for another
    // one is state: see `caches`.
    fact(MEMORY_KEPT, Kind::SharedState).of(Const("IMemoryCache")),
    // SignalR.
    fact(&["?.AddStackExchangeRedis"], Kind::PubSub).of(Const("redis")),
    fact(&["?.AddAzureSignalR", "?.AddNamedAzureSignalR"], Kind::PubSub).of(Const("azure-signalr")),
    fact(&["?.AddSignalR"], Kind::PubSub).of(Const("memory")),
    // Limits.
    fact(
        &[
            "?.AddFixedWindowLimiter",
            "?.AddSlidingWindowLimiter",
            "?.AddTokenBucketLimiter",
            "?.AddInMemoryRateLimiting",
            "System.Threading.RateLimiting.RateLimitPartition.GetFixedWindowLimiter",
            "System.Threading.RateLimiting.RateLimitPartition.GetSlidingWindowLimiter",
            "System.Threading.RateLimiting.RateLimitPartition.GetTokenBucketLimiter",
        ],
        Kind::RateLimit,
    )
    .of(Const("memory")),
    fact(
        &["?.AddRedisFixedWindowLimiter", "?.AddRedisSlidingWindowLimiter", "?.AddRedisTokenBucketLimiter"],
        Kind::RateLimit,
    )
    .of(Const("redis")),
];
