//! Where .NET apps keep sessions, caches, messages to clients and counters.

use super::super::super::table::{Entry, Slot, fact};
use crate::fact::Kind;
use Slot::Const;

pub(super) const ENTRIES: &[Entry] = &[
    // The session itself asks for a distributed cache: see `settle_caches`.
    fact(&["?.AddSession.memory"], Kind::SessionStore).of(Const("memory")),
    fact(&["?.AddDistributedMemoryCache"], Kind::CacheStore).of(Const("memory")),
    fact(&["?.AddStackExchangeRedisCache", "?.AddDistributedRedisCache"], Kind::CacheStore)
        .of(Const("redis")),
    fact(&["?.AddDistributedSqlServerCache", "?.AddDistributedPostgresCache"], Kind::CacheStore)
        .of(Const("database")),
    fact(&["?.AddMemoryCache", "?.AddOutputCache"], Kind::CacheStore).of(Const("memory")),
    fact(
        &["System.Runtime.Caching.MemoryCache", "Microsoft.Extensions.Caching.Memory.MemoryCache"],
        Kind::CacheStore,
    )
    .of(Const("memory")),
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
