//! Whose configuration a data file is: the app's, a tool's, or none that can be told.

use crate::parse::tree::Node;
use crate::source::{folder_of, name_of};

/// Whose configuration a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Owner {
    /// The running app reads it.
    App,
    /// A tool, a test runner or a backing component reads it, or it is data, a schema, a translation.
    Other,
}

/// Whose configuration a file is, as far as its path tells.
pub(super) fn by_path(path: &str) -> Owner {
    let lower = path.to_ascii_lowercase();
    let name = name_of(&lower);
    let stem = name.split('.').next().unwrap_or("");
    // Dynaconf keeps secrets beside the settings: `.secrets.toml`.
    if name.starts_with(".secrets.") {
        return Owner::App;
    }
    let is_hidden = lower.split('/').any(|part| part.starts_with('.') && part.len() > 1);
    let words: Vec<&str> = stem.split(['-', '_']).collect();
    let folders: Vec<&str> = folder_of(&lower).split('/').collect();
    if is_hidden
        || is_tool(name, stem)
        || words.iter().any(|word| is_component(word))
        || is_translation(stem, &folders)
    {
        return Owner::Other;
    }
    if folders.iter().any(|folder| is_component(folder) || is_infrastructure(folder)) {
        return Owner::Other;
    }
    let named = words.iter().any(|word| is_config_word(word))
        || is_config_word(stem)
        || stem.starts_with("application");
    // Symfony keeps a file for each of its bundles, and a folder for each environment beside them.
    let is_of_bundles = folders.windows(2).any(|pair| pair == ["config", "packages"]);
    let placed = is_of_bundles
        || folders.last().is_some_and(|folder| is_config_folder(folder))
        || folders.ends_with(&["main", "resources"]);
    if named || placed { Owner::App } else { Owner::Other }
}

/// Whether a document of an app's configuration file turns out to be something else: a schema, a specification, a dashboard,
/// the configuration of a component that is not written here.
pub(super) fn is_foreign(root: Node) -> bool {
    if !root.is_mapping() {
        return true;
    }
    let has = |keys: &[&str]| keys.iter().all(|key| root.get(key).is_some());
    #[rustfmt::skip]
    let marks: &[&[&str]] = &[
        &["openapi"], &["swagger"], &["asyncapi"], &["definitions", "type"], &["properties", "type"], &["compilerOptions"],
        &["AWSTemplateFormatVersion"], &["Resources", "Parameters"], &["receivers", "exporters"], &["scrape_configs"],
        &["receivers", "route"], &["static_resources"], &["entryPoints"], &["panels"], &["plugins", "rules"], &["extends", "rules"],
        &["devDependencies"], &["repos", "hooks"], &["jobs"], &["stages", "script"], &["tasks", "version"], &["site_name"],
        &["realm", "clients"], &["schema_version"], &["terraform"], &["provider", "resource"], &["nodes", "edges"], &["build-system"], &["channels", "dependencies"],
    ];
    let schema =
        root.get("$schema").and_then(Node::text).is_some_and(|schema| !schema.contains("appsettings"));
    schema || marks.iter().any(|keys| has(keys))
}

#[rustfmt::skip]
fn is_config_word(word: &str) -> bool {
    matches!(
        word,
        "config" | "configs" | "configuration" | "conf" | "cfg" | "settings" | "setting" | "appsettings"
        | "application" | "appconfig" | "bootstrap" | "database" | "databases" | "db" | "datasource"
        | "secrets" | "secret" | "credentials" | "ormconfig" | "knexfile" | "params" | "parameters"
        | "environment" | "environments" | "env" | "redis" | "cable" | "storage" | "mail" | "mailer"
        | "sidekiq" | "queue" | "logging" | "log4j2" | "log4j" | "log4rs" | "logger" | "rocket"
        | "serverconfig" | "connections"
    )
}

#[rustfmt::skip]
fn is_config_folder(folder: &str) -> bool {
    matches!(
        folder,
        "config" | "configs" | "configuration" | "conf" | "settings" | "environments" | "conf.d"
        | "profiles"
    )
}

/// Folders with definitions of infrastructure, whose variables are no app's settings.
#[rustfmt::skip]
fn is_infrastructure(folder: &str) -> bool {
    matches!(
        folder,
        "terraform" | "ansible" | "playbooks" | "roles" | "inventory" | "group_vars" | "host_vars"
        | "cloudformation" | "pulumi" | "packer" | "salt" | "puppet" | "dashboards" | "schemas" | "schema"
        | "openapi" | "swagger" | "postman" | "seeds" | "data"
    )
}

