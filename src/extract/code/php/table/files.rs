//! Files that PHP code writes, and where its logs go.

use super::super::super::table::{Entry, Slot, When, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Key, Value};

/// Modes of `fopen` that write.
const WRITES_MODE: &[&str] = &["w", "a", "x", "c", "+"];

/// Parts of a path that make it a log's.
const LOG_NAMES: &[&str] = &[".log"];

/// Streams and URLs that `fopen` and `file_put_contents` take for files.
const STREAMS: &[&str] = &["php://", "http://", "https://", "data:", "ftp://", "s3://"];

/// The disks of Laravel that its skeleton keeps on the machine: <https://laravel.com/docs/filesystem#configuration>.
const OWN_DISKS: &[&str] = &["local", "public"];

pub(super) const WRITES: &[Entry] = &[
    fact(&["file_put_contents"], Kind::PidFile)
        .value(Arg(0, "filename"))
        .when(&[When::Has(Arg(0, "filename"), &[".pid"]), When::Lacks(Arg(0, "filename"), STREAMS)]),
    fact(&["fopen"], Kind::PidFile)
        .value(Arg(0, "filename"))
        .when(&[When::Has(Arg(0, "filename"), &[".pid"]), When::Has(Arg(1, "mode"), WRITES_MODE)]),
    fact(&["file_put_contents"], Kind::FileWrite)
        .value(Arg(0, "filename"))
        .when(&[When::Lacks(Arg(0, "filename"), LOG_NAMES), When::Lacks(Arg(0, "filename"), STREAMS)]),
    fact(&["fopen", "gzopen"], Kind::FileWrite).value(Arg(0, "filename")).when(&[
        When::Has(Arg(1, "mode"), WRITES_MODE),
        When::Lacks(Arg(0, "filename"), LOG_NAMES),
        When::Lacks(Arg(0, "filename"), STREAMS),
    ]),
    fact(&["SplFileObject"], Kind::FileWrite)
        .value(Arg(0, "filename"))
        .when(&[When::Has(Arg(1, "mode"), WRITES_MODE), When::Lacks(Arg(0, "filename"), STREAMS)]),
    fact(&["copy", "rename"], Kind::FileWrite).value(Arg(1, "to")).when(&[When::IsText(Arg(1, "to"))]),
    fact(&["imagejpeg", "imagepng", "imagewebp", "imagegif"], Kind::FileWrite)
        .value(Arg(1, "file"))
        .when(&[When::IsText(Arg(1, "file"))]),
    fact(&["ZipArchive().open"], Kind::FileWrite)
        .value(Arg(0, "filename"))
        .when(&[When::Has(Arg(1, "flags"), &["CREATE", "OVERWRITE"])]),
    fact(
        &[
            r"Symfony\Component\Filesystem\Filesystem().dumpFile",
            r"Symfony\Component\Filesystem\Filesystem().appendToFile",
            r"Illuminate\Support\Facades\File.put",
            r"Illuminate\Support\Facades\File.append",
            r"Illuminate\Filesystem\Filesystem().put",
        ],
        Kind::FileWrite,
    )
    .value(Arg(0, "filename")),
    // Uploads: what a request brought is kept under a path.
    fact(&["move_uploaded_file"], Kind::FileWrite).of(Const("upload")).value(Arg(1, "to")),
    fact(
        &[
            r"Symfony\Component\HttpFoundation\File\UploadedFile().move",
            r"Illuminate\Http\UploadedFile().move",
            r"Illuminate\Http\Request().file().move",
        ],
        Kind::FileWrite,
    )
    .of(Const("upload"))
    .value(Arg(0, "directory")),
    fact(
        &[
            r"Psr\Http\Message\UploadedFileInterface().moveTo",
            r"Laminas\Diactoros\UploadedFile().moveTo",
            r"Slim\Psr7\UploadedFile().moveTo",
        ],
        Kind::FileWrite,
    )
    .of(Const("upload"))
    .value(Arg(0, "targetPath")),
    // The disk of Laravel that is the machine's own.
    fact(
        &[
            r"Illuminate\Support\Facades\Storage.disk().putFile",
            r"Illuminate\Support\Facades\Storage.disk().putFileAs",
        ],
        Kind::FileWrite,
    )
    .of(Const("upload"))
    .value(Arg(0, "path"))
    .when(&[When::Is(Slot::Receiver(&Arg(0, "name")), OWN_DISKS)]),
    fact(
        &[
            r"Illuminate\Support\Facades\Storage.disk().put",
            r"Illuminate\Support\Facades\Storage.disk().writeStream",
        ],
        Kind::FileWrite,
    )
    .value(Arg(0, "path"))
    .when(&[When::Is(Slot::Receiver(&Arg(0, "name")), OWN_DISKS)]),
    fact(
        &[
            r"Illuminate\Http\UploadedFile().store",
            r"Illuminate\Http\UploadedFile().storeAs",
            r"Illuminate\Http\Request().file().store",
            r"Illuminate\Http\Request().file().storeAs",
            "*.store",
            "*.storeAs",
        ],
        Kind::FileWrite,
    )
    .of(Const("upload"))
    .value(Arg(0, "path"))
    .when(&[
        When::Has(Slot::Object, &["file()", ".file"]),
        When::Is(First(&[Arg(2, "disk"), Arg(1, "options")]), OWN_DISKS),
    ]),
    fact(&[r"Illuminate\Http\Request().file().storePublicly", "*.storePublicly"], Kind::FileWrite)
        .of(Const("upload"))
        .value(Arg(0, "path"))
        .when(&[When::Has(Slot::Object, &["file()"]), When::Is(Arg(1, "options"), OWN_DISKS)]),
    fact(
        &[
            r"League\Flysystem\Local\LocalFilesystemAdapter",
            r"League\Flysystem\Adapter\Local",
            r"Gaufrette\Adapter\Local",
        ],
        Kind::FileWrite,
    )
    .of(Const("upload"))
    .value(Arg(0, "location")),
];

