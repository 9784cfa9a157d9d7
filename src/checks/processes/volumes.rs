//! State in volumes that other pods cannot see, or that does not outlive the pod.

use super::platform;
use crate::artefact::backing;
use crate::artefact::reference::ImageReference;
use crate::artefact::workload::{Claim, Container, Mount, Volume, VolumeSource, Workload};
use crate::rule::{Pass, Severity};
use crate::source::{Arg, name_of};

/// Data that only one pod can reach, or that is lost with the pod.
pub fn stateful_volume(pass: &mut Pass) {
    platform::stateful_disks(pass);
    for workload in
        pass.app.workloads.iter().filter(|workload| workload.is_production() && !workload.is_job())
    {
        for volume in &workload.pod.volumes {
            match &volume.source {
                VolumeSource::Claim(name) => claimed(pass, workload, name),
                VolumeSource::EmptyDir => temporary(pass, workload, volume),
                _ => {}
            }
        }
    }
}

/// A claim of one writer: by several pods, or by the old and the new pod of an update.
fn claimed(pass: &mut Pass, workload: &Workload, name: &Arg) {
    let project = pass.project;
    let Some(mode) = project.claim(workload, name).and_then(single_mode) else { return };
    let one_pod = mode.text == "ReadWriteOncePod";
    let limit = if one_pod { "only one pod may mount it" } else { "only pods of one node may mount it" };
    if let Some((place, note)) = project.scaled_out(workload).or_else(|| daemon(workload)) {
        let message =
            format!("pods of {} share the claim '{}', which is {}", workload.title(), name.text, mode.text);
        let finding = pass.report(name.span, message);
        finding.because(place, note).because(mode.span, limit);
        if one_pod {
            finding.severity(Severity::Error);
        }
        finding.help(
            "keep the data in a backing service (database, object storage), use a ReadWriteMany claim, or a StatefulSet \
             with `volumeClaimTemplates` that gives each pod a volume of its own",
        );
        return;
    }
    let rolls = matches!(workload.kind.text.as_str(), "Deployment" | "DeploymentConfig" | "Rollout")
        && workload
            .strategy
            .as_ref()
            .is_none_or(|strategy| matches!(strategy.text.as_str(), "RollingUpdate" | "Rolling"))
        && workload.replica_count() == Some(1)
        && workload.max_unavailable.as_ref().is_none_or(keeps_one);
    if rolls {
        let message = format!(
            "an update of {} starts the new pod while the old one still holds the {} claim '{}'",
            workload.title(),
            mode.text,
            name.text
        );
        let finding = pass.report(name.span, message);
        finding.because(mode.span, limit);
        match &workload.strategy {
            Some(strategy) => finding.because(strategy.span, "the strategy"),
            None => finding.because(workload.name.span, "the strategy is RollingUpdate by default"),
        };
        if one_pod {
            finding.severity(Severity::Error);
        }
        finding.help("set `strategy: {type: Recreate}`, so that the old pod lets go of the volume first");
    }
}

/// Whether `maxUnavailable` of one pod is none: percentages are rounded down.
fn keeps_one(most: &Arg) -> bool {
    most.known().is_some_and(|most| most == "0" || (most.ends_with('%') && most != "100%"))
}

/// A DaemonSet runs one pod on every node.
fn daemon(workload: &Workload) -> Option<(crate::source::Span, String)> {
    (workload.kind.text == "DaemonSet").then(|| (workload.kind.span, "one pod runs on every node".to_owned()))
}

/// The access mode, if all there are allow one node or pod.
fn single_mode(claim: &Claim) -> Option<&Arg> {
    let single = |mode: &Arg| matches!(mode.text.as_str(), "ReadWriteOnce" | "ReadWriteOncePod");
    claim.access_modes.iter().all(single).then(|| claim.access_modes.first())?
}

/// An `emptyDir` under the data of a database, or under users' uploads.
fn temporary(pass: &mut Pass, workload: &Workload, volume: &Volume) {
    let mounts = workload.pod.running().flat_map(|container| {
        let own =
            container.mounts.iter().filter(|mount| mount.volume.text == volume.name.text && !mount.read_only);
        own.map(move |mount| (mount, durable_data(container, mount)))
    });
    for (mount, what) in mounts.filter_map(|(mount, what)| Some((mount, what?))) {
        let message =
            format!("{what} in '{}' is lost with the pod: the volume is an emptyDir", mount.path.text);
        pass.report(mount.path.span, message)
            .because(volume.span, "an emptyDir is made anew for every pod")
            .help("use a PersistentVolumeClaim for a database; keep what users upload in object storage");
    }
}

