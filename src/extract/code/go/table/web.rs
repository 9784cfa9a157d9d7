//! Go's servers: listeners, and how they end.

use super::super::super::table::{Entry, Slot, When, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Host, Key, Port, Receiver, Value};

const FIRST: Slot = Arg(0, "");
const SECOND: Slot = Arg(1, "");
const ADDR: Slot = Key("Addr");

/// Functions whose first argument is the address to listen on.
const LISTENING: &[&str] = &[
    "net/http.ListenAndServe",
    "net/http.ListenAndServeTLS",
    "github.com/gin-gonic/gin.Engine().Run",
    "github.com/gin-gonic/gin.Engine().RunTLS",
    "github.com/labstack/echo.Echo().Start",
    "github.com/labstack/echo.Echo().StartTLS",
    "github.com/labstack/echo.Echo().StartAutoTLS",
    "github.com/labstack/echo.Echo().StartH2CServer",
    "github.com/gofiber/fiber.App().Listen",
    "github.com/gofiber/fiber.App().ListenTLS",
    "github.com/valyala/fasthttp.ListenAndServe",
    "github.com/valyala/fasthttp.ListenAndServeTLS",
    "github.com/valyala/fasthttp.Server().ListenAndServe",
    "github.com/kataras/iris.Application().Listen",
    "github.com/kataras/iris.Addr",
    "github.com/beego/beego/server/web.Run",
    "github.com/astaxie/beego.Run",
    "github.com/urfave/negroni.New().Run",
    "github.com/urfave/negroni.Classic().Run",
    "github.com/codegangsta/negroni.Classic().Run",
    "github.com/go-martini/martini.Classic().RunOnAddr",
    "github.com/fvbock/endless.ListenAndServe",
    "github.com/gogf/gf/net/ghttp.Server().SetAddr",
    "github.com/go-kratos/kratos/transport/http.Address",
    "github.com/go-kratos/kratos/transport/grpc.Address",
    "github.com/tylerb/graceful.Run",
    "gopkg.in/tylerb/graceful.Run",
];

/// Servers that hold their address.
const SERVER: &[&str] = &["net/http.Server", "github.com/miekg/dns.Server"];

const fn listen(names: &'static [&'static str], host: Slot, port: Slot) -> Entry {
    fact(names, Kind::Listen).of(host).value(port)
}

pub(super) const LISTENERS: &[Entry] = &[
    listen(LISTENING, First(&[Host(&FIRST), Const("")]), Port(&FIRST)).when(&[When::Present(Port(&FIRST))]),
    // Fiber takes a port alone, Gin none at all.
    fact(&["github.com/gofiber/fiber.App().Listen"], Kind::Listen)
        .of(Const(""))
        .value(FIRST)
        .when(&[When::Present(FIRST), When::Lacks(FIRST, &[":", "{", "?", "("])]),
    fact(&["github.com/gin-gonic/gin.Engine().Run"], Kind::Listen).of(Const("")).when(&[When::Absent(FIRST)]),
    listen(&["net.Listen", "crypto/tls.Listen"], First(&[Host(&SECOND), Const("")]), Port(&SECOND)).when(&[
        When::Starts(FIRST, &["tcp"]),
        When::Present(Port(&SECOND)),
        When::Not(Port(&SECOND), &["0"]),
    ]),
    listen(SERVER, First(&[Host(&ADDR), Const("")]), Port(&ADDR))
        .when(&[When::Present(Port(&ADDR)), When::Lacks(ADDR, FREE)]),
    // An address that is not known is one all the same.
    fact(LISTENING, Kind::Listen).of(Const("")).when(&[When::Present(FIRST)]),
    fact(SERVER, Kind::Listen).of(Const("")).when(&[When::Present(ADDR), When::Lacks(ADDR, FREE)]),
    fact(&["net.Listen", "crypto/tls.Listen"], Kind::Listen).of(Const("")).when(&[
        When::Starts(FIRST, &["tcp"]),
        When::Present(SECOND),
        When::Lacks(SECOND, FREE),
    ]),
    field(&["net/http.Server().Addr"], Kind::Listen)
        .of(First(&[Host(&Value), Const("")]))
        .value(Port(&Value))
        .when(&[When::Present(Port(&Value))]),
];

/// Ports that a program looks for itself, to be called back.
const FREE: &[&str] = &["127.0.0.1:{}", "localhost:{}"];

/// A server, and whether SIGTERM makes it stop in good order.
const fn server(names: &'static [&'static str], framework: &'static str, end: &'static str) -> Entry {
    fact(names, Kind::Server).of(Const(framework)).value(Const(end))
}

