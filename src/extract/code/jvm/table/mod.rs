//! What the names of the JVM's world mean.

mod clients;
mod environment;
mod files;
mod keys;
mod logs;
mod migrations;
mod processes;
mod queries;
mod routes;
mod servers;
mod state;

use super::super::table::Entry;

/// The entries by theme.
pub(super) const PARTS: &[&[Entry]] = &[
    environment::ENTRIES,
    servers::ENTRIES,
    routes::ENTRIES,
    state::ENTRIES,
    clients::DATABASES,
    clients::STORES,
    clients::QUEUES,
    clients::PEERS,
    files::ENTRIES,
    logs::ENTRIES,
    keys::ENTRIES,
    processes::ENTRIES,
    migrations::ENTRIES,
    queries::ENTRIES,
];

/// Other names under which packages publish the same thing.
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("javax.servlet.http.HttpSession", "jakarta.servlet.http.HttpSession"),
    ("javax.servlet.http.HttpServletRequest", "jakarta.servlet.http.HttpServletRequest"),
    ("javax.servlet.http.HttpServlet", "jakarta.servlet.http.HttpServlet"),
    ("javax.servlet.annotation.WebServlet", "jakarta.servlet.annotation.WebServlet"),
    ("javax.servlet.http.Part", "jakarta.servlet.http.Part"),
    ("javax.ws.rs.Path", "jakarta.ws.rs.Path"),
    ("javax.ws.rs.GET", "jakarta.ws.rs.GET"),
    ("javax.ws.rs.POST", "jakarta.ws.rs.POST"),
    ("javax.ws.rs.PUT", "jakarta.ws.rs.PUT"),
    ("javax.ws.rs.DELETE", "jakarta.ws.rs.DELETE"),
    ("javax.ws.rs.PATCH", "jakarta.ws.rs.PATCH"),
    ("javax.ws.rs.client.ClientBuilder", "jakarta.ws.rs.client.ClientBuilder"),
    ("javax.persistence.EntityManager", "jakarta.persistence.EntityManager"),
    ("javax.persistence.Persistence", "jakarta.persistence.Persistence"),
    ("javax.jms.ConnectionFactory", "jakarta.jms.ConnectionFactory"),
    ("javax.mail.Transport", "jakarta.mail.Transport"),
    ("javax.ejb.Schedule", "jakarta.ejb.Schedule"),
    ("javax.annotation.PostConstruct", "jakarta.annotation.PostConstruct"),
    ("org.apache.http.impl.client.HttpClients", "org.apache.hc.client5.http.impl.classic.HttpClients"),
    ("io.vertx.core.http.HttpServer", "io.vertx.core.Vertx.vertx().createHttpServer()"),
    ("com.rabbitmq.client.Connection", "com.rabbitmq.client.ConnectionFactory().newConnection()"),
];
