//! What Python code says, concept by concept.

use super::super::tests::{facts_of, said};
use crate::fact::{Environment, Role, Scope};

fn py(kind: &str, text: &str) -> Vec<String> {
    said("app.py", kind, text)
}

#[test]
fn names_go_through_imports_and_aliases() {
    let text = "from logging import FileHandler as FH\nimport logging.handlers as lh\nFH('a.log')\nlh.RotatingFileHandler('b.log')";
    assert_eq!(py("log-sink", text), ["file = a.log", "rotating-file = b.log"]);
    assert!(py("log-sink", "class FileHandler: pass\nFileHandler('a.log')").is_empty());
}

#[test]
fn receivers_are_known_by_their_constructor() {
    let text = "from flask import Flask\napp = Flask(__name__)\nPORT = 3000\napp.run('0.0.0.0', PORT)";
    assert_eq!(py("listen", text), ["0.0.0.0 = 3000"]);
    let factory = "from flask import Flask\ndef create_app():\n    app = Flask('x')\n    return app\na = create_app()\na.run(port=1)";
    assert_eq!(py("listen", factory), ["127.0.0.1 = 1"]);
    let attribute = "from flask import Flask\nclass S:\n    def __init__(self):\n        self.app = Flask('x')\n    def go(self):\n        self.app.run(port=2)";
    assert_eq!(py("listen", attribute), ["127.0.0.1 = 2"]);
}

#[test]
fn reads_of_the_environment_know_their_default() {
    let text = "import os\nfrom os import environ as e\nA = os.environ['A']\nB = os.getenv('B', 'b')\nC = int(e.get('C') or 5)\nos.environ['W'] = 'x'\nos.environ.setdefault('S', 'y')";
    assert_eq!(py("env-read", text), ["A! =", "B = b", "C = 5"]);
}

#[test]
fn a_variable_is_required_where_the_program_stops_without_it() {
    let text = "import os, sys\na = os.getenv('A')\nif not a:\n    sys.exit(1)\ntry:\n    b = os.environ['B']\nexcept KeyError:\n    b = 'x'\n";
    assert_eq!(py("env-read", text), ["A! =", "B ="]);
    let wrapper = "import os\ndef must(name):\n    v = os.environ.get(name)\n    if v is None:\n        raise KeyError(name)\n    return v\nmust('C')";
    assert_eq!(py("env-read", wrapper), ["C! ="]);
}

#[test]
fn settings_classes_read_their_fields() {
    let text = "from pydantic_settings import BaseSettings, SettingsConfigDict\nfrom pydantic import Field\nclass S(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='app_')\n    url: str\n    port: int = 8000\n    key: str = Field(..., alias='API_KEY')\n    name: str | None = None\n";
    assert_eq!(py("env-read", text), ["APP_URL! =", "APP_PORT = 8000", "API_KEY! =", "APP_NAME ="]);
}

#[test]
fn settings_classes_have_what_they_derive_from() {
    let text = "from pydantic import BaseModel\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\nclass C(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='app_')\nclass M(BaseModel):\n    size: int = 1\nclass N:\n    other: int = 1\nclass S(M, N, C):\n    url: str\n";
    assert_eq!(py("env-read", text), ["APP_SIZE = 1", "APP_URL! ="]);
}

#[test]
fn strings_are_put_together() {
    let text = "import os, redis\nHOST = os.getenv('HOST', 'cache')\nredis.from_url(f'redis://{HOST}:6379/0')\nredis.from_url('redis://' + 'a' + ':%s' % 1)\nredis.from_url('redis://{}:{}'.format('b', x))";
    assert_eq!(
        py("connect", text),
        ["redis = ~redis://${HOST:-cache}:6379/0", "redis = redis://a:1", "redis = ~redis://b:{}"]
    );
}

#[test]
fn guards_tell_what_is_for_development() {
    let text = "import os\nfrom flask import Flask\napp = Flask('x')\nif os.getenv('APP_ENV') == 'production':\n    app.run(port=1)\nelse:\n    app.run(port=2)\nif app.debug:\n    app.run(port=3)\n";
    let facts = facts_of(&[("app.py", text)]);
    let role = |port: &str| facts.iter().find(|fact| fact.value_text() == port).map(|fact| fact.place.role);
    assert_eq!(role("1"), Some(Role::Production));
    assert_eq!(role("2"), Some(Role::Development));
    assert_eq!(role("3"), Some(Role::Development));
    assert_eq!(py("environment-branch", text), ["~APP_ENV = production"]);
}

