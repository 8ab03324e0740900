"""Change the spec in one way at a time, and compare what is said of it with mutations.toml.

    .venv/bin/python tests/spec_mutations/run.py [name ...]

Each mutation is made in a copy of the tree. Its row says what the report must have, and what else must be seen: a file
that the generators write (`generated`, `gone`), or a sentence of `make check` or `make generate` (`says`).
"""
# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "openapi"))

import differences  # noqa: E402
import spec  # noqa: E402

MUTATIONS = tomllib.loads((HERE / "mutations.toml").read_text("utf-8"))
SPEC_FILE = "openapi/memory-v1.yaml"
GENERATE = ("openapi/generate.py", "openapi/generate_resources.py")
CHECKS = ("scripts/check_handwritten.py", "docs/write_operations.py --check")


def mutated(text: str, mutation: dict) -> str:
    """Replace what a mutation replaces, or cut what it cuts."""
    for old, new in mutation.get("replace", ()):
        if text.count(old) != 1:
            raise ValueError(f"{old!r} is there {text.count(old)} times")
        text = text.replace(old, new)
    if "cut" in mutation:
        start, end = (text.index(each) for each in mutation["cut"])
        text = text[:start] + text[end:]
    return text


def report(mutation: dict) -> list[str]:
    """Compare the spec with the mutated one, in the words of the report."""
    before = spec.SPEC.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "spec.yaml")
        path.write_text(mutated(before, mutation), encoding="utf-8")
        documents = spec.read_yaml(spec.SPEC), spec.read_yaml(path)
    return [f"{each.kind.value}: {each.place}: {each.change}" for each in differences.compare(*documents)]


def missing_in_report(mutation: dict) -> list[str]:
    """List what the report must say of a mutation and does not, and what it says besides."""
    said = report(mutation)
    return [
        *(f"not in the report: {line}" for line in mutation["report"] if line not in said),
        *(f"in the report, but not expected: {line}" for line in said if line not in mutation["report"]),
    ]


def broken_reports() -> dict[str, list[str]]:
    """Break the report in three ways; name the mutations that notice."""
    comparison = differences._Comparison
    found = {}
    for name, replacement in {
        "_limits": lambda *_, **__: None,
        "_responses": lambda *_, **__: None,
        "_properties": lambda *_, **__: None,
    }.items():
        original = getattr(comparison, name)
        setattr(comparison, name, replacement)
        found[name] = [each for each, mutation in MUTATIONS.items() if missing_in_report(mutation)]
        setattr(comparison, name, original)
    return found


def make_tree(tree: Path) -> None:
    """Copy what git tracks."""
    names = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], check=True, capture_output=True, text=True)
    for name in filter(None, names.stdout.split("\0")):
        if name.startswith(("openapi/", "facade/", "generated/", "docs/", "scripts/", "pyproject")):
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_bytes((ROOT / name).read_bytes())


def execute(tree: Path, interpreter: str, command: str) -> tuple[int, str]:
    """Run a script of the copy."""
    done = subprocess.run(
        [str(ROOT / interpreter / "bin" / "python"), *command.split()],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": f"{tree / 'facade'}{os.pathsep}{tree / 'generated'}"},
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return done.returncode, done.stdout


def problems(tree: Path, mutation: dict) -> list[str]:
    """List how what happens with a mutation differs from its row."""
    found = missing_in_report(mutation)
    text = (tree / SPEC_FILE).read_text("utf-8")
    (tree / SPEC_FILE).write_text(mutated(text, mutation), encoding="utf-8")
    printed, failed = "", False
    for command in GENERATE:
        code, output = execute(tree, ".venv-generator", command)
        printed, failed = printed + output, failed or code != 0
    for command in CHECKS if not failed else ():
        code, output = execute(tree, ".venv", command)
        # What the generators have to write is shown as a difference of files; the rest are sentences.
        printed, failed = printed + output, failed or code != 0
    if "says" in mutation and not failed:
        found.append("nothing failed")
    sentences = {line.strip() for line in re.sub(r"^\w*Error: ", "", printed, flags=re.MULTILINE).splitlines()}
    found += [f"not said: {line}" for line in mutation.get("says", ()) if line not in sentences]
    for name, part in mutation.get("generated", {}).items():
        if part not in (tree / name).read_text("utf-8"):
            found.append(f"{name} does not have {part!r}")
    for name, part in mutation.get("gone", {}).items():
        if (tree / name).exists() and part in (tree / name).read_text("utf-8"):
            found.append(f"{name} has {part!r}")
    if found:
        found.append(printed[-1500:])
    return found


def main(names: list[str]) -> int:
    """Try all mutations, then the broken reports."""
    failed = 0
    for name in names or MUTATIONS:
        with tempfile.TemporaryDirectory() as folder:
            make_tree(Path(folder))
            found = problems(Path(folder), MUTATIONS[name])
        failed += bool(found)
        print("\n    ".join([f"{name}: {'failed' if found else 'as expected'}", *found]))
    for name, noticed in broken_reports().items() if not names else ():
        failed += not noticed
        print(f"report without {name}: noticed by {', '.join(noticed) or 'no mutation'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
