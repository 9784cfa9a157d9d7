use super::*;
use crate::fact::Role;

fn shown(path: &str, text: &str) -> Vec<String> {
    let class = crate::discover::classify(path, text, &[]);
    let crate::discover::Class::Config(format) = class else { panic!("{path} is {class:?}") };
    let place = crate::discover::place(path, class, text);
    let mut harvest = Harvest::default();
    extract(Reader::of_test(path, text, &place, &[]), format, &mut harvest);
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
    extract_values(Reader::of_test("values.yaml", text, &place, &[]), &mut harvest);
    let shown: Vec<_> =
        harvest.facts.iter().map(|fact| format!("{} {}", fact.kind.name(), fact.subject_text())).collect();
    assert_eq!(shown, ["literal auth.postgresPassword", "env-provide A", "env-provide LOG_LEVEL"]);
}

#[test]
fn appenders_count_where_loggers_reach_them() {
    let appender = |name: &str, class: &str, inner: &str| {
        format!("<appender name='{name}' class='ch.qos.logback.{class}'>{inner}</appender>")
    };
    let logback = format!(
        "<configuration><property name='DIR' value='${{LOG_DIR:-logs}}'/>{}{}{}{}{}\
         <root level='info'><appender-ref ref='OUT'/><appender-ref ref='ASYNC'/></root>\
         <springProfile name='!prod'><logger name='a'><appender-ref ref='DEV'/></logger></springProfile>\
         <springProfile name='files'><root><appender-ref ref='UNUSED'/></root></springProfile>\
         <if condition='x'><then><root><appender-ref ref='UNUSED'/></root></then></if></configuration>",
        appender("OUT", "core.ConsoleAppender", ""),
        appender("FILE", "core.rolling.RollingFileAppender", "<file>${DIR}/app.log</file>"),
        appender("DEV", "core.FileAppender", "<file>dev.log</file>"),
        appender("UNUSED", "core.FileAppender", "<file>unused.log</file>"),
        appender("ASYNC", "classic.AsyncAppender", "<appender-ref ref='FILE'/>"),
    );
    assert_eq!(
        shown("src/main/resources/logback-spring.xml", &logback),
        ["log-sink stdout", "log-sink rotating-file ?logs/app.log", "log-sink file dev.log development"]
    );
    let log4j = "<Configuration><Properties><Property name='dir'>${env:LOGS:-/var/log}</Property></Properties>\
                 <Appenders><File name='F' fileName='${dir}/a.log'/><Async name='A'><AppenderRef ref='F'/></Async>\
                 <RollingFile name='R' fileName='r.log'/></Appenders>\
                 <Loggers><Root level='info'><AppenderRef ref='A'/></Root></Loggers></Configuration>";
    assert_eq!(shown("src/main/resources/log4j2.xml", log4j), ["log-sink file ?/var/log/a.log"]);
    let log4j = "<!DOCTYPE log4j:configuration SYSTEM 'log4j.dtd'><log4j:configuration xmlns:log4j='http://jakarta.apache.org/log4j/'>\
                 <appender name='F' class='org.apache.log4j.FileAppender'><param name='File' value='a.log'/></appender>\
                 <root><priority value='info'/><appender-ref ref='F'/></root></log4j:configuration>";
    assert_eq!(shown("conf/log4j.xml", log4j), ["log-sink file a.log"]);
    let base = "<configuration><include resource='org/springframework/boot/logging/logback/base.xml'/></configuration>";
    assert_eq!(shown("src/main/resources/logback.xml", base), ["log-sink rotating-file"]);
}

#[test]
fn persistence_is_configured_in_xml() {
    let units = "<persistence xmlns='https://jakarta.ee/xml/ns/persistence'><persistence-unit name='a'><properties>\
                 <property name='jakarta.persistence.jdbc.url' value='jdbc:postgresql://db.acme.io/a'/>\
                 <property name='jakarta.persistence.jdbc.password' value='k3Jx9QpL'/>\
                 <property name='hibernate.hbm2ddl.auto' value='update'/></properties></persistence-unit></persistence>";
    let facts = shown("src/main/resources/META-INF/persistence.xml", units);
    assert_eq!(
        facts,
        [
            "literal jakarta.persistence.jdbc.password k3Jx9QpL",
            "connect postgres jdbc:postgresql://db.acme.io/a",
            "schema-sync hibernate update",
        ]
    );
    let factory = "<hibernate-configuration><session-factory><property name='hbm2ddl.auto'>create</property>\
                   <property name='connection.url'>jdbc:mysql://db/a</property></session-factory></hibernate-configuration>";
    assert_eq!(
        shown("src/main/resources/hibernate.cfg.xml", factory),
        ["connect mysql jdbc:mysql://db/a", "schema-sync hibernate create"]
    );
}