#[test]
fn handlers_are_known_by_decorator_form_and_reference() {
    let text = "from flask import Flask\nimport os\napp = Flask('x')\n@app.route('/a')\ndef a():\n    open('a', 'w')\ndef view(request, id):\n    open('b', 'w')\ndef named():\n    open('c', 'w')\napp.add_url_rule('/c', view_func=named)\ndef other():\n    open('d', 'w')\nif __name__ == '__main__':\n    open('e', 'w')\n";
    let scopes: Vec<(String, Scope)> = facts_of(&[("app.py", text)])
        .iter()
        .filter(|fact| fact.kind.name() == "file-write")
        .map(|fact| (fact.value_text().to_owned(), fact.place.scope))
        .collect();
    let of = |path: &str| scopes.iter().find(|(known, _)| known == path).unwrap().1;
    assert_eq!((of("a"), of("b"), of("c")), (Scope::Handler, Scope::Handler, Scope::Handler));
    assert_eq!((of("d"), of("e")), (Scope::Function, Scope::Main));
}

#[test]
fn temporary_files_are_told_from_durable_ones() {
    let text = "import os, tempfile\nfrom pathlib import Path\ndef f(x):\n    open(os.path.join(tempfile.mkdtemp(), 'a'), 'w')\ndef g(x):\n    (Path('/data') / x).write_text('b')\ndef h(p):\n    open(p, 'wb')\n    os.remove(p)\nopen('/dev/stdout', 'w')\nopen('r')";
    assert_eq!(py("file-write", text), ["temporary = ~{}/a", "durable = ~/data/{}", "temporary = ~{}"]);
}

#[test]
fn django_settings_are_fields() {
    let text = "import os\nDEBUG = True\nDATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'HOST': os.environ.get('H', 'db')}, 'b': dict(ENGINE='django.db.backends.sqlite3', NAME='x.db')}\nCACHES = {'default': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'}}\nLOGGING = {'handlers': {'f': {'class': 'logging.FileHandler', 'filename': '/var/log/a.log'}}}\n";
    let of = |kind: &str| said("site/settings.py", kind, text);
    assert_eq!(of("connect"), ["postgres = ~${H:-db}", "sqlite = x.db"]);
    assert_eq!(of("cache-store"), ["memory = django.core.cache.backends.locmem.LocMemCache"]);
    assert_eq!(of("log-sink"), ["file = /var/log/a.log"]);
    assert_eq!(of("debug"), ["DEBUG = true"]);
}

#[test]
fn classes_of_settings_name_their_environment() {
    let text = "class DevelopmentConfig:\n    DEBUG = True\nclass ProductionConfig:\n    DEBUG = False\n";
    let facts = facts_of(&[("config.py", text)]);
    let places: Vec<_> =
        facts.iter().map(|fact| (fact.value_text(), fact.place.environment.clone())).collect();
    assert_eq!(places, [("true", Environment::Development), ("false", Environment::Production)]);
}

#[test]
fn programs_signals_and_schedules() {
    let text = "import subprocess, signal, os\nsubprocess.run(['convert', x])\nsubprocess.check_output('git log', shell=True)\nos.system('A=1 ffmpeg -i x')\ndef stop(*a):\n    print('bye')\nsignal.signal(signal.SIGTERM, stop)\nfor s in (signal.SIGINT, signal.SIGHUP):\n    signal.signal(s, lambda *a: loop.stop())\nsignal.signal(signal.SIGUSR1, signal.SIG_IGN)";
    assert_eq!(py("spawn", text), ["argv = convert", "shell = git log", "shell = A=1 ffmpeg -i x"]);
    assert_eq!(
        py("signal", text),
        ["SIGTERM = ignore", "SIGINT = handle", "SIGHUP = handle", "SIGUSR1 = ignore"]
    );
}

#[test]
fn literals_are_those_that_tell() {
    let text = "PASSWORD = 'hunter2'\nTITLE = 'hello'\nx = connect(host='db', retries='3')\ny = fetch('amqp://mq')\nz = {'secret': ['password']}\n";
    assert_eq!(py("literal", text), ["PASSWORD = hunter2", "host = db", "fetch = amqp://mq"]);
}

#[test]
fn own_modules_are_not_packages() {
    let files = [
        (
            "shop/app.py",
            "from redis import Redis\nfrom shop.redis import Redis as Own\nRedis(host='a')\nOwn(host='b')",
        ),
        ("shop/__init__.py", ""),
        ("shop/redis.py", ""),
    ];
    let hosts: Vec<String> = facts_of(&files)
        .iter()
        .filter(|fact| fact.kind.name() == "connect")
        .map(|fact| fact.value_text().to_owned())
        .collect();
    assert_eq!(hosts, ["a"]);
}
