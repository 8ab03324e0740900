"""What the resources of one client share: they ask, it sends, repeats and reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, ParamSpec, TypeVar

import attrs

from twilio_memory._core.endpoint import moved, prepare, upload_call
from twilio_memory._core.retry import RetryBudget, Trail
from twilio_memory._failures import Failure
from twilio_memory.errors import ClientClosedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

    from twilio_memory._async.transport import AsyncTransport
    from twilio_memory._core.clock import Clock
    from twilio_memory._core.config import Credentials, Options
    from twilio_memory._core.endpoint import Call, Endpoint
    from twilio_memory._core.imports import Address
    from twilio_memory._outcome import Attempt

P = ParamSpec("P")
T_co = TypeVar("T_co", covariant=True)


class Answer(NamedTuple, Generic[T_co]):
    """An answer to a call."""

    value: T_co
    headers: Mapping[str, str]
    """With lower-case names."""
    call: Call[T_co]
    """What was sent in the end: where a profile was merged, it is for the other one."""
    attempts: tuple[Attempt, ...]


class AsyncSession:
    """Sends calls: as often as is right, as long as is allowed."""

    def __init__(
        self,
        transport: AsyncTransport,
        credentials: Credentials,
        options: Options,
        clock: Clock,
        budget: RetryBudget | None = None,
    ) -> None:
        self.transport = transport
        self.options = options
        self.clock = clock
        self._credentials = credentials
        self._budget = budget or RetryBudget()

    @property
    def username(self) -> str:
        """Who sends: the SID of a key or an account, which is no secret."""
        return self._credentials.username

    def __reduce__(self) -> str:
        raise TypeError(
            "clients and what belongs to them cannot be pickled: they hold credentials and connections; "
            "make a client in the other process, and resume a pending operation from its to_text()"
        )

    def changed(self, changes: Mapping[str, Any]) -> AsyncSession:
        """Return a session with other options and the same connections and budget."""
        options = attrs.evolve(self.options, **changes)
        return AsyncSession(self.transport, self._credentials, options, self.clock, self._budget)

    async def send(self, endpoint: Endpoint[P, T_co], *args: P.args, **kwargs: P.kwargs) -> Answer[T_co]:
        """Send a call and read its answer.

        Args:
            endpoint: The generated module of the operation.
            args: What goes into the path.
            kwargs: Query parameters, headers and body.

        Raises:
            TwilioMemoryError: One of its subclasses, whatever comes back.
        """
        return await self.deliver(prepare(endpoint, *args, **kwargs))

    async def deliver(self, call: Call[T_co], within: float | None = None) -> Answer[T_co]:
        """Send a call that is ready, in at most so many seconds."""
        trail = Trail(call, self.options, self.clock, self._budget)
        if within is not None:
            trail.deadline = min(trail.deadline, self.clock.monotonic() + within)
        while True:
            wait: float | None
            try:
                response = await self.transport.exchange(call, self._credentials, self.options, trail.remaining)
            except Failure as failure:
                wait = trail.failed(failure)
            except ClientClosedError as error:
                raise trail.closed(error) from error.__cause__
            else:
                wait = trail.answered(response)
                if wait is None and (again := moved(call, response, trail.attempts, trail.outcome)):
                    call = again
                    trail.go_on_with(call)
                    continue
                if wait is None:
                    return Answer(call.read(response, trail.attempts), response.headers, call, trail.attempts)
            await self.clock.async_sleep(wait)

    async def upload(
        self,
        arguments: Mapping[str, str],
        to: Address,
        file: BinaryIO,
        size: int,
        timeout: float,  # noqa: ASYNC109 - a deadline
    ) -> None:
        """Send the file of an import, once.

        Args:
            arguments: What the import is.
            to: The pre-signed address, which has been checked.
            file: The file, at the first byte to send.
            size: How many bytes to send.
            timeout: How many seconds it may take.

        Raises:
            APIStatusError: It was refused.
            APIConnectionError: No response has arrived.
            UnexpectedResponseError: The answer is no success.
        """
        call = upload_call(arguments)
        trail = Trail(call, attrs.evolve(self.options, max_attempts=1), self.clock, self._budget)
        trail.deadline = self.clock.monotonic() + timeout
        try:
            response = await self.transport.upload(to, file, size, self.options, trail.remaining)
        except Failure as failure:
            trail.failed(failure)
        else:
            trail.answered(response)
            call.read(response, trail.attempts)
