//! Scripts and links that the RUN instructions of an image make.

use super::locate::absolute;
use crate::artefact::command::{Command, Redirect};
use crate::artefact::image::{Image, Run};
use crate::parse::dockerfile::{Heredoc, Text};
use crate::source::{Arg, Sources, Span, folder_of, join, name_of};

/// What `cat <<EOF > FILE`, `echo … > FILE` and `printf … > FILE` write to the file at a path.
pub(super) fn script(sources: &Sources, image: &Image, path: &str) -> Option<Text> {
    let path = &in_directory(image, path);
    let mut written: Option<Text> = None;
    let mut opened: Option<Span> = None;
    for run in image.final_runs() {
        for command in &run.commands {
            let Some(redirect) = command.redirects.iter().find(|redirect| writes(image, run, redirect, path))
            else {
                continue;
            };
            let goes_on = opened == Some(redirect.span) || sources.text(redirect.span).contains(">>");
            opened = Some(redirect.span);
            let text = text_of(image, run, command);
            written = match (written.filter(|_| goes_on), text) {
                (Some(mut before), Some(more)) => {
                    before.append(&more);
                    Some(before)
                }
                (before, more) => before.or(more),
            };
        }
    }
    written
}

fn writes(image: &Image, run: &Run, redirect: &Redirect, path: &str) -> bool {
    let to_output = redirect.output && redirect.descriptor == Some(1);
    let target = redirect.target.known().filter(|_| to_output);
    target.and_then(|target| image.absolute(run.instruction, target)).is_some_and(|target| target == path)
}

fn text_of(image: &Image, run: &Run, command: &Command) -> Option<Text> {
    match command.name() {
        "cat" => {
            let instruction = image.instruction(Some(run.instruction))?;
            let own = |heredoc: &&Heredoc| command.span.contains(heredoc.span);
            instruction.heredocs.iter().find(own).map(Heredoc::content)
        }
        "echo" => {
            let mut words = command.arguments().iter().skip_while(|word| is_echo_option(&word.text));
            let mut text = unescaped(words.next()?)?;
            for word in words {
                text.push(" ", word.span.start as usize);
                text.append(&unescaped(word)?);
            }
            text.push("\n", command.span.end as usize);
            Some(text)
        }
        "printf" => {
            let (format, words) = command.arguments().split_first()?;
            if format.text != "%s\\n" {
                return unescaped(format).filter(|text| !text.as_str().contains("%s"));
            }
            let mut text = Text::new(command.span.file, command.span.start as usize);
            for word in words {
                text.append(&unescaped(word)?);
                text.push("\n", word.span.end as usize);
            }
            Some(text)
        }
        _ => None,
    }
}

fn is_echo_option(word: &str) -> bool {
    matches!(word, "-e" | "-n" | "-E" | "-en" | "-ne")
}

/// A word with `\n` and `\t` in it replaced, as `printf` and the `echo` of most shells do.
fn unescaped(word: &Arg) -> Option<Text> {
    let known = word.known()?;
    let inside = Text::inside_quotes(word);
    let from = |at: usize| inside.as_ref().map_or(word.span.start, |text| text.offset(at)) as usize;
    let mut text = Text::new(word.span.file, from(0));
    let mut escaped = false;
    for (at, character) in known.char_indices() {
        let character = match (escaped, character) {
            (false, '\\') => {
                escaped = true;
                continue;
            }
            (true, 'n') => '\n',
            (true, 't') => '\t',
            (true, '\\') => '\\',
            (true, other) => {
                text.push("\\", from(at.saturating_sub(1)));
                other
            }
            (false, other) => other,
        };
        escaped = false;
        text.push(character.encode_utf8(&mut [0; 4]), from(at));
    }
    Some(text)
}

/// A path made absolute in the directory in which the image starts.
fn in_directory(image: &Image, path: &str) -> String {
    let directory = image.effective.directory.as_ref().map_or("/", |directory| directory.text.as_str());
    absolute(directory, path)
}

/// Where a link that `ln -s` makes at a path leads.
pub(super) fn link(image: &Image, path: &str) -> Option<String> {
    let path = &in_directory(image, path);
    image.final_runs().flat_map(|run| run.commands.iter().map(move |command| (run, command))).find_map(
        |(run, command)| {
            let symbolic = |word: &Arg| word.text.starts_with('-') && word.text.contains('s');
            if command.name() != "ln" || !command.arguments().iter().any(symbolic) {
                return None;
            }
            let mut operands = command.arguments().iter().filter(|word| !word.text.starts_with('-'));
            let (to, at) = (operands.next()?.known()?, operands.next()?.known()?);
            let at_path = image.absolute(run.instruction, at)?;
            let inside = format!("{}/{}", at_path.trim_end_matches('/'), name_of(to));
            let place = [at_path, inside].into_iter().find(|place| place == path)?;
            let base = if to.starts_with('/') { "" } else { folder_of(&place) };
            Some(format!("/{}", join(base, to)?))
        },
    )
}
