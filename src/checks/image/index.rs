//! The package index as a layer of its own.

use crate::artefact::command::Command;
use crate::artefact::image::Run;
use crate::artefact::os_package::{Action, Manager, Transaction};
use crate::rule::Pass;

/// Package indexes that are fetched in one RUN and used in another.
pub fn stale_package_index(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        for stage in image.built_stages() {
            let Some(effective) = image.dockerfile.effective(stage.index) else { continue };
            let runs: Vec<&Run> =
                image.runs.iter().filter(|run| effective.chain.contains(&run.stage)).collect();
            for (at, run) in runs.iter().enumerate() {
                let later = runs.get(at + 1..).unwrap_or_default();
                stale(pass, run, later);
            }
        }
    }
}

fn stale(pass: &mut Pass, run: &Run, later: &[&Run]) {
    for manager in [Manager::Apt, Manager::Apk] {
        let Some(refresh) = call(run, manager, Action::Refresh) else { continue };
        if call(run, manager, Action::Install).is_some() {
            continue;
        }
        // The next RUN that fetches the index anew depends on it no longer.
        let dependent = later.iter().take_while(|run| call(run, manager, Action::Refresh).is_none());
        let Some(install) = dependent.into_iter().find_map(|run| needs_index(run, manager)) else { continue };
        let name = refresh.name();
        let finding = pass.report(
            refresh.span,
            format!("'{name} update' is a layer of its own, so later builds install from an old index"),
        );
        finding.because(install.span, "this is built anew on the cached index");
        finding.help(match manager {
            Manager::Apk => "Write 'apk add --no-cache', which fetches the index by itself.".to_owned(),
            _ => format!("Join the two: 'RUN {name} update && {name} install …'."),
        });
    }
}

/// The install of a RUN that takes its index from an earlier layer.
fn needs_index(run: &Run, manager: Manager) -> Option<&Command> {
    let install = call(run, manager, Action::Install)?;
    let fetches =
        ["--no-cache", "-U", "--update", "--update-cache"].iter().any(|flag| install.has_flag(flag));
    (manager != Manager::Apk || !fetches).then_some(install)
}

fn call(run: &Run, manager: Manager, action: Action) -> Option<&Command> {
    let is = |command: &&Command| {
        Transaction::of(command).is_some_and(|call| call.manager == manager && call.action == action)
    };
    run.commands.iter().find(is)
}