/// What a container keeps at a mount, if it must outlive the pod. Caches and queues may be temporary on purpose.
fn durable_data(container: &Container, mount: &Mount) -> Option<&'static str> {
    let path = mount.path.known()?.trim_end_matches('/');
    let reference = container.image.as_ref().and_then(ImageReference::parse);
    let engine = reference.as_ref().and_then(|reference| backing::engine(&reference.repository.text));
    let of_engine = match engine {
        Some("neo4j" | "minio") => path == "/data",
        Some("etcd") => path == "/etcd-data",
        _ => false,
    };
    if is_database(path) || of_engine {
        return Some("the database");
    }
    let uploads = engine.is_none() && matches!(name_of(path), "uploads" | "upload" | "attachments");
    uploads.then_some("what users upload")
}

/// Folders in which one engine alone keeps its data, whatever the image is called.
fn is_database(path: &str) -> bool {
    matches!(
        path,
        "/var/lib/postgresql"
            | "/var/lib/postgresql/data"
            | "/bitnami/postgresql"
            | "/home/postgres/pgdata"
            | "/var/lib/mysql"
            | "/bitnami/mysql"
            | "/bitnami/mariadb"
            | "/data/db"
            | "/bitnami/mongodb"
            | "/usr/share/elasticsearch/data"
            | "/usr/share/opensearch/data"
            | "/var/lib/cassandra"
            | "/var/lib/cassandra/data"
            | "/opt/couchdb/data"
            | "/var/lib/clickhouse"
            | "/var/lib/influxdb"
            | "/var/lib/influxdb2"
            | "/var/opt/mssql"
            | "/var/opt/mssql/data"
            | "/var/lib/etcd"
            | "/qdrant/storage"
    )
}

/// A folder of the node in an app's pod.
pub fn hostpath_volume(pass: &mut Pass) {
    let workloads = pass.app.workloads.iter();
    for workload in workloads.filter(|workload| workload.is_production() && !workload.is_node_agent()) {
        for volume in &workload.pod.volumes {
            let VolumeSource::HostPath(path) = &volume.source else { continue };
            if path.known().is_some_and(|text| {
                is_part_of_node(text) && is_only_read(workload, volume) || is_device(text)
            }) {
                continue;
            }
            let message =
                format!("{} depends on '{}' of the node it happens to run on", workload.title(), path.text);
            let finding = pass.report(path.span, message);
            let mounts = workload.pod.containers.iter().flat_map(|container| &container.mounts);
            for mount in mounts.filter(|mount| mount.volume.text == volume.name.text) {
                finding.because(mount.span, "mounted here");
            }
            finding.help(
                "use a PersistentVolumeClaim for data, a ConfigMap for files, an emptyDir for scratch space",
            );
        }
    }
}

/// What is the same on every node or tells about it: time zone, certificates, the kernel's views, sockets of the node.
fn is_part_of_node(path: &str) -> bool {
    let exact = ["/etc/localtime", "/etc/timezone", "/etc/os-release", "/etc/machine-id", "/proc", "/sys"];
    let below = [
        "/proc/",
        "/sys/",
        "/etc/ssl/",
        "/etc/pki/",
        "/usr/share/ca-certificates",
        "/lib/modules",
        "/usr/src",
    ];
    exact.contains(&path.trim_end_matches('/'))
        || below.iter().any(|folder| path.starts_with(folder))
        || (path.starts_with("/var/run/") || path.starts_with("/run/")) && is_socket(path)
}

fn is_socket(path: &str) -> bool {
    name_of(path).rsplit_once('.').is_some_and(|(_, extension)| extension == "sock")
}

fn is_device(path: &str) -> bool {
    path == "/dev" || path.starts_with("/dev/")
}

fn is_only_read(workload: &Workload, volume: &Volume) -> bool {
    let mounts = workload.pod.containers.iter().flat_map(|container| &container.mounts);
    mounts.filter(|mount| mount.volume.text == volume.name.text).all(|mount| mount.read_only)
}
