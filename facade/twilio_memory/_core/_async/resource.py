"""What the resources have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from twilio_memory._core._async.operations import AsyncPendingOperation
from twilio_memory._core._async.pagination import AsyncItems, ItemT, PageT
from twilio_memory._core.accepted import Accepted, done_earlier
from twilio_memory._core.endpoint import prepare
from twilio_memory._core.loading import models
from twilio_memory.errors import NotFoundError
from twilio_memory_api.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Callable

    from twilio_memory._core._async.executor import AsyncSession
    from twilio_memory._core.accepted import Started
    from twilio_memory._core.endpoint import Call, Endpoint
    from twilio_memory_api.models import MessageAccepted
    from twilio_memory_api.types import Unset

P = ParamSpec("P")
T = TypeVar("T")


class AsyncResource:
    """A group of methods of one client."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def _read(self, endpoint: Endpoint[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Send a call and return what it answers."""
        return (await self._session.send(endpoint, *args, **kwargs)).value

    def _list(
        self,
        endpoint: Endpoint[P, PageT],
        items: Callable[[PageT], list[ItemT] | None],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> AsyncItems[ItemT, PageT]:
        """Make a list; a `page_token` among the arguments is where it starts."""

        def request(token: str | Unset) -> Call[PageT]:
            arguments: Any = {**kwargs, "page_token": token} if "page_token" in kwargs else kwargs
            return prepare(endpoint, *args, **arguments)

        token: Any = kwargs.get("page_token", UNSET)
        return AsyncItems(self._session, request, items, None if token is UNSET else token)

    async def _start(
        self, endpoint: Endpoint[P, Started], *args: P.args, **kwargs: P.kwargs
    ) -> AsyncPendingOperation[Any]:
        """Send a write that an operation carries out; what that yields, the record says."""
        call = prepare(endpoint, *args, **kwargs)
        try:
            answer = await self._session.deliver(call)
        except NotFoundError as error:
            accepted = Accepted.earlier(call, error)
        else:
            now = self._session.clock.time()
            accepted = Accepted.read(call, answer.value, answer.headers, now, answer.attempts)
        return AsyncPendingOperation(self._session, accepted)

    async def _delete(
        self, endpoint: Endpoint[P, MessageAccepted], *args: P.args, **kwargs: P.kwargs
    ) -> MessageAccepted:
        """Send a deletion that answers a message only."""
        call = prepare(endpoint, *args, **kwargs)
        try:
            return (await self._session.deliver(call)).value
        except NotFoundError as error:
            return models.MessageAccepted(message=done_earlier(call, error))
