//! Python's web frameworks and servers: listeners, routes, sessions, caches, debug switches.

use super::super::super::table::{Entry, Meaning, On, Slot, When, call, entry, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Host, Item, Key, Method, Path, Port, Receiver, Value};

/// `host` and `port` of a server, with what it listens on by default.
const fn listen(names: &'static [&'static str], host: Slot, port: Slot) -> Entry {
    fact(names, Kind::Listen).of(host).value(port)
}

pub(super) const LISTENERS: &[Entry] = &[
    listen(
        &["flask.Flask().run"],
        First(&[Arg(0, "host"), Const("127.0.0.1")]),
        First(&[Arg(1, "port"), Const("5000")]),
    ),
    // An app imported from another file of the project.
    listen(&["?app.run", "?application.run"], First(&[Key("host"), Const("127.0.0.1")]), Key("port"))
        .when(&[When::Present(Key("port"))]),
    listen(
        &["uvicorn.run", "uvicorn.Config"],
        First(&[Key("host"), Const("127.0.0.1")]),
        First(&[Key("port"), Const("8000")]),
    )
    .when(&[When::Absent(Key("uds")), When::Absent(Key("fd"))]),
    listen(
        &["aiohttp.web.run_app"],
        First(&[Key("host"), Const("0.0.0.0")]),
        First(&[Key("port"), Const("8080")]),
    )
    .when(&[When::Absent(Key("sock")), When::Absent(Key("path"))]),
    listen(
        &["aiohttp.web.TCPSite"],
        First(&[Arg(1, "host"), Const("0.0.0.0")]),
        First(&[Arg(2, "port"), Const("8080")]),
    ),
    listen(&["waitress.serve"], Host(&Key("listen")), Port(&Key("listen")))
        .when(&[When::Present(Key("listen"))]),
    listen(
        &["waitress.serve"],
        First(&[Key("host"), Const("0.0.0.0")]),
        First(&[Key("port"), Const("8080")]),
    ),
    listen(
        &[
            "gevent.pywsgi.WSGIServer",
            "gevent.wsgi.WSGIServer",
            "gevent.server.StreamServer",
            "http.server.HTTPServer",
            "socketserver.TCPServer",
            "socketserver.ThreadingTCPServer",
            "xmlrpc.server.SimpleXMLRPCServer",
            "eventlet.listen",
            "socket.socket().bind",
        ],
        Item(&Arg(0, "server_address"), 0),
        Item(&Arg(0, "server_address"), 1),
    )
    .when(&[When::Present(Item(&Arg(0, "server_address"), 1))]),
    listen(&["gevent.pywsgi.WSGIServer"], Host(&Arg(0, "listener")), Port(&Arg(0, "listener")))
        .when(&[When::IsText(Arg(0, "listener"))]),
    listen(&["wsgiref.simple_server.make_server"], Arg(0, "host"), Arg(1, "port")),
    listen(&["werkzeug.serving.run_simple"], Arg(0, "hostname"), Arg(1, "port")),
    listen(
        &[
            "tornado.web.Application()~.listen",
            "tornado.httpserver.HTTPServer().listen",
            "tornado.httpserver.HTTPServer().bind",
        ],
        First(&[Arg(1, "address"), Const("")]),
        Arg(0, "port"),
    ),
    listen(
        &["bottle.run", "bottle.Bottle().run"],
        First(&[Key("host"), Const("127.0.0.1")]),
        First(&[Key("port"), Const("8080")]),
    ),
    listen(
        &["sanic.Sanic().run"],
        First(&[Arg(0, "host"), Const("127.0.0.1")]),
        First(&[Arg(1, "port"), Const("8000")]),
    ),
    listen(
        &["dash.Dash().run", "dash.Dash().run_server"],
        First(&[Key("host"), Const("127.0.0.1")]),
        First(&[Key("port"), Const("8050")]),
    ),
    listen(
        &["flask_socketio.SocketIO().run"],
        First(&[Arg(1, "host"), Const("127.0.0.1")]),
        First(&[Arg(2, "port"), Const("5000")]),
    ),
    listen(
        &["nicegui.ui.run"],
        First(&[Key("host"), Const("0.0.0.0")]),
        First(&[Key("port"), Const("8080")]),
    ),
    listen(
        &["gradio.Blocks().launch", "gradio.Interface().launch", "gradio.ChatInterface().launch"],
        First(&[Key("server_name"), Const("127.0.0.1")]),
        First(&[Key("server_port"), Const("7860")]),
    ),
    listen(
        &[
            "grpc.server()~.add_insecure_port",
            "grpc.server()~.add_secure_port",
            "grpc.aio.server()~.add_insecure_port",
            "grpc.aio.server()~.add_secure_port",
        ],
        Host(&Arg(0, "address")),
        Port(&Arg(0, "address")),
    ),
    listen(
        &[
            "asyncio.start_server",
            "websockets.serve",
            "websockets.asyncio.server.serve",
            "websockets.server.serve",
        ],
        Arg(1, "host"),
        Arg(2, "port"),
    ),
    listen(&["prometheus_client.start_http_server"], First(&[Key("addr"), Const("0.0.0.0")]), Arg(0, "port")),
    field(&["bind"], Kind::Listen).of(Host(&Value)).value(Port(&Value)).when(&[
        When::File(&["gunicorn"]),
        When::Present(Port(&Value)),
        When::Lacks(Value, &["unix:"]),
    ]),
    field(&["**.server.socket_port"], Kind::Listen)
        .of(Slot::Sibling("server.socket_host"))
        .when(&[When::Imports(&["cherrypy"])]),
];

