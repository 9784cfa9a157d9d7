//! What Rust files say, by concept.

use super::super::tests::{facts_of, said};
use crate::fact::{Role, Scope};

fn rs(kind: &str, text: &str) -> Vec<String> {
    said("src/main.rs", kind, text)
}

#[test]
fn names_follow_imports_renames_and_globs() {
    let text = "use std::{env as e, fs::{self, File}};\nuse sqlx::postgres::*;\nuse diesel::prelude::*;\n\
        fn f() {\n    e::var(\"A\").unwrap();\n    fs::write(\"a\", b\"\");\n    File::create(\"b\");\n    \
        PgPool::connect(\"postgres://db/a\");\n    PgConnection::establish(\"postgres://db/b\");\n}\n\
        mod inner {\n    use super::*;\n    fn g() { e::var(\"B\").unwrap(); }\n}\n\
        mod other {\n    fn h() { fs::write(\"c\", \"\"); }\n}\n";
    assert_eq!(rs("env-read", text), ["A! =", "B! ="]);
    assert_eq!(rs("file-write", text), ["durable = a", "durable = b"]);
    assert_eq!(rs("connect", text), ["postgres = postgres://db/a", "postgres = postgres://db/b"]);
}

#[test]
fn reads_are_demanded_defaulted_or_neither() {
    let text = "use std::env;\nfn f() -> Result<(), E> {\n    let a = env::var(\"A\")?;\n    let b = env::var(\"B\").expect(\"B\");\n    \
        let c = env::var(\"C\").unwrap_or_else(|_| \"c\".into());\n    let d = env::var(\"D\").ok();\n    \
        let e: u16 = env::var(\"E\").ok().and_then(|e| e.parse().ok()).unwrap_or(3000);\n    \
        if let Ok(g) = env::var(\"G\") { g.parse::<u8>().unwrap(); }\n    \
        let h = match env::var(\"H\") { Ok(h) => h.parse().unwrap(), Err(VarError::NotPresent) => 5, Err(e) => panic!(\"{e}\") };\n    \
        let Ok(i) = env::var(\"I\") else { panic!() };\n    \
        let j = match env::var(\"J\") { Ok(j) => j, Err(_) => std::process::exit(1) };\n    \
        env::set_var(\"K\", \"k\");\n    let l = option_env!(\"L\");\n    let m = env::var(\"M\").unwrap_or_default();\n    Ok(())\n}\n";
    assert_eq!(
        rs("env-read", text),
        ["A! =", "B! =", "C = c", "D =", "E = 3000", "G =", "H = 5", "I! =", "J! =", "M ="]
    );
}

#[test]
fn helpers_that_read_are_read_through() {
    let text = "use std::env;\nfn or(name: &str, default: &str) -> String {\n    env::var(name).unwrap_or(default.to_string())\n}\n\
        fn must(name: &str) -> String { env::var(name).expect(\"set\") }\n\
        fn main() { or(\"A\", \"a\"); must(\"B\"); shared::env_or(\"C\", \"c\"); shared::required_var(\"D\"); shared::set_var(\"E\", \"e\"); }";
    assert_eq!(rs("env-read", text), ["A = a", "B! =", "C = c", "D! ="]);
}

#[test]
fn derived_code_reads_too() {
    let text = "#[derive(clap::Parser)]\nstruct Args {\n    #[arg(long, env, default_value_t = 8080)]\n    port: u16,\n    \
        #[clap(env = \"DB\", default_value = \"postgres://db\")]\n    url: String,\n    #[arg(long)]\n    name: String,\n}\n\
        #[derive(Deserialize)]\nstruct Config { token: String, #[serde(default = \"ten\")] size: u8, #[serde(rename = \"X\")] y: Option<String> }\n\
        fn ten() -> u8 { 10 }\nfn main() { let c = envy::prefixed(\"APP_\").from_env::<Config>().unwrap(); }";
    assert_eq!(
        rs("env-read", text),
        ["PORT = 8080", "DB = postgres://db", "APP_TOKEN! =", "APP_SIZE = 10", "APP_X ="]
    );
}

