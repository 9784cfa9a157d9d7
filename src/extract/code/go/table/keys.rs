//! Keys with which Go apps sign their sessions, cookies and tokens.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::Kind;
use Slot::{Arg, Key};

const FIRST: Slot = Arg(0, "");

pub(super) const ENTRIES: &[Entry] = &[
    fact(
        &[
            "github.com/golang-jwt/jwt.Token().SignedString",
            "github.com/gorilla/sessions.NewCookieStore",
            "github.com/gorilla/securecookie.New",
            "github.com/gorilla/csrf.Protect",
            "github.com/gin-contrib/sessions/cookie.NewStore",
            "github.com/gin-contrib/sessions/memstore.NewStore",
            "github.com/labstack/echo/middleware.JWT",
            "github.com/labstack/echo-jwt.JWT",
        ],
        Kind::SigningKey,
    )
    .value(FIRST),
    fact(
        &["github.com/labstack/echo/middleware.JWTConfig", "github.com/labstack/echo-jwt.Config"],
        Kind::SigningKey,
    )
    .value(Key("SigningKey"))
    .when(&[When::Present(Key("SigningKey"))]),
    fact(&["github.com/appleboy/gin-jwt.GinJWTMiddleware"], Kind::SigningKey)
        .value(Key("Key"))
        .when(&[When::Present(Key("Key"))]),
    fact(&["github.com/go-chi/jwtauth.New"], Kind::SigningKey).value(Arg(1, "")),
];
