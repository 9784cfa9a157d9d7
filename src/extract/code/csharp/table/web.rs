//! Web servers of .NET: where they listen, what they serve.

use super::super::super::table::{Entry, Meaning, Slot, When, call, fact};
use crate::fact::Kind;
use Slot::{Arg, ClassDecorator, Const, Host, Path, Port};

const URL: Slot = Arg(0, "urls");

/// What `[Route]` says of the controller.
const PREFIX: Slot = ClassDecorator("Microsoft.AspNetCore.Mvc.Route");

pub(super) const LISTENERS: &[Entry] = &[
    fact(
        &[
            "?.UseUrls",
            "Microsoft.AspNetCore.Builder.WebApplication~.Urls.Add",
            "Microsoft.AspNetCore.Builder.WebApplication()~.Urls.Add",
            "*.Urls.Add",
        ],
        Kind::Listen,
    )
    .of(Host(&URL))
    .value(Port(&URL))
    .when(&[When::IsText(URL)]),
    fact(
        &[
            "Microsoft.AspNetCore.Builder.WebApplication.CreateBuilder().Build().Run",
            "Microsoft.AspNetCore.Builder.WebApplication.CreateBuilder().Build().RunAsync",
        ],
        Kind::Listen,
    )
    .of(Host(&URL))
    .value(Port(&URL))
    .when(&[When::IsText(URL)]),
    fact(&["?.ListenLocalhost"], Kind::Listen).of(Const("localhost")).value(Arg(0, "port")),
    fact(&["?.ListenAnyIP"], Kind::Listen).of(Const("0.0.0.0")).value(Arg(0, "port")),
    fact(
        &["Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions().Listen", "*.Listen"],
        Kind::Listen,
    )
    .of(Const("127.0.0.1"))
    .value(Arg(1, "port"))
    .when(&[When::Has(Arg(0, "address"), &["IPAddress.Loopback", "IPAddress.IPv6Loopback"])]),
    fact(
        &["Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions().Listen", "*.Listen"],
        Kind::Listen,
    )
    .of(Const("0.0.0.0"))
    .value(Arg(1, "port"))
    .when(&[When::Has(Arg(0, "address"), &["IPAddress.Any", "IPAddress.IPv6Any"])]),
];

/// Routes of a method of whatever application or group.
const fn route(names: &'static [&'static str], method: &'static str) -> Entry {
    fact(names, Kind::Route)
        .of(Const(method))
        .value(Path(&[Slot::Along("MapGroup", &Arg(0, "prefix")), Arg(0, "pattern")]))
}

/// Routes of a method of a controller. A path from the root does without the controller's own.
const fn action(names: &'static [&'static str], method: &'static str) -> [Entry; 2] {
    [
        fact(names, Kind::Route)
            .of(Const(method))
            .value(Arg(0, "template"))
            .when(&[When::Starts(Arg(0, "template"), &["/", "~/"])]),
        fact(names, Kind::Route).of(Const(method)).value(Path(&[PREFIX, Arg(0, "template")])),
    ]
}

const GET: [Entry; 2] = action(&["Microsoft.AspNetCore.Mvc.HttpGet"], "GET");
const POST: [Entry; 2] = action(&["Microsoft.AspNetCore.Mvc.HttpPost"], "POST");
const PUT: [Entry; 2] = action(&["Microsoft.AspNetCore.Mvc.HttpPut"], "PUT");
const PATCH: [Entry; 2] = action(&["Microsoft.AspNetCore.Mvc.HttpPatch"], "PATCH");
const DELETE: [Entry; 2] = action(&["Microsoft.AspNetCore.Mvc.HttpDelete"], "DELETE");

pub(super) const ROUTES: &[Entry] = &[
    route(&["?.MapGet"], "GET"),
    route(&["?.MapPost"], "POST"),
    route(&["?.MapPut"], "PUT"),
    route(&["?.MapPatch"], "PATCH"),
    route(&["?.MapDelete"], "DELETE"),
    route(&["?.MapMethods", "?.MapFallback", "?.MapHub", "?.MapReverseProxy"], "ANY"),
    route(
        &["?.MapHealthChecks", "?.UseHealthChecks", "?.MapPrometheusScrapingEndpoint", "?.MapMetrics"],
        "GET",
    ),
    GET[0],
    GET[1],
    POST[0],
    POST[1],
    PUT[0],
    PUT[1],
    PATCH[0],
    PATCH[1],
    DELETE[0],
    DELETE[1],
    call(&["Microsoft.AspNetCore.Mvc.Route", "Microsoft.AspNetCore.Mvc.ApiController"], Meaning::Handles),
];

pub(super) const SERVERS: &[Entry] = &[
    fact(
        &[
            "Microsoft.AspNetCore.Builder.WebApplication.CreateBuilder",
            "Microsoft.AspNetCore.WebHost.CreateDefaultBuilder",
            "Microsoft.AspNetCore.Hosting.WebHostBuilder",
            "?.ConfigureWebHostDefaults",
        ],
        Kind::Server,
    )
    .of(Const("aspnetcore"))
    .value(Const("graceful")),
    fact(&["System.Net.HttpListener"], Kind::Server).of(Const("HttpListener")).value(Const("abrupt")),
    fact(&["?.UseDeveloperExceptionPage", "?.UseMigrationsEndPoint", "?.UseDatabaseErrorPage"], Kind::Debug)
        .of(Const("UseDeveloperExceptionPage"))
        .value(Const("true")),
];
