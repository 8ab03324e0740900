"""The text files of the repository that are written by hand."""

from __future__ import annotations

import functools
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = re.compile(r"(^|/)(\.git|\.venv[\w-]*|\w*_cache|__pycache__|node_modules)/")
SUFFIXES = {"", ".in", ".js", ".jinja", ".md", ".mjs", ".py", ".svg", ".toml", ".yaml", ".yml"}


@functools.cache
def text_files():
    """Return the tracked files, or without git all files that were not installed or cached."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    try:
        names = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0")
        paths = [ROOT / name for name in names if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [path for path in ROOT.rglob("*") if not INSTALLED.search(path.relative_to(ROOT).as_posix())]
    return sorted(path for path in paths if path.is_file() and path.suffix in SUFFIXES)
