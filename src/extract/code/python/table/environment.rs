//! Environment variables, and what passes values through.

use super::super::super::table::{Entry, Meaning, On, Slot, When, call, entry, fact};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Key};

pub(super) const ENTRIES: &[Entry] = &[
    // Reads.
    fact(&["os.environ.get", "os.getenv", "os.environ.pop", "os.environb.get"], Kind::EnvRead)
        .of(Arg(0, "key"))
        .value(Arg(1, "default")),
    entry(On::Element(&["os.environ", "os.environb"]), Meaning::EnvDemand),
    call(&["decouple.config", "decouple.AutoConfig()", "decouple.Config()"], Meaning::EnvDemand)
        .of(Arg(0, "option"))
        .value(Arg(1, "default")),
    call(&["starlette.config.Config()"], Meaning::EnvDemand).of(Arg(0, "key")).value(Key("default")),
    // django-environ: `Env(NAME=(cast, default))` may declare defaults elsewhere.
    call(
        &[
            "environ.Env()",
            "environ.Env().str",
            "environ.Env().int",
            "environ.Env().bool",
            "environ.Env().float",
            "environ.Env().list",
            "environ.Env().json",
            "environ.Env().url",
            "environ.Env().path",
            "environ.Env().dict",
            "environ.Env().tuple",
            "environ.Env().bytes",
        ],
        Meaning::EnvDemand,
    )
    .of(Arg(0, "var"))
    .value(Key("default")),
    call(&["environ.Env().db", "environ.Env().db_url"], Meaning::EnvDemand)
        .of(First(&[Arg(0, "var"), Const("DATABASE_URL")]))
        .value(Arg(1, "default")),
    call(&["environ.Env().cache", "environ.Env().cache_url"], Meaning::EnvDemand)
        .of(First(&[Arg(0, "var"), Const("CACHE_URL")]))
        .value(Arg(1, "default")),
    call(&["environ.Env().email", "environ.Env().email_url"], Meaning::EnvDemand)
        .of(First(&[Arg(0, "var"), Const("EMAIL_URL")]))
        .value(Arg(1, "default")),
    call(
        &[
            "environs.Env()",
            "environs.Env().str",
            "environs.Env().int",
            "environs.Env().bool",
            "environs.Env().float",
            "environs.Env().list",
            "environs.Env().json",
            "environs.Env().url",
            "environs.Env().path",
            "environs.Env().dict",
            "environs.Env().decimal",
            "environs.Env().datetime",
            "environs.Env().timedelta",
            "environs.Env().log_level",
            "environs.Env().uuid",
            "environs.Env().enum",
            "environs.env",
            "environs.env.str",
            "environs.env.int",
            "environs.env.bool",
            "environs.env.list",
            "environs.env.float",
        ],
        Meaning::EnvDemand,
    )
    .of(Arg(0, "name"))
    .value(Arg(1, "default")),
    fact(&["dj_database_url.config"], Kind::EnvRead)
        .of(First(&[Arg(0, "env"), Const("DATABASE_URL")]))
        .value(Arg(1, "default")),
    // Options that can be given by a variable.
    fact(&["click.option", "typer.Option", "click.argument", "typer.Argument"], Kind::EnvRead)
        .of(Key("envvar"))
        .value(Key("default"))
        .when(&[When::Present(Key("envvar"))]),
    // What returns its argument in another form.
    call(
        &[
            "int",
            "str",
            "float",
            "bool",
            "bytes",
            "list",
            "tuple",
            "json.loads",
            "ast.literal_eval",
            "os.path.abspath",
            "os.path.expanduser",
            "os.path.realpath",
            "os.path.normpath",
            "os.path.expandvars",
            "os.fspath",
            "distutils.util.strtobool",
            "urllib.parse.quote_plus",
            "urllib.parse.quote",
            "shlex.split",
            "sqlalchemy.engine.make_url",
            "sqlalchemy.make_url",
            "sqlalchemy.engine.url.make_url",
            "dj_database_url.parse",
            "pydantic.SecretStr",
            "starlette.datastructures.Secret",
            "yarl.URL",
            "django.utils.translation.gettext_lazy",
        ],
        Meaning::Same,
    ),
    call(
        &[
            "?.strip",
            "?.rstrip",
            "?.lstrip",
            "?.lower",
            "?.upper",
            "?.encode",
            "?.decode",
            "?.split",
            "?.title",
            "?.casefold",
            "?.replace",
            "pathlib.Path().resolve",
            "pathlib.Path().absolute",
            "pathlib.Path().expanduser",
            "pathlib.Path().as_posix",
        ],
        Meaning::Receiver,
    ),
    call(
        &[
            "os.path.join",
            "posixpath.join",
            "pathlib.Path",
            "pathlib.Path().joinpath",
            "urllib.parse.urljoin",
        ],
        Meaning::Joins,
    ),
    call(
        &[
            "tempfile.mkstemp",
            "tempfile.mkdtemp",
            "tempfile.mktemp",
            "tempfile.NamedTemporaryFile",
            "tempfile.TemporaryDirectory",
            "tempfile.TemporaryFile",
            "tempfile.SpooledTemporaryFile",
            "tempfile.gettempdir",
            "aiofiles.tempfile.NamedTemporaryFile",
            "aiofiles.tempfile.TemporaryDirectory",
            "django.core.files.temp.NamedTemporaryFile",
        ],
        Meaning::Temporary,
    ),
    call(
        &["os.remove", "os.unlink", "pathlib.Path()~.unlink", "shutil.rmtree", "os.removedirs", "os.rmdir"],
        Meaning::Removes,
    ),
    call(&["sys.exit", "os._exit", "exit", "quit", "os.abort"], Meaning::Exits),
];
