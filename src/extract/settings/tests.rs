use super::*;
use crate::fact::Role;
use crate::source::FileId;

fn shown(path: &str, text: &str) -> Vec<String> {
    let class = crate::discover::classify(path, text, &[]);
    let crate::discover::Class::Config(format) = class else { panic!("{path} is {class:?}") };
    let place = crate::discover::place(path, class, text);
    let mut harvest = Harvest::default();
    extract(Reader { file: FileId(0), path, text, place: &place, paths: &[] }, format, &mut harvest);
    let facts = crate::app::Facts::new(harvest.facts);
    let show = |fact: &Fact| {
        let literal = if fact.value.as_ref().is_some_and(|value| !value.literal) { "?" } else { "" };
        let environment = fact.place.environment.name();
        format!("{} {} {literal}{} {environment}", fact.kind.name(), fact.subject_text(), fact.value_text())
            .trim_end()
            .to_owned()
    };
    let mut shown: Vec<String> = facts.iter().map(show).collect();
    shown.extend(harvest.unreadable.iter().map(|_| "unreadable".to_owned()));
    shown
}

#[test]
fn settings_of_an_app_are_facts() {
    let text = "server: {port: 3000}\ndb:\n  url: postgres://app:k3Jx@db/o\n  pool: 5\nredis:\n  host: cache\n  port: 6379\njwt:\n  secret: k3Jx9QpL2m\ndebug: true\ntitle: Orders\n";
    assert_eq!(
        shown("config/default.yaml", text),
        [
            "literal redis.host cache",
            "literal jwt.secret k3Jx9QpL2m",
            "connect postgres postgres://app:k3Jx@db/o",
            "connect redis cache",
            "debug debug true",
        ]
    );
}

#[test]
fn environments_may_be_sections() {
    let text = "development:\n  adapter: sqlite3\n  database: dev.sqlite3\nproduction:\n  adapter: postgresql\n  host: db.prod.acme.io\n  password: <%= ENV[\"DB_PASSWORD\"] %>\n";
    assert_eq!(
        shown("config/database.yml", text),
        [
            "env-read DB_PASSWORD  production",
            "literal production.host db.prod.acme.io production",
            "connect sqlite dev.sqlite3 development",
            "connect postgres db.prod.acme.io production",
        ]
    );
}

#[test]
fn spring_has_words_of_its_own() {
    let text = "server.port=${PORT:8080}\nspring.datasource.url=jdbc:postgresql://db:5432/o\nspring.datasource.password=k3Jx9QpL\nspring.jpa.hibernate.ddl-auto=update\nlogging.file.name=app.log\nspring.redis.host=${REDIS_HOST}\n";
    assert_eq!(
        shown("src/main/resources/application-prod.properties", text),
        [
            "env-read PORT 8080 production",
            "env-read REDIS_HOST  production",
            "literal spring.datasource.password k3Jx9QpL production",
            "connect postgres jdbc:postgresql://db:5432/o production",
            "connect redis ?{} production",
            "listen  ?{} production",
            "log-sink file app.log production",
            "schema-sync hibernate update production",
        ]
    );
    let documents =
        "spring: {config: {activate: {on-profile: dev}}}\nserver: {port: 1}\n---\nserver: {port: 2}\n";
    assert_eq!(shown("application.yml", documents), ["listen  1 development", "listen  2"]);
}

#[test]
fn logging_files_name_their_sinks() {
    let python = "version: 1\nhandlers:\n  a: {class: logging.FileHandler, filename: app.log}\n  b: {class: logging.StreamHandler}\n";
    assert_eq!(shown("logging.yaml", python), ["log-sink file app.log", "log-sink stdout"]);
    let log4j2 =
        "appender.f.type = RollingFile\nappender.f.fileName = logs/a.log\nappender.c.type = Console\n";
    assert_eq!(shown("log4j2.properties", log4j2), ["log-sink rotating-file logs/a.log", "log-sink stdout"]);
    let yaml = "Configuration:\n  Appenders:\n    File:\n      - name: a\n        fileName: a.log\n";
    assert_eq!(shown("log4j2.yaml", yaml), ["log-sink file a.log"]);
}

#[test]
fn other_files_only_give_up_what_is_known_by_its_form() {
    let token = ["gh", "p_", "k3Jx9QpL2mVt7RzW4bNc8YhG5sDf1A1N0Mi0"].concat();
    let text = format!(
        "{{\"password\": \"k3Jx9QpL2m\", \"x\": [{{\"t\": \"{token}\"}}], \"u\": \"https://acme.io\"}}"
    );
    assert_eq!(shown("renovate.json", &text), [format!("literal x.t {token}")]);
    assert_eq!(shown("data/users.json", "{\"password\": \"k3Jx9QpL2m\"}"), [""; 0]);
    assert_eq!(
        shown(
            "config/schema.json",
            "{\"type\": \"object\", \"properties\": {\"password\": {\"default\": \"k3Jx9QpL2m\"}}}"
        ),
        [""; 0]
    );
    assert_eq!(shown("locales/en.json", "{\"password\": \"Passw0rd123\"}"), [""; 0]);
    assert_eq!(shown("config/broken.json", "{\"a\": "), ["unreadable"]);
}

#[test]
fn charts_give_credentials_and_variables() {
    let place = Place::of(Role::Production);
    let text = "auth:\n  existingSecret: db-secret\n  postgresPassword: k3Jx9QpL2m\nenv:\n- name: A\n  value: b\nextraEnv:\n  LOG_LEVEL: info\nimage: {tag: v1}\n";
    let mut harvest = Harvest::default();
    extract_values(
        Reader { file: FileId(0), path: "values.yaml", text, place: &place, paths: &[] },
        &mut harvest,
    );
    let shown: Vec<_> =
        harvest.facts.iter().map(|fact| format!("{} {}", fact.kind.name(), fact.subject_text())).collect();
    assert_eq!(shown, ["literal auth.postgresPassword", "env-provide A", "env-provide LOG_LEVEL"]);
}
