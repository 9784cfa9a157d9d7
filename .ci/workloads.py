"""The workloads of two reports: those of checkov and those of `twelvecheck qos --all --format json`."""

import json
import sys

# The kinds of which checkov knows the pod template.
KINDS = {
    "Pod", "Deployment", "DaemonSet", "StatefulSet", "ReplicaSet", "ReplicationController", "Job", "CronJob",
    "PodTemplate", "DeploymentConfig",
}


def theirs(report):
    found = set()
    for part in report if isinstance(report, list) else [report]:
        results = part.get("results", {})
        for check in results.get("passed_checks", []) + results.get("failed_checks", []):
            kind, namespace, name = (check["resource"].split(".", 2) + ["", ""])[:3]
            if kind in KINDS:
                found.add((check["file_path"].lstrip("/"), kind, namespace or "default", name))
    # The template inside of a workload is one more "Pod", called after its owner and its own labels.
    owners = {(path, name) for path, _, _, name in found}
    return {entry for entry in found if entry[1] != "Pod" or not is_template(entry, owners)}


def is_template(entry, owners):
    path, _, _, name = entry
    parts = name.split(".")
    return any((path, ".".join(parts[:count])) in owners for count in range(1, len(parts)))


def ours(report):
    return {
        (row["path"], row["kind"], row["namespace"] or "default", row["name"]) for row in report["workloads"]
    }


def pair_unnamed(checkov, own):
    """What `generateName` names is called after its labels by checkov: pairs it by file and kind."""
    for path, kind, namespace, name in sorted(own - checkov):
        called = {entry for entry in checkov - own if entry[:2] == (path, kind)} if "…" in name else set()
        if called:
            checkov = (checkov - called) | {(path, kind, namespace, name)}
    generated = {entry for entry in own - checkov if "…" in entry[3]}
    paired = {entry[:2] for entry in checkov & own}
    return checkov | {entry for entry in generated if entry[:2] in paired}


def main(folder, first, second):
    with open(first, encoding="utf-8") as file:
        checkov = theirs(json.load(file))
    with open(second, encoding="utf-8") as file:
        own = ours(json.load(file))
    checkov = pair_unnamed(checkov, own)
    other = {entry for entry in own if entry[1] not in KINDS}
    print(
        f"{folder}: checkov {len(checkov)}, twelvecheck {len(own - other)} and {len(other)} of other kinds, "
        f"both {len(checkov & own)}"
    )
    for path, kind, namespace, name in sorted(checkov - own):
        print(f"  only checkov: {kind}/{namespace}/{name} in {path}")
    for path, kind, namespace, name in sorted(own - checkov - other):
        print(f"  only twelvecheck: {kind}/{namespace}/{name} in {path}")


main(*sys.argv[1:])
