"""Try Twilio's description, as upstream.py has merged it, in our spec's place, in a copy of the tree.

.venv/bin/python openapi/upstream_try.py
"""
# ruff: noqa: INP001, T201 - a script, part of no package, that prints

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from spec import HERE, SPEC
from upstream import FOLDER, MERGED

ROOT = HERE.parent
TREE = FOLDER / "tree"
PYTHON = ROOT / ".venv" / "bin" / "python"
GENERATOR = ROOT / ".venv-generator" / "bin" / "python"

WIRE_TESTS = ["tests/_async/test_wire.py", "tests/_sync/test_wire.py"]
STEPS = {
    "generate the models and endpoints": [GENERATOR, "openapi/generate.py"],
    "generate the errors": [GENERATOR, "openapi/generate_errors.py"],
    "generate the resource classes": [GENERATOR, "openapi/generate_resources.py"],
    "write the synchronous half": [PYTHON, "scripts/unasync.py"],
    "write the table of lazy imports": [PYTHON, "scripts/generate_lazy_imports.py"],
    "check the types of the facade": [PYTHON, "-m", "mypy", "--follow-imports=silent", "facade/twilio_memory"],
    "run the wire tests": [
        PYTHON,
        "-m",
        "pytest",
        "-q",
        "--tb=short",
        *WIRE_TESTS,
    ],
}


def main() -> int:
    """Run the steps up to the first that fails."""
    copy_tree()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(TREE / each) for each in ("facade", "generated"))}
    for name, command in STEPS.items():
        done = subprocess.run(  # noqa: S603 - commands of this project, no shell
            [str(part) for part in command],
            cwd=TREE,
            env=environment,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        if done.returncode:
            print(f"{name}: failed\n\n{done.stdout}")
            return 1
        print(f"{name}: {(done.stdout.strip().splitlines() or ['done'])[-1]}")
    return 0


def copy_tree() -> None:
    """Copy what git tracks or would track, with the merged document as the spec."""
    shutil.rmtree(TREE, ignore_errors=True)
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    for name in filter(None, names.split("\0")):
        if (ROOT / name).exists():
            (TREE / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, TREE / name)
    # JSON is YAML, too.
    shutil.copyfile(MERGED, TREE / SPEC.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main())
