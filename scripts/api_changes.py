"""Write, in Markdown, what changes for the users of the library since a commit.

    .venv/bin/python scripts/api_changes.py main

What is compared is the tree as it is now with the last commit that it has in common with the one given: the spec with
its overlay, by meaning, and what users can name in Python.
"""
# ruff: noqa: T201 - a script, part of no package, that prints

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import python_api

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "openapi"))

import overlay  # noqa: E402 - from a folder that is not a package
import spec  # noqa: E402
from differences import Difference, Kind, compare  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VERSION = ROOT / "facade" / "twilio_memory" / "_version.py"


def main(commit: str) -> None:
    """Print the report."""
    base = git("merge-base", commit, "HEAD")
    found = changes(base)
    names = python_api.compare(python_api.load(base), python_api.load(None))
    version = VERSION.read_text("utf-8").split('"')[-2]
    print(report(base, version, found, names))


def report(base: str, version: str, found: list[Difference], names: list[Difference]) -> str:
    """Write the whole report."""
    return "\n".join(
        [
            f"## What changes for users since {base[:12]}\n",
            f"{bump(version, [*found, *names])}\n",
            "### The API\n",
            *sections(found),
            "### Names in Python\n",
            *sections(names),
        ]
    )


def sections(found: Iterable[Difference]) -> Iterator[str]:
    """Write the differences by what they mean; words that differ are counted by place alone."""
    by_kind: dict[Kind, list[Difference]] = {kind: [] for kind in Kind}
    for each in found:
        by_kind[each.kind].append(each)
    for kind, entries in by_kind.items():
        if entries and kind is Kind.WORDING:
            places = ", ".join(f"`{each}`" for each in sorted({each.place for each in entries}))
            yield f"**Safe: wording** of {places}\n"
        elif entries:
            title = kind.value.capitalize() if kind.is_breaking else f"Safe: {kind.value}"
            yield f"**{title}**\n"
            yield from (f"- `{each.place}`: {each.change}" for each in entries)
            yield ""
    if not any(by_kind.values()):
        yield "Nothing.\n"


def bump(version: str, found: Iterable[Difference]) -> str:
    """Suggest the next version: before 1.0, a minor version may break."""
    kinds = {each.kind for each in found} - {Kind.WORDING}
    major, minor, patch = (int(part) for part in version.split(".")[:3])
    if any(kind.is_breaking for kind in kinds):
        new = f"0.{minor + 1}.0" if major == 0 else f"{major + 1}.0.0"
        return f"Suggested version: **{new}**, since programs may have to change."
    if kinds:
        new = f"0.{minor}.{patch + 1}" if major == 0 else f"{major}.{minor + 1}.0"
        return f"Suggested version: **{new}**, since no program has to change."
    return f"Suggested version: **{major}.{minor}.{patch + 1}**, if any; nothing changes for users."


def changes(commit: str) -> list[Difference]:
    """Compare the spec with that of a commit: with the overlays, if both fit."""
    try:
        return compare(spec_at(commit), spec.read())
    except ValueError as error:
        print(f"Compared without the overlay, since it does not fit: {error}\n")
        return compare(spec_at(commit, with_overlay=False), spec.read_yaml(spec.SPEC))


def spec_at(commit: str, *, with_overlay: bool = True) -> dict[str, Any]:
    """Read the spec as of a commit, with the overlay if there was one."""
    folder = spec.HERE.relative_to(ROOT).as_posix()
    documents = []
    for path in (spec.SPEC, spec.OVERLAY):
        with tempfile.TemporaryDirectory() as name, contextlib.suppress(subprocess.CalledProcessError):
            copy = Path(name, path.name)
            copy.write_text(git("show", f"{commit}:{folder}/{path.name}"), encoding="utf-8")
            documents.append(spec.read_yaml(copy))
    return overlay.apply(documents[1], documents[0]) if with_overlay and documents[1:] else documents[0]


def git(*arguments: str) -> str:
    """Run git."""
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603


if __name__ == "__main__":
    main(sys.argv[1])
