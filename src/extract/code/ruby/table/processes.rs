//! Processes of Ruby programs: schedules, background work, other programs, signals, daemons, migrations.

use super::super::super::table::{Entry, Meaning, On, Slot, When, entry, fact, field};
use crate::fact::{Kind, Scope};
use Slot::{Arg, Const, First, Key, Value};

pub(super) const WORK: &[Entry] = &[
    // Schedules.
    fact(
        &[
            "Rufus::Scheduler.new().every",
            "Rufus::Scheduler.new().cron",
            "Rufus::Scheduler.new().interval",
            "Rufus::Scheduler.singleton().every",
            "Rufus::Scheduler.singleton().cron",
            "Rufus::Scheduler.start_new().every",
            "Rufus::Scheduler.start_new().cron",
        ],
        Kind::Schedule,
    )
    .of(Const("rufus-scheduler"))
    .value(Arg(0, "")),
    fact(&["Concurrent::TimerTask.new", "Concurrent::TimerTask.execute"], Kind::Schedule)
        .of(Const("concurrent-ruby"))
        .value(Key("execution_interval")),
    fact(&["EventMachine.add_periodic_timer", "EM.add_periodic_timer"], Kind::Schedule)
        .of(Const("eventmachine"))
        .value(Arg(0, "")),
    // Work handed to the process itself.
    fact(&["Thread.new", "Thread.start", "Thread.fork"], Kind::BackgroundWork)
        .of(Const("thread"))
        .when(&[When::In(Scope::Handler)]),
    fact(
        &[
            "Concurrent::Future.execute",
            "Concurrent::Promise.execute",
            "Concurrent::Promises.future",
            "EventMachine.defer",
            "EM.defer",
        ],
        Kind::BackgroundWork,
    )
    .of(Const("pool"))
    .when(&[When::In(Scope::Handler)]),
    field(&["**.active_job.queue_adapter", "**.queue_adapter"], Kind::BackgroundWork)
        .of(Const("queue"))
        .value(Slot::None)
        .when(&[When::Is(Value, &[":async", ":sucker_punch"])]),
    entry(On::Base(&["SuckerPunch::Job"]), Meaning::Fact(Kind::BackgroundWork)).of(Const("queue")),
    // Messages that count as done when they are delivered.
    fact(&["Bunny.new()~.subscribe", "Bunny::Session.new()~.subscribe"], Kind::Consume)
        .of(Const("amqp"))
        .value(Const("early"))
        .when(&[When::Absent(Key("manual_ack")), When::Absent(Key("ack"))]),
    // Daemons.
    fact(&["Process.daemon"], Kind::Daemonize).of(Const("Process.daemon")),
    fact(&["Daemons.run", "Daemons.run_proc", "Daemons.daemonize", "Daemons.call"], Kind::Daemonize)
        .of(Const("daemons")),
    fact(&["Dante.run", "Dante::Runner.new().execute"], Kind::Daemonize).of(Const("dante")),
    fact(&["daemonize"], Kind::Daemonize)
        .of(Const("puma"))
        .when(&[When::File(&["puma"]), When::Not(Arg(0, ""), &["false"])]),
];

const RUNNERS: &[&str] = &[
    "system",
    "spawn",
    "exec",
    "Kernel.system",
    "Kernel.spawn",
    "Kernel.exec",
    "Process.spawn",
    "Open3.capture2",
    "Open3.capture2e",
    "Open3.capture3",
    "Open3.popen2",
    "Open3.popen2e",
    "Open3.popen3",
    "PTY.spawn",
];

/// A library that runs that program.
const fn wraps(names: &'static [&'static str], program: &'static str) -> Entry {
    fact(names, Kind::Spawn).of(Const("argv")).value(Const(program))
}

