//! Processes of Rust programs: schedules, background work, migrations, other programs, signals.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::{Kind, Scope};
use Slot::{Arg, Const, Last, Word};

const fn schedule(names: &'static [&'static str], library: &'static str) -> Entry {
    fact(names, Kind::Schedule).of(Const(library)).value(Arg(0, "schedule"))
}

/// How long a task waits, and the number of that.
const PERIOD: Slot = Arg(0, "period");
const LENGTH: Slot = Slot::Of(&PERIOD, &Arg(0, "number"));

const fn waits(when: &'static [When]) -> Entry {
    fact(
        &["tokio::time::interval", "tokio::time::sleep", "actix_rt::time::interval", "std::thread::sleep"],
        Kind::Schedule,
    )
    .of(Const("tokio"))
    .value(LENGTH)
    .when(when)
}

const fn handles(names: &'static [&'static str], signal: &'static str, when: &'static [When]) -> Entry {
    fact(names, Kind::Signal).of(Const(signal)).value(Const("handle")).when(when)
}

const KIND: Slot = Arg(0, "kind");

const UNIX: &[&str] = &["tokio::signal::unix::signal"];

/// Functions that register the signal, or the signals, of their first argument.
const REGISTRARS: &[&str] = &[
    "signal_hook::iterator::Signals::new",
    "signal_hook_tokio::Signals::new",
    "signal_hook_async_std::Signals::new",
    "signal_hook::flag::register",
    "signal_hook::flag::register_conditional_shutdown",
    "signal_hook::low_level::register",
    "signal_hook::register",
    "nix::sys::signal::signal",
    "nix::sys::signal::sigaction",
    "libc::signal",
    "libc::sigaction",
];

