"""Say, in Markdown, what changes for the users of the library since a commit: what may break, and what is new.

    .venv/bin/python scripts/api_changes.py main

What is compared is the tree as it is now with the last commit that it has in common with the one given.
"""
# ruff: noqa: T201 - a script, part of no package, that prints

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import griffe

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("facade", "generated")
# The resources' methods are public, their modules are not: `memory.stores` is how users get there.
RESOURCES = sorted(path.stem for path in (ROOT / "facade/twilio_memory/_resources/_sync").glob("[!_]*.py"))
PARTS = {
    "twilio_memory": (
        "",
        "_sync.client",
        "_sync.pages",
        "_sync.pending",
        *(f"_resources._sync.{name}" for name in RESOURCES),
    ),
    "twilio_memory_api": ("",),
}


def main(commit: str) -> None:
    """Print the report."""
    base = git("merge-base", commit, "HEAD")
    before, now = load(base), load(None)
    print(f"## What changes for users since {base[:12]}\n")
    for package, parts in PARTS.items():
        breaking: set[str] = set()
        new: set[str] = set()
        for part in parts:
            name = f"{package}.{part}".rstrip(".")
            try:
                before[name]
            except KeyError:
                new |= {*public(now[name])}
                continue
            breaking |= {
                explained(breakage)
                for breakage in griffe.find_breaking_changes(before[name], now[name])
                if breakage.obj.canonical_path.startswith(f"{package}.")
            }
            new |= {*public(now[name])} - {*public(before[name])}
        print(f"### {package}\n")
        print_list("May break", breaking)
        print_list("New", new)
        if not breaking and not new:
            print("Nothing.\n")


def git(*arguments: str) -> str:
    """Ask git."""
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603


def load(commit: str | None) -> griffe.ModulesCollection:
    """Read both packages, without running them, as of a commit or as they are now."""
    modules, lines = griffe.ModulesCollection(), griffe.LinesCollection()
    for package in reversed(PARTS):  # The facade takes names from the other.
        if commit is None:
            paths = [ROOT / folder for folder in FOLDERS]
            griffe.load(
                package,
                search_paths=paths,
                modules_collection=modules,
                lines_collection=lines,
                allow_inspection=False,
                resolve_aliases=True,
            )
        else:
            griffe.load_git(
                package,
                ref=commit,
                repo=ROOT,
                search_paths=FOLDERS,
                modules_collection=modules,
                lines_collection=lines,
                allow_inspection=False,
                resolve_aliases=True,
            )
    return modules


def explained(breakage: griffe.Breakage) -> str:
    """Put a breakage on one line."""
    text = breakage.explain(style=griffe.ExplanationStyle.MARKDOWN).strip()
    return text.replace("`", f"`{module_of(breakage.obj)}", 1)


def public(thing: griffe.Object | griffe.Alias, where: str = "") -> Iterator[str]:
    """Name all that users can reach below a thing, down to the parameters of functions."""
    for member in thing.members.values():
        if not member.is_public:
            continue
        name = f"{where}{member.name}" if member.is_alias else f"{module_of(member)}{where}{member.name}"
        yield f"`{name}`"
        if not member.is_alias:
            yield from public(member, f"{name}." if member.is_class else "")
            if isinstance(member, griffe.Function):
                yield from (f"`{name}({parameter.name})`" for parameter in member.parameters)


def module_of(thing: griffe.Object | griffe.Alias) -> str:
    """Name the module of a function, to put before its name: all modules of endpoints have the same functions."""
    return f"{thing.parent.name}." if thing.is_function and thing.parent and thing.parent.is_module else ""


def print_list(title: str, lines: set[str]) -> None:
    """Print a list in the order of its lines, if there is anything in it."""
    if lines:
        print(f"**{title}**\n")
        print("\n".join(sorted(f"- {line.removeprefix('- ')}" for line in lines)), end="\n\n")


if __name__ == "__main__":
    main(sys.argv[1])