#[test]
fn layers_of_settings_name_the_variables_of_fields() {
    let structs = "use serde::Deserialize;\n#[derive(Deserialize)]\nstruct Settings { db: Db, level: Level, #[serde(flatten)] more: More, other: Other, name: Option<String> }\n\
        #[derive(Deserialize)]\nstruct Db { url: String, #[serde(default = \"most\")] size: u8 }\n#[derive(Deserialize)]\nstruct More { #[serde(rename = \"listen-on\")] port: u16 }\n\
        #[derive(Deserialize)]\nenum Level { Info }\nfn most() -> u8 { 5 }\n";
    let with = |code: &str| rs("env-read", &format!("{structs}{code}"));
    let built = "fn load() -> Result<Settings, config::ConfigError> {\n    config::Config::builder().add_source(config::Environment::with_prefix(\"SHOP\").separator(\"__\")).build()?.try_deserialize()\n}\n";
    assert_eq!(
        with(built),
        ["SHOP__LEVEL! =", "SHOP__NAME =", "SHOP__DB__URL! =", "SHOP__DB__SIZE = 5", "SHOP__LISTEN-ON! ="]
    );
    let layered = built.replace(".add_source(", ".add_source(config::File::with_name(\"shop\")).add_source(");
    assert_eq!(with(&layered)[0], "SHOP__LEVEL =");
    let flat = "fn load() { let s: Settings = figment::Figment::new().merge(figment::providers::Env::prefixed(\"SHOP_\")).extract().unwrap(); }\n";
    assert_eq!(with(flat), ["SHOP_LEVEL! =", "SHOP_NAME =", "SHOP_LISTEN-ON! ="]);
    let only = flat.replace("prefixed(\"SHOP_\")", "raw().only(&[\"level\"])");
    assert_eq!(with(&only), ["LEVEL! ="]);
    let lines = "fn load() {\n    let mut s = config::Config::new();\n    s.merge(config::Environment::with_prefix(\"shop\")).unwrap();\n    let s: Settings = s.try_into().unwrap();\n}\n";
    assert_eq!(with(lines)[0], "SHOP_LEVEL =");
}

#[test]
fn attributes_of_other_crates_name_variables_too() {
    let text = "use confique::Config;\n#[derive(Config)]\nstruct Conf {\n    #[config(env = \"A\", default = 80)]\n    port: u16,\n    #[config(nested)]\n    more: More,\n}\n\
        #[derive(envconfig::Envconfig)]\nstruct More {\n    #[envconfig(from = \"B\")]\n    b: String,\n    #[envconfig(default = \"x\")]\n    c: String,\n    #[envconfig(from = \"D\")]\n    d: Option<u8>,\n}\n";
    assert_eq!(rs("env-read", text), ["A = 80", "B! =", "C = x", "D ="]);
}

#[test]
fn functions_do_not_hide_crates_of_their_name() {
    let text = "use rocket::fs::TempFile;\n#[post(\"/\")]\nasync fn up(mut file: TempFile<'_>) { file.persist_to(\"/a\").await; }\nfn rocket() {}\n";
    assert_eq!(rs("file-write", text), ["durable = /a"]);
}

