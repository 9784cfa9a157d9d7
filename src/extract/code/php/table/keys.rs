//! Keys with which PHP apps sign their sessions, cookies and tokens.

use super::super::super::table::{Entry, Slot, When, fact, field};
use crate::fact::Kind;
use Slot::{Arg, First, Name, Value};

pub(super) const SIGNING: &[Entry] = &[
    fact(&[r"Firebase\JWT\JWT.encode"], Kind::SigningKey).value(Arg(1, "key")),
    fact(&[r"Firebase\JWT\Key"], Kind::SigningKey).value(Arg(0, "keyMaterial")),
    fact(
        &[r"Lcobucci\JWT\Signer\Key\InMemory.plainText", r"Lcobucci\JWT\Signer\Key\InMemory.base64Encoded"],
        Kind::SigningKey,
    )
    .value(Arg(0, "contents")),
    fact(&[r"Illuminate\Encryption\Encrypter"], Kind::SigningKey).value(Arg(0, "key")),
    fact(&["openssl_encrypt", "openssl_decrypt"], Kind::SigningKey).value(Arg(2, "passphrase")),
    fact(&["hash_hmac"], Kind::SigningKey)
        .value(First(&[Arg(2, "key")]))
        .when(&[When::IsText(Arg(2, "key"))]),
    // Laravel's `config/app.php` and `config/jwt.php`, Symfony's `framework.secret`.
    field(&["key"], Kind::SigningKey).of(Name).when(&[When::File(&["app"]), When::IsText(Value)]),
    field(&["secret"], Kind::SigningKey).of(Name).when(&[When::File(&["jwt"]), When::IsText(Value)]),
    // WordPress.
    field(
        &[
            "AUTH_KEY",
            "SECURE_AUTH_KEY",
            "LOGGED_IN_KEY",
            "NONCE_KEY",
            "AUTH_SALT",
            "SECURE_AUTH_SALT",
            "LOGGED_IN_SALT",
            "NONCE_SALT",
        ],
        Kind::SigningKey,
    )
    .of(Name)
    .when(&[When::IsText(Value)]),
];
