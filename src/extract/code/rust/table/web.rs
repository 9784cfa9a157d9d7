//! Rust's servers: listeners, how they end, routes, and what handles requests.

use super::super::super::table::{Entry, Meaning, Slot, When, call, fact};
use crate::fact::Kind;
use Slot::{Arg, Const, Host, Item, Key, Method, Port};

const ADDRESS: Slot = Arg(0, "addr");
const PATH: Slot = Arg(0, "path");

/// Functions that listen on the address that is their first argument: a text, a socket address, a pair of host and port.
const LISTENING: &[&str] = &[
    "std::net::TcpListener::bind",
    "tokio::net::TcpListener::bind",
    "axum::Server::bind",
    "axum::Server::try_bind",
    "hyper::Server::bind",
    "hyper::Server::try_bind",
    "axum_server::bind",
    "axum_server::bind_rustls",
    "axum_server::bind_openssl",
    "axum_server::Server::bind",
    "actix_web::HttpServer~.bind",
    "actix_web::HttpServer~.bind_rustls",
    "actix_web::HttpServer~.bind_rustls_0_22",
    "actix_web::HttpServer~.bind_rustls_0_23",
    "actix_web::HttpServer~.bind_openssl",
    "actix_web::HttpServer~.bind_auto_h2c",
    "actix_web::server::new~.bind",
    "ntex::web::HttpServer~.bind",
    "tonic::transport::Server~.serve",
    "tonic::transport::Server~.serve_with_shutdown",
    "warp::serve~.run",
    "warp::serve~.bind",
    "warp::serve~.try_bind",
    "warp::serve~.bind_with_graceful_shutdown",
    "poem::listener::TcpListener::bind",
    "salvo::conn::TcpListener::new",
    "salvo::prelude::TcpListener::new",
    "tide::new~.listen",
    "tide::with_state~.listen",
    "gotham::start",
    "tiny_http::Server::http",
    "rouille::start_server",
];

pub(super) const LISTENERS: &[Entry] = &[
    fact(LISTENING, Kind::Listen)
        .of(Item(&ADDRESS, 0))
        .value(Item(&ADDRESS, 1))
        .when(&[When::Present(Item(&ADDRESS, 1)), When::Not(Item(&ADDRESS, 1), &["0"])]),
    fact(LISTENING, Kind::Listen)
        .of(Host(&ADDRESS))
        .value(Port(&ADDRESS))
        .when(&[When::Present(Port(&ADDRESS)), When::Not(Port(&ADDRESS), &["0"])]),
    fact(LISTENING, Kind::Listen)
        .when(&[When::Not(Port(&ADDRESS), &["0"]), When::Not(Item(&ADDRESS, 1), &["0"])]),
    fact(&["rocket::Config"], Kind::Listen)
        .of(Key("address"))
        .value(Key("port"))
        .when(&[When::Present(Slot::First(&[Key("port"), Key("address")]))]),
    fact(&["rocket::Config~.merge", "figment::Figment~.merge"], Kind::Listen)
        .of(Const(""))
        .value(Item(&ADDRESS, 1))
        .when(&[When::Is(Item(&ADDRESS, 0), &["port"])]),
];

const fn server(names: &'static [&'static str], framework: &'static str, end: &'static str) -> Entry {
    fact(names, Kind::Server).of(Const(framework)).value(Const(end))
}

/// Methods that are given what to wait for before they stop.
pub(super) const WAITING: &[&str] = &[
    "axum::serve~.with_graceful_shutdown",
    "axum::Server~.with_graceful_shutdown",
    "hyper::Server~.with_graceful_shutdown",
];

pub(super) const SERVERS: &[Entry] = &[
    server(&["axum::serve"], "axum", "abrupt"),
    server(&["axum::Server::bind", "axum::Server::try_bind", "axum::Server::from_tcp"], "axum", "abrupt"),
    server(
        &[
            "axum_server::bind",
            "axum_server::bind_rustls",
            "axum_server::from_tcp",
            "axum_server::bind_openssl",
        ],
        "axum",
        "abrupt",
    ),
    server(
        &[
            "hyper::Server::bind",
            "hyper::Server::try_bind",
            "hyper::Server::builder",
            "hyper::Server::from_tcp",
            "hyper::server::conn::http1::Builder~.serve_connection",
            "hyper::server::conn::http2::Builder~.serve_connection",
            "hyper_util::server::conn::auto::Builder~.serve_connection",
        ],
        "hyper",
        "abrupt",
    ),
    server(
        &[
            "warp::serve~.run",
            "warp::serve~.bind",
            "warp::serve~.try_bind",
            "warp::serve~.bind_with_graceful_shutdown",
            "warp::serve~.serve_incoming",
        ],
        "warp",
        "abrupt",
    ),
    server(
        &[
            "tonic::transport::Server~.serve",
            "tonic::transport::Server~.serve_with_shutdown",
            "tonic::transport::Server~.serve_with_incoming",
            "tonic::transport::Server~.serve_with_incoming_shutdown",
        ],
        "tonic",
        "abrupt",
    ),
    server(&["poem::Server::new~.run", "poem::Server::new~.run_with_graceful_shutdown"], "poem", "abrupt"),
    server(&["salvo::Server::new", "salvo::prelude::Server::new"], "salvo", "abrupt"),
    server(&["tide::new~.listen", "tide::with_state~.listen"], "tide", "abrupt"),
    server(&["actix_web::HttpServer~.disable_signals"], "actix-web", "abrupt"),
    server(&["actix_web::HttpServer~.run", "actix_web::server::new~.run"], "actix-web", "graceful"),
    server(&["ntex::web::HttpServer~.run"], "ntex", "graceful"),
    server(
        &["rocket::build~.launch", "rocket::custom~.launch", "rocket::Rocket~.launch"],
        "rocket",
        "graceful",
    ),
    server(&["rocket::launch"], "rocket", "graceful"),
];