pub(super) const ROUTES: &[Entry] = &[
    fact(&["flask.Flask().route", "flask.Flask().add_url_rule"], Kind::Route)
        .of(First(&[Key("methods"), Const("GET")]))
        .value(Arg(0, "rule")),
    fact(&["flask.Blueprint().route", "flask.Blueprint().add_url_rule"], Kind::Route)
        .of(First(&[Key("methods"), Const("GET")]))
        .value(Path(&[Receiver(&Key("url_prefix")), Arg(0, "rule")])),
    fact(
        &[
            "flask.Flask().get",
            "flask.Flask().post",
            "flask.Flask().put",
            "flask.Flask().patch",
            "flask.Flask().delete",
            "fastapi.FastAPI().get",
            "fastapi.FastAPI().post",
            "fastapi.FastAPI().put",
            "fastapi.FastAPI().patch",
            "fastapi.FastAPI().delete",
            "fastapi.FastAPI().head",
            "fastapi.FastAPI().options",
            "sanic.Sanic().get",
            "sanic.Sanic().post",
            "sanic.Sanic().put",
            "sanic.Sanic().delete",
            "sanic.Sanic().patch",
            "bottle.get",
            "bottle.post",
            "bottle.put",
            "bottle.delete",
            "bottle.Bottle().get",
            "bottle.Bottle().post",
            "aiohttp.web.get",
            "aiohttp.web.post",
            "aiohttp.web.put",
            "aiohttp.web.delete",
            "aiohttp.web.patch",
            "aiohttp.web.RouteTableDef().get",
            "aiohttp.web.RouteTableDef().post",
            "aiohttp.web.RouteTableDef().put",
            "aiohttp.web.RouteTableDef().delete",
        ],
        Kind::Route,
    )
    .of(Method)
    .value(Arg(0, "path")),
    fact(
        &[
            "flask.Blueprint().get",
            "flask.Blueprint().post",
            "flask.Blueprint().put",
            "flask.Blueprint().patch",
            "flask.Blueprint().delete",
        ],
        Kind::Route,
    )
    .of(Method)
    .value(Path(&[Receiver(&Key("url_prefix")), Arg(0, "rule")])),
    fact(
        &[
            "fastapi.APIRouter().get",
            "fastapi.APIRouter().post",
            "fastapi.APIRouter().put",
            "fastapi.APIRouter().patch",
            "fastapi.APIRouter().delete",
            "fastapi.APIRouter().head",
        ],
        Kind::Route,
    )
    .of(Method)
    .value(Path(&[Receiver(&Key("prefix")), Arg(0, "path")])),
    fact(
        &[
            "fastapi.FastAPI().websocket",
            "fastapi.FastAPI().api_route",
            "fastapi.FastAPI().add_api_route",
            "sanic.Sanic().route",
            "bottle.route",
            "bottle.Bottle().route",
            "starlette.routing.Route",
            "starlette.routing.WebSocketRoute",
            "falcon.App().add_route",
            "falcon.asgi.App().add_route",
            "falcon.API().add_route",
        ],
        Kind::Route,
    )
    .of(First(&[Key("methods"), Const("ANY")]))
    .value(Arg(0, "path")),
    fact(&["fastapi.FastAPI().include_router"], Kind::Route)
        .of(Const("PREFIX"))
        .value(Key("prefix"))
        .when(&[When::Present(Key("prefix"))]),
    fact(&["fastapi.APIRouter().include_router"], Kind::Route)
        .of(Const("PREFIX"))
        .value(Path(&[Receiver(&Key("prefix")), Key("prefix")]))
        .when(&[When::Present(Key("prefix"))]),
    fact(
        &["fastapi.FastAPI().mount", "starlette.routing.Mount", "starlette.applications.Starlette().mount"],
        Kind::Route,
    )
    .of(Const("PREFIX"))
    .value(Arg(0, "path")),
    fact(&["flask.Flask().register_blueprint"], Kind::Route)
        .of(Const("PREFIX"))
        .value(Key("url_prefix"))
        .when(&[When::Present(Key("url_prefix"))]),
    fact(
        &[
            "aiohttp.web.Application()~.add_get",
            "aiohttp.web.Application()~.add_post",
            "aiohttp.web.Application()~.add_put",
            "aiohttp.web.Application()~.add_delete",
        ],
        Kind::Route,
    )
    .of(Const("ANY"))
    .value(Arg(0, "path")),
    // An app or router that another file of the project made.
    fact(
        &[
            "?app.route",
            "?blueprint.route",
            "?bp.route",
            "?api.route",
            "?application.route",
            "?server.route",
            "?main.route",
        ],
        Kind::Route,
    )
    .of(First(&[Key("methods"), Const("GET")]))
    .value(Arg(0, "rule"))
    .when(&[When::Starts(Arg(0, "rule"), &["/"])]),
    fact(
        &[
            "?app.get",
            "?app.post",
            "?app.put",
            "?app.patch",
            "?app.delete",
            "?router.get",
            "?router.post",
            "?router.put",
            "?router.patch",
            "?router.delete",
            "?api.get",
            "?api.post",
        ],
        Kind::Route,
    )
    .of(Method)
    .value(Arg(0, "path"))
    .when(&[When::Starts(Arg(0, "path"), &["/"])]),
    entry(On::Comparison(&["http.server.BaseHTTPRequestHandler().path"]), Meaning::Fact(Kind::Route))
        .of(Const("ANY"))
        .value(Value)
        .when(&[When::Starts(Value, &["/"])]),
    // Functions that frameworks call for each request or message.
    call(
        &[
            "flask.Flask().before_request",
            "flask.Flask().after_request",
            "flask.Flask().teardown_request",
            "flask.Flask().errorhandler",
            "flask.Blueprint().before_request",
            "flask.Blueprint().after_request",
            "fastapi.FastAPI().middleware",
            "fastapi.FastAPI().exception_handler",
            "celery.Celery().task",
            "celery.shared_task",
            "celery.app.shared_task",
            "dramatiq.actor",
            "rq.decorators.job",
            "huey.Huey().task",
            "flask_socketio.SocketIO().on",
            "flask_socketio.SocketIO().event",
            "socketio.AsyncServer().on",
            "socketio.AsyncServer().event",
            "django.dispatch.receiver",
            "rest_framework.decorators.api_view",
            "websockets.serve",
            "asyncio.start_server",
            "faust.App().agent",
            "channels.db.database_sync_to_async",
            "functions_framework.http",
            "functions_framework.cloud_event",
            "nats.aio.client.Client().subscribe",
            "pika.BlockingConnection().channel().basic_consume",
        ],
        Meaning::Handles,
    ),
    call(
        &[
            "flask.Flask().cli.command",
            "flask.Blueprint().cli.command",
            "*.cli.command",
            "flask.cli.with_appcontext",
            "invoke.task",
        ],
        Meaning::Command,
    ),
];

