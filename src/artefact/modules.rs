//! Which packages bring the modules that code imports.

use super::package::{Ecosystem, normal_name};

/// The ecosystem whose packages a source file of that name imports, as far as an import tells the package.
///
/// Ruby and PHP are left out: a Gemfile loads its gems by itself, and Composer's loader finds classes by namespaces that any
/// package may claim.
pub fn ecosystem(path: &str) -> Option<Ecosystem> {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "py" | "pyw" => Some(Ecosystem::Python),
        "js" | "mjs" | "cjs" | "jsx" | "ts" | "mts" | "cts" | "tsx" => Some(Ecosystem::Npm),
        _ => None,
    }
}

/// The package that a specifier of JavaScript names: `@scope/name` or the first part of the path. `None` for modules of the
/// runtime and for what bundlers and runtimes make up.
pub fn npm_package(specifier: &str) -> Option<&str> {
    let parts = if specifier.starts_with('@') { 2 } else { 1 };
    let end = specifier.match_indices('/').nth(parts - 1).map_or(specifier.len(), |(at, _)| at);
    let name = &specifier[..end];
    let is_name = !name.is_empty()
        && name.chars().all(|c| {
            c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '@' | '/' | '-' | '_' | '.')
        })
        && name.matches('/').count() == parts - 1
        && !name.starts_with(['.', '/', '_']);
    (is_name && !NODE.contains(&name) && !MADE_UP.contains(&name)).then_some(name)
}

/// Modules of Node.js: <https://nodejs.org/api/modules.html#built-in-modules>.
const NODE: &[&str] = &[
    "assert",
    "async_hooks",
    "buffer",
    "bun",
    "child_process",
    "cluster",
    "console",
    "constants",
    "crypto",
    "dgram",
    "diagnostics_channel",
    "dns",
    "domain",
    "events",
    "fs",
    "http",
    "http2",
    "https",
    "inspector",
    "module",
    "net",
    "os",
    "path",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "repl",
    "stream",
    "string_decoder",
    "sys",
    "timers",
    "tls",
    "trace_events",
    "tty",
    "url",
    "util",
    "v8",
    "vm",
    "wasi",
    "worker_threads",
    "zlib",
];

/// Names that frameworks and runtimes answer without a package in the manifest.
const MADE_UP: &[&str] = &[
    "server-only",
    "client-only",
    "electron",
    "vscode",
    "k6",
    "aws-lambda",
    "@jest/globals",
    "estree",
    "std",
];

/// The distributions that bring a top module of Python; none for modules that are not known to belong to one.
pub fn distributions(module: &str) -> &'static [&'static str] {
    PYTHON.iter().find(|(name, _)| *name == module).map_or(&[], |(_, distributions)| distributions)
}

/// Whether a distribution of that name is likely to bring the module: one name is part of the other.
pub fn resembles(distribution: &str, module: &str) -> bool {
    let letters = |name: &str| normal_name(name).replace('-', "");
    let (distribution, module) = (letters(distribution), letters(module));
    distribution.contains(&module) || (distribution.len() > 3 && module.contains(&distribution))
}

/// Whether a distribution is the other half of one that is declared, which hands it on as a part of itself.
pub fn comes_with(module: &str, declared: &str) -> bool {
    COMPANIONS.iter().any(|(parent, parts)| *parent == declared && parts.contains(&module))
}

/// Packages whose documentation has their users import parts that are packages of their own.
const COMPANIONS: &[(&str, &[&str])] = &[
    ("fastapi", &["starlette", "pydantic"]),
    ("flask", &["werkzeug", "jinja2", "click", "markupsafe", "itsdangerous"]),
    ("quart", &["werkzeug", "hypercorn", "jinja2"]),
    ("django", &["asgiref", "sqlparse"]),
    ("djangorestframework", &["django"]),
    ("celery", &["kombu", "billiard", "vine", "amqp"]),
    ("boto3", &["botocore", "s3transfer"]),
    ("aiobotocore", &["botocore"]),
    ("requests", &["urllib3"]),
    ("pandas", &["numpy", "dateutil", "pytz"]),
    ("scikit-learn", &["numpy", "scipy", "joblib"]),
    ("scipy", &["numpy"]),
    ("torch", &["numpy"]),
    ("tensorflow", &["numpy", "keras"]),
    ("transformers", &["tokenizers", "huggingface_hub", "numpy"]),
    ("httpx", &["httpcore", "anyio"]),
    ("starlette", &["anyio"]),
    ("sqlmodel", &["sqlalchemy", "pydantic"]),
    ("flask-sqlalchemy", &["sqlalchemy"]),
    ("flask-migrate", &["alembic", "sqlalchemy"]),
    ("alembic", &["sqlalchemy"]),
    ("pydantic-settings", &["pydantic"]),
    ("aiohttp", &["multidict", "yarl"]),
];

