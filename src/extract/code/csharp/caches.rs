//! Caches of .NET apps: which of them several processes share, and what is kept in the others.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::unit::{Call, Unit};
use crate::fact::Scope;

/// Settles what depends on other calls of the file.
pub(super) fn settle(unit: &mut Unit) {
    settle_sessions(unit);
    settle_memos(unit);
}

/// Sessions are kept in the distributed cache: in memory where that is the cache of the process. Beside a cache that processes
/// share, one in memory is what developers get.
fn settle_sessions(unit: &mut Unit) {
    let has = |wanted: fn(&Call) -> bool| unit.calls.iter().any(|call| wanted(call));
    let shares = has(|call| SHARED.contains(&call.callee.as_str()));
    let in_memory = has(|call| call.callee == IN_MEMORY && call.context.role.is_none());
    for call in &mut unit.calls {
        let settled = match call.callee.as_str() {
            IN_MEMORY if shares => "?.AddDistributedMemoryCache.fallback",
            "?.AddSession" if in_memory && !shares => "?.AddSession.memory",
            _ => continue,
        };
        settled.clone_into(&mut Arc::make_mut(call).callee);
    }
}

/// What a request puts into a cache of the process is kept for others where the same function does not look for it first: a
/// code that was sent, the progress of an import.
fn settle_memos(unit: &mut Unit) {
    let of_memory =
        |call: &Call| call.callee.rsplit_once('.').is_some_and(|(cache, _)| MEMOS.contains(&cache));
    let asks = |call: &Call| call.method().starts_with("Get") || call.method().starts_with("TryGet");
    let calls = unit.calls.iter().filter(|call| of_memory(call));
    let filled: BTreeSet<u32> = calls.filter(|call| asks(call)).map(|call| call.context.function).collect();
    for call in &mut unit.calls {
        let keeps = call.method() == "Set" && call.context.scope == Scope::Handler && of_memory(call);
        if keeps && !filled.contains(&call.context.function) {
            Arc::make_mut(call).callee.push_str(".kept");
        }
    }
}

/// Caches of the process.
const MEMOS: &[&str] = &[
    "Microsoft.Extensions.Caching.Memory.IMemoryCache()",
    "Microsoft.Extensions.Caching.Memory.MemoryCache()",
    "System.Runtime.Caching.MemoryCache()",
    "System.Runtime.Caching.MemoryCache.Default",
];

const IN_MEMORY: &str = "?.AddDistributedMemoryCache";
const SHARED: &[&str] = &[
    "?.AddDistributedPostgresCache",
    "?.AddDistributedRedisCache",
    "?.AddDistributedSqlServerCache",
    "?.AddStackExchangeRedisCache",
];