/// A server, and whether SIGTERM makes it stop in good order.
const fn server(names: &'static [&'static str], framework: &'static str, end: &'static str) -> Entry {
    fact(names, Kind::Server).of(Const(framework)).value(Const(end))
}

pub(super) const SERVERS: &[Entry] = &[
    server(&["flask.Flask().run"], "flask", "abrupt"),
    server(&["?app.run", "?application.run"], "flask", "abrupt")
        .when(&[When::Present(First(&[Key("port"), Key("debug")]))]),
    server(&["uvicorn.run", "uvicorn.Server().run", "uvicorn.Server().serve"], "uvicorn", "graceful"),
    server(&["hypercorn.asyncio.serve", "hypercorn.run.run"], "hypercorn", "graceful"),
    server(&["aiohttp.web.run_app"], "aiohttp", "graceful"),
    server(&["sanic.Sanic().run"], "sanic", "graceful"),
    server(&["cherrypy.quickstart", "cherrypy.engine.start"], "cherrypy", "graceful"),
    server(&["twisted.internet.reactor.run"], "twisted", "graceful"),
    server(&["waitress.serve"], "waitress", "abrupt"),
    server(&["bottle.run", "bottle.Bottle().run"], "bottle", "abrupt"),
    server(&["werkzeug.serving.run_simple"], "werkzeug", "abrupt"),
    server(
        &["gevent.pywsgi.WSGIServer().serve_forever", "gevent.wsgi.WSGIServer().serve_forever"],
        "gevent",
        "abrupt",
    ),
    server(&["eventlet.wsgi.server"], "eventlet", "abrupt"),
    server(&["http.server.HTTPServer().serve_forever"], "http.server", "abrupt"),
    server(
        &[
            "socketserver.TCPServer().serve_forever",
            "socketserver.ThreadingTCPServer().serve_forever",
            "xmlrpc.server.SimpleXMLRPCServer().serve_forever",
        ],
        "socketserver",
        "abrupt",
    ),
    server(&["wsgiref.simple_server.make_server().serve_forever"], "wsgiref", "abrupt"),
    server(
        &["tornado.ioloop.IOLoop.current().start", "tornado.ioloop.IOLoop.instance().start"],
        "tornado",
        "abrupt",
    ),
    server(&["dash.Dash().run", "dash.Dash().run_server"], "dash", "abrupt"),
    server(&["flask_socketio.SocketIO().run"], "flask-socketio", "abrupt"),
    server(
        &["grpc.server().wait_for_termination", "grpc.aio.server().wait_for_termination"],
        "grpc",
        "abrupt",
    ),
    server(&["celery.Celery().worker_main", "celery.Celery().start"], "celery", "graceful"),
    server(&["rq.Worker().work"], "rq", "graceful"),
    server(&["pika.BlockingConnection().channel().start_consuming"], "pika", "abrupt"),
];