/// Top modules of well-known distributions whose names a manifest has to hold in one form or another.
const PYTHON: &[(&str, &[&str])] = &[
    ("MySQLdb", &["mysqlclient"]),
    ("PIL", &["pillow", "pillow-simd"]),
    ("aiofiles", &["aiofiles"]),
    ("aiohttp", &["aiohttp"]),
    ("aiokafka", &["aiokafka"]),
    ("aiopg", &["aiopg"]),
    ("aioredis", &["aioredis"]),
    ("alembic", &["alembic"]),
    ("amqp", &["amqp"]),
    ("anthropic", &["anthropic"]),
    ("anyio", &["anyio"]),
    ("apscheduler", &["apscheduler"]),
    ("arrow", &["arrow"]),
    ("asgiref", &["asgiref"]),
    ("asyncpg", &["asyncpg"]),
    ("attr", &["attrs"]),
    ("bcrypt", &["bcrypt"]),
    ("boto3", &["boto3"]),
    ("botocore", &["botocore"]),
    ("bs4", &["beautifulsoup4", "bs4"]),
    ("cachetools", &["cachetools"]),
    ("celery", &["celery"]),
    ("channels", &["channels"]),
    ("click", &["click"]),
    ("confluent_kafka", &["confluent-kafka"]),
    ("cryptography", &["cryptography"]),
    (
        "cv2",
        &[
            "opencv-python",
            "opencv-python-headless",
            "opencv-contrib-python",
            "opencv-contrib-python-headless",
        ],
    ),
    ("dateutil", &["python-dateutil"]),
    ("decouple", &["python-decouple"]),
    ("django", &["django"]),
    ("django_filters", &["django-filter"]),
    ("dotenv", &["python-dotenv", "dotenv"]),
    ("elasticsearch", &["elasticsearch", "elasticsearch7", "elasticsearch8"]),
    ("environ", &["django-environ", "environ-config"]),
    ("faker", &["faker"]),
    ("fastapi", &["fastapi"]),
    ("flask", &["flask"]),
    ("flask_cors", &["flask-cors"]),
    ("flask_login", &["flask-login"]),
    ("flask_migrate", &["flask-migrate"]),
    ("flask_sqlalchemy", &["flask-sqlalchemy"]),
    ("gevent", &["gevent"]),
    ("git", &["gitpython"]),
    ("grpc", &["grpcio"]),
    ("gunicorn", &["gunicorn"]),
    ("httpx", &["httpx"]),
    ("huey", &["huey"]),
    ("jinja2", &["jinja2"]),
    ("jose", &["python-jose"]),
    ("jsonschema", &["jsonschema"]),
    ("jwt", &["pyjwt", "jwt"]),
    ("kafka", &["kafka-python", "kafka-python-ng"]),
    ("kombu", &["kombu"]),
    ("kubernetes", &["kubernetes"]),
    ("langchain", &["langchain"]),
    ("ldap3", &["ldap3"]),
    ("loguru", &["loguru"]),
    ("lxml", &["lxml"]),
    ("magic", &["python-magic", "file-magic"]),
    ("markdown", &["markdown"]),
    ("minio", &["minio"]),
    ("mongoengine", &["mongoengine"]),
    ("motor", &["motor"]),
    ("numpy", &["numpy"]),
    ("openai", &["openai"]),
    ("openpyxl", &["openpyxl"]),
    ("orjson", &["orjson"]),
    ("pandas", &["pandas"]),
    ("paramiko", &["paramiko"]),
    ("passlib", &["passlib"]),
    ("peewee", &["peewee"]),
    ("pendulum", &["pendulum"]),
    ("pika", &["pika"]),
    ("prometheus_client", &["prometheus-client"]),
    ("psutil", &["psutil"]),
    ("psycopg", &["psycopg", "psycopg-binary"]),
    ("psycopg2", &["psycopg2", "psycopg2-binary", "aiopg"]),
    ("pydantic", &["pydantic"]),
    ("pydantic_settings", &["pydantic-settings"]),
    ("pymongo", &["pymongo"]),
    ("pymysql", &["pymysql"]),
    ("pytz", &["pytz"]),
    ("redis", &["redis"]),
    ("requests", &["requests"]),
    ("rest_framework", &["djangorestframework"]),
    ("rich", &["rich"]),
    ("rq", &["rq"]),
    ("sanic", &["sanic"]),
    ("scipy", &["scipy"]),
    ("sendgrid", &["sendgrid"]),
    ("sentry_sdk", &["sentry-sdk"]),
    ("sklearn", &["scikit-learn"]),
    ("slugify", &["python-slugify", "unicode-slugify", "awesome-slugify"]),
    ("socketio", &["python-socketio"]),
    ("sqlalchemy", &["sqlalchemy"]),
    ("sqlmodel", &["sqlmodel"]),
    ("starlette", &["starlette"]),
    ("stripe", &["stripe"]),
    ("structlog", &["structlog"]),
    ("telegram", &["python-telegram-bot"]),
    ("tenacity", &["tenacity"]),
    ("tornado", &["tornado"]),
    ("tqdm", &["tqdm"]),
    ("twilio", &["twilio"]),
    ("typer", &["typer", "typer-slim"]),
    ("ujson", &["ujson"]),
    ("urllib3", &["urllib3"]),
    ("uvicorn", &["uvicorn"]),
    ("uvloop", &["uvloop"]),
    ("weasyprint", &["weasyprint"]),
    ("websockets", &["websockets"]),
    ("werkzeug", &["werkzeug"]),
    ("whitenoise", &["whitenoise"]),
    ("xmltodict", &["xmltodict"]),
    ("yaml", &["pyyaml"]),
    ("zmq", &["pyzmq"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specifiers_name_packages() {
        for (specifier, package) in [
            ("express", Some("express")),
            ("lodash/fp", Some("lodash")),
            ("@acme/a/b", Some("@acme/a")),
            ("@acme", None),
            ("fs/promises", None),
            ("astro:content", None),
            ("server-only", None),
            ("Components/x", None),
        ] {
            assert_eq!(npm_package(specifier), package, "{specifier}");
        }
    }

    #[test]
    fn distributions_are_known_by_what_they_bring() {
        assert!(PYTHON.is_sorted_by_key(|(name, _)| *name));
        assert_eq!((distributions("yaml"), distributions("shop")), (&["pyyaml"][..], &[][..]));
        assert!(resembles("python-json-logger", "pythonjsonlogger") && !resembles("redis", "requests"));
        assert!(comes_with("starlette", "fastapi") && !comes_with("redis", "fastapi"));
    }
}
