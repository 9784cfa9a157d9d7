//! Volumes that an image asks for.

use crate::artefact::backing;
use crate::artefact::image::Image;
use crate::rule::Pass;
use crate::source::{Arg, name_of};

/// `VOLUME` in the image of an app.
pub fn image_declares_volume(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        if keeps_state(pass, image) {
            continue;
        }
        for (_, volume) in &image.effective.volumes {
            let path = &volume.arg;
            if is_scratch(path) {
                continue;
            }
            let message = format!("the image keeps state in '{}' of each container", path.text);
            pass.report(path.span, message).help(
                "Remove VOLUME and keep the data in a backing service; who deploys the image can still mount a volume there.",
            );
        }
    }
}

/// Folders whose content nobody misses.
fn is_scratch(path: &Arg) -> bool {
    let parts = || path.text.trim_matches('/').split('/');
    let first = parts().next().unwrap_or("");
    matches!(first, "tmp" | "run")
        || path.text.starts_with("/var/tmp")
        || path.text.starts_with("/var/run")
        || parts().next_back().is_some_and(|last| matches!(last, "cache" | ".cache" | "tmp" | "run"))
}

/// Whether the image is a backing service itself: built on one, named like one, or starting one.
fn keeps_state(pass: &Pass, image: &Image) -> bool {
    let base = image.base().map(|base| base.text().split([':', '@']).next().unwrap_or(""));
    let folders = pass.sources.path(image.file).split('/').rev().skip(1);
    base.into_iter()
        .chain(folders)
        .chain([pass.app.name.as_str()])
        .any(|name| backing::engine(name).is_some())
        || image.names.iter().any(|name| backing::engine(name).is_some())
        || starts_engine(pass, image)
}

fn starts_engine(pass: &Pass, image: &Image) -> bool {
    let servers = [
        "postgres",
        "mysqld",
        "mysqld_safe",
        "mariadbd",
        "mongod",
        "redis-server",
        "valkey-server",
        "memcached",
        "rabbitmq-server",
        "etcd",
        "influxd",
        "minio",
        "nats-server",
        "cockroach",
        "cassandra",
        "elasticsearch",
        "clickhouse-server",
        "neo4j",
        "couchdb",
        "registry",
    ];
    let starts = pass.app.starts.iter().filter(|start| start.span.file == image.file);
    starts.flat_map(|start| &start.steps).any(|step| {
        let words = step.command.argv.iter().map(|word| name_of(&word.text));
        words.take(step.command.program + 2).any(|word| servers.contains(&word))
    })
}
