"""The API in the process."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import threading
import weakref
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from . import (
    _control_plane,
    _identifiers,
    _identity_settings,
    _imports,
    _observations,
    _profiles,
    _recall,
    _summaries,
    _trait_groups,
)
from ._clock import FakeClock
from ._communications import new_communication, put_communication
from ._contract import authenticate, check_answer, decompressed, query_pairs, read_request
from ._database import Database
from ._effects import STORES
from ._errors import EmulatorError, Moved, Problem
from ._faults import Fault, Faults, answer_of
from ._handlers import HANDLERS, Answer, Context, Handler
from ._ids import Ids
from ._messages import Call, Request, Response
from ._operations import Operations, Pace
from ._spec import load
from ._state import Place, State
from ._transport import EmulatorTransport
from ._uploads import is_upload, receive

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping
    from types import TracebackType
    from typing import Self, Unpack

    from twilio_memory import AsyncMemoryClient, MemoryClient, Traits

    from ._client_options import AsyncClientOptions, ClientOptions
    from ._spec import Answering, Operation

# Their import fills the table of handlers.
_HANDLER_MODULES = (
    _control_plane,
    _identifiers,
    _identity_settings,
    _imports,
    _observations,
    _profiles,
    _recall,
    _summaries,
    _trait_groups,
)
_ACCEPTED = 202
_REDIRECTS = (301, 308)
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie"})


class Emulator:
    """An emulator of Twilio's Memory API: the real clients work on it, without a network or an account.

    Its responses are checked against the description of the API. It is deterministic: the same calls get the same
    responses, down to the IDs. It may be used by several threads, and as a context manager that closes it.

    Args:
        seed: Another seed gives other IDs.
        operation_polls: At which poll an accepted write is found completed; the polls before find it RUNNING.
            0 completes it before the response.
        operation_seconds: How many seconds on `clock` an accepted write takes. If given, polls do not count.
        write_lag: How many seconds on `clock` it takes until a write can be read that has no operation, such as an
            observation. Identity is resolved at once all the same: a profile has its ID when it is created.
        database: A file that keeps resources and operations, also for a later emulator, or `:memory:`. No other one
            can have it meanwhile.
        faults: The faults to inject, as by `add_fault`.
        clock: The time in the emulator; one that stands still at 2026-01-15T10:30:00Z if not given.

    Raises:
        ValueError: `operation_polls`, `operation_seconds` or `write_lag` is no such number, or is negative.
        TypeError: `clock` is no clock that can be moved, or a fault is none.
        EmulatorError: The file is not a database of this version of the emulator, or another one has it.
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        operation_polls: int = 2,
        operation_seconds: float | None = None,
        write_lag: float = 0.0,
        database: str | os.PathLike[str] = ":memory:",
        faults: Iterable[Fault] = (),
        clock: FakeClock | None = None,
    ) -> None:
        pace = Pace(operation_polls, operation_seconds, write_lag)
        if clock is not None and not isinstance(clock, FakeClock):
            raise TypeError(f"clock: expected a FakeClock, got {clock!r}")
        self.calls: list[Call] = []
        """The requests that it has had, in order."""
        self._spec = load()
        self._lock = threading.RLock()
        self._database = Database(database)
        self._close = weakref.finalize(self, self._database.connection.close)
        self._state = State(self._database)
        self._ids = Ids(seed, self._database)
        self._operations = Operations(self._database, self._state, self._ids, pace)
        self._faults = Faults()
        for fault in faults:
            self.add_fault(fault)
        self.clock: FakeClock = FakeClock() if clock is None else clock
        """The time in the emulator, and for the clients that it makes."""
        # Where somebody else's file is continued, time goes on, too.
        past = self._database.number("time")
        if past is not None and past > self.clock.time():
            self._go_to(past)

    def client(self, **options: Unpack[ClientOptions]) -> MemoryClient:
        """Return a client that works on this emulator and waits on its clock.

        Args:
            **options: What `MemoryClient` takes; they come before the emulator's choices.
        """
        from twilio_memory import MemoryClient  # the client need not be there for the core to work

        client = httpx.Client(transport=self.transport(), trust_env=False)
        return MemoryClient(**self._options(client, options))

    def async_client(self, **options: Unpack[AsyncClientOptions]) -> AsyncMemoryClient:
        """Return an asynchronous client that works on this emulator and waits on its clock.

        Args:
            **options: What `AsyncMemoryClient` takes; they come before the emulator's choices.
        """
        from twilio_memory import AsyncMemoryClient  # the client need not be there for the core to work

        client = httpx.AsyncClient(transport=self.transport(), trust_env=False)
        return AsyncMemoryClient(**self._options(client, options))

    def transport(self) -> EmulatorTransport:
        """Return a transport for an `httpx.Client` or `httpx.AsyncClient` of your own."""
        return EmulatorTransport(self)

    def handle(self, request: Request) -> Response:
        """Answer a request. All transports end here.

        Raises:
            EmulatorError: The emulator is closed, or would answer what the API's description does not document.
        """
        with self._lock:
            at = self._begin()
            with self._database.transaction():
                request_id = self._ids.request_id()
            if is_upload(request):
                with self._database.transaction():
                    received = receive(request, self._state, self._operations, at)
                self.calls.append(_call(request, None, received.status, at))
                return received
            operation, fault, answer = self._answer(request, at)
            self.calls.append(_call(request, operation, None if answer is None else answer.status, at, fault))
            return _response(answer, fault, request_id)

    @property
    def pending_faults(self) -> tuple[Fault, ...]:
        """The faults that are still to come, in order, each with the calls that are left to it."""
        with self._lock:
            return self._faults.pending

    @property
    def unmet_faults(self) -> tuple[Fault, ...]:
        """The pending faults that have affected fewer calls than they should: those of any number, none."""
        with self._lock:
            return self._faults.unmet

    def add_fault(self, fault: Fault) -> None:
        """Inject a fault into the next calls of an operation.

        Of several faults for one operation the first counts until it is used up; then the next one does.

        Raises:
            TypeError: It is no fault.
        """
        if not isinstance(fault, Fault):
            raise TypeError(f"expected a Fault, got {fault!r}")
        with self._lock:
            self._faults.add(fault)

    def clear_faults(self) -> None:
        """Clear the faults that are still to come."""
        with self._lock:
            self._faults.clear()

    def snapshot(self) -> bytes:
        """Return everything that the emulator knows: resources, operations, and the time; not calls and faults.

        It can be restored by `restore`, here or elsewhere, or be written to a file that is then given as `database`.

        Raises:
            EmulatorError: The emulator is closed.
        """
        with self._lock:
            at = self._begin()
            with self._database.transaction():
                self._database.keep("time", at)
            return self._database.image()

    def restore(self, snapshot: bytes) -> None:
        """Go back to a snapshot, so that what follows gets the same responses again, down to the IDs.

        Args:
            snapshot: What `snapshot` has returned.

        Raises:
            EmulatorError: It is no snapshot, or the emulator is closed; nothing has changed.
        """
        with self._lock:
            self._now()
            self._database.restore(snapshot)
            at = self._database.number("time")
            if at is not None:
                self._go_to(at)

    def complete_operations(self) -> None:
        """Finish every operation that is pending, and every write that cannot be read yet.

        Raises:
            EmulatorError: The emulator is closed.
        """
        with self._lock:
            at = self._now()
            with self._database.transaction():
                self._operations.finish_all(at)

    def add_store(self, display_name: str | None = None) -> str:
        """Add a store that is ready for use. It is not logged as a call, and no fault affects it.

        Args:
            display_name: Its name; another one each time if not given.

        Returns:
            The ID of the store.

        Raises:
            EmulatorError: The API would refuse it, or the emulator is closed.
        """
        return self._add("CreateStore", {}, {"displayName": display_name or self._name("store", STORES)})

    def add_data_mapping(self, store_id: str, **properties: Any) -> str:  # noqa: ANN401 - whatever a data mapping has
        """Add a data mapping to a store. It is not logged as a call, and no fault affects it.

        Args:
            store_id: The store.
            **properties: Properties of a data mapping as the API names them: `displayName`, `description`, `isEnabled`,
                `mappingFrom` and `mappingTo`. Where none are given it has another name each time, and maps a column to
                the email address of `Contact`.

        Returns:
            The ID of the data mapping.

        Raises:
            EmulatorError: The API would refuse it, or the emulator is closed.
        """
        item = {"expression": "email", "traitGroup": "Contact", "traitName": "email"}
        body = {
            "mappingFrom": {"type": "INGRESS", "columns": ["email"]},
            "mappingTo": {"type": "TRAITS", "mappings": [item]},
            **properties,
        }
        body.setdefault("displayName", self._name("data-mapping", Place("data_mapping", store_id)))
        return self._add("CreateDataMapping", {"storeId": store_id}, body)

    def add_profile(self, store_id: str, traits: Traits) -> str:
        """Add a profile to a store. It is not logged as a call, and no fault affects it.

        Args:
            store_id: The store.
            traits: By group and name; one at least must be promoted to an identifier, such as `Contact.email`.

        Returns:
            The ID of the profile; if the traits identify one that is there, its ID.

        Raises:
            EmulatorError: The API would refuse it, or the emulator is closed.
        """
        return self._add("CreateProfile", {"storeId": store_id}, {"traits": traits})

    def add_communication(self, store_id: str, profile_id: str, text: str, **properties: Any) -> str:  # noqa: ANN401 - whatever a communication has
        """Add a past communication to a profile, for Recall to return. The API itself has no way to do that.

        Args:
            store_id: The store of the profile.
            profile_id: The profile.
            text: What was said.
            **properties: Properties of a communication as the API names them, such as `author` and `recipients`. If not
                given, the customer has said it now by SMS, and nobody has received it.

        Returns:
            The ID of the communication.

        Raises:
            EmulatorError: There is no such profile, the API has no such communications, or the emulator is closed.
        """
        with self._lock:
            at = self._begin()
            with self._database.transaction():
                communication = new_communication(self._ids, at, text, properties)
                put_communication(self._state, store_id, profile_id, communication)
                return str(communication["id"])

    def reset(self) -> None:
        """Forget all resources, operations, calls and faults. The clock goes on, and no ID comes twice.

        Raises:
            EmulatorError: The emulator is closed.
        """
        with self._lock:
            self._now()
            with self._database.transaction():
                self._database.clear()
            self.calls.clear()
            self._faults.clear()

    def close(self) -> None:
        """Close the database. Closing twice is fine; a call after that is an `EmulatorError`."""
        with self._lock:
            # An emulator that goes on with the file goes on from here. If it can be written no more, that was told.
            with contextlib.suppress(EmulatorError):
                at = self._now()
                with self._database.transaction():
                    self._database.keep_highest("time", at)
            self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _now(self) -> float:
        if not self._close.alive:
            raise EmulatorError("the emulator is closed")
        return self.clock.time()

    def _begin(self) -> float:
        """Do what is due, and return the time."""
        at = self._now()
        with self._database.transaction():
            self._database.keep_highest("time", at)
            self._operations.settle(at)
        return at

    def _options(
        self, http_client: httpx.Client | httpx.AsyncClient, options: ClientOptions | AsyncClientOptions
    ) -> dict[str, Any]:
        given = {"username": "SKemulator", "password": "emulator", "http_client": http_client, "clock": self.clock}
        return {**given, **options}

    def _go_to(self, at: float) -> None:
        self.clock.set(dt.datetime.fromtimestamp(at, dt.UTC))

    def _answer(self, request: Request, at: float) -> tuple[Operation | None, Fault | None, Answer | None]:
        """Return what a request means, what is to go wrong with it, and its answer if it gets one."""
        operation = fault = None
        documented: Mapping[int, Answering] = {}
        try:
            authenticate(request.headers)
            operation, in_path = self._spec.route(request.method, request.path)
            documented = operation.responses
            fault = self._faults.meet(operation)
            if fault is not None and not fault.does_work:
                return operation, fault, answer_of(fault)
            with self._operations.failing(None if fault is None else fault.code):
                answer = self._perform(operation, request, in_path, at)
        except Problem as problem:
            status = problem.status(documented)
            answer = Answer(status, problem.body(status))
            check_answer(documented or {status: self._spec.error}, answer.status, answer.headers, answer.body)
            if fault is not None and fault.kind == "failed_operation":
                # What was refused has no operation that could fail.
                self._faults.unmeet()
                fault = None
        return operation, fault, answer

    def _perform(self, operation: Operation, request: Request, in_path: Mapping[str, str], at: float) -> Answer:
        """Do what is asked for, or nothing.

        Raises:
            Problem: It cannot be done.
        """
        documented = operation.responses
        context = Context(
            path=_filled(operation, in_path),
            values=read_request(operation, request, in_path),
            state=self._state,
            operations=self._operations,
            ids=self._ids,
            at=at,
            origin=request.origin,
            deferred=_ACCEPTED in documented,
        )
        with self._database.transaction():
            try:
                answer = _handler(operation)(context)
            except Moved as moved:
                answer = _moved(operation, context, moved.canonical_id, request.query)
            check_answer(documented, answer.status, answer.headers, answer.body)
        return answer

    def _add(self, operation_id: str, in_path: Mapping[str, str], body: Mapping[str, Any]) -> str:
        """Do what an operation that creates something does, to its end and without a call; return the ID."""
        operation = self._spec.operations[operation_id]
        known = operation.request_body.properties if operation.request_body else frozenset[str]()
        # The API would pass over it.
        if unknown := sorted(body.keys() - known):
            raise EmulatorError(f"there is no property {unknown[0]!r}; there are {', '.join(sorted(known))}")
        headers = (("Content-Type", "application/json"),)
        try:
            content = json.dumps(body).encode()
        except (TypeError, ValueError) as error:
            raise EmulatorError(f"this is no body of {operation_id}: {error}") from error
        request = Request(operation.method, operation.path, headers=headers, body=content)
        with self._lock:
            at = self._begin()
            before = self._operations.newest()
            try:
                answer = self._perform(operation, request, in_path, at)
            except Problem as problem:
                told = "; ".join([problem.message, *(f"{found.field} {found.message}" for found in problem.findings)])
                raise EmulatorError(told) from problem
            with self._database.transaction():
                self._operations.finish_since(before, at)
                made = answer.headers.get("Operation-Id")
                return str(answer.body["id"] if made is None else self._operations.target(made))

    def _name(self, kind: str, place: Place) -> str:
        """Return a name that nothing has there."""
        with self._lock:
            self._now()
            with self._database.transaction():
                while self._state.is_taken(place, name := f"{kind}-{self._database.count_up(kind)}"):
                    pass
                return name