pub(super) const ENTRIES: &[Entry] = &[
    // Schedules.
    schedule(
        &[
            "tokio_cron_scheduler::Job::new",
            "tokio_cron_scheduler::Job::new_async",
            "tokio_cron_scheduler::Job::new_cron_job",
            "tokio_cron_scheduler::Job::new_cron_job_async",
            "tokio_cron_scheduler::Job::new_repeated",
            "tokio_cron_scheduler::Job::new_repeated_async",
            "tokio_cron_scheduler::Job::new_async_tz",
        ],
        "tokio-cron-scheduler",
    ),
    schedule(&["job_scheduler::Job::new", "job_scheduler_ng::Job::new"], "job_scheduler"),
    schedule(
        &[
            "clokwerk::Scheduler~.every",
            "clokwerk::AsyncScheduler~.every",
            "clokwerk::Scheduler::with_tz~.every",
        ],
        "clokwerk",
    ),
    schedule(&["apalis_cron::CronStream::new"], "apalis-cron"),
    schedule(
        &["delay_timer::prelude::DelayTimer~.add_task", "delay_timer::prelude::DelayTimer~.insert_task"],
        "delay_timer",
    ),
    // A task that waits for an hour or longer does jobs by the clock; shorter waits are heartbeats, flushes and retries.
    waits(&[When::Is(PERIOD, &["std::time::Duration::from_secs()"]), When::AtLeast(LENGTH, 3_600)]),
    waits(&[When::Is(PERIOD, &["std::time::Duration::from_millis()"]), When::AtLeast(LENGTH, 3_600_000)]),
    waits(&[When::Is(PERIOD, &["std::time::Duration::from_mins()"]), When::AtLeast(LENGTH, 60)]),
    waits(&[
        When::Is(
            PERIOD,
            &[
                "std::time::Duration::from_hours()",
                "std::time::Duration::from_days()",
                "std::time::Duration::from_weeks()",
            ],
        ),
        When::AtLeast(LENGTH, 1),
    ]),
    // Work handed to the process itself.
    fact(
        &[
            "tokio::sync::mpsc::Sender().send",
            "tokio::sync::mpsc::Sender().try_send",
            "tokio::sync::mpsc::UnboundedSender().send",
            "std::sync::mpsc::Sender().send",
            "std::sync::mpsc::SyncSender().send",
            "flume::Sender().send",
            "flume::Sender().send_async",
            "async_channel::Sender().send",
            "crossbeam_channel::Sender().send",
            "kanal::AsyncSender().send",
            "futures::channel::mpsc::UnboundedSender().unbounded_send",
        ],
        Kind::BackgroundWork,
    )
    .of(Const("queue"))
    .when(&[When::In(Scope::Handler)]),
    fact(
        &[
            "apalis::memory::MemoryStorage::new",
            "apalis::prelude::MemoryStorage::new",
            "background_jobs::memory_storage::Storage::new",
        ],
        Kind::BackgroundWork,
    )
    .of(Const("queue")),
    fact(&["tokio::spawn", "std::thread::spawn"], Kind::BackgroundWork)
        .of(Const("task"))
        .when(&[When::In(Scope::Handler)]),
    // Migrations.
    fact(&["sqlx::migrate!", "sqlx::migrate::Migrator::new"], Kind::Migrate).of(Const("sqlx")),
    fact(&["diesel~.run_pending_migrations", "*.run_pending_migrations"], Kind::Migrate).of(Const("diesel")),
    fact(&["refinery::embed_migrations!"], Kind::Migrate).of(Const("refinery")),
    fact(&["?Migrator::up", "migration::Migrator::up", "sea_orm_migration::Migrator::up"], Kind::Migrate)
        .of(Const("sea-orm")),
    // Other programs.
    fact(
        &[
            "std::process::Command::new",
            "tokio::process::Command::new",
            "async_std::process::Command::new",
            "async_process::Command::new",
            "duct::cmd!",
            "duct::cmd",
        ],
        Kind::Spawn,
    )
    .of(Const("argv"))
    .value(Word(&Arg(0, "program"))),
    // Daemons.
    fact(
        &[
            "daemonize::Daemonize::new",
            "nix::unistd::daemon",
            "libc::daemon",
            "fork::daemon",
            "nix::unistd::fork",
            "libc::fork",
        ],
        Kind::Daemonize,
    )
    .of(Const("daemon")),
    fact(&["daemonize::Daemonize~.pid_file"], Kind::PidFile).value(Arg(0, "path")),
    // Signals.
    handles(UNIX, "SIGTERM", &[When::Is(KIND, &["tokio::signal::unix::SignalKind::terminate()"])]),
    handles(UNIX, "SIGINT", &[When::Is(KIND, &["tokio::signal::unix::SignalKind::interrupt()"])]),
    handles(UNIX, "SIGHUP", &[When::Is(KIND, &["tokio::signal::unix::SignalKind::hangup()"])]),
    handles(UNIX, "SIGQUIT", &[When::Is(KIND, &["tokio::signal::unix::SignalKind::quit()"])]),
    handles(&["tokio::signal::ctrl_c", "ctrlc::set_handler", "async_ctrlc::CtrlC::new"], "SIGINT", &[]),
    handles(REGISTRARS, "SIGTERM", &[When::Has(KIND, &["TERM_SIGNALS"])]),
    handles(
        &[
            "tokio_graceful_shutdown::Toplevel~.catch_signals",
            "tokio_graceful::default_signal",
            "tokio_graceful::Shutdown::default",
        ],
        "SIGTERM",
        &[],
    ),
    fact(REGISTRARS, Kind::Signal)
        .of(Last(&KIND))
        .value(Const("ignore"))
        .when(&[When::Has(Arg(1, "handler"), &["SigIgn", "SIG_IGN"])]),
    fact(REGISTRARS, Kind::Signal).of(Last(&KIND)).value(Const("handle")),
    // What waits for the end by a way of another crate.
    fact(super::web::WAITING, Kind::Signal)
        .of(Const("SIGTERM"))
        .value(Const("handle"))
        .when(&[When::Present(KIND), When::Lacks(KIND, &["?", "{}", "tokio::signal", "tokio::sync"])]),
];
