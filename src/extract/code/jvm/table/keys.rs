//! Keys with which JVM programs sign their sessions and tokens.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::Kind;
use Slot::{Arg, First};

pub(super) const ENTRIES: &[Entry] = &[
    fact(
        &[
            "com.auth0.jwt.algorithms.Algorithm.HMAC256",
            "com.auth0.jwt.algorithms.Algorithm.HMAC384",
            "com.auth0.jwt.algorithms.Algorithm.HMAC512",
            "io.jsonwebtoken.security.Keys.hmacShaKeyFor",
            "javax.crypto.spec.SecretKeySpec",
            "com.nimbusds.jose.crypto.MACSigner",
            "com.nimbusds.jose.crypto.MACVerifier",
            "org.springframework.security.authentication.RememberMeAuthenticationProvider",
            "org.springframework.security.web.authentication.rememberme.TokenBasedRememberMeServices",
            "io.ktor.server.sessions.SessionTransportTransformerMessageAuthentication",
        ],
        Kind::SigningKey,
    )
    .value(Arg(0, "key"))
    .when(&[When::IsText(Arg(0, "key"))]),
    fact(&["io.jsonwebtoken.Jwts.builder()~.signWith"], Kind::SigningKey)
        .value(First(&[Arg(1, "key"), Arg(0, "key")]))
        .when(&[When::IsText(First(&[Arg(1, "key"), Arg(0, "key")]))]),
    fact(
        &[
            "io.jsonwebtoken.Jwts.parser()~.setSigningKey",
            "io.jsonwebtoken.Jwts.parserBuilder()~.setSigningKey",
            "org.springframework.security.oauth2.provider.token.store.JwtAccessTokenConverter().setSigningKey",
            "org.springframework.security.config.annotation.web.builders.HttpSecurity()~.key",
        ],
        Kind::SigningKey,
    )
    .value(Arg(0, "key"))
    .when(&[When::IsText(Arg(0, "key"))]),
];