def _handler(operation: Operation) -> Handler:
    try:
        return HANDLERS[operation.id]
    except KeyError:
        raise EmulatorError(f"{operation.id} has no handler") from None


def _filled(operation: Operation, in_path: Mapping[str, str]) -> str:
    return operation.path.format_map({name: quote(value, safe="") for name, value in in_path.items()})


def _moved(operation: Operation, context: Context, canonical_id: str, query: str) -> Answer:
    """Answer a request for a merged profile: by a redirect, or, where none is documented, for the canonical one."""
    in_path = {**context.values.path, "profileId": canonical_id}
    path = _filled(operation, in_path)
    here = {"Canonical-Profile-Id": canonical_id}
    for status in _REDIRECTS:
        if status in operation.responses:
            url = f"{context.origin}{path}" + (f"?{query}" if query else "")
            return Answer(status, {"message": "This resource has moved.", "uri": url}, {**here, "Location": url})
    values = replace(context.values, path=in_path)
    answer = _handler(operation)(replace(context, path=path, values=values))
    known = operation.responses[answer.status].headers.knows("Canonical-Profile-Id")
    return replace(answer, headers={**answer.headers, **here}) if known else answer


def _response(answer: Answer | None, fault: Fault | None, request_id: str) -> Response:
    at_the_door = fault if fault is not None and fault.is_delivered else None
    if answer is None:
        return Response(0, (), b"", at_the_door)
    if answer.html is not None:
        kind, body = "text/html", answer.html
    else:
        kind, body = "application/json", json.dumps(answer.body, ensure_ascii=False, separators=(",", ":"))
    headers = {**answer.headers, "Content-Type": kind, "Twilio-Request-Id": request_id}
    return Response(answer.status, tuple(headers.items()), body.encode(), at_the_door)


def _call(
    request: Request, operation: Operation | None, status: int | None, at: float, fault: Fault | None = None
) -> Call:
    body = request.body
    with contextlib.suppress(ValueError, zlib.error):
        body = decompressed(request)
    return Call(
        operation=None if operation is None else operation.id,
        method=request.method,
        path=request.path,
        query=query_pairs(request),
        headers={name.lower(): value for name, value in request.headers if name.lower() not in _SECRET_HEADERS},
        body=body,
        status=status,
        at=dt.datetime.fromtimestamp(at, dt.UTC),
        fault=fault,
    )
