"""How a resource differs from what was wanted."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterator


class Difference(NamedTuple):
    """A field that has another value than was wanted."""

    field: str
    """The path of the field, such as `description` or `traits.tier.data_type`."""
    wanted: Any
    """The value that was wanted, as in JSON; None for no value."""
    found: Any
    """The value that is there, as in JSON; None for no value."""

    @classmethod
    def between(cls, wanted: Mapping[str, Any], found: Mapping[str, Any], path: str = "") -> tuple[Difference, ...]:
        """Compare JSON objects.

        Args:
            wanted: The wanted properties; those that are not in it are not compared. An empty text, null and a missing
                property are the same, and so are lists of objects in another order.
            found: The properties that are there.
            path: The path of the objects.

        Returns:
            The fields that differ, in their order in `wanted`.
        """
        return tuple(cls._between(wanted, found, path))

    @classmethod
    def _between(cls, wanted: Mapping[str, Any], found: Mapping[str, Any], path: str) -> Iterator[Difference]:
        for key in wanted:
            field = f"{path}.{to_snake(key)}".removeprefix(".")
            pair: tuple[Any, Any] = wanted[key], found.get(key)
            if all(isinstance(value, Mapping) for value in pair):
                yield from cls._between(*pair, field)
            elif _comparable(pair[0]) != _comparable(pair[1]):
                yield cls(field, *pair)


def to_snake(name: str) -> str:
    """Write the name of a JSON property as the API's models do."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _comparable(value: object) -> object:
    if not isinstance(value, list):
        return None if value == "" else value
    items = cast("list[object]", value)
    return sorted(json.dumps(item, sort_keys=True) for item in items) if items and _is_object(items[0]) else items


def _is_object(value: object) -> bool:
    return isinstance(value, Mapping)
