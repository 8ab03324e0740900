"""The core of the emulator: a request comes in, a response goes out."""

from __future__ import annotations

import contextlib
import datetime as dt
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from . import (
    _bulk,
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
from ._accounts import Accounts, require_access
from ._database import Database
from ._deleted_profiles import DeletedProfiles
from ._encoding import accepts_gzip, encode, may_compress
from ._errors import APIProblem, EmulatorError, ProfileMerged
from ._event_types import log_read
from ._events import EventLog
from ._fault_kinds import StaleLookup
from ._fault_queue import FaultQueue
from ._handler_response import HandlerResponse
from ._handlers import HANDLERS, Context, Handler
from ._ids import Ids
from ._lock import ProcessLock
from ._operations import Operations, OperationTiming
from ._recording import record, with_reason
from ._schema_validation import authenticate, validate_request, validate_response
from ._spec import load
from ._state import State
from ._uploads import is_upload, receive

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping

    from ._behavior import Behavior
    from ._clock import FakeClock
    from ._events import Event
    from ._faults import Fault
    from ._messages import RecordedRequest, Request, Response
    from ._ranking import Ranker
    from ._spec import Operation, ResponseSpec

# Their import fills the table of handlers.
_HANDLER_MODULES = (
    _bulk,
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
_OK, _ACCEPTED = 200, 202
_MAX_CALLS = 10_000
_CALLS_WITH_BODY = 100
_MAX_OLD_BODY_SIZE = 2**16
_REDIRECTS = (301, 308)


class Core:
    """Handles requests, one at a time.

    Args:
        seed: Another seed gives other IDs.
        timing: How soon operations end.
        behavior: The emulator's choices.
        ranker: Ranks memories for Recall.
        database: The file of the database, or `:memory:`.
        clock: The time in the emulator.
        listeners: Are called with each product event.
    """

    def __init__(
        self,
        *,
        seed: int,
        timing: OperationTiming,
        behavior: Behavior,
        ranker: Ranker,
        database: str | os.PathLike[str],
        clock: FakeClock,
        listeners: Iterable[Callable[[Event], object]] = (),
    ) -> None:
        self.behavior = behavior
        self.ranker = ranker
        self.clock = clock
        self.calls: list[RecordedRequest] = []
        self.accounts: Accounts | None = None
        """The valid keys; None if all are."""
        self.faults = FaultQueue(seed)
        self.deleted = DeletedProfiles()
        self.lock = ProcessLock()
        self.spec = load()
        self.events = EventLog(*listeners)
        self.database = Database(database, self.events)
        self._close = weakref.finalize(self, self.database.connection.close)
        self.state = State(self.database, self.events)
        self.ids = Ids(seed, self.database)
        self.operations = Operations(self.database, self.state, self.ids, timing)

    def handle(self, request: Request) -> Response:
        """Return the response to a request.

        Raises:
            EmulatorError: The emulator is closed, or its response is not what the API's description documents.
        """
        with self.lock:
            at = self.now()
            with self.database.transaction():  # One for all that a request does, since each costs a commit.
                return self._handle(request, at)

    def _handle(self, request: Request, at: float) -> Response:
        self._run_due(at)
        request_id = self.events.request = self.ids.request_id()
        if is_upload(request):
            received = receive(request, self.state, self.operations, at)
            self._keep(record(request, None, received.status, at))
            return received
        operation, fault, response = self._respond(request, at)
        call = record(request, operation, None if response is None else response.status, at, fault)
        self._keep(call if response is None else with_reason(call, response.body))
        compressed = may_compress(operation, response) and accepts_gzip(request.headers)
        return encode(response, fault, request_id, compressed=compressed)

    def now(self) -> float:
        """Return the time in seconds since the epoch.

        Raises:
            EmulatorError: The emulator is closed.
        """
        if not self._close.alive:
            raise EmulatorError("the emulator is closed")
        return self.clock.time()

    def begin(self) -> float:
        """Run what is due, and return the time."""
        at = self.now()
        with self.database.transaction():
            self._run_due(at)
        return at

    def _run_due(self, at: float) -> None:
        self.database.set_max("time", at)
        self.operations.run_due(at)

    def step(self) -> bool:
        """Do a part of what is done in the background; return whether there was anything to do.

        Raises:
            EmulatorError: The database cannot be used.
        """
        with self.lock, self.database.transaction():
            try:
                return self._close.alive and self.operations.step()
            except BaseException:
                self.operations.forget()  # The transaction is rolled back, so it begins again.
                raise

    def execute(
        self,
        operation: Operation,
        request: Request,
        in_path: Mapping[str, str],
        at: float,
        account: str | None = None,
    ) -> HandlerResponse:
        """Run the handler of a request, and undo everything if it raises.

        Raises:
            APIProblem: The request is refused.
        """
        documented = operation.responses
        context = Context(
            path=_format_path(operation, in_path),
            values=validate_request(operation, request, in_path, strict=self.behavior.strict),
            state=self.state,
            operations=self.operations,
            ids=self.ids,
            behavior=self.behavior,
            ranker=self.ranker,
            deleted=self.deleted,
            at=at,
            origin=request.origin,
            deferred=_ACCEPTED in documented,
            account=account,
        )
        with self.database.transaction():
            try:
                response = _handler(operation)(context)
            except ProfileMerged as merged:
                response = _redirect(operation, context, merged.canonical_id, request.query)
            validate_response(documented, response.status, response.headers, response.body)
            if response.status == _OK:  # Elsewhere the client is redirected, or has written.
                log_read(self.events, operation.id, context.values, context.now, response.body)
        return response

    def set_clock(self, at: float) -> None:
        """Move the clock to a time in seconds since the epoch."""
        self.clock.set(dt.datetime.fromtimestamp(at, dt.UTC))

    def close(self) -> None:
        """Store the time, and close the database; do nothing in a forked process, whose parent may go on."""
        if not self.lock.is_ours:
            return
        with self.lock:
            # Write errors were reported earlier.
            with contextlib.suppress(EmulatorError):
                at = self.now()
                with self.database.transaction():
                    self.database.set_max("time", at)
            self._close()

    def _keep(self, call: RecordedRequest) -> None:
        """Record a call; of those that were before, the oldest are deleted, and old ones lose large bodies."""
        self.calls.append(call)
        del self.calls[:-_MAX_CALLS]
        if len(self.calls) > _CALLS_WITH_BODY and len(self.calls[-_CALLS_WITH_BODY - 1].body) > _MAX_OLD_BODY_SIZE:
            self.calls[-_CALLS_WITH_BODY - 1] = replace(self.calls[-_CALLS_WITH_BODY - 1], body=b"")

    def _respond(self, request: Request, at: float) -> tuple[Operation | None, Fault | None, HandlerResponse | None]:
        """Return the operation of a request, the fault that affects it, and its response if there is one."""
        operation = fault = None
        documented: Mapping[int, ResponseSpec] = {}
        try:
            key = None
            if self.accounts is None:
                authenticate(request.headers)
            else:
                key = self.accounts.require(request.headers)
            operation, in_path = self.spec.route(request.method, request.path)
            documented = operation.responses
            fault = self.faults.consume(operation.id, at)
            if fault is not None and not fault.runs_handler:
                return operation, fault, fault.response()
            if key is not None:
                require_access(key, in_path, self.state, self.operations)
            self.deleted.show(is_shown=isinstance(fault, StaleLookup))
            with self.operations.fail_with(None if fault is None else fault.failure_code):
                response = self.execute(operation, request, in_path, at, None if key is None else key.account)
        except APIProblem as problem:
            status = problem.status(documented)
            response = HandlerResponse(status, problem.body(status))
            validate_response(documented or {status: self.spec.error}, response.status, response.headers, response.body)
            if fault is not None and fault.failure_code is not None:
                # A refused request starts no operation that could fail.
                self.faults.restore()
                fault = None
        if self.deleted.is_shown and not self.deleted.was_found:
            # There was nothing that the fault could affect.
            self.deleted.show(is_shown=False)
            self.faults.restore()
            fault = None
        return operation, fault, response


def _handler(operation: Operation) -> Handler:
    try:
        return HANDLERS[operation.id]
    except KeyError:
        raise EmulatorError(f"{operation.id} has no handler") from None


def _format_path(operation: Operation, in_path: Mapping[str, str]) -> str:
    return operation.path.format_map({name: quote(value, safe="") for name, value in in_path.items()})


def _redirect(operation: Operation, context: Context, canonical_id: str, query: str) -> HandlerResponse:
    """Respond for a merged profile: by a redirect, or, where none is documented, for the canonical profile."""
    in_path = {**context.values.path, "profileId": canonical_id}
    path = _format_path(operation, in_path)
    canonical = {"Canonical-Profile-Id": canonical_id}
    for status in _REDIRECTS:
        if status in operation.responses:
            url = f"{context.origin}{path}" + (f"?{query}" if query else "")
            body = {"message": "This resource has moved.", "uri": url}
            return HandlerResponse(status, body, {**canonical, "Location": url})
    values = replace(context.values, path=in_path)
    response = _handler(operation)(replace(context, path=path, values=values))
    if not operation.responses[response.status].headers.is_documented("Canonical-Profile-Id"):
        return response
    return replace(response, headers={**response.headers, **canonical})