pub(super) const LOGS: &[Entry] = &[
    fact(&["file_put_contents", "fopen"], Kind::LogSink).of(Const("file")).value(Arg(0, "filename")).when(&[
        When::Has(Arg(0, "filename"), LOG_NAMES),
        When::Lacks(Arg(0, "filename"), STREAMS),
        When::Not(Arg(1, "mode"), &["r", "rb"]),
    ]),
    fact(&["error_log"], Kind::LogSink)
        .of(Const("file"))
        .value(Arg(2, "destination"))
        .when(&[When::Is(Arg(1, "message_type"), &["3"])]),
    fact(&["ini_set"], Kind::LogSink).of(Const("file")).value(Arg(1, "value")).when(&[
        When::Is(Arg(0, "option"), &["error_log"]),
        When::IsText(Arg(1, "value")),
        When::Not(Arg(1, "value"), &["syslog"]),
    ]),
    // <https://developer.wordpress.org/advanced-administration/debug/debug-wordpress/>
    field(&["WP_DEBUG_LOG"], Kind::LogSink)
        .of(Const("file"))
        .value(Const("wp-content/debug.log"))
        .when(&[When::Is(Value, &["true"])]),
    fact(&[r"Monolog\Handler\StreamHandler"], Kind::LogSink)
        .of(Const("stdout"))
        .value(Arg(0, "stream"))
        .when(&[When::Starts(Arg(0, "stream"), &["php://"])]),
    fact(&[r"Monolog\Handler\StreamHandler"], Kind::LogSink)
        .of(Const("file"))
        .value(Arg(0, "stream"))
        .when(&[When::IsText(Arg(0, "stream"))]),
    fact(&[r"Monolog\Handler\RotatingFileHandler"], Kind::LogSink)
        .of(Const("rotating-file"))
        .value(Arg(0, "filename")),
    fact(&[r"Monolog\Handler\SyslogHandler", "openlog"], Kind::LogSink).of(Const("syslog")),
    fact(&[r"Monolog\Handler\SyslogUdpHandler"], Kind::LogSink).of(Const("syslog")).value(Arg(0, "host")),
    fact(
        &[
            r"Monolog\Handler\SocketHandler",
            r"Monolog\Handler\GelfHandler",
            r"Monolog\Handler\ElasticsearchHandler",
            r"Monolog\Handler\ElasticaHandler",
            r"Monolog\Handler\LogglyHandler",
            r"Monolog\Handler\LogEntriesHandler",
            r"Monolog\Handler\RedisHandler",
            r"Monolog\Handler\AmqpHandler",
            r"Monolog\Handler\MongoDBHandler",
            r"Monolog\Handler\NewRelicHandler",
            r"Maxbanton\Cwh\Handler\CloudWatch",
            r"PhpNexus\Cwh\Handler\CloudWatch",
            r"Itspire\MonologLoki\Handler\LokiHandler",
        ],
        Kind::LogSink,
    )
    .of(Const("collector")),
    fact(&[r"Laminas\Log\Writer\Stream", "Zend_Log_Writer_Stream"], Kind::LogSink)
        .of(Const("file"))
        .value(Arg(0, "streamOrUrl"))
        .when(&[When::IsText(Arg(0, "streamOrUrl")), When::Lacks(Arg(0, "streamOrUrl"), &["php://"])]),
    fact(&[r"Cake\Log\Log.setConfig"], Kind::LogSink)
        .of(Const("file"))
        .value(Key("path"))
        .when(&[When::Has(Key("className"), &["FileLog", "File"])]),
];