#[test]
fn addresses_are_put_together() {
    let text = "use std::net::{IpAddr, Ipv4Addr, SocketAddr};\nuse tokio::net::TcpListener;\nconst PORT: u16 = 3001;\n\
        async fn f() {\n    TcpListener::bind(\"0.0.0.0:3000\").await.unwrap();\n    \
        let a = SocketAddr::from(([127, 0, 0, 1], PORT));\n    TcpListener::bind(&a).await?;\n    \
        TcpListener::bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 3002)).await?;\n    \
        let host = \"0.0.0.0\";\n    TcpListener::bind(format!(\"{host}:{}\", std::env::var(\"PORT\").unwrap_or(\"3003\".into()))).await?;\n    \
        TcpListener::bind((\"::1\", 3004)).await?;\n    let b: SocketAddr = \"127.0.0.1:3005\".parse().unwrap();\n    \
        axum::Server::bind(&b);\n    warp::serve(routes).run(([0, 0, 0, 0], 3006)).await;\n    TcpListener::bind(\"127.0.0.1:0\").await;\n}\n";
    assert_eq!(
        rs("listen", text),
        [
            "0.0.0.0 = 3000",
            "127.0.0.1 = 3001",
            "0.0.0.0 = 3002",
            "0.0.0.0 = ~${PORT:-3003}",
            "::1 = 3004",
            "127.0.0.1 = 3005",
            "0.0.0.0 = 3006",
        ]
    );
}

#[test]
fn servers_end_as_their_frameworks_do() {
    let text = "use axum::{Router, routing::get};\n#[tokio::main]\nasync fn main() {\n    let app = Router::new().route(\"/users/{id}\", get(user)).nest(\"/api\", api());\n    \
        axum::serve(listener, app.into_make_service()).with_graceful_shutdown(stop()).await.unwrap();\n    \
        actix_web::HttpServer::new(|| actix_web::App::new()).bind((\"0.0.0.0\", 80))?.run().await;\n    \
        tonic::transport::Server::builder().add_service(s).serve(addr).await;\n}\n\
        async fn stop() {\n    tokio::select! {\n        _ = tokio::signal::ctrl_c() => {},\n        _ = term() => {},\n    }\n}\n\
        async fn term() { use tokio::signal::unix::{signal, SignalKind}; signal(SignalKind::terminate()).unwrap().recv().await; }";
    assert_eq!(rs("server", text), ["axum = abrupt", "actix-web = graceful", "tonic = abrupt"]);
    assert_eq!(rs("signal", text), ["SIGINT = handle", "SIGTERM = handle"]);
    assert_eq!(rs("route", text), ["ANY = /users/{}", "PREFIX = /api"]);
}

#[test]
fn signals_come_in_lists_and_with_handlers() {
    let text = "use signal_hook::consts::{SIGTERM, SIGINT};\nfn main() {\n    signal_hook::iterator::Signals::new([SIGTERM, SIGINT]);\n    \
        unsafe { nix::sys::signal::signal(nix::sys::signal::Signal::SIGHUP, nix::sys::signal::SigHandler::SigIgn) };\n}";
    assert_eq!(rs("signal", text), ["SIGTERM = handle", "SIGINT = handle", "SIGHUP = ignore"]);
}

#[test]
fn handlers_are_known_by_attribute_by_name_and_by_extractor() {
    let text = "use actix_web::{get, web};\n#[get(\"/a/{id}\")]\nasync fn a() { std::fs::write(\"a\", \"\"); }\n\
        async fn b(form: web::Form<X>) { std::fs::write(\"b\", \"\"); }\nasync fn c() { std::fs::write(\"c\", \"\"); }\n\
        async fn d() { std::fs::write(\"d\", \"\"); }\nfn main() {\n    axum::Router::new().route(\"/c\", axum::routing::post(c)).route(\"/e\", axum::routing::get(|| async { std::fs::write(\"e\", \"\") }));\n    \
        std::fs::write(\"f\", \"\");\n}";
    let facts = facts_of(&[("src/main.rs", text)]);
    let scope = |path: &str| {
        facts
            .iter()
            .find(|fact| fact.kind.name() == "file-write" && fact.value_text() == path)
            .map(|f| f.place.scope)
    };
    for path in ["a", "b", "c", "e"] {
        assert_eq!(scope(path), Some(Scope::Handler), "{path}");
    }
    assert_eq!((scope("d"), scope("f")), (Some(Scope::Function), Some(Scope::Main)));
}

