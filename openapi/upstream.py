"""Compare Twilio's published description of the API with ours, and say what is not explained.

    .venv/bin/python openapi/upstream.py

The newest document comes with an npm package, into a folder that git ignores. It is upgraded to OpenAPI 3.1 and
compared; `upstream-differences.toml` explains the differences that are known, and fails when one is no longer there.
Then its schemas get our names and `upstream.overlay.yaml` is applied: upstream_try.py puts that in our spec's place.
"""
# ruff: noqa: INP001, T201 - a script, part of no package, that prints

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tarfile
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import overlay
from differences import Difference, Kind, compare
from naming import Naming, prune
from spec import HERE, SPEC, read_yaml
from upgrade import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: The document came with 9.0.0, and the tag `latest` may lag behind.
NPM_PACKAGE = "@twilio/cli-core@>=9.0.0"
DOCUMENT = "package/src/services/twilio-api/twilio_memory_v1.json"
FOLDER = HERE.parent / "build" / "upstream"
MERGED = FOLDER / "memory-v1.json"
KNOWN = HERE / "upstream-differences.toml"
OVERLAY = HERE / "upstream.overlay.yaml"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch, compare, merge; 1 if something is not explained."""
    parser = argparse.ArgumentParser(description="Compare Twilio's published description of the API with ours.")
    parser.add_argument("--document", type=Path, help="a document that is there already; nothing is fetched")
    document: Path | None = parser.parse_args(arguments).document
    MERGED.unlink(missing_ok=True)
    version, theirs = ("a file", json.loads(document.read_text("utf-8"))) if document else fetch(FOLDER)
    ours = read_yaml(SPEC)
    upgraded, counts = upgrade(theirs)
    print(f"## Twilio's document, from {NPM_PACKAGE.partition('@>')[0]} {version}\n")
    print(f"Upgraded to OpenAPI 3.1: {listed(counts)}.")
    found = compare(ours, upgraded)
    problems = [*report(found, tomllib.loads(KNOWN.read_text("utf-8"))["known"])]
    try:
        merged, naming = merge(upgraded, ours)
    except ValueError as error:
        problems.append(f"- {OVERLAY.name}: {error}")
    else:
        print(f"\nNamed as here: {len(naming.named)} schemas. Overlay: {listed(action_kinds(read_yaml(OVERLAY)))}.")
        MERGED.parent.mkdir(parents=True, exist_ok=True)
        MERGED.write_text(json.dumps(merged, indent=1, ensure_ascii=False), encoding="utf-8")
    print("\n### Not explained\n\n" + "\n".join(problems) if problems else "\nEvery difference is explained.")
    return 1 if problems else 0


def fetch(folder: Path) -> tuple[str, Any]:
    """Fetch the newest package; return its version and the document in it."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["npm", "pack", NPM_PACKAGE, "--silent", "--pack-destination", str(folder)]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]  # noqa: S603
    with tarfile.open(folder / name) as archive:
        manifest, document = (json.loads(_read(archive, member)) for member in ("package/package.json", DOCUMENT))
    return manifest["version"], document


def _read(archive: tarfile.TarFile, member: str) -> bytes:
    file = archive.extractfile(member)
    if file is None:
        raise FileNotFoundError(f"{member}: not a file of the package")
    return file.read()


def merge(upgraded: dict[str, Any], ours: dict[str, Any]) -> tuple[dict[str, Any], Naming]:
    """Make what can take the place of our spec.

    Raises:
        ValueError: An action of the overlay has no effect any more.
    """
    naming = Naming(upgraded, ours)
    naming.run()
    merged = overlay.apply(read_yaml(OVERLAY), upgraded, extensions_only=False)
    prune(merged)
    return merged, naming


def action_kinds(document: dict[str, Any]) -> Counter[str]:
    """Count the actions of the overlay by what they are for."""
    return Counter(action["description"] for action in document["actions"])


def report(found: Iterable[Difference], known: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Print how many differences there are; yield those that are not explained, and explanations of none."""
    unexplained = {(each.place, each.change): each for each in found if each.kind is not Kind.WORDING}
    kinds = Counter(each.kind.value for each in found)
    print(f"Differences from ours to theirs: {listed(kinds)}.")
    for entry in known:
        for place in entry["places"]:
            if unexplained.pop((place, entry["change"]), None) is None:
                yield f"- {KNOWN.name}: no longer true: {place}: {entry['change']}"
    for each in unexplained.values():
        yield f"- {each.kind.value}: {each.place}: {each.change}"


def listed(counts: Counter[str]) -> str:
    """Write counts in one line."""
    return ", ".join(f"{count} {name}" for name, count in counts.most_common())


if __name__ == "__main__":
    sys.exit(main())
