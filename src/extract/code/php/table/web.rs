//! Web servers and frameworks of PHP: routes, listeners, what they keep, and their debug modes.

use super::super::super::table::{Entry, Meaning, Slot, When, call, fact, field};
use crate::fact::Kind;
use Slot::{Arg, ClassDecorator, Const, First, Key, Method, Path, Value};

const ATTRIBUTE: &str = r"Symfony\Component\Routing\Attribute\Route";

pub(super) const ROUTES: &[Entry] = &[
    fact(
        &[
            r"Illuminate\Support\Facades\Route~.get",
            r"Illuminate\Support\Facades\Route~.post",
            r"Illuminate\Support\Facades\Route~.put",
            r"Illuminate\Support\Facades\Route~.patch",
            r"Illuminate\Support\Facades\Route~.delete",
            r"Illuminate\Support\Facades\Route~.options",
            r"Illuminate\Support\Facades\Route~.any",
            r"Illuminate\Support\Facades\Route~.view",
            r"Illuminate\Support\Facades\Route~.redirect",
        ],
        Kind::Route,
    )
    .of(Method)
    .value(Arg(0, "uri")),
    fact(
        &[
            r"Illuminate\Support\Facades\Route~.resource",
            r"Illuminate\Support\Facades\Route~.apiResource",
            r"Illuminate\Support\Facades\Route.prefix",
        ],
        Kind::Route,
    )
    .of(Const("PREFIX"))
    .value(Arg(0, "name")),
    fact(&[r"Illuminate\Support\Facades\Route~.match"], Kind::Route).of(Const("ANY")).value(Arg(1, "uri")),
    fact(&[r"Illuminate\Foundation\Application.configure()~.withRouting"], Kind::Route)
        .of(Const("GET"))
        .value(Key("health"))
        .when(&[When::Present(Key("health"))]),
    fact(&[ATTRIBUTE], Kind::Route)
        .of(First(&[Key("methods"), Const("ANY")]))
        .value(Path(&[First(&[ClassDecorator(ATTRIBUTE)]), First(&[Arg(0, "path"), Const("/")])])),
    fact(
        &[
            r"Slim\Factory\AppFactory.create().get",
            r"Slim\Factory\AppFactory.create().post",
            r"Slim\Factory\AppFactory.create().put",
            r"Slim\Factory\AppFactory.create().patch",
            r"Slim\Factory\AppFactory.create().delete",
            r"Slim\Factory\AppFactory.create().any",
            r"Slim\App().get",
            r"Slim\App().post",
            r"Slim\App().put",
            r"Slim\App().patch",
            r"Slim\App().delete",
            r"Slim\App().any",
            r"Silex\Application().get",
            r"Silex\Application().post",
            "Flight.route",
        ],
        Kind::Route,
    )
    .of(Method)
    .value(Arg(0, "pattern")),
    fact(&[r"Slim\App().group", r"Slim\Factory\AppFactory.create().group"], Kind::Route)
        .of(Const("PREFIX"))
        .value(Arg(0, "pattern")),
    // A router that another file or a closure's caller made.
    fact(
        &[
            "?app.get",
            "?app.post",
            "?router.get",
            "?router.post",
            "?router.put",
            "?router.patch",
            "?router.delete",
            "?group.get",
            "?group.post",
            "?routes.get",
            "?routes.post",
        ],
        Kind::Route,
    )
    .of(Method)
    .value(Arg(0, "path"))
    .when(&[When::Starts(Arg(0, "path"), &["/"])]),
    fact(&["?routes.add"], Kind::Route)
        .of(Const("ANY"))
        .value(Arg(1, "path"))
        .when(&[When::Starts(Arg(1, "path"), &["/"])]),
    fact(&["?r.addRoute", r"FastRoute\RouteCollector().addRoute"], Kind::Route)
        .of(Arg(0, "method"))
        .value(Arg(1, "route"))
        .when(&[When::Starts(Arg(1, "route"), &["/"])]),
];

pub(super) const HANDLES: &[Entry] = &[call(
    &[
        r"Symfony\Component\Messenger\Attribute\AsMessageHandler",
        r"Symfony\Component\EventDispatcher\Attribute\AsEventListener",
        r"React\Http\HttpServer",
        r"React\Http\Server",
        r"Swoole\Http\Server().on",
        r"Swoole\Server().on",
        r"OpenSwoole\Http\Server().on",
        "add_action",
        "add_shortcode",
        "register_rest_route",
    ],
    Meaning::Handles,
)];

/// A server, and whether SIGTERM makes it stop in good order.
const fn server(names: &'static [&'static str], framework: &'static str, end: &'static str) -> Entry {
    fact(names, Kind::Server).of(Const(framework)).value(Const(end))
}

