//! Tomcat's `server.xml` and `context.xml`: <https://tomcat.apache.org/tomcat-11.0-doc/config/>.

use super::{API, Setting, Walk};
use crate::extract::{Harvest, Reader};
use crate::fact::{Fact, Kind};
use crate::parse::xml::Element;
use crate::source::Arg;

pub(super) fn extract(reader: Reader, root: Element, harvest: &mut Harvest) {
    for element in root.descendants() {
        match element.name() {
            "Connector" => connector(reader, element, harvest),
            "Resource" | "Parameter" | "Environment" => resource(reader, element, harvest),
            "Manager" | "Store" => manager(reader, element, harvest),
            "Valve" => valve(reader, element, harvest),
            _ => {}
        }
    }
}

fn connector(reader: Reader, element: Element, harvest: &mut Harvest) {
    let Some(port) = element.attribute("port").filter(|port| port.text.parse::<u16>().is_ok()) else {
        return;
    };
    let host = element.attribute("address").unwrap_or_else(|| Arg::literal("", port.span));
    harvest
        .facts
        .push(Fact::new(Kind::Listen, port.span, API, reader.place.clone()).about(host).valued(port));
}

/// Attributes of a resource are settings of it; a parameter has a name and a value.
fn resource(reader: Reader, element: Element, harvest: &mut Harvest) {
    let mut walk = Walk::new(reader, harvest);
    let mut state = |name: &str, value: Arg| {
        let setting =
            Setting { path: name, key: value.span, text: &value.text, span: value.span, is_string: true };
        walk.setting(&setting);
    };
    if element.name() == "Resource" {
        for name in ["url", "password", "connectionPassword", "host"] {
            if let Some(value) = element.attribute(name) {
                state(name, value);
            }
        }
    } else if let (Some(name), Some(value)) = (element.attribute("name"), element.attribute("value")) {
        state(&name.text, value);
    }
}

/// The standard manager keeps sessions in memory by default as well: only what chooses a store says something.
fn manager(reader: Reader, element: Element, harvest: &mut Harvest) {
    let Some(class) = element.attribute("className") else { return };
    let store = match class.text.rsplit('.').next().unwrap_or("") {
        "FileStore" => "file",
        "JDBCStore" | "DataSourceStore" => "database",
        "RedissonSessionManager" | "RedisSessionManager" => "redis",
        "MemcachedBackupSessionManager" => "memcached",
        _ => return,
    };
    let fact = Fact::new(Kind::SessionStore, class.span, class.text.as_str(), reader.place.clone());
    harvest.facts.push(fact.about(Arg::literal(store, class.span)));
}

/// An access log is a file that is rotated every day, unless that is switched off.
fn valve(reader: Reader, element: Element, harvest: &mut Harvest) {
    let Some(class) = element.attribute("className") else { return };
    if !matches!(class.text.rsplit('.').next(), Some("AccessLogValve" | "ExtendedAccessLogValve")) {
        return;
    }
    let folder = element.attribute("directory").map_or_else(|| "logs".to_owned(), |folder| folder.text);
    let prefix = element.attribute("prefix").map_or_else(|| "access_log".to_owned(), |prefix| prefix.text);
    let is_stream = folder.starts_with("/dev") || folder.starts_with("/proc");
    let rotates = element.attribute("rotatable").is_none_or(|rotates| rotates.text != "false");
    let subject = match (is_stream, rotates) {
        (true, _) => "stdout",
        (false, true) => "rotating-file",
        (false, false) => "file",
    };
    let path = Arg { text: format!("{folder}/{prefix}"), literal: false, span: class.span };
    let fact = Fact::new(Kind::LogSink, class.span, class.text.as_str(), reader.place.clone());
    harvest.facts.push(fact.about(Arg::literal(subject, class.span)).valued(path));
}
