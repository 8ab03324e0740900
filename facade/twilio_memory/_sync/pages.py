"""Lists that fetch their pages while they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from twilio_memory.errors import InvalidArgumentError, UnexpectedResponseError
from twilio_memory_api.types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from twilio_memory._endpoints import Call
    from twilio_memory._sync.session import Session
    from twilio_memory_api.models import PageMeta


class Page(Protocol):
    """What every page has: where it stands in its list."""

    meta: PageMeta | Unset


ItemT = TypeVar("ItemT")
PageT = TypeVar("PageT", bound=Page)


class Items(Generic[ItemT, PageT]):
    """The items of a list, over all of its pages: iterate over it. Nothing is sent before that.

    Each iteration starts anew and fetches a page whenever the one before is used up.
    """

    def __init__(
        self,
        session: Session,
        request: Callable[[str | Unset], Call[PageT]],
        items: Callable[[PageT], list[ItemT] | Unset],
        page_token: str | Unset,
    ) -> None:
        self._session = session
        self._request = request
        self._items = items
        if not isinstance(page_token, Unset) and not (isinstance(page_token, str) and page_token):
            raise InvalidArgumentError(f"page_token: expected a str that is not empty, got {page_token!r}")
        self._first = request(page_token)

    def __iter__(self) -> Iterator[ItemT]:
        """Iterate over the items.

        Raises:
            TwilioMemoryError: A page could not be fetched; see `pages`.
        """
        for page in self.pages():
            items = self._items(page) or []
            if not isinstance(items, list):
                raise self._odd("the items are no array")
            for item in items:
                yield item

    def pages(self) -> Iterator[PageT]:
        """Iterate over the pages, each as the API answers it.

        To go on later, give `page.meta.next_token` as the `page_token` of another list.

        Raises:
            APIStatusError: Twilio refuses.
            APIConnectionError: No answer has arrived.
            UnexpectedResponseError: The answer is no page, or names a next one that was read before.
        """
        call = self._first
        seen: set[str] = set()
        while True:
            page = (self._session.deliver(call)).value
            yield page
            token = page.meta.next_token if page.meta else UNSET
            if not token:
                return
            if not isinstance(token, str):
                raise self._odd("the page token is no text")
            if token in seen:
                raise self._odd("a page token came a second time, so the list would never end")
            seen.add(token)
            call = self._request(token)

    def _odd(self, why: str) -> UnexpectedResponseError:
        call = self._first
        return UnexpectedResponseError(f"{call.operation}: {why}", operation=call.operation, arguments=call.arguments)
