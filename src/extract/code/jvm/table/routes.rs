//! Routes of the JVM's web frameworks, and functions that answer requests and messages.

use super::super::super::table::{Entry, Meaning, Slot, When, call, fact};
use crate::fact::{Kind, Scope};
use Slot::{Arg, ClassDecorator, Const, First, Key, Last, Method, Path};

/// Annotations of interfaces whose methods call a peer instead of answering one.
const CLIENTS: &[&str] = &[
    "org.springframework.cloud.openfeign.FeignClient",
    "org.springframework.cloud.netflix.feign.FeignClient",
    "org.eclipse.microprofile.rest.client.inject.RegisterRestClient",
    "io.micronaut.http.client.annotation.Client",
];

const ANSWERS: When = When::Undecorated(CLIENTS);

/// What an annotation of Spring or JAX-RS gives as its path.
const GIVEN: Slot = First(&[Arg(0, "value"), Key("path"), Const("")]);

const SPRING: Slot = Path(&[ClassDecorator("org.springframework.web.bind.annotation.RequestMapping"), GIVEN]);
const MICRONAUT: Slot = Path(&[
    ClassDecorator("io.micronaut.http.annotation.Controller"),
    First(&[Arg(0, "value"), Key("uri"), Const("")]),
]);

const fn spring(names: &'static [&'static str], method: &'static str) -> Entry {
    fact(names, Kind::Route).of(Const(method)).value(SPRING).when(&[ANSWERS])
}

const fn micronaut(names: &'static [&'static str], method: &'static str) -> Entry {
    fact(names, Kind::Route).of(Const(method)).value(MICRONAUT).when(&[ANSWERS])
}

const fn jax(names: &'static [&'static str], method: &'static str) -> Entry {
    fact(names, Kind::Route)
        .of(Const(method))
        .value(ClassDecorator("jakarta.ws.rs.Path"))
        .when(&[ANSWERS, When::Present(ClassDecorator("jakarta.ws.rs.Path"))])
}

/// Ktor's verbs, as functions of a routing block.
const KTOR: &[&str] = &[
    "io.ktor.server.routing.get",
    "io.ktor.server.routing.post",
    "io.ktor.server.routing.put",
    "io.ktor.server.routing.delete",
    "io.ktor.server.routing.patch",
    "io.ktor.server.routing.head",
    "io.ktor.server.routing.options",
];

