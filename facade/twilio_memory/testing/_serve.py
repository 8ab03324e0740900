"""Serves an emulator. The server's dependencies are imported only when they are used."""

from __future__ import annotations

import contextlib
import errno
import signal
import socket
import threading
from typing import TYPE_CHECKING, cast

from twilio_memory._http.monotonic import monotonic

from ._emulator import core_of
from ._errors import EmulatorError
from ._server_options import LOOPBACK, ServerOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    import uvicorn

    from ._emulator import Emulator
    from .page import LoggedCall

_MAX_CALLS = 1000


@contextlib.contextmanager
def serve(
    emulator: Emulator,
    *,
    host: str = LOOPBACK,
    port: int = 0,
    allow_hosts: Iterable[str] = (),
    allow_origins: Iterable[str] = (),
    admin_token: str | None = None,
) -> Generator[str]:
    """Serve an emulator in a thread, for other processes and other languages.

        with Emulator() as emulator, serve(emulator) as base_url:
            ...

    Args:
        emulator: The emulator; close it yourself.
        host: The address to listen at, e.g. `0.0.0.0` for all of this machine's.
        port: 0 for any that is free.
        allow_hosts: The names, besides `localhost` and addresses, by which others reach the server.
        allow_origins: The origins whose pages may send requests from a browser, e.g. `http://localhost:3000`.
        admin_token: What the page and everything below `/__emulator__/` ask for, but uploads: at least 16 characters.
            Required unless `host` and `allow_hosts` are loopback.

    Yields:
        The base URL for programs of this machine, such as `http://127.0.0.1:4010`.

    Raises:
        EmulatorError: The extra `server` is not installed.
        OSError: The address or the port cannot be used.
        ValueError: An argument is invalid, or the token is missing.
    """
    options = ServerOptions.parse(host, port, allow_hosts, allow_origins, admin_token)
    server = _server(emulator, options, None)
    with _listen(options) as listener:
        thread = threading.Thread(target=_run, args=(server, listener), name="twilio-memory-server", daemon=True)
        thread.start()
        try:
            # Connections made before the thread accepts them wait in the backlog of the listener.
            yield options.local_url(listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()
            core_of(emulator).operations.in_background = False


def run(
    emulator: Emulator,
    options: ServerOptions,
    announce: Callable[[int], object],
    on_call: Callable[[LoggedCall], object] | None = None,
) -> None:
    """Serve an emulator until SIGINT or SIGTERM. The last thousand calls are kept.

    A second signal interrupts the request that is being handled, such as a large import, which is rolled back.

    Args:
        emulator: The emulator.
        options: Where it listens, and for whom.
        announce: Is called with the port once it can be used.
        on_call: Is called after each request.

    Raises:
        EmulatorError: The extra `server` is not installed, or the address or the port cannot be used.
    """
    run_server(_server(emulator, options, _MAX_CALLS, on_call), options, announce)


def run_server(server: uvicorn.Server, options: ServerOptions, announce: Callable[[int], object]) -> None:
    """Run a server until SIGINT or SIGTERM; a second one interrupts it.

    Raises:
        EmulatorError: The address or the port cannot be used.
    """

    def end(*_: object) -> None:
        server.should_exit = True

    try:
        listener = _listen(options)
    except OSError as error:
        why = f"of {options.host} cannot be used: {error.strerror}"
        if error.errno == errno.EADDRINUSE:
            why = "is taken; give another with --port, or 0 for any that is free"
        raise EmulatorError(f"port {options.port} {why}") from error
    with listener, contextlib.suppress(KeyboardInterrupt):
        # uvicorn raises the signal again when it ends; these handlers ignore it.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        announce(listener.getsockname()[1])
        server.run([listener])


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    """Run a server in a loop whose timers go on where a test has frozen the time."""
    import asyncio

    class Loop(asyncio.SelectorEventLoop):
        def time(self) -> float:
            return monotonic()

    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(server.serve([listener]))


def _server(
    emulator: Emulator,
    options: ServerOptions,
    max_calls: int | None,
    on_call: Callable[[LoggedCall], object] | None = None,
) -> uvicorn.Server:
    try:
        from ._server import make_server  # an extra, which other transports do not need
    except ModuleNotFoundError as error:
        raise EmulatorError(f'{error.name} is missing: pip install "twilio-memory[server]"') from error
    return make_server(emulator, options, max_calls=max_calls, on_call=on_call)


def _listen(options: ServerOptions) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(
        options.host, options.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    both = options.host == "::" and socket.has_dualstack_ipv6()
    return socket.create_server(cast("tuple[str, int]", address[:2]), family=family, dualstack_ipv6=both)
