"""What some tests need of the operating system; where it is missing they are deselected, with the reason."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import sys
from pathlib import Path


def _has_ipv6() -> bool:
    with contextlib.suppress(OSError), socket.create_server(("::1", 0), family=socket.AF_INET6):
        return True
    return False


#: By name: whether the system has it, and why a test needs it.
FEATURES = {
    "fork": (hasattr(os, "fork"), "the test is about what a fork leaves in the child"),
    "timers": (hasattr(signal, "setitimer"), "a timer's signal interrupts the test's call"),
    "signals": (sys.platform != "win32", "signals end the server as they do on POSIX: on Windows they kill it"),
    "proc": (Path("/proc/self/fd").is_dir(), "open descriptors are counted in a folder that only Linux has"),
    "posix files": (hasattr(os, "mkfifo"), "pipes with names and permissions of files"),
    "resource": (importlib.util.find_spec("resource") is not None, "limits and costs are those of getrusage"),
    "jq": (
        sys.platform.startswith("linux") and all(map(shutil.which, ("bash", "git", "jq"))),
        "the step of a workflow runs as it does on GitHub's Linux",
    ),
    "ipv6": (_has_ipv6(), "a server listens on loopback of IPv6"),
}


def missing(needs: tuple[str, ...], features: dict[str, tuple[bool, str]]) -> list[str]:
    """Return which of these features the system lacks, each with the reason."""
    return [f"{name}: {features[name][1]}" for name in needs if not features[name][0]]
