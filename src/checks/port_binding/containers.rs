//! Apps that are put into a web server which runs them.

use crate::artefact::image::Image;
use crate::artefact::os_package::{Action, Transaction, bare_name};
use crate::artefact::reference::ImageReference;
use crate::parse::dockerfile::Body;
use crate::rule::Pass;
use crate::source::name_of;

/// Images that put an archive of the app into a servlet container, or its code into Apache.
pub fn runtime_injected_webserver(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        if let Some(server) = servlet_container(image) {
            deployed_archive(pass, image, server);
        }
        wsgi_module(pass, image);
    }
}

/// The container that the image is built on: software that finds the app in a folder and loads it.
fn servlet_container(image: &Image) -> Option<&'static str> {
    let reference = ImageReference::parse(&image.base()?.arg)?;
    let name = name_of(reference.familiar());
    let known = [
        ("tomcat", "Tomcat"),
        ("tomee", "TomEE"),
        ("jetty", "Jetty"),
        ("wildfly", "WildFly"),
        ("jboss", "JBoss"),
        ("glassfish", "GlassFish"),
        ("payara", "Payara"),
        ("open-liberty", "Open Liberty"),
        ("websphere-liberty", "WebSphere Liberty"),
        ("weblogic", "WebLogic"),
    ];
    // `server-full` of Payara, `eap74-openjdk11` of JBoss.
    let vendor = reference.familiar().split('/').next().unwrap_or_default();
    known
        .into_iter()
        .find(|(word, _)| name.starts_with(word) || vendor.starts_with(word))
        .map(|(_, title)| title)
}

fn deployed_archive(pass: &mut Pass, image: &Image, server: &str) {
    let is_archive = |path: &str| path.ends_with(".war") || path.ends_with(".ear");
    let copied = image.instructions().find_map(|instruction| match &instruction.body {
        Body::Copy { sources, destination } => sources
            .iter()
            .find(|source| is_archive(source.text()))
            .or_else(|| sources.first().filter(|_| is_archive(destination.text()))),
        _ => None,
    });
    let Some(copied) = copied else { return };
    let finding =
        pass.report(copied.span(), format!("the app is an archive that {server} loads when it starts"));
    if let Some(base) = image.base() {
        finding.because(base.span(), format!("the image is {server} with the app in it"));
    }
    finding.help(
        "Declare the server as a dependency of the app and start it from 'main': an executable archive serves by itself.",
    );
}

fn wsgi_module(pass: &mut Pass, image: &Image) {
    let modules = [
        "libapache2-mod-wsgi",
        "libapache2-mod-wsgi-py3",
        "apache2-mod-wsgi",
        "mod_wsgi",
        "python3-mod_wsgi",
    ];
    let commands = image.final_runs().flat_map(|run| &run.commands);
    let installs =
        commands.filter_map(|command| Transaction::of(command).filter(|call| call.action == Action::Install));
    let packages = installs.flat_map(|install| install.packages);
    if let Some(module) = packages.into_iter().find(|package| modules.contains(&bare_name(&package.text))) {
        let name = bare_name(&module.text);
        pass.report(module.span, format!("the app is loaded by Apache, through its module '{name}'"))
            .help("Declare a server such as gunicorn as a dependency of the app, and start that.");
    }
}
