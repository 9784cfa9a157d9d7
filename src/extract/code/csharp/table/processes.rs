//! Processes of .NET programs: schedules, background work, other programs, signals, migrations.

use super::super::super::table::{Entry, Meaning, On, Slot, When, entry, fact, field};
use crate::fact::{Kind, Scope};
use Slot::{Arg, Const, First, Key, Last, Object, Value};

/// Classes that the host runs beside the requests.
const SERVICES: &[&str] = &["Microsoft.Extensions.Hosting.BackgroundService"];

/// Work that is handed to the process itself: a discarded task.
const TASKS: &[&str] = &[
    "System.Threading.Tasks.Task.Run",
    "System.Threading.Tasks.Task.Factory.StartNew",
    "System.Threading.ThreadPool.QueueUserWorkItem",
];

/// Entity Framework creates what tables a database lacks.
const fn created(when: &'static [When]) -> Entry {
    fact(&["?.EnsureCreated", "?.EnsureCreatedAsync"], Kind::SchemaSync)
        .of(Const("Entity Framework"))
        .value(Const("create"))
        .when(when)
}

pub(super) const ENTRIES: &[Entry] = &[
    // Says nothing by itself, but makes the name known.
    entry(On::Base(SERVICES), Meaning::Same),
    // Schedules.
    fact(&["System.Threading.PeriodicTimer", "System.Timers.Timer"], Kind::Schedule)
        .of(Const("BackgroundService"))
        .value(Arg(0, "period"))
        .when(&[When::Within(SERVICES)]),
    fact(&["System.Threading.Timer"], Kind::Schedule)
        .of(Const("BackgroundService"))
        .value(Arg(3, "period"))
        .when(&[
            When::Within(SERVICES),
            When::Present(Arg(3, "period")),
            When::Lacks(Arg(3, "period"), &["Infinite", "-1"]),
        ]),
    fact(
        &["?.AddQuartzHostedService", "?.AddQuartzServer", "Quartz.Impl.StdSchedulerFactory"],
        Kind::Schedule,
    )
    .of(Const("Quartz.NET")),
    fact(&["?.UseMemoryStorage", "?.UseInMemoryStorage"], Kind::BackgroundWork).of(Const("queue")),
    fact(&["?.AddScheduler", "?.AddNCronJob", "?.UseScheduler"], Kind::Schedule).of(Const("Coravel")),
    // Work handed to the process itself.
    fact(TASKS, Kind::BackgroundWork).of(Const("task")).when(&[When::In(Scope::Handler)]),
    fact(&["System.Threading.Thread"], Kind::BackgroundWork)
        .of(Const("thread"))
        .when(&[When::In(Scope::Handler)]),
    fact(
        &[
            "System.Threading.Channels.Channel.CreateUnbounded",
            "System.Collections.Concurrent.BlockingCollection",
        ],
        Kind::BackgroundWork,
    )
    .of(Const("queue"))
    .when(&[When::In(Scope::Module)]),
    fact(&["System.Threading.Channels.Channel.CreateUnbounded"], Kind::BackgroundWork)
        .of(Const("queue"))
        .when(&[When::In(Scope::Main)]),
    // Other programs.
    fact(&["System.Diagnostics.Process.Start", "System.Diagnostics.ProcessStartInfo"], Kind::Spawn)
        .of(Const("argv"))
        .value(First(&[Key("FileName"), Arg(0, "fileName")]))
        .when(&[
            When::IsText(First(&[Key("FileName"), Arg(0, "fileName")])),
            When::Lacks(Arg(0, "fileName"), &["://"]),
        ]),
    fact(&["System.Diagnostics.Process"], Kind::Spawn)
        .of(Const("argv"))
        .value(Key("StartInfo.FileName"))
        .when(&[When::IsText(Key("StartInfo.FileName"))]),
    // Signals.
    fact(&["System.Console.CancelKeyPress"], Kind::Signal).of(Const("SIGINT")).value(Const("handle")),
    fact(
        &[
            "System.AppDomain.CurrentDomain.ProcessExit",
            "System.Runtime.Loader.AssemblyLoadContext.Default.Unloading",
        ],
        Kind::Signal,
    )
    .of(Const("SIGTERM"))
    .value(Const("handle")),
    fact(&["System.Runtime.InteropServices.PosixSignalRegistration.Create"], Kind::Signal)
        .of(Last(&Arg(0, "signal")))
        .value(Const("ignore"))
        .when(&[When::IsInert(Arg(1, "handler"))]),
    fact(&["System.Runtime.InteropServices.PosixSignalRegistration.Create"], Kind::Signal)
        .of(Last(&Arg(0, "signal")))
        .value(Const("handle")),
    field(&["**.BackgroundServiceExceptionBehavior"], Kind::Crash)
        .of(Const("BackgroundService"))
        .value(Const("go-on"))
        .when(&[When::Has(Value, &["BackgroundServiceExceptionBehavior.Ignore"])]),
    // Migrations and schemas.
    fact(&["?.Migrate", "?.MigrateAsync"], Kind::Migrate)
        .of(Const("Entity Framework"))
        .when(&[When::Has(Object, &["Database"])]),
    fact(&["?.Migrate.called"], Kind::Migrate).of(Const("Entity Framework")),
    fact(&["?.MigrateUp"], Kind::Migrate).of(Const("FluentMigrator")),
    fact(&["?.PerformUpgrade"], Kind::Migrate).of(Const("DbUp")),
    created(&[When::Has(Object, &["Database"]), When::In(Scope::Module)]),
    created(&[When::Has(Object, &["Database"]), When::In(Scope::Main)]),
];
