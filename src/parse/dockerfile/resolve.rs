//! Goes through the instructions in order: opens stages, replaces variables, finds what `--from` names.

use super::given::{Given, NamedContext};
use super::keyword::Keyword;
use super::scope::Scopes;
use super::stages::{Base, Link, Stage};
use super::substitute::{Piece, substitute};
use super::syntax::{Body, Flag, Instruction, Pair, SyntaxError, Value};
use crate::source::{Arg, Span};
use std::collections::BTreeMap;

/// How many instructions of triggers are run per file; those that go beyond are left out.
const MOST_TRIGGERED: usize = 4096;

/// Finds the stages and replaces the variables of all instructions. Behind each `FROM` of an earlier stage it puts what that
/// stage registers with `ONBUILD`: it runs once, in the stages built on it, and not in those built on these.
pub(super) fn resolve(
    read: Vec<Instruction>,
    escape: char,
    given: &Given,
) -> (Vec<Instruction>, Vec<Stage>, Vec<SyntaxError>) {
    let mut resolver = Resolver::new(escape, given);
    for instruction in read {
        let opens = instruction.keyword == Keyword::From;
        resolver.push(instruction);
        if opens {
            resolver.triggers();
        }
    }
    resolver.close();
    (resolver.instructions, resolver.stages, resolver.errors)
}

struct Resolver<'g> {
    escape: char,
    given: &'g Given,
    instructions: Vec<Instruction>,
    scopes: Scopes<'g>,
    stages: Vec<Stage>,
    /// The last stage of each name, in lower case: names are compared without case.
    aliases: BTreeMap<String, usize>,
    errors: Vec<SyntaxError>,
    headless: bool,
    triggered: usize,
}

impl<'g> Resolver<'g> {
    fn new(escape: char, given: &'g Given) -> Self {
        Self {
            escape,
            given,
            instructions: Vec::new(),
            scopes: Scopes::new(given),
            stages: Vec::new(),
            aliases: BTreeMap::new(),
            errors: Vec::new(),
            headless: false,
            triggered: 0,
        }
    }

    fn push(&mut self, mut instruction: Instruction) {
        instruction.index = self.instructions.len();
        if let Some(registered) = &mut instruction.onbuild {
            registered.index = instruction.index;
        }
        if instruction.keyword == Keyword::From {
            self.from(&mut instruction);
        } else {
            self.instruction(&mut instruction);
        }
        self.instructions.push(instruction);
    }

    /// Runs the triggers of the stage that the current one is built on.
    fn triggers(&mut self) {
        let Some(Stage { base: Base::Stage(parent), .. }) = self.stages.last() else { return };
        let range = self.stages.get(*parent).map_or(0..0, |parent| parent.instructions.clone());
        let registered = self.instructions[range].iter().filter_map(|instruction| {
            let trigger = instruction.onbuild.as_deref().filter(|own| own.keyword != Keyword::From)?;
            Some(Instruction { comments_above: instruction.comments_above.clone(), ..trigger.clone() })
        });
        let registered: Vec<_> = registered.take(MOST_TRIGGERED - self.triggered).collect();
        self.triggered += registered.len();
        for trigger in registered {
            self.push(trigger);
        }
    }

    fn close(&mut self) {
        if let Some(stage) = self.stages.last_mut() {
            stage.instructions.end = self.instructions.len();
        }
    }

    fn from(&mut self, instruction: &mut Instruction) {
        let start = instruction.index;
        let Body::From { image, alias } = &mut instruction.body else { return };
        self.close();
        self.value(image, true);
        for value in instruction.flags.iter_mut().filter_map(|flag| flag.value.as_mut()) {
            self.value(value, true);
        }
        let context = image.known().and_then(|name| self.given.context(name));
        if let Some(context) = context {
            image.arg = given_image(context, &image.arg);
        }
        let base = match image.known() {
            _ if context.is_some() => Base::Image,
            Some(name) if name.eq_ignore_ascii_case("scratch") => Base::Scratch,
            Some(name) => {
                self.aliases.get(&name.to_ascii_lowercase()).map_or(Base::Image, |at| Base::Stage(*at))
            }
            None => Base::Image,
        };
        let index = self.stages.len();
        if let Some(alias) = alias {
            self.aliases.insert(alias.text.to_ascii_lowercase(), index);
        }
        self.scopes.open(base);
        let (alias, image) = (alias.clone(), image.clone());
        self.stages.push(Stage {
            index,
            alias,
            image,
            base,
            instructions: start..start + 1,
            links: Vec::new(),
        });
    }

