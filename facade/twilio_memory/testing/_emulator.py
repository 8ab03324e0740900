"""The emulator as a program uses it."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from ._account_control import AccountControl
from ._accounts import Accounts
from ._behavior import Behavior
from ._clock import FakeClock
from ._core import Core
from ._fault_queue import FaultControl
from ._meter import Meter, Usage
from ._operations import OperationTiming
from ._profile_seeding import ProfileSeeding
from ._ranking import rank_by_words
from ._seed_files import SeedFiles
from ._server_options import CREDENTIALS
from ._transport import EmulatorTransport

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable
    from types import TracebackType
    from typing import NoReturn, Self, Unpack

    from twilio_memory import AsyncMemoryClient, MemoryClient
    from twilio_memory._http._async.transport import AsyncBaseTransport
    from twilio_memory._http._sync.transport import BaseTransport

    from ._accounts import AccountKeys
    from ._client_options import AsyncClientOptions, ClientOptions
    from ._events import Event, Events
    from ._faults import Fault
    from ._messages import RecordedRequest, Request, Response
    from ._ranking import Ranker
    from ._webhook import Webhook


class Emulator(AccountControl, FaultControl, ProfileSeeding, SeedFiles):
    """An emulator of Twilio's Memory API: the real clients work on it, without a network or an account.

    Its responses are checked against the description of the API. It is deterministic: the same calls get the same
    responses, down to the IDs. It may be used by several threads, and as a context manager that closes it.

    Args:
        seed: Another seed gives other IDs.
        operation_polls: At which poll an accepted write is found completed; the polls before find it RUNNING.
            0 completes it before the response.
        operation_seconds: How many seconds on `clock` an accepted write takes. If given, polls do not count.
        write_lag: How many seconds on `clock` it takes until a write without an operation, such as an observation, can
            be read. Identity is resolved immediately: a profile has its ID when it is created.
        recall_lag: How many seconds on `clock` it takes until Recall finds an observation or summary, if that is more
            than `write_lag`.
        database: A file that keeps resources and operations, also for a later emulator, or `:memory:`. Only one
            emulator at a time can use it.
        faults: The faults to inject, as by `add_fault`.
        clock: The time in the emulator; one that stands still at 2026-01-15T10:30:00Z if not given.
        on_event: Is called with each event of `events`, such as `print`.
        accounts: The valid API keys: by account, the secrets of its keys by SID, such as
            `{"acme": {"SKacme": "secret"}}`. A key that may use some stores only has a table in place of the secret:
            `{"secret": "secret", "stores": [store_id]}`. Other credentials get 401, and an account sees its own stores
            only. If not given, all credentials are valid.
        webhook: A URL, http or https, that gets each event by a POST, as JSON, in order. No call waits for it or fails
            with it. An event that is not taken is sent twice again, and then dropped with a warning in the log.
        behavior: The choices where Twilio documents none; the defaults if not given.
        ranker: Ranks memories for Recall: a function that takes a query and a list of texts, and returns for each text,
            in their order, how relevant it is, 0 to 1. By words if not given.

    Raises:
        ValueError: `operation_polls`, `operation_seconds` or a lag is not such a number, or is negative; or `webhook`
            is not such a URL, or `accounts` are not of that form.
        TypeError: `clock` is not a `FakeClock`, `behavior` not a `Behavior`, `ranker` not callable, or a fault not a
            `Fault`.
        EmulatorError: The file is not a database of this version of the emulator, is damaged, or is in use.
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        operation_polls: int = 2,
        operation_seconds: float | None = None,
        write_lag: float = 0.0,
        recall_lag: float = 0.0,
        database: str | os.PathLike[str] = ":memory:",
        faults: Iterable[Fault] = (),
        clock: FakeClock | None = None,
        on_event: Callable[[Event], object] | None = None,
        accounts: AccountKeys | None = None,
        webhook: str | None = None,
        behavior: Behavior | None = None,
        ranker: Ranker = rank_by_words,
    ) -> None:
        timing = OperationTiming(operation_polls, operation_seconds, write_lag, recall_lag)
        if clock is not None and not isinstance(clock, FakeClock):
            raise TypeError(f"clock: expected a FakeClock, got {clock!r}")
        if behavior is not None and not isinstance(behavior, Behavior):
            raise TypeError(f"behavior: expected a Behavior, got {behavior!r}")
        if not callable(ranker):
            raise TypeError(f"ranker: expected a function of a query and texts, got {ranker!r}")
        keys = None if accounts is None else Accounts(accounts)
        self._webhook = None if webhook is None else _webhook(webhook)
        if self._webhook is not None:
            weakref.finalize(self, self._webhook.close, 0.0)
        self._meter = Meter()
        listeners = (self._meter.count, on_event, None if self._webhook is None else self._webhook.send)
        self.clock: FakeClock = FakeClock() if clock is None else clock
        """The time in the emulator, and for the clients that it makes."""
        self.behavior: Behavior = Behavior() if behavior is None else behavior
        """The choices of this emulator."""
        self._core = Core(
            seed=seed,
            timing=timing,
            behavior=self.behavior,
            ranker=ranker,
            database=database,
            clock=self.clock,
            listeners=[each for each in listeners if each is not None],
        )
        self._core.accounts = keys
        self._faults = self._core.faults
        self._lock = self._core.lock
        self.calls: list[RecordedRequest] = self._core.calls
        """The requests that it has handled, in order: the last 10,000 of them.

        Bodies of more than 64 KiB are kept for the last 100.
        """
        self.events: Events = self._core.events.events
        """The product events, such as a merge or the refusal of a row of an import: the last 10,000 of them."""
        for fault in faults:
            self.add_fault(fault)
        # The time of a file that is continued never goes back.
        stored = self._core.database.number("time")
        if stored is not None and stored > self.clock.time():
            self._core.set_clock(stored)

    @property
    def usage(self) -> Usage:
        """What the calls would have cost, in Twilio's billing units."""
        return self._meter.usage

    def client(self, **options: Unpack[ClientOptions]) -> MemoryClient:
        """Return a client that works on this emulator and waits on its clock.

        Args:
            **options: The arguments of `MemoryClient`; they override the emulator's choices.
        """
        from twilio_memory import MemoryClient  # the client need not be there for the core to work

        from ._sync.in_process import InProcessTransport

        return MemoryClient(**self._options(InProcessTransport(self._core.handle, self.clock), options))

    def async_client(self, **options: Unpack[AsyncClientOptions]) -> AsyncMemoryClient:
        """Return an asynchronous client that works on this emulator and waits on its clock.

        Args:
            **options: The arguments of `AsyncMemoryClient`; they override the emulator's choices.
        """
        from twilio_memory import AsyncMemoryClient  # the client need not be there for the core to work

        from ._async.in_process import AsyncInProcessTransport

        return AsyncMemoryClient(**self._options(AsyncInProcessTransport(self._core.handle, self.clock), options))

    def transport(self) -> EmulatorTransport:
        """Return a transport for an `httpx.Client` or `httpx.AsyncClient` of your own."""
        return EmulatorTransport(self._core.handle, self.clock)

    def handle(self, request: Request) -> Response:
        """Return the response to a request.

        Raises:
            EmulatorError: The emulator is closed, or its response is not what the API's description documents.
        """
        return self._core.handle(request)

    def snapshot(self) -> bytes:
        """Return all resources, operations, and the time, but not calls and faults.

        It can be restored by `restore`, here or elsewhere, or be written to a file that is then given as `database`.

        Raises:
            EmulatorError: The emulator is closed.
        """
        with self._lock:
            at = self._core.begin()
            database = self._core.database
            with database.transaction():
                database.set("time", at)
            return database.dump()

    def restore(self, snapshot: bytes) -> None:
        """Go back to a snapshot: the calls that follow get the same responses again, down to the IDs.

        Args:
            snapshot: The value that `snapshot` returned.

        Raises:
            EmulatorError: It is not a snapshot, or the emulator is closed; nothing has changed.
        """
        with self._lock:
            self._core.now()
            self._core.operations.forget()
            self._core.database.restore(snapshot)
            self._core.deleted.clear()
            self._meter.begin_again()
            at = self._core.database.number("time")
            if at is not None:
                self._core.set_clock(at)

    def complete_operations(self) -> None:
        """Finish every operation that is pending, and every write that cannot be read yet.

        Raises:
            EmulatorError: The emulator is closed.
        """
        with self._lock:
            at = self._core.now()
            with self._core.database.transaction():
                self._core.operations.run_all(at)

    def reset(self) -> None:
        """Delete all resources, operations, calls, events and faults. The clock goes on, and no ID comes twice.

        Raises:
            EmulatorError: The emulator is closed.
        """
        with self._lock:
            self._core.now()
            with self._core.database.transaction():
                self._core.operations.forget()
                self._core.database.clear()
            self.calls.clear()
            self.events.clear()
            self._core.deleted.clear()
            self._faults.clear()
            self._meter.reset()

    def flush_webhook(self, timeout: float = 5.0) -> bool:
        """Wait until the webhook has got all events so far.

        Args:
            timeout: How long to wait at most, in seconds of real time.

        Returns:
            Whether none is waiting any more; true without a webhook.
        """
        return self._webhook is None or self._webhook.flush(timeout)

    def close(self) -> None:
        """Close the database. Closing twice is fine; a call after that raises `EmulatorError`.

        A webhook gets what is left, in at most two seconds.
        """
        self._core.close()
        if self._webhook is not None:
            self._webhook.close()

    def __repr__(self) -> str:
        if "calls" not in vars(self):  # What reports errors may show one whose arguments were refused.
            return super().__repr__()
        pending = len(self._faults.pending)
        return f"<{type(self).__name__}: {len(self.calls)} calls, {pending} pending faults, {self.clock!r}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "an emulator cannot be given to another process: start a server with serve(), and give that process its URL"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _options(
        self, transport: BaseTransport | AsyncBaseTransport, options: ClientOptions | AsyncClientOptions
    ) -> dict[str, Any]:
        keys = self._core.accounts
        username, password = CREDENTIALS if keys is None else (keys.first_sid, keys.first.secret)
        defaults: dict[str, Any] = {"http_client": transport, "clock": self.clock}
        if options.get("credentials") is None:
            defaults |= {"username": username, "password": password}
        return {**defaults, **options, "connection_options": None}  # It has no connections.


def _webhook(url: str) -> Webhook:
    from ._webhook import Webhook  # http.client, which no other emulator needs

    return Webhook(url)


def core_of(emulator: Emulator) -> Core:
    """Return the core of an emulator, whose long work the server does in parts."""
    return emulator._core  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - of the class above