pub(super) const SERVERS: &[Entry] = &[
    server(
        &[
            r"Swoole\Http\Server().start",
            r"Swoole\WebSocket\Server().start",
            r"Swoole\Server().start",
            r"OpenSwoole\Http\Server().start",
        ],
        "swoole",
        "graceful",
    ),
    server(&[r"Workerman\Worker.runAll"], "workerman", "graceful"),
    server(&[r"React\Http\HttpServer().listen", r"React\Http\Server().listen"], "react", "abrupt"),
    server(&[r"Ratchet\Server\IoServer.factory().run", r"Ratchet\App().run"], "ratchet", "abrupt"),
    server(&[r"Amp\Http\Server\HttpServer().start"], "amphp", "abrupt"),
    fact(
        &[
            r"Swoole\Http\Server",
            r"Swoole\WebSocket\Server",
            r"Swoole\Server",
            r"OpenSwoole\Http\Server",
            r"OpenSwoole\WebSocket\Server",
        ],
        Kind::Listen,
    )
    .of(Arg(0, "host"))
    .value(Arg(1, "port")),
    fact(&[r"React\Socket\SocketServer", r"React\Socket\TcpServer", r"React\Socket\Server"], Kind::Listen)
        .of(Slot::Host(&Arg(0, "uri")))
        .value(First(&[Slot::Port(&Arg(0, "uri")), Arg(0, "uri")])),
    fact(&[r"Workerman\Worker", "stream_socket_server"], Kind::Listen)
        .of(Slot::Host(&Arg(0, "address")))
        .value(Slot::Port(&Arg(0, "address")))
        .when(&[When::Present(Slot::Port(&Arg(0, "address")))]),
    fact(&["socket_bind"], Kind::Listen).of(Arg(1, "address")).value(Arg(2, "port")),
    fact(&[r"Ratchet\Server\IoServer.factory"], Kind::Listen)
        .of(First(&[Arg(2, "address"), Const("0.0.0.0")]))
        .value(Arg(1, "port")),
];

pub(super) const STATE: &[Entry] = &[
    // PHP's own sessions lie in files unless something says otherwise.
    fact(&["session_start"], Kind::SessionStore).of(Const("file")),
    fact(&["session_save_path"], Kind::SessionStore)
        .of(Const("file"))
        .when(&[When::IsText(Arg(0, "path")), When::Lacks(Arg(0, "path"), &["://"])]),
    fact(&["session_set_save_handler"], Kind::SessionStore).of(Const("handler")),
    fact(&["ini_set"], Kind::SessionStore).of(Const("file")).when(&[
        When::Is(Arg(0, "option"), &["session.save_handler"]),
        When::Is(Arg(1, "value"), &["files"]),
    ]),
    fact(&["ini_set"], Kind::SessionStore)
        .of(Arg(1, "value"))
        .when(&[When::Is(Arg(0, "option"), &["session.save_handler"])]),
    // Caches. Shared memory is shared on one machine.
    fact(&["apcu_store", "apcu_add", "apc_store", "apcu_entry"], Kind::CacheStore).of(Const("memory")),
    fact(&["shmop_open", "shm_attach", "shm_put_var"], Kind::CacheStore).of(Const("memory")),
    fact(&[r"Swoole\Table", r"OpenSwoole\Table"], Kind::CacheStore).of(Const("memory")),
    fact(
        &[r"Doctrine\Common\Cache\FilesystemCache", r"Doctrine\Common\Cache\PhpFileCache"],
        Kind::CacheStore,
    )
    .of(Const("file")),
    fact(&[r"Doctrine\Common\Cache\ApcuCache", r"Doctrine\Common\Cache\ArrayCache"], Kind::CacheStore)
        .of(Const("memory")),
    // Fan-out to clients.
    fact(&[r"Ratchet\Server\IoServer.factory", r"Ratchet\WebSocket\WsServer"], Kind::PubSub)
        .of(Const("memory")),
];

pub(super) const DEBUG: &[Entry] = &[
    fact(&["ini_set"], Kind::Debug).of(Const("display_errors")).value(Const("true")).when(&[
        When::Is(Arg(0, "option"), &["display_errors"]),
        When::Is(Arg(1, "value"), &["1", "true", "on", "On", "stdout"]),
    ]),
    fact(
        &[r"Symfony\Component\ErrorHandler\Debug.enable", r"Symfony\Component\Debug\Debug.enable"],
        Kind::Debug,
    )
    .of(Const("debug"))
    .value(Const("true")),
    field(&["WP_DEBUG", "YII_DEBUG", "CI_DEBUG"], Kind::Debug)
        .of(Slot::Name)
        .when(&[When::Is(Value, &["true"])]),
];
