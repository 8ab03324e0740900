"""Write what is made from the spec: generated/twilio_memory_api, and the spec as JSON for the embedded API.

Run it with the interpreter that has the pinned generator and formatter, `.venv-generator/bin/python`. With `--check` it
writes nothing, prints how the tree differs from what the spec gives, and exits 1 if it does.
"""
# ruff: noqa: INP001 - a script, part of no package

from __future__ import annotations

import argparse
import difflib
import importlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spec import HERE, SPEC, operations, read_or_exit, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SETTINGS = HERE / "generator.yaml"
TEMPLATES = HERE / "templates"
PACKAGE = HERE.parent / "generated" / "twilio_memory_api"
SPEC_AS_JSON = HERE.parent / "facade" / "twilio_memory" / "testing" / "spec.json"

# Where the generator and its formatter are. The generator looks for the formatter on PATH.
BIN = Path(sys.executable).parent
DIFF_LINES = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Generate, then compare or replace."""
    parser = argparse.ArgumentParser(description="Write what is made from the spec.")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 if something differs")
    check: bool = parser.parse_args(arguments).check
    # What is to be swapped in must lie on the same file system.
    with tempfile.TemporaryDirectory(prefix=".fresh-", dir=None if check else PACKAGE.parent) as name:
        folder = Path(name)
        package, spec = folder / PACKAGE.name, folder / SPEC_AS_JSON.name
        generate(package)
        spec.write_text(as_json(read_yaml(SPEC)), encoding="utf-8")
        if check:
            found = [*differences(package, PACKAGE), *differences(spec, SPEC_AS_JSON)]
            sys.stdout.writelines(found)
            return 1 if found else 0
        if PACKAGE.exists():
            PACKAGE.rename(folder / "old")
        package.rename(PACKAGE)
        SPEC_AS_JSON.parent.mkdir(parents=True, exist_ok=True)
        spec.replace(SPEC_AS_JSON)
    return 0


def generate(package: Path) -> None:
    """Write the whole package into a folder that does not exist yet."""
    settings = read_yaml(SETTINGS)
    known = importlib.import_module("openapi_python_client.config").ConfigFile.model_fields
    if unknown := settings.keys() - known.keys():
        # The generator would ignore them.
        sys.exit(f"{SETTINGS.name}: there is no setting {', '.join(sorted(unknown))}")
    hooks = [shlex.split(hook) for hook in settings["post_hooks"]]
    for program in {hook[0] for hook in hooks}:
        if not (BIN / program).exists():
            # The generator would only warn, or take another version from PATH.
            sys.exit(f"{BIN / program}: not found; is this the generator's interpreter?")
    with tempfile.TemporaryDirectory() as templates:
        shutil.copytree(TEMPLATES, templates, dirs_exist_ok=True)
        Path(templates, "records.jinja").write_text(f"{{% set records = {records()!r} %}}", encoding="utf-8")
        options = {
            "path": SPEC,
            "config": SETTINGS,
            "custom-template-path": templates,
            "output-path": package,
            "meta": "none",
        }
        arguments = ["generate", "--fail-on-warning", *(f"--{name}={value}" for name, value in options.items())]
        run([sys.executable, "-m", "openapi_python_client", *arguments], cwd=package.parent)
    (package / "py.typed").touch()
    for hook in hooks:
        run(hook, cwd=package)


def records() -> dict[str, dict[str, Any]]:
    """Return the record of each operation, with the patterns of the IDs among its parameters."""
    records = {}
    for operation in operations(read_or_exit()):
        patterns = {
            parameter["name"]: parameter["schema"]["pattern"].removeprefix("^").removesuffix("$")
            for parameter in operation.parameters.values()
            if parameter["name"].endswith("Id") and "pattern" in parameter["schema"]
        }
        records[operation.name] = {**operation.record, "patterns": patterns}
    return records


def run(command: list[str], *, cwd: Path) -> None:
    """Run a command, with this environment's programs first, and end the script if it fails."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(  # noqa: S603 - commands from this folder, no shell
        command, cwd=cwd, env=environment, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\n{shlex.join(command)} failed with status {done.returncode}")


def as_json(spec: dict[str, Any]) -> str:
    """Write a spec as JSON, in the order of its keys."""
    return json.dumps(spec, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def differences(fresh: Path, committed: Path) -> Iterator[str]:
    """Say how what is committed, a file or a folder, differs from what it should be."""
    expected, found = read_files(fresh), read_files(committed)
    for name in sorted(expected.keys() | found.keys()):
        path = committed / name
        if name not in found:
            yield f"missing: {path}\n"
        elif name not in expected:
            yield f"stray: {path}\n"
        elif expected[name] != found[name]:
            yield f"different: {path}\n"
            before, after = (files[name].decode("utf-8", "replace").splitlines() for files in (found, expected))
            lines = list(difflib.unified_diff(before, after, "committed", "fresh", n=1, lineterm=""))
            yield from (f"{line}\n" for line in lines[:DIFF_LINES])
            if len(lines) > DIFF_LINES:
                yield f"... {len(lines) - DIFF_LINES} more lines\n"


def read_files(root: Path) -> dict[str, bytes]:
    """Read every file by its path below the root (`.` for the root itself), but not what Python compiles beside it."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in [root, *root.rglob("*")]
        if path.is_file() and "__pycache__" not in path.relative_to(root).parts
    }


if __name__ == "__main__":
    sys.exit(main())
