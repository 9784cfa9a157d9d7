//! Debug mode where production would meet it.

use crate::app::App;
use crate::fact::{Fact, Kind, Scope};
use crate::rule::{Pass, Severity};
use crate::source::Arg;

/// Debug mode that is on by a literal in code, or by a variable of the image or a manifest.
pub fn debug_enabled(pass: &mut Pass) {
    let app = pass.app;
    for fact in app.production(Kind::Debug).filter(|fact| fact.known_value() == Some("true")) {
        if fact.place.scope == Scope::Main && app.is_loaded_by_server() {
            continue;
        }
        let switch = fact.subject_text();
        pass.report(fact.span, format!("debug mode is on: '{switch}' is fixed to true"))
            .help("Read the switch from the environment, off by default.");
    }
    by_default(pass);
    for fact in app.production(Kind::EnvProvide).filter(|fact| fact.api != "ci" && is_debug(fact)) {
        if is_image_of_tools(app, fact) {
            continue;
        }
        let (name, value) = (fact.subject_text(), fact.value_text());
        pass.report(fact.span, format!("debug mode is on: '{name}' is set to '{value}'"))
            .help("Leave the variable out of what production uses.");
    }
}

/// Debug mode that is on where the environment does not say otherwise, as nothing here does.
fn by_default(pass: &mut Pass) {
    let app = pass.app;
    for fact in app.production(Kind::Debug) {
        let Some((name, Some(default))) = fact.value.as_ref().and_then(Arg::variable) else { continue };
        let names = |given: &&Fact| given.subject_text() == name;
        if !is_on(default)
            || app.production(Kind::EnvProvide).any(|given| names(&given))
            || (fact.place.scope == Scope::Main && app.is_loaded_by_server())
        {
            continue;
        }
        let finding = pass.report(fact.span, format!("debug mode is on unless '{name}' turns it off"));
        finding.help("Make it off by default: a deploy that forgets the variable should not debug.");
        if let Some(documented) = app.facts(Kind::EnvDocument).find(names) {
            finding.severity(Severity::Note).because(documented.span, "the variable is documented here");
        }
    }
}

fn is_on(value: &str) -> bool {
    matches!(value.to_ascii_lowercase().as_str(), "1" | "true" | "on" | "yes")
}

fn is_debug(fact: &Fact) -> bool {
    let Some(value) = fact.known_value() else { return false };
    let on = is_on(value);
    match fact.subject_text() {
        "DEBUG"
        | "FLASK_DEBUG"
        | "DJANGO_DEBUG"
        | "APP_DEBUG"
        | "WERKZEUG_DEBUG_PIN"
        | "DJANGO_DEBUG_TOOLBAR" => on,
        "NODE_ENV"
        | "RAILS_ENV"
        | "RACK_ENV"
        | "FLASK_ENV"
        | "APP_ENV"
        | "ASPNETCORE_ENVIRONMENT"
        | "DOTNET_ENVIRONMENT"
        | "ENVIRONMENT"
        | "ENV"
        | "MIX_ENV" => matches!(value.to_ascii_lowercase().as_str(), "development" | "dev" | "local"),
        _ => false,
    }
}

/// Whether the variable only serves a builder stage or an image that is not started.
fn is_image_of_tools(app: &App, fact: &Fact) -> bool {
    fact.api == "dockerfile"
        && !app.images.iter().any(|image| image.file == fact.span.file && image.place.is_production())
}
