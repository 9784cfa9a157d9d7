//! What Java and Kotlin have in common beyond their syntax: types, containers, comparisons by methods, handlers by their form.

use std::sync::Arc;

use super::super::reads::with_default;
use super::super::syntax::escape::Escapes;
use super::super::syntax::evaluate::map;
use super::super::unit::{Call, Context, Data, Read, Test, Value};
use super::property;
use crate::fact::{Environment, Role};
use crate::source::Arg;

/// Methods that change the container they are called on.
pub(super) const MUTATORS: &[&str] = &[
    "add",
    "addAll",
    "addFirst",
    "addLast",
    "clear",
    "compute",
    "computeIfAbsent",
    "computeIfPresent",
    "getOrPut",
    "incrementAndGet",
    "merge",
    "offer",
    "plusAssign",
    "pop",
    "push",
    "put",
    "putAll",
    "putIfAbsent",
    "remove",
    "removeIf",
    "replace",
    "set",
];

/// Classes whose objects hold others and can change.
const CONTAINERS: &[&str] = &[
    "ArrayDeque",
    "ArrayList",
    "ConcurrentHashMap",
    "ConcurrentLinkedDeque",
    "ConcurrentLinkedQueue",
    "ConcurrentSkipListMap",
    "CopyOnWriteArrayList",
    "CopyOnWriteArraySet",
    "HashMap",
    "HashSet",
    "Hashtable",
    "LinkedBlockingQueue",
    "LinkedHashMap",
    "LinkedHashSet",
    "LinkedList",
    "PriorityQueue",
    "TreeMap",
    "TreeSet",
    "Vector",
    "WeakHashMap",
];

/// Functions that make such containers.
const MAKERS: &[&str] = &[
    "ConcurrentHashMap.newKeySet(",
    "Collections.synchronizedMap(",
    "Collections.synchronizedList(",
    "Collections.synchronizedSet(",
    "Maps.newConcurrentMap(",
    "Maps.newHashMap(",
    "Lists.newArrayList(",
    "mutableMapOf(",
    "mutableMapOf<",
    "mutableListOf(",
    "mutableListOf<",
    "mutableSetOf(",
    "mutableSetOf<",
    "hashMapOf(",
    "hashMapOf<",
    "arrayListOf(",
    "arrayListOf<",
    "linkedMapOf(",
    "linkedMapOf<",
];

/// Annotations of classes of which frameworks make one object that answers all requests.
const SINGLETONS: &[&str] = &[
    "org.springframework.web.bind.annotation.RestController",
    "org.springframework.stereotype.Controller",
    "io.micronaut.http.annotation.Controller",
];

/// Whether a class, as it is written, is a container.
pub(super) fn is_container(class: &str) -> bool {
    let name = class.split('<').next().unwrap_or(class);
    CONTAINERS.contains(&name.rsplit('.').next().unwrap_or(name).trim())
}

/// Whether a call, as it is written, makes a container.
pub(super) fn makes_container(call: &str) -> bool {
    MAKERS.iter().any(|maker| call.starts_with(maker))
}

/// Whether one object of the class around a place answers all requests.
pub(super) fn is_singleton(context: &Context) -> bool {
    context.class.as_ref().is_some_and(|class| {
        class.decorators.iter().any(|decorator| SINGLETONS.contains(&decorator.callee.as_str()))
            || class
                .bases
                .iter()
                .any(|base| base.ends_with(".HttpServlet") || base.ends_with("WebSocketHandler"))
    })
}

/// The type by which a declared one is known; values that are no objects of a library are known by their names alone.
pub(super) fn type_of(canonical: String) -> Option<String> {
    let plain = canonical.strip_prefix("java.lang.").or_else(|| canonical.strip_prefix("kotlin."));
    let is_value = plain.is_some_and(|name| {
        matches!(name, "String" | "Integer" | "Long" | "Boolean" | "Int" | "Object" | "Any")
    });
    // A type parameter is a single letter.
    (!is_value && canonical.trim_start_matches('?').len() > 2).then_some(canonical)
}

/// Whether objects of a generic class, as it is written, stand for what they hold.
pub(super) fn is_holder(class: &str) -> bool {
    matches!(class, "ObjectProvider" | "Provider" | "Instance" | "Optional" | "Lazy")
}

/// What a call returns where the language's own library says so.
pub(super) fn value(call: &Call) -> Option<Value> {
    property::value(call).or_else(|| compared(call)).or_else(|| demanded(call)).or_else(|| collected(call))
}

