"""Compares rendered charts, object by object, with what helm makes of them.

helm runs twice: what differs between its own runs is random, and is not compared. Dependencies that stand elsewhere in the
repository are linked into `charts/` of a scratch copy, as helm does not look for them. The argument --chart NAME compares
one chart only.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import yaml

HELM = os.environ["HELM"]
TWELVECHECK = os.environ["TWELVECHECK"]
RELEASE = {"HELM_CACHE_HOME": "/nonexistent", "HOME": "/nonexistent", "PATH": os.environ["PATH"]}


class Loader(yaml.CSafeLoader):
    """YAML as Kubernetes reads it: dates are strings."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:value")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def charts_of(root):
    """The charts that are no part of another and no library."""
    for path in sorted(root.rglob("Chart.yaml")):
        chart = path.parent
        if any(parent.name == "charts" and (parent.parent / "Chart.yaml").exists() for parent in chart.parents):
            continue
        try:
            head = yaml.load(path.read_text(), Loader)
        except yaml.YAMLError:
            continue
        if isinstance(head, dict) and head.get("type") != "library":
            yield chart, head


def link_dependencies(root):
    """Links every dependency that is not in `charts/` to the chart of its name."""
    known = {}
    heads = {}
    for path in sorted(root.rglob("Chart.yaml")):
        try:
            head = yaml.load(path.read_text(), Loader)
        except yaml.YAMLError:
            continue
        if isinstance(head, dict):
            heads[path.parent] = head
            if path.parent.parent.name != "charts" or not (path.parent.parent.parent / "Chart.yaml").exists():
                known.setdefault(head.get("name"), path.parent)
    for chart, head in heads.items():
        for dependency in head.get("dependencies") or []:
            name = dependency["name"]
            target = chart / "charts" / name
            repository = dependency.get("repository") or ""
            found = known.get(name)
            if repository.startswith("file://"):
                found = (chart / repository[len("file://"):]).resolve()
            is_packed = any(target.parent.glob(f"{name}-*.tgz"))
            if found and not target.exists() and not is_packed and found != chart:
                target.parent.mkdir(exist_ok=True)
                target.symlink_to(found)


def documents(text):
    found = {}
    for document in yaml.load_all(text, Loader):
        if isinstance(document, dict):
            meta = document.get("metadata") or {}
            key = (document.get("apiVersion"), document.get("kind"), meta.get("namespace"), meta.get("name"))
            # Of several renderings the one with the default values comes first.
            found.setdefault(key, document)
    return found


def difference(ours, theirs, again, path=""):
    """The first place at which ours is not theirs, unless theirs is another in every run."""
    if isinstance(theirs, dict) and isinstance(ours, dict) and isinstance(again, dict):
        for key in sorted(set(ours) | set(theirs), key=str):
            if key not in ours or key not in theirs:
                return f"{path}/{key}: only {'helm' if key in theirs else 'twelvecheck'} has it"
            found = difference(ours[key], theirs[key], again.get(key), f"{path}/{key}")
            if found:
                return found
        return None
    if isinstance(theirs, list) and isinstance(ours, list) and isinstance(again, list):
        if len(ours) != len(theirs):
            return f"{path}: {len(ours)} items, helm has {len(theirs)}"
        for at, pair in enumerate(zip(ours, theirs, again)):
            found = difference(*pair, f"{path}/{at}")
            if found:
                return found
        return None
    if theirs != again or (ours == theirs and type(ours) is type(theirs)):
        return None
    return f"{path}: {ours!r}, helm has {theirs!r}"


def run_helm(chart):
    command = [HELM, "template", str(chart)]
    return subprocess.run(command, capture_output=True, text=True, env=RELEASE, check=False)


def rendered(root):
    """What twelvecheck makes of every chart with its default values, and what it notes."""
    command = [TWELVECHECK, "render", str(root), "--root", str(root), "--isolated"]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    texts = {}
    for document in made.stdout.split("---\n# Source: ")[1:]:
        lines = document.split("\n")
        chart = lines[1].removeprefix("# Rendered:").strip() or "."
        if lines[2].startswith("# Values: "):
            continue
        texts[chart] = texts.get(chart, "") + "---\n" + document.replace(lines[0], "", 1)
    return texts, made.stderr.splitlines()


def compare(chart, text, notes):
    first, again = run_helm(chart), run_helm(chart)
    if first.returncode != 0:
        return "helm fails", first.stderr.strip().splitlines()[-1][-300:]
    try:
        ours, theirs, other = (documents(text) for text in (text, first.stdout, again.stdout))
    except yaml.YAMLError as error:
        return "different", " ".join(str(error).split())[:300]
    for key in sorted(set(ours) | set(theirs), key=str):
        if key not in theirs:
            return "different", f"only twelvecheck has {key}"
        if key not in ours:
            return "different", f"only helm has {key} {notes[:1]}"
        found = difference(ours[key], theirs[key], other.get(key))
        if found:
            return "different", f"{key[1]} {key[3]}: {found}"
    return "equal", ""


def main(arguments):
    only = None
    if arguments[:1] == ["--chart"]:
        only, arguments = arguments[1], arguments[2:]
    counts = {}
    for argument in arguments:
        with tempfile.TemporaryDirectory() as scratch:
            root = pathlib.Path(scratch).resolve() / "tree"
            shutil.copytree(argument, root, symlinks=True, ignore=shutil.ignore_patterns(".git"))
            charts = [(chart, head) for chart, head in charts_of(root) if only in (None, head.get("name"))]
            link_dependencies(root)
            texts, notes = rendered(root)

            def outcome_of(chart):
                folder = str(chart[0].relative_to(root))
                own = [note for note in notes if folder == "." or note.startswith(f"note: {folder}/")]
                return compare(chart[0], texts.get(folder, ""), own)

            with ThreadPoolExecutor(2) as pool:
                results = list(pool.map(outcome_of, charts))
            for (chart, _), (outcome, detail) in zip(charts, results):
                counts[outcome] = counts.get(outcome, 0) + 1
                print(f"{outcome:10} {chart.relative_to(root)} {detail}")
    print(json.dumps(counts))
    return 0 if not counts.get("different") else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
