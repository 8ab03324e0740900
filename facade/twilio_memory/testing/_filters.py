"""Filters of documents, and the conditions in SQL that they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of documents.

    Attributes:
        path: A JSON path.
        test: The comparison. `from` and `before` compare texts, as times are written; `holds` is for an array.
        value: The value to compare with.
    """

    path: str
    test: Literal["is", "is one of", "from", "before", "holds"]
    value: str | tuple[str, ...]


# The arrays on the right hand side are bound as JSON.
_TESTS = {
    "is": "json_extract(body, :path{0}) = :value{0}",
    "is one of": "json_extract(body, :path{0}) IN (SELECT value FROM json_each(:value{0}))",
    "from": "json_extract(body, :path{0}) >= :value{0}",
    "before": "json_extract(body, :path{0}) < :value{0}",
    "holds": "EXISTS (SELECT 1 FROM json_each(body, :path{0}) WHERE value = :value{0})",
}


def conditions_of(where: Sequence[Filter]) -> tuple[list[str], dict[str, str]]:
    """Return conditions in SQL, and the values to bind."""
    values: dict[str, str] = {}
    for index, condition in enumerate(where):
        value = condition.value if isinstance(condition.value, str) else json.dumps(condition.value)
        values |= {f"path{index}": condition.path, f"value{index}": value}
    return [_TESTS[condition.test].format(index) for index, condition in enumerate(where)], values
