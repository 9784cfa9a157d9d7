//! Encodings and checksums: base64, base32, SHA, Adler-32.

use std::fmt::Write as _;

use data_encoding::{BASE32, BASE64, Encoding};
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha512};

use super::Family;
use super::arguments::{Outcome, take, text};
use crate::extract::helm::engine::Engine;
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family = &[
    ("b64enc", base64_encode),
    ("b64dec", base64_decode),
    ("b32enc", base32_encode),
    ("b32dec", base32_decode),
    ("sha1sum", sha1sum),
    ("sha256sum", sha256sum),
    ("sha512sum", sha512sum),
    ("adler32sum", adler32sum),
];

/// A string made of the bytes of another.
fn made(arguments: Vec<Value>, make: impl Fn(&[u8]) -> String) -> Outcome {
    let [value] = take(arguments)?;
    let value = text(value)?;
    Ok(Value::Text(value.derive(make(value.as_str().as_bytes()))))
}

/// What was encoded; of what is not encoded so, Go's words for that.
fn decoded(encoding: &Encoding, name: &str, encoded: &[u8]) -> String {
    let joined: Vec<u8> = encoded.iter().copied().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    match encoding.decode(&joined) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => format!("illegal {name} data at input byte {}", error.position),
    }
}

fn base64_encode(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |bytes| BASE64.encode(bytes))
}

fn base64_decode(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |bytes| decoded(&BASE64, "base64", bytes))
}

fn base32_encode(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |bytes| BASE32.encode(bytes))
}

fn base32_decode(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |bytes| decoded(&BASE32, "base32", bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn sha1sum(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |bytes| hexadecimal(&Sha1::digest(bytes)))
}

fn sha256sum(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |bytes| hexadecimal(&Sha256::digest(bytes)))
}

fn sha512sum(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |bytes| hexadecimal(&Sha512::digest(bytes)))
}

fn adler32sum(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    made(arguments, |bytes| {
        let (low, high) = bytes.iter().fold((1_u32, 0_u32), |(low, high), byte| {
            let low = (low + u32::from(*byte)) % 65_521;
            (low, (high + low) % 65_521)
        });
        (high << 16 | low).to_string()
    })
}
