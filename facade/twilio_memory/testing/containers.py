"""The emulator's server in a container of its own, for tests that reach it over a network: for Testcontainers.

    from twilio_memory.testing.containers import EmulatorContainer

    with EmulatorContainer("twilio-memory-emulator") as container, container.client() as memory:
        ...

It needs `pip install "twilio-memory[testcontainers]"`, Docker, and an image that was built from the project's
`docker/Dockerfile`.
"""

from __future__ import annotations

import shlex
import time
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any

from ._errors import EmulatorError
from ._server_options import CREDENTIALS, TOKEN_VARIABLE, ServerOptions, environment_of, new_token, url_of

try:
    from testcontainers.core.config import ConnectionMode
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.waiting_utils import WaitStrategy, WaitStrategyTarget
except ModuleNotFoundError as _error:
    raise ImportError(
        'twilio_memory.testing.containers needs Testcontainers: pip install "twilio-memory[testcontainers]"'
    ) from _error

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Self, Unpack

    from twilio_memory import AsyncMemoryClient, MemoryClient

    from ._client_options import AsyncClientOptions, ClientOptions

__all__ = ["EmulatorContainer"]

_PORT = 4010
_STARTUP_SECONDS = 60.0
_POLL_SECONDS = 0.1
_MAX_LOG_CHARACTERS = 2000
# The entry point of the image sets the first two, and a command is shown to all who can list containers.
_RESERVED = {"--host": "its host is 0.0.0.0", "--port": "its port is 4010", "--admin-token": "give it as admin_token"}


class EmulatorContainer(DockerContainer):
    """A container that runs the emulator's server. Everything is gone when it stops.

        with EmulatorContainer("twilio-memory-emulator") as container, container.client() as memory:
            store_id = memory.stores.create(display_name="Support").wait()

    It has the methods of `DockerContainer`, such as `with_network` and `with_copy_into_container`. The names by which
    this machine and containers in its network reach the server are allowed.

    Args:
        image: The name of an image of `docker/Dockerfile`. There is no default, since no registry has it.
        command: More arguments of the server, such as `["--clock", "2026-01-15T10:30:00Z"]`.
        admin_token: What the page and everything below `/__emulator__/` ask for: 16 or more letters and digits of ASCII
            or `. _ ~ -`. A new one by default.
        startup_timeout: How many seconds the server has until it is healthy.
        **options: The other arguments of `DockerContainer`.

    Raises:
        ImportError: The extra `testcontainers` is not installed.
        ValueError: An argument is invalid. Docker has not been asked for anything yet.
    """

    def __init__(
        self,
        image: str,
        *,
        command: str | Sequence[str] = (),
        admin_token: str | None = None,
        startup_timeout: float = _STARTUP_SECONDS,
        **options: Any,  # noqa: ANN401 - they are of another library
    ) -> None:
        if not image:
            raise ValueError("image: expected the name of an image, got ''")
        if not startup_timeout >= 0:
            raise ValueError(f"startup_timeout: expected seconds, 0 or more, got {startup_timeout!r}")
        token = new_token() if admin_token is None else admin_token
        _server_options((), token)
        self._aliases: tuple[str, ...] = ()
        self._arguments = _parse_arguments(command)
        super().__init__(image, **options)
        self.with_exposed_ports(_PORT).with_env(TOKEN_VARIABLE, token)
        self.waiting_for(_Healthy(startup_timeout))

    def with_command(self, command: str | Sequence[str]) -> Self:
        """Set the arguments of the server: see `command` of the class."""
        self._arguments = _parse_arguments(command)
        return self

    def with_network_aliases(self, *aliases: str) -> Self:
        """Set the names by which containers of the same network reach the server."""
        self._aliases = _server_options(aliases, new_token()).allow_hosts
        return super().with_network_aliases(*aliases)

    def start(self) -> Self:
        """Start the container, and wait until its server is healthy.

        Raises:
            EmulatorError: The server has ended; the text shows what it has logged.
            TimeoutError: It is not healthy in time.
        """
        docker = self.get_docker_client()
        names = [*self._aliases]
        if docker.get_connection_mode() is ConnectionMode.docker_host:  # Otherwise this machine uses an address.
            names.append(docker.host())
        allowed = _server_options(dict.fromkeys(names), self.admin_token).allow_hosts
        super().with_command([*(part for name in allowed for part in ("--allow-host", name)), *self._arguments])
        return super().start()

    @property
    def admin_token(self) -> str:
        """What the page and everything below `/__emulator__/` ask for, as `Authorization: Bearer TOKEN`."""
        return self.env[TOKEN_VARIABLE]

    @property
    def base_url(self) -> str:
        """The base URL for programs of this machine, such as `http://localhost:49153`."""
        return url_of(self.get_container_host_ip(), self.get_exposed_port(_PORT))

    def environment(self, alias: str | None = None) -> dict[str, str]:
        """Return the environment variables for programs that make their own client.

        Args:
            alias: Which of the network aliases a program in another container uses; None for programs of this machine.

        Raises:
            ValueError: It is not one of the network aliases.
        """
        if alias is not None and alias.lower() not in self._aliases:
            raise ValueError(f"alias: expected one of the network aliases, {[*self._aliases]}, got {alias!r}")
        return environment_of(self.base_url if alias is None else url_of(alias, _PORT))

    def client(self, **options: Unpack[ClientOptions]) -> MemoryClient:
        """Return a client that works on this container.

        Args:
            **options: The arguments of `MemoryClient`; they override the container's choices.
        """
        from twilio_memory import MemoryClient  # not needed by those who only start it

        return MemoryClient(**self._client_options(options))

    def async_client(self, **options: Unpack[AsyncClientOptions]) -> AsyncMemoryClient:
        """Return an asynchronous client that works on this container.

        Args:
            **options: The arguments of `AsyncMemoryClient`; they override the container's choices.
        """
        from twilio_memory import AsyncMemoryClient  # not needed by those who only start it

        return AsyncMemoryClient(**self._client_options(options))

    def _client_options(self, options: Mapping[str, object]) -> dict[str, Any]:
        username, password = CREDENTIALS
        return {"username": username, "password": password, "base_url": self.base_url, "allow_http": True, **options}


