//! Files that JavaScript writes, and where its logs go.

use super::super::super::table::{Entry, Slot, When, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Key, Sibling, Value};

const WRITERS: &[&str] = &[
    "fs.writeFile",
    "fs.writeFileSync",
    "fs.appendFile",
    "fs.appendFileSync",
    "fs.createWriteStream",
    "fs.promises.writeFile",
    "fs.promises.appendFile",
    "fs.outputFile",
    "fs.outputFileSync",
    "fs.outputJson",
    "fs.writeJson",
    "fs.writeJsonSync",
    "fs.writeJSON",
    "Bun.write",
    "Deno.writeTextFile",
    "Deno.writeFile",
    "write-file-atomic",
];

/// Ways to write to the end of a file, as hand-made logs do.
const APPENDERS: &[&str] =
    &["fs.appendFile", "fs.appendFileSync", "fs.createWriteStream", "fs.promises.appendFile"];

/// Parts of a path that make it a log's.
const LOG_NAMES: &[&str] = &[".log"];

/// What a library keeps of the files that requests bring.
const fn upload(names: &'static [&'static str], folder: Slot) -> Entry {
    fact(names, Kind::FileWrite).of(Const("upload")).value(folder)
}

pub(super) const WRITES: &[Entry] = &[
    fact(WRITERS, Kind::PidFile).value(Arg(0, "path")).when(&[When::Has(Arg(0, "path"), &[".pid"])]),
    fact(&["npid.create"], Kind::PidFile).value(Arg(0, "path")),
    fact(APPENDERS, Kind::LogSink)
        .of(Const("file"))
        .value(Arg(0, "path"))
        .when(&[When::Has(Arg(0, "path"), LOG_NAMES)]),
    fact(WRITERS, Kind::FileWrite).value(Arg(0, "path")).when(&[When::Lacks(Arg(0, "path"), LOG_NAMES)]),
    fact(
        &[
            "fs.rename",
            "fs.renameSync",
            "fs.promises.rename",
            "fs.copyFile",
            "fs.copyFileSync",
            "fs.promises.copyFile",
            "fs.copy",
            "fs.move",
            "fs.copySync",
            "fs.moveSync",
        ],
        Kind::FileWrite,
    )
    .value(Arg(1, "dest")),
    // Uploads.
    upload(&["multer.diskStorage"], Key("destination")),
    upload(&["multer"], Key("dest")).when(&[When::Present(Key("dest"))]),
    upload(
        &[
            "@nestjs/platform-express.FileInterceptor",
            "@nestjs/platform-express.FilesInterceptor",
            "@nestjs/platform-express.MulterModule.register",
        ],
        Key("dest"),
    )
    .when(&[When::Present(Key("dest"))]),
    upload(&["express.Request()~.mv"], Arg(0, "path")).when(&[When::IsText(Arg(0, "path"))]),
    upload(&["*.mv"], Arg(0, "path")).when(&[When::IsText(Arg(0, "path")), When::Absent(Arg(1, "done"))]),
    upload(&["*.mv"], Arg(0, "path")).when(&[When::IsText(Arg(0, "path")), When::IsFunction(Arg(1, "done"))]),
    upload(&["koa-body", "koa-body.koaBody"], Key("formidable.uploadDir"))
        .when(&[When::Present(Key("formidable.uploadDir"))]),
    upload(&["formidable", "formidable.formidable", "formidable.IncomingForm"], Key("uploadDir"))
        .when(&[When::Present(Key("uploadDir"))]),
];

const WINSTON_ROTATING: &[&str] = &["winston-daily-rotate-file", "winston.transports.DailyRotateFile"];

