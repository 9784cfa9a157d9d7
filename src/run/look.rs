//! How a report looks where it is read: width, colour and characters of the terminal, and where paths start.

use std::io::IsTerminal;
use std::path::Path;

use super::project_root::repository_top;
use crate::cli::{Check, Color, Format};
use crate::report::Style;

/// Text is not laid out wider than this, however wide the terminal is.
const WIDEST: usize = 120;

/// The looks of what goes to standard output.
pub(super) fn of_terminal(options: &Check, root: &Path) -> Style {
    let is_terminal = std::io::stdout().is_terminal();
    let color = match options.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => wants_color(),
    };
    let style = of_file(options, options.format, root);
    Style {
        width: if is_terminal { width().unwrap_or(style.width) } else { style.width },
        unicode: !is_terminal || is_unicode(),
        color,
        links: color && is_terminal,
        ..style
    }
}

/// The looks of a report in a file.
pub(super) fn of_file(options: &Check, format: Format, root: &Path) -> Style {
    let (prefix, reader) = match format {
        // Code scanning wants paths from the top of the repository.
        Format::Sarif => {
            (repository_top(root).map_or_else(String::new, |top| below(top, root)), String::new())
        }
        Format::Json => (String::new(), String::new()),
        Format::Pretty | Format::Concise if options.root.is_some() => (String::new(), String::new()),
        Format::Pretty | Format::Concise => from_here(root),
    };
    Style {
        prefix,
        reader,
        category: options.sarif_category.clone(),
        include_suppressed: options.sarif_include_suppressed,
        ..Style::default()
    }
}

/// The ways to the project and to the current folder from the folder that holds both.
fn from_here(root: &Path) -> (String, String) {
    let here = std::env::current_dir().and_then(|folder| folder.canonicalize());
    let Ok(here) = here else { return (String::new(), String::new()) };
    let shared = here.ancestors().find(|folder| root.starts_with(folder)).unwrap_or(root);
    (below(shared, root), below(shared, &here).trim_end_matches('/').to_owned())
}

/// The way from a folder to one below it; empty, or ends in `/`.
fn below(folder: &Path, inner: &Path) -> String {
    let way = inner.strip_prefix(folder).unwrap_or(Path::new(""));
    way.components().map(|part| part.as_os_str().to_string_lossy().into_owned() + "/").collect()
}

/// What the environment asks for: `NO_COLOR` before `FORCE_COLOR` before what the terminal can do.
fn wants_color() -> bool {
    let says = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let forced = says("NO_COLOR").is_none() && says("FORCE_COLOR").is_some_and(|value| value != "0");
    forced || anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
}

/// The width of the terminal.
fn width() -> Option<usize> {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    told.or_else(measured).filter(|width| *width > 0).map(|width| width.min(WIDEST))
}

/// Whether the terminal shows more than ASCII: it does unless the locale names another encoding.
fn is_unicode() -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    let locale = set.map(|locale| locale.to_ascii_lowercase()).find(|locale| !locale.is_empty());
    locale.is_none_or(|locale| locale.contains("utf-8") || locale.contains("utf8"))
}
