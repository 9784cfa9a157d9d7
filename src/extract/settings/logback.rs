//! Logback's and Log4j's XML: <https://logback.qos.ch/manual/configuration.html>,
//! <https://logging.apache.org/log4j/2.x/manual/configuration.html>, `log4j.dtd`.
//!
//! What stands below a condition of Logback's (`<if>`), or a profile of Spring's that stands for no environment, is switched on
//! by a deploy: that is configuration as it should be.

use std::collections::BTreeMap;

use super::appenders::{self, Appender, Reference};
use super::{logging, spring};
use crate::fact::{Environment, Fact, Place};
use crate::parse::xml::Element;
use crate::source::Arg;

/// The sinks of one document.
pub(super) fn sinks(root: Element, place: &Place) -> Vec<Fact> {
    let mut reader = Configuration::default();
    reader.properties(root);
    reader.elements(root, &Environment::Any, 0);
    appenders::sinks(&reader.appenders, &reader.references, place)
}

/// Elements that only group others are nested no deeper than this.
const DEEPEST: usize = 16;

#[derive(Default)]
struct Configuration {
    properties: BTreeMap<String, String>,
    appenders: Vec<Appender>,
    references: Vec<Reference>,
}

impl Configuration {
    /// `<property name="A" value="b"/>`, `<Property name="A">b</Property>`, `<springProperty name="A" defaultValue="b"/>`
    fn properties(&mut self, root: Element) {
        for element in root.descendants() {
            let is_property = matches!(
                element.name().to_ascii_lowercase().as_str(),
                "property" | "variable" | "springproperty"
            );
            let of_group = element.parent().is_none_or(|parent| parent.attribute("class").is_none());
            let Some(name) = element.attribute("name").filter(|_| is_property && of_group) else { continue };
            let value = element.attribute("value").or_else(|| element.attribute("defaultValue"));
            if let Some(value) = value.or_else(|| element.text()) {
                self.properties.entry(name.text).or_insert(value.text);
            }
        }
    }

    fn elements(&mut self, parent: Element, environment: &Environment, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        for element in parent.children() {
            match element.name().to_ascii_lowercase().as_str() {
                "springprofile" => {
                    let profiles = element.attribute("name");
                    let inner = profiles.and_then(|name| spring::environment_of_profiles(&name.text));
                    if let Some(inner) = inner {
                        self.elements(
                            element,
                            if inner == Environment::Any { environment } else { &inner },
                            depth + 1,
                        );
                    }
                }
                "loggers" | "appenders" => self.elements(element, environment, depth + 1),
                "root" | "logger" | "asyncroot" | "asynclogger" | "category" => {
                    self.logger(element, environment);
                }
                "include" => self.include(element, environment),
                "appender" => self.appender(element, environment, depth),
                _ if parent.name().eq_ignore_ascii_case("appenders") => {
                    self.appender(element, environment, depth);
                }
                _ => {}
            }
        }
    }

    fn logger(&mut self, logger: Element, environment: &Environment) {
        let level = logger.attribute("level").or_else(|| logger.child("level")?.attribute("value"));
        if level.is_some_and(|level| level.text.eq_ignore_ascii_case("off")) {
            return;
        }
        let names: Vec<String> = self.references_of(logger).collect();
        let to = |name| Reference { name, environment: environment.clone() };
        self.references.extend(names.into_iter().map(to));
    }

    /// The names that an element refers to; which one a variable holds is for its default to say.
    fn references_of<'e>(&'e self, element: Element<'e>) -> impl Iterator<Item = String> + 'e {
        let is_reference = |child: &Element| {
            matches!(child.name().to_ascii_lowercase().as_str(), "appender-ref" | "appenderref")
        };
        let direct = element.children().filter(is_reference);
        direct.filter_map(|child| Some(self.filled_in(&child.attribute("ref")?.text, 0)))
    }

