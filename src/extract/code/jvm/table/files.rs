//! Files that JVM code writes.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::Kind;
use Slot::{Arg, Const, Object};

/// Parts of a path that make it a log's.
const LOG_NAMES: &[&str] = &[".log"];

const fn write(names: &'static [&'static str], path: Slot) -> Entry {
    fact(names, Kind::FileWrite).value(path)
}

/// Constructors of writers with the file as their first argument.
const WRITERS: &[&str] = &[
    "java.io.FileOutputStream",
    "java.io.FileWriter",
    "java.io.PrintWriter",
    "java.io.PrintStream",
    "java.nio.file.Files.write",
    "java.nio.file.Files.writeString",
    "java.nio.file.Files.newOutputStream",
    "java.nio.file.Files.newBufferedWriter",
];

pub(super) const ENTRIES: &[Entry] = &[
    fact(WRITERS, Kind::PidFile).value(Arg(0, "path")).when(&[When::Has(Arg(0, "path"), &[".pid"])]),
    fact(&["org.springframework.boot.context.ApplicationPidFileWriter"], Kind::PidFile)
        .value(Slot::First(&[Arg(0, "filename"), Const("application.pid")])),
    fact(WRITERS, Kind::LogSink)
        .of(Const("file"))
        .value(Arg(0, "path"))
        .when(&[When::Has(Arg(0, "path"), LOG_NAMES)]),
    // A writer may wrap another one, or a stream.
    write(&["java.io.PrintWriter", "java.io.PrintStream"], Arg(0, "path"))
        .when(&[When::IsText(Arg(0, "path")), When::Lacks(Arg(0, "path"), LOG_NAMES)]),
    write(
        &[
            "java.io.FileOutputStream",
            "java.io.FileWriter",
            "java.nio.file.Files.write",
            "java.nio.file.Files.writeString",
            "java.nio.file.Files.newOutputStream",
            "java.nio.file.Files.newBufferedWriter",
            "java.nio.file.Files.createFile",
        ],
        Arg(0, "path"),
    )
    .when(&[When::Lacks(Arg(0, "path"), LOG_NAMES), When::Lacks(Arg(0, "path"), &[".pid"])]),
    write(&["java.io.RandomAccessFile"], Arg(0, "name")).when(&[When::Has(Arg(1, "mode"), &["rw"])]),
    write(&["java.nio.file.Files.copy"], Arg(1, "target")).when(&[
        When::Present(Arg(1, "target")),
        When::Lacks(Arg(1, "target"), &["Stream", "response", "out"]),
    ]),
    write(&["java.nio.file.Files.move"], Arg(1, "target")),
    // What requests bring.
    fact(
        &[
            "org.springframework.web.multipart.MultipartFile().transferTo",
            "org.springframework.http.codec.multipart.FilePart().transferTo",
            "jakarta.servlet.http.Part().write",
            "io.micronaut.http.multipart.StreamingFileUpload().transferTo",
        ],
        Kind::FileWrite,
    )
    .of(Const("upload"))
    .value(Arg(0, "dest")),
    write(
        &[
            "org.apache.commons.io.FileUtils.copyInputStreamToFile",
            "org.apache.commons.io.FileUtils.copyFile",
            "org.apache.commons.io.FileUtils.moveFile",
            "org.apache.commons.io.FileUtils.copyURLToFile",
            "com.google.common.io.Files.copy",
            "com.google.common.io.Files.move",
        ],
        Arg(1, "destination"),
    ),
    write(
        &[
            "org.apache.commons.io.FileUtils.writeStringToFile",
            "org.apache.commons.io.FileUtils.writeByteArrayToFile",
            "org.apache.commons.io.FileUtils.write",
            "org.apache.commons.io.FileUtils.openOutputStream",
            "cn.hutool.core.io.FileUtil.writeBytes",
            "cn.hutool.core.io.FileUtil.writeFromStream",
        ],
        Arg(0, "file"),
    ),
    write(&["javax.imageio.ImageIO.write"], Arg(2, "output")).when(&[When::IsText(Arg(2, "output"))]),
    // Kotlin's extensions of files and paths.
    write(
        &[
            "java.io.File().writeText",
            "java.io.File().writeBytes",
            "java.io.File().appendText",
            "java.io.File().appendBytes",
            "java.io.File().outputStream",
            "java.io.File().bufferedWriter",
            "java.io.File().printWriter",
            "java.io.File().writer",
            "java.nio.file.Path().writeText",
            "java.nio.file.Path().writeBytes",
            "java.nio.file.Path().writeLines",
            "java.nio.file.Path().outputStream",
            "java.nio.file.Path().bufferedWriter",
            "kotlin.io.path.Path().writeText",
            "kotlin.io.path.Path().writeBytes",
            "java.nio.file.Paths.get().writeText",
        ],
        Object,
    )
    .when(&[When::Lacks(Object, LOG_NAMES)]),
    fact(&["java.io.File().appendText", "java.io.File().writeText"], Kind::LogSink)
        .of(Const("file"))
        .value(Object)
        .when(&[When::Has(Object, LOG_NAMES)]),
    write(
        &["java.io.File().copyTo", "java.nio.file.Path().copyTo", "java.nio.file.Path().moveTo"],
        Arg(0, "target"),
    ),
];
