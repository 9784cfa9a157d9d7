//! JavaScript's servers: listeners, routes, and how they end.

use super::super::super::table::{Entry, Meaning, On, Slot, When, call, entry, fact};
use crate::fact::Kind;
use Slot::{Along, Arg, ClassDecorator, Const, First, Key, Method, Path, Value};

/// `listen(port, host)`; without a host, node listens on all interfaces.
const fn listen(names: &'static [&'static str]) -> Entry {
    fact(names, Kind::Listen).of(First(&[Arg(1, "host"), Const("")])).value(Arg(0, "port"))
}

const fn server(names: &'static [&'static str], framework: &'static str, end: &'static str) -> Entry {
    fact(names, Kind::Server).of(Const(framework)).value(Const(end))
}

/// Servers of node's own modules, and what wraps them.
const NODE: &[&str] = &[
    "http.createServer()~.listen",
    "https.createServer()~.listen",
    "http2.createServer()~.listen",
    "http2.createSecureServer()~.listen",
    "http.Server()~.listen",
    "https.Server()~.listen",
    "net.createServer()~.listen",
];
const EXPRESS: &[&str] =
    &["express()~.listen", "polka()~.listen", "restify.createServer()~.listen", "connect()~.listen"];
const KOA: &[&str] = &["koa()~.listen"];
const FASTIFY: &[&str] = &["fastify()~.listen"];
const NEST: &[&str] = &["@nestjs/core.NestFactory.create()~.listen"];

/// The second argument is a host only if it is no callback and no backlog.
const HAS_HOST: &[When] = &[When::IsText(Arg(1, "host"))];

