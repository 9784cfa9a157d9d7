//! Processes of JVM programs: schedules, other programs, consumers, errors that nothing caught.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Item, Key, Word};

/// The program of a list of arguments.
const FIRST: Slot = First(&[Item(&Arg(0, "command"), 0), Arg(0, "command")]);
const SHELLS: &[&str] = &["sh", "bash", "/bin/sh", "/bin/bash", "cmd", "cmd.exe"];

const PROCESS_BUILDER: &[&str] = &["java.lang.ProcessBuilder", "java.lang.ProcessBuilder().command"];
const EXEC: &[&str] = &["java.lang.Runtime.getRuntime().exec", "java.lang.Runtime().exec"];

pub(super) const ENTRIES: &[Entry] = &[
    // Schedules.
    fact(
        &[
            "org.springframework.scheduling.annotation.Scheduled",
            "org.springframework.scheduling.annotation.Schedules",
        ],
        Kind::Schedule,
    )
    .of(Const("spring"))
    .value(First(&[
        Key("cron"),
        Key("fixedRateString"),
        Key("fixedDelayString"),
        Key("fixedRate"),
        Key("fixedDelay"),
    ]))
    .when(&[When::Not(Key("cron"), &["-"])]),
    fact(&["io.quarkus.scheduler.Scheduled"], Kind::Schedule)
        .of(Const("quarkus"))
        .value(First(&[Key("cron"), Key("every")])),
    fact(&["io.micronaut.scheduling.annotation.Scheduled"], Kind::Schedule)
        .of(Const("micronaut"))
        .value(First(&[Key("cron"), Key("fixedRate"), Key("fixedDelay")])),
    fact(&["jakarta.ejb.Schedule"], Kind::Schedule).of(Const("ejb")),
    fact(
        &[
            "org.quartz.impl.StdSchedulerFactory",
            "org.quartz.impl.StdSchedulerFactory.getDefaultScheduler",
            "org.springframework.scheduling.quartz.SchedulerFactoryBean",
        ],
        Kind::Schedule,
    )
    .of(Const("quartz")),
    fact(&["org.springframework.scheduling.support.CronTrigger"], Kind::Schedule)
        .of(Const("spring"))
        .value(Arg(0, "expression")),
    fact(&["cn.hutool.cron.CronUtil.start"], Kind::Schedule).of(Const("hutool")),
    fact(&["it.sauronsoftware.cron4j.Scheduler().schedule"], Kind::Schedule)
        .of(Const("cron4j"))
        .value(Arg(0, "pattern")),
    // Other programs.
    fact(PROCESS_BUILDER, Kind::Spawn)
        .of(Const("shell"))
        .value(First(&[Item(&Arg(0, "command"), 2), Arg(2, "command")]))
        .when(&[
            When::Is(FIRST, SHELLS),
            When::Present(First(&[Item(&Arg(0, "command"), 2), Arg(2, "command")])),
        ]),
    fact(PROCESS_BUILDER, Kind::Spawn).of(Const("argv")).value(FIRST).when(&[When::Present(FIRST)]),
    fact(EXEC, Kind::Spawn)
        .of(Const("shell"))
        .value(Item(&Arg(0, "command"), 2))
        .when(&[When::Is(Item(&Arg(0, "command"), 0), SHELLS), When::Present(Item(&Arg(0, "command"), 2))]),
    fact(EXEC, Kind::Spawn)
        .of(Const("argv"))
        .value(Item(&Arg(0, "command"), 0))
        .when(&[When::Present(Item(&Arg(0, "command"), 0))]),
    fact(EXEC, Kind::Spawn).of(Const("argv")).value(Word(&Arg(0, "command"))),
    fact(&["org.apache.commons.exec.CommandLine.parse", "org.apache.commons.exec.CommandLine"], Kind::Spawn)
        .of(Const("argv"))
        .value(Word(&Arg(0, "line"))),
    fact(
        &["org.zeroturnaround.exec.ProcessExecutor", "org.zeroturnaround.exec.ProcessExecutor().command"],
        Kind::Spawn,
    )
    .of(Const("argv"))
    .value(FIRST)
    .when(&[When::Present(FIRST)]),
    // Messages that count as done before the work on them.
    fact(
        &[
            "com.rabbitmq.client.Channel().basicConsume",
            "com.rabbitmq.client.ConnectionFactory().newConnection().createChannel().basicConsume",
            "*.basicConsume",
        ],
        Kind::Consume,
    )
    .of(Const("amqp"))
    .value(Const("early"))
    .when(&[When::Is(Arg(1, "autoAck"), &["true"])]),
    fact(&["org.springframework.amqp.rabbit.annotation.RabbitListener"], Kind::Consume)
        .of(Const("amqp"))
        .value(Const("early"))
        .when(&[When::Is(Key("ackMode"), &["NONE"])]),
    // Errors that nothing caught.
    fact(&["java.lang.Thread.setDefaultUncaughtExceptionHandler"], Kind::Crash)
        .of(Const("uncaught exception"))
        .value(Const("go-on"))
        .when(&[When::IsInert(Arg(0, "handler"))]),
];
