//! Go's routes, and what handles requests and messages.

use super::super::super::table::{Entry, Meaning, Slot, When, call, fact};
use crate::fact::Kind;
use Slot::{Arg, Const, Method, Path, Receiver};

const PATH: Slot = Arg(0, "");

/// The prefix of the group that the receiver is, and the path.
const IN_GROUP: Slot = Path(&[Receiver(&PATH), PATH]);

/// Methods named like those of HTTP, in capitals.
const VERBS: &[&str] = &[
    "github.com/gin-gonic/gin.Engine()~.GET",
    "github.com/gin-gonic/gin.Engine()~.POST",
    "github.com/gin-gonic/gin.Engine()~.PUT",
    "github.com/gin-gonic/gin.Engine()~.PATCH",
    "github.com/gin-gonic/gin.Engine()~.DELETE",
    "github.com/gin-gonic/gin.Engine()~.HEAD",
    "github.com/gin-gonic/gin.Engine()~.OPTIONS",
    "github.com/labstack/echo.Echo()~.GET",
    "github.com/labstack/echo.Echo()~.POST",
    "github.com/labstack/echo.Echo()~.PUT",
    "github.com/labstack/echo.Echo()~.PATCH",
    "github.com/labstack/echo.Echo()~.DELETE",
    "github.com/labstack/echo.Echo()~.HEAD",
    "github.com/labstack/echo.Echo()~.OPTIONS",
];

/// The same on a router that is not known.
const UNKNOWN_VERBS: &[&str] = &["*.GET", "*.POST", "*.PUT", "*.PATCH", "*.DELETE", "*.HEAD"];

/// Methods named like those of HTTP, on routers with other methods beside.
const NAMED: &[&str] = &[
    "github.com/gofiber/fiber.App()~.Get",
    "github.com/gofiber/fiber.App()~.Post",
    "github.com/gofiber/fiber.App()~.Put",
    "github.com/gofiber/fiber.App()~.Patch",
    "github.com/gofiber/fiber.App()~.Delete",
    "github.com/gofiber/fiber.App()~.Head",
    "github.com/go-chi/chi.Mux()~.Get",
    "github.com/go-chi/chi.Mux()~.Post",
    "github.com/go-chi/chi.Mux()~.Put",
    "github.com/go-chi/chi.Mux()~.Patch",
    "github.com/go-chi/chi.Mux()~.Delete",
    "github.com/go-chi/chi.Mux()~.Head",
    "github.com/go-chi/chi.Mux()~.Options",
    "github.com/julienschmidt/httprouter.Router().GET",
    "github.com/julienschmidt/httprouter.Router().POST",
    "github.com/julienschmidt/httprouter.Router().PUT",
    "github.com/julienschmidt/httprouter.Router().DELETE",
    "github.com/kataras/iris.Application()~.Get",
    "github.com/kataras/iris.Application()~.Post",
    "github.com/kataras/iris.Application()~.Put",
    "github.com/kataras/iris.Application()~.Delete",
    "?r.Get",
    "?r.Post",
    "?r.Put",
    "?r.Patch",
    "?r.Delete",
    "?router.Get",
    "?router.Post",
    "?router.Put",
    "?router.Patch",
    "?router.Delete",
    "?app.Get",
    "?app.Post",
    "?app.Put",
    "?app.Delete",
    "?api.Get",
    "?api.Post",
    "?mux.Get",
    "?mux.Post",
];

/// Patterns of `net/http`: a method, a host and a path, of which only the path must be there.
const PATTERNS: &[&str] = &[
    "net/http.HandleFunc",
    "net/http.Handle",
    "net/http.ServeMux().HandleFunc",
    "net/http.ServeMux().Handle",
];

