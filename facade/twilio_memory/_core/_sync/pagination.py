"""Lists that fetch their pages while they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

from twilio_memory._core.arguments import or_unset
from twilio_memory._core.responses import describe, odd_page
from twilio_memory.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from twilio_memory._core._sync.executor import Session
    from twilio_memory._core.endpoint import Call
    from twilio_memory_api.models import PageMeta
    from twilio_memory_api.types import Unset


_MAX_EMPTY_PAGES: Final = 10
"""How many empty pages in a row are followed to the next one."""


ItemT = TypeVar("ItemT")
PageT = TypeVar("PageT")


class Pages(Generic[PageT]):
    """The pages of a list, each as the API returns it. If a page cannot be fetched, the next step tries it again."""

    def __init__(
        self,
        session: Session,
        first: Call[PageT],
        request: Callable[[str], Call[PageT]],
        items: Callable[[PageT], object],
        token: str | None,
    ) -> None:
        self._session = session
        self._call: Call[PageT] | None = first
        self._request = request
        self._items = items
        self._operation, self._arguments = first.operation, first.arguments
        self._token: object = None
        self._seen = {_digest(token or "")}  # This loads what it needs, before anything is sent.
        self._empty_pages = 0
        self._profile_id = self._arguments.get("profile_id", "")

    def __iter__(self) -> Iterator[PageT]:
        return self

    def __next__(self) -> PageT:
        """Fetch the next page.

        Raises:
            APIStatusError: Twilio refuses.
            APIConnectionError: No response has arrived.
            UnexpectedResponseError: The response is not a valid page, its page token was already used, or more than
                10 empty pages came in a row.
        """
        if self._call is None:
            self._call = self._following()
        page, _, call, _ = self._session.deliver(self._call)
        self._call = None
        self._profile_id = call.arguments.get("profile_id", "")
        meta: PageMeta | None = getattr(page, "meta", None)  # A list that is not paged has none.
        self._token = meta.next_token if meta else None
        self._empty_pages = 0 if self._items(page) else self._empty_pages + 1
        return page

    @property
    def next_token(self) -> str | None:
        """The token of the page that comes next; None at the end, and before a page was read."""
        return self._token if isinstance(self._token, str) and self._token else None

    def _following(self) -> Call[PageT]:
        token = self._token
        if not token:
            raise StopIteration
        if not isinstance(token, str):
            raise odd_page(self._operation, self._arguments, "the page token is no text")
        if self._empty_pages > _MAX_EMPTY_PAGES:
            why = f"more than {_MAX_EMPTY_PAGES} empty pages came in a row, each with the token of a next one"
            raise odd_page(self._operation, self._arguments, why)
        digest = _digest(token)
        if digest in self._seen:
            why = "a page token came a second time, so the list would never end"
            raise odd_page(self._operation, self._arguments, why)
        try:
            call = self._request(token)
        except InvalidArgumentError as error:
            raise odd_page(self._operation, self._arguments, "the page token cannot be sent") from error
        self._seen.add(digest)
        # Where a profile was merged, the rest of its list is with the other one.
        has_moved = self._profile_id != self._arguments.get("profile_id", "")
        return call.for_profile(self._profile_id) if has_moved and call.for_profile else call

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._operation} for {describe(self._arguments) or 'the account'}>"


def _digest(token: str) -> bytes:
    """Return a text of fixed size that stands for a token: tokens may be long, and lists may have many pages."""
    import hashlib  # only lists need it

    return hashlib.blake2b(token.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Items(Generic[ItemT, PageT]):
    """The items of a list, over all of its pages: iterate over it. Nothing is sent before that.

    Each iteration starts anew and fetches a page whenever the one before is used up.
    """

    def __init__(
        self,
        session: Session,
        request: Callable[[str | Unset], Call[PageT]],
        items: Callable[[PageT], list[ItemT] | None],
        page_token: str | None,
    ) -> None:
        self._session = session
        self._request = request
        self._items = items
        if page_token is not None and not (isinstance(page_token, str) and page_token):
            raise InvalidArgumentError(f"page_token: expected a str that is not empty, got {page_token!r}")
        self._first = request(or_unset(page_token))
        self._token = page_token

    def __iter__(self) -> Iterator[ItemT]:
        """Iterate over the items.

        Raises:
            TwilioMemoryError: A page could not be fetched; see `pages`.
        """
        return _AsyncItemsOfPages(self.pages(), self._items_of)

    def pages(self) -> Pages[PageT]:
        """Iterate over the pages, each as the API returns it.

        To go on later, give the iterator's `next_token` as the `page_token` of another list.

        Returns:
            An iterator that fetches a page at each step. It raises `APIStatusError` where Twilio refuses,
            `APIConnectionError` where no response arrives, and `UnexpectedResponseError` where it is no page,
            names a next one that was read before, or is one of more than 10 empty ones in a row.
        """
        return Pages(self._session, self._first, self._request, self._items, self._token)

    def __bool__(self) -> bool:
        raise TypeError("a list that is fetched lazily has no truth value: iterate over it, or use list(...)")

    def __repr__(self) -> str:
        about = describe(self._first.arguments) or "the account"
        return f"<{type(self).__name__} of {self._first.operation} for {about}>"

    def _items_of(self, page: PageT) -> list[ItemT]:
        items = self._items(page) or []
        if not isinstance(items, list):
            raise odd_page(self._first.operation, self._first.arguments, "the items are no array")
        return items


class _AsyncItemsOfPages(Generic[ItemT, PageT]):
    # Not a generator: one that is left before its end has to be closed, and nobody would.

    def __init__(self, pages: Pages[PageT], items_of: Callable[[PageT], list[ItemT]]) -> None:
        self._pages = pages
        self._items_of = items_of
        self._items: Iterator[ItemT] = iter(())

    def __iter__(self) -> Iterator[ItemT]:
        return self

    def __next__(self) -> ItemT:
        while True:
            for item in self._items:
                return item
            self._items = iter(self._items_of(next(self._pages)))