/// A server that answers its own machine alone is one for people who look into it.
const FOR_OTHERS: &[When] = &[When::Lacks(Receiver(&ADDR), LOOPBACK)];

const LOOPBACK: &[&str] = &["127.0.0.1", "localhost"];

pub(super) const SERVERS: &[Entry] = &[
    server(
        &["net/http.ListenAndServe", "net/http.ListenAndServeTLS", "net/http.Serve", "net/http.ServeTLS"],
        "net/http",
        "abrupt",
    )
    .when(&[When::Lacks(FIRST, LOOPBACK)]),
    server(
        &[
            "net/http.Server().ListenAndServe",
            "net/http.Server().ListenAndServeTLS",
            "net/http.Server().Serve",
            "net/http.Server().ServeTLS",
        ],
        "net/http",
        "abrupt",
    )
    .when(FOR_OTHERS),
    server(
        &[
            "github.com/gin-gonic/gin.Engine().Run",
            "github.com/gin-gonic/gin.Engine().RunTLS",
            "github.com/gin-gonic/gin.Engine().RunListener",
        ],
        "gin",
        "abrupt",
    ),
    server(
        &[
            "github.com/labstack/echo.Echo().Start",
            "github.com/labstack/echo.Echo().StartTLS",
            "github.com/labstack/echo.Echo().StartAutoTLS",
            "github.com/labstack/echo.Echo().StartServer",
            "github.com/labstack/echo.Echo().StartH2CServer",
        ],
        "echo",
        "abrupt",
    ),
    server(
        &[
            "github.com/gofiber/fiber.App().Listen",
            "github.com/gofiber/fiber.App().ListenTLS",
            "github.com/gofiber/fiber.App().Listener",
        ],
        "fiber",
        "abrupt",
    ),
    server(
        &[
            "github.com/valyala/fasthttp.ListenAndServe",
            "github.com/valyala/fasthttp.ListenAndServeTLS",
            "github.com/valyala/fasthttp.Serve",
            "github.com/valyala/fasthttp.Server().ListenAndServe",
            "github.com/valyala/fasthttp.Server().Serve",
        ],
        "fasthttp",
        "abrupt",
    ),
    server(&["google.golang.org/grpc.Server().Serve"], "grpc", "abrupt"),
    server(&["github.com/beego/beego/server/web.Run", "github.com/astaxie/beego.Run"], "beego", "abrupt"),
    server(
        &["github.com/urfave/negroni.New().Run", "github.com/urfave/negroni.Classic().Run"],
        "negroni",
        "abrupt",
    ),
    // These wait for SIGTERM by themselves.
    server(
        &["github.com/kataras/iris.Application().Listen", "github.com/kataras/iris.Application().Run"],
        "iris",
        "graceful",
    ),
    server(&["github.com/go-kratos/kratos.New().Run"], "kratos", "graceful"),
    server(
        &[
            "github.com/zeromicro/go-zero/rest.MustNewServer().Start",
            "github.com/zeromicro/go-zero/rest.Server().Start",
        ],
        "go-zero",
        "graceful",
    ),
    server(
        &["github.com/hibiken/asynq.NewServer().Run", "github.com/hibiken/asynq.Server().Run"],
        "asynq",
        "graceful",
    ),
    server(
        &["github.com/gobuffalo/buffalo.New().Serve", "github.com/gobuffalo/buffalo.App().Serve"],
        "buffalo",
        "graceful",
    ),
    fact(
        &[
            "github.com/fvbock/endless.ListenAndServe",
            "github.com/tylerb/graceful.Run",
            "gopkg.in/tylerb/graceful.Run",
            "github.com/ory/graceful.Graceful",
            "github.com/TV4/graceful.ListenAndServe",
            "github.com/facebookgo/grace/gracehttp.Serve",
            "github.com/cloudflare/tableflip.New",
            "github.com/jpillora/overseer.Run",
            "go.uber.org/fx.New().Run",
            "go.uber.org/fx.App().Run",
            "sigs.k8s.io/controller-runtime.SetupSignalHandler",
            "sigs.k8s.io/controller-runtime/pkg/manager/signals.SetupSignalHandler",
            "k8s.io/apiserver/pkg/server.SetupSignalHandler",
            "k8s.io/apiserver/pkg/server.SetupSignalContext",
            "k8s.io/component-base/cli.Run",
            "github.com/thejerf/suture.New().Serve",
            "github.com/kardianos/service.New().Run",
            "github.com/rs/rest-layer/graceful.Serve",
        ],
        Kind::Signal,
    )
    .of(Const("SIGTERM"))
    .value(Const("handle")),
];