pub(super) const ENTRIES: &[Entry] = &[
    spring(&["org.springframework.web.bind.annotation.GetMapping"], "GET"),
    spring(&["org.springframework.web.bind.annotation.PostMapping"], "POST"),
    spring(&["org.springframework.web.bind.annotation.PutMapping"], "PUT"),
    spring(&["org.springframework.web.bind.annotation.DeleteMapping"], "DELETE"),
    spring(&["org.springframework.web.bind.annotation.PatchMapping"], "PATCH"),
    fact(&["org.springframework.web.bind.annotation.RequestMapping"], Kind::Route)
        .of(Const("PREFIX"))
        .value(GIVEN)
        .when(&[When::In(Scope::Module), ANSWERS]),
    fact(&["org.springframework.web.bind.annotation.RequestMapping"], Kind::Route)
        .of(First(&[Last(&Key("method")), Const("ANY")]))
        .value(SPRING)
        .when(&[ANSWERS]),
    fact(&["org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint"], Kind::Route)
        .of(Const("GET"))
        .value(Path(&[Const("/actuator"), Key("id")])),
    fact(
        &[
            "org.springframework.web.reactive.function.server.RouterFunctions.route",
            "org.springframework.web.servlet.function.RouterFunctions.route",
        ],
        Kind::Route,
    )
    .of(Slot::Of(&Arg(0, "predicate"), &Method))
    .value(Slot::Of(&Arg(0, "predicate"), &Arg(0, "pattern")))
    .when(&[When::Present(Slot::Of(&Arg(0, "predicate"), &Arg(0, "pattern")))]),
    fact(
        &[
            "org.springframework.web.reactive.function.server.RouterFunctions.route()~.GET",
            "org.springframework.web.reactive.function.server.RouterFunctions.route()~.POST",
            "org.springframework.web.reactive.function.server.RouterFunctions.route()~.PUT",
            "org.springframework.web.reactive.function.server.RouterFunctions.route()~.DELETE",
            "org.springframework.web.servlet.function.RouterFunctions.route()~.GET",
            "org.springframework.web.servlet.function.RouterFunctions.route()~.POST",
        ],
        Kind::Route,
    )
    .of(Method)
    .value(Arg(0, "pattern")),
    micronaut(&["io.micronaut.http.annotation.Get"], "GET"),
    micronaut(&["io.micronaut.http.annotation.Post"], "POST"),
    micronaut(&["io.micronaut.http.annotation.Put"], "PUT"),
    micronaut(&["io.micronaut.http.annotation.Delete"], "DELETE"),
    micronaut(&["io.micronaut.http.annotation.Patch"], "PATCH"),
    fact(&["jakarta.ws.rs.Path"], Kind::Route)
        .of(Const("PREFIX"))
        .value(Arg(0, "value"))
        .when(&[When::In(Scope::Module), ANSWERS]),
    fact(&["jakarta.ws.rs.Path"], Kind::Route)
        .of(Const("ANY"))
        .value(Path(&[ClassDecorator("jakarta.ws.rs.Path"), Arg(0, "value")]))
        .when(&[ANSWERS]),
    jax(&["jakarta.ws.rs.GET"], "GET"),
    jax(&["jakarta.ws.rs.POST"], "POST"),
    jax(&["jakarta.ws.rs.PUT"], "PUT"),
    jax(&["jakarta.ws.rs.DELETE"], "DELETE"),
    jax(&["jakarta.ws.rs.PATCH"], "PATCH"),
    fact(&["jakarta.servlet.annotation.WebServlet"], Kind::Route)
        .of(Const("ANY"))
        .value(First(&[Arg(0, "value"), Key("urlPatterns")])),
    fact(KTOR, Kind::Route).of(Method).value(First(&[Arg(0, "path"), Const("")])),
    fact(&["io.ktor.server.websocket.webSocket"], Kind::Route).of(Const("GET")).value(Arg(0, "path")),
    fact(
        &["io.ktor.server.http.content.staticResources", "io.ktor.server.http.content.staticFiles"],
        Kind::Route,
    )
    .of(Const("PREFIX"))
    .value(Arg(0, "remotePath")),
    fact(
        &[
            "io.javalin.Javalin.create()~.get",
            "io.javalin.Javalin.create()~.post",
            "io.javalin.Javalin.create()~.put",
            "io.javalin.Javalin.create()~.delete",
            "io.javalin.Javalin.create()~.patch",
            "io.javalin.Javalin().get",
            "io.javalin.Javalin().post",
            "io.javalin.apibuilder.ApiBuilder.get",
            "io.javalin.apibuilder.ApiBuilder.post",
            "io.javalin.apibuilder.ApiBuilder.put",
            "io.javalin.apibuilder.ApiBuilder.delete",
            "io.javalin.apibuilder.ApiBuilder.patch",
            "io.javalin.Javalin().put",
            "io.javalin.Javalin().delete",
            "io.javalin.Javalin().patch",
            "spark.Spark.get",
            "spark.Spark.post",
            "spark.Spark.put",
            "spark.Spark.delete",
            "io.vertx.ext.web.Router.router()~.get",
            "io.vertx.ext.web.Router.router()~.post",
            "io.vertx.ext.web.Router.router()~.put",
            "io.vertx.ext.web.Router.router()~.delete",
            "io.vertx.ext.web.Router().get",
            "io.vertx.ext.web.Router().post",
        ],
        Kind::Route,
    )
    .of(Method)
    .value(Arg(0, "path"))
    .when(&[When::IsText(Arg(0, "path"))]),
    fact(&["io.vertx.ext.web.Router.router()~.route", "io.vertx.ext.web.Router().route"], Kind::Route)
        .of(Const("ANY"))
        .value(Arg(0, "path"))
        .when(&[When::IsText(Arg(0, "path"))]),
    fact(&["com.sun.net.httpserver.HttpServer.create()~.createContext"], Kind::Route)
        .of(Const("PREFIX"))
        .value(Arg(0, "path")),
    // Functions that frameworks call for each request or message.
    call(
        &[
            "org.springframework.kafka.annotation.KafkaListener",
            "org.springframework.amqp.rabbit.annotation.RabbitListener",
            "org.springframework.jms.annotation.JmsListener",
            "io.awspring.cloud.sqs.annotation.SqsListener",
            "org.springframework.web.bind.annotation.ExceptionHandler",
            "org.springframework.messaging.handler.annotation.MessageMapping",
            "org.springframework.graphql.data.method.annotation.QueryMapping",
            "org.springframework.graphql.data.method.annotation.MutationMapping",
            "org.springframework.cloud.stream.annotation.StreamListener",
            "org.eclipse.microprofile.reactive.messaging.Incoming",
            "io.micronaut.configuration.kafka.annotation.Topic",
            "io.ktor.server.routing.handle",
            "io.vertx.ext.web.Router.router()~.handler",
            "com.rabbitmq.client.ConnectionFactory().newConnection().createChannel().basicConsume",
            "jakarta.websocket.OnMessage",
            "javax.websocket.OnMessage",
        ],
        Meaning::Handles,
    ),
    call(&["org.springframework.shell.standard.ShellMethod"], Meaning::Command),
];
