"""Lists that fetch their pages while they are iterated over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, NoReturn, TypeVar

from twilio_memory._core.arguments import unset_if_none, validate_count
from twilio_memory._core.request import with_profile_id
from twilio_memory._core.responses import invalid_page_error
from twilio_memory.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from twilio_memory._core._sync.executor import Executor
    from twilio_memory._core.endpoint import Call
    from twilio_memory._outcome import APIResponse
    from twilio_memory_api.models import PageMeta
    from twilio_memory_api.types import Unset


_MAX_EMPTY_PAGES: Final = 10
"""The empty pages in a row after which iteration ends with an error."""

ItemT = TypeVar("ItemT")
PageT = TypeVar("PageT")


class Pages(Generic[PageT]):
    """The pages of a list, each as the API returns it. If a page cannot be fetched, the next step tries it again."""

    def __init__(
        self,
        executor: Executor,
        first: Call[PageT],
        request: Callable[[str], Call[PageT]],
        items: Callable[[PageT], object],
        token: str | None,
    ) -> None:
        self._executor = executor
        self._call: Call[PageT] | None = first
        self._request = request
        self._items = items
        self._first = self._sent = first
        self._token: object = None
        self._seen = {_digest(token or "")}  # Loads hashlib before anything is sent.
        self._empty_pages = 0
        self._response: APIResponse | None = None

    def __iter__(self) -> Iterator[PageT]:
        return self

    def __next__(self) -> PageT:
        """Fetch the next page.

        Raises:
            APIStatusError: The status is an error.
            APIConnectionError: No response has arrived.
            UnexpectedResponseError: The response is not a valid page, its page token was already used, or more than
                10 empty pages came in a row.
        """
        if self._call is None:
            self._call = self._next_call()
        page, self._response, self._sent = self._executor.execute(self._call)
        self._call = None
        meta: PageMeta | None = getattr(page, "meta", None)  # Some lists have a single page without it.
        self._token = meta.next_token if meta else None
        self._empty_pages = 0 if self._items(page) else self._empty_pages + 1
        return page

    @property
    def next_token(self) -> str | None:
        """The token of the next page; None after the last page, and before the first."""
        return self._token if isinstance(self._token, str) and self._token else None

    @property
    def response(self) -> APIResponse | None:
        """The response with the last page; None before the first."""
        return self._response

    def _next_call(self) -> Call[PageT]:
        token, first = self._token, self._first
        if not token:
            raise StopIteration
        if not isinstance(token, str):
            raise invalid_page_error(first, "the page token is not a string")
        if self._empty_pages > _MAX_EMPTY_PAGES:
            reason = f"more than {_MAX_EMPTY_PAGES} empty pages came in a row, each with the token of a next one"
            raise invalid_page_error(first, reason)
        digest = _digest(token)
        if digest in self._seen:
            raise invalid_page_error(first, "a page token came a second time, so the list would never end")
        try:
            call = self._request(token)
        except InvalidArgumentError as error:
            raise invalid_page_error(first, "the page token cannot be sent") from error
        self._seen.add(digest)
        # After a redirect to the canonical profile the following pages are requested for that profile.
        profile_id = self._sent.arguments.get("profile_id", "")
        return call if profile_id == first.arguments.get("profile_id", "") else with_profile_id(call, profile_id)

    def __repr__(self) -> str:
        return _describe(self, self._first)


def _describe(obj: object, call: Call[Any]) -> str:
    return f"<{type(obj).__name__} of {call.describe()}{'' if call.arguments else ' for the account'}>"


def _digest(token: str) -> bytes:
    """Return a digest of a token: tokens may be long, and lists may have many pages."""
    import hashlib

    return hashlib.blake2b(token.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Paginator(Generic[ItemT, PageT]):
    """The items of a list, over all of its pages: iterate over it. Nothing is sent before that.

    Each iteration starts anew and fetches a page whenever the one before is used up.
    """

    def __init__(
        self,
        executor: Executor,
        request: Callable[[str | Unset], Call[PageT]],
        items: Callable[[PageT], list[ItemT] | None],
        page_token: str | None,
    ) -> None:
        self._executor = executor
        self._request = request
        self._items = items
        if page_token is not None and not (isinstance(page_token, str) and page_token):
            raise InvalidArgumentError(f"page_token: expected a non-empty str, got {page_token!r}")
        self._first = request(unset_if_none(page_token))
        self._token = page_token
        self._pages: Pages[PageT] | None = None

    def __iter__(self) -> Iterator[ItemT]:
        """Iterate over the items.

        Raises:
            TwilioMemoryError: A page could not be fetched; see `pages`.
        """
        return _AsyncItemIterator(self.pages(), self._validated_items)

    def pages(self) -> Pages[PageT]:
        """Iterate over the pages, each as the API returns it.

        To go on later, give the iterator's `next_token` as the `page_token` of another list.

        Returns:
            An iterator that fetches a page at each step. It raises `APIStatusError` for an error status,
            `APIConnectionError` if no response arrives, and `UnexpectedResponseError` if the response is not a valid
            page, its page token was already used, or more than 10 empty pages came in a row.
        """
        pages = Pages(self._executor, self._first, self._request, self._items, self._token)
        self._pages = pages
        return pages

    def first(self) -> ItemT | None:
        """Return the first item; None if there is none.

        Raises:
            TwilioMemoryError: A page could not be fetched; see `pages`.
        """
        return next(iter(self.take(1)), None)

    def take(self, count: int) -> list[ItemT]:
        """Return the first items, and fetch no more pages than they need.

        Args:
            count: How many at most; 1 or more.

        Raises:
            InvalidArgumentError: `count` is not a whole number of 1 or more.
            TwilioMemoryError: A page could not be fetched; see `pages`.
        """
        validate_count("count", count)
        taken: list[ItemT] = []
        for item in self:
            taken.append(item)
            if len(taken) == count:
                break
        return taken

    @property
    def response(self) -> APIResponse | None:
        """The response with the last page of the last iteration; None before the first."""
        return self._pages.response if self._pages else None

    def __bool__(self) -> bool:
        raise TypeError("a list that is fetched lazily has no truth value: iterate over it, or use list(...)")

    def __getitem__(self, index: object) -> NoReturn:
        # Python also asks for an index where a list of an client is iterated over without `async`.
        raise TypeError(f"{type(self).__name__} has no index: use `for`, first() or take(n)")

    def __repr__(self) -> str:
        return _describe(self, self._first)

    def _validated_items(self, page: PageT) -> list[ItemT]:
        items = self._items(page) or []
        if not isinstance(items, list):
            raise invalid_page_error(self._first, "the items are not an array")
        return items


class _AsyncItemIterator(Generic[ItemT, PageT]):
    # A class, because an abandoned async generator must be closed explicitly.

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
