"""Which profiles may be written by the same request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from twilio_memory.errors import InvalidArgumentError

#: What people write in different ways; two values that differ only in it are taken for the same.
_IGNORED: Final = re.compile(r"[\s().\-]+")


class Identifiers:
    """The traits that are identifiers, as groups and names, such as `Contact.email`."""

    def __init__(self, names: object) -> None:
        pairs: list[tuple[str, str]] = []
        is_list = isinstance(names, Iterable) and not isinstance(names, str)
        for name in cast("Iterable[object]", names) if is_list else [None]:
            group, dot, trait = name.partition(".") if isinstance(name, str) else ("", "", "")
            if not (group and dot and trait):
                raise InvalidArgumentError(
                    f"identifiers: expected groups and traits such as 'Contact.email', got {names!r}"
                )
            pairs.append((group, trait))
        self._pairs = pairs

    def of(self, traits: object) -> set[str]:
        """Return the values by which a profile may be found; nothing for what is no profile."""
        found: set[str] = set()
        for group, trait in self._pairs:
            values: Any = _get(_get(traits, group), trait)
            for value in cast("list[object]", values) if isinstance(values, list | tuple) else [values]:
                if value is not None and (text := _IGNORED.sub("", str(value)).casefold()):
                    found.add(text)
        return found


def _get(values: object, name: str) -> object:
    return cast("Mapping[str, object]", values).get(name) if isinstance(values, Mapping) else None


def validate_index(name: str, value: object) -> int:
    """Refuse anything but a whole number from 0."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidArgumentError(f"{name}: expected a whole number from 0, got {value!r}")
    return value
