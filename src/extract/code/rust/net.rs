//! Addresses as the standard library builds them: `SocketAddr::from(([127, 0, 0, 1], 3000))` is `127.0.0.1:3000`.

use super::super::syntax::evaluate::concatenated;
use super::super::unit::{Call, Data, Value};
use crate::source::Span;

/// The address that a constant of the standard library is.
pub(super) fn constant(canonical: &str, span: Span) -> Option<Value> {
    let text = match canonical {
        "std::net::Ipv4Addr::LOCALHOST" => "127.0.0.1",
        "std::net::Ipv4Addr::UNSPECIFIED" => "0.0.0.0",
        "std::net::Ipv6Addr::LOCALHOST" => "::1",
        "std::net::Ipv6Addr::UNSPECIFIED" => "::",
        _ => return None,
    };
    Some(Value::text(text, span))
}

/// The address that a call of the standard library makes.
pub(super) fn address(call: &Call) -> Option<Value> {
    let first = call.positional(0);
    match call.callee.as_str() {
        "std::net::Ipv4Addr::new" => {
            let parts: Vec<String> = call.args.iter().map(|arg| arg.value.shown()).collect();
            let known = call.args.iter().all(|arg| matches!(arg.value.data, Data::Number(_)));
            (known && parts.len() == 4).then(|| Value::text(parts.join("."), call.span))
        }
        "std::net::Ipv6Addr::new" => {
            let parts: Vec<String> = call.args.iter().map(|arg| arg.value.shown()).collect();
            match parts.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                ["0", "0", "0", "0", "0", "0", "0", "0"] => Some(Value::text("::", call.span)),
                ["0", "0", "0", "0", "0", "0", "0", "1"] => Some(Value::text("::1", call.span)),
                _ => None,
            }
        }
        "std::net::IpAddr::V4"
        | "std::net::IpAddr::V6"
        | "std::net::SocketAddr::V4"
        | "std::net::SocketAddr::V6" => first.cloned(),
        "std::net::IpAddr::from" | "std::net::Ipv4Addr::from" => Some(host(first?)),
        "std::net::SocketAddr::new" | "std::net::SocketAddrV4::new" | "std::net::SocketAddrV6::new" => {
            Some(joined(first?, call.positional(1)?, call.span))
        }
        "std::net::SocketAddr::from" => match &first?.data {
            Data::List(parts) if parts.len() == 2 => Some(joined(&parts[0], &parts[1], call.span)),
            _ => first.cloned(),
        },
        _ => None,
    }
}

/// A pair of host and port with its host as a text: `([127, 0, 0, 1], 3000)`.
pub(super) fn endpoint(pair: Value) -> Value {
    match &pair.data {
        Data::List(parts) if parts.len() == 2 && matches!(parts[1].data, Data::Number(_) | Data::Env(_)) => {
            let parts = [host(&parts[0]), parts[1].clone()];
            Value { data: Data::List(parts.into()), span: pair.span }
        }
        _ => pair,
    }
}

/// `[127, 0, 0, 1]` as a text.
fn host(value: &Value) -> Value {
    match &value.data {
        Data::List(parts) if parts.len() == 4 => {
            let parts: Vec<String> = parts.iter().map(Value::shown).collect();
            Value::text(parts.join("."), value.span)
        }
        _ => value.clone(),
    }
}

/// The address of a host and a port.
fn joined(place: &Value, port: &Value, span: Span) -> Value {
    let place = host(place);
    let wrapped = match &place.data {
        Data::Text(text) if text.contains(':') => Value::text(format!("[{text}]"), place.span),
        _ => place,
    };
    concatenated(vec![wrapped, Value::text(":", span), port.clone()], "", span)
}
