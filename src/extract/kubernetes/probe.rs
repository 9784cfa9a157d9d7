//! Probes and lifecycle hooks.

use super::field::{arg, arg_at, entry_span, words};
use crate::artefact::workload::{Action, Handler, Hook, PreStop, Probe};
use crate::parse::tree::Node;
use crate::source::Arg;

/// The probe that is named at `key`.
pub(super) fn read(key: Node, node: Node) -> Option<Probe> {
    if !node.is_mapping() {
        return None;
    }
    let field = |name: &str| arg_at(node, &[name]);
    Some(Probe {
        span: entry_span(key, node),
        key: key.span(),
        handlers: handlers(node, &PROBES),
        initial_delay: field("initialDelaySeconds"),
        timeout: field("timeoutSeconds"),
        period: field("periodSeconds"),
        success_threshold: field("successThreshold"),
        failure_threshold: field("failureThreshold"),
        grace_period: field("terminationGracePeriodSeconds"),
    })
}

/// What a probe may do.
const PROBES: [(&str, Action); 4] = [
    ("exec", Action::Exec),
    ("httpGet", Action::HttpGet),
    ("tcpSocket", Action::TcpSocket),
    ("grpc", Action::Grpc),
];

/// What a hook may do.
const HOOKS: [(&str, Action); 4] = [
    ("exec", Action::Exec),
    ("httpGet", Action::HttpGet),
    ("tcpSocket", Action::TcpSocket),
    ("sleep", Action::Sleep),
];

fn handlers(node: Node, actions: &[(&str, Action)]) -> Vec<Handler> {
    let written = actions.iter().filter_map(|&(key, action)| {
        let (key, value) = node.entry(key).filter(|(_, value)| !value.is_null())?;
        Some(Handler {
            action,
            span: entry_span(key, value),
            port: arg_at(value, &["port"]),
            path: arg_at(value, &["path"]),
            command: value.get("command").map(command).unwrap_or_default(),
            service: arg_at(value, &["service"]),
            scheme: arg_at(value, &["scheme"]),
            seconds: arg_at(value, &["seconds"]),
            headers: headers(value),
        })
    });
    written.collect()
}

/// The words of a command. What is no list was made by a template, or is refused for another reason.
fn command(node: Node) -> Vec<Arg> {
    if node.is_sequence() { words(node) } else { arg(node).into_iter().collect() }
}

fn headers(handler: Node) -> Vec<(Arg, Arg)> {
    let items = handler.get("httpHeaders").into_iter().flat_map(Node::items);
    items.filter_map(|item| Some((arg_at(item, &["name"])?, arg_at(item, &["value"])?))).collect()
}

/// The hooks of a lifecycle.
pub(super) fn hooks(lifecycle: Node) -> Vec<Hook> {
    let of = |name: &'static str| {
        let (key, node) = lifecycle.entry(name).filter(|(_, value)| value.is_mapping())?;
        Some(Hook { key: key.span(), name, handlers: handlers(node, &HOOKS) })
    };
    ["postStart", "preStop"].into_iter().filter_map(of).collect()
}

/// How long `preStop` of a lifecycle waits.
pub(super) fn pre_stop(lifecycle: Node) -> Option<PreStop> {
    let (key, node) = lifecycle.entry("preStop").filter(|(_, value)| value.is_mapping())?;
    let sleep = arg_at(node, &["sleep", "seconds"])
        .or_else(|| exec_sleep(&node.at(&["exec", "command"]).map(words).unwrap_or_default()));
    Some(PreStop { span: entry_span(key, node), sleep })
}

/// The seconds that a command sleeps for certain: `sleep 10`, `sh -c "sleep 5; nginx -s quit"`.
fn exec_sleep(command: &[Arg]) -> Option<Arg> {
    let words = || {
        command.iter().flat_map(|arg| {
            let pieces = arg.text.split(|c: char| c.is_whitespace() || matches!(c, ';' | '&' | '(' | ')'));
            pieces.filter(|word| !word.is_empty()).map(move |word| (word, arg))
        })
    };
    let branches = ["if", "while", "until", "for", "case", "||", "timeout"];
    if words().any(|(word, _)| branches.contains(&word)) {
        return None;
    }
    let mut total: Option<(u64, &Arg)> = None;
    for ((word, _), (next, arg)) in words().zip(words().skip(1)) {
        if word == "sleep" || word.ends_with("/sleep") {
            let seconds = seconds(next)?;
            let before = total.map_or(0, |(sum, _)| sum);
            total = Some((before.saturating_add(seconds), arg));
        }
    }
    total.map(|(seconds, arg)| Arg::literal(seconds.to_string(), arg.span))
}

/// A duration as `sleep` of coreutils takes it, rounded down to seconds.
fn seconds(text: &str) -> Option<u64> {
    let unit = match text.as_bytes().last()? {
        b'm' => 60,
        b'h' => 3600,
        b'd' => 86400,
        _ => 1,
    };
    let number = text.trim_end_matches(['s', 'm', 'h', 'd']);
    let whole = number.split('.').next().unwrap_or("");
    whole.parse::<u64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn sleep(command: &[&str]) -> Option<String> {
        let args: Vec<Arg> =
            command.iter().map(|word| Arg::literal(*word, Span::start_of(FileId(0)))).collect();
        exec_sleep(&args).map(|arg| arg.text)
    }

    #[test]
    fn sleeps_are_found_in_commands() {
        assert_eq!(sleep(&["sleep", "15"]).as_deref(), Some("15"));
        assert_eq!(sleep(&["/bin/sh", "-c", "sleep 5; nginx -s quit && sleep 2.5s"]).as_deref(), Some("7"));
        assert_eq!(sleep(&["sh", "-c", "/bin/sleep 2m"]).as_deref(), Some("120"));
        assert_eq!(sleep(&["sh", "-c", "while busy; do sleep 1; done"]), None);
        assert_eq!(sleep(&["sh", "-c", "sleep $DELAY"]), None);
        assert_eq!(sleep(&["nginx", "-s", "quit"]), None);
    }
}
