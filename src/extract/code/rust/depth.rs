//! How deep a file nests, measured on its tokens before anything recurses over them.

use proc_macro2::{Delimiter, Group, Spacing, Span, TokenStream, TokenTree, token_stream};

/// Brackets within brackets.
const MOST_BRACKETS: usize = 250;

/// Tokens between two separators, those around them included: no chain of calls or operators is longer.
const MOST_TOKENS: usize = 6_000;

/// One open bracket on the way to the present token.
struct Level {
    rest: token_stream::IntoIter,
    /// Tokens since the last separator.
    run: usize,
    /// The body of a macro: no syntax yet.
    raw: bool,
    /// The last token closed a block.
    after_block: bool,
    /// The last tokens were a name and an exclamation mark.
    after_name: bool,
    after_bang: bool,
}

impl Level {
    fn new(tokens: TokenStream, raw: bool) -> Self {
        let rest = tokens.into_iter();
        Self { rest, run: 0, raw, after_block: false, after_name: false, after_bang: false }
    }

    fn count(&mut self, token: &TokenTree) {
        let follows_on = match token {
            TokenTree::Ident(name) => name == "else",
            TokenTree::Punct(sign) => sign.as_char() != '#',
            _ => true,
        };
        if self.after_block && !follows_on {
            self.run = 0;
        }
        let is_sign = |wanted: char| matches!(token, TokenTree::Punct(sign) if sign.as_char() == wanted);
        self.run = if is_sign(';') || is_sign(',') { 0 } else { self.run + usize::from(!self.raw) };
        self.after_block = matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        let alone = matches!(token, TokenTree::Punct(sign) if sign.spacing() == Spacing::Alone);
        self.after_bang = (self.after_name && is_sign('!') && alone)
            || (self.after_bang && matches!(token, TokenTree::Ident(_)));
        self.after_name = matches!(token, TokenTree::Ident(_));
    }
}

/// The first place that nests too deep.
pub(super) fn too_deep(tokens: TokenStream) -> Option<Span> {
    let mut levels = vec![Level::new(tokens, false)];
    let mut around = 0;
    while let Some(level) = levels.last_mut() {
        let Some(token) = level.rest.next() else {
            levels.pop();
            around -= levels.last().map_or(0, |level| level.run);
            continue;
        };
        let is_body = level.after_bang;
        level.count(&token);
        if around + level.run > MOST_TOKENS {
            return Some(token.span());
        }
        if let TokenTree::Group(group) = token {
            around += level.run;
            let raw = level.raw || is_body;
            if levels.len() > MOST_BRACKETS {
                return Some(Group::span_open(&group));
            }
            levels.push(Level::new(group.stream(), raw));
        }
    }
    None
}
