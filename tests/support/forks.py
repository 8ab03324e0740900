"""Forks, also during a call of another thread."""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType, FrameType

SECONDS = 10


def in_a_fork(work: Callable[[], object]) -> bool:
    """Run a function in a forked process; return whether it succeeds within 10 seconds."""
    with warnings.catch_warnings():
        # The child lacks the server's thread, and needs no lock of it.
        warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
        child = os.fork()
    if child == 0:
        code = 1
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(SECONDS)
            warnings.simplefilter("ignore")
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def paused_at_every_line(call: Callable[[], object], is_covered: Callable[[CodeType], bool]) -> Iterator[str]:
    """Call in another thread; pause it and yield before each line that it reaches for the first time."""
    paused, resume = threading.Semaphore(0), threading.Semaphore(0)
    seen: set[tuple[CodeType, int]] = set()
    at = ""

    def trace(frame: FrameType, event: str, _argument: object) -> object:
        nonlocal at
        if not is_covered(frame.f_code):
            return None
        line = frame.f_code, frame.f_lineno
        if event == "line" and line not in seen:
            seen.add(line)
            at = f"{frame.f_code.co_filename}:{frame.f_lineno}"
            paused.release()
            resume.acquire()
        return trace

    def run() -> None:
        nonlocal at
        sys.settrace(trace)
        try:
            call()
        finally:
            sys.settrace(None)
            at = ""
            paused.release()

    thread = threading.Thread(target=run, daemon=True)  # It stays where it is if the caller ends early.
    thread.start()
    while paused.acquire(timeout=SECONDS) and at:
        try:
            yield at
        finally:
            resume.release()
    thread.join(SECONDS)
