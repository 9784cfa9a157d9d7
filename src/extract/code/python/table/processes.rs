//! Processes of Python programs: schedules, background work, other programs, signals, daemons, migrations.

use super::super::super::table::{Entry, Meaning, On, Slot, When, entry, fact, field};
use crate::fact::{Kind, Scope};
use Slot::{Arg, Const, First, Item, Key, Last, Value, Word};

const SUBPROCESS: &[&str] = &[
    "subprocess.run",
    "subprocess.call",
    "subprocess.Popen",
    "subprocess.check_call",
    "subprocess.check_output",
    "gevent.subprocess.Popen",
    "eventlet.green.subprocess.Popen",
    "psutil.Popen",
];

/// A module whose functions run that program.
const fn wraps(modules: &'static [&'static str], program: &'static str) -> Entry {
    entry(On::Import(modules), Meaning::Fact(Kind::Spawn)).of(Const("argv")).value(Const(program))
}

pub(super) const ENTRIES: &[Entry] = &[
    // Schedules.
    fact(
        &["apscheduler.schedulers.background.BackgroundScheduler", "flask_apscheduler.APScheduler"],
        Kind::Schedule,
    )
    .of(Const("apscheduler")),
    fact(&["apscheduler.schedulers.blocking.BlockingScheduler().start"], Kind::Server)
        .of(Const("apscheduler"))
        .value(Const("abrupt")),
    fact(&["schedule.every()~.do", "schedule.every~.do"], Kind::Schedule).of(Const("schedule")),
    fact(
        &[
            "fastapi_utils.tasks.repeat_every",
            "fastapi_utilities.repeat_every",
            "fastapi_restful.tasks.repeat_every",
        ],
        Kind::Schedule,
    )
    .of(Const("fastapi-utils"))
    .value(Key("seconds")),
    fact(&["fastapi_utilities.repeat_at"], Kind::Schedule).of(Const("fastapi-utilities")).value(Key("cron")),
    fact(&["aiocron.crontab"], Kind::Schedule).of(Const("aiocron")).value(Arg(0, "spec")),
    fact(&["uwsgidecorators.timer", "uwsgidecorators.cron"], Kind::Schedule).of(Const("uwsgi")),
    fact(&["tornado.ioloop.PeriodicCallback"], Kind::Schedule).of(Const("tornado")),
    // A broker in memory, which only the process that sends can hear.
    fact(&["celery.Celery"], Kind::BackgroundWork)
        .of(Const("queue"))
        .when(&[When::Starts(Key("broker"), &["memory:"])]),
    field(
        &["**.CELERY_BROKER_URL", "**.BROKER_URL", "celery.Celery().conf.broker_url"],
        Kind::BackgroundWork,
    )
    .of(Const("queue"))
    .value(Slot::None)
    .when(&[When::Starts(Value, &["memory:"])]),
    fact(&["taskiq.InMemoryBroker", "huey.MemoryHuey"], Kind::BackgroundWork).of(Const("queue")),
    // Work handed to the process itself.
    fact(&["threading.Thread", "multiprocessing.Process", "_thread.start_new_thread"], Kind::BackgroundWork)
        .of(Const("thread"))
        .when(&[When::In(Scope::Handler)]),
    fact(&["asyncio.create_task", "asyncio.ensure_future"], Kind::BackgroundWork)
        .of(Const("task"))
        .when(&[When::In(Scope::Handler)]),
    fact(
        &[
            "fastapi.BackgroundTasks().add_task",
            "starlette.background.BackgroundTask",
            "starlette.background.BackgroundTasks().add_task",
        ],
        Kind::BackgroundWork,
    )
    .of(Const("task")),
    fact(
        &[
            "concurrent.futures.ThreadPoolExecutor().submit",
            "concurrent.futures.ProcessPoolExecutor().submit",
            "flask_executor.Executor().submit",
        ],
        Kind::BackgroundWork,
    )
    .of(Const("pool"))
    .when(&[When::In(Scope::Handler)]),
    fact(
        &["queue.Queue", "queue.SimpleQueue", "asyncio.Queue", "multiprocessing.Queue"],
        Kind::BackgroundWork,
    )
    .of(Const("queue"))
    .when(&[When::In(Scope::Module)]),
    fact(
        &[
            "pika.BlockingConnection().channel().basic_consume",
            "pika.SelectConnection().channel().basic_consume",
            "*.basic_consume",
        ],
        Kind::Consume,
    )
    .of(Const("amqp"))
    .value(Const("early"))
    .when(&[When::Is(First(&[Key("auto_ack"), Key("no_ack")]), &["true"])]),
    fact(&["*.consume", "*.iterator"], Kind::Consume)
        .of(Const("amqp"))
        .value(Const("early"))
        .when(&[When::Imports(&["aio_pika"]), When::Is(Key("no_ack"), &["true"])]),
    fact(&["kombu.Consumer", "*.Consumer"], Kind::Consume)
        .of(Const("amqp"))
        .value(Const("early"))
        .when(&[When::Imports(&["kombu"]), When::Is(Key("no_ack"), &["true"])]),
    // Other programs.
    fact(SUBPROCESS, Kind::Spawn)
        .of(Const("shell"))
        .value(Arg(0, "args"))
        .when(&[When::Is(Key("shell"), &["true"])]),
    fact(SUBPROCESS, Kind::Spawn)
        .of(Const("argv"))
        .value(Item(&Arg(0, "args"), 0))
        .when(&[When::Present(Item(&Arg(0, "args"), 0))]),
    fact(SUBPROCESS, Kind::Spawn).of(Const("argv")).value(Word(&Arg(0, "args"))),
    fact(
        &[
            "os.system",
            "os.popen",
            "subprocess.getoutput",
            "subprocess.getstatusoutput",
            "asyncio.create_subprocess_shell",
            "pexpect.spawn",
            "pexpect.run",
            "commands.getoutput",
        ],
        Kind::Spawn,
    )
    .of(Const("shell"))
    .value(Arg(0, "command")),
    fact(
        &[
            "asyncio.create_subprocess_exec",
            "os.execvp",
            "os.execv",
            "os.execlp",
            "os.execl",
            "os.execve",
            "os.execvpe",
            "anyio.run_process",
            "sh.Command",
        ],
        Kind::Spawn,
    )
    .of(Const("argv"))
    .value(First(&[Item(&Arg(0, "program"), 0), Arg(0, "program")])),
    fact(&["os.spawnlp", "os.spawnvp", "os.spawnl", "os.spawnv", "os.posix_spawn"], Kind::Spawn)
        .of(Const("argv"))
        .value(Arg(1, "file")),
    wraps(&["pdfkit"], "wkhtmltopdf"),
    wraps(&["imgkit"], "wkhtmltoimage"),
    wraps(&["pytesseract"], "tesseract"),
    wraps(&["pdf2image"], "pdftoppm"),
    wraps(&["git"], "git"),
    wraps(&["graphviz"], "dot"),
    wraps(&["ffmpeg"], "ffmpeg"),
    wraps(&["pypandoc"], "pandoc"),
    wraps(&["pydub"], "ffmpeg"),
    // Daemons.
    fact(&["daemon.DaemonContext"], Kind::Daemonize).of(Const("python-daemon")),
    fact(&["daemonize.Daemonize"], Kind::Daemonize).of(Const("daemonize")),
    fact(&["daemonize.Daemonize"], Kind::PidFile).value(Key("pid")),
    fact(&["daemon.runner.DaemonRunner", "daemoniker.Daemonizer"], Kind::Daemonize).of(Const("daemon")),
    fact(&["os.setsid"], Kind::Daemonize).of(Const("setsid")),
    field(&["daemon"], Kind::Daemonize)
        .of(Const("gunicorn"))
        .value(Slot::None)
        .when(&[When::File(&["gunicorn"]), When::Is(Value, &["true"])]),
    field(&["pidfile"], Kind::PidFile).when(&[When::File(&["gunicorn"]), When::IsText(Value)]),
    field(&["reload"], Kind::Debug)
        .of(Slot::Name)
        .when(&[When::File(&["gunicorn"]), When::Is(Value, &["true"])]),
    // Signals.
    fact(&["signal.signal"], Kind::Signal)
        .of(Last(&Arg(0, "signalnum")))
        .value(Const("ignore"))
        .when(&[When::Is(Arg(1, "handler"), &["signal.SIG_IGN"])]),
    fact(&["signal.signal"], Kind::Signal)
        .of(Last(&Arg(0, "signalnum")))
        .value(Const("ignore"))
        .when(&[When::IsInert(Arg(1, "handler"))]),
    fact(&["signal.signal"], Kind::Signal)
        .of(Last(&Arg(0, "signalnum")))
        .value(Const("handle"))
        .when(&[When::Not(Arg(1, "handler"), &["signal.SIG_DFL"])]),
    fact(
        &[
            "asyncio.get_event_loop().add_signal_handler",
            "asyncio.get_running_loop().add_signal_handler",
            "asyncio.new_event_loop().add_signal_handler",
            "*.add_signal_handler",
        ],
        Kind::Signal,
    )
    .of(Last(&Arg(0, "sig")))
    .value(Const("handle")),
    // Migrations and schemas.
    fact(&["alembic.command.upgrade"], Kind::Migrate).of(Const("alembic")),
    fact(&["flask_migrate.upgrade"], Kind::Migrate).of(Const("flask-migrate")),
    fact(&["django.core.management.call_command"], Kind::Migrate)
        .of(Const("django"))
        .when(&[When::Is(Arg(0, "command_name"), &["migrate"])]),
    fact(SUBPROCESS, Kind::Migrate).of(Const("alembic")).when(&[
        When::Is(Item(&Arg(0, "args"), 0), &["alembic"]),
        When::Is(Item(&Arg(0, "args"), 1), &["upgrade"]),
    ]),
    fact(SUBPROCESS, Kind::Migrate).of(Const("django")).when(&[
        When::Is(Item(&Arg(0, "args"), 1), &["manage.py"]),
        When::Is(Item(&Arg(0, "args"), 2), &["migrate"]),
    ]),
    fact(&["os.system"], Kind::Migrate)
        .of(Const("alembic"))
        .when(&[When::Starts(Arg(0, "command"), &["alembic upgrade"])]),
    fact(&["os.system"], Kind::Migrate)
        .of(Const("django"))
        .when(&[When::Starts(Arg(0, "command"), &["python manage.py migrate", "./manage.py migrate"])]),
    fact(&["yoyo.get_backend().apply_migrations"], Kind::Migrate).of(Const("yoyo")),
    // In a function it may be a command that people run.
    fact(CREATE_ALL, Kind::SchemaSync)
        .of(Const("sqlalchemy"))
        .value(Const("create"))
        .when(&[When::In(Scope::Module)]),
    fact(CREATE_ALL, Kind::SchemaSync)
        .of(Const("sqlalchemy"))
        .value(Const("create"))
        .when(&[When::In(Scope::Main)]),
    fact(&["tortoise.Tortoise.generate_schemas"], Kind::SchemaSync)
        .of(Const("tortoise"))
        .value(Const("create")),
    fact(
        &["tortoise.contrib.fastapi.register_tortoise", "tortoise.contrib.fastapi.RegisterTortoise"],
        Kind::SchemaSync,
    )
    .of(Const("tortoise"))
    .value(Const("create"))
    .when(&[When::Is(Key("generate_schemas"), &["true"])]),
    fact(
        &[
            "peewee.SqliteDatabase().create_tables",
            "peewee.PostgresqlDatabase().create_tables",
            "peewee.MySQLDatabase().create_tables",
        ],
        Kind::SchemaSync,
    )
    .of(Const("peewee"))
    .value(Const("create")),
    fact(&["pony.orm.Database().generate_mapping"], Kind::SchemaSync)
        .of(Const("pony"))
        .value(Const("create"))
        .when(&[When::Is(Key("create_tables"), &["true"])]),
];

/// Ways in which SQLAlchemy creates tables.
const CREATE_ALL: &[&str] = &[
    "sqlalchemy.MetaData().create_all",
    "sqlalchemy.orm.declarative_base().metadata.create_all",
    "sqlalchemy.ext.declarative.declarative_base().metadata.create_all",
    "sqlalchemy.orm.DeclarativeBase().metadata.create_all",
    "sqlmodel.SQLModel.metadata.create_all",
    "flask_sqlalchemy.SQLAlchemy().create_all",
    "*.create_all",
];
