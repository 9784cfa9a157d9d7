//! Configurations of web servers and of PHP itself, as images carry them: nginx, Apache, php.ini, pools of PHP-FPM.

use std::ops::Range;

use super::{Harvest, Reader};
use crate::discover::Server;
use crate::extract::code::address::Address;
use crate::fact::{Fact, Kind};
use crate::source::Arg;

/// Words of a configuration, each with its place.
#[derive(Debug)]
struct Directive<'a> {
    name: &'a str,
    place: Range<usize>,
    arguments: Vec<(&'a str, Range<usize>)>,
}

/// Reads one file.
pub fn extract(reader: Reader, server: Server, harvest: &mut Harvest) {
    for directive in directives(reader.text, server) {
        let mut say = Say { reader, server, harvest };
        match server {
            Server::Nginx => nginx(&directive, &mut say),
            Server::Apache => apache(&directive, &mut say),
            Server::Php => php(&directive, &mut say),
        }
    }
}

/// The places where nginx is told to send a client to the same process again.
pub fn affinities(text: &str) -> Vec<Range<usize>> {
    let sticky = |directive: &Directive| matches!(directive.name, "ip_hash" | "sticky");
    let found = directives(text, Server::Nginx).into_iter().filter(sticky);
    found.map(|directive| directive.place).collect()
}

/// Whether a configuration of nginx keeps it in the foreground.
pub fn stays_in_foreground(text: &str) -> bool {
    let is_off = |directive: &Directive| {
        directive.name == "daemon" && directive.arguments.first().is_some_and(|(word, _)| *word == "off")
    };
    directives(text, Server::Nginx).iter().any(is_off)
}

fn nginx(directive: &Directive, say: &mut Say) {
    match (directive.name, directive.arguments.as_slice()) {
        ("access_log" | "error_log", [path, ..]) => say.log(path),
        ("proxy_pass" | "fastcgi_pass" | "uwsgi_pass" | "grpc_pass" | "server", [address, ..]) => {
            say.peer(address);
        }
        _ => {}
    }
}

fn apache(directive: &Directive, say: &mut Say) {
    match (directive.name.to_ascii_lowercase().as_str(), directive.arguments.as_slice()) {
        ("errorlog" | "customlog" | "transferlog", [path, ..]) => say.log(path),
        ("proxypass", [_, address, ..]) | ("balancermember", [address, ..]) => say.peer(address),
        _ => {}
    }
}

fn php(directive: &Directive, say: &mut Say) {
    let [value, ..] = directive.arguments.as_slice() else { return };
    let name = directive.name;
    let name = name.split_once('[').map_or(name, |(_, inner)| inner.trim_end_matches(']'));
    match name {
        "error_log" | "access.log" | "slowlog" => say.log(value),
        "session.save_handler" => {
            let store = if value.0 == "files" { "file" } else { value.0 };
            say.fact(Kind::SessionStore, store, None, value);
        }
        "display_errors"
            if matches!(value.0.to_ascii_lowercase().as_str(), "on" | "1" | "true" | "stdout") =>
        {
            say.fact(Kind::Debug, "display_errors", Some("true"), value);
        }
        "daemonize" if value.0 == "yes" => say.fact(Kind::Daemonize, "php-fpm", None, value),
        _ => {}
    }
}

/// What a configuration says, on its way to facts.
struct Say<'a, 'h> {
    reader: Reader<'a>,
    server: Server,
    harvest: &'h mut Harvest,
}

impl Say<'_, '_> {
    fn fact(&mut self, kind: Kind, subject: &str, value: Option<&str>, at: &(&str, Range<usize>)) {
        let span = self.reader.span(at.1.clone());
        let mut fact = Fact::new(kind, span, self.server.name(), self.reader.place.clone())
            .about(Arg::literal(subject, span));
        fact.value = value.map(|value| Arg::literal(value, span));
        self.harvest.facts.push(fact);
    }

    /// A file for logs, unless the official images link its path to a stream.
    fn log(&mut self, path: &(&str, Range<usize>)) {
        let linked = ["/var/log/nginx/", "/var/log/apache2/", "${APACHE_LOG_DIR}", "/dev/", "/proc/"];
        if path.0.starts_with("syslog") {
            self.fact(Kind::LogSink, "syslog", None, path);
        } else if path.0.starts_with('/') && !linked.iter().any(|start| path.0.starts_with(start)) {
            self.fact(Kind::LogSink, "file", Some(path.0), path);
        }
    }

    /// A peer by a fixed name of the network; those of a compose file and of the machine itself are wiring.
    fn peer(&mut self, address: &(&str, Range<usize>)) {
        let host = Address::parse(address.0).host.unwrap_or("");
        let is_fixed = host.contains('.') && !host.starts_with("127.") && !address.0.contains(['$', '{']);
        if is_fixed && !address.0.starts_with("unix:") {
            self.fact(Kind::Connect, "http", Some(address.0), address);
        }
    }
}

/// The directives of a text: one a line, or several between signs where nginx reads it.
fn directives(text: &str, server: Server) -> Vec<Directive<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let comment = if server == Server::Php { ';' } else { '#' };
        let statements: &[char] = if server == Server::Nginx { &[';', '{', '}'] } else { &[] };
        let written = &line[..line.find(comment).unwrap_or(line.len())];
        let mut at = 0;
        for statement in written.split(statements) {
            found.extend(directive(statement, start + at, server));
            at += statement.len() + 1;
        }
        start += line.len();
    }
    found
}

fn directive(statement: &str, start: usize, server: Server) -> Option<Directive<'_>> {
    let separators: &[char] =
        if server == Server::Php { &[' ', '\t', '\r', '\n', '='] } else { &[' ', '\t', '\r', '\n'] };
    let mut words = Vec::new();
    let mut at = 0;
    for word in statement.split(separators) {
        let bare = word.trim_matches(['"', '\'']);
        if !bare.is_empty() {
            let quote = word.find(bare).unwrap_or(0);
            words.push((bare, start + at + quote..start + at + quote + bare.len()));
        }
        at += word.len() + 1;
    }
    let arguments = words.split_off(usize::from(!words.is_empty()));
    let (name, place) = words.pop()?;
    Some(Directive { name, place, arguments })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_found_with_their_places() {
        let text = "upstream a { ip_hash; server 10.0.0.5:80; } # ip_hash;\n";
        assert_eq!(affinities(text), vec![13..20; 1]);
        let found = directives(text, Server::Nginx);
        let server = found.iter().find(|directive| directive.name == "server").unwrap();
        assert_eq!(&text[server.arguments[0].1.clone()], "10.0.0.5:80");
        let found = directives("; a = b\nerror_log = \"/x.log\"\n", Server::Php);
        assert_eq!((found[0].name, found[0].arguments[0].0), ("error_log", "/x.log"));
    }
}
