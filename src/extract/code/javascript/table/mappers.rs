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
/// Where Drizzle is told of a database instead of given a client.
const DRIZZLE: Slot = First(&[
    Key("connection.connectionString"),
    Key("connection.uri"),
    Key("connection.host"),
    Key("connection"),
    Arg(0, "url"),
]);
const KNEX_POSTGRES: &[&str] = &["pg", "postgres", "postgresql", "pgnative"];
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
        .when(&[When::Is(Key("client"), KNEX_POSTGRES)]),
    fact(&["knex"], Kind::Connect)
        .of(Const("mysql"))
        .value(First(&[Key("connection.host"), Key("connection")]))
        .when(&[When::Is(Key("client"), &["mysql", "mysql2"])]),
    // Options of Knex in an object of their own; a dialect can also be a class of Knex that a project adapts.
    field(&["**.client"], Kind::Connect)
        .of(Const("sqlite"))
        .value(First(&[Sibling("connection.filename"), Sibling("connection")]))
        .when(&[When::Is(Value, SQLITES), When::Present(Sibling("connection"))]),
    field(&["**.client"], Kind::Connect)
        .of(Const("sqlite"))
        .value(Sibling("connection.filename"))
        .when(&[When::Has(Value, &["knex/lib/dialects/sqlite3", "knex/lib/dialects/better-sqlite3"])]),
    field(&["**.client"], Kind::Connect)
        .of(Const("postgres"))
        .value(First(&[
            Sibling("connection.host"),
            Sibling("connection.connectionString"),
            Sibling("connection"),
        ]))
        .when(&[When::Is(Value, KNEX_POSTGRES), When::Present(Sibling("connection"))]),
    field(&["**.client"], Kind::Connect)
        .of(Const("mysql"))
        .value(First(&[Sibling("connection.host"), Sibling("connection")]))
        .when(&[When::Is(Value, &["mysql", "mysql2"]), When::Present(Sibling("connection"))]),
    // Drizzle makes the driver's client itself where it is given a place instead of one.
    fact(
        &[
            "drizzle-orm/better-sqlite3.drizzle",
            "drizzle-orm/bun-sqlite.drizzle",
            "drizzle-orm/libsql.drizzle",
        ],
        Kind::Connect,
    )
    .of(Const("sqlite"))
    .value(First(&[Key("connection.source"), Key("connection.url"), Key("connection"), Arg(0, "source")]))
    .when(&[
        When::IsText(First(&[
            Key("connection.source"),
            Key("connection.url"),
            Key("connection"),
            Arg(0, "source"),
        ])),
        When::Lacks(First(&[Key("connection.url"), Key("connection"), Arg(0, "source")]), &["://"]),
    ]),
    fact(&["drizzle-orm/node-postgres.drizzle", "drizzle-orm/postgres-js.drizzle"], Kind::Connect)
        .of(Const("postgres"))
        .value(DRIZZLE)
        .when(&[When::IsText(DRIZZLE)]),
    fact(&["drizzle-orm/mysql2.drizzle"], Kind::Connect)
        .of(Const("mysql"))
        .value(DRIZZLE)
        .when(&[When::IsText(DRIZZLE)]),
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
    fact(&["@mikro-orm/core.MikroORM.init", "@mikro-orm/core.defineConfig"], Kind::Connect)
        .of(Const("sqlite"))
        .value(Key("dbName"))
        .when(&[When::Has(Key("driver"), &["SqliteDriver", "LibSqlDriver"])]),
    fact(&["@mikro-orm/sqlite.MikroORM.init", "@mikro-orm/better-sqlite.MikroORM.init"], Kind::Connect)
        .of(Const("sqlite"))
        .value(Key("dbName"))
        .when(&[When::Present(Key("dbName"))]),
    // The schema is rewritten at start.
    fact(&["@nestjs/sequelize.SequelizeModule.forRoot"], Kind::SchemaSync)
        .of(Const("sequelize"))
        .value(Named("create", &Key("synchronize")))
        .when(&[When::Is(Key("synchronize"), &["true"])]),
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
            "@mikro-orm/core.MikroORM.init().schema.update",
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
    fact(&["*.runMigrations"], Kind::Migrate)
        .of(Const("typeorm"))
        .when(&[When::Imports(&["typeorm", "@nestjs/typeorm"])]),
    field(&["**.migrationsRun"], Kind::Migrate).of(Const("typeorm")).value(Slot::None).when(&[
        When::Is(Value, &["true"]),
        When::Present(First(&[Sibling("migrations"), Sibling("entities"), Sibling("type")])),
    ]),
    fact(TYPEORM, Kind::Migrate).of(Const("typeorm")).when(&[When::Is(Key("migrationsRun"), &["true"])]),
    fact(
        &[
            "knex().migrate.latest",
            "knex().migrate.up",
            "*.knex.migrate.latest",
            "*.knex.migrate.up",
            "*.db.migrate.latest",
            "redbean-node.R.knex.migrate.latest",
        ],
        Kind::Migrate,
    )
    .of(Const("knex")),
    fact(&["?knex.migrate.latest", "?db.migrate.latest", "?knex.migrate.up"], Kind::Migrate)
        .of(Const("knex")),
    fact(&["umzug.Umzug().up", "umzug().up"], Kind::Migrate).of(Const("umzug")),
    fact(&["kysely.Migrator().migrateToLatest", "kysely.Migrator().migrateUp"], Kind::Migrate)
        .of(Const("kysely")),
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
            "drizzle-orm/bun-sqlite/migrator.migrate",
            "drizzle-orm/libsql/migrator.migrate",
            "drizzle-orm/mysql2/migrator.migrate",
            "drizzle-orm/neon-http/migrator.migrate",
            "drizzle-orm/neon-serverless/migrator.migrate",
            "drizzle-orm/vercel-postgres/migrator.migrate",
        ],
        Kind::Migrate,
    )
    .of(Const("drizzle")),
    fact(
        &["@mikro-orm/core.MikroORM.init().getMigrator().up", "@mikro-orm/core.MikroORM.init().migrator.up"],
        Kind::Migrate,
    )
    .of(Const("mikro-orm")),
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
