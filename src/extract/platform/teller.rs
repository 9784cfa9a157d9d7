//! Puts what a platform's file says into facts and services.

use crate::artefact::backing;
use crate::artefact::compose::CommandField;
use crate::artefact::platform::{Platform, PlatformService};
use crate::extract::{Harvest, Reader, kubernetes};
use crate::fact::{Environment, Fact, Kind, Role};
use crate::parse::tree::{Node, Tree};
use crate::parse::{duration, hcl};
use crate::source::{Arg, Span, folder_of, join, name_of};

/// Puts what a platform's file says into facts.
pub(super) struct Teller<'a, 'h> {
    pub(super) reader: Reader<'a>,
    pub(super) harvest: &'h mut Harvest,
}

impl Teller<'_, '_> {
    /// The first document of a parsed file; what is broken is said.
    pub(super) fn root<'t>(&mut self, tree: &'t Tree) -> Option<Node<'t>> {
        for error in tree.errors() {
            self.harvest.unreadable(error.span, format!("this document is not read: {}", error.message));
        }
        tree.documents().next()
    }

    pub(super) fn tell(&mut self, kind: Kind, span: Span, api: &str, subject: Arg, value: Option<Arg>) {
        let mut fact = Fact::new(kind, span, api, self.reader.place.clone()).about(subject);
        fact.value = value;
        self.harvest.facts.push(fact);
    }

    /// A variable that the platform gives to the app.
    pub(super) fn provide(&mut self, name: Arg, value: Option<Arg>) {
        self.tell(Kind::EnvProvide, pair_of(&name, value.as_ref()), "platform", name, value);
    }

    /// The variables of a mapping.
    pub(super) fn provide_all(&mut self, variables: Option<Node>) {
        for (name, value) in mapping(variables) {
            self.provide(name, value);
        }
    }

    /// A command that the platform runs in a shell.
    pub(super) fn start(&mut self, name: &str, command: Option<Node>) {
        if let Some(command) = command.and_then(text) {
            self.started("platform", name, command);
        }
    }

    pub(super) fn started(&mut self, origin: &str, name: &str, command: Arg) {
        let span = command.span;
        self.tell(Kind::Start, span, name, Arg::literal(origin, span), Some(command));
    }

    pub(super) fn expose(&mut self, port: Option<Arg>, protocol: &str) {
        if let Some(port) = port {
            let protocol = Arg::literal(protocol, port.span);
            self.tell(Kind::Expose, port.span, "platform", protocol, Some(port));
        }
    }

    /// A backing service that the platform runs for the app.
    pub(super) fn backing(&mut self, engine: &str, span: Span, version: Option<Arg>) {
        self.tell(Kind::Backing, span, "platform", Arg::literal(engine, span), version);
    }

    /// A managed service by the engine that AWS runs for it.
    pub(super) fn managed(&mut self, engine: Option<Arg>, version: Option<Arg>) {
        let Some(engine) = engine.filter(|engine| engine.literal) else { return };
        let word = match engine.text.trim_start_matches("aurora-") {
            "postgres" | "postgresql" => "postgres",
            "mysql" | "aurora" => "mysql",
            "mariadb" => "mariadb",
            "redis" => "redis",
            "valkey" => "valkey",
            "memcached" => "memcached",
            _ => return,
        };
        // The versions of Aurora MySQL are its own.
        let own = engine.text.starts_with("aurora") && word == "mysql";
        self.backing(word, engine.span, version.filter(|version| version.literal && !own));
    }

    pub(super) fn runtime(&mut self, language: &str, version: Arg) {
        let span = version.span;
        self.tell(Kind::Runtime, span, "platform", Arg::literal(language, span), Some(version));
    }

    /// A process of which nothing but its name is known; the name of the file where it has none.
    pub(super) fn blank(&self, platform: Platform, node: Node, name: Option<Node>) -> PlatformService {
        let span = node.span();
        let name = name.and_then(value).unwrap_or_else(|| {
            let file = name_of(self.reader.path);
            Arg::literal(file, Span { end: span.start, ..span })
        });
        let mut service = PlatformService::new(platform, name, span, self.reader.place.clone());
        service.more_variables = platform.keeps_secrets_to_itself().then_some(service.name.span);
        service
    }

    /// A process, with what it says in the vocabulary of facts.
    pub(super) fn service(&mut self, service: PlatformService) {
        describe(service, self.harvest);
    }

    /// A folder that the file names, seen from its own folder.
    pub(super) fn folder(&self, written: Option<Node>) -> Option<String> {
        join(folder_of(self.reader.path), written?.text()?)
    }

    /// A folder that the file names, seen from the root of the repository.
    pub(super) fn folder_of_root(written: Option<Node>) -> Option<String> {
        join("", written?.text()?.trim_start_matches('/'))
    }

    /// Lets `tell` speak for another environment than the file's.
    pub(super) fn within(&mut self, environment: &Environment, tell: impl FnOnce(&mut Teller<'_, '_>)) {
        let mut place = self.reader.place.clone();
        place.environment = environment.clone();
        if *environment == Environment::Test && place.role == Role::Production {
            place.role = Role::Test;
        }
        let reader = Reader { place: &place, ..self.reader };
        tell(&mut Teller { reader, harvest: self.harvest });
    }
}

