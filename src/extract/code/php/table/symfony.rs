//! Symfony: clients and stores that its components make.

use super::super::super::table::{Entry, Slot, fact};
use crate::fact::Kind;
use Slot::Const;

pub(super) const ENTRIES: &[Entry] = &[
    fact(
        &[
            r"Symfony\Component\HttpFoundation\Session\Storage\Handler\NativeFileSessionHandler",
            r"Symfony\Component\HttpFoundation\Session\Storage\MockFileSessionStorage",
        ],
        Kind::SessionStore,
    )
    .of(Const("file")),
    fact(
        &[
            r"Symfony\Component\HttpFoundation\Session\Storage\Handler\RedisSessionHandler",
            r"Symfony\Component\HttpFoundation\Session\Storage\Handler\StrictSessionHandler",
        ],
        Kind::SessionStore,
    )
    .of(Const("redis")),
    fact(
        &[
            r"Symfony\Component\HttpFoundation\Session\Storage\Handler\PdoSessionHandler",
            r"Symfony\Component\HttpFoundation\Session\Storage\Handler\MongoDbSessionHandler",
        ],
        Kind::SessionStore,
    )
    .of(Const("database")),
    fact(
        &[r"Symfony\Component\HttpFoundation\Session\Storage\Handler\MemcachedSessionHandler"],
        Kind::SessionStore,
    )
    .of(Const("memcached")),
    fact(
        &[r"Symfony\Component\Cache\Adapter\ApcuAdapter", r"Symfony\Component\Cache\Adapter\ArrayAdapter"],
        Kind::CacheStore,
    )
    .of(Const("memory")),
    fact(
        &[
            r"Symfony\Component\Cache\Adapter\FilesystemAdapter",
            r"Symfony\Component\Cache\Adapter\PhpFilesAdapter",
        ],
        Kind::CacheStore,
    )
    .of(Const("file")),
    fact(
        &[r"Symfony\Component\Lock\Store\FlockStore", r"Symfony\Component\Lock\Store\SemaphoreStore"],
        Kind::CacheStore,
    )
    .of(Const("file")),
];
