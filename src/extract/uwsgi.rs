//! What the configuration of uWSGI says about the process (<https://uwsgi-docs.readthedocs.io/en/latest/Options.html>).

use std::ops::Range;

use super::{Harvest, Reader};
use crate::extract::code::address::Address;
use crate::fact::{Fact, Kind};
use crate::parse::uwsgi::{Setting, settings};
use crate::source::Arg;

/// The `api` of what options state.
const API: &str = "uwsgi";

/// What is said of a master that SIGTERM makes start again.
pub const RELOADS: &str = "uwsgi.master";

/// Reads one file.
pub fn extract(reader: Reader, harvest: &mut Harvest) {
    let settings = settings(reader.text);
    let has = |name: &str| settings.iter().any(|setting| setting.name == name && setting.is_on());
    let rotates = has("log-maxsize") || has("log-backupname");
    let mut say = Say { reader, harvest };
    for setting in &settings {
        match setting.name {
            "http" | "http-socket" | "http11-socket" | "https" | "https-socket" => say.listen(setting),
            "daemonize" | "daemonize2" => {
                say.fact(Kind::Daemonize, API, Some(API), None, setting.place.clone());
            }
            "logto" | "logto2" => say.log(setting, setting.value, rotates),
            "logger" | "req-logger" => {
                if let Some(path) = file_of_logger(setting.value) {
                    say.log(setting, path, rotates);
                }
            }
            "pidfile" | "pidfile2" | "safe-pidfile" | "safe-pidfile2" => {
                say.fact(Kind::PidFile, API, None, Some(setting.value), setting.place.clone());
            }
            "py-autoreload" | "python-autoreload" | "py-auto-reload" if setting.is_on() => {
                say.fact(Kind::Debug, API, Some(setting.name), Some("true"), setting.place.clone());
            }
            "cron" | "cron2" | "unique-cron" | "legion-cron" => {
                say.fact(Kind::Schedule, API, Some(API), Some(setting.value), setting.place.clone());
            }
            _ => {}
        }
    }
    let master = settings.iter().find(|setting| setting.name == "master" && setting.is_on());
    if let Some(master) = master.filter(|_| !settings.iter().any(ends_on_term)) {
        say.fact(Kind::Server, RELOADS, Some(API), Some("abrupt"), master.place.clone());
    }
}

/// Whether an option makes SIGTERM end the master, which by itself starts all anew (`master_loop` in `core/master.c`).
fn ends_on_term(setting: &Setting) -> bool {
    match setting.name {
        "die-on-term" | "exit-on-reload" => setting.is_on(),
        name => name.starts_with("hook-") && setting.value.starts_with("unix_signal:15 "),
    }
}

/// The path of a logger `NAME file:PATH` or `file:PATH`.
fn file_of_logger(value: &str) -> Option<&str> {
    let logger = value.rsplit(' ').next()?;
    logger.strip_prefix("file:")
}

struct Say<'a, 'h> {
    reader: Reader<'a>,
    harvest: &'h mut Harvest,
}

impl Say<'_, '_> {
    fn fact(
        &mut self,
        kind: Kind,
        api: &str,
        subject: Option<&str>,
        value: Option<&str>,
        place: Range<usize>,
    ) {
        let span = self.reader.span(place);
        let mut fact = Fact::new(kind, span, api, self.reader.place.clone());
        fact.subject = subject.map(|subject| Arg::literal(subject, span));
        fact.value = value.map(|value| Arg::literal(value, span));
        self.harvest.facts.push(fact);
    }

    /// An address for HTTP; what follows a comma are certificates. A variable in it is not known here.
    fn listen(&mut self, setting: &Setting) {
        let address = setting.value.split(',').next().unwrap_or_default();
        let address = Address::parse(address);
        let is_known = !setting.value.contains("$(") && !setting.value.contains('%');
        if let (true, Some(port)) = (is_known, address.port) {
            let host = address.host.filter(|host| !host.is_empty()).unwrap_or("0.0.0.0");
            let place = setting.value_place.clone();
            self.fact(Kind::Listen, API, Some(host), Some(port), place);
        }
    }

    fn log(&mut self, setting: &Setting, path: &str, rotates: bool) {
        let is_stream = path.starts_with("/dev/") || path.starts_with("/proc/");
        let is_peer = !path.contains('/') && path.contains(':');
        if !is_stream && !is_peer {
            let subject = if rotates { "rotating-file" } else { "file" };
            self.fact(Kind::LogSink, API, Some(subject), Some(path), setting.place.clone());
        }
    }
}