/// Programs that are run as they are, beside the app.
#[rustfmt::skip]
fn is_component(word: &str) -> bool {
    matches!(
        word,
        "otel" | "otelcol" | "opentelemetry" | "collector" | "prometheus" | "alertmanager" | "grafana"
        | "loki" | "tempo" | "promtail" | "jaeger" | "zipkin" | "envoy" | "traefik" | "nginx" | "haproxy"
        | "caddy" | "filebeat" | "metricbeat" | "heartbeat" | "logstash" | "fluentd" | "fluent"
        | "fluentbit" | "vector" | "kibana" | "elasticsearch" | "opensearch" | "rabbitmq" | "mosquitto"
        | "keycloak" | "dex" | "vault" | "consul" | "nomad" | "kong" | "krakend" | "apisix" | "locust"
        | "k6" | "artillery" | "mysql" | "postgres" | "postgresql" | "mongo" | "mongodb" | "clickhouse"
        | "kafka" | "zookeeper" | "sentry" | "telegraf" | "thanos" | "mimir" | "datadog" | "newrelic"
        | "flagd" | "minio" | "localstack" | "kind" | "k3d" | "minikube" | "skaffold" | "tilt" | "argocd"
        | "argo" | "flux" | "istio" | "linkerd" | "certmanager" | "helmfile"
    )
}

/// Configuration of tools that build, check, test or publish.
fn is_tool(name: &str, stem: &str) -> bool {
    #[rustfmt::skip]
    let stems = [
        "tsconfig", "jsconfig", "nest-cli", "angular", "project", "nx", "lerna", "turbo", "rush", "biome", "deno", "components",
        "renovate", "dependabot", "mkdocs", "codecov", "sonar-project", "appveyor", "azure-pipelines", "bitbucket-pipelines",
        "cloudbuild", "skaffold", "buildspec", "appspec", "jest", "vitest", "cypress", "playwright", "karma", "protractor", "vercel",
        "netlify", "firebase", "manifest", "bower", "rustfmt", "clippy", "deny", "taplo", "book", "ruff", "mypy", "poetry", "tox",
        "pyrightconfig", "gradle", "gradle-wrapper", "local", "taskfile", "lefthook", "crowdin", "ionic", "capacitor", "eas", "expo",
        "google-services", "babel", "webpack", "rollup", "vite", "postcss", "tailwind", "metro", "_config", "sgconfig", "typedoc",
        "jsdoc", "api-extractor", "stylelint", "commitlint", "eslint", "prettier", "swagger", "openapi", "asyncapi", "buf", "sqlc",
        "diesel", "cliff", "release-please-config", "cspell", "checkstyle", "pmd", "detekt", "lint", "ct", "chart", "kustomize",
        "docker-bake", "conda", "meta", "galaxy", "ansible", "inventory", "playbook", "pubspec", "analysis_options",
        "l10n", "build", "wrangler", "serverless", "samconfig", "template", "mockoon", "wiremock", "junit-platform", "maven", "package-info",
    ];
    let infixes = [".config.", ".schema.", ".postman_", ".stories.", ".lock.", ".min.", ".map."];
    stems.contains(&stem)
        || infixes.iter().any(|infix| name.contains(infix))
        || (stem.len() > 3 && stem.ends_with("rc"))
}

/// Whether a file holds texts of one language: named after a locale, or in a folder of translations.
#[rustfmt::skip]
fn is_translation(stem: &str, folders: &[&str]) -> bool {
    let is_folder = |folder: &&str| {
        matches!(
            *folder,
            "locales" | "locale" | "i18n" | "lang" | "langs" | "languages" | "translations" | "l10n"
            | "intl" | "messages"
        )
    };
    folders.iter().any(is_folder)
        || stem.starts_with("messages")
        || stem.starts_with("translation")
        || is_locale(stem)
}

fn is_locale(stem: &str) -> bool {
    let (language, region) =
        stem.split_once(['-', '_']).map_or((stem, None), |(language, region)| (language, Some(region)));
    let is_code = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_lowercase());
    is_code(language) && language != "db" && region.is_none_or(is_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_whose_configuration_it_is() {
        #[rustfmt::skip]
        let values = [
            "config/default.json", "config/production.yaml", "src/main/resources/application-prod.yml",
            "appsettings.json", "settings.toml", "config/database.yml", "server/config.yaml",
            "conf/app.properties", "ormconfig.json", "log4j2.properties", "app-config.yml",
        ];
        for path in values {
            assert_eq!(by_path(path), Owner::App, "{path}");
        }
        #[rustfmt::skip]
        let values = [
            "tsconfig.json", "web/.eslintrc.json", "renovate.json", "locales/en.json",
            "config/locales/de.yml", "en-us.json", "otel-collector-config.yaml", "src/grafana/config.yml",
            "mkdocs.yml", "data/products.json", "config/tsconfig.build.json", ".github/config.yml",
            "gradle.properties", "ansible/config.yml", "app.config.json", "i18n/config.json",
        ];
        for path in values {
            assert_eq!(by_path(path), Owner::Other, "{path}");
        }
    }
}