/// `List.of(a, b)`, `listOf(a, b)`, `mapOf(a to b)`
fn collected(call: &Call) -> Option<Value> {
    let data = match call.callee.as_str() {
        "java.util.List.of"
        | "java.util.Set.of"
        | "java.util.Arrays.asList"
        | "?listOf"
        | "?arrayOf"
        | "?setOf"
        | "?listOfNotNull" => Data::List(call.args.iter().map(|argument| argument.value.clone()).collect()),
        "?mapOf" | "?mutableMapOf" | "?hashMapOf" if !call.args.is_empty() => {
            let entry = |value: &Value| match &value.data {
                Data::List(pair) if pair.len() == 2 => {
                    let key = pair[0].as_text().map(str::to_owned).or_else(|| pair[0].canonical())?;
                    Some((Arg::literal(key, pair[0].span), pair[1].clone()))
                }
                _ => None,
            };
            let entries: Vec<_> = call.args.iter().filter_map(|argument| entry(&argument.value)).collect();
            let open = entries.len() < call.args.len() || call.open;
            return Some(map(entries, open, call.span));
        }
        _ => return None,
    };
    Some(Value { data, span: call.span })
}

/// `a.equals(b)`, `Objects.equals(a, b)`
fn compared(call: &Call) -> Option<Value> {
    let (left, right) = match (call.method(), &call.receiver) {
        _ if call.callee == "java.util.Objects.equals" => (call.positional(0)?, call.positional(1)?),
        ("equals" | "equalsIgnoreCase" | "contentEquals", Some(receiver)) => (receiver, call.positional(0)?),
        _ => return None,
    };
    let (left, right) = if matches!(left.data, Data::Text(_)) { (right, left) } else { (left, right) };
    let test = Test { left: left.clone(), right: vec![right.clone()], negated: false };
    Some(Value { data: Data::Test(Arc::new(test)), span: call.span })
}

/// `Objects.requireNonNull(variable)`, `Objects.requireNonNullElse(variable, default)`
fn demanded(call: &Call) -> Option<Value> {
    let demands = matches!(
        call.callee.as_str(),
        "java.util.Objects.requireNonNull"
            | "com.google.common.base.Preconditions.checkNotNull"
            | "?requireNotNull"
            | "?checkNotNull"
    );
    let defaults = matches!(
        call.callee.as_str(),
        "java.util.Objects.requireNonNullElse"
            | "org.apache.commons.lang3.StringUtils.defaultIfBlank"
            | "org.apache.commons.lang3.StringUtils.defaultIfEmpty"
            | "org.apache.commons.lang3.StringUtils.defaultString"
            | "com.google.common.base.MoreObjects.firstNonNull"
    );
    let Data::Env(read) = &call.positional(0)?.data else { return None };
    let read = if demands {
        Arc::new(Read { required: read.default.is_none(), ..(**read).clone() })
    } else if defaults && read.default.is_none() {
        with_default(read, call.positional(1)?.clone(), call.span)
    } else {
        return None;
    };
    Some(Value { data: Data::Env(read), span: call.span })
}

/// Whether a framework calls a method of that name, in a class like the one around it, for each request or message.
pub(super) fn is_handler(name: &str, context: &Context) -> bool {
    let Some(class) = &context.class else { return false };
    let derives = |ends: &[&str]| class.bases.iter().any(|base| ends.iter().any(|end| base.ends_with(end)));
    match name {
        "doGet" | "doPost" | "doPut" | "doDelete" | "doHead" | "doOptions" | "doPatch" | "service" => {
            derives(&["HttpServlet"])
        }
        "doFilter" => derives(&["servlet.Filter", "HttpFilter"]),
        "doFilterInternal" => derives(&["OncePerRequestFilter"]),
        "handleRequest" => {
            derives(&["RequestHandler", "RequestStreamHandler", "HttpRequestHandler", "HttpHandler"])
        }
        "handle" => derives(&["HttpHandler", "HandlerInterceptor"]),
        "preHandle" | "postHandle" => derives(&["HandlerInterceptor"]),
        "afterConnectionEstablished" | "handleMessage" | "handleTextMessage" | "afterConnectionClosed" => {
            derives(&["WebSocketHandler"])
        }
        "onMessage" => derives(&["MessageListener"]),
        _ => class.bases.iter().any(|base| base.ends_with("ImplBase")),
    }
}

/// The role of what is made only where one of certain profiles is active.
pub(super) fn role_by(annotation: &Call) -> Option<Role> {
    let profiles = match annotation.callee.as_str() {
        "org.springframework.context.annotation.Profile"
        | "io.quarkus.arc.profile.IfBuildProfile"
        | "io.micronaut.context.annotation.Requires" => {
            annotation.key("value").or_else(|| annotation.key("env")).or_else(|| annotation.positional(0))?
        }
        _ => return None,
    };
    let names: Vec<&str> = match &profiles.data {
        Data::List(names) => names.iter().map(Value::as_text).collect::<Option<_>>()?,
        _ => vec![profiles.as_text()?],
    };
    let roles = names.iter().map(|name| match Environment::from_word(name)? {
        Environment::Development => Some(Role::Development),
        Environment::Test => Some(Role::Test),
        _ => None,
    });
    let roles: Vec<Role> = roles.collect::<Option<_>>()?;
    roles.first().copied()
}

/// The escape sequences of strings.
pub(super) const ESCAPES: Escapes = Escapes {
    named: &[('n', "\n"), ('t', "\t"), ('r', "\r"), ('b', "\u{8}"), ('f', "\u{c}")],
    hexadecimal: &['u'],
    octal: true,
};
