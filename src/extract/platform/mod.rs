//! Procfiles and other platforms' files to start commands, variables, ports and backing services.

mod engine;
mod fly;
mod heroku;
mod railway;
mod render;
#[cfg(test)]
mod tests;

use super::{Harvest, Reader};
use crate::discover::Class;
use crate::fact::{Environment, Fact, Kind, Role};
use crate::parse::procfile;
use crate::parse::tree::{Node, Tree};
use crate::source::{Arg, Span, name_of};

/// Reads one file.
pub fn extract(reader: Reader, class: Class, harvest: &mut Harvest) {
    let mut teller = Teller { reader, harvest };
    if class == Class::Procfile {
        processes(&mut teller);
        return;
    }
    match name_of(reader.path).to_ascii_lowercase().as_str() {
        "app.json" => heroku::manifest(&mut teller),
        "heroku.yml" => heroku::containers(&mut teller),
        "fly.toml" => fly::extract(&mut teller),
        "render.yaml" => render::extract(&mut teller),
        "railway.toml" | "railway.json" | "nixpacks.toml" => railway::extract(&mut teller),
        "app.yaml" => engine::extract(&mut teller),
        _ => {}
    }
}

fn processes(teller: &mut Teller) {
    let found = procfile::parse(teller.reader.file, teller.reader.text);
    for error in found.errors {
        teller.harvest.unreadable(error.span, error.message);
    }
    for process in found.processes {
        teller.started("procfile", &process.name.text, process.command);
    }
}

/// Puts what a platform's file says into facts.
struct Teller<'a, 'h> {
    reader: Reader<'a>,
    harvest: &'h mut Harvest,
}

impl Teller<'_, '_> {
    /// The first document of a parsed file; what is broken is said.
    fn root<'t>(&mut self, tree: &'t Tree) -> Option<Node<'t>> {
        for error in tree.errors() {
            self.harvest.unreadable(error.span, format!("this document is not read: {}", error.message));
        }
        tree.documents().next()
    }

    fn tell(&mut self, kind: Kind, span: Span, api: &str, subject: Arg, value: Option<Arg>) {
        let mut fact = Fact::new(kind, span, api, self.reader.place.clone()).about(subject);
        fact.value = value;
        self.harvest.facts.push(fact);
    }

    /// A variable that the platform gives to the app.
    fn provide(&mut self, name: Arg, value: Option<Arg>) {
        let span = value.as_ref().map_or(name.span, |value| name.span.to(value.span));
        self.tell(Kind::EnvProvide, span, "platform", name, value);
    }

    /// The variables of a mapping of scalars.
    fn provide_all(&mut self, variables: Option<Node>) {
        for (key, value) in variables.into_iter().flat_map(Node::entries) {
            if let Some(name) = key.arg() {
                self.provide(name, value.arg());
            }
        }
    }

    /// A command that the platform runs in a shell.
    fn start(&mut self, name: &str, command: Option<Node>) {
        if let Some(command) = command.and_then(text) {
            self.started("platform", name, command);
        }
    }

    fn started(&mut self, origin: &str, name: &str, command: Arg) {
        let span = command.span;
        self.tell(Kind::Start, span, name, Arg::literal(origin, span), Some(command));
    }

    fn expose(&mut self, port: Option<Node>, protocol: &str) {
        if let Some(port) = port.and_then(Node::arg) {
            let protocol = Arg::literal(protocol, port.span);
            self.tell(Kind::Expose, port.span, "platform", protocol, Some(port));
        }
    }

    /// A backing service that the platform runs for the app.
    fn backing(&mut self, engine: &str, span: Span, version: Option<Arg>) {
        self.tell(Kind::Backing, span, "platform", Arg::literal(engine, span), version);
    }

    fn runtime(&mut self, language: &str, version: Arg) {
        let span = version.span;
        self.tell(Kind::Runtime, span, "platform", Arg::literal(language, span), Some(version));
    }

    /// Lets `tell` speak for another environment than the file's.
    fn within(&mut self, environment: &Environment, tell: impl FnOnce(&mut Teller<'_, '_>)) {
        let mut place = self.reader.place.clone();
        place.environment = environment.clone();
        if *environment == Environment::Test && place.role == Role::Production {
            place.role = Role::Test;
        }
        let reader = Reader { place: &place, ..self.reader };
        tell(&mut Teller { reader, harvest: self.harvest });
    }
}

/// The text of a scalar with the span inside of its quotes.
fn text(node: Node) -> Option<Arg> {
    let text = node.text().filter(|text| !text.trim().is_empty())?;
    Some(Arg::literal(text, node.content_span()))
}
