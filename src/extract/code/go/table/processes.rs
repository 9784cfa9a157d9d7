//! Processes of Go programs: schedules, other programs, signals, daemons, migrations, debug modes.

use super::super::super::table::{Entry, Slot, When, fact, field};
use crate::fact::{Kind, Scope};
use Slot::{Arg, Const, Key, Last, Value, Word};

const FIRST: Slot = Arg(0, "");
const SECOND: Slot = Arg(1, "");

const fn schedule(names: &'static [&'static str], library: &'static str) -> Entry {
    fact(names, Kind::Schedule).of(Const(library)).value(FIRST)
}

/// Functions that are told signals behind their first argument.
const NOTIFIERS: &[&str] = &["os/signal.Notify", "os/signal.NotifyContext"];

/// The signal at a place among the arguments.
const fn notified(signal: &'static Slot, is_there: &'static [When]) -> Entry {
    fact(NOTIFIERS, Kind::Signal).of(Last(signal)).value(Const("handle")).when(is_there).also()
}

const SHELLS: &[&str] = &["sh", "bash", "/bin/sh", "/bin/bash", "ash", "zsh", "cmd"];

pub(super) const ENTRIES: &[Entry] = &[
    schedule(&["github.com/robfig/cron.Cron().AddFunc", "github.com/robfig/cron.Cron().AddJob"], "cron"),
    schedule(
        &[
            "github.com/go-co-op/gocron.NewScheduler()~.Every",
            "github.com/go-co-op/gocron.NewScheduler()~.Cron",
            "github.com/go-co-op/gocron.NewScheduler().NewJob",
            "github.com/go-co-op/gocron.Scheduler()~.Every",
            "github.com/go-co-op/gocron.Scheduler()~.Cron",
            "github.com/go-co-op/gocron.Scheduler().NewJob",
            "github.com/jasonlvhit/gocron.Every",
            "github.com/jasonlvhit/gocron.NewScheduler()~.Every",
        ],
        "gocron",
    ),
    // Shorter ones look after connections and buffers of their process.
    fact(&["time.NewTicker", "time.Tick"], Kind::Schedule)
        .of(Const("ticker"))
        .value(FIRST)
        .when(&[When::Has(FIRST, &["time.Minute", "time.Hour"])]),
    schedule(&["github.com/roylee0704/gron.New().AddFunc", "github.com/roylee0704/gron.New().Add"], "gron"),
    // Other programs.
    fact(&["os/exec.Command"], Kind::Spawn)
        .of(Const("shell"))
        .value(Arg(2, ""))
        .when(&[When::Is(FIRST, SHELLS), When::Is(SECOND, &["-c", "/c", "-lc", "-ec"])]),
    fact(&["os/exec.CommandContext"], Kind::Spawn)
        .of(Const("shell"))
        .value(Arg(3, ""))
        .when(&[When::Is(SECOND, SHELLS), When::Is(Arg(2, ""), &["-c", "/c", "-lc", "-ec"])]),
    fact(&["os/exec.Command", "syscall.Exec", "os.StartProcess", "syscall.ForkExec"], Kind::Spawn)
        .of(Const("argv"))
        .value(Word(&FIRST)),
    fact(&["os/exec.CommandContext"], Kind::Spawn).of(Const("argv")).value(Word(&SECOND)),
    // Daemons.
    fact(
        &["github.com/sevlyar/go-daemon.Context().Reborn", "github.com/VividCortex/godaemon.MakeDaemon"],
        Kind::Daemonize,
    )
    .of(Const("daemon")),
    fact(&["github.com/sevlyar/go-daemon.Context"], Kind::PidFile)
        .value(Key("PidFileName"))
        .when(&[When::Present(Key("PidFileName"))]),
    // Signals.
    fact(&["os/signal.Ignore"], Kind::Signal).of(Last(&FIRST)).value(Const("ignore")),
    fact(&["os/signal.Ignore"], Kind::Signal)
        .of(Last(&SECOND))
        .value(Const("ignore"))
        .when(&[When::Present(SECOND)])
        .also(),
    fact(NOTIFIERS, Kind::Signal).of(Const("SIGTERM")).value(Const("handle")).when(&[When::Absent(SECOND)]),
    notified(&SECOND, &[When::Present(SECOND)]),
    notified(&Arg(2, ""), &[When::Present(Arg(2, ""))]),
    notified(&Arg(3, ""), &[When::Present(Arg(3, ""))]),
    notified(&Arg(4, ""), &[When::Present(Arg(4, ""))]),
    notified(&Arg(5, ""), &[When::Present(Arg(5, ""))]),
    fact(&["github.com/oklog/run.SignalHandler"], Kind::Signal).of(Last(&SECOND)).value(Const("handle")),
    // Migrations and schemas.
    fact(
        &[
            "github.com/golang-migrate/migrate.New().Up",
            "github.com/golang-migrate/migrate.NewWithDatabaseInstance().Up",
            "github.com/golang-migrate/migrate.NewWithSourceInstance().Up",
            "github.com/golang-migrate/migrate.NewWithInstance().Up",
            "github.com/golang-migrate/migrate.Migrate().Up",
            "github.com/mattes/migrate.New().Up",
        ],
        Kind::Migrate,
    )
    .of(Const("golang-migrate")),
    fact(
        &[
            "github.com/pressly/goose.Up",
            "github.com/pressly/goose.UpContext",
            "github.com/pressly/goose.UpTo",
            "github.com/pressly/goose.Run",
            "github.com/pressly/goose.NewProvider().Up",
        ],
        Kind::Migrate,
    )
    .of(Const("goose")),
    fact(
        &[
            "github.com/rubenv/sql-migrate.Exec",
            "github.com/rubenv/sql-migrate.ExecMax",
            "github.com/rubenv/sql-migrate.MigrationSet().Exec",
        ],
        Kind::Migrate,
    )
    .of(Const("sql-migrate")),
    fact(&["github.com/go-gormigrate/gormigrate.New().Migrate"], Kind::Migrate).of(Const("gormigrate")),
    fact(
        &[
            "github.com/amacneil/dbmate/pkg/dbmate.New().CreateAndMigrate",
            "github.com/amacneil/dbmate/pkg/dbmate.New().Migrate",
        ],
        Kind::Migrate,
    )
    .of(Const("dbmate")),
    fact(&["github.com/jackc/tern/migrate.NewMigrator().Migrate"], Kind::Migrate).of(Const("tern")),
    fact(&["gorm.io/gorm.DB()~.AutoMigrate"], Kind::SchemaSync).of(Const("gorm")).value(Const("update")),
    fact(&["*.AutoMigrate"], Kind::SchemaSync)
        .of(Const("gorm"))
        .value(Const("update"))
        .when(&[When::Imports(&["gorm.io/gorm", "github.com/jinzhu/gorm"])]),
    fact(&["*.Schema.Create"], Kind::SchemaSync).of(Const("ent")).value(Const("update")),
    fact(
        &[
            "xorm.io/xorm.NewEngine().Sync2",
            "xorm.io/xorm.NewEngine().Sync",
            "xorm.io/xorm.Engine().Sync2",
            "xorm.io/xorm.Engine().Sync",
        ],
        Kind::SchemaSync,
    )
    .of(Const("xorm"))
    .value(Const("update")),
    // Modes.
    fact(&["github.com/gin-gonic/gin.SetMode"], Kind::Debug)
        .of(Const("gin.SetMode"))
        .value(Const("true"))
        .when(&[When::In(Scope::Main), When::Is(FIRST, &["github.com/gin-gonic/gin.DebugMode", "debug"])]),
    field(&["github.com/labstack/echo.New().Debug", "github.com/labstack/echo.Echo().Debug"], Kind::Debug)
        .of(Const("Debug"))
        .value(Value),
];
