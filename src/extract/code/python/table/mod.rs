//! What Python's names mean.

mod clients;
mod django;
mod environment;
mod files;
mod keys;
mod processes;
mod queries;
mod web;

use super::super::table::Entry;

/// The entries by theme.
pub(super) const PARTS: &[&[Entry]] = &[
    environment::ENTRIES,
    web::LISTENERS,
    web::ROUTES,
    web::SERVERS,
    web::STATE,
    web::DEBUG,
    clients::DATABASES,
    clients::QUEUES,
    clients::PEERS,
    clients::EMBEDDED,
    clients::PASSWORDS,
    keys::SIGNING,
    files::WRITES,
    files::LOGS,
    processes::ENTRIES,
    queries::ENTRIES,
    django::ENTRIES,
];

/// Other names under which packages publish the same thing.
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("flask.app.Flask", "flask.Flask"),
    ("quart.Quart", "flask.Flask"),
    ("apiflask.APIFlask", "flask.Flask"),
    ("connexion.FlaskApp", "flask.Flask"),
    ("flask.blueprints.Blueprint", "flask.Blueprint"),
    ("flask_openapi3.OpenAPI", "flask.Flask"),
    ("fastapi.applications.FastAPI", "fastapi.FastAPI"),
    ("fastapi.routing.APIRouter", "fastapi.APIRouter"),
    ("sqlalchemy.engine.create_engine", "sqlalchemy.create_engine"),
    ("sqlalchemy.ext.asyncio.create_async_engine", "sqlalchemy.create_engine"),
    ("sqlalchemy.ext.asyncio.engine.create_async_engine", "sqlalchemy.create_engine"),
    ("sqlmodel.create_engine", "sqlalchemy.create_engine"),
    ("celery.app.Celery", "celery.Celery"),
    ("celery.app.base.Celery", "celery.Celery"),
    ("redis.StrictRedis", "redis.Redis"),
    ("redis.client.Redis", "redis.Redis"),
    ("redis.client.StrictRedis", "redis.Redis"),
    ("redis.asyncio.Redis", "redis.Redis"),
    ("redis.asyncio.client.Redis", "redis.Redis"),
    ("redis.asyncio.StrictRedis", "redis.Redis"),
    ("aioredis.Redis", "redis.Redis"),
    ("valkey.Valkey", "redis.Redis"),
    ("redis.asyncio.from_url", "redis.from_url"),
    ("redis.asyncio.client.from_url", "redis.from_url"),
    ("redis.Redis.from_url", "redis.from_url"),
    ("aioredis.from_url", "redis.from_url"),
    ("valkey.from_url", "redis.from_url"),
    ("redis.ConnectionPool", "redis.BlockingConnectionPool"),
    ("redis.connection.ConnectionPool", "redis.BlockingConnectionPool"),
    ("redis.asyncio.ConnectionPool", "redis.BlockingConnectionPool"),
    ("redis.ConnectionPool.from_url", "redis.from_url"),
    ("redis.asyncio.ConnectionPool.from_url", "redis.from_url"),
    ("pymongo.mongo_client.MongoClient", "pymongo.MongoClient"),
    ("pymongo.AsyncMongoClient", "pymongo.MongoClient"),
    ("motor.motor_asyncio.AsyncIOMotorClient", "pymongo.MongoClient"),
    ("http.server.ThreadingHTTPServer", "http.server.HTTPServer"),
    ("http.server.SimpleHTTPRequestHandler", "http.server.BaseHTTPRequestHandler"),
    ("six.moves.urllib.request.urlopen", "urllib.request.urlopen"),
    (
        "apscheduler.schedulers.asyncio.AsyncIOScheduler",
        "apscheduler.schedulers.background.BackgroundScheduler",
    ),
    (
        "apscheduler.schedulers.gevent.GeventScheduler",
        "apscheduler.schedulers.background.BackgroundScheduler",
    ),
    (
        "apscheduler.schedulers.tornado.TornadoScheduler",
        "apscheduler.schedulers.background.BackgroundScheduler",
    ),
    (
        "apscheduler.schedulers.twisted.TwistedScheduler",
        "apscheduler.schedulers.background.BackgroundScheduler",
    ),
    ("pathlib.PurePath", "pathlib.Path"),
    ("pathlib.PosixPath", "pathlib.Path"),
    ("aiofiles.os.remove", "os.remove"),
];
