//! What makes the builder run an instruction anew.

use std::collections::BTreeSet;

use super::Context;
use super::copy::is_remote;
use crate::artefact::image::Image;
use crate::parse::dockerfile::{Base, Body, Instruction, Keyword, Pair, Value};

/// Something whose change makes an instruction run anew, and all that follow it in its stage.
#[derive(Clone, Debug)]
pub enum Cause<'a> {
    /// A file, a folder or a pattern over files of the repository.
    Context(String, &'a Value),
    /// What an address answers.
    Address(&'a Value),
    /// A build argument.
    Argument(&'a Pair),
    /// What another stage of the file makes.
    Stage(usize),
    /// An image from elsewhere.
    Image(String),
}

/// What makes an instruction of a stage run anew.
pub(super) fn causes<'a>(
    image: &'a Image,
    context: &Context,
    stage: usize,
    instruction: &'a Instruction,
) -> Vec<Cause<'a>> {
    let mut causes = Vec::new();
    let Some(stage) = image.dockerfile.stages.get(stage) else { return causes };
    let linked = stage.links.iter().filter(|link| link.instruction == instruction.index);
    causes.extend(
        linked.map(|link| link.stage.map_or_else(|| Cause::Image(link.name.text.clone()), Cause::Stage)),
    );
    match &instruction.body {
        Body::From { image, .. } => match stage.base {
            Base::Stage(parent) => causes.push(Cause::Stage(parent)),
            Base::Image => causes.push(Cause::Image(image.text().to_owned())),
            Base::Scratch => {}
        },
        Body::Copy { sources, destination } => {
            if instruction.flag("from").is_none() {
                causes.extend(sources.iter().filter_map(|source| {
                    if is_remote(source.text()) {
                        return Some(Cause::Address(source));
                    }
                    Some(Cause::Context(context.inside(source.known()?)?, source))
                }));
            }
            let named: BTreeSet<&str> = sources
                .iter()
                .chain([destination])
                .flat_map(|value| &value.variables)
                .map(String::as_str)
                .collect();
            if !named.is_empty() {
                let visible = visible(image, instruction, None);
                causes.extend(
                    visible.filter(|pair| named.contains(pair.key.text.as_str())).map(Cause::Argument),
                );
            }
        }
        _ if instruction.keyword == Keyword::Run => {
            for mount in instruction.flags.iter().filter(|flag| flag.name == "mount") {
                let binds = mount.option("type").is_none_or(|kind| kind == "bind");
                let path = mount.option("source").or(mount.option("src")).unwrap_or("");
                if let Some(value) = mount.value.as_ref().filter(|_| binds && mount.option("from").is_none())
                {
                    causes.extend(context.inside(path).map(|path| Cause::Context(path, value)));
                }
            }
            let before = image.earlier(Keyword::Run, instruction.index).next();
            let mut new: Vec<&Pair> = visible(image, instruction, before).collect();
            new.reverse();
            causes.extend(new.into_iter().map(Cause::Argument));
        }
        _ => {}
    }
    causes
}

/// The build arguments that an instruction sees, the nearest first: those declared before it in its stage or those it is
/// built on, unless an `ENV` of the name hides them. The builder gives every one of them to a `RUN`, used or not; one that
/// an earlier `RUN` sees too already makes the layers below this one anew, so only those behind `after` are asked for.
fn visible<'a>(
    image: &'a Image,
    instruction: &Instruction,
    after: Option<&Instruction>,
) -> impl Iterator<Item = &'a Pair> {
    let declared = image.earlier(Keyword::Arg, instruction.index);
    let first = after.map_or(0, |after| after.index);
    let end = instruction.index;
    declared.take_while(move |declaration| declaration.index >= first).flat_map(pairs).filter(move |pair| {
        let mut set = image.earlier(Keyword::Env, end).flat_map(pairs);
        !set.any(|hiding| hiding.key.text == pair.key.text)
    })
}

fn pairs(instruction: &Instruction) -> &[Pair] {
    match &instruction.body {
        Body::Env(pairs) | Body::Arg(pairs) => pairs,
        _ => &[],
    }
}
