//! What is random or secret in Helm is fixed here, in the right shape, so that every run says the same.

use super::Family;
use super::arguments::{Outcome, count, integer, take, take_first, text};
use crate::extract::helm::engine::Engine;
use crate::extract::helm::value::Value;
use data_encoding::BASE64;

pub(super) const FAMILY: Family = &[
    ("randAlphaNum", alphanumeric),
    ("randAlpha", alphabetic),
    ("randNumeric", numeric),
    ("randAscii", ascii),
    ("randBytes", bytes),
    ("randInt", int),
    ("uuidv4", uuid),
    ("bcrypt", bcrypt),
    ("htpasswd", htpasswd),
    ("derivePassword", derive_password),
    ("encryptAES", encrypt),
    ("decryptAES", decrypt),
    ("genPrivateKey", private_key),
    ("genCA", certificate),
    ("genCAWithKey", certificate),
    ("genSelfSignedCert", certificate),
    ("genSelfSignedCertWithKey", certificate),
    ("genSignedCert", certificate),
    ("genSignedCertWithKey", certificate),
    ("buildCustomCert", custom_certificate),
];

/// The bcrypt hash of nothing in particular.
const HASH: &str = "$2a$10$placeholderplaceholderuabcdefghijklmnopqrstuvwxyz0123";

/// So many characters of an alphabet, over and over.
fn cycled(engine: &mut dyn Engine, arguments: Vec<Value>, alphabet: &str) -> Outcome {
    let [length] = take(arguments)?;
    let length = count(&length)?;
    engine.spend(length)?;
    Ok(Value::text(alphabet.chars().cycle().take(length).collect::<String>()))
}

fn alphanumeric(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    cycled(engine, arguments, "a1B2c3D4e5F6g7H8i9J0")
}

fn alphabetic(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    cycled(engine, arguments, "aBcDeFgHiJkLmNoPqRsT")
}

fn numeric(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    cycled(engine, arguments, "1234567890")
}

fn ascii(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    cycled(engine, arguments, "a1B2c3D4-e5F6g7H8_")
}

fn bytes(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [length] = take(arguments)?;
    let length = count(&length)?;
    engine.spend(length)?;
    Ok(Value::text(BASE64.encode(&vec![b'x'; length])))
}

fn int(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [least, _most] = take(arguments)?;
    Ok(Value::int(integer(&least)?))
}

fn uuid(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [] = take(arguments)?;
    Ok(Value::text("00000000-0000-4000-8000-000000000000"))
}

fn bcrypt(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [password] = take(arguments)?;
    let password = text(password)?;
    Ok(Value::Text(password.derive(HASH)))
}

fn htpasswd(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let ([user, password], _) = take_first(arguments)?;
    let (user, password) = (text(user)?, text(password)?);
    if user.as_str().contains(':') {
        return Ok(Value::text(format!("invalid username: {user}")));
    }
    Ok(Value::Text(password.derive(format!("{user}:{HASH}"))))
}

fn derive_password(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [_counter, template, password, _user, _site] = take(arguments)?;
    let length = match text(template)?.as_str() {
        "maximum" => 20,
        "long" => 14,
        "medium" => 8,
        "basic" => 8,
        "short" => 4,
        "pin" => 4,
        other => return Ok(Value::text(format!("cannot find password template {other}"))),
    };
    let made: String = "a1B2c3D4e5F6g7H8i9J0".chars().take(length).collect();
    Ok(Value::Text(text(password)?.derive(made)))
}

fn encrypt(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [_password, plain] = take(arguments)?;
    let plain = text(plain)?;
    Ok(Value::Text(plain.derive(BASE64.encode(plain.as_str().as_bytes()))))
}

/// The inverse of what `encryptAES` gives here.
fn decrypt(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [_password, encrypted] = take(arguments)?;
    let encrypted = text(encrypted)?;
    let plain = BASE64.decode(encrypted.as_str().as_bytes()).unwrap_or_default();
    Ok(Value::Text(encrypted.derive(String::from_utf8_lossy(&plain))))
}

fn pem(label: &str) -> Value {
    Value::text(format!("-----BEGIN {label}-----\nUExBQ0VIT0xERVI=\n-----END {label}-----\n"))
}

fn private_key(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [kind] = take(arguments)?;
    Ok(match text(kind)?.as_str() {
        "" | "rsa" => pem("RSA PRIVATE KEY"),
        "dsa" => pem("DSA PRIVATE KEY"),
        "ecdsa" => pem("EC PRIVATE KEY"),
        "ed25519" => pem("PRIVATE KEY"),
        other => Value::text(format!("Unknown type {other}")),
    })
}

fn certificate(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let ([_name, _days], _) = take_first(arguments)?;
    Ok(Value::map([("Cert".to_owned(), pem("CERTIFICATE")), ("Key".to_owned(), pem("RSA PRIVATE KEY"))]))
}

fn custom_certificate(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [certificate, key] = take(arguments)?;
    let decode = |value: Value| -> Outcome {
        let value = text(value)?;
        let bytes = BASE64.decode(value.as_str().as_bytes()).map_err(|_| "unable to decode base64")?;
        Ok(Value::Text(value.derive(String::from_utf8_lossy(&bytes))))
    };
    Ok(Value::map([("Cert".to_owned(), decode(certificate)?), ("Key".to_owned(), decode(key)?)]))
}
