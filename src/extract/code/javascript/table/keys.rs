//! Keys with which JavaScript apps sign their sessions, cookies and tokens.

use super::super::super::table::{Entry, Slot, When, fact, field};
use crate::fact::Kind;
use Slot::{Arg, First, Key, Name};

/// Packages whose option `secret` is such a key.
const SIGNERS: &[&str] = &[
    "@fastify/cookie",
    "@fastify/jwt",
    "@fastify/session",
    "@nestjs/jwt",
    "fastify-jwt",
    "fastify-session",
    "next-auth",
    "passport-jwt",
];

pub(super) const SIGNING: &[Entry] = &[
    fact(
        &["express-session", "fastify-session", "koa-generic-session", "express-jwt", "koa-jwt"],
        Kind::SigningKey,
    )
    .value(Key("secret"))
    .when(&[When::Present(Key("secret"))]),
    fact(&["express-jwt.expressjwt", "next-auth", "hono/jwt.jwt"], Kind::SigningKey)
        .value(Key("secret"))
        .when(&[When::Present(Key("secret"))]),
    fact(&["cookie-session"], Kind::SigningKey)
        .value(First(&[Key("secret"), Key("keys")]))
        .when(&[When::Present(First(&[Key("secret"), Key("keys")]))]),
    fact(&["cookie-parser"], Kind::SigningKey)
        .value(Arg(0, "secret"))
        .when(&[When::Present(Arg(0, "secret"))]),
    fact(
        &["jsonwebtoken.sign", "jsonwebtoken.verify", "jwt-simple.encode", "jwt-simple.decode"],
        Kind::SigningKey,
    )
    .value(Arg(1, "secretOrPrivateKey")),
    fact(&["hono/jwt.sign", "hono/jwt.verify", "fast-jwt.createSigner"], Kind::SigningKey)
        .value(First(&[Key("key"), Arg(1, "secret")])),
    field(&["koa().keys"], Kind::SigningKey).of(Name),
    field(&["**.secretOrKey"], Kind::SigningKey).of(Name).when(&[When::Imports(&["passport-jwt"])]),
    field(&["**.secret"], Kind::SigningKey).of(Name).when(&[When::Imports(SIGNERS)]),
    // Settings in an object of their own: `module.exports = { secret: "…" }`.
    field(
        &[
            "**.secret",
            "**.SECRET",
            "**.jwtSecret",
            "**.JWT_SECRET",
            "**.sessionSecret",
            "**.SESSION_SECRET",
            "**.cookieSecret",
            "**.COOKIE_SECRET",
            "**.secretKey",
            "**.SECRET_KEY",
        ],
        Kind::SigningKey,
    )
    .of(Name)
    .when(&[When::File(&[
        "config",
        "configs",
        "configuration",
        "settings",
        "keys",
        "secret",
        "secrets",
    ])]),
];
