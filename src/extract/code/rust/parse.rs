//! Source text to `syn`'s tree, with positions of what cannot be read.

use std::borrow::Cow;

use proc_macro2::TokenStream;

use super::depth;
use crate::app::Unreadable;
use crate::extract::Reader;

/// The syntax tree of a file.
pub(super) fn parse(reader: Reader) -> Result<syn::File, Unreadable> {
    let unreadable = |span: proc_macro2::Span, message: String| Unreadable {
        span: reader.span(span.byte_range()),
        message,
    };
    let tokens: TokenStream =
        without_shebang(reader.text).parse().map_err(|error: proc_macro2::LexError| {
            unreadable(error.span(), format!("this is not Rust: {error}"))
        })?;
    if let Some(span) = depth::too_deep(tokens.clone()) {
        return Err(unreadable(span, "the code is nested too deeply to be read".to_owned()));
    }
    syn::parse2(tokens).map_err(|error| unreadable(error.span(), format!("this is not Rust: {error}")))
}

/// The text with a line for the operating system blanked out, so that positions stay what they are.
fn without_shebang(text: &str) -> Cow<'_, str> {
    let Some(rest) = text.strip_prefix("#!") else { return Cow::Borrowed(text) };
    if rest.trim_start().starts_with('[') {
        return Cow::Borrowed(text);
    }
    let (line, rest) = text.split_at(text.find('\n').unwrap_or(text.len()));
    Cow::Owned(" ".repeat(line.len()) + rest)
}
