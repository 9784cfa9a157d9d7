//! Platform files as people write them, and the facts they come to.

use crate::discover::{Class, classify};
use crate::extract::{Harvest, Reader};
use crate::fact::{Kind, Place};
use crate::source::FileId;

fn read(path: &str, text: &str) -> Vec<String> {
    let class = classify(path, text, &[]);
    assert!(matches!(class, Class::Procfile | Class::Platform(_)), "{class:?}");
    let place = Place::default();
    let reader = Reader { file: FileId(0), path, text, place: &place, paths: &[] };
    let mut harvest = Harvest::default();
    super::extract(reader, class, &mut harvest);
    assert!(harvest.unreadable.is_empty(), "{:?}", harvest.unreadable);
    let shown = harvest.facts.iter().map(|fact| {
        if fact.kind == Kind::Start {
            assert_eq!(&text[fact.span.range()], fact.value_text());
        }
        let value = fact.value.as_ref().map_or("-", |value| &value.text);
        let environment = fact.place.environment.name();
        format!("{} {} {} {value} {environment}", fact.kind.name(), fact.api, fact.subject_text())
            .trim_end()
            .to_owned()
    });
    shown.collect()
}

#[test]
fn procfiles() {
    let facts = read("Procfile", "web: bin/app --port $PORT\nrelease: ./migrate\n");
    assert_eq!(facts, ["start web procfile bin/app --port $PORT", "start release procfile ./migrate"]);
}

#[test]
fn heroku() {
    let facts = read(
        "app.json",
        r#"{"name": "a", "addons": ["heroku-postgresql:mini", {"plan": "heroku-redis", "options": {"version": "7"}}],
            "env": {"MODE": {"value": "on"}, "KEY": {"generator": "secret"}, "A": "b"},
            "scripts": {"postdeploy": "bin/seed"},
            "environments": {"test": {"addons": ["heroku-postgresql:in-dyno"]}}}"#,
    );
    let wanted = [
        "env-provide platform MODE on",
        "env-provide platform KEY -",
        "env-provide platform A b",
        "backing platform postgres -",
        "backing platform redis 7",
        "start postdeploy platform bin/seed",
        "backing platform postgres - test",
    ];
    assert_eq!(facts, wanted);
    let facts = read(
        "heroku.yml",
        "setup:\n  addons: [{plan: cloudamqp}]\n  config: {A: b}\nbuild:\n  docker: {web: Dockerfile}\nrun:\n  web: bin/web\n  \
         worker: {command: [bin/worker], image: web}\nrelease: {command: [bin/migrate], image: web}\n",
    );
    let wanted = [
        "env-provide platform A b",
        "backing platform rabbitmq -",
        "start web platform bin/web",
        "start worker platform bin/worker",
        "start release platform bin/migrate",
    ];
    assert_eq!(facts, wanted);
}

#[test]
fn other_platforms() {
    let facts = read(
        "fly.toml",
        "app = 'a'\n[env]\nPORT = '8080'\n[processes]\nweb = \"bin/web\"\n[deploy]\nrelease_command = 'bin/migrate'\n\
         [http_service]\ninternal_port = 8080\n[[services]]\nprotocol = 'udp'\ninternal_port = 53\n",
    );
    let wanted = [
        "env-provide platform PORT 8080",
        "start web platform bin/web",
        "start release_command platform bin/migrate",
        "expose platform tcp 8080",
        "expose platform udp 53",
    ];
    assert_eq!(facts, wanted);
    let facts = read(
        "render.yaml",
        "services:\n- type: web\n  name: api\n  startCommand: bin/api\n  preDeployCommand: bin/migrate\n  envVars:\n  \
         - {key: PYTHON_VERSION, value: 3.12.1}\n  - {key: DB, fromDatabase: {name: d}}\n- {type: redis, name: c}\n\
         databases:\n- {name: d, postgresMajorVersion: '16'}\n",
    );
    let wanted = [
        "start api platform bin/api",
        "start preDeployCommand platform bin/migrate",
        "runtime platform python 3.12.1",
        "env-provide platform PYTHON_VERSION 3.12.1",
        "env-provide platform DB -",
        "backing platform redis -",
        "backing platform postgres 16",
    ];
    assert_eq!(facts, wanted);
    let facts = read(
        "app.yaml",
        "runtime: python312\nentrypoint: gunicorn -b :$PORT main:app\nenv_variables:\n  A: b\n",
    );
    let wanted = [
        "start web platform gunicorn -b :$PORT main:app",
        "env-provide platform A b",
        "runtime platform python 3.12",
    ];
    assert_eq!(facts, wanted);
    let facts = read(
        "railway.json",
        r#"{"deploy": {"startCommand": "bin/web", "preDeployCommand": ["bin/migrate"]}}"#,
    );
    assert_eq!(facts, ["start web platform bin/web", "start preDeployCommand platform bin/migrate"]);
    assert_eq!(read("nixpacks.toml", "[start]\ncmd = 'bin/web'\n"), ["start web platform bin/web"]);
}