/// Adds a process, with what it says in the vocabulary of facts.
pub(super) fn describe(service: PlatformService, harvest: &mut Harvest) {
    let mut tell = |kind, span, subject: Arg, value: Option<Arg>| {
        let fact = Fact::new(kind, span, "platform", service.place.clone()).about(subject);
        harvest.facts.push(Fact { value, ..fact });
    };
    for (name, value) in &service.environment {
        tell(Kind::EnvProvide, pair_of(name, value.as_ref()), name.clone(), value.clone());
    }
    for port in &service.ports {
        tell(Kind::Expose, port.span, Arg::literal("tcp", port.span), Some(port.clone()));
    }
    if let Some(reference) = service.reference() {
        let (repository, span) = (&reference.repository, reference.repository.span);
        tell(Kind::Image, span, repository.clone(), reference.version().cloned());
        if let Some(engine) = repository.known().and_then(backing::engine).filter(|_| !service.ends) {
            let version = reference.tag.as_ref().and_then(|tag| {
                let version = backing::version(&repository.text, tag.known()?)?;
                Some(Arg { text: version, ..tag.clone() })
            });
            tell(Kind::Backing, span, Arg::literal(engine, span), version);
        }
    }
    harvest.platform_services.push(service);
}

/// The place of a name with its value, which may stand in another file.
fn pair_of(name: &Arg, value: Option<&Arg>) -> Span {
    let beside = value.filter(|value| value.span.file == name.span.file);
    beside.map_or(name.span, |value| name.span.to(value.span))
}

/// The text of a scalar with the span inside of its quotes.
fn text(node: Node) -> Option<Arg> {
    let text = node.text().filter(|text| !text.trim().is_empty())?;
    Some(Arg::literal(text, node.content_span()))
}

/// The value of a node; what a function of a template makes (`!Ref`, `{Ref: …}`), or a stand-in such as `<IMAGE>`, is computed.
pub(super) fn value(node: Node) -> Option<Arg> {
    let custom = node.tag().is_some_and(|tag| tag.starts_with('!') && !tag.starts_with("!!"));
    let stand_in = node.text().is_some_and(|text| text.starts_with('<') && text.ends_with('>'));
    if node.tag() == Some(hcl::COMPUTED) {
        return Some(Arg::computed(node.raw(), node.span()));
    }
    if custom || stand_in {
        return Some(Arg::computed("{}", node.span()));
    }
    kubernetes::field::arg(node)
}

/// The pairs of a mapping; a value that is itself a mapping comes from elsewhere (`{fromSecret: …}`).
pub(super) fn mapping(node: Option<Node>) -> Vec<(Arg, Option<Arg>)> {
    let entries = node.into_iter().flat_map(Node::entries);
    let pair = |(key, given): (Node, Node)| {
        Some((key.arg()?, Some(given).filter(|given| given.is_scalar()).and_then(value)))
    };
    entries.filter_map(pair).collect()
}

/// The pairs of a list of mappings with a name and a value under these keys.
pub(super) fn named(list: Option<Node>, name: &str, given: &str) -> Vec<(Arg, Option<Arg>)> {
    let items = list.into_iter().flat_map(Node::items);
    let pair = |item: Node| {
        let given = item.get(given).filter(|given| given.is_scalar());
        Some((item.get(name).and_then(value)?, given.and_then(value)))
    };
    items.filter_map(pair).collect()
}

/// A list of words that replaces ENTRYPOINT or CMD.
pub(super) fn words(node: Option<Node>) -> Option<CommandField> {
    let node = node.filter(|node| node.is_sequence())?;
    let words: Vec<Arg> = node.items().filter_map(value).collect();
    (!words.is_empty()).then(|| CommandField { span: node.span(), words })
}

/// A time as whole seconds: a number of them, or a duration such as `1m30s`.
pub(super) fn seconds(node: Option<Node>) -> Option<Arg> {
    let given = node.and_then(value)?;
    let Some(text) = given.known() else { return Some(given) };
    let total = duration::seconds(text)?;
    Some(Arg { text: total.to_string(), ..given })
}
