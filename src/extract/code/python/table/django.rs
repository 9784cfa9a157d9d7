//! Django: routes and the names of its settings.

use super::super::super::table::{Entry, Slot, When, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Path, Receiver, Service, Sibling, Value};

const ENGINE: &[&str] = &["**.DATABASES.*.ENGINE"];
const CACHE: &[&str] = &["**.CACHES.*.BACKEND"];
const LAYER: &[&str] = &["**.CHANNEL_LAYERS.*.BACKEND"];
const STORAGE: &[&str] = &["DEFAULT_FILE_STORAGE", "STORAGES.default.BACKEND"];

pub(super) const ENTRIES: &[Entry] = &[
    fact(&["django.urls.path", "django.urls.re_path", "django.conf.urls.url"], Kind::Route)
        .of(Const("PREFIX"))
        .value(Arg(0, "route"))
        .when(&[When::Has(Arg(1, "view"), &["django.urls.include", "django.conf.urls.include", ".urls"])]),
    fact(&["django.urls.path", "django.urls.re_path", "django.conf.urls.url"], Kind::Route)
        .of(Const("ANY"))
        .value(Arg(0, "route")),
    fact(
        &[
            "rest_framework.routers.DefaultRouter().register",
            "rest_framework.routers.SimpleRouter().register",
        ],
        Kind::Route,
    )
    .of(Const("PREFIX"))
    .value(Path(&[Receiver(&Slot::Key("prefix")), Arg(0, "prefix")])),
    // Databases.
    field(ENGINE, Kind::Connect)
        .of(Const("postgres"))
        .value(Sibling("HOST"))
        .when(&[When::Has(Value, &["postgresql", "postgis", "postgres"])]),
    field(ENGINE, Kind::Connect)
        .of(Const("mysql"))
        .value(Sibling("HOST"))
        .when(&[When::Has(Value, &["mysql"])]),
    field(ENGINE, Kind::Connect)
        .of(Const("sqlite"))
        .value(Sibling("NAME"))
        .when(&[When::Has(Value, &["sqlite", "spatialite"]), When::IsText(Sibling("NAME"))]),
    field(ENGINE, Kind::Connect)
        .of(Const("sqlite"))
        .value(Slot::None)
        .when(&[When::Has(Value, &["sqlite", "spatialite"])]),
    field(ENGINE, Kind::Connect)
        .of(Const("oracle"))
        .value(Sibling("HOST"))
        .when(&[When::Has(Value, &["oracle"])]),
    field(ENGINE, Kind::Connect)
        .of(Const("sqlserver"))
        .value(Sibling("HOST"))
        .when(&[When::Has(Value, &["mssql", "sql_server"])]),
    field(ENGINE, Kind::Connect)
        .of(Const("mongodb"))
        .value(Sibling("CLIENT.host"))
        .when(&[When::Has(Value, &["djongo", "mongodb"])]),
    // Sessions. `cache` keeps them wherever `CACHES` does.
    field(&["**.SESSION_ENGINE"], Kind::SessionStore)
        .of(Const("file"))
        .when(&[When::Is(Value, &["django.contrib.sessions.backends.file"])]),
    field(&["**.SESSION_ENGINE"], Kind::SessionStore)
        .of(Const("cookie"))
        .when(&[When::Is(Value, &["django.contrib.sessions.backends.signed_cookies"])]),
    field(&["**.SESSION_ENGINE"], Kind::SessionStore).of(Const("database")).when(&[When::Is(
        Value,
        &["django.contrib.sessions.backends.db", "django.contrib.sessions.backends.cached_db"],
    )]),
    field(&["**.SESSION_ENGINE"], Kind::SessionStore)
        .of(Const("cache"))
        .when(&[When::Is(Value, &["django.contrib.sessions.backends.cache"])]),
    field(&["**.SESSION_ENGINE"], Kind::SessionStore)
        .of(Const("redis"))
        .when(&[When::Has(Value, &["redis"])]),
    // Caches.
    field(CACHE, Kind::CacheStore).of(Const("memory")).when(&[When::Has(Value, &["LocMemCache"])]),
    field(CACHE, Kind::CacheStore)
        .of(Const("file"))
        .value(Sibling("LOCATION"))
        .when(&[When::Has(Value, &["FileBasedCache"])]),
    field(CACHE, Kind::CacheStore).of(Const("database")).when(&[When::Has(Value, &["DatabaseCache"])]),
    field(CACHE, Kind::CacheStore).of(Const("redis")).when(&[When::Has(Value, &["redis", "Redis"])]),
    field(CACHE, Kind::CacheStore)
        .of(Const("memcached"))
        .when(&[When::Has(Value, &["memcached", "PyLibMCCache", "PyMemcacheCache"])]),
    field(CACHE, Kind::Connect)
        .of(Const("redis"))
        .value(Sibling("LOCATION"))
        .when(&[When::Has(Value, &["redis", "Redis"])]),
    field(CACHE, Kind::Connect)
        .of(Const("memcached"))
        .value(Sibling("LOCATION"))
        .when(&[When::Has(Value, &["memcached", "PyLibMCCache", "PyMemcacheCache"])]),
    // Channels.
    field(LAYER, Kind::PubSub).of(Const("memory")).when(&[When::Has(Value, &["InMemoryChannelLayer"])]),
    field(LAYER, Kind::PubSub).of(Const("redis")).when(&[When::Has(Value, &["channels_redis"])]),
    field(LAYER, Kind::Connect)
        .of(Const("redis"))
        .value(Sibling("CONFIG.hosts"))
        .when(&[When::Has(Value, &["channels_redis"])]),
    // Files of users.
    field(&["MEDIA_ROOT"], Kind::FileWrite).of(Const("upload")).when(&[When::Not(Value, &["", "null"])]),
    field(STORAGE, Kind::FileWrite)
        .of(Const("upload"))
        .value(Sibling("OPTIONS.location"))
        .when(&[When::Has(Value, &["FileSystemStorage"]), When::Present(Sibling("OPTIONS.location"))]),
    field(STORAGE, Kind::Connect)
        .of(Const("s3"))
        .value(Slot::None)
        .when(&[When::Has(Value, &["s3boto", "s3.S3", "S3Boto", "s3_storage"])]),
    field(STORAGE, Kind::Connect).of(Const("gcs")).value(Slot::None).when(&[When::Has(Value, &["gcloud"])]),
    field(STORAGE, Kind::Connect)
        .of(Const("azure-blob"))
        .value(Slot::None)
        .when(&[When::Has(Value, &["azure"])]),
    // Mail.
    field(&["EMAIL_HOST"], Kind::Connect).of(Const("smtp")),
    field(&["EMAIL_BACKEND"], Kind::Connect)
        .of(Const("console-mail"))
        .value(Slot::None)
        .when(&[When::Has(Value, &["backends.console", "backends.dummy"])]),
    field(&["EMAIL_BACKEND"], Kind::Connect)
        .of(Const("file-mail"))
        .value(Sibling("EMAIL_FILE_PATH"))
        .when(&[When::Has(Value, &["backends.filebased", "backends.locmem"])]),
    field(&["DATABASE_URL"], Kind::Connect)
        .of(Service(&Value))
        .value(First(&[Value]))
        .when(&[When::Present(Service(&Value))]),
];
