//! State that JVM programs keep: sessions, caches, fan-out to clients, limits.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::{Kind, Scope};
use Slot::Const;

const fn store(names: &'static [&'static str], kind: Kind, place: &'static str) -> Entry {
    fact(names, kind).of(Const(place))
}

pub(super) const ENTRIES: &[Entry] = &[
    // Sessions.
    store(
        &[
            "jakarta.servlet.http.HttpSession().setAttribute",
            "jakarta.servlet.http.HttpServletRequest().getSession().setAttribute",
            "javax.servlet.http.HttpServletRequest().getSession().setAttribute",
            "org.springframework.web.bind.annotation.SessionAttributes",
            "org.springframework.web.context.annotation.SessionScope",
            "jakarta.enterprise.context.SessionScoped",
            "javax.enterprise.context.SessionScoped",
            "javax.faces.bean.SessionScoped",
            "org.springframework.session.MapSessionRepository",
            "org.springframework.web.server.session.InMemoryWebSessionStore",
            "io.ktor.server.sessions.SessionStorageMemory",
            "io.vertx.ext.web.sstore.LocalSessionStore.create",
            "org.eclipse.jetty.server.session.DefaultSessionCache",
        ],
        Kind::SessionStore,
        "memory",
    ),
    store(
        &[
            "io.ktor.server.sessions.directorySessionStorage",
            "org.apache.catalina.session.FileStore",
            "org.eclipse.jetty.server.session.FileSessionDataStore",
        ],
        Kind::SessionStore,
        "file",
    ),
    store(
        &[
            "org.springframework.session.data.redis.config.annotation.web.http.EnableRedisHttpSession",
            "org.springframework.session.data.redis.config.annotation.web.http.EnableRedisIndexedHttpSession",
            "org.springframework.session.data.redis.config.annotation.web.server.EnableRedisWebSession",
            "org.springframework.session.data.redis.RedisIndexedSessionRepository",
        ],
        Kind::SessionStore,
        "redis",
    ),
    store(
        &[
            "org.springframework.session.jdbc.config.annotation.web.http.EnableJdbcHttpSession",
            "org.springframework.session.jdbc.JdbcIndexedSessionRepository",
            "org.springframework.session.data.mongo.config.annotation.web.http.EnableMongoHttpSession",
        ],
        Kind::SessionStore,
        "database",
    ),
    store(
        &["org.springframework.session.hazelcast.config.annotation.web.http.EnableHazelcastHttpSession"],
        Kind::SessionStore,
        "hazelcast",
    ),
    // Caches.
    store(
        &[
            "com.github.benmanes.caffeine.cache.Caffeine.newBuilder()~.build",
            "com.github.benmanes.caffeine.cache.Caffeine.newBuilder()~.buildAsync",
            "com.google.common.cache.CacheBuilder.newBuilder()~.build",
            "org.springframework.cache.concurrent.ConcurrentMapCacheManager",
            "org.springframework.cache.concurrent.ConcurrentMapCache",
            "org.springframework.cache.concurrent.ConcurrentMapCacheFactoryBean",
            "org.springframework.cache.caffeine.CaffeineCacheManager",
            "org.springframework.cache.ehcache.EhCacheCacheManager",
            "org.ehcache.config.builders.CacheManagerBuilder.newCacheManagerBuilder()~.build",
            "org.cache2k.Cache2kBuilder.of()~.build",
            "io.github.reactivecircus.cache4k.Cache.Builder()~.build",
            "com.github.benmanes.caffeine.jcache.configuration.CaffeineConfiguration",
            "cn.hutool.cache.CacheUtil.newTimedCache",
            "cn.hutool.cache.CacheUtil.newLRUCache",
            "cn.hutool.cache.CacheUtil.newFIFOCache",
        ],
        Kind::CacheStore,
        "memory",
    ),
    store(
        &[
            "org.springframework.data.redis.cache.RedisCacheManager",
            "org.springframework.data.redis.cache.RedisCacheManager.create",
            "org.springframework.data.redis.cache.RedisCacheManager.builder",
            "org.redisson.spring.cache.RedissonSpringCacheManager",
        ],
        Kind::CacheStore,
        "redis",
    ),
    store(&["com.hazelcast.spring.cache.HazelcastCacheManager"], Kind::CacheStore, "hazelcast"),
    // Fan-out to clients.
    store(
        &[
            "org.springframework.messaging.simp.config.MessageBrokerRegistry().enableSimpleBroker",
            "*.enableSimpleBroker",
            "com.corundumstudio.socketio.SocketIOServer",
        ],
        Kind::PubSub,
        "memory",
    ),
    store(
        &[
            "org.springframework.messaging.simp.config.MessageBrokerRegistry().enableStompBrokerRelay",
            "*.enableStompBrokerRelay",
        ],
        Kind::PubSub,
        "stomp",
    ),
    store(&["com.corundumstudio.socketio.store.RedissonStoreFactory"], Kind::PubSub, "redis"),
    // Limits.
    store(
        &[
            "io.github.bucket4j.Bucket.builder()~.build",
            "io.github.bucket4j.Bucket4j.builder()~.build",
            "io.ktor.server.plugins.ratelimit.RateLimit",
        ],
        Kind::RateLimit,
        "memory",
    ),
    store(
        &[
            "io.github.bucket4j.redis.lettuce.cas.LettuceBasedProxyManager.builderFor",
            "io.github.bucket4j.redis.jedis.cas.JedisBasedProxyManager.builderFor",
            "org.springframework.cloud.gateway.filter.ratelimit.RedisRateLimiter",
            "org.redisson.api.RedissonClient().getRateLimiter",
        ],
        Kind::RateLimit,
        "redis",
    ),
    // Work handed to the process.
    fact(&["org.springframework.scheduling.annotation.Async"], Kind::BackgroundWork).of(Const("pool")),
    fact(&["java.util.concurrent.CompletableFuture.runAsync"], Kind::BackgroundWork)
        .of(Const("pool"))
        .when(&[When::In(Scope::Handler)]),
    fact(
        &[
            "java.util.concurrent.ExecutorService().execute",
            "java.util.concurrent.Executor().execute",
            "java.util.concurrent.Executors.newFixedThreadPool().execute",
            "java.util.concurrent.Executors.newCachedThreadPool().execute",
            "java.util.concurrent.Executors.newSingleThreadExecutor().execute",
            "org.springframework.core.task.TaskExecutor().execute",
        ],
        Kind::BackgroundWork,
    )
    .of(Const("pool"))
    .when(&[When::In(Scope::Handler)]),
    fact(
        &["java.lang.Thread", "java.lang.Thread.startVirtualThread", "kotlin.concurrent.thread"],
        Kind::BackgroundWork,
    )
    .of(Const("thread"))
    .when(&[When::In(Scope::Handler)]),
    fact(&["kotlinx.coroutines.GlobalScope.launch"], Kind::BackgroundWork)
        .of(Const("task"))
        .when(&[When::In(Scope::Handler)]),
];
