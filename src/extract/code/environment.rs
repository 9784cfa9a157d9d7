//! Code that asks for the name of the environment it runs in.

use super::unit::{Branch, Context, Data, Test, Value};
use crate::fact::{Environment, Fact, Kind, Place, Role};

/// The facts of a branch: one for each environment that it names.
pub fn facts(branch: &Branch, place: impl Fn(&Context) -> Place) -> Vec<Fact> {
    let Some(variable) = selector(&branch.test.left) else { return Vec::new() };
    let names = branch.test.right.iter().filter(|value| environment(value).is_some());
    names
        .map(|value| {
            let mut subject = branch.test.left.arg();
            subject.text.clone_from(&variable);
            Fact::new(Kind::EnvironmentBranch, branch.span, variable.as_str(), place(&branch.context))
                .about(subject)
                .valued(value.arg())
        })
        .collect()
}

/// The name of the variable, where the value is one that names the environment: `NODE_ENV`, `settings.ENVIRONMENT`.
fn selector(value: &Value) -> Option<String> {
    match &value.data {
        Data::Env(read) => names_environment(&read.name.text).then(|| read.name.text.clone()),
        Data::Name(name) => {
            let shown = name.trim_start_matches('?');
            names_environment(super::unit::last_part(shown)).then(|| shown.to_owned())
        }
        // The variable, or where it is not set another source of the name.
        Data::Choice(values) => values.iter().find_map(selector),
        // `os.environ["APP_ENV"].lower()`
        Data::Call(call) => match &call.receiver {
            Some(receiver) if call.args.is_empty() || is_case_change(call.method()) => selector(receiver),
            _ => {
                let is_getter = call.args.len() == 1 && call.method().starts_with("get");
                let key = call.positional(0).and_then(Value::as_text).filter(|_| is_getter)?;
                names_environment(key).then(|| key.to_owned())
            }
        },
        _ => None,
    }
}

fn is_case_change(method: &str) -> bool {
    matches!(
        method,
        "lower" | "upper" | "strip" | "trim" | "casefold" | "toLowerCase" | "toUpperCase" | "to_lowercase"
    )
}

/// Whether a variable of that name holds the name of an environment rather than something else about it.
fn names_environment(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(['_', '-', '.']).collect();
    let last = words.last().copied().unwrap_or("");
    matches!(
        last,
        "env"
            | "environment"
            | "stage"
            | "nodeenv"
            | "appenv"
            | "envname"
            | "envtype"
            | "profile"
            | "mode"
            | "deployment"
            | "tier"
    ) || lower.ends_with("env")
        || lower.ends_with("environment")
        || (last == "name" && words.iter().any(|word| matches!(*word, "env" | "environment")))
        || (words.first() == Some(&"environment") || words.first() == Some(&"env"))
            && words.len() == 2
            && last == "type"
}

/// The environment that a literal names. One word alone: `dev-cluster-3` is somebody's name for something else.
fn environment(value: &Value) -> Option<Environment> {
    Environment::from_word(value.as_text()?)
}

/// The role of what a test guards: `(where it holds, where it does not)`.
pub fn guarded(test: &Test) -> (Option<Role>, Option<Role>) {
    if selector(&test.left).is_none() {
        return guarded_by_truth(test);
    }
    let named: Vec<Environment> = test.right.iter().filter_map(environment).collect();
    if named.is_empty() || named.len() != test.right.len() {
        return (None, None);
    }
    let role = role_of(&named);
    let other = excluded(&named);
    if test.negated { (other, role) } else { (role, other) }
}

/// `settings.is_dev === true` asks what `settings.is_dev` asks.
fn guarded_by_truth(test: &Test) -> (Option<Role>, Option<Role>) {
    let (Data::Name(name), [Value { data: Data::Bool(flag), .. }]) = (&test.left.data, test.right.as_slice())
    else {
        return (None, None);
    };
    let (role, other) = guarded_by(name);
    if *flag == test.negated { (other, role) } else { (role, other) }
}

/// Whether a test asks for the name of the environment.
pub fn is_test(test: &Test) -> bool {
    selector(&test.left).is_some() && test.right.iter().any(|value| environment(value).is_some())
}

/// The environment that a class of settings is written for: `DevelopmentConfig`, `ProdSettings`.
pub fn of_settings_class(name: &str) -> Option<Environment> {
    let words = super::literal::words(name);
    let about =
        words.iter().any(|word| matches!(word.as_str(), "config" | "configuration" | "settings" | "conf"));
    words.iter().filter(|_| about).find_map(|word| Environment::from_word(word))
}

/// The place of a field that is one of the settings of an environment: `development.connection.host`.
pub fn narrowed(place: Place, path: &str) -> Place {
    let environment = of_path(path).filter(|_| place.environment == Environment::Any);
    Place { environment: environment.unwrap_or(place.environment), ..place }
}

fn of_path(path: &str) -> Option<Environment> {
    let groups = path.rsplit_once('.').map_or("", |(groups, _)| groups);
    groups.split('.').find_map(|group| match group {
        "development" | "dev" | "test" | "testing" | "staging" | "production" | "prod" => {
            Environment::from_word(group)
        }
        _ => None,
    })
}

/// The role of code that runs in those environments only.
fn role_of(named: &[Environment]) -> Option<Role> {
    if named.iter().all(|environment| *environment == Environment::Test) {
        return Some(Role::Test);
    }
    let local =
        |environment: &Environment| matches!(environment, Environment::Development | Environment::Test);
    named.iter().all(local).then_some(Role::Development)
}

/// The role of code that runs in all other environments.
fn excluded(named: &[Environment]) -> Option<Role> {
    named.contains(&Environment::Production).then_some(Role::Development)
}

/// The roles of what runs where a value of that name is true, and where it is not.
pub fn guarded_by(name: &str) -> (Option<Role>, Option<Role>) {
    let last =
        super::unit::last_part(name.trim_end_matches("()")).trim_start_matches('?').to_ascii_lowercase();
    let bare: String = last.chars().filter(|c| *c != '_').collect();
    let bare = bare.trim_end_matches("enabled").trim_end_matches("enable");
    match bare {
        "debug" | "isdebug" | "debugmode" | "isdev" | "isdevelopment" | "development" | "dev" | "devmode"
        | "isdevmode" | "islocal" | "islocaldev" | "isdevenv" | "appdebug" | "flaskdebug"
        | "indevelopment" | "islocaldevelopment" => (Some(Role::Development), None),
        "testing" | "istest" | "istesting" | "intest" | "undertest" => (Some(Role::Test), None),
        "isprod" | "isproduction" | "prod" | "production" | "isprodenv" | "inproduction" => {
            (None, Some(Role::Development))
        }
        _ => (None, None),
    }
}