pub(super) const LISTENERS: &[Entry] = &[
    listen(NODE).when(HAS_HOST),
    listen(EXPRESS).when(HAS_HOST),
    listen(KOA).when(HAS_HOST),
    listen(NEST).when(HAS_HOST),
    // Fastify listens on the loopback interface unless told otherwise, also below Nest:
    // <https://docs.nestjs.com/techniques/performance#adapter>
    fact(NEST, Kind::Listen).of(Const("localhost")).value(Arg(0, "port")).when(&[
        When::Has(Along("create", &Arg(1, "adapter")), &["FastifyAdapter"]),
        When::Absent(Arg(1, "host")),
    ]),
    fact(NODE, Kind::Listen)
        .of(First(&[Key("host"), Const("")]))
        .value(Key("port"))
        .when(&[When::Present(Key("port"))]),
    fact(FASTIFY, Kind::Listen)
        .of(First(&[Key("host"), Const("localhost")]))
        .value(Key("port"))
        .when(&[When::Present(Key("port"))]),
    fact(FASTIFY, Kind::Listen).of(Arg(1, "host")).value(Arg(0, "port")).when(HAS_HOST),
    fact(FASTIFY, Kind::Listen).of(Const("localhost")).value(Arg(0, "port")),
    fact(NODE, Kind::Listen).of(Const("")).value(Arg(0, "port")).when(&[When::Present(Arg(0, "port"))]),
    fact(EXPRESS, Kind::Listen).of(Const("")).value(Arg(0, "port")).when(&[When::Present(Arg(0, "port"))]),
    fact(KOA, Kind::Listen).of(Const("")).value(Arg(0, "port")).when(&[When::Present(Arg(0, "port"))]),
    fact(NEST, Kind::Listen).of(Const("")).value(Arg(0, "port")).when(&[When::Present(Arg(0, "port"))]),
    // An app imported from another file of the project.
    fact(&["?app.listen", "?server.listen", "?httpServer.listen", "?fastify.listen"], Kind::Listen)
        .of(First(&[Key("host"), Const("")]))
        .value(Key("port"))
        .when(&[When::Present(Key("port"))]),
    listen(&["?app.listen", "?server.listen", "?httpServer.listen"]).when(HAS_HOST),
    fact(&["?app.listen", "?server.listen", "?httpServer.listen"], Kind::Listen)
        .of(Const(""))
        .value(Arg(0, "port"))
        .when(&[When::Present(Arg(0, "port"))]),
    fact(&["@hapi/hapi.server", "@hapi/hapi.Server", "hapi.Server"], Kind::Listen)
        .of(First(&[Key("host"), Const("")]))
        .value(Key("port"))
        .when(&[When::Present(Key("port"))]),
    fact(
        &[
            "ws.Server",
            "ws.WebSocketServer",
            "ws.WebSocket.Server",
            "Bun.serve",
            "Deno.serve",
            "@hono/node-server.serve",
        ],
        Kind::Listen,
    )
    .of(First(&[Key("host"), Key("hostname"), Const("")]))
    .value(Key("port"))
    .when(&[When::Present(Key("port"))]),
    fact(&["socket.io.Server().listen", "socket.io().listen", "socket.io.Server", "socket.io"], Kind::Listen)
        .of(Const(""))
        .value(Arg(0, "port"))
        .when(&[When::Present(Arg(0, "port")), When::Lacks(Arg(0, "port"), &["(", "?"])]),
    fact(&["apollo-server.ApolloServer().listen"], Kind::Listen)
        .of(First(&[Key("host"), Const("")]))
        .value(First(&[Key("port"), Const("4000")])),
    fact(&["@apollo/server.startStandaloneServer"], Kind::Listen)
        .of(First(&[Key("listen.host"), Const("")]))
        .value(First(&[Key("listen.port"), Const("4000")])),
    fact(&["@grpc/grpc-js.Server().bindAsync", "grpc.Server().bind"], Kind::Listen)
        .of(Slot::Host(&Arg(0, "port")))
        .value(Slot::Port(&Arg(0, "port")))
        .when(&[When::Present(Slot::Port(&Arg(0, "port")))]),
    // Servers.
    server(NODE, "node", "abrupt"),
    server(EXPRESS, "express", "abrupt"),
    server(KOA, "koa", "abrupt"),
    server(FASTIFY, "fastify", "abrupt"),
    server(NEST, "nest", "abrupt"),
    server(&["@nestjs/core.NestFactory.createMicroservice()~.listen"], "nest", "abrupt"),
    server(&["?app.listen", "?server.listen", "?httpServer.listen"], "node", "abrupt"),
    server(&["@hapi/hapi.server().start", "@hapi/hapi.Server().start"], "hapi", "abrupt"),
    server(&["ws.Server", "ws.WebSocketServer", "ws.WebSocket.Server"], "ws", "abrupt")
        .when(&[When::Present(Key("port"))]),
    server(
        &["apollo-server.ApolloServer().listen", "@apollo/server.startStandaloneServer"],
        "apollo",
        "graceful",
    ),
    server(
        &["@grpc/grpc-js.Server().start", "@grpc/grpc-js.Server().bindAsync", "grpc.Server().start"],
        "grpc",
        "abrupt",
    ),
    server(&["Bun.serve"], "bun", "abrupt"),
    server(&["Deno.serve"], "deno", "abrupt"),
    server(&["@hono/node-server.serve"], "hono", "abrupt"),
    // Libraries that handle SIGTERM for the server.
    fact(
        &[
            "@godaddy/terminus.createTerminus",
            "http-graceful-shutdown",
            "lightship.createLightship",
            "close-with-grace",
            "fastify-graceful-shutdown",
            "express-graceful-exit.gracefulExitHandler",
            "node-graceful-shutdown.onShutdown",
            "@nestjs/core.NestFactory.create().enableShutdownHooks",
            "@nestjs/core.NestFactory.createMicroservice().enableShutdownHooks",
            "node-graceful.on",
            "async-exit-hook",
            "exit-hook",
            "exit-hook.asyncExitHook",
            "signal-exit.onExit",
            "signal-exit",
            "death",
            "http-terminator.createHttpTerminator",
            "@moebius/http-graceful-shutdown.GracefulShutdownManager",
            "node-cleanup",
            "?app.enableShutdownHooks",
        ],
        Kind::Signal,
    )
    .of(Const("SIGTERM"))
    .value(Const("handle")),
];

const VERBS: &[&str] = &[
    "express()~.get",
    "express()~.post",
    "express()~.put",
    "express()~.patch",
    "express()~.delete",
    "express()~.all",
    "express.Router()~.get",
    "express.Router()~.post",
    "express.Router()~.put",
    "express.Router()~.patch",
    "express.Router()~.delete",
    "express.Router()~.all",
    "fastify()~.get",
    "fastify()~.post",
    "fastify()~.put",
    "fastify()~.patch",
    "fastify()~.delete",
    "fastify()~.all",
    "@koa/router()~.get",
    "@koa/router()~.post",
    "@koa/router()~.put",
    "@koa/router()~.patch",
    "@koa/router()~.delete",
    "@koa/router()~.all",
    "polka()~.get",
    "polka()~.post",
    "restify.createServer()~.get",
    "restify.createServer()~.post",
    "hono.Hono()~.get",
    "hono.Hono()~.post",
    "hono.Hono()~.put",
    "hono.Hono()~.patch",
    "hono.Hono()~.delete",
];

/// `app.route("/x").get(…).post(…)`
const CHAINED_VERBS: &[&str] = &[
    "express()~.get",
    "express()~.post",
    "express()~.put",
    "express()~.patch",
    "express()~.delete",
    "express.Router()~.get",
    "express.Router()~.post",
    "express.Router()~.put",
    "express.Router()~.patch",
    "express.Router()~.delete",
    "?router.route()~.get",
    "?router.route()~.post",
    "?router.route()~.put",
    "?router.route()~.patch",
    "?router.route()~.delete",
    "?app.route()~.get",
    "?app.route()~.post",
    "?app.route()~.put",
    "?app.route()~.delete",
];

