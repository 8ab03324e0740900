"""Trace one call of the library: which of its functions run, in order, from the method to the socket and back."""
# ruff: noqa: INP001 - a module of scripts, part of no package

from __future__ import annotations

import gc
import inspect
import itertools
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import twilio_memory
import twilio_memory_api
from twilio_memory import MemoryClient

if TYPE_CHECKING:
    from types import FrameType

#: Where each package was imported from, and its folder in the repository.
FOLDERS = {
    f"{Path(twilio_memory.__file__).parent}/": "facade/twilio_memory/",
    f"{Path(twilio_memory_api.__file__).parent}/": "generated/twilio_memory_api/",
}
STORE_ID, DATA_MAPPING_ID = f"mem_store_{26 * '0'}", f"mem_datamapping_{26 * '0'}"
BODY = b'{"message": "Accepted."}'
RESPONSE = b"HTTP/1.1 202 Accepted\r\nOperation-Id: x\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)


class Entered(NamedTuple):
    """A function that was called."""

    file: str
    function: str


def trace_deletions() -> list[list[Entered]]:
    """Return the calls within the library of two deletions: one over a new connection, one over an open one.

    Comprehensions, generators and module bodies are left out: they differ between versions of Python.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server,), daemon=True).start()
        base_url = f"http://127.0.0.1:{server.getsockname()[1]}"
        for _ in range(2):  # the first client loads the modules
            with MemoryClient("SK0", "secret", base_url=base_url) as memory:
                traces = [_trace(memory), _trace(memory)]
    return traces


def _trace(memory: MemoryClient) -> list[Entered]:
    entered: list[Entered] = []

    def record(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event == "call" and not code.co_name.startswith("<") and not code.co_flags & inspect.CO_GENERATOR:
            for installed, folder in FOLDERS.items():
                if code.co_filename.startswith(installed):
                    entered.append(Entered(code.co_filename.replace(installed, folder), code.co_qualname))

    data_mappings, profiler = memory.data_mappings, sys.getprofile()
    gc.disable()  # no finalizer of another object may run in between
    sys.setprofile(record)
    try:
        data_mappings.delete(STORE_ID, DATA_MAPPING_ID)
    finally:
        sys.setprofile(profiler)
        gc.enable()
    return entered


def changes_of_file(entered: list[Entered]) -> int:
    """Count how often a call enters a function of another file than the call before it."""
    return sum(former.file != later.file for former, later in itertools.pairwise(entered))


def _serve(server: socket.socket) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:  # the server was closed
            return
        with connection:
            while connection.recv(65536):
                connection.sendall(RESPONSE)
