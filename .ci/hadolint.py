"""What hadolint and twelvecheck say of the same Dockerfiles, each read alone.

`hadolint.py gather WORK FOLDER...` copies the files, `hadolint.py compare WORK LIST` prints what the two reports differ in.
"""

import collections
import json
import pathlib
import re
import sys

RULES = pathlib.Path(__file__).parent.parent / "rules"

# The rules of hadolint that one of ours stands for, as far as this tree has it.
SHARED = {
    "floating-base-image": ("DL3006", "DL3007"),
    "package-cache-left": ("DL3009", "DL3019", "DL3032", "DL3036", "DL3040", "DL3042", "DL3060"),
    "unpinned-tool-in-image": ("DL3013", "DL3016", "DL3028", "DL3062"),
    "unpinned-os-package": ("DL3008", "DL3018", "DL3033", "DL3037", "DL3041"),
    "shell-form-command": ("DL3025",),
    "cmd-ignored": ("DL4003", "DL4004"),
    "recommended-packages": ("DL3015",),
    "root-user-image": ("DL3002",),
    "secret-in-image": ("DL3064",),
}
SHARED = {rule: codes for rule, codes in SHARED.items() if any(RULES.glob(f"*/{rule}.md"))}
RULE_OF = {code: rule for rule, codes in SHARED.items() for code in codes}


class Instruction:
    """One instruction, with the lines it stands on and the stage it is in."""

    def __init__(self, first, last, text, stage):
        self.first, self.last, self.text, self.stage = first, last, text, stage
        self.keyword = text.split(None, 1)[0].upper() if text.split() else ""

    @property
    def rest(self):
        return (self.text.split(None, 1) + [""])[1]


class Dockerfile:
    """The instructions of a file, and which stages the last one is made of."""

    def __init__(self, text):
        self.text = text
        self.instructions, lines, at, stage = [], text.splitlines(), 0, -1
        escape = "`" if re.match(r"(?i)(\s*#.*\n)*\s*#\s*escape\s*=\s*`", text) else "\\"
        while at < len(lines):
            if not lines[at].strip() or lines[at].lstrip().startswith("#"):
                at += 1
                continue
            first, words = at, ""
            while at < len(lines):
                line = lines[at].rstrip()
                at += 1
                if first < at - 1 and (not line.strip() or line.lstrip().startswith("#")):
                    continue
                words += "\n" + line
                if not line.endswith(escape):
                    break
                words = words[:-1]
            ends = re.findall(r"<<-?\s*[\"']?(\w+)[\"']?", words) if re.match(r"(?i)\s*(RUN|COPY|ADD)\b", words) else []
            for end in ends:
                while at < len(lines):
                    words += "\n" + lines[at]
                    at += 1
                    if lines[at - 1].strip() == end:
                        break
            stage += bool(re.match(r"(?i)\s*FROM\s", words))
            self.instructions.append(Instruction(first + 1, at, words.strip(), stage))
        self.last = stage
        self.own, self.reached = self.stages()

    def stages(self):
        names, bases, links = {}, {}, collections.defaultdict(set)
        for each in self.instructions:
            if each.keyword == "FROM":
                words = [word for word in each.rest.split() if not word.startswith("--")]
                bases[each.stage] = names.get(words[0].lower()) if words else None
                if len(words) > 2:
                    names[words[2].lower()] = each.stage
            for name in re.findall(r"(?:--from=|\bfrom=)([^\s,]+)", each.text):
                links[each.stage].add(names.get(name.lower(), int(name) if name.isdigit() else None))
        own, stage = set(), self.last
        while stage is not None and stage not in own:
            own.add(stage)
            stage = bases.get(stage)
        reached, left = set(), [self.last]
        while left:
            stage = left.pop()
            if stage is not None and stage not in reached:
                reached.add(stage)
                left += [bases.get(stage), *links[stage]]
        return own, reached

    def start(self, stage):
        return next((each for each in self.instructions if each.stage == stage), self.at(1))

    def at(self, line):
        for each in self.instructions:
            if each.first <= line <= each.last:
                return each
        return Instruction(line, line, "", self.last)


def key_of(rule, instruction):
    """What of a file both tools have to speak of: of several commands one names the first and the other the last."""
    return -instruction.stage - 1 if rule == "cmd-ignored" else instruction.first


