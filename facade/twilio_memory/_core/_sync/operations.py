"""Writes that an operation carries out after Twilio has accepted them."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from twilio_memory._core.accepted import AcceptedOperation
from twilio_memory._core.call_options import build_call_with, check_names, with_call_options
from twilio_memory._core.concurrency import invoke
from twilio_memory._core.loading import api
from twilio_memory._core.polling import Poller, StateT
from twilio_memory._core.request import build_call
from twilio_memory._core.responses import ACCEPTED, parse_response, retry_after
from twilio_memory._core.text import escape_control
from twilio_memory.errors import APIConnectionError, InvalidArgumentError, NotFoundError, TwilioMemoryError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from twilio_memory._core._sync.executor import Executor
    from twilio_memory._core.call_options import CallOptions, RequestOptions
    from twilio_memory._core.endpoint import Call, Endpoint, P
    from twilio_memory._core.json_response import RawResponse
    from twilio_memory._outcome import APIResponse, Attempt
    from twilio_memory_api.models import Operation


ResultT_co = TypeVar("ResultT_co", covariant=True)


class Wait(Generic[StateT]):
    """The polls of one `wait()`."""

    def __init__(
        self,
        executor: Executor,
        call: Callable[[], Call[StateT]],
        poller: Poller[StateT],
        progress: Callable[[StateT], object] | None,
        options: RequestOptions,
    ) -> None:
        if progress is not None and not callable(progress):
            raise InvalidArgumentError(f"progress: expected a function, got {progress!r}")
        with contextlib.suppress(APIConnectionError):  # Its module cannot be loaded: an error of the first poll.
            with_call_options(call(), options)
        self._executor = executor
        self._call: Callable[[], Call[StateT]] = call
        self.poller: Poller[StateT] = poller
        self._progress: Callable[[StateT], object] | None = progress
        self._options = options

    def poll(self) -> StateT | None:
        """Poll once; return the state if it is COMPLETED."""
        executor, poller = self._executor, self.poller
        try:
            timeout = min(poller.request_timeout(), executor.options.timeouts.total)
            call = with_call_options(self._call(), self._options)
            state, response, _ = executor.execute(call._replace(timeout=timeout))
        except TwilioMemoryError as error:
            poller.on_error(error)
            return None
        if self._progress is not None:
            invoke(self._progress, state)
        return state if poller.on_state(state, response.headers) else None

    def run(self) -> StateT:
        """Poll until the state is COMPLETED; return it."""

        def poll() -> StateT:
            state = None
            while state is None:
                self._executor.clock.sleep(self.poller.next_delay())
                state = self.poll()
            return state

        state: StateT = self._executor.around_wait(self.poller, poll)
        return state


class Handle(Generic[StateT]):
    """What is common to the handles on accepted writes."""

    def __init__(self, executor: Executor, accepted: AcceptedOperation, response: APIResponse | None = None) -> None:
        self._executor = executor
        self._accepted = accepted
        self._response = response

    @property
    def operation_id(self) -> str | None:
        """The ID of the operation that carries out the write; None if it is not known."""
        return self._accepted.operation_id

    @property
    def response(self) -> APIResponse | None:
        """The response to the write; None where the handle was resumed."""
        return self._response

    def _fetch_call(self) -> Call[StateT]:
        raise NotImplementedError

    def _begin_wait(
        self, timeout: float, progress: Callable[[StateT], object] | None, options: RequestOptions
    ) -> Wait[StateT]:
        poller: Poller[StateT] = Poller(self._accepted, self._executor.clock, timeout)
        return Wait(self._executor, self._fetch_call, poller, progress, options)


class PendingOperation(Handle["Operation"], Generic[ResultT_co]):
    """A handle on an accepted write: Twilio's message, and the operation to wait for.

    Nothing polls in the background. Discarding the handle does not cancel the operation.
    """

    @property
    def message(self) -> str | None:
        """The message with which Twilio accepted the write."""
        return escape_control(self._accepted.message)

    @property
    def status_url(self) -> str | None:
        """The address of the operation as Twilio gave it. It is never called: the operation is read by its ID."""
        return escape_control(self._accepted.status_url)

    @property
    def retry_after(self) -> float | None:
        """The seconds that Twilio suggests to wait before the first poll."""
        return self._accepted.retry_after

    @property
    def completed_by_earlier_attempt(self) -> bool:
        """Whether an earlier attempt of the same call, whose response was lost, has completed it."""
        return self._accepted.completed_by_earlier_attempt

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """How the write was sent, in order; empty where the handle was resumed."""
        return self._accepted.attempts

    def to_token(self) -> str:
        """Return a short text from which another process can resume: see `memory.operations.resume`.

        It names the write with its IDs, the operation and the origin of the API, and holds no credentials.
        """
        return self._accepted.to_token(str(self._executor.base))

    def fetch(self, **options: Unpack[CallOptions]) -> Operation:
        """Read the operation once.

        Args:
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The operation as it is now.

        Raises:
            UnexpectedResponseError: Twilio gave no operation ID that can be used.
            APIStatusError: The status is an error; `OperationNotFoundError` 7 days after the end.
            APIConnectionError: No response has arrived.

        See https://www.twilio.com/docs/api/memory/v1/Operations
        """
        return (self._executor.execute(with_call_options(self._fetch_call(), options)))[0]

    def wait(
        self,
        timeout: float = 300.0,
        *,
        progress: Callable[[Operation], object] | None = None,
        **options: Unpack[RequestOptions],
    ) -> ResultT_co:
        """Wait until the operation has ended.

        It polls as often as `Retry-After` suggests; otherwise after 1 second, backing off to every 10 seconds.

        Args:
            timeout: The longest time to wait, in seconds; more than 0. The last poll may take up to 1 second longer.
            progress: Called with the operation after each poll.
            **options: Options of the polls: see `RequestOptions`.

        Returns:
            The ID of the new resource where one was created, else None.

        Raises:
            OperationFailedError: It has failed; `last_state.error` says why.
            OperationCancelledError: It was cancelled.
            OperationTimeoutError: It has not ended in time. It goes on; wait again if you like.
            OperationPollError: It could not be read, several times in a row or for good. It goes on.
            UnexpectedResponseError: Twilio gave no operation ID, or no result, that can be used.

        See https://www.twilio.com/docs/api/memory/v1/Operations
        """
        check_names("wait", options)
        if self._accepted.completed_by_earlier_attempt:
            return self._end_wait(None)
        return self._end_wait(self._begin_wait(timeout, progress, options).run())

    def _fetch_call(self) -> Call[Operation]:
        return build_call(api.operations.fetch_operation, self._accepted.require_operation_id())

    def _end_wait(self, state: Operation | None) -> ResultT_co:
        return cast("ResultT_co", self._accepted.result_of(state))  # The method that made the handle defines the type.

    def __repr__(self) -> str:
        write, message = self._accepted.describe(), self.message
        return f"<{type(self).__name__} {write}: operation_id={self.operation_id!r}, message={message!r}>"


def read_accepted(
    executor: Executor, call: Call[Any], response: RawResponse, attempts: tuple[Attempt, ...]
) -> PendingOperation[Any]:
    """Read an accepted write without its model, which is not loaded."""
    record, headers = call.record, response.headers
    try:
        body = response.json() if response.status_code == ACCEPTED else None
    except ValueError:
        body = None
    if body is None or not record.accepted_with <= body.keys():
        body = parse_response(call, response, attempts)  # It raises the error.
    delay = retry_after(headers, executor.clock) if "retry-after" in headers else None
    method, name, result = record.client_method, record.name, record.result
    accepted = AcceptedOperation(method, name, call.arguments, result, body, headers, attempts, delay)
    return PendingOperation(executor, accepted)


def start_operation(
    executor: Executor, options: CallOptions, endpoint: Endpoint[P, Any], *args: P.args, **kwargs: P.kwargs
) -> PendingOperation[Any]:
    """Send a write that an operation carries out; its record defines the type of the handle."""
    call = build_call_with(options, endpoint, *args, **kwargs) if options else build_call(endpoint, *args, **kwargs)
    handle: PendingOperation[Any]
    try:
        handle = (executor.execute(call, None, partial(read_accepted, executor)))[0]
    except NotFoundError as error:
        handle = PendingOperation(executor, AcceptedOperation.from_not_found(call, error))
    return handle
