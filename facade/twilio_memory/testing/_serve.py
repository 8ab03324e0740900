"""Serves an emulator on loopback. What that needs besides the emulator is imported only when it is done."""

from __future__ import annotations

import contextlib
import errno
import signal
import socket
import threading
from typing import TYPE_CHECKING

from ._errors import EmulatorError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import uvicorn

    from ._emulator import Emulator

_ADDRESS = "127.0.0.1"
_MOST_CALLS = 1000


@contextlib.contextmanager
def serve(emulator: Emulator, *, port: int = 0) -> Generator[str]:
    """Serve an emulator on loopback, in a thread, for other processes and other languages.

        with Emulator() as emulator, serve(emulator) as base_url:
            ...

    Args:
        emulator: Yours to use meanwhile, and to close.
        port: 0 for any that is free.

    Yields:
        The base URL, such as `http://127.0.0.1:4010`.

    Raises:
        EmulatorError: The extra `server` is not installed.
        OSError: The port cannot be had.
    """
    server = _server(emulator, None)
    with socket.create_server((_ADDRESS, port)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],), name="twilio-memory-server", daemon=True)
        thread.start()
        try:
            # Who connects before the thread has come that far waits in the queue of the listener.
            yield _url(listener)
        finally:
            server.should_exit = True
            thread.join()


def run(emulator: Emulator, port: int, announce: Callable[[str], object]) -> None:
    """Serve an emulator until SIGINT or SIGTERM. Of its calls the last thousand are kept.

    A second signal breaks off what the emulator is doing, such as reading a large import: nothing of that is done.

    Args:
        emulator: The emulator.
        port: 0 for any that is free.
        announce: Is called with the base URL once it can be used.

    Raises:
        EmulatorError: The extra `server` is not installed, or the port cannot be had.
    """
    server = _server(emulator, _MOST_CALLS)

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
        # uvicorn raises at its end what has ended it, which is then to do no more.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        announce(_url(listener))
        server.run([listener])


def _server(emulator: Emulator, most_calls: int | None) -> uvicorn.Server:
    try:
        from ._server import make_server  # an extra, which the other doors do without
    except ModuleNotFoundError as error:
        raise EmulatorError(f'{error.name} is missing: pip install "twilio-memory[server]"') from error
    return make_server(emulator, most_calls=most_calls)


def _url(listener: socket.socket) -> str:
    address, port = listener.getsockname()
    return f"http://{address}:{port}"
