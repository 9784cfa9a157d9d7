//! What the builder of a platform starts where nothing says it: the `start` script of package.json.
//!
//! Heroku's Node.js buildpack runs `npm start` without a Procfile (devcenter.heroku.com/articles/nodejs-support), and so do the
//! buildpacks of App Platform, Nixpacks of Railway and the runtime of App Engine.

use super::follow::Follower;
use super::managed::Followed;
use super::run;
use super::{Command, Form, Origin, Start};
use crate::app::App;
use crate::artefact::package::{Ecosystem, Package};
use crate::artefact::platform::Platform;
use crate::discover::{Class, classify};
use crate::source::{Arg, Sources, folder_of, join};

/// The start of an app that a platform builds from its package.
pub(super) fn of_package(sources: &Sources, app: &App, known: &[Start]) -> Option<Followed> {
    let told = known.iter().any(|start| {
        let is_platform = matches!(start.origin, Origin::Procfile | Origin::Platform);
        start.place.is_production() && (start.origin == Origin::Image || is_platform && !start.ends)
    });
    if told || !is_built(sources, app) {
        return None;
    }
    let is_own = |package: &&Package| {
        package.ecosystem == Ecosystem::Npm && folder_of(sources.path(package.file)) == app.root
    };
    let package = app.packages.iter().find(is_own)?;
    let (name, _) = package.scripts.iter().find(|(name, _)| name.text == "start")?;
    let words = ["npm", "start"].map(|word| Arg::literal(word, name.span));
    let mut follower = Follower::new(sources, app, None);
    run(&mut follower, Command::Words(words.to_vec()), name.span, Form::Shell);
    Some(follower.finish(Origin::Platform, "web".to_owned(), name.span, package.place.clone(), Form::Shell))
}

/// Whether a platform builds the app from its source, as a file in its folder says.
fn is_built(sources: &Sources, app: &App) -> bool {
    let builders = [Platform::AppEngine, Platform::AppPlatform, Platform::Heroku, Platform::Railway];
    let mut services = app.platform_services.iter().filter(|service| service.place.is_production());
    let is_described = services
        .any(|service| builders.contains(&service.platform) && service.image.is_none() && !service.ends);
    let is_marked = || {
        ["app.json", "railway.toml", "railway.json", "nixpacks.toml"].iter().any(|name| {
            let file = join(&app.root, name).and_then(|path| sources.find(&path));
            file.map(|file| sources.file(file))
                .is_some_and(|file| matches!(classify(&file.path, &file.text, &[]), Class::Platform(_)))
        })
    };
    is_described || is_marked()
}
