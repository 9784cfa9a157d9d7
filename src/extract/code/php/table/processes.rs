//! Processes of PHP programs: schedules, background work, other programs, signals, daemons, migrations.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::{Kind, Scope};
use Slot::{Arg, Const, First, Item, Last, Word};

pub(super) const ENTRIES: &[Entry] = &[
    // Schedules inside of long-running processes.
    fact(
        &[
            r"React\EventLoop\Loop.addPeriodicTimer",
            r"React\EventLoop\Loop.get().addPeriodicTimer",
            r"React\EventLoop\Factory.create().addPeriodicTimer",
        ],
        Kind::Schedule,
    )
    .of(Const("react/event-loop")),
    fact(&[r"Swoole\Timer.tick", "swoole_timer_tick", r"OpenSwoole\Timer.tick"], Kind::Schedule)
        .of(Const("swoole")),
    fact(&[r"Workerman\Timer.add", r"Workerman\Lib\Timer.add"], Kind::Schedule).of(Const("workerman")),
    // Work behind the answer.
    fact(&["fastcgi_finish_request"], Kind::BackgroundWork)
        .of(Const("task"))
        .when(&[When::In(Scope::Handler)]),
    fact(&["dispatch().afterResponse", "*.dispatchAfterResponse"], Kind::BackgroundWork).of(Const("task")),
    // Other programs.
    fact(&["exec", "shell_exec", "system", "passthru", "popen"], Kind::Spawn)
        .of(Const("shell"))
        .value(Arg(0, "command")),
    fact(&["proc_open"], Kind::Spawn)
        .of(Const("argv"))
        .value(Item(&Arg(0, "command"), 0))
        .when(&[When::Present(Item(&Arg(0, "command"), 0))]),
    fact(&["proc_open"], Kind::Spawn).of(Const("shell")).value(Arg(0, "command")),
    fact(&["pcntl_exec"], Kind::Spawn).of(Const("argv")).value(Arg(0, "path")),
    fact(&[r"Symfony\Component\Process\Process"], Kind::Spawn)
        .of(Const("argv"))
        .value(First(&[Item(&Arg(0, "command"), 0), Word(&Arg(0, "command"))])),
    fact(&[r"Symfony\Component\Process\Process.fromShellCommandline"], Kind::Spawn)
        .of(Const("shell"))
        .value(Arg(0, "command")),
    fact(
        &[r"Illuminate\Support\Facades\Process.run", r"Illuminate\Support\Facades\Process.start"],
        Kind::Spawn,
    )
    .of(Const("shell"))
    .value(Arg(0, "command")),
    fact(&[r"Knp\Snappy\Pdf"], Kind::Spawn)
        .of(Const("argv"))
        .value(First(&[Arg(0, "binary"), Const("wkhtmltopdf")])),
    fact(&[r"FFMpeg\FFMpeg.create"], Kind::Spawn).of(Const("argv")).value(Const("ffmpeg")),
    // Daemons.
    fact(&["posix_setsid"], Kind::Daemonize).of(Const("setsid")),
    // Signals.
    fact(&["pcntl_signal"], Kind::Signal)
        .of(Last(&Arg(0, "signal")))
        .value(Const("ignore"))
        .when(&[When::Is(Arg(1, "handler"), &["SIG_IGN"])]),
    fact(&["pcntl_signal"], Kind::Signal)
        .of(Last(&Arg(0, "signal")))
        .value(Const("ignore"))
        .when(&[When::IsInert(Arg(1, "handler"))]),
    fact(&["pcntl_signal"], Kind::Signal)
        .of(Last(&Arg(0, "signal")))
        .value(Const("handle"))
        .when(&[When::Not(Arg(1, "handler"), &["SIG_DFL"])]),
    fact(
        &[
            r"React\EventLoop\Loop.addSignal",
            r"React\EventLoop\Loop.get().addSignal",
            r"Swoole\Process.signal",
            r"Revolt\EventLoop.onSignal",
        ],
        Kind::Signal,
    )
    .of(Last(&Arg(0, "signal")))
    .value(Const("handle")),
    fact(&[r"Amp\trapSignal", "trapSignal"], Kind::Signal).of(Const("SIGTERM")).value(Const("handle")),
    // Migrations and schemas.
    fact(&[r"Illuminate\Support\Facades\Artisan.call"], Kind::Migrate).of(Const("artisan")).when(&[
        When::In(Scope::Module),
        When::Starts(Arg(0, "command"), &["migrate"]),
        When::Not(Arg(0, "command"), &["migrate:status"]),
    ]),
    fact(&[r"Doctrine\ORM\Tools\SchemaTool().updateSchema"], Kind::SchemaSync)
        .of(Const("doctrine"))
        .value(Const("update")),
];
