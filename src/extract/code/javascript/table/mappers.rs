//! Object mappers and query builders: what they connect to, and what they do to the schema.

use super::super::super::table::{Entry, Slot, When, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Key, Named, Service, Sibling, Value};

const TYPEORM: &[&str] = &[
    "typeorm.DataSource",
    "typeorm.createConnection",
    "typeorm.createConnections",
    "@nestjs/typeorm.TypeOrmModule.forRoot",
];
const SEQUELIZE: &[&str] = &[
    "sequelize.Sequelize",
    "sequelize",
    "sequelize-typescript.Sequelize",
    "@nestjs/sequelize.SequelizeModule.forRoot",
];

/// Where a mapper's options say the database is; for an embedded one its file.
const PLACE: Slot = First(&[Key("url"), Key("host"), Key("database")]);
const FILE: Slot = First(&[Key("database"), Key("storage"), Key("connection.filename")]);
const SQLITES: &[&str] = &["sqlite", "better-sqlite3", "sqljs", "sqlite3", "expo", "react-native"];

pub(super) const ENTRIES: &[Entry] = &[
    // Connections.
    fact(TYPEORM, Kind::Connect).of(Const("sqlite")).value(FILE).when(&[When::Is(Key("type"), SQLITES)]),
    fact(TYPEORM, Kind::Connect)
        .of(First(&[Service(&Key("type")), Service(&Key("url"))]))
        .value(PLACE)
        .when(&[When::Present(First(&[Service(&Key("type")), Service(&Key("url"))]))]),
    fact(SEQUELIZE, Kind::Connect).of(Const("sqlite")).value(FILE).when(&[When::Is(Key("dialect"), SQLITES)]),
    fact(SEQUELIZE, Kind::Connect)
        .of(Service(&Key("dialect")))
        .value(First(&[Key("host"), Key("url"), Arg(0, "url")]))
        .when(&[When::Present(Service(&Key("dialect")))]),
    fact(SEQUELIZE, Kind::Connect)
        .of(Service(&Arg(0, "url")))
        .value(Arg(0, "url"))
        .when(&[When::Present(Service(&Arg(0, "url")))]),
    fact(SEQUELIZE, Kind::Literal)
        .of(Const("password"))
        .value(Arg(2, "password"))
        .when(&[When::IsText(Arg(2, "password")), When::Not(Key("dialect"), SQLITES)]),
    fact(&["knex"], Kind::Connect)
        .of(Const("sqlite"))
        .value(First(&[Key("connection.filename"), Key("connection")]))
        .when(&[When::Is(First(&[Key("client"), Key("dialect")]), SQLITES)]),
    fact(&["knex"], Kind::Connect)
        .of(Const("postgres"))
        .value(First(&[Key("connection.host"), Key("connection.connectionString"), Key("connection")]))
        .when(&[When::Is(Key("client"), &["pg", "postgres", "postgresql", "pgnative"])]),
    fact(&["knex"], Kind::Connect)
        .of(Const("mysql"))
        .value(First(&[Key("connection.host"), Key("connection")]))
        .when(&[When::Is(Key("client"), &["mysql", "mysql2"])]),
    // Options kept in an object of their own: `development: { dialect: "postgres", host: … }`.
    field(&["**.dialect"], Kind::Connect)
        .of(Const("sqlite"))
        .value(Sibling("storage"))
        .when(&[When::Is(Value, SQLITES), When::Present(Sibling("storage"))]),
    field(&["**.dialect"], Kind::Connect)
        .of(Service(&Value))
        .value(First(&[Sibling("host"), Sibling("HOST")]))
        .when(&[When::Present(Service(&Value)), When::Present(First(&[Sibling("host"), Sibling("HOST")]))]),
    // `db.config.js`, which does not say of which engine it speaks.
    field(&["**.host", "**.HOST"], Kind::Connect).of(Const("database")).when(&[
        When::File(&["db", "database"]),
        When::IsText(Value),
        When::Present(First(&[Sibling("database"), Sibling("DATABASE"), Sibling("DB"), Sibling("db")])),
        When::Absent(Sibling("dialect")),
        When::Absent(Sibling("type")),
        When::Absent(Sibling("client")),
    ]),
    field(&["**.type"], Kind::Connect).of(Const("sqlite")).value(Sibling("database")).when(&[
        When::Is(Value, SQLITES),
        When::Present(Sibling("database")),
        When::Present(Sibling("entities")),
    ]),
    field(&["**.type"], Kind::Connect)
        .of(Service(&Value))
        .value(First(&[Sibling("host"), Sibling("url")]))
        .when(&[
            When::Present(Service(&Value)),
            When::Present(First(&[Sibling("entities"), Sibling("synchronize"), Sibling("migrations")])),
        ]),
    fact(&["@prisma/client.PrismaClient"], Kind::Connect)
        .of(Service(&Key("datasources.db.url")))
        .value(Key("datasources.db.url"))
        .when(&[When::Present(Key("datasources.db.url"))]),
    fact(&["@mikro-orm/core.MikroORM.init"], Kind::Connect)
        .of(Service(&First(&[Key("type"), Key("clientUrl")])))
        .value(First(&[Key("clientUrl"), Key("host")]))
        .when(&[When::Present(Service(&First(&[Key("type"), Key("clientUrl")])))]),
    // The schema is rewritten at start.
    fact(TYPEORM, Kind::SchemaSync)
        .of(Const("typeorm"))
        .value(Named("synchronize", &Key("synchronize")))
        .when(&[When::Is(Key("synchronize"), &["true"])]),
    field(&["**.synchronize"], Kind::SchemaSync)
        .of(Const("typeorm"))
        .value(Named("synchronize", &Value))
        .when(&[
            When::Is(Value, &["true"]),
            When::Present(First(&[
                Sibling("entities"),
                Sibling("type"),
                Sibling("database"),
                Sibling("autoLoadEntities"),
            ])),
        ]),
    fact(&["typeorm.DataSource().synchronize", "typeorm.createConnection().synchronize"], Kind::SchemaSync)
        .of(Const("typeorm"))
        .value(Const("synchronize")),
    fact(SYNC, Kind::SchemaSync)
        .of(Const("sequelize"))
        .value(Named("force", &Key("force")))
        .when(&[When::Is(Key("force"), &["true"])]),
    fact(SYNC, Kind::SchemaSync)
        .of(Const("sequelize"))
        .value(Named("alter", &Key("alter")))
        .when(&[When::Is(Key("alter"), &["true"])]),
    fact(SYNC, Kind::SchemaSync)
        .of(Const("sequelize"))
        .value(Const("create"))
        .when(&[When::Absent(Key("force")), When::Absent(Key("alter"))]),
    fact(
        &[
            "@mikro-orm/core.MikroORM.init().schema.updateSchema",
            "@mikro-orm/core.MikroORM.init().getSchemaGenerator().updateSchema",
        ],
        Kind::SchemaSync,
    )
    .of(Const("mikro-orm"))
    .value(Const("update")),
    // Migrations run by the program.
    fact(
        &[
            "typeorm.DataSource().runMigrations",
            "typeorm.createConnection().runMigrations",
            "?AppDataSource.runMigrations",
            "?dataSource.runMigrations",
        ],
        Kind::Migrate,
    )
    .of(Const("typeorm")),
    fact(TYPEORM, Kind::Migrate).of(Const("typeorm")).when(&[When::Is(Key("migrationsRun"), &["true"])]),
    fact(&["knex().migrate.latest", "?knex.migrate.latest", "?db.migrate.latest"], Kind::Migrate)
        .of(Const("knex")),
    fact(&["umzug.Umzug().up", "umzug().up"], Kind::Migrate).of(Const("umzug")),
    fact(
        &[
            "node-pg-migrate",
            "node-pg-migrate.runner",
            "postgres-migrations.migrate",
            "postgrator().migrate",
            "migrate-mongo.up",
        ],
        Kind::Migrate,
    )
    .of(Const("migrate")),
    fact(
        &[
            "drizzle-orm/node-postgres/migrator.migrate",
            "drizzle-orm/postgres-js/migrator.migrate",
            "drizzle-orm/better-sqlite3/migrator.migrate",
            "drizzle-orm/mysql2/migrator.migrate",
        ],
        Kind::Migrate,
    )
    .of(Const("drizzle")),
    fact(&["@mikro-orm/core.MikroORM.init().getMigrator().up"], Kind::Migrate).of(Const("mikro-orm")),
];

const SYNC: &[&str] = &[
    "sequelize.Sequelize().sync",
    "sequelize().sync",
    "sequelize-typescript.Sequelize().sync",
    "?sequelize.sync",
    "?db.sequelize.sync",
    "?models.sequelize.sync",
    "?database.sync",
    "?db.sync",
];
