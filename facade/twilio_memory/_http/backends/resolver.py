"""Name resolution of threads: `getaddrinfo` has no timeout and cannot be interrupted, so it gets its own thread."""

from __future__ import annotations

import os
import socket
import threading
import time
import weakref
from typing import TYPE_CHECKING, Final

from twilio_memory._http.concurrency import Turn
from twilio_memory._http.exceptions import ConnectTimeout
from twilio_memory._http.monotonic import monotonic

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Address = tuple[int, int, int, str, Any]

MAX_LOOKUPS: Final = 16
"""Lookups of a process at a time. The thread of one that hangs lasts until the operating system gives up."""
_LOOKUPS: Final[dict[int, dict[weakref.ref[Turn], None]]] = {}
"""The lookups of each process, oldest first: threads do not survive a fork.

A lookup counts while its thread or its caller holds its `Turn`, so an interruption at any bytecode leaves none behind.
"""
QUEUE_SECONDS: Final = 0.005


def literal_addresses(host: str, port: int) -> Sequence[Address]:
    """Return the address that a host is; none if it is a name."""
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:
        return ()


def resolve(host: str, port: int, timeout: float) -> Sequence[Address]:
    """Return the addresses of a host; raise `ConnectTimeout`, or the error of the system. A late result is dropped."""
    if addresses := literal_addresses(host, port):
        return addresses
    deadline = monotonic() + timeout
    lookups = _LOOKUPS.setdefault(os.getpid(), {})
    results: list[Sequence[Address] | Exception] = []
    turn = Turn()  # Not a `Future`, whose module loads `logging`.
    lookups[weakref.ref(turn, lambda dead: lookups.pop(dead, None))] = None
    while weakref.ref(turn) not in list(lookups)[:MAX_LOOKUPS]:
        if monotonic() >= deadline:
            raise ConnectTimeout(f"{MAX_LOOKUPS} other lookups of host names hang")
        time.sleep(QUEUE_SECONDS)

    def look_up() -> None:
        try:
            results.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except Exception as error:  # noqa: BLE001 - raised by the waiting thread
            results.append(error)
        lookups.pop(weakref.ref(turn), None)
        turn.wake()

    try:
        threading.Thread(target=look_up, name=f"lookup of {host}", daemon=True).start()
    except RuntimeError:  # No thread can be started, e.g. while the interpreter ends.
        look_up()
    while not results:
        if (remaining := deadline - monotonic()) <= 0:
            raise ConnectTimeout("the host name was not resolved in time")
        turn.wait(remaining)
    result = results.pop()
    if isinstance(result, Exception):
        raise result
    return result
