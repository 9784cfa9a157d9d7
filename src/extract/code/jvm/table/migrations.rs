//! Migrations that JVM code runs, and mappers that rewrite the schema.

use super::super::super::table::{Entry, Slot, When, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Const, Value};

const SETS: &[&str] = &[
    "java.util.Properties().setProperty",
    "java.util.Properties().put",
    "java.util.HashMap().put",
    "java.util.Map().put",
    "org.hibernate.cfg.Configuration()~.setProperty",
    "org.springframework.boot.builder.SpringApplicationBuilder()~.properties",
    "*.setProperty",
    "*.put",
];

const DDL: &[&str] = &[
    "hibernate.hbm2ddl.auto",
    "jakarta.persistence.schema-generation.database.action",
    "javax.persistence.schema-generation.database.action",
    "org.hibernate.cfg.AvailableSettings.HBM2DDL_AUTO",
    "org.hibernate.cfg.Environment.HBM2DDL_AUTO",
];

pub(super) const ENTRIES: &[Entry] = &[
    fact(
        &["org.flywaydb.core.Flyway.configure()~.migrate", "org.flywaydb.core.Flyway().migrate"],
        Kind::Migrate,
    )
    .of(Const("flyway")),
    fact(&["liquibase.Liquibase().update", "liquibase.command.CommandScope().execute"], Kind::Migrate)
        .of(Const("liquibase")),
    fact(SETS, Kind::SchemaSync)
        .of(Const("hibernate"))
        .value(Arg(1, "value"))
        .when(&[When::Is(Arg(0, "key"), DDL)]),
    fact(
        &["org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter().setGenerateDdl"],
        Kind::SchemaSync,
    )
    .of(Const("hibernate"))
    .value(Const("update"))
    .when(&[When::Is(Arg(0, "generateDdl"), &["true"])]),
    fact(
        &[
            "org.jetbrains.exposed.sql.SchemaUtils.create",
            "org.jetbrains.exposed.sql.SchemaUtils.createMissingTablesAndColumns",
            "org.jetbrains.exposed.v1.jdbc.SchemaUtils.create",
            "org.jetbrains.exposed.v1.jdbc.SchemaUtils.createMissingTablesAndColumns",
        ],
        Kind::SchemaSync,
    )
    .of(Const("exposed"))
    .value(Const("create")),
    field(
        &["org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter().isGenerateDdl"],
        Kind::SchemaSync,
    )
    .of(Const("hibernate"))
    .when(&[When::Is(Value, &["true"])]),
];
