"""Writes the synchronous half of the library, and of its tests, from the asynchronous one.

    python scripts/unasync.py          write it
    python scripts/unasync.py --check  fail if it is not what would be written

Every token of a source is either kept or replaced by the table below. A replacement that never applies, and a file
that has no source, are errors: both mean that someone believes in something that is not so.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Each folder `_async`, beside which the folder `_sync` is written.
SOURCES = sorted([*(ROOT / "facade" / "twilio_memory").rglob("_async"), ROOT / "tests" / "_async"])

#: Regular expressions over a line; the first column is what the asynchronous half says.
REPLACEMENTS = {
    r"\basync def\b": "def",
    r"\basync (with|for)\b": r"\1",
    r"\bawait ": "",
    r"\bAsync(?=[A-Z])": "",
    r"\basync_client\b": "client",
    r"\b_async\b": "_sync",
    r"\b__aiter__\b": "__iter__",
    r"\b__anext__\b": "__next__",
    r"\bStopAsyncIteration\b": "StopIteration",
    r"\banext\(": "next(",
    r"\b__aenter__\b": "__enter__",
    r"\b__aexit__\b": "__exit__",
    r"\baclose\b": "close",
    r"\baiter_(raw|stream)\b": r"iter_\1",
    r"\baiter_any\b": "iter_any",
    r"\bacheckpoint\b": "checkpoint",
    r"\baopen_connection\b": "open_connection",
    r"\bastart_operation\b": "start_operation",
    r"\bainvoke\b": "invoke",
    r"\barun_together\b": "run_together",
    r"\bapoll_together\b": "poll_together",
    r"\baiter_file\b": "iter_file",
    r"\bacall_in_thread\b": "invoke",
    r"\bashield_cancellation\b": "shield_cancellation",
    r"\babegin\b": "begin",
    r"\batime_limit\b": "time_limit",
    r"\bacurrent_loop\b": "current_loop",
    r"\bAwaitable\[(\w+)\]": r"\1",
    r"\basync_sleep\b": "sleep",
    r"\baread\b": "read",
    r"pytestmark = pytest\.mark\.anyio\n+": "",
    r"  # noqa: ASYNC109 .*": "",
    r"\basynchronous half; the synchronous one is written from it": "synchronous half, written from the other",
    r"\basynchronous client\b": "client",
    r", for asyncio and trio": "",
    r"; it may be a coroutine function": "",
}


def translate(source: str, used: set[str]) -> str:
    """Return the synchronous form of a source; note which replacements applied."""
    for pattern, replacement in REPLACEMENTS.items():
        source, count = re.subn(pattern, replacement, source)
        if count:
            used.add(pattern)
    return source


def formatted(source: str, name: str) -> str:
    """Return a source in the project's format: shorter names make shorter lines and another order of imports."""
    for arguments in (
        ["check", "--quiet", "--fix-only", "--select", "I,F401,PYI016", "--exit-zero"],
        ["format", "--quiet"],
    ):
        command = [str(Path(sys.executable).with_name("ruff")), *arguments, "--stdin-filename", name, "-"]
        source = subprocess.run(command, input=source, capture_output=True, text=True, check=True, cwd=ROOT).stdout  # noqa: S603
    return source


def main(arguments: list[str]) -> int:
    """Write or check all pairs; return how many complaints there are."""
    check = arguments == ["--check"]
    if arguments and not check:
        print(__doc__)  # noqa: T201
        return 2
    used: set[str] = set()
    complaints = []
    for folder in SOURCES:
        sources = sorted(folder.glob("*.py"))
        names = {source.name for source in sources}
        complaints += [
            f"{stray.relative_to(ROOT)} has no source"
            for stray in sorted(folder.with_name("_sync").glob("*.py"))
            if stray.name not in names
        ]
        for source in sources:
            target = folder.with_name("_sync") / source.name
            text = formatted(translate(source.read_text("utf-8"), used), str(target))
            if not check:
                target.parent.mkdir(exist_ok=True)
                target.write_text(text, "utf-8")
            elif not target.exists() or target.read_text("utf-8") != text:
                complaints.append(f"{target.relative_to(ROOT)} is not what {source.relative_to(ROOT)} gives")
    complaints += [f"the replacement of {pattern!r} never applies" for pattern in REPLACEMENTS.keys() - used]
    print("\n".join(complaints), end="\n" if complaints else "", file=sys.stderr)  # noqa: T201
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
