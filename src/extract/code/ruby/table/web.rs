//! Ruby's web: listeners, routes, servers, debug modes.

use super::super::super::table::{Entry, Meaning, Slot, When, call, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Host, Key, Last, Method, Port, Value};

/// Files that configure puma, in its own words.
const PUMA: &[&str] = &["puma"];
const UNICORN: &[&str] = &["unicorn", "pitchfork"];

pub(super) const LISTENERS: &[Entry] = &[
    fact(&["port"], Kind::Listen)
        .of(First(&[Arg(1, ""), Const("0.0.0.0")]))
        .value(Arg(0, ""))
        .when(&[When::File(PUMA), When::Present(Arg(0, ""))]),
    fact(&["bind"], Kind::Listen)
        .of(Host(&Arg(0, "")))
        .value(Port(&Arg(0, "")))
        .when(&[When::File(PUMA), When::Starts(Arg(0, ""), &["tcp:", "ssl:"])]),
    fact(&["listen"], Kind::Listen)
        .of(First(&[Host(&Arg(0, "")), Const("0.0.0.0")]))
        .value(First(&[Port(&Arg(0, "")), Arg(0, "")]))
        .when(&[When::File(UNICORN), When::Lacks(Arg(0, ""), &["/"])]),
    // Sinatra.
    fact(&["set", "?app.set"], Kind::Listen).value(Arg(1, "")).when(&[When::Is(Arg(0, ""), &[":port"])]),
    fact(
        &[
            "Sinatra::Application.run!",
            "Rack::Handler::Puma.run",
            "Rack::Handler::WEBrick.run",
            "Rack::Handler::Thin.run",
            "Rack::Server.start",
        ],
        Kind::Listen,
    )
    .of(First(&[Key("Host"), Key("host"), Key("bind")]))
    .value(First(&[Key("Port"), Key("port")]))
    .when(&[When::Present(First(&[Key("Port"), Key("port")]))]),
    fact(&["WEBrick::HTTPServer.new"], Kind::Listen)
        .of(First(&[Key("BindAddress"), Const("0.0.0.0")]))
        .value(Key("Port"))
        .when(&[When::Present(Key("Port"))]),
    fact(&["Thin::Server.start", "Thin::Server.new"], Kind::Listen).of(Arg(0, "")).value(Arg(1, "")),
    fact(&["TCPServer.new", "TCPServer.open"], Kind::Listen)
        .of(Arg(0, ""))
        .value(Arg(1, ""))
        .when(&[When::Present(Arg(1, "")), When::IsText(Arg(0, ""))]),
    fact(&["TCPServer.new", "TCPServer.open"], Kind::Listen).of(Const("0.0.0.0")).value(Arg(0, "")),
    fact(&["EventMachine.start_server", "EM.start_server"], Kind::Listen).of(Arg(0, "")).value(Arg(1, "")),
    fact(&["GRPC::RpcServer.new().add_http2_port"], Kind::Listen)
        .of(Host(&Arg(0, "")))
        .value(Port(&Arg(0, ""))),
];

pub(super) const ROUTES: &[Entry] = &[
    // Written out by `routes::settle`.
    fact(
        &[
            "ActionDispatch.get",
            "ActionDispatch.post",
            "ActionDispatch.put",
            "ActionDispatch.patch",
            "ActionDispatch.delete",
        ],
        Kind::Route,
    )
    .of(Method)
    .value(Arg(0, "")),
    fact(&["ActionDispatch.match"], Kind::Route).of(Const("ANY")).value(Arg(0, "")),
    fact(&["ActionDispatch.root"], Kind::Route).of(Const("GET")).value(Arg(0, "")),
    fact(&["ActionDispatch.resources", "ActionDispatch.mount"], Kind::Route)
        .of(Const("PREFIX"))
        .value(Arg(0, "")),
    // Sinatra, Grape, Roda.
    fact(&["get", "post", "put", "patch", "delete", "head", "options", "?app.get", "?app.post"], Kind::Route)
        .of(Method)
        .value(Arg(0, ""))
        .when(&[When::Starts(Arg(0, ""), &["/"]), When::IsFunction(Arg(1, ""))]),
    fact(&["Rack::URLMap.new", "map"], Kind::Route)
        .of(Const("PREFIX"))
        .value(Arg(0, ""))
        .when(&[When::Starts(Arg(0, ""), &["/"])]),
    call(
        &[
            "before",
            "after",
            "error",
            "not_found",
            "*.subscribe",
            "Bunny.new()~.subscribe",
            "NATS.connect()~.subscribe",
            "EventMachine.start_server",
            "ActiveSupport::Notifications.subscribe",
        ],
        Meaning::Handles,
    ),
    call(&["task", "namespace"], Meaning::Command),
];

/// A server, and whether SIGTERM makes it stop in good order.
const fn server(names: &'static [&'static str], framework: &'static str, end: &'static str) -> Entry {
    fact(names, Kind::Server).of(Const(framework)).value(Const(end))
}

pub(super) const SERVERS: &[Entry] = &[
    server(&["port", "bind", "workers", "threads"], "puma", "graceful").when(&[When::File(PUMA)]),
    server(&["worker_processes", "listen"], "unicorn", "abrupt").when(&[When::File(&["unicorn"])]),
    server(&["Sinatra::Application.run!", "run!"], "sinatra", "graceful"),
    server(
        &["Rack::Handler::Puma.run", "Puma::CLI.new().run", "Puma::Launcher.new().run"],
        "puma",
        "graceful",
    ),
    server(&["Rack::Server.start", "Rack::Handler::WEBrick.run"], "rack", "graceful"),
    server(&["WEBrick::HTTPServer.new().start"], "webrick", "abrupt"),
    server(&["Thin::Server.start", "Rack::Handler::Thin.run"], "thin", "graceful"),
    server(&["GRPC::RpcServer.new().run_till_terminated", "GRPC::RpcServer.new().run"], "grpc", "abrupt"),
    server(&["GRPC::RpcServer.new().run_till_terminated_or_interrupted"], "grpc", "graceful"),
    server(&["TCPServer.new().accept", "TCPServer.open().accept"], "tcp", "abrupt"),
    server(&["Sidekiq::CLI.instance().run", "Sidekiq::Embedded.new().run"], "sidekiq", "graceful"),
    server(&["Resque::Worker.new().work"], "resque", "abrupt"),
    server(&["Karafka::Server.run", "Karafka::App.run!"], "karafka", "graceful"),
    server(&["Sneakers::Runner.new().run"], "sneakers", "graceful"),
    server(&["Clockwork.run", "Clockwork::run"], "clockwork", "graceful"),
];

pub(super) const DEBUG: &[Entry] = &[
    field(&["**.consider_all_requests_local"], Kind::Debug).of(Slot::Name),
    field(&["**.action_dispatch.show_exceptions"], Kind::Debug)
        .of(Slot::Name)
        .value(Const("true"))
        .when(&[When::Is(Value, &[":none"])]),
    fact(&["set", "?app.set"], Kind::Debug).of(Last(&Arg(0, ""))).value(Arg(1, "")).when(&[
        When::Is(Arg(0, ""), &[":show_exceptions", ":dump_errors"]),
        When::Is(Arg(1, ""), &["true"]),
    ]),
    fact(&["set", "?app.set"], Kind::Debug)
        .of(Const("environment"))
        .value(Const("true"))
        .when(&[When::Is(Arg(0, ""), &[":environment"]), When::Is(Arg(1, ""), &[":development"])]),
];
