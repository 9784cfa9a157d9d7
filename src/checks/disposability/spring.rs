//! Spring Boot's graceful shutdown: the default since 3.4, before that where `server.shutdown` says so.
//! <https://docs.spring.io/spring-boot/reference/web/graceful-shutdown.html>,
//! <https://github.com/spring-projects/spring-boot/wiki/Spring-Boot-3.4-Release-Notes#graceful-shutdown>

use crate::extract::settings;
use crate::fact::{Fact, Kind};
use crate::rule::{Pass, Severity};
use crate::source::{folder_of, is_below};

/// The first release that finishes open requests without being told to.
const GRACEFUL_SINCE: (u32, u32) = (3, 4);

/// Servers of Spring Boot that are stopped at once, by their release or because a setting says so.
pub(super) fn stops_at_once(pass: &mut Pass) {
    let app = pass.app;
    let chosen = |end: &str| {
        let mut servers = app.production(Kind::Server);
        servers.find(|fact| fact.api == settings::API && fact.value_text() == end)
    };
    let by_variable = || app.facts(Kind::EnvProvide).any(|fact| fact.subject_text() == "SERVER_SHUTDOWN");
    if chosen("graceful").is_some() || by_variable() || app.production(Kind::Route).next().is_none() {
        return;
    }
    let server = |fact: &&Fact| fact.subject_text() == "spring" && fact.api != settings::API;
    let Some(server) = app.production(Kind::Server).find(server) else { return };
    if let Some(setting) = chosen("abrupt") {
        let place = setting.value.as_ref().map_or(setting.span, |value| value.span);
        pass.report(place, "Spring Boot is told to drop its requests when it is stopped")
            .help("Remove 'server.shutdown', or set it to 'graceful'.");
    } else if let Some(version) = release(pass).filter(|version| is_older(version.value_text())) {
        let message = format!("Spring Boot '{}' drops its requests when it is stopped", version.value_text());
        let span = server.span;
        pass.report(span, message)
            .because(version.span, "the release is chosen here")
            .severity(Severity::Note)
            .help("Set 'server.shutdown=graceful', or move to Spring Boot 3.4 or newer.");
    }
}

/// Where the release is chosen: by a parent, a bill of materials or a plugin, in a manifest of the app or above it.
fn release<'p>(pass: &Pass<'p>) -> Option<&'p Fact> {
    let (app, sources) = (pass.app, pass.sources);
    let applies = |fact: &&Fact| {
        let folder = folder_of(sources.path(fact.span.file));
        let is_catalog = folder.ends_with("gradle") && is_below(&app.root, folder_of(folder));
        is_catalog || folder.is_empty() || is_below(&app.root, folder) || is_below(folder, &app.root)
    };
    let named = |fact: &&Fact| {
        matches!(
            fact.subject_text(),
            "org.springframework.boot:spring-boot-starter-parent"
                | "org.springframework.boot:spring-boot-dependencies"
                | "org.springframework.boot:spring-boot-gradle-plugin"
                | "org.springframework.boot:org.springframework.boot.gradle.plugin"
        )
    };
    let apps = pass.project.apps.iter();
    apps.flat_map(|app| app.facts(Kind::Dependency))
        .filter(named)
        .filter(applies)
        .max_by_key(|fact| folder_of(sources.path(fact.span.file)).len())
}

fn is_older(version: &str) -> bool {
    let mut parts = version.split('.').map(str::parse::<u32>);
    matches!((parts.next(), parts.next()), (Some(Ok(major)), Some(Ok(minor))) if (major, minor) < GRACEFUL_SINCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_before_3_4_are_told_to_wait() {
        assert!(is_older("2.7.18") && is_older("3.3.0") && is_older("1.5.2.RELEASE"));
        assert!(!is_older("3.4.0") && !is_older("4.0.0") && !is_older("{}") && !is_older("3"));
    }
}