#[test]
fn tests_and_debug_builds_are_not_production() {
    let text = "fn a() { std::env::var(\"A\").ok(); }\n#[cfg(test)]\nmod tests { fn b() { std::env::var(\"B\").ok(); } }\n\
        #[tokio::test]\nasync fn c() { std::env::var(\"C\").ok(); }\n#[cfg(debug_assertions)]\nfn d() { std::env::var(\"D\").ok(); }\n\
        fn e() { if cfg!(debug_assertions) { std::env::var(\"E\").ok(); } else { std::env::var(\"F\").ok(); } }\n\
        #[cfg(not(test))]\nfn g() { std::env::var(\"G\").ok(); }";
    let roles: Vec<Role> = facts_of(&[("src/main.rs", text)]).iter().map(|fact| fact.place.role).collect();
    let (p, t, d) = (Role::Production, Role::Test, Role::Development);
    assert_eq!(roles, [p, t, t, d, d, p, p]);
    let guarded = "fn f(s: S) { if std::env::var(\"APP_ENV\").unwrap() == \"production\" { x() } }";
    assert_eq!(rs("environment-branch", guarded), ["~APP_ENV = production"]);
}

#[test]
fn macros_hide_nothing() {
    let text = "lazy_static::lazy_static! {\n    static ref URL: String = std::env::var(\"A\").unwrap();\n}\n\
        static KEY: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| std::env::var(\"B\").unwrap());\n\
        cfg_if::cfg_if! { if #[cfg(unix)] { fn x() { std::env::var(\"C\").ok(); } } }\n\
        fn main() {\n    tracing::info!(port = %std::env::var(\"D\").unwrap_or_default(), \"up\");\n    \
        println!(\"{}\", std::env::var(\"E\").unwrap());\n    \
        let v = serde_json::json!({ \"a\": std::env::var(\"F\").unwrap() });\n    sqlx::migrate!().run(&pool);\n    redis::Client::open(URL.as_str());\n    redis::Client::open(&**KEY);\n}";
    assert_eq!(rs("env-read", text), ["A! =", "B! =", "C =", "D =", "E! =", "F! ="]);
    assert_eq!(rs("connect", text), ["redis = ~${A}", "redis = ~${B}"]);
    assert_eq!(rs("migrate", text), ["sqlx ="]);
}

#[test]
fn logs_sessions_and_schedules() {
    let text = "fn main() {\n    tracing_appender::rolling::daily(\"/var/log\", \"app.log\");\n    let f = std::fs::File::create(\"x.log\").unwrap();\n    \
        tracing_subscriber::fmt().with_writer(f).init();\n    simplelog::WriteLogger::init(l, c, std::fs::File::create(\"y.log\").unwrap());\n    \
        log4rs::append::file::FileAppender::builder().build(\"z.log\");\n    tower_sessions::MemoryStore::default();\n    \
        tokio_cron_scheduler::Job::new_async(\"0 * * * * *\", |a, b| x());\n    std::process::Command::new(\"ffmpeg\").arg(\"-i\");\n}";
    assert_eq!(
        rs("log-sink", text),
        ["rotating-file = /var/log/app.log", "file = x.log", "file = y.log", "file = z.log"]
    );
    assert_eq!(rs("session-store", text), ["memory ="]);
    assert_eq!(rs("schedule", text), ["tokio-cron-scheduler = 0 * * * * *"]);
    assert_eq!(rs("spawn", text), ["argv = ffmpeg"]);
}

#[test]
fn temporary_files_are_told_from_durable_ones() {
    let text = "use std::path::Path;\nfn a() { std::fs::write(std::env::temp_dir().join(\"a\"), \"\"); }\n\
        fn b() { let d = tempfile::tempdir().unwrap(); std::fs::File::create(d.path().join(\"b\")); }\n\
        fn c(p: &Path) { std::fs::write(p, \"\"); std::fs::remove_file(p); }\n\
        fn d() { std::fs::OpenOptions::new().append(true).open(Path::new(\"data\").join(\"d\")); std::fs::OpenOptions::new().read(true).open(\"e\"); }";
    let words: Vec<String> =
        rs("file-write", text).iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(words, ["temporary", "temporary", "temporary", "durable"]);
    assert_eq!(rs("file-write", text)[3], "durable = data/d");
}

