"""What the resources have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

from twilio_memory._async.pending import AsyncPendingOperation
from twilio_memory._endpoints import prepare
from twilio_memory._loading import models
from twilio_memory._pending import Accepted, done_earlier
from twilio_memory.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable

    from twilio_memory._async.session import AsyncSession
    from twilio_memory._endpoints import Endpoint
    from twilio_memory._pending import Started
    from twilio_memory_api.models import MessageAccepted, Operation

P = ParamSpec("P")
T = TypeVar("T")


class AsyncResource:
    """A group of methods of one client."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def _read(self, endpoint: Endpoint[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Send a call and return what it answers."""
        return (await self._session.send(endpoint, *args, **kwargs)).value

    async def _start(
        self,
        result: Callable[[Accepted, Operation | None], T],
        endpoint: Endpoint[P, Started],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> AsyncPendingOperation[T]:
        """Send a write that an operation carries out; the result is read from that in the end."""
        call = prepare(endpoint, *args, **kwargs)
        try:
            answer = await self._session.deliver(call)
        except NotFoundError as error:
            accepted = Accepted.earlier(call, error)
        else:
            now = self._session.clock.time()
            accepted = Accepted.read(call, answer.value, answer.headers, now, answer.attempts)
        return AsyncPendingOperation(self._session, accepted, result)

    async def _delete(
        self, endpoint: Endpoint[P, MessageAccepted], *args: P.args, **kwargs: P.kwargs
    ) -> MessageAccepted:
        """Send a deletion that answers a message only."""
        call = prepare(endpoint, *args, **kwargs)
        try:
            return (await self._session.deliver(call)).value
        except NotFoundError as error:
            return models.MessageAccepted(message=done_earlier(call, error))
