"""Serves an emulator on loopback. The server's dependencies are imported only when they are used."""

from __future__ import annotations

import contextlib
import errno
import signal
import socket
import threading
from typing import TYPE_CHECKING

from twilio_memory._http.monotonic import monotonic

from ._emulator import core_of
from ._errors import EmulatorError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import uvicorn

    from ._emulator import Emulator

_ADDRESS = "127.0.0.1"
_MAX_CALLS = 1000


@contextlib.contextmanager
def serve(emulator: Emulator, *, port: int = 0) -> Generator[str]:
    """Serve an emulator on loopback, in a thread, for other processes and other languages.

        with Emulator() as emulator, serve(emulator) as base_url:
            ...

    Args:
        emulator: The emulator; close it yourself.
        port: 0 for any that is free.

    Yields:
        The base URL, such as `http://127.0.0.1:4010`.

    Raises:
        EmulatorError: The extra `server` is not installed.
        OSError: The port cannot be used.
    """
    server = _server(emulator, None)
    with socket.create_server((_ADDRESS, port)) as listener:
        thread = threading.Thread(target=_run, args=(server, listener), name="twilio-memory-server", daemon=True)
        thread.start()
        try:
            # Connections made before the thread accepts them wait in the backlog of the listener.
            yield _url(listener)
        finally:
            server.should_exit = True
            thread.join()
            core_of(emulator).operations.in_background = False


def run(emulator: Emulator, port: int, announce: Callable[[str], object]) -> None:
    """Serve an emulator until SIGINT or SIGTERM. The last thousand calls are kept.

    A second signal interrupts the request that is being handled, such as a large import, which is rolled back.

    Args:
        emulator: The emulator.
        port: 0 for any that is free.
        announce: Is called with the base URL once it can be used.

    Raises:
        EmulatorError: The extra `server` is not installed, or the port cannot be used.
    """
    server = _server(emulator, _MAX_CALLS)

    def end(*_: object) -> None:
        server.should_exit = True

    try:
        listener = socket.create_server((_ADDRESS, port))
    except OSError as error:
        why = f"cannot be used: {error.strerror}"
        if error.errno == errno.EADDRINUSE:
            why = "is taken; give another with --port, or 0 for any that is free"
        raise EmulatorError(f"port {port} {why}") from error
    with listener, contextlib.suppress(KeyboardInterrupt):
        # uvicorn raises the signal again when it ends; these handlers ignore it.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        announce(_url(listener))
        server.run([listener])


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    """Run a server in a loop whose timers go on where a test has frozen the time."""
    import asyncio

    class Loop(asyncio.SelectorEventLoop):
        def time(self) -> float:
            return monotonic()

    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(server.serve([listener]))


def _server(emulator: Emulator, max_calls: int | None) -> uvicorn.Server:
    try:
        from ._server import make_server  # an extra, which other transports do not need
    except ModuleNotFoundError as error:
        raise EmulatorError(f'{error.name} is missing: pip install "twilio-memory[server]"') from error
    return make_server(emulator, max_calls=max_calls)


def _url(listener: socket.socket) -> str:
    address, port = listener.getsockname()
    return f"http://{address}:{port}"
