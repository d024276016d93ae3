"""Writes THIRD-PARTY-LICENSES.txt: the licences of all crates that are linked, from the crates' own files.

python3 packaging/licenses/collect.py            writes the file anew; to be run whenever Cargo.lock changes
python3 packaging/licenses/collect.py --check    fails where the file is not what would be written

No server is asked and nothing beside Cargo is needed. A crate whose licence is not among ACCEPTED is an error: a new kind
of licence is a decision. Where the choice is the user's, MIT is chosen if the crate carries its text, since its
copyright lines are what it asks to be shown.
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2]
OUTPUT = ROOT / "THIRD-PARTY-LICENSES.txt"
GPL = pathlib.Path(__file__).with_name("GPL-3.0.txt")

# Every platform that packages are made for.
TARGETS = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "aarch64-apple-darwin"]

# With whose terms a program under MIT or Apache-2.0 may be passed on; for LGPL-3.0 (LAME's crate) NOTICE says how.
ACCEPTED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0",
    "CDLA-Permissive-2.0", "ISC", "LGPL-3.0", "MIT", "MIT-0", "MPL-2.0", "Unicode-3.0", "Unlicense", "Zlib",
}  # fmt: skip

# Files that hold licences, at the top of a crate or of C sources in it.
NAMES = re.compile(r"(un)?licen[sc]e|copying|copyright|notice", re.IGNORECASE)
SOURCES = re.compile(r"\.(rs|c|h|py|toml|json|html|sh|cmake|in|m4|xml)$", re.IGNORECASE)
DEPTH = 3


def packages() -> list[dict]:
    """Returns the packages that are linked on any platform, ours left out."""
    found = {}
    for target in TARGETS:
        command = ["cargo", "metadata", "--format-version", "1", "--locked", "--all-features", "--filter-platform", target]
        metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
        by_id = {package["id"]: package for package in metadata["packages"]}
        nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
        todo, seen = [metadata["resolve"]["root"]], set()
        while todo:
            at = todo.pop()
            if at in seen:
                continue
            seen.add(at)
            linked = (d for d in nodes[at]["deps"] if any(kind["kind"] is None for kind in d["dep_kinds"]))
            todo += [dependency["pkg"] for dependency in linked]
        found |= {id: by_id[id] for id in seen if by_id[id]["source"]}
    return sorted(found.values(), key=lambda package: (package["name"], package["version"]))


def alternatives(expression: str) -> list[set[str]]:
    """Returns the sets of licences, each of which would do, of an SPDX expression: `(A OR B) AND C` is [{A, C}, {B, C}]."""
    expression = re.sub(r"\s*/\s*", " OR ", expression)
    tokens = re.findall(r"\(|\)|(?:[^\s()]+(?: WITH [^\s()]+)?)", expression)

    def choice() -> list[set[str]]:
        sets = both()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            sets = sets + both()
        return sets

    def both() -> list[set[str]]:
        sets = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            sets = [a | b for b in one() for a in sets]
        return sets

    def one() -> list[set[str]]:
        token = tokens.pop(0)
        if token != "(":
            return [{token}]
        sets = choice()
        tokens.pop(0)
        return sets

    return choice()


def files(package: dict) -> list[pathlib.Path]:
    """Returns the files of a crate that hold licences."""
    folder = pathlib.Path(package["manifest_path"]).parent
    found = [path for path in folder.rglob("*") if NAMES.match(path.name) and not SOURCES.search(path.name)]
    return sorted(path for path in found if path.is_file() and len(path.relative_to(folder).parts) <= DEPTH)


def text_of(path: pathlib.Path) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").replace("\f", "").splitlines()
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def collect() -> str:
    texts: dict[str, tuple[str, list[str]]] = {}
    missing = []
    listed = []
    linked = packages()
    for package in linked:
        label = f"{package['name']} {package['version']}"
        expression = package["license"] or ""
        chosen = [licences for licences in alternatives(expression) if licences <= ACCEPTED]
        if not chosen:
            sys.exit(f"{label} is under `{expression}`, which {pathlib.Path(__file__).name} does not know")
        listed.append(f"  {label}  {expression}")
        found = files(package)
        mit = [path for path in found if "mit" in path.name.lower()]
        if {"MIT"} in chosen and mit:
            found = mit + [path for path in found if path.name.lower().startswith("notice")]
        if not found:
            missing.append((label, package, min(chosen, key=lambda licences: (licences != {"MIT"}, len(licences)))))
        for path in found:
            text = text_of(path)
            texts.setdefault(re.sub(r"\W+", " ", text).lower(), (text, []))[1].append(label)
    # The texts as they are published stand for those of crates that carry none, with the authors that they name.
    own = {"MIT": (ROOT / "LICENSE-MIT").read_text(), "Apache-2.0": (ROOT / "LICENSE-APACHE").read_text()}
    own["MIT"] = re.sub(r"(?m)^Copyright.*\n\n?", "", own["MIT"]).strip("\n")
    for label, package, licences in missing:
        authors = ", ".join(re.sub(r"\s*<.*?>", "", author) for author in package["authors"]) or f"the authors of {package['name']}"
        for licence in sorted(licences):
            if licence in own:
                text = own[licence].strip("\n") if licence != "MIT" else f"Copyright (c) {authors}\n\n{own[licence]}"
            else:
                like = [text for text, _ in texts.values() if TITLES[licence] in re.sub(r"\s+", " ", text[:400])]
                if not like:
                    sys.exit(f"{label} carries no licence, and no other crate has the text of {licence}")
                text = min(like, key=len)
            texts.setdefault(re.sub(r"\W+", " ", text).lower(), (text, []))[1].append(label)
    # The LGPL is a supplement to the GPL, which has to come with it.
    lesser = [package for package in linked if package["license"] == "LGPL-3.0"]
    for package in lesser:
        texts.setdefault("gpl", (text_of(GPL), []))[1].append(f"{package['name']} {package['version']}")
    rule = "-" * 80
    out = [
        "Licences of the crates that are linked into Natiq, and of the C sources in them.",
        "Written by packaging/licenses/collect.py from the crates' own files.",
        "",
        *listed,
    ]
    for text, labels in sorted(texts.values(), key=lambda entry: (-len(set(entry[1])), entry[0])):
        out += ["", rule, *(f"  {label}" for label in sorted(set(labels))), rule, "", text]
    return "\n".join(out) + "\n"


# How the texts of licences begin that stand in for those of crates which carry none.
TITLES = {"MPL-2.0": "Mozilla Public License Version 2.0", "LGPL-3.0": "GNU LESSER GENERAL PUBLIC LICENSE Version 3"}

written = collect()
if "--check" not in sys.argv[1:]:
    OUTPUT.write_text(written)
    print(f"{OUTPUT.name}: {len(written)} bytes")
elif OUTPUT.read_text() != written:
    sys.exit(f"{OUTPUT.name} is not what the linked crates say (run {pathlib.Path(__file__).relative_to(ROOT)})")
else:
    print(f"{OUTPUT.name} is what the linked crates say")
