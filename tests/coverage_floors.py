"""Runs the tests under coverage and compares the result with the floors.

make coverage
"""
# ruff: noqa: T201 - a script that runs the tests, and prints

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "facade/twilio_memory/"
REPORT = ROOT / "build" / "coverage" / "report.json"
#: By part of the package, both of its halves included: what must be reached, in percent of its branches or of all.
FLOORS = [
    ("_http", "branches", 95.0),
    ("_core", "branches", 95.0),
    ("_imports", "branches", 95.0),
    ("_middleware", "branches", 95.0),
    ("", "lines and branches", 90.0),
]


def share(files: dict[str, Any], part: str, unit: str) -> float:
    """Return how many percent of the branches, or of lines and branches, of a part were reached."""
    total = reached = 0
    for name, file in files.items():
        if name.replace("\\", "/").startswith(PACKAGE + part):
            summary = file["summary"]
            total += summary["num_branches"]
            reached += summary["covered_branches"]
            if unit != "branches":
                total += summary["num_statements"]
                reached += summary["covered_lines"]
    return 100.0 * reached / total


def main() -> int:
    """Return 1 if a test has failed or a floor is not reached."""
    coverage = [sys.executable, "-m", "coverage"]
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([*coverage, "erase"], cwd=ROOT, check=True)
    if subprocess.run([*coverage, "run", "-m", "pytest", "--numprocesses", "auto"], cwd=ROOT, check=False).returncode:
        return 1
    subprocess.run([*coverage, "combine", "--quiet"], cwd=ROOT, check=True)
    subprocess.run([*coverage, "report", "--skip-covered", "--show-missing"], cwd=ROOT, check=True)
    subprocess.run([*coverage, "json", "--quiet", "-o", str(REPORT)], cwd=ROOT, check=True)
    files = json.loads(REPORT.read_text("utf-8"))["files"]
    failed = 0
    for part, unit, floor in FLOORS:
        found = share(files, part, unit)
        failed |= found < floor
        print(f"{part or 'all':6} {found:.1f} % of {unit}, at least {floor:.0f} %")
    return failed


if __name__ == "__main__":
    sys.exit(main())