/// Apps and routers that another file made, by the names people give them.
const LOCAL_VERBS: &[&str] = &[
    "?app.get",
    "?app.post",
    "?app.put",
    "?app.patch",
    "?app.delete",
    "?app.all",
    "?router.get",
    "?router.post",
    "?router.put",
    "?router.patch",
    "?router.delete",
    "?router.all",
    "?server.get",
    "?server.post",
    "?fastify.get",
    "?fastify.post",
    "?fastify.put",
    "?fastify.patch",
    "?fastify.delete",
    "?api.get",
    "?api.post",
    "?routes.get",
    "?routes.post",
];

const PATH: Slot = Arg(0, "path");

pub(super) const ROUTES: &[Entry] = &[
    fact(VERBS, Kind::Route).of(Method).value(PATH).when(&[When::Starts(PATH, &["/", "*"])]),
    fact(&["framework.route"], Kind::Route).of(Const("ANY")).value(PATH),
    fact(CHAINED_VERBS, Kind::Route)
        .of(Method)
        .value(Along("route", &PATH))
        .when(&[When::Starts(Along("route", &PATH), &["/"])]),
    fact(LOCAL_VERBS, Kind::Route)
        .of(Method)
        .value(PATH)
        .when(&[When::Starts(PATH, &["/", "*"]), When::Present(Arg(1, "handler"))]),
    fact(
        &["express()~.use", "express.Router()~.use", "?app.use", "?router.use", "hono.Hono()~.route"],
        Kind::Route,
    )
    .of(Const("PREFIX"))
    .value(PATH)
    .when(&[When::Starts(PATH, &["/"])]),
    fact(
        &["fastify()~.route", "?fastify.route", "@hapi/hapi.server().route", "@hapi/hapi.Server().route"],
        Kind::Route,
    )
    .of(First(&[Key("method"), Const("ANY")]))
    .value(First(&[Key("url"), Key("path")])),
    fact(&["fastify()~.register", "?fastify.register"], Kind::Route)
        .of(Const("PREFIX"))
        .value(Key("prefix"))
        .when(&[When::Present(Key("prefix"))]),
    fact(
        &[
            "@nestjs/common.Get",
            "@nestjs/common.Post",
            "@nestjs/common.Put",
            "@nestjs/common.Patch",
            "@nestjs/common.Delete",
            "@nestjs/common.All",
            "@nestjs/common.Head",
            "@nestjs/common.Options",
            "routing-controllers.Get",
            "routing-controllers.Post",
            "routing-controllers.Put",
            "routing-controllers.Delete",
        ],
        Kind::Route,
    )
    .of(Method)
    .value(Path(&[
        First(&[
            ClassDecorator("@nestjs/common.Controller"),
            ClassDecorator("routing-controllers.Controller"),
        ]),
        First(&[PATH, Const("/")]),
    ])),
    fact(&["@nestjs/core.NestFactory.create()~.setGlobalPrefix", "?app.setGlobalPrefix"], Kind::Route)
        .of(Const("PREFIX"))
        .value(Arg(0, "prefix")),
    entry(
        On::Comparison(&[
            "?req.url",
            "?request.url",
            "?req.path",
            "?url.pathname",
            "?pathname",
            "?parsedUrl.pathname",
        ]),
        Meaning::Fact(Kind::Route),
    )
    .of(Const("ANY"))
    .value(Value)
    .when(&[When::Starts(Value, &["/"])]),
    // Functions that are called for each request or message.
    call(
        &[
            "http.createServer",
            "https.createServer",
            "http2.createServer",
            "http.Server",
            "express()~.use",
            "express.Router()~.use",
            "koa()~.use",
            "?app.use",
            "?router.use",
            "fastify()~.addHook",
            "bull().process",
            "bullmq.Worker",
            "agenda().define",
            "socket.io.Server().on",
            "socket.io().on",
            "socket.io()~.on",
            "socket.io.Server()~.on",
            "ws.Server().on",
            "ws.WebSocketServer().on",
            "?io.on",
            "?socket.on",
            "amqplib.connect().createChannel().consume",
            "kafkajs.Kafka().consumer().run",
            "@nestjs/microservices.MessagePattern",
            "@nestjs/microservices.EventPattern",
            "@nestjs/bull.Process",
            "@nestjs/websockets.SubscribeMessage",
            "@nestjs/graphql.Query",
            "@nestjs/graphql.Mutation",
            "redis.createClient().subscribe",
            "nats.connect().subscribe",
            "http.createServer().on",
            "Deno.serve",
            "@google-cloud/functions-framework.http",
            "?router.route",
            "mqtt.connect().on",
        ],
        Meaning::Handles,
    ),
];