pub(super) const STATE: &[Entry] = &[
    // Limits are counted in the process unless a store is named.
    fact(&["flask_limiter.Limiter", "slowapi.Limiter"], Kind::RateLimit)
        .of(Const("memory"))
        .when(&[When::Absent(Key("storage_uri")), When::Absent(Key("storage"))]),
    fact(&["flask_limiter.Limiter", "slowapi.Limiter"], Kind::RateLimit)
        .of(Const("memory"))
        .when(&[When::Starts(Key("storage_uri"), &["memory:"])]),
    fact(&["flask_limiter.Limiter", "slowapi.Limiter"], Kind::RateLimit)
        .of(Slot::Service(&Key("storage_uri"))),
    fact(&["limits.storage.MemoryStorage", "limits.aio.storage.MemoryStorage"], Kind::RateLimit)
        .of(Const("memory")),
    // Sessions. Flask's own are signed cookies and no fact.
    field(&["**.SESSION_TYPE"], Kind::SessionStore)
        .of(Const("file"))
        .when(&[When::Is(Value, &["filesystem", "cachelib"])]),
    field(&["**.SESSION_TYPE"], Kind::SessionStore).of(Const("redis")).when(&[When::Is(Value, &["redis"])]),
    field(&["**.SESSION_TYPE"], Kind::SessionStore)
        .of(Const("memcached"))
        .when(&[When::Is(Value, &["memcached"])]),
    field(&["**.SESSION_TYPE"], Kind::SessionStore)
        .of(Const("mongodb"))
        .when(&[When::Is(Value, &["mongodb"])]),
    field(&["**.SESSION_TYPE"], Kind::SessionStore)
        .of(Const("database"))
        .when(&[When::Is(Value, &["sqlalchemy", "dynamodb"])]),
    fact(
        &[
            "starlette.middleware.sessions.SessionMiddleware",
            "aiohttp_session.SimpleCookieStorage",
            "aiohttp_session.cookie_storage.EncryptedCookieStorage",
        ],
        Kind::SessionStore,
    )
    .of(Const("cookie")),
    fact(&["aiohttp_session.redis_storage.RedisStorage"], Kind::SessionStore).of(Const("redis")),
    fact(
        &[
            "fastapi_sessions.backends.implementations.InMemoryBackend",
            "sanic_session.InMemorySessionInterface",
        ],
        Kind::SessionStore,
    )
    .of(Const("memory")),
    field(&["**.tools.sessions.on"], Kind::SessionStore)
        .of(Const("memory"))
        .when(&[When::Is(Value, &["true"]), When::Imports(&["cherrypy"])]),
    // Caches.
    field(&["**.CACHE_TYPE"], Kind::CacheStore).of(Const("memory")).when(&[When::Is(
        Value,
        &[
            "simple",
            "SimpleCache",
            "flask_caching.backends.SimpleCache",
            "flask_caching.backends.simplecache.SimpleCache",
        ],
    )]),
    field(&["**.CACHE_TYPE"], Kind::CacheStore).of(Const("file")).when(&[When::Is(
        Value,
        &["filesystem", "FileSystemCache", "flask_caching.backends.FileSystemCache"],
    )]),
    field(&["**.CACHE_TYPE"], Kind::CacheStore)
        .of(Const("redis"))
        .when(&[When::Has(Value, &["redis", "Redis"])]),
    field(&["**.CACHE_TYPE"], Kind::CacheStore)
        .of(Const("memcached"))
        .when(&[When::Has(Value, &["memcached", "Memcached"])]),
    fact(
        &[
            "cachetools.TTLCache",
            "cachetools.TLRUCache",
            "cachelib.SimpleCache",
            "cachelib.simple.SimpleCache",
            "werkzeug.contrib.cache.SimpleCache",
            "fastapi_cache.backends.inmemory.InMemoryBackend",
            "aiocache.SimpleMemoryCache",
            "expiringdict.ExpiringDict",
        ],
        Kind::CacheStore,
    )
    .of(Const("memory")),
    fact(&["fastapi_cache.backends.redis.RedisBackend", "aiocache.RedisCache"], Kind::CacheStore)
        .of(Const("redis")),
    fact(
        &["diskcache.Cache", "diskcache.FanoutCache", "joblib.Memory", "cachelib.FileSystemCache"],
        Kind::CacheStore,
    )
    .of(Const("file"))
    .value(Arg(0, "directory")),
    fact(&["dogpile.cache.make_region().configure"], Kind::CacheStore)
        .of(Const("memory"))
        .when(&[When::Is(Arg(0, "backend"), &["dogpile.cache.memory", "dogpile.cache.memory_pickle"])]),
    // Fan-out to clients.
    fact(&["flask_socketio.SocketIO"], Kind::PubSub)
        .of(Slot::Service(&Key("message_queue")))
        .when(&[When::Present(Key("message_queue"))]),
    fact(&["flask_socketio.SocketIO"], Kind::PubSub)
        .of(Const("memory"))
        .when(&[When::Absent(Key("message_queue"))]),
    fact(&["socketio.AsyncServer", "socketio.Server"], Kind::PubSub)
        .of(Const("memory"))
        .when(&[When::Absent(Key("client_manager"))]),
    fact(&["socketio.AsyncRedisManager", "socketio.RedisManager"], Kind::PubSub).of(Const("redis")),
    fact(&["socketio.KombuManager", "socketio.AsyncAioPikaManager"], Kind::PubSub).of(Const("amqp")),
    fact(&["broadcaster.Broadcast"], Kind::PubSub)
        .of(Const("memory"))
        .when(&[When::Starts(Arg(0, "url"), &["memory:"])]),
    fact(&["broadcaster.Broadcast"], Kind::PubSub).of(Slot::Service(&Arg(0, "url"))),
];

