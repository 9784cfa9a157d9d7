//! Processes of JavaScript programs: schedules, background work, other programs, signals.

use super::super::super::table::{Entry, Meaning, On, Slot, When, entry, fact};
use crate::fact::{Kind, Scope};
use Slot::{Arg, Const, First, Key, Last, Word};

const SPAWNERS: &[&str] = &[
    "child_process.spawn",
    "child_process.spawnSync",
    "child_process.execFile",
    "child_process.execFileSync",
    "cross-spawn",
    "cross-spawn.sync",
    "cross-spawn.spawn",
    "Bun.spawn",
    "Bun.spawnSync",
    "Deno.Command",
    "execa",
    "execa.execa",
    "execa.sync",
];

/// A module whose functions run that program.
const fn wraps(modules: &'static [&'static str], program: &'static str) -> Entry {
    entry(On::Import(modules), Meaning::Fact(Kind::Spawn)).of(Const("argv")).value(Const(program))
}

pub(super) const ENTRIES: &[Entry] = &[
    // Schedules.
    fact(&["node-cron.schedule"], Kind::Schedule).of(Const("node-cron")).value(Arg(0, "expression")),
    fact(&["cron.CronJob", "cron.CronJob.from"], Kind::Schedule)
        .of(Const("cron"))
        .value(First(&[Key("cronTime"), Arg(0, "cronTime")])),
    fact(&["node-schedule.scheduleJob", "node-schedule.RecurrenceRule"], Kind::Schedule)
        .of(Const("node-schedule"))
        .value(Arg(0, "rule")),
    fact(&["croner.Cron", "croner"], Kind::Schedule).of(Const("croner")).value(Arg(0, "pattern")),
    fact(&["toad-scheduler.ToadScheduler"], Kind::Schedule).of(Const("toad-scheduler")),
    fact(&["bree"], Kind::Schedule).of(Const("bree")),
    fact(&["later.setInterval"], Kind::Schedule).of(Const("later")),
    fact(&["@nestjs/schedule.Cron", "@nestjs/schedule.Interval"], Kind::Schedule)
        .of(Const("@nestjs/schedule"))
        .value(Arg(0, "cronTime")),
    // Work handed to the process itself.
    fact(&["worker_threads.Worker", "child_process.fork"], Kind::BackgroundWork)
        .of(Const("thread"))
        .when(&[When::In(Scope::Handler)]),
    fact(
        &["async.queue", "fastq", "fastq.promise", "p-queue", "better-queue", "queue"],
        Kind::BackgroundWork,
    )
    .of(Const("queue")),
    fact(&["amqplib.connect().createChannel().consume", "?channel.consume", "?ch.consume"], Kind::Consume)
        .of(Const("amqp"))
        .value(Const("early"))
        .when(&[When::Imports(&["amqplib"]), When::Is(Key("noAck"), &["true"])]),
    // Other programs.
    fact(SPAWNERS, Kind::Spawn)
        .of(Const("shell"))
        .value(Arg(0, "command"))
        .when(&[When::Is(Key("shell"), &["true"])]),
    fact(SPAWNERS, Kind::Spawn)
        .of(Const("argv"))
        .value(Word(&First(&[Slot::Item(&Arg(0, "command"), 0), Arg(0, "command")]))),
    fact(
        &[
            "child_process.exec",
            "child_process.execSync",
            "shelljs.exec",
            "execa.command",
            "execa.execaCommand",
        ],
        Kind::Spawn,
    )
    .of(Const("shell"))
    .value(Arg(0, "command"))
    .when(&[When::IsText(Arg(0, "command"))]),
    wraps(&["fluent-ffmpeg"], "ffmpeg"),
    wraps(&["gm"], "gm"),
    wraps(&["simple-git"], "git"),
    wraps(&["wkhtmltopdf"], "wkhtmltopdf"),
    wraps(&["pdf-poppler", "node-poppler"], "pdftocairo"),
    wraps(&["node-tesseract-ocr"], "tesseract"),
    wraps(&["libreoffice-convert"], "soffice"),
    // Daemons.
    fact(&["daemonize2.setup", "daemon"], Kind::Daemonize).of(Const("daemon")),
    // Signals.
    fact(&["process.on", "process.once", "process.addListener"], Kind::Signal)
        .of(Last(&Arg(0, "event")))
        .value(Const("ignore"))
        .when(&[When::IsInert(Arg(1, "listener")), When::Is(Arg(0, "event"), SIGNALS)]),
    fact(&["process.on", "process.once", "process.addListener"], Kind::Signal)
        .of(Last(&Arg(0, "event")))
        .value(Const("handle"))
        .when(&[When::Is(Arg(0, "event"), SIGNALS)]),
    fact(&["process.on", "process.once", "process.addListener"], Kind::Crash)
        .of(Arg(0, "event"))
        .value(Const("go-on"))
        .when(&[When::Is(Arg(0, "event"), &["uncaughtException"]), When::IsInert(Arg(1, "listener"))]),
    fact(&["Deno.addSignalListener"], Kind::Signal).of(Arg(0, "signal")).value(Const("handle")),
];

const SIGNALS: &[&str] = &["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"];
