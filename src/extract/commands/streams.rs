//! Where the streams of commands go, by their own redirections and by those of the blocks around them.

use super::{Place, arg};
use crate::artefact::command::Redirect;
use crate::parse::shell::{self, RedirectOp, Script, SimpleCommand};

/// For each command of a script the redirections of the blocks around it, innermost first. Only the standard streams
/// count: no command writes to another descriptor unless it says so itself.
pub(super) fn around(script: &Script) -> Vec<Vec<&shell::Redirect>> {
    let mut around = vec![Vec::new(); script.commands.len()];
    let mut blocks = script.block_redirects.as_slice();
    while let Some(first) = blocks.first() {
        let same = blocks.iter().take_while(|next| next.block == first.block).count();
        let (own, rest) = blocks.split_at(same);
        blocks = rest;
        // Of several redirections of one stream the last counts; there are few streams, so few are kept.
        let mut kept: Vec<(Stream, &shell::Redirect)> = Vec::new();
        for redirect in own.iter().map(|around| &around.redirect) {
            let standard = |stream: &Stream| stream.descriptor.is_none_or(|at| at <= 2);
            let Some(stream) = Stream::of(redirect).filter(standard) else { continue };
            kept.retain(|(known, _)| *known != stream);
            kept.push((stream, redirect));
        }
        let from = script.commands.partition_point(|command| command.span.start < first.block.start);
        let inside = script.commands.iter().zip(&mut around).skip(from);
        for (_, around) in inside.take_while(|(command, _)| command.span.start < first.block.end) {
            around.extend(kept.iter().map(|(_, redirect)| *redirect));
        }
    }
    around
}

/// The command's own redirections, then those of the blocks around it for the streams that are left.
pub(super) fn redirects(simple: &SimpleCommand, around: &[&shell::Redirect], place: Place) -> Vec<Redirect> {
    let own = simple.redirects.iter();
    let mut streams: Vec<(Stream, &shell::Redirect)> =
        own.filter_map(|redirect| Some((Stream::of(redirect)?, redirect))).collect();
    for redirect in around {
        let Some(stream) = Stream::of(redirect) else { continue };
        if !streams.iter().any(|(taken, _)| *taken == stream) {
            streams.push((stream, redirect));
        }
    }
    streams.into_iter().map(|(stream, redirect)| place_of(stream, redirect, place)).collect()
}

/// A stream of a command; no descriptor stands for both output streams.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stream {
    descriptor: Option<u32>,
    output: bool,
}

impl Stream {
    /// The stream that is redirected. Heredocs and here-strings name no file and are left out.
    fn of(redirect: &shell::Redirect) -> Option<Self> {
        let input = redirect.fd.unwrap_or(0);
        let output = redirect.fd.unwrap_or(1);
        Some(match redirect.op {
            RedirectOp::Read | RedirectOp::ReadWrite | RedirectOp::DuplicateInput => {
                Self { descriptor: Some(input), output: false }
            }
            RedirectOp::Write | RedirectOp::Append | RedirectOp::DuplicateOutput => {
                Self { descriptor: Some(output), output: true }
            }
            RedirectOp::WriteBoth | RedirectOp::AppendBoth => Self { descriptor: None, output: true },
            RedirectOp::HereDocument | RedirectOp::HereString => return None,
        })
    }
}

fn place_of(stream: Stream, redirect: &shell::Redirect, place: Place) -> Redirect {
    let mut target = arg(&redirect.target, place);
    if matches!(redirect.op, RedirectOp::DuplicateInput | RedirectOp::DuplicateOutput) {
        target.text.insert(0, '&');
    }
    let span = place(redirect.span.clone());
    Redirect { descriptor: stream.descriptor, output: stream.output, target, span }
}
