//! Does the same source file live in two apps?

use std::collections::BTreeMap;

use crate::app::App;
use crate::artefact::compose::ComposeService;
use crate::discover::{self, Class};
use crate::fact::Role;
use crate::rule::Pass;
use crate::source::{FileId, Sources, Span, name_of};

/// Shorter files, in lines with text, are no code that anybody would make a library of.
const SHORTEST: usize = 30;

/// Source files that an earlier app of the repository has too, byte for byte.
pub fn copied_source_between_apps(pass: &mut Pass) {
    let (project, sources) = (pass.project, pass.sources);
    let earlier = project.apps.iter().take_while(|app| !std::ptr::eq(*app, pass.app));
    let mut known: BTreeMap<&str, FileId> = BTreeMap::new();
    for app in earlier.filter(|app| counts(app) && !are_strangers(app, pass.app)) {
        for file in app.files.iter().copied().filter(|file| is_library_code(sources, *file)) {
            known.entry(text(sources, file)).or_insert(file);
        }
    }
    if known.is_empty() || !counts(pass.app) {
        return;
    }
    let own = pass.app.files.iter().copied().filter(|file| is_library_code(sources, *file));
    let copies: Vec<(FileId, FileId)> =
        own.filter_map(|file| Some((file, *known.get(text(sources, file))?))).collect();
    let Some((copy, original)) = copies.first() else { return };
    let more = match copies.len() - 1 {
        0 => String::new(),
        1 => ", and one more file is".to_owned(),
        count => format!(", and {count} more files are"),
    };
    let other = sources.path(*original);
    let message = format!("'{}' is a copy of '{other}'{more}", name_of(sources.path(*copy)));
    let message = if more.is_empty() { message } else { format!("{message} copied too") };
    let finding = pass.report(Span::start_of(*copy), message);
    for (copy, original) in copies.iter().take(5) {
        finding.because(Span::start_of(*original), "this one has the same text");
        finding.because(Span::start_of(*copy), "this is a copy as well");
    }
    finding.help("Move what the apps share to a package of its own that both declare as a dependency.");
}

/// Whether the app is one that is deployed by itself, with a folder of its own.
fn counts(app: &App) -> bool {
    app.is_deployed() && !app.root.is_empty()
}

/// Whether two apps stand in compose projects of their own, and nothing else deploys them: a repository of samples, each of
/// which is to be taken alone.
fn are_strangers(one: &App, other: &App) -> bool {
    let is_in = |file, app: &App| app.services.iter().any(|service| service.files().any(|own| own == file));
    let [alone, too] = [one, other]
        .map(|app| !app.services.is_empty() && app.workloads.is_empty() && app.platform_services.is_empty());
    alone && too && !one.services.iter().flat_map(ComposeService::files).any(|file| is_in(file, other))
}

fn text(sources: &Sources, file: FileId) -> &str {
    &sources.file(file).text
}

/// Whether a file is code of the app that could stand in a library: no configuration of a tool, no program's output.
fn is_library_code(sources: &Sources, file: FileId) -> bool {
    let path = sources.path(file);
    let Some(class @ Class::Source(_)) = discover::classify::by_name(path) else { return false };
    let text = text(sources, file);
    let is_config = name_of(path).contains(".config.") || name_of(path).contains("config.");
    let is_generated =
        ["_pb2", "_pb.", ".pb.", ".gen.", ".generated."].iter().any(|part| path.contains(part));
    let has_body = text.lines().filter(|line| !line.trim().is_empty()).nth(SHORTEST).is_some();
    has_body
        && !is_config
        && !is_generated
        && matches!(discover::place(path, class, text).role, Role::Production | Role::Client)
}
