"""Twilio Type IDs (TTIDs) and every other value that becomes part of a path.

A path value that is checked badly is dangerous: `..` normalises to the resource above, and a DELETE then removes that.
So each value is checked against what Twilio documents, in full and without mending it, before anything is sent.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast

from twilio_memory.errors import InvalidArgumentError, InvalidTTIDError

if TYPE_CHECKING:
    import uuid
    from collections.abc import Mapping

_SUFFIX = "[0-7][0-9a-z]{25}"


class TTIDKind(enum.Enum):
    """What a TTID is the ID of. The value is its display name."""

    STORE = "store"
    DATA_MAPPING = "data mapping"
    PROFILE = "profile"
    OBSERVATION = "observation"
    SUMMARY = "summary"
    IMPORT = "import"
    CONVERSATION = "conversation"
    COMMUNICATION = "communication"
    PARTICIPANT = "participant"
    DATASET = "dataset"
    OPERATION = "operation"

    @property
    def pattern(self) -> str:
        """The documented pattern, without anchors; for operations it is only what samples look like."""
        return f"{_PREFIXES[self]}_{_SUFFIX}"


_PREFIXES: Final[Mapping[TTIDKind, str]] = MappingProxyType(
    {
        TTIDKind.STORE: "mem_(store|service)",
        TTIDKind.DATA_MAPPING: "mem_datamapping",
        TTIDKind.PROFILE: "mem_profile",
        TTIDKind.OBSERVATION: "mem_observation",
        TTIDKind.SUMMARY: "mem_summary",
        TTIDKind.IMPORT: "mem_import",
        TTIDKind.CONVERSATION: "conv_conversation",
        TTIDKind.COMMUNICATION: "conv_communication",
        TTIDKind.PARTICIPANT: "conv_participant",
        TTIDKind.DATASET: "tdi_dataset",
        TTIDKind.OPERATION: "proc_job",
    }
)


class _Patterns(dict[str, re.Pattern[str]]):
    """Compiles a pattern when it is first asked for: a program needs few of them."""

    def __missing__(self, pattern: str) -> re.Pattern[str]:
        return self.setdefault(pattern, re.compile(pattern))


_PATTERNS: Final = _Patterns()

# Printable ASCII without what has a meaning in a URL's path. A percent sign could hide any of the others.
_PATH_VALUE = re.compile(r"(?!\.{1,2}\Z)[ !\"$&-.0->@-\[\]-~]{1,512}")

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class TTID(str):
    """A checked TTID: a `str`, so that it can be given wherever an ID is expected, with what can be read from it.

    Example:
        ```python
        ttid = TTID.parse("mem_store_01kpttrksqe08rhv122gzq52ax")
        ttid.kind        # TTIDKind.STORE
        ttid.created_at  # 2026-04-22 14:51:01.815000+00:00
        ```
    """

    __slots__ = ()

    @classmethod
    def parse(cls, value: str) -> TTID:
        """Check a TTID of any kind.

        Args:
            value: The ID, exactly as Twilio gave it.

        Returns:
            The same characters, as a `TTID`.

        Raises:
            InvalidTTIDError: It is not a `str`, or fits the pattern of no kind.
        """
        text = _exact(value, "value", "a TTID")
        if _kind_of(text) is None:
            raise InvalidTTIDError(f"value: {_shown(text)} is not a TTID of any known kind")
        return cls(text)

    @property
    def kind(self) -> TTIDKind | None:
        """What this is the ID of; None only where a TTID was made without `parse`."""
        return _kind_of(str.__str__(self))

    @property
    def uuid(self) -> uuid.UUID | None:
        """The UUID that the suffix encodes, if that is a UUIDv7, else None."""
        number = 0
        for character in self[-26:]:
            digit = _CROCKFORD.find(character)
            if digit < 0:
                return None  # The pattern allows i, l, o and u, which no UUID is written with.
            number = number << 5 | digit
        if number >> 128 or number >> 76 & 0xF != 7 or number >> 62 & 0x3 != 0b10:  # noqa: PLR2004 - RFC 9562's bits
            return None
        from uuid import UUID  # few programs ask for it

        return UUID(int=number)

    @property
    def created_at(self) -> dt.datetime | None:
        """When the ID was made, to the millisecond and in UTC, if the suffix is a UUIDv7, else None."""
        if (number := self.uuid) is None:
            return None
        try:
            return _EPOCH + dt.timedelta(milliseconds=number.int >> 80)
        except OverflowError:
            return None  # After the year 9999.


def exact_str(value: Any) -> str | None:  # noqa: ANN401 - it may be anything
    """Copy a `str` without calling anything that a subclass overrides, such as `__format__`; None for anything else.

    Every value that becomes part of the head of a request passes through here.
    """
    return str.__str__(value) if issubclass(type(value), str) else None


def check_argument(name: str, value: object, pattern: str | None = None) -> str:
    """Check what is to become part of a path, or an ID in a query.

    Args:
        name: The name of the argument.
        value: What the caller gave for it.
        pattern: The pattern of a kind of TTID; None where only the rules for all path values apply.

    Returns:
        The value as an exact `str`.

    Raises:
        InvalidTTIDError: A TTID was expected, and this is none, or one of another kind.
        InvalidArgumentError: It is not a `str`, or cannot be sent as part of a path.
    """
    if pattern is None:
        text = value if type(value) is str else _exact(value, name, "a value for a path", InvalidArgumentError)
        if not _PATH_VALUE.fullmatch(text):
            raise InvalidArgumentError(
                f"{name}: {_shown(text)} cannot be part of a path: expected 1 to 512 printable ASCII characters "
                "without / \\ % ? # and neither '.' nor '..'"
            )
        return text
    if type(value) is str and _PATTERNS[pattern].fullmatch(value):
        return value
    kind = next(kind for kind in TTIDKind if kind.pattern == pattern)
    expected = f"{_article(kind)} ID ({_PREFIXES[kind].replace('(store|service)', 'store')}_ and 26 characters)"
    text = _exact(value, name, expected)
    if _PATTERNS[pattern].fullmatch(text):
        return text
    if (given := _kind_of(text)) is not None:
        why = f" looks like {_article(given)} ID: were the arguments swapped? Expected {expected}"
    elif _PATTERNS[pattern].fullmatch(text.strip().lower()):
        why = f" is not {expected}: only the exact form is accepted, in lower case and without white space"
    else:
        why = f" is not {expected}"
    raise InvalidTTIDError(f"{name}: {_shown(text)}{why}")


def other_id(attributes: tuple[str, ...], value: str, model: object) -> str | None:
    """Return the ID in a response, if it is the ID of another resource than the one that was fetched.

    Args:
        attributes: Where the model holds it, one attribute of the other.
        value: The last argument of the path, as it was sent.
        model: The model of the response.
    """
    found: Any = model
    for name in attributes:
        found = cast("dict[str, Any]", found).get(name) if isinstance(found, dict) else getattr(found, name, None)
    if found == value or not isinstance(found, str):
        return None
    # A store has kept its suffix since stores were called services.
    is_same_store = found.replace("mem_service_", "mem_store_") == value.replace("mem_service_", "mem_store_")
    return None if is_same_store else found


def _exact(value: object, name: str, expected: str, error: type[InvalidArgumentError] = InvalidTTIDError) -> str:
    if (text := exact_str(value)) is None:
        raise error(f"{name}: expected {expected} as a str, got {_shown(value)} of type {type(value).__name__}")
    return text


def _kind_of(text: str) -> TTIDKind | None:
    return next((kind for kind in TTIDKind if _PATTERNS[kind.pattern].fullmatch(text)), None)


def _article(kind: TTIDKind) -> str:
    return f"{'an' if kind.value[0] in 'aeiou' else 'a'} {kind.value}"


def _shown(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004 - what fits on a line
