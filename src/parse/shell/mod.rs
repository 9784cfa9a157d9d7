//! Shell text to spanned commands: entrypoint scripts, `RUN` bodies, workflow steps, package scripts, Procfile lines.
//!
//! An own parser of POSIX shell and the parts of bash that such texts use. It never fails: what a shell would refuse is
//! recorded and the rest is read. Templates around the shell (`${{ … }}`, `{{ … }}`) are taken as unknown values;
//! a stock grammar gives up on those, and every fifth workflow step has them.

mod compound;
mod expansion;
mod heredoc;
mod list;
mod parser;
mod program;
mod redirect;
mod simple;
mod syntax;
mod word;
mod wrappers;

pub use program::{Program, inline_script, is_shell, program, script_file};
pub use syntax::{
    Assignment, BlockRedirect, Connector, Expansion, Function, Guard, GuardKind, HereDocument, Operator,
    Redirect, RedirectOp, Script, ShellError, SimpleCommand, Word,
};

use parser::Parser;

/// Reads a script. All ranges of the result are byte offsets into `text`; whoever cut `text` out of a file maps them.
pub fn parse(text: &str) -> Script {
    let mut parser = Parser::new(text);
    let tails = parser.block(&[]);
    parser.read_heredocs();
    parser.mark_last(tails);
    let Parser { mut script, mut heredocs, .. } = parser;
    let own = script.commands.iter_mut().flat_map(|command| command.redirects.iter_mut());
    let blocks = script.block_redirects.iter_mut().map(|block| &mut block.redirect);
    for redirect in own.chain(blocks) {
        redirect.heredoc = heredocs.remove(&redirect.span.start);
    }
    script.errors.sort_by_key(|error| (error.at.start, error.at.end));
    script
}

#[cfg(test)]
mod tests;
