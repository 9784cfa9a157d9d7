//! Servers of the JVM: where they listen and how they end.

use super::super::super::table::{Entry, Meaning, On, Slot, When, entry, fact};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Key, Of};

const fn server(names: &'static [&'static str], framework: &'static str, end: &'static str) -> Entry {
    fact(names, Kind::Server).of(Const(framework)).value(Const(end))
}

/// A server given its port by its constructor or a method.
const fn listen(names: &'static [&'static str], host: Slot, port: Slot) -> Entry {
    fact(names, Kind::Listen).of(host).value(port).when(&[When::Not(Arg(0, "port"), &["0"])])
}

const ENGINES: &[&str] = &[
    "io.ktor.server.engine.embeddedServer",
    "io.ktor.server.netty.EngineMain.main",
    "io.ktor.server.cio.EngineMain.main",
    "io.ktor.server.jetty.EngineMain.main",
    "io.ktor.server.tomcat.EngineMain.main",
];

pub(super) const ENTRIES: &[Entry] = &[
    // Listeners. Ktor: https://api.ktor.io/ktor-server-core/io.ktor.server.engine/embedded-server.html
    fact(&["io.ktor.server.engine.embeddedServer"], Kind::Listen)
        .of(First(&[Key("host"), Const("0.0.0.0")]))
        .value(First(&[Key("port"), Arg(1, "port"), Const("80")]))
        .when(&[When::Lacks(
            First(&[Key("port"), Arg(1, "port")]),
            &["applicationEnvironment", "environment"],
        )]),
    listen(
        &["com.sun.net.httpserver.HttpServer.create", "com.sun.net.httpserver.HttpsServer.create"],
        Of(&Arg(0, "addr"), &Arg(0, "hostname")),
        Of(&Arg(0, "addr"), &Arg(1, "port")),
    )
    .when(&[When::Present(Of(&Arg(0, "addr"), &Arg(1, "port")))]),
    listen(&["com.sun.net.httpserver.HttpServer.create"], Const(""), Of(&Arg(0, "addr"), &Arg(0, "port"))),
    listen(&["java.net.ServerSocket"], Const(""), Arg(0, "port"))
        .when(&[When::Present(Arg(0, "port")), When::Not(Arg(0, "port"), &["0"])]),
    listen(&["org.eclipse.jetty.server.Server"], Const(""), Arg(0, "port"))
        .when(&[When::Present(Arg(0, "port"))]),
    listen(
        &[
            "org.eclipse.jetty.server.ServerConnector().setPort",
            "org.apache.catalina.startup.Tomcat().setPort",
            "org.springframework.boot.web.servlet.server.ConfigurableServletWebServerFactory().setPort",
            "org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory().setPort",
            "org.springframework.boot.web.server.ConfigurableWebServerFactory().setPort",
            "spark.Spark.port",
            "io.javalin.Javalin.create()~.start",
            "io.javalin.Javalin().start",
            "io.vertx.core.Vertx.vertx().createHttpServer()~.listen",
            "io.vertx.core.Vertx().createHttpServer()~.listen",
            "io.vertx.core.http.HttpServerOptions()~.setPort",
            "io.grpc.ServerBuilder.forPort",
            "io.grpc.netty.NettyServerBuilder.forPort",
            "io.helidon.webserver.WebServer.builder()~.port",
            "io.netty.bootstrap.ServerBootstrap()~.bind",
            "reactor.netty.http.server.HttpServer.create()~.port",
            "ratpack.server.ServerConfig.builder()~.port",
        ],
        Const(""),
        Arg(0, "port"),
    )
    .when(&[When::Present(Arg(0, "port")), When::Not(Arg(0, "port"), &["0"])]),
    listen(&["io.undertow.Undertow.builder()~.addHttpListener"], Arg(1, "host"), Arg(0, "port")),
    fact(
        &[
            "org.http4k.server.Jetty",
            "org.http4k.server.Undertow",
            "org.http4k.server.Netty",
            "org.http4k.server.SunHttp",
        ],
        Kind::Listen,
    )
    .of(Const(""))
    .value(Arg(0, "port"))
    .when(&[When::Present(Arg(0, "port"))]),
    // Servers. What closes its context when the JVM is stopped ends in order.
    server(
        &[
            "org.springframework.boot.SpringApplication.run",
            "org.springframework.boot.runApplication",
            "org.springframework.boot.builder.SpringApplicationBuilder()~.run",
            "org.springframework.boot.SpringApplication().run",
        ],
        "spring",
        "graceful",
    ),
    server(&["io.quarkus.runtime.Quarkus.run"], "quarkus", "graceful"),
    server(
        &["io.micronaut.runtime.Micronaut.run", "io.micronaut.runtime.Micronaut.build()~.start"],
        "micronaut",
        "graceful",
    ),
    server(ENGINES, "ktor", "graceful"),
    server(
        &["com.sun.net.httpserver.HttpServer.create", "com.sun.net.httpserver.HttpsServer.create"],
        "httpserver",
        "abrupt",
    ),
    server(&["org.eclipse.jetty.server.Server().start"], "jetty", "abrupt"),
    server(&["org.apache.catalina.startup.Tomcat().start"], "tomcat", "abrupt"),
    server(&["io.javalin.Javalin.create()~.start", "io.javalin.Javalin().start"], "javalin", "abrupt"),
    server(&["spark.Spark.port", "spark.Spark.get"], "spark", "abrupt"),
    server(
        &[
            "io.vertx.core.Vertx.vertx().createHttpServer()~.listen",
            "io.vertx.core.Vertx().createHttpServer()~.listen",
        ],
        "vert.x",
        "abrupt",
    ),
    server(&["io.undertow.Undertow.builder()~.start", "io.undertow.Undertow().start"], "undertow", "abrupt"),
    server(
        &[
            "io.grpc.ServerBuilder.forPort()~.start",
            "io.grpc.netty.NettyServerBuilder.forPort()~.start",
            "io.grpc.Server().start",
        ],
        "grpc",
        "abrupt",
    ),
    entry(
        On::Base(&["io.dropwizard.core.Application", "io.dropwizard.Application"]),
        Meaning::Fact(Kind::Server),
    )
    .of(Const("dropwizard"))
    .value(Const("graceful")),
    // SIGTERM runs the hooks: https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/Runtime.html#shutdown
    fact(
        &[
            "java.lang.Runtime.getRuntime().addShutdownHook",
            "org.springframework.context.ConfigurableApplicationContext().registerShutdownHook",
        ],
        Kind::Signal,
    )
    .of(Const("SIGTERM"))
    .value(Const("handle")),
    fact(&["sun.misc.Signal.handle"], Kind::Signal).of(Const("SIGTERM")).value(Const("ignore")).when(&[
        When::Is(Of(&Arg(0, "sig"), &Arg(0, "name")), &["TERM"]),
        When::Is(Arg(1, "handler"), &["sun.misc.SignalHandler.SIG_IGN"]),
    ]),
    fact(&["sun.misc.Signal.handle"], Kind::Signal)
        .of(Const("SIGTERM"))
        .value(Const("ignore"))
        .when(&[When::Is(Of(&Arg(0, "sig"), &Arg(0, "name")), &["TERM"]), When::IsInert(Arg(1, "handler"))]),
    fact(&["sun.misc.Signal.handle"], Kind::Signal)
        .of(Const("SIGTERM"))
        .value(Const("handle"))
        .when(&[When::Is(Of(&Arg(0, "sig"), &Arg(0, "name")), &["TERM"])]),
    // Debug.
    fact(&["io.ktor.server.engine.embeddedServer"], Kind::Debug)
        .of(Const("developmentMode"))
        .value(Key("developmentMode"))
        .when(&[When::Present(Key("developmentMode"))]),
    fact(
        &["org.springframework.security.config.annotation.web.configuration.EnableWebSecurity"],
        Kind::Debug,
    )
    .of(Const("debug"))
    .value(Key("debug"))
    .when(&[When::Present(Key("debug"))]),
    fact(&["org.springframework.security.config.annotation.web.builders.WebSecurity()~.debug"], Kind::Debug)
        .of(Const("debug"))
        .value(Arg(0, "debugEnabled")),
];