const fn attribute(names: &'static [&'static str]) -> Entry {
    fact(names, Kind::Route).of(Method).value(PATH)
}

const fn prefix(names: &'static [&'static str]) -> Entry {
    fact(names, Kind::Route).of(Const("PREFIX")).value(PATH)
}

const fn any(names: &'static [&'static str]) -> Entry {
    fact(names, Kind::Route).of(Const("ANY")).value(PATH)
}

pub(super) const ROUTES: &[Entry] = &[
    any(&[
        "axum::Router~.route",
        "axum::Router~.route_service",
        "utoipa_axum::router::OpenApiRouter~.route",
        "aide::axum::ApiRouter~.route",
        "aide::axum::ApiRouter~.api_route",
        "actix_web::App~.route",
        "actix_web::web::scope~.route",
        "actix_web::web::ServiceConfig~.route",
        "actix_web::web::resource",
        "poem::Route~.at",
        "tide::new~.at",
        "tide::with_state~.at",
        "salvo::Router::with_path",
        "salvo::prelude::Router::with_path",
    ]),
    prefix(&[
        "axum::Router~.nest",
        "axum::Router~.nest_service",
        "utoipa_axum::router::OpenApiRouter~.nest",
        "aide::axum::ApiRouter~.nest",
        "aide::axum::ApiRouter~.nest_api_service",
        "actix_web::web::scope",
        "poem::Route~.nest",
        "rocket::build~.mount",
        "rocket::custom~.mount",
        "rocket::Rocket~.mount",
    ]),
    attribute(&[
        "actix_web::get",
        "actix_web::post",
        "actix_web::put",
        "actix_web::patch",
        "actix_web::delete",
        "actix_web::head",
        "rocket::get",
        "rocket::post",
        "rocket::put",
        "rocket::patch",
        "rocket::delete",
        "rocket::head",
        "rocket::options",
    ]),
    any(&["actix_web::route"]),
    fact(&["utoipa::path"], Kind::Route).of(Const("ANY")).value(Key("path")),
    // Functions that are called for each request.
    call(
        &[
            "axum::routing::get",
            "axum::routing::post",
            "axum::routing::put",
            "axum::routing::patch",
            "axum::routing::delete",
            "axum::routing::head",
            "axum::routing::options",
            "axum::routing::any",
            "axum::routing::on",
            "axum::routing~.get",
            "axum::routing~.post",
            "axum::routing~.put",
            "axum::routing~.patch",
            "axum::routing~.delete",
            "axum::Router~.fallback",
            "axum::middleware::from_fn",
            "axum::middleware::from_fn_with_state",
            "aide::axum::routing::get",
            "aide::axum::routing::post",
            "aide::axum::routing::get_with",
            "aide::axum::routing::post_with",
            "utoipa_axum::routes!",
            "actix_web::web~.to",
            "actix_web::Resource~.to",
            "actix_web::web::to",
            "actix_web::App~.service",
            "actix_web::web~.service",
            "actix_web::web::ServiceConfig~.service",
            "actix_web::middleware::from_fn",
            "rocket::routes!",
            "rocket::catchers!",
            "rocket::catch",
            "warp~.and_then",
            "warp~.then",
            "warp~.map",
            "poem::get",
            "poem::post",
            "poem::handler",
            "salvo::handler",
            "salvo::prelude::handler",
            "hyper::service::service_fn",
            "tower::service_fn",
            "tide~.get",
            "tide~.post",
            "lambda_runtime::service_fn",
            "lambda_http::service_fn",
        ],
        Meaning::Handles,
    ),
    // Types of parameters that a framework fills from a request.
    call(
        &[
            "axum::extract::ConnectInfo",
            "axum::extract::Extension",
            "axum::extract::Multipart",
            "axum::extract::Path",
            "axum::extract::Query",
            "axum::extract::Request",
            "axum::extract::State",
            "axum::extract::WebSocketUpgrade",
            "axum::extract::ws::WebSocketUpgrade",
            "axum::Form",
            "axum::Json",
            "actix_web::HttpRequest",
            "actix_web::web::Data",
            "actix_web::web::Form",
            "actix_web::web::Json",
            "actix_web::web::Path",
            "actix_web::web::Payload",
            "actix_web::web::Query",
            "actix_web::web::ReqData",
            "actix_multipart::Multipart",
            "actix_multipart::form::MultipartForm",
            "rocket::State",
            "rocket::serde::json::Json",
            "rocket::form::Form",
            "rocket::http::CookieJar",
            "tonic::Request",
            "poem::web::Data",
            "poem::web::Json",
            "poem::web::Path",
            "poem::web::Query",
            "ntex::web::types::State",
            "ntex::web::types::Json",
        ],
        Meaning::Handles,
    ),
];