pub(super) const LOGS: &[Entry] = &[
    fact(&["winston.transports.File"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(First(&[Key("filename"), Key("dirname")]))
        .when(&[When::Present(First(&[Key("maxsize"), Key("maxFiles")]))]),
    fact(&["winston.transports.File"], Kind::LogSink)
        .of(Const("file"))
        .value(First(&[Key("filename"), Key("dirname")])),
    fact(WINSTON_ROTATING, Kind::LogSink)
        .of(Const("rotating-file"))
        .value(First(&[Key("filename"), Key("dirname")])),
    fact(&["winston.transports.Console"], Kind::LogSink).of(Const("stdout")),
    fact(
        &[
            "winston.transports.Http",
            "winston-loki",
            "winston-logstash",
            "winston-elasticsearch.ElasticsearchTransport",
            "winston-cloudwatch",
            "winston-papertrail.Papertrail",
            "winston-graylog2",
            "pino-loki",
        ],
        Kind::LogSink,
    )
    .of(Const("collector"))
    .value(First(&[Key("host"), Key("node")])),
    fact(&["winston-syslog.Syslog", "winston.transports.Syslog"], Kind::LogSink)
        .of(Const("syslog"))
        .value(Key("host")),
    fact(&["pino.destination"], Kind::LogSink)
        .of(Const("file"))
        .value(First(&[Key("dest"), Arg(0, "dest")]))
        .when(&[When::IsText(First(&[Key("dest"), Arg(0, "dest")]))]),
    fact(&["pino.transport", "pino"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(First(&[Key("options.file"), Key("transport.options.file")]))
        .when(&[When::Is(First(&[Key("target"), Key("transport.target")]), &["pino-roll"])]),
    fact(&["pino.transport", "pino"], Kind::LogSink)
        .of(Const("file"))
        .value(First(&[Key("options.destination"), Key("transport.options.destination")]))
        .when(&[
            When::Is(First(&[Key("target"), Key("transport.target")]), &["pino/file"]),
            When::IsText(First(&[Key("options.destination"), Key("transport.options.destination")])),
        ]),
    fact(&["fastify"], Kind::LogSink)
        .of(Const("file"))
        .value(Key("logger.file"))
        .when(&[When::Present(Key("logger.file"))]),
    fact(&["simple-node-logger.createSimpleFileLogger"], Kind::LogSink)
        .of(Const("file"))
        .value(First(&[Key("logFilePath"), Arg(0, "path")])),
    // Transports of pino in the options of what logs with it, or in a list; streams of bunyan.
    field(&["**.transport.target"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(Sibling("options.file"))
        .when(&[When::Is(Value, &["pino-roll"])]),
    field(&["**.transport.target"], Kind::LogSink)
        .of(Const("file"))
        .value(Sibling("options.destination"))
        .when(&[When::Is(Value, &["pino/file"]), When::IsText(Sibling("options.destination"))]),
    field(&["**.targets.[].target"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(Sibling("options.file"))
        .when(&[When::Is(Value, &["pino-roll"])]),
    field(&["**.targets.[].target"], Kind::LogSink)
        .of(Const("file"))
        .value(Sibling("options.destination"))
        .when(&[When::Is(Value, &["pino/file"]), When::IsText(Sibling("options.destination"))]),
    field(&["**.streams.[].path"], Kind::LogSink)
        .of(Const("rotating-file"))
        .when(&[When::Imports(&["bunyan"]), When::Is(Sibling("type"), &["rotating-file"])]),
    field(&["**.streams.[].path"], Kind::LogSink).of(Const("file")).when(&[When::Imports(&["bunyan"])]),
    // log4js appenders.
    field(&["**.appenders.*.type"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(Sibling("filename"))
        .when(&[When::Is(Value, &["dateFile", "multiFile"])]),
    field(&["**.appenders.*.type"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(Sibling("filename"))
        .when(&[
            When::Is(Value, &["file", "fileSync"]),
            When::Present(First(&[Sibling("maxLogSize"), Sibling("backups")])),
        ]),
    field(&["**.appenders.*.type"], Kind::LogSink)
        .of(Const("file"))
        .value(Sibling("filename"))
        .when(&[When::Is(Value, &["file", "fileSync"])]),
    fact(&["rotating-file-stream.createStream", "file-stream-rotator.getStream"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(First(&[Key("filename"), Arg(0, "filename")])),
];