/// Folders and file names of an app's settings.
const SETTINGS: &[&str] = &[
    "settings",
    "config",
    "configuration",
    "conf",
    "default",
    "base",
    "production",
    "app",
    "main",
    "server",
    "wsgi",
];

pub(super) const DEBUG: &[Entry] = &[
    fact(
        &[
            "flask.Flask().run",
            "?app.run",
            "?application.run",
            "bottle.run",
            "bottle.Bottle().run",
            "sanic.Sanic().run",
            "dash.Dash().run",
            "dash.Dash().run_server",
            "flask_socketio.SocketIO().run",
            "fastapi.FastAPI",
            "starlette.applications.Starlette",
            "tornado.web.Application",
            "aiohttp.web.run_app",
        ],
        Kind::Debug,
    )
    .of(Const("debug"))
    .value(Key("debug"))
    .when(&[When::Present(Key("debug"))]),
    fact(&["werkzeug.serving.run_simple"], Kind::Debug)
        .of(Const("use_debugger"))
        .value(Key("use_debugger"))
        .when(&[When::Present(Key("use_debugger"))]),
    fact(&["uvicorn.run"], Kind::Debug)
        .of(Const("reload"))
        .value(Key("reload"))
        .when(&[When::Present(Key("reload"))]),
    fact(&["bottle.run", "bottle.Bottle().run"], Kind::Debug)
        .of(Const("reloader"))
        .value(Key("reloader"))
        .when(&[When::Present(Key("reloader"))])
        .also(),
    fact(&["bottle.debug"], Kind::Debug).of(Const("debug")).value(First(&[Arg(0, "mode"), Const("true")])),
    field(&["flask.Flask().debug", "flask.Flask().config.DEBUG", "?app.debug"], Kind::Debug).of(Slot::Name),
    field(&["DEBUG"], Kind::Debug).of(Slot::Name).when(&[When::File(SETTINGS)]),
];