    /// Files of Spring Boot's own.
    /// <https://docs.spring.io/spring-boot/how-to/logging.html#howto.logging.logback>
    fn include(&mut self, element: Element, environment: &Environment) {
        let Some(resource) = element.attribute("resource") else { return };
        let is_base = resource.text.ends_with("boot/logging/logback/base.xml");
        if !is_base && !resource.text.ends_with("boot/logging/logback/file-appender.xml") {
            return;
        }
        self.appenders.push(Appender {
            name: "FILE".to_owned(),
            sink: Some("rotating-file"),
            class: "ch.qos.logback.core.rolling.RollingFileAppender".to_owned(),
            target: None,
            span: element.span(),
            refs: Vec::new(),
            environment: environment.clone(),
        });
        if is_base {
            let reference = Reference { name: "FILE".to_owned(), environment: environment.clone() };
            self.references.push(reference);
        }
    }

    fn appender(&mut self, element: Element, environment: &Environment, depth: usize) {
        let class = ["class", "type"].into_iter().find_map(|name| element.attribute(name));
        let class = class.map_or_else(|| element.name().to_owned(), |class| class.text);
        let name = element.attribute("name").map(|name| name.text).unwrap_or_default();
        let mut refs: Vec<String> = self.references_of(element).collect();
        // One appender for each value of a key (`<sift>`, `<Routes>`) is written in it.
        let inside = (depth < DEEPEST).then(|| element.descendants().skip(1));
        for inner in inside.into_iter().flatten() {
            if let Some(inner_name) = inner.attribute("name").filter(|_| is_appender(inner)) {
                refs.push(inner_name.text);
                self.appender(inner, environment, DEEPEST);
            }
        }
        self.appenders.push(Appender {
            sink: logging::subject_of_appender(&class),
            target: self.target(element),
            span: element.name_span(),
            environment: environment.clone(),
            name,
            class,
            refs,
        });
    }

    /// The file or host, as an attribute, an element or a `<param>`.
    fn target(&self, element: Element) -> Option<Arg> {
        const NAMES: [&str; 7] =
            ["file", "fileName", "filePattern", "syslogHost", "remoteHost", "destination", "host"];
        let params = || element.children().filter(|child| child.name() == "param");
        let written = NAMES.into_iter().find_map(|name| {
            let of_param = || {
                let mut params = params();
                params.find(|param| {
                    param.attribute("name").is_some_and(|own| own.text.eq_ignore_ascii_case(name))
                })
            };
            let child = || element.children().find(|child| child.name().eq_ignore_ascii_case(name));
            let attribute = element.attribute(name);
            attribute.or_else(|| child()?.text()).or_else(|| of_param()?.attribute("value"))
        });
        let rolled = || element.child("rollingPolicy")?.child("fileNamePattern")?.text();
        let written = written.or_else(rolled)?;
        let text = self.filled_in(&written.text, 0);
        Some(Arg { literal: text == written.text, text, span: written.span })
    }

    /// A text with properties of the file and defaults in the place of what refers to them, and `{}` for anything else.
    fn filled_in(&self, text: &str, depth: usize) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            filled.push_str(rest[..start].trim_end_matches('$'));
            let Some(length) = super::interpolation::closing_brace(&rest[start..]) else {
                rest = &rest[start..];
                break;
            };
            if depth < DEEPEST && filled.len() < LONGEST {
                filled.push_str(&self.variable(&rest[start + 2..start + length], depth + 1));
            }
            rest = &rest[start + length + 1..];
        }
        filled.push_str(rest);
        filled
    }

    fn variable(&self, inner: &str, depth: usize) -> String {
        let (name, default) =
            inner.split_once(":-").map_or((inner, None), |(name, default)| (name, Some(default)));
        match self.properties.get(name) {
            // A property may be the variable of its own name: `<property name="A" value="${A:-b}"/>`.
            Some(value) if depth < DEEPEST => self.filled_in(value, depth),
            _ => default.map_or_else(|| "{}".to_owned(), |default| self.filled_in(default, depth)),
        }
    }
}

/// Texts that properties make are no longer than this.
const LONGEST: usize = 1_000;

/// Whether an element inside of another declares an appender.
fn is_appender(element: Element) -> bool {
    element.name() == "appender"
        || element.parent().is_some_and(|parent| parent.name() == "Route")
            && logging::subject_of_appender(element.name()).is_some()
}