#[test]
fn tomcat_is_configured_in_xml() {
    let server = "<Server port='8005'><Service><Connector port='8080' address='127.0.0.1'/><Engine><Host>\
                  <Valve className='org.apache.catalina.valves.AccessLogValve' directory='logs'/></Host></Engine></Service></Server>";
    assert_eq!(
        shown("tomcat/conf/server.xml", server),
        ["listen 127.0.0.1 8080", "log-sink rotating-file ?logs/access_log"]
    );
    let context = "<Context><Resource name='jdbc/a' url='jdbc:mysql://db/a' password='k3Jx9QpL'/>\
                   <Manager><Store className='org.apache.catalina.session.FileStore'/></Manager></Context>";
    assert_eq!(
        shown("src/main/webapp/META-INF/context.xml", context),
        ["literal password k3Jx9QpL", "connect mysql jdbc:mysql://db/a", "session-store file"]
    );
}

#[test]
fn descriptors_of_any_form_are_read_to_an_end() {
    let properties: String = (0..200)
        .map(|at| format!("<property name='p{at}' value='${{p{}}}${{p{}}}'/>", at + 1, at + 1))
        .collect();
    let looped = format!(
        "<configuration>{properties}<appender name='a' class='FileAppender'><file>${{p0}}${{</file>\
                          <appender-ref ref='a'/></appender><root><appender-ref ref='a'/></root></configuration>"
    );
    let deep = format!(
        "<configuration>{}{}</configuration>",
        "<appender name='a' class='x'>".repeat(3_000),
        "</appender>".repeat(3_000)
    );
    for text in [
        looped,
        deep,
        "<configuration><root>".to_owned(),
        "<persistence/>".to_owned(),
        "<Server/>".to_owned(),
    ] {
        shown("logback.xml", &text);
    }
}

#[test]
fn properties_of_quarkus_name_their_profile() {
    let text = "%prod.quarkus.datasource.jdbc.url=jdbc:h2:./data\n%{dev,test}.quarkus.hibernate-orm.database.generation=update\n\
                quarkus.datasource.\"users\".jdbc.url=jdbc:mysql://db/u\nquarkus.liquibase.migrate-at-start=true\n\
                quarkus.log.file.enabled=true\nquarkus.log.file.path=app.log\n";
    assert_eq!(
        shown("src/main/resources/application.properties", text),
        [
            "connect h2 jdbc:h2:./data production",
            "connect mysql jdbc:mysql://db/u",
            "log-sink rotating-file",
            "migrate liquibase",
            "schema-sync hibernate update development",
        ]
    );
}

#[test]
fn hocon_may_be_overridden_by_variables() {
    let text = "ktor { deployment { port = 8080\n port = ${?PORT} } }\n\
                storage { url = \"jdbc:postgresql://db.acme.io/a\", password = ${DB_PASSWORD} }\n\
                jwt.secret = \"k3Jx9QpL2m\"\njwt.secret = ${?JWT_SECRET}\n";
    assert_eq!(
        shown("src/main/resources/application.conf", text),
        [
            "env-read PORT 8080",
            "env-read DB_PASSWORD",
            "env-read JWT_SECRET k3Jx9QpL2m",
            "connect postgres jdbc:postgresql://db.acme.io/a",
            "listen  ?{}",
        ]
    );
}

#[test]
fn files_of_node_name_variables() {
    let reads = |path: &str, text: &str| -> Vec<String> {
        let files = [(path.to_owned(), text.as_bytes().to_vec())];
        let project = crate::analyse(&crate::discover::Tree::from_memory(files));
        let facts = project.apps.iter().flat_map(|app| app.facts.of(Kind::EnvRead));
        facts.map(|fact| fact.subject_text().to_owned()).collect()
    };
    let variables =
        r#"{ "db": { "password": "DB_PASSWORD" }, "port": { "__name": "PORT", "__format": "number" } }"#;
    assert_eq!(reads("config/custom-environment-variables.json", variables), ["DB_PASSWORD", "PORT"]);
    let of_sequelize = r#"{ "production": { "use_env_variable": "DATABASE_URL", "dialect": "postgres" } }"#;
    assert_eq!(reads("config/config.json", of_sequelize), ["DATABASE_URL"]);
}