pub(super) const PROGRAMS: &[Entry] = &[
    fact(RUNNERS, Kind::Spawn)
        .of(Const("argv"))
        .value(Arg(0, ""))
        .when(&[When::IsText(Arg(0, "")), When::IsText(Arg(1, ""))]),
    fact(RUNNERS, Kind::Spawn).of(Const("shell")).value(Arg(0, "")).when(&[When::IsText(Arg(0, ""))]),
    fact(RUNNERS, Kind::Spawn).of(Const("argv")).value(Arg(1, "")).when(&[When::IsText(Arg(1, ""))]),
    fact(&["IO.popen"], Kind::Spawn)
        .of(Const("argv"))
        .value(Slot::Item(&Arg(0, ""), 0))
        .when(&[When::Present(Slot::Item(&Arg(0, ""), 0))]),
    fact(&["IO.popen", "`"], Kind::Spawn).of(Const("shell")).value(Arg(0, "")),
    wraps(&["MiniMagick::Image.open", "MiniMagick::Image.read", "MiniMagick::Tool::Convert.new"], "convert"),
    wraps(&["FFMPEG::Movie.new"], "ffmpeg"),
    wraps(&["RTesseract.new"], "tesseract"),
    wraps(&["Git.open", "Git.clone", "Git.init"], "git"),
    wraps(&["PandocRuby.new", "PandocRuby.convert"], "pandoc"),
    wraps(&["GraphViz.new", "GraphViz.parse"], "dot"),
];

/// A handler of the signal of these names.
const fn handler(signal: &'static str, named: &'static [When]) -> Entry {
    fact(&["trap", "Signal.trap", "Kernel.trap", "Process.trap"], Kind::Signal)
        .of(Const(signal))
        .value(Const("handle"))
        .when(named)
}

const fn ignored(signal: &'static str, named: &'static [When]) -> Entry {
    fact(&["trap", "Signal.trap", "Kernel.trap", "Process.trap"], Kind::Signal)
        .of(Const(signal))
        .value(Const("ignore"))
        .when(named)
}

const TERM: &[&str] = &["TERM", "SIGTERM", ":TERM", ":SIGTERM", ":term"];
const INT: &[&str] = &["INT", "SIGINT", ":INT", ":SIGINT", ":int"];
const NOTHING: &[&str] = &["IGNORE", "SIG_IGN", "", "null"];

pub(super) const SIGNALS: &[Entry] = &[
    ignored("SIGTERM", &[When::Is(Arg(0, ""), TERM), When::Is(Arg(1, ""), NOTHING)]),
    ignored("SIGTERM", &[When::Is(Arg(0, ""), TERM), When::IsInert(Arg(1, ""))]),
    handler("SIGTERM", &[When::Is(Arg(0, ""), TERM), When::Not(Arg(1, ""), &["DEFAULT", "SIG_DFL", "EXIT"])]),
    handler("SIGINT", &[When::Is(Arg(0, ""), INT), When::Not(Arg(1, ""), &["DEFAULT", "SIG_DFL", "EXIT"])])
        .also(),
];

pub(super) const SCHEMAS: &[Entry] = &[
    fact(
        &[
            "ActiveRecord::Migrator.migrate",
            "ActiveRecord::MigrationContext.new().migrate",
            "ActiveRecord::Tasks::DatabaseTasks.migrate",
            "ActiveRecord::Base.connection().migration_context().migrate",
            "ActiveRecord::Base.connection_pool().migration_context().migrate",
        ],
        Kind::Migrate,
    )
    .of(Const("rails")),
    fact(&["Sequel::Migrator.run", "Sequel::IntegerMigrator.run"], Kind::Migrate).of(Const("sequel")),
    fact(&["Mongoid::Migrator.migrate"], Kind::Migrate).of(Const("mongoid")),
    fact(&["ActiveRecord::Schema.define"], Kind::SchemaSync)
        .of(Const("active-record"))
        .value(Const("create"))
        .when(&[When::In(Scope::Module)]),
    fact(&["DataMapper.auto_upgrade!", "DataMapper.finalize().auto_upgrade!"], Kind::SchemaSync)
        .of(Const("datamapper"))
        .value(Const("upgrade")),
    fact(&["DataMapper.auto_migrate!", "DataMapper.finalize().auto_migrate!"], Kind::SchemaSync)
        .of(Const("datamapper"))
        .value(Const("create")),
    fact(
        &[
            "Sequel.connect().create_table",
            "Sequel.connect().create_table?",
            "Sequel.connect().create_table!",
            "Sequel.sqlite().create_table",
            "Sequel.sqlite().create_table?",
            "?DB.create_table?",
        ],
        Kind::SchemaSync,
    )
    .of(Const("sequel"))
    .value(First(&[Const("create")]))
    .when(&[When::In(Scope::Module)]),
];