class Place:
    """An instruction of a file that a rule speaks of, and what a condition of the list may ask about it."""

    def __init__(self, file, instruction, messages):
        self.file, self.instruction, self.messages = file, instruction, messages

    def meets(self, condition):
        return condition == "*" or any(
            all(self.is_(word.strip()) for word in way.split(" and ")) for way in condition.split(" or ")
        )

    def is_(self, word):
        text = self.instruction.text
        if word.startswith("/"):
            return re.search(word.strip("/"), text) is not None
        if word.startswith("~"):
            return any(re.search(word.strip("~ "), message) for message in self.messages)
        if word.startswith("file "):
            return re.search(word.removeprefix("file ").strip("/"), self.file.text) is not None
        if word == "replaced":
            later = (each for each in self.file.instructions if each.first > self.instruction.first)
            mine = (self.instruction.keyword, self.instruction.stage)
            return any((each.keyword, each.stage) == mine for each in later)
        if word == "fragment":
            return self.instruction.stage < 0
        if word == "builder":
            return self.instruction.stage not in self.file.own
        if word == "unreached":
            return self.instruction.stage not in self.file.reached
        raise SystemExit(f"the list knows no condition '{word}'")


def reasons(path):
    rows = (line.strip().strip("|").split(" | ") for line in pathlib.Path(path).read_text().splitlines())
    rows = ([cell.strip().replace("\\|", "|") for cell in row] for row in rows if len(row) == 4)
    return [row for row in rows if row[0] in ("hadolint", "twelvecheck")]


def gather(work, *folders):
    """Copies each Dockerfile to a folder of its own; one that is found twice counts once."""
    names, seen = {}, set()
    for path in sorted(path for folder in folders for path in pathlib.Path(folder).rglob("*") if is_dockerfile(path)):
        text = path.read_bytes()
        if text in seen:
            continue
        seen.add(text)
        key = f"app{len(names):04}"
        names[key] = str(path)
        target = pathlib.Path(work, "files", key)
        target.mkdir(parents=True)
        (target / "Dockerfile").write_bytes(text)
    pathlib.Path(work, "names.json").write_text(json.dumps(names))


def is_dockerfile(path):
    name = path.name.lower()
    named = re.fullmatch(r"(dockerfile|containerfile)(\.[\w.-]+)?|.*\.(dockerfile|containerfile)", name)
    return bool(named) and path.is_file() and not name.endswith((".md", ".dockerignore", ".j2", ".erb", ".tpl", ".go", ".py"))


def arrays(text):
    """The JSON arrays of several runs, one after the other."""
    decoder = json.JSONDecoder()
    while text := text.lstrip():
        found, end = decoder.raw_decode(text)
        yield from found
        text = text[end:]


def compare(work, listed):
    work = pathlib.Path(work)
    names = json.loads((work / "names.json").read_text())
    files = {key: Dockerfile((work / "files" / key / "Dockerfile").read_text(errors="replace")) for key in names}
    said = {"hadolint": collections.defaultdict(list), "twelvecheck": collections.defaultdict(list)}
    unread = set()
    for finding in arrays((work / "hadolint.json").read_text()):
        key = pathlib.Path(finding["file"]).parent.name
        if finding["code"] == "DL1000":
            unread.add(key)
        elif rule := RULE_OF.get(finding["code"]):
            place = files[key].at(finding["line"])
            said["hadolint"][key, rule, key_of(rule, place)].append(f"{finding['code']} {finding['message']}")
    for finding in json.loads((work / "own.json").read_text())["findings"]:
        key = pathlib.Path(finding["path"]).parent.name
        if finding["rule"] in SHARED:
            place = files[key].at(finding["start"]["line"])
            said["twelvecheck"][key, finding["rule"], key_of(finding["rule"], place)].append(finding["message"])
    table, used, unexplained = collections.defaultdict(collections.Counter), collections.Counter(), []
    rows = reasons(listed)
    for side, other in (("hadolint", "twelvecheck"), ("twelvecheck", "hadolint")):
        for (key, rule, line), messages in sorted(said[side].items()):
            if key in unread:
                continue
            if (key, rule, line) in said[other]:
                table[rule]["both"] += side == "hadolint"
                continue
            place = Place(files[key], files[key].at(line) if line > 0 else files[key].start(-line - 1), messages)
            row = next((row for row in rows if row[0] == side and row[1] == rule and place.meets(row[2])), None)
            table[rule][side, row is not None] += 1
            if row:
                used[tuple(row)] += 1
            else:
                unexplained.append(f"only {side}: {rule} {names[key]}:{line}: {'; '.join(messages)}")
    print(f"{len(files)} Dockerfiles, {len(unread)} that hadolint cannot read")
    print(f"{'rule':26}{'both':>7}{'only hadolint':>15}{'only twelvecheck':>18}{'unexplained':>13}")
    for rule in SHARED:
        row = table[rule]
        only = [row[side, True] + row[side, False] for side in ("hadolint", "twelvecheck")]
        left = row["hadolint", False] + row["twelvecheck", False]
        print(f"{rule:26}{row['both']:>7}{only[0]:>15}{only[1]:>18}{left:>13}")
    for row, count in used.most_common():
        print(f"{count:>6}  only {row[0]}, {row[1]}, {row[2]}: {row[3]}")
    print("\n".join(unexplained))
    return bool(unexplained)


sys.exit({"gather": gather, "compare": compare}[sys.argv[1]](*sys.argv[2:]))