const ANY: &[&str] = &[
    "github.com/gin-gonic/gin.Engine()~.Any",
    "github.com/labstack/echo.Echo()~.Any",
    "github.com/gofiber/fiber.App()~.All",
    "github.com/gorilla/mux.Router()~.HandleFunc",
    "github.com/gorilla/mux.Router()~.Handle",
    "github.com/gorilla/mux.Router()~.Path",
    "github.com/go-chi/chi.Mux()~.HandleFunc",
    "github.com/go-chi/chi.Mux()~.Handle",
    "github.com/julienschmidt/httprouter.Router().Handler",
    "github.com/beego/beego/server/web.Router",
    "github.com/astaxie/beego.Router",
    "*.HandleFunc",
];

const PREFIXES: &[&str] = &[
    "github.com/gin-gonic/gin.Engine()~.Group",
    "github.com/gin-gonic/gin.Engine()~.Static",
    "github.com/gin-gonic/gin.Engine()~.StaticFS",
    "github.com/labstack/echo.Echo()~.Group",
    "github.com/labstack/echo.Echo()~.Static",
    "github.com/gofiber/fiber.App()~.Group",
    "github.com/gofiber/fiber.App()~.Route",
    "github.com/gofiber/fiber.App()~.Static",
    "github.com/gofiber/fiber.App()~.Mount",
    "github.com/gorilla/mux.Router()~.PathPrefix",
    "github.com/go-chi/chi.Mux()~.Mount",
    "github.com/go-chi/chi.Mux()~.Route",
    "github.com/kataras/iris.Application()~.Party",
    "?r.Route",
    "?r.Mount",
    "?r.PathPrefix",
    "?router.Route",
    "?router.Mount",
    "?router.PathPrefix",
];

/// What is no path is another method of that name.
const IS_PATH: &[When] = &[When::Starts(PATH, &["/"])];

pub(super) const ENTRIES: &[Entry] = &[
    fact(VERBS, Kind::Route).of(Method).value(IN_GROUP),
    fact(UNKNOWN_VERBS, Kind::Route)
        .of(Method)
        .value(PATH)
        .when(&[When::Starts(PATH, &["/"]), When::Present(Arg(1, ""))]),
    fact(NAMED, Kind::Route)
        .of(Method)
        .value(IN_GROUP)
        .when(&[When::Starts(PATH, &["/"]), When::Present(Arg(1, ""))]),
    fact(PATTERNS, Kind::Route).of(Const("PATTERN")).value(PATH),
    fact(ANY, Kind::Route).of(Const("ANY")).value(IN_GROUP).when(IS_PATH),
    fact(PREFIXES, Kind::Route).of(Const("PREFIX")).value(IN_GROUP).when(IS_PATH),
    fact(&["github.com/go-chi/chi.Mux()~.Method", "github.com/go-chi/chi.Mux()~.MethodFunc"], Kind::Route)
        .of(PATH)
        .value(Arg(1, "")),
    fact(
        &["github.com/julienschmidt/httprouter.Router().Handle", "github.com/gin-gonic/gin.Engine()~.Handle"],
        Kind::Route,
    )
    .of(PATH)
    .value(Arg(1, "")),
    fact(&["github.com/labstack/echo.Echo()~.Add"], Kind::Route).of(PATH).value(Arg(1, "")),
];

/// Types of parameters that a framework fills from a request or message.
pub(super) const HANDLERS: &[Entry] = &[call(
    &[
        "net/http.ResponseWriter",
        "github.com/gin-gonic/gin.Context",
        "github.com/labstack/echo.Context",
        "github.com/gofiber/fiber.Ctx",
        "github.com/valyala/fasthttp.RequestCtx",
        "github.com/kataras/iris.Context",
        "github.com/beego/beego/server/web/context.Context",
        "github.com/emicklei/go-restful.Request",
        "github.com/hibiken/asynq.Task",
        "github.com/streadway/amqp.Delivery",
        "github.com/rabbitmq/amqp091-go.Delivery",
        "github.com/nats-io/nats.Msg",
        "github.com/IBM/sarama.ConsumerMessage",
        "github.com/Shopify/sarama.ConsumerMessage",
    ],
    Meaning::Handles,
)];
