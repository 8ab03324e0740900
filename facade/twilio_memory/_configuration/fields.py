"""What each table of the file may have: the fields, with the limits of the API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from twilio_memory import models

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Field(NamedTuple):
    """The values that a field may have."""

    type: type | tuple[type, ...]
    minimum: float | None = None
    maximum: float | None = None
    """The limits of a number, or of the length of a text or an array."""
    pattern: str | None = None
    choices: tuple[str, ...] = ()
    items: Field | None = None
    required: bool = False

    def problem(self, value: Any) -> str | None:  # noqa: ANN401 - a value of TOML
        """Describe why a value does not fit; None if it does."""
        kinds = self.type if isinstance(self.type, tuple) else (self.type,)
        if type(value) not in kinds:
            names = " or ".join(_KINDS[kind] for kind in kinds)
            return f"expected {names}, got {value!r}"
        if self.choices and value not in self.choices:
            return f"expected one of {', '.join(self.choices)}, got {value!r}"
        unit = " items" if self.type is list else " characters"
        size, unit = (value, "") if type(value) in {int, float, bool} else (len(value), unit)
        if not (self.minimum is None or size >= self.minimum) or not (self.maximum is None or size <= self.maximum):
            least, most = self.minimum or 0, "" if self.maximum is None else f" to {self.maximum}"
            return f"expected {least}{most or ' or more'}{unit}, got {size}{unit}"
        if self.pattern and not re.fullmatch(self.pattern, value, re.ASCII):
            return f"expected a text like {self.pattern}, got {value!r}"
        return next(filter(None, map(self.items.problem, value)), None) if self.items else None


_KINDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", list: "an array"}
_NUMBER = Field((int, float))


def _one_of(values: Iterable[str], *, required: bool = False) -> Field:
    return Field(str, choices=tuple(map(str, filter(None, values))), required=required)


ID_TYPE = Field(str, 2, 30)
GROUP_NAME = Field(str, 1, 64, r"[a-zA-Z0-9_\-\.]+")
TRAIT_NAME = Field(str, 1, 64)
MAPPING_NAME = Field(str, 1, 64, r"[a-zA-Z][a-zA-Z0-9\-.]*")
STORE = {"display_name": Field(str, None, 64, "[a-zA-Z0-9-]+", required=True), "description": Field(str, 1, 128)}
SETTINGS = {"matching_rules": Field(list, 1, 15, items=Field(str, None, 30))}
IDENTIFIER = {
    "matching_algo": _one_of(models.MatchingAlgo),
    "matching_threshold": Field(int, 50, 99),
    "limit": Field(int, 1, 100),
    "limit_policy": _one_of(models.LimitPolicy),
    "enforce_unique": Field(bool),
    "normalization": _one_of(models.Normalization),
}
TRAIT_GROUP = {"description": Field(str, None, 1024)}
TRAIT = {
    "data_type": _one_of(models.TraitDataType, required=True),
    "description": Field(str, None, 1024),
    "id_type_promotion": Field(str, None, 30),
}
RULES: Mapping[str, Mapping[str, Field]] = {
    "STRING": {"pattern": Field(str, None, 1000), "min_length": Field(int, 0), "max_length": Field(int, 1)},
    "NUMBER": {"min": _NUMBER, "max": _NUMBER},
    "BOOLEAN": {},
    "ARRAY": {"min_items": Field(int, 0), "max_items": Field(int, 0)},
}
DATA_MAPPING = {"description": Field(str, 1, 512), "is_enabled": Field(bool)}
_DATASET = {"dataset_id": Field(str, pattern="tdi_dataset_[0-7][0-9a-z]{25}", required=True)}
SOURCES: Mapping[str, Mapping[str, Field]] = {
    "INGRESS": {"columns": Field(list, 1, 100, items=Field(str, 1, 256), required=True)},
    **dict.fromkeys(("DATASET_CLOUDAPP", "DATASET_WAREHOUSE"), _DATASET),
}
ITEM = {
    "expression": Field(str, 1, 256, required=True),
    "trait_group": GROUP_NAME._replace(required=True),
    "trait_name": Field(str, 1, 128, r"[a-z][a-zA-Z0-9_\-\.]*", required=True),
}
MAX_ITEMS, MAX_TRAITS, MAX_IDENTIFIERS = 100, 95, 15