    fn instruction(&mut self, instruction: &mut Instruction) {
        if self.stages.is_empty()
            && !self.headless
            && !matches!(instruction.keyword, Keyword::Arg | Keyword::Unknown)
        {
            self.headless = true;
            self.error(instruction.keyword_span, "only ARG may stand before the first FROM");
        }
        self.values(instruction, true);
        if let Some(registered) = &mut instruction.onbuild {
            self.values(registered, false);
        }
        match &instruction.body {
            Body::Env(pairs) => {
                for pair in pairs {
                    self.scopes.set(&pair.key.text, pair.value.as_ref().map(piece).unwrap_or_default());
                }
            }
            Body::Copy { .. } => {
                self.links(instruction, "from", |flag| Some(flag.value.as_ref()?.arg.clone()));
            }
            Body::Command(_) => self.links(instruction, "mount", |flag| {
                let text = flag.option("from")?.to_owned();
                // Another option of the same flag may be unknown.
                Some(Arg { literal: !text.contains("{}"), text, span: flag.value.as_ref()?.span() })
            }),
            _ => {}
        }
    }

    /// Replaces the variables of all words. All names of one `ENV` see the environment before it; those of one `ARG`
    /// see each other. `declare` is false for what only takes effect in a later build.
    fn values(&mut self, instruction: &mut Instruction, declare: bool) {
        for value in instruction.flags.iter_mut().filter_map(|flag| flag.value.as_mut()) {
            self.value(value, false);
        }
        match &mut instruction.body {
            Body::Arg(pairs) if declare => pairs.iter_mut().for_each(|pair| self.argument(pair)),
            Body::Arg(pairs) | Body::Env(pairs) | Body::Label(pairs) => {
                pairs
                    .iter_mut()
                    .filter_map(|pair| pair.value.as_mut())
                    .for_each(|value| self.value(value, false));
            }
            Body::Copy { sources, destination } => {
                sources.iter_mut().chain([destination]).for_each(|value| self.value(value, false));
            }
            Body::Expose(values) | Body::Volume(values) => {
                for value in values {
                    self.value(value, false);
                }
            }
            Body::User(value) | Body::Workdir(value) | Body::StopSignal(value) => self.value(value, false),
            Body::From { .. }
            | Body::Command(_)
            | Body::Healthcheck(_)
            | Body::Maintainer(_)
            | Body::Onbuild
            | Body::Invalid => {}
        }
    }

    fn argument(&mut self, pair: &mut Pair) {
        let default = pair.value.as_mut().map(|value| {
            self.value(value, false);
            value.overridable = true;
            piece(value)
        });
        self.scopes.declare(&pair.key.text, default);
    }

    fn value(&mut self, value: &mut Value, global: bool) {
        let scopes = &self.scopes;
        value.variables.clear();
        let lookup = |name: &str| if global { scopes.global(name) } else { scopes.current(name) };
        match substitute(&value.raw, self.escape, &mut value.variables, &lookup) {
            Ok(piece) => {
                value.arg = Arg { text: piece.text, literal: !piece.unknown, span: value.arg.span };
                value.overridable = piece.overridable;
            }
            Err(message) => self.error(value.arg.span, message),
        }
    }

    fn links(&mut self, instruction: &Instruction, flag: &str, name: impl Fn(&Flag) -> Option<Arg>) {
        let Some(current) = self.stages.len().checked_sub(1) else { return };
        for flag in instruction.flags.iter().filter(|candidate| candidate.name == flag) {
            let Some(mut name) = name(flag) else { continue };
            let context = name.known().and_then(|text| self.given.context(text));
            if let Some(context) = context {
                name = given_image(context, &name);
            }
            let stage = name.known().filter(|_| context.is_none()).and_then(|text| {
                let named = self.aliases.get(&text.to_ascii_lowercase()).copied();
                named.or_else(|| text.parse().ok()).filter(|at| *at < current)
            });
            let link = Link { instruction: instruction.index, span: flag.span, name, stage };
            self.stages[current].links.push(link);
        }
    }

    fn error(&mut self, span: Span, message: &str) {
        self.errors.push(SyntaxError { span, message: message.to_owned() });
    }
}

/// The image that a named context stands for, in the place of the name; what is no image stays a name that tells nothing.
fn given_image(context: &NamedContext, name: &Arg) -> Arg {
    match context {
        NamedContext::Image(image) => Arg::literal(image.as_str(), name.span),
        NamedContext::Other => Arg { literal: false, ..name.clone() },
    }
}

fn piece(value: &Value) -> Piece {
    Piece { text: value.arg.text.clone(), unknown: !value.arg.literal, overridable: value.overridable }
}