class _Healthy(WaitStrategy):
    """Waits for the health endpoint, and no longer when the container has ended."""

    def __init__(self, timeout: float) -> None:
        super().__init__()
        self._startup_timeout = timeout
        self._poll_interval = _POLL_SECONDS

    def wait_until_ready(self, container: WaitStrategyTarget) -> None:
        end = time.monotonic() + self._startup_timeout
        while (reason := _unhealthy(container)) is not None:
            container.reload()
            if container.status in {"exited", "dead"}:
                output = b"".join(container.get_logs()).decode("utf-8", "replace")[-_MAX_LOG_CHARACTERS:]
                raise EmulatorError(f"the server in the container has ended: {output.strip() or 'it logged nothing'}")
            if time.monotonic() > end:
                raise TimeoutError(f"the emulator is not healthy after {self._startup_timeout:g} s: {reason}")
            time.sleep(self._poll_interval)


def _unhealthy(container: WaitStrategyTarget) -> str | None:
    """Return why a container is not healthy, or None. No proxy of the environment is used."""
    try:
        host, port = container.get_container_host_ip(), container.get_exposed_port(_PORT)
        connection = HTTPConnection(host, port, timeout=1)
        try:
            connection.request("GET", "/__emulator__/health")
            status = connection.getresponse().status
        finally:
            connection.close()
    except (OSError, HTTPException) as error:
        return f"{type(error).__name__}: {error}"
    return None if status == HTTPStatus.OK else f"status {status}"


def _parse_arguments(command: str | Sequence[str]) -> list[str]:
    arguments = shlex.split(command) if isinstance(command, str) else [*command]
    for name in (argument.partition("=")[0] for argument in arguments):
        for reserved, reason in _RESERVED.items():
            if len(name) > len("--") and reserved.startswith(name):  # The server takes abbreviations.
                raise ValueError(f"command: takes no {reserved}: {reason}")
    return arguments


def _server_options(names: Iterable[str], token: str) -> ServerOptions:
    """Return the checked options of the server in the container."""
    return ServerOptions.parse("0.0.0.0", _PORT, names, (), token)  # noqa: S104 - in the container
