"""Twilio Type IDs (TTIDs) and all other values of a path.

An unchecked path value is dangerous: `..` normalises to the resource above, and a DELETE then removes that.
So each value must match Twilio's documented pattern as a whole, unchanged, before anything is sent.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from typing import TYPE_CHECKING, Any, Final, cast

from twilio_memory.errors import InvalidArgumentError, InvalidTTIDError

if TYPE_CHECKING:
    import uuid
    from collections.abc import Mapping

_SUFFIX = "[0-7][0-9a-z]{25}"


class TTIDKind(enum.Enum):
    """The kind of resource that a TTID identifies. The value is its display name."""

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


_PREFIXES: Final[Mapping[TTIDKind, str]] = {
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


_BY_PREFIX: Final = {
    prefix.replace("(store|service)", name): kind for kind, prefix in _PREFIXES.items() for name in ("store", "service")
}


class _LazyPatterns(dict[str, re.Pattern[str]]):
    """Compiles a pattern on first use: a program needs few of them."""

    def __missing__(self, pattern: str) -> re.Pattern[str]:
        return self.setdefault(pattern, re.compile(pattern))


PATTERNS: Final = _LazyPatterns()

# Printable ASCII without what has a meaning in a URL's path. A percent sign could hide any of the others.
_PATH_VALUE: Final = r"(?!\.{1,2}\Z)[ !\"$&-.0->@-\[\]-~]{1,512}"

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class TTID(str):
    """A checked TTID: a `str`, so that it can be given wherever an ID is expected, with what can be read from it.

    Example:
        >>> ttid = TTID.parse("mem_store_01kpttrksqe08rhv122gzq52ax")
        >>> ttid.kind.name, str(ttid.created_at)
        ('STORE', '2026-04-22 14:51:01.815000+00:00')
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
            InvalidTTIDError: The value is not a `str`, or matches no pattern.
        """
        text = _as_str(value, "value", "a TTID")
        if _kind_of(text) is None:
            raise InvalidTTIDError(f"value: {_preview(text)} is not a TTID of any known kind")
        return cls(text)

    @property
    def kind(self) -> TTIDKind | None:
        """The kind of resource; None only for a TTID that was made without `parse`."""
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
        from uuid import UUID

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
    """Copy a `str` without calling methods of a subclass, such as `__format__`; return None for other types.

    Every value in the head of a request passes through here.
    """
    return str.__str__(value) if issubclass(type(value), str) else None


def validate_path_value(name: str, value: object, pattern: str | None = None) -> str:
    """Validate a value of a path, or an ID in a query.

    Args:
        name: The name of the argument.
        value: The value of the argument.
        pattern: The pattern of a kind of TTID; None if only the rules for all path values apply.

    Returns:
        The value as an exact `str`.

    Raises:
        InvalidTTIDError: The value is not a TTID of the expected kind.
        InvalidArgumentError: The value is not a `str`, or cannot be part of a path.
    """
    if pattern is None:
        text = value if type(value) is str else _as_str(value, name, "a value for a path", InvalidArgumentError)
        if not PATTERNS[_PATH_VALUE].fullmatch(text):
            raise InvalidArgumentError(
                f"{name}: {_preview(text)} cannot be part of a path: expected 1 to 512 printable ASCII characters "
                "without / \\ % ? # and neither '.' nor '..'"
            )
        return text
    if type(value) is str and PATTERNS[pattern].fullmatch(value):
        return value
    kind = next(kind for kind in TTIDKind if kind.pattern == pattern)
    expected = f"{_with_article(kind)} ID ({_PREFIXES[kind].replace('(store|service)', 'store')}_ and 26 characters)"
    text = _as_str(value, name, expected)
    if PATTERNS[pattern].fullmatch(text):
        return text
    if (actual := _kind_of(text)) is not None:
        reason = f" looks like {_with_article(actual)} ID: were the arguments swapped? Expected {expected}"
    elif PATTERNS[pattern].fullmatch(text.strip().lower()):
        reason = f" is not {expected}: only the exact form is accepted, in lower case and without white space"
    else:
        reason = f" is not {expected}"
    raise InvalidTTIDError(f"{name}: {_preview(text)}{reason}")


def other_id(attributes: tuple[str, ...], value: str, model: object) -> str | None:
    """Return the ID at a path of attributes of a response if it is not the value that was sent last in the path."""
    item: Any = model
    for name in attributes:
        item = cast("dict[str, Any]", item).get(name) if isinstance(item, dict) else getattr(item, name, None)
    if item == value or not isinstance(item, str):
        return None
    # A store has kept its suffix since stores were called services.
    is_same_store = item.replace("mem_service_", "mem_store_") == value.replace("mem_service_", "mem_store_")
    return None if is_same_store else item


#: For a coroutine, a handle and a model in the place of an ID.
_HINTS: Final = {"__await__": "; is `await` missing?", "wait": "; give what its wait() returns", "id": "; give its id"}


def _as_str(value: object, name: str, expected: str, error: type[InvalidArgumentError] = InvalidTTIDError) -> str:
    if (text := exact_str(value)) is None:
        hint = next((text for attribute, text in _HINTS.items() if hasattr(type(value), attribute)), "")
        raise error(f"{name}: expected {expected} as a str, got {_preview(value)} of type {type(value).__name__}{hint}")
    return text


def _kind_of(text: str) -> TTIDKind | None:
    kind = _BY_PREFIX.get(text[:-27])
    return kind if kind and PATTERNS[kind.pattern].fullmatch(text) else None


def _with_article(kind: TTIDKind) -> str:
    return f"{'an' if kind.value[0] in 'aeiou' else 'a'} {kind.value}"


def _preview(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004 - what fits on a line
