//! Migrations that a .NET program runs when it starts by way of a method that is written elsewhere: `app.ApplyMigrations()`.

use std::sync::Arc;

use super::super::unit::{Call, Unit};
use crate::fact::Scope;
use crate::judge::words;

/// Settles the calls of a file that makes a host.
pub(super) fn settle(unit: &mut Unit) {
    let makes_host = |call: &Call| HOSTS.contains(&call.callee.as_str());
    if !unit.calls.iter().any(|call| makes_host(call)) {
        return;
    }
    for call in &mut unit.calls {
        let at_start = matches!(call.context.scope, Scope::Module | Scope::Main);
        if at_start && migrates(call.method()) {
            CALLED.clone_into(&mut Arc::make_mut(call).callee);
        }
    }
}

/// Whether a name says that its method migrates: `MigrateDatabase`, `ApplyMigrationsAsync`. Others only configure:
/// `AddMigrations`, `MigrationsAssembly`.
fn migrates(method: &str) -> bool {
    let mut words = words(method);
    if words.last().is_some_and(|word| word == "async") {
        words.pop();
    }
    let Some((first, rest)) = words.split_first() else { return false };
    let Some(last) = rest.last() else { return false };
    let is_action = matches!(first.as_str(), "apply" | "run" | "execute" | "perform" | "use" | "ensure");
    first == "migrate" || is_action && matches!(last.as_str(), "migration" | "migrations" | "migrated")
}

/// What such a call is known by in the table.
const CALLED: &str = "?.Migrate.called";

const HOSTS: &[&str] = &[
    "Microsoft.AspNetCore.Builder.WebApplication.CreateBuilder",
    "Microsoft.AspNetCore.WebHost.CreateDefaultBuilder",
    "?.ConfigureWebHostDefaults",
];

#[cfg(test)]
mod tests {
    use super::migrates;

    #[test]
    fn names_say_that_something_is_migrated() {
        for name in ["MigrateDatabase", "ApplyMigrationsAsync", "UseMigration", "MigrateDbContext"] {
            assert!(migrates(name), "{name}");
        }
        for name in ["AddMigrations", "MigrationsAssembly", "UseMigrationsEndPoint", "Migrate", "Apply"] {
            assert!(!migrates(name), "{name}");
        }
    }
}