#[test]
fn literals_are_those_that_tell() {
    let text = "const JWT_SECRET: &str = \"hunter2\";\nconst TITLE: &str = \"hello\";\nfn f() {\n    \
        let o = sqlx::postgres::PgConnectOptions::new().host(\"db.internal\").password(\"swordfish\");\n    \
        let s = Settings { api_key: \"abc\".into(), name: \"x\".into() };\n    assert!(password == \"no\");\n}";
    assert_eq!(
        rs("literal", text),
        ["JWT_SECRET = hunter2", "host = db.internal", "password = swordfish", "api_key = abc"]
    );
    assert_eq!(rs("connect", text), ["postgres = db.internal"]);
}

#[test]
fn what_may_be_something_else_is_no_constant() {
    let text = "const A_SECRET: &str = match option_env!(\"A\") { Some(a) => a, None => \"dev\" };\nfn f() {\n    \
        let token = if x() { read() } else { \"tok\" };\n    let secret = if x() { panic!() } else { \"sec\" };\n    \
        let mut user = \"a\";\n    user = \"b\";\n    redis::Client::open(format!(\"redis://{user}@db\"));\n}";
    assert_eq!(
        rs("literal", text),
        ["token = tok", "secret = sec", "user = a", "user = b", "open = ~redis://{}@db"]
    );
    let sample = "static P: &[T] = &[T(TestValue::One(\"ghp_abcdefghijklmnopqrstuvwxyz0123456789\"))];";
    assert!(facts_of(&[("src/main.rs", sample)]).iter().all(|fact| fact.place.role == Role::Test));
}

#[test]
fn what_cannot_be_read_is_said_with_its_line() {
    let read = |text: &str| {
        let text = format!("{text}\n// std::env::var TcpListener::bind");
        let place = crate::fact::Place::default();
        let reader = crate::extract::Reader::of_test("src/main.rs", &text, &place, &[]);
        let mut harvest = crate::extract::Harvest::default();
        super::super::extract(reader, crate::discover::Language::Rust, &mut harvest);
        harvest.unreadable.first().map(|unreadable| {
            (text[..unreadable.span.start as usize].lines().count().max(1), unreadable.message.clone())
        })
    };
    let (line, message) = read("fn a() {}\nfn b( {\n    x\n}}\n").unwrap();
    assert!(line >= 2 && message.starts_with("this is not Rust: "), "{line} {message}");
    assert_eq!(read("#!/usr/bin/env run-cargo-script\nfn main() {}"), None);
    assert_eq!(read("\u{feff}fn main() {}"), None);
    let nested = |times: usize, open: &str, close: &str| {
        format!("fn f() {{ let x = {}1{}; }}", open.repeat(times), close.repeat(times))
    };
    for deep in [
        nested(20_000, "(", ")"),
        nested(20_000, "[", "]"),
        nested(20_000, "!", ""),
        nested(20_000, "&", ""),
        nested(20_000, "a.b().", ""),
        nested(20_000, "a + ", ""),
        nested(20_000, "if a {} else ", "{}"),
        format!("type T = {}u8{};", "Vec<".repeat(20_000), ">".repeat(20_000)),
    ] {
        let (_, message) = read(&deep).unwrap();
        assert!(message.contains("too deeply") || message.starts_with("this is not Rust"), "{message}");
    }
    for fine in [
        nested(200, "(", ")"),
        nested(2_900, "a + ", ""),
        nested(1_000, "a.b().", ""),
        format!("fn f() {{ {} {{}} }}", "if a {} else ".repeat(1_000)),
        format!("fn f() {{ m!({}1{}); }}", "(".repeat(200), ")".repeat(200)),
        "const A: &str = B;\nconst B: &str = A;\nfn f() -> String { f() }\nfn main() { f(); A; }".to_owned(),
    ] {
        assert_eq!(read(&fine), None);
    }
}
