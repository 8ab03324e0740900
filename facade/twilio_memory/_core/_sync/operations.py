"""Writes that Twilio accepts first and does later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

from twilio_memory._core.concurrency import invoke
from twilio_memory._core.endpoint import prepare
from twilio_memory._core.loading import api
from twilio_memory._core.polling import Poll, StateT
from twilio_memory.errors import TwilioMemoryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from twilio_memory._core._sync.executor import Session
    from twilio_memory._core.accepted import Accepted
    from twilio_memory._core.endpoint import Call
    from twilio_memory._outcome import Attempt
    from twilio_memory_api.models import Operation

ResultT_co = TypeVar("ResultT_co", covariant=True)


def follow(
    session: Session,
    call: Callable[[], Call[StateT]],
    poll: Poll[StateT],
    progress: Callable[[StateT], object] | None = None,
) -> StateT:
    """Look at some work until it has ended; return how it stands then."""
    while True:
        session.clock.sleep(poll.pause())
        try:
            answer = session.deliver(call(), poll.for_a_look())
        except TwilioMemoryError as error:
            poll.failed(error)
            continue
        if progress is not None:
            invoke(progress, answer.value)
        if poll.saw(answer.value, answer.headers):
            return answer.value


class PendingOperation(Generic[ResultT_co]):
    """A handle on an accepted write: Twilio's message, and the operation to wait for.

    Nothing polls in the background. Discarding the handle does not cancel the operation.
    """

    def __init__(self, session: Session, accepted: Accepted) -> None:
        self._session = session
        self._accepted = accepted

    @property
    def message(self) -> str | None:
        """What Twilio said when it accepted the write."""
        return self._accepted.message

    @property
    def operation_id(self) -> str | None:
        """The ID of the operation; None where Twilio gave none that can be used."""
        return self._accepted.operation_id

    @property
    def status_url(self) -> str | None:
        """The address of the operation as Twilio gave it. It is never called: the operation is read by its ID."""
        return self._accepted.status_url

    @property
    def retry_after(self) -> float | None:
        """After how many seconds Twilio suggests to look."""
        return self._accepted.retry_after

    @property
    def done_earlier(self) -> bool:
        """Whether an earlier attempt of the same call had done it, whose response was lost."""
        return self._accepted.done_earlier

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """How the write was sent, in order; empty where the handle was resumed."""
        return self._accepted.attempts

    def to_text(self) -> str:
        """Write the handle to a short text, to be resumed by another process: see `memory.operations.resume`.

        It names the write with its IDs, the operation and the origin of the API, and holds no credentials.
        """
        return self._accepted.to_text(str(self._session.base))

    def fetch(self) -> Operation:
        """Read the operation once.

        Returns:
            The operation as it is now.

        Raises:
            UnexpectedResponseError: Twilio gave no operation ID that can be used.
            APIStatusError: Twilio refuses; `OperationNotFoundError` 7 days after the end.
            APIConnectionError: No response has arrived.

        See https://www.twilio.com/docs/api/memory/v1/Operations
        """
        return (self._session.send(api.operations.fetch_operation, self._accepted.known_operation_id())).value

    def wait(self, timeout: float = 300.0) -> ResultT_co:
        """Wait until the operation has ended.

        It polls as often as `Retry-After` suggests; otherwise after 1 second, backing off to every 10 seconds.

        Args:
            timeout: For how many seconds to wait at most; more than 0.

        Returns:
            The ID of the new resource where one was created, else None.

        Raises:
            OperationFailedError: It has failed; `last_state.error` says why.
            OperationCancelledError: It was cancelled.
            OperationTimeoutError: It has not ended in time. It goes on; wait again if you like.
            OperationUnreadableError: It could not be read, several times in a row or for good. It goes on.
            UnexpectedResponseError: Twilio gave no operation ID, or no result, that can be used.

        See https://www.twilio.com/docs/api/memory/v1/Operations
        """
        accepted = self._accepted
        ended = None
        if not accepted.done_earlier:
            operation_id = accepted.known_operation_id()
            poll: Poll[Operation] = Poll(accepted, self._session.clock, timeout)
            ended = follow(self._session, lambda: prepare(api.operations.fetch_operation, operation_id), poll)
        return cast("ResultT_co", accepted.result_of(ended))  # The method that made the handle says which.

    def __repr__(self) -> str:
        named, message = self._accepted.named(), self.message
        return f"<{type(self).__name__} {named}: operation_id={self.operation_id!r}, message={message!r}>"
