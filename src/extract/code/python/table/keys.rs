//! Keys with which Python apps sign their sessions, cookies and tokens.

use super::super::super::table::{Entry, Slot, When, fact, field};
use crate::fact::Kind;
use Slot::{Arg, Const, First, Key, Name};

const SETTINGS: &[&str] =
    &["**.SECRET_KEY", "**.JWT_SECRET_KEY", "**.JWT_SECRET", "**.SECURITY_PASSWORD_SALT", "**.secret_key"];

const FLASK_UPDATES: &[&str] = &[
    "flask.Flask().config.update",
    "flask.Flask().config.from_mapping",
    "?app.config.update",
    "?app.config.from_mapping",
];

/// What is imported where such a setting is the app's own.
const FRAMEWORKS: &[&str] = &[
    "authlib",
    "django",
    "fastapi",
    "fastapi_jwt_auth",
    "flask",
    "itsdangerous",
    "jose",
    "jwt",
    "quart",
    "sanic",
    "starlette",
];

pub(super) const SIGNING: &[Entry] = &[
    fact(&["jwt.encode", "jwt.decode", "jose.jwt.encode", "jose.jwt.decode"], Kind::SigningKey)
        .value(Arg(1, "key")),
    fact(&["authlib.jose.jwt.encode"], Kind::SigningKey).value(Arg(2, "key")),
    fact(&["authlib.jose.jwt.decode"], Kind::SigningKey).value(Arg(1, "key")),
    fact(
        &[
            "itsdangerous.Serializer",
            "itsdangerous.Signer",
            "itsdangerous.TimedSerializer",
            "itsdangerous.TimestampSigner",
            "itsdangerous.URLSafeSerializer",
            "itsdangerous.URLSafeTimedSerializer",
            "itsdangerous.url_safe.URLSafeTimedSerializer",
        ],
        Kind::SigningKey,
    )
    .value(Arg(0, "secret_key")),
    fact(&["cryptography.fernet.Fernet"], Kind::SigningKey).value(Arg(0, "key")),
    fact(
        &[
            "fastapi.FastAPI().add_middleware",
            "starlette.applications.Starlette().add_middleware",
            "starlette.middleware.Middleware",
            "?app.add_middleware",
        ],
        Kind::SigningKey,
    )
    .value(First(&[Key("secret_key"), Key("secret")]))
    .when(&[When::Present(First(&[Key("secret_key"), Key("secret")]))]),
    fact(FLASK_UPDATES, Kind::SigningKey)
        .of(Const("SECRET_KEY"))
        .value(Key("SECRET_KEY"))
        .when(&[When::Present(Key("SECRET_KEY"))]),
    fact(FLASK_UPDATES, Kind::SigningKey)
        .of(Const("JWT_SECRET_KEY"))
        .value(Key("JWT_SECRET_KEY"))
        .when(&[When::Present(Key("JWT_SECRET_KEY"))])
        .also(),
    field(SETTINGS, Kind::SigningKey).of(Name).when(&[When::Imports(FRAMEWORKS)]),
    field(SETTINGS, Kind::SigningKey).of(Name).when(&[When::File(&[
        "config",
        "configuration",
        "constants",
        "security",
        "settings",
        "auth",
    ])]),
];
