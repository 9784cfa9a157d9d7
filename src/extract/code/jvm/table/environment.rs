//! Environment variables, and what passes values through.

use super::super::super::table::{Entry, Meaning, On, Slot, When, call, entry, fact};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Key, Of};

/// Profiles that stand for where the program runs.
const PRODUCTION: &[&str] = &["prod", "production", "prd", "live", "staging", "stage"];

pub(super) const ENTRIES: &[Entry] = &[
    // Reads.
    fact(
        &[
            "java.lang.System.getenv",
            "java.lang.System.getenv().get",
            "java.lang.System.getenv().getOrDefault",
            "java.lang.ProcessBuilder().environment().get",
        ],
        Kind::EnvRead,
    )
    .of(Arg(0, "name"))
    .value(Arg(1, "default")),
    entry(On::Element(&["java.lang.System.getenv()"]), Meaning::Fact(Kind::EnvRead)),
    fact(
        &[
            "io.github.cdimascio.dotenv.Dotenv.load().get",
            "io.github.cdimascio.dotenv.Dotenv.configure()~.get",
            "io.github.cdimascio.dotenv.Dotenv().get",
            "io.github.cdimascio.dotenv.dotenv()~.get",
        ],
        Kind::EnvRead,
    )
    .of(Arg(0, "name"))
    .value(Arg(1, "default")),
    fact(
        &[
            "org.springframework.core.env.Environment().getProperty",
            "org.springframework.core.env.ConfigurableEnvironment().getProperty",
            "org.springframework.core.env.PropertyResolver().getProperty",
            "io.micronaut.context.env.Environment().getProperty",
        ],
        Kind::EnvRead,
    )
    .of(Arg(0, "key"))
    .value(Arg(1, "default"))
    .when(&[When::IsCapitals(Arg(0, "key"))]),
    call(
        &[
            "org.springframework.core.env.Environment().getRequiredProperty",
            "org.springframework.core.env.ConfigurableEnvironment().getRequiredProperty",
            "org.eclipse.microprofile.config.Config().getValue",
            "org.eclipse.microprofile.config.ConfigProvider.getConfig().getValue",
        ],
        Meaning::EnvDemand,
    )
    .of(Arg(0, "key"))
    .when(&[When::IsCapitals(Arg(0, "key"))]),
    fact(
        &[
            "org.eclipse.microprofile.config.Config().getOptionalValue",
            "org.eclipse.microprofile.config.ConfigProvider.getConfig().getOptionalValue",
        ],
        Kind::EnvRead,
    )
    .of(Arg(0, "key"))
    .when(&[When::IsCapitals(Arg(0, "key"))]),
    // What annotations inject: see `property`.
    call(
        &[
            "org.springframework.beans.factory.annotation.Value",
            "org.springframework.boot.context.properties.ConfigurationProperties",
            "io.micronaut.context.annotation.Value",
            "io.micronaut.context.annotation.Property",
            "io.micronaut.context.annotation.ConfigurationProperties",
            "org.eclipse.microprofile.config.inject.ConfigProperty",
        ],
        Meaning::EnvDemand,
    ),
    // Branches on profiles that stand for environments.
    fact(&["org.springframework.context.annotation.Profile"], Kind::EnvironmentBranch)
        .of(Const("spring.profiles.active"))
        .value(Arg(0, "value"))
        .when(&[When::Is(Arg(0, "value"), PRODUCTION)]),
    fact(&["org.springframework.core.env.Environment().acceptsProfiles"], Kind::EnvironmentBranch)
        .of(Const("spring.profiles.active"))
        .value(First(&[Of(&Arg(0, "profiles"), &Arg(0, "profiles")), Arg(0, "profiles")]))
        .when(&[When::Is(
            First(&[Of(&Arg(0, "profiles"), &Arg(0, "profiles")), Arg(0, "profiles")]),
            PRODUCTION,
        )]),
    // Options that can be given by a variable.
    fact(&["com.github.ajalt.clikt.parameters.options.option"], Kind::EnvRead)
        .of(Key("envvar"))
        .when(&[When::Present(Key("envvar"))]),
    // What returns its argument in another form.
    call(
        &[
            "java.lang.Integer.parseInt",
            "java.lang.Integer.valueOf",
            "java.lang.Long.parseLong",
            "java.lang.Long.valueOf",
            "java.lang.Boolean.parseBoolean",
            "java.lang.Boolean.valueOf",
            "java.lang.String.valueOf",
            "java.util.Optional.of",
            "java.util.Optional.ofNullable",
            "java.net.URI",
            "java.net.URI.create",
            "java.net.URL",
            "java.time.Duration.parse",
            "org.apache.commons.lang3.StringUtils.trim",
            "com.mongodb.ConnectionString",
            "io.lettuce.core.RedisURI.create",
            "io.ktor.http.Url",
            "org.springframework.core.ParameterizedTypeReference",
        ],
        Meaning::Same,
    ),
    call(
        &[
            "?.trim",
            "?.strip",
            "?.toLowerCase",
            "?.toUpperCase",
            "?.lowercase",
            "?.uppercase",
            "?.toString",
            "?.toInt",
            "?.toLong",
            "?.toBoolean",
            "?.toIntOrNull",
            "?.toLongOrNull",
            "?.toBooleanStrictOrNull",
            "?.intern",
            "?.getBytes",
            "?.toByteArray",
            "?.toCharArray",
            "?.removeSuffix",
            "?.removePrefix",
            "?.trimEnd",
            "?.trimIndent",
            "?.trimMargin",
            "?.map",
            "?.filter",
            "?.takeIf",
            "?.takeUnless",
            "?.toURI",
            "?.toURL",
            "java.io.File().toPath",
            "java.io.File().getAbsoluteFile",
            "java.io.File().getAbsolutePath",
            "java.io.File().getCanonicalFile",
            "java.io.File().getPath",
            "java.nio.file.Path.of().toFile",
            "java.nio.file.Path.of().toAbsolutePath",
            "java.nio.file.Path.of().normalize",
            "java.nio.file.Paths.get().toFile",
            "java.nio.file.Paths.get().toAbsolutePath",
            "java.nio.file.Paths.get().normalize",
        ],
        Meaning::Receiver,
    ),
    call(&["?.orElse", "?.ifBlank", "?.ifEmpty"], Meaning::Defaults),
    call(&["?.orElseThrow"], Meaning::Demands),
    call(
        &[
            "java.io.File",
            "java.nio.file.Path.of",
            "java.nio.file.Paths.get",
            "java.nio.file.Path().resolve",
            "java.nio.file.Path.of().resolve",
            "java.nio.file.Paths.get().resolve",
            "java.io.File().resolve",
            "kotlin.io.path.Path",
            "okio.Path.toPath",
        ],
        Meaning::Joins,
    ),
    call(
        &[
            "java.io.File.createTempFile",
            "java.nio.file.Files.createTempFile",
            "java.nio.file.Files.createTempDirectory",
            "kotlin.io.path.createTempFile",
            "kotlin.io.path.createTempDirectory",
            "kotlin.io.createTempFile",
            "com.google.common.io.Files.createTempDir",
        ],
        Meaning::Temporary,
    ),
    call(
        &[
            "java.nio.file.Files.delete",
            "java.nio.file.Files.deleteIfExists",
            "java.io.File()~.delete",
            "java.io.File()~.deleteOnExit",
            "java.io.File()~.deleteRecursively",
            "org.apache.commons.io.FileUtils.deleteQuietly",
            "org.apache.commons.io.FileUtils.forceDelete",
            "org.apache.commons.io.FileUtils.deleteDirectory",
            "org.springframework.util.FileSystemUtils.deleteRecursively",
            "*.deleteOnExit",
            "*.deleteIfExists",
            "*.deleteQuietly",
        ],
        Meaning::Removes,
    ),
    call(
        &[
            "java.lang.System.exit",
            "java.lang.Runtime.getRuntime().exit",
            "java.lang.Runtime.getRuntime().halt",
            "kotlin.system.exitProcess",
            "org.springframework.boot.SpringApplication.exit",
        ],
        Meaning::Exits,
    ),
];
