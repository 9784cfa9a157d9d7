//! Migrations in functions that a server or the program's entry comes to, through other files: they run whenever it starts.

use std::collections::{BTreeMap, BTreeSet};

use super::handlers::Code;
use crate::app::Facts;
use crate::artefact::function::Function;
use crate::fact::{Fact, Kind, Role, Scope};
use crate::source::{Arg, Sources, Span};

/// Calls are followed no further than this: the entry, what starts a server, its set-up, the database, its migrations.
const DEEPEST: u8 = 5;

/// More functions than this are not looked at.
const MOST_FUNCTIONS: usize = 2_000;

/// Gives migrations the call by which a server, or the program's entry, comes to them.
pub(super) fn settle(sources: &Sources, facts: &mut Facts, functions: &[Function]) {
    let waits = |fact: &Fact| fact.place.scope == Scope::Function && fact.place.is_production();
    if !facts.of(Kind::Migrate).iter().any(waits) {
        return;
    }
    let migrated = migrations(sources, facts, functions);
    facts.retell(|fact| {
        if fact.kind == Kind::Migrate && fact.place.scope == Scope::Function && fact.value.is_none() {
            fact.value = migrated.get(&fact.span).cloned();
        }
    });
}

/// The places of migrations with the call that leads from a function that serves, or from the program's entry, to each.
fn migrations(sources: &Sources, facts: &Facts, functions: &[Function]) -> BTreeMap<Span, Arg> {
    let code = Code::new(sources, facts.of(Kind::Migrate), functions);
    let serving: Vec<Span> = [Kind::Server, Kind::Listen]
        .into_iter()
        .flat_map(|kind| facts.of(kind))
        .filter(|fact| fact.place.is_production())
        .map(|fact| fact.span)
        .collect();
    let starts = |function: &&Function| {
        let own = &function.declaration;
        let is_entry = own.name == "main" && own.class.is_none();
        function.place.role == Role::Production
            && (is_entry || serving.iter().any(|place| own.span.contains(*place)))
    };
    let mut found = BTreeMap::new();
    for function in functions.iter().filter(starts) {
        follow(&code, function, &mut found);
    }
    found
}

/// Adds what the functions that one calls hold, with the first call on the way.
fn follow<'a>(code: &Code<'a>, start: &'a Function, found: &mut BTreeMap<Span, Arg>) {
    let mut seen = BTreeSet::from([start.declaration.span]);
    let mut open = vec![(start, None::<Arg>, DEEPEST)];
    while let Some((function, call, left)) = open.pop() {
        if let Some(call) = &call {
            for fact in code.own(function) {
                found.entry(fact.span).or_insert_with(|| call.clone());
            }
        }
        if left == 0 || seen.len() >= MOST_FUNCTIONS {
            continue;
        }
        for reference in &function.calls {
            let first = call.clone().unwrap_or_else(|| Arg::literal(reference.name.as_str(), reference.span));
            for called in code.find(reference, &[]) {
                // A bare name of another file is no method.
                let fits = !reference.through.is_empty()
                    || called.declaration.class.is_none()
                    || called.declaration.span.file == reference.span.file;
                if fits && seen.insert(called.declaration.span) {
                    open.push((called, Some(first.clone()), left - 1));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::discover::Tree;
    use crate::fact::Kind;

    /// What leads to the migrations.
    fn calls(main: &str) -> Vec<String> {
        let files = [
            ("Cargo.toml", "[package]\nname = \"shop\"\n"),
            ("src/main.rs", main),
            (
                "src/db.rs",
                "pub async fn connect() -> Result<(), E> {\n    let pool = PgPool::connect(&url()).await?;\n    migrate(&pool).await\n}\n\
                 async fn migrate(pool: &PgPool) -> Result<(), E> { sqlx::migrate!().run(pool).await }\n",
            ),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let project = crate::analyse(&Tree::from_memory(files));
        let facts = project.apps.iter().flat_map(|app| app.facts(Kind::Migrate));
        facts.map(|fact| fact.value_text().to_owned()).collect()
    }

    #[test]
    fn migrations_are_found_behind_the_entry() {
        let start =
            |call: &str| format!("mod db;\nfn main() {{ {call} axum::serve(listener, app()).await; }}\n");
        assert_eq!(calls(&start("db::connect().await;")), ["connect"]);
        assert_eq!(calls(&start("shop::db::connect().await;")), ["connect"]);
        assert_eq!(calls(&start("serve().await;")), [""]);
        let command = "match args.command { Command::Migrate => db::connect().await, Command::Serve => serve().await };";
        assert_eq!(calls(&start(command)), [""]);
    }
}
