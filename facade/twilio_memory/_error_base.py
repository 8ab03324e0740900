"""The errors that the generated classes of statuses and codes derive from, and the classes combined of two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar, cast

from twilio_memory._outcome import Attempt, Outcome
from twilio_memory._version import DOCS_URL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CODES_WITH_A_PAGE: Final[set[int | None]] = set()
"""Twilio's codes that the docs explain; `errors` adds them."""


def error_page(code: int | None) -> str:
    """Return the page of the docs about an error; of a code only if it is one of Twilio's that the docs list."""
    if not DOCS_URL:
        return "docs/reference/errors.md"
    return f"{DOCS_URL}/reference/{f'codes/{code}' if code in CODES_WITH_A_PAGE else 'errors'}/"


class TwilioMemoryError(Exception):
    """The root of all errors of this library."""

    method: str | None = None
    """The method of the client that was called, e.g. `data_mappings.delete`."""
    operation_name: str | None = None
    """The operation's name in the API, e.g. `DeleteDataMapping`."""
    arguments: Mapping[str, str] = {}
    """The IDs and names in the path of the request, by argument."""
    outcome: Outcome = Outcome.NOT_SENT
    """Whether the request may have been carried out."""
    is_conflict: bool = False
    """Whether a write found the resource changed, or being changed, since it was read: read it again and decide."""
    operation_id: str | None = None
    """The ID of the operation that carries out an accepted write, where it is known."""
    attempts: tuple[Attempt, ...] = ()
    """The attempts to send the request, in order."""
    status: int | None = None
    """The HTTP status."""
    code: int | None = None
    """Twilio's error code."""
    message: str | None = None
    """Twilio's message, with control characters escaped."""
    more_info: str | None = None
    """Twilio's page about the code."""
    details: Any = None
    """Further details from the error's body, as they came; `...` stands for what is nested deeper than 32 levels."""
    headers: Mapping[str, str] = {}
    """The response's headers, with lower-case names."""
    request_id: str | None = None
    """Twilio's ID of the request, for its support."""
    retry_after: float | None = None
    """The seconds to wait before the next request, from `Retry-After`."""

    def __init__(self, text: str, **attributes: Any) -> None:  # noqa: ANN401 - the attributes above
        super().__init__(text)
        self.__dict__.update(attributes)

    def __str__(self) -> str:
        """Return the text, and where the docs explain it."""
        text = str(self.args[0])
        return f"{text}{'' if text.endswith(('.', '!', '?')) else '.'} See {error_page(self.code)}"

    def __reduce__(self) -> tuple[Callable[..., TwilioMemoryError], tuple[Any, ...]]:
        """Pickle the text and the attributes without the cause; of a combined class, made at run time, its parts."""
        return _unpickle, (_parts(type(self)), self.args[0], self.__dict__)


class APIStatusError(TwilioMemoryError):
    """Twilio has responded with an error status."""

    status: int  # pyright: ignore[reportIncompatibleVariableOverride] - always set for this class
    expected_status: ClassVar[int | None] = None
    """The status that comes with this class; None where several may, or where it is not known."""


ErrorT = TypeVar("ErrorT", bound=TwilioMemoryError)


_combined: Final[dict[tuple[type, type], Any]] = {}


def combine(first: type[ErrorT], second: type[TwilioMemoryError]) -> type[ErrorT]:
    """Return the class that is called like the first and can also be caught by the second."""
    if issubclass(first, second):
        return first
    bases = first, second
    if bases not in _combined:
        contents = {"__doc__": first.__doc__, "__module__": first.__module__, "_parts": (first, *_parts(second))}
        _combined[bases] = type(first.__name__, bases, contents)
    return cast("type[ErrorT]", _combined[bases])


def _parts(error_type: type[TwilioMemoryError]) -> tuple[type[TwilioMemoryError], ...]:
    parts: tuple[type[TwilioMemoryError], ...] = error_type.__dict__.get("_parts", (error_type,))
    return parts


def _unpickle(parts: tuple[type[TwilioMemoryError], ...], text: str, attributes: dict[str, Any]) -> TwilioMemoryError:
    *firsts, error_type = parts
    for first in reversed(firsts):
        error_type = combine(first, error_type)
    return error_type(text, **attributes)
