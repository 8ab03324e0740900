"""What a recording has of each resource: a rule for each of its properties, and none for others.

Names of the configuration, by which programs find things, IDs, times, and the words of the API stay as they are. Free
text becomes fictitious. The values of traits and identifiers are in `_recorded_seed`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ._fictitious import Fictitious
    from ._state import JsonObject

    Rule = Callable[[Fictitious, Any], object]

_ID = re.compile(r"[a-z]+(?:_[a-z]+)+_[0-9a-z]{26}")
_WORD = re.compile(r"[A-Za-z_]{1,40}")


def as_id(_: Fictitious, value: object) -> str | None:
    """Return an ID of Twilio, which stays as it is."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def _ids(_: Fictitious, value: object) -> list[str]:
    listed = cast("list[object]", value) if isinstance(value, list) else []
    return [each for each in listed if isinstance(each, str) and _ID.fullmatch(each)]


def as_time(_: Fictitious, value: object) -> str | None:
    """Return a time, which stays as it is."""
    try:
        return value if isinstance(value, str) and dt.datetime.fromisoformat(value).tzinfo else None
    except ValueError:
        return None


def _word(_: Fictitious, value: object) -> str | None:
    return value if isinstance(value, str) and _WORD.fullmatch(value) else None


def _number(_: Fictitious, value: object) -> object:
    return value if isinstance(value, int | float) else None


def _name(_: Fictitious, value: object) -> str | None:
    """Return a name of the configuration, by which programs find things: it stays as it is."""
    return value if isinstance(value, str) else None


def _names(_: Fictitious, value: object) -> list[str]:
    return [each for each in cast("list[object]", value) if isinstance(each, str)] if isinstance(value, list) else []


def _text(fictitious: Fictitious, value: object) -> str | None:
    return fictitious.text(value) if isinstance(value, str) else None


def _value(fictitious: Fictitious, value: object) -> object:
    return fictitious.value(value)


def _object(rules: Mapping[str, Rule]) -> Rule:
    return lambda fictitious, value: pick(fictitious, value, rules)


def _objects(rules: Mapping[str, Rule]) -> Rule:
    def pick_each(fictitious: Fictitious, value: object) -> list[JsonObject]:
        listed = cast("list[object]", value) if isinstance(value, list) else []
        return [pick(fictitious, each, rules) for each in listed]

    return pick_each


def pick(fictitious: Fictitious, body: object, rules: Mapping[str, Rule]) -> JsonObject:
    """Return the properties of a document that have rules; none that is null, which TOML has not."""
    read = cast("JsonObject", body) if isinstance(body, dict) else {}
    made = {name: rule(fictitious, read[name]) for name, rule in rules.items() if read.get(name) is not None}
    return {name: value for name, value in made.items() if value is not None}


STORE: Mapping[str, Rule] = {
    "id": as_id,
    "displayName": _name,
    "description": _text,
    "status": _word,
    "intelligenceServiceId": as_id,
    "version": _number,
    "dataAsOf": as_time,
}
_CONFIG: Mapping[str, Rule] = {
    "idType": _name,
    "matchingAlgo": _word,
    "matchingThreshold": _number,
    "limit": _number,
    "limitPolicy": _word,
    "enforceUnique": _number,
    "normalization": _word,
}
SETTINGS: Mapping[str, Rule] = {"identifierConfigs": _objects(_CONFIG), "matchingRules": _names, "version": _number}
_RULE: Mapping[str, Rule] = {
    "ruleType": _word,
    "pattern": _name,
    **dict.fromkeys(("minLength", "maxLength", "min", "max", "minItems", "maxItems"), _number),
}
DEFINITION: Mapping[str, Rule] = {
    "dataType": _word,
    "description": _text,
    "validationRule": _object(_RULE),
    "idTypePromotion": _name,
}
GROUP: Mapping[str, Rule] = {"displayName": _name, "description": _text, "version": _number}
MAPPING: Mapping[str, Rule] = {
    "id": as_id,
    "displayName": _name,
    "description": _text,
    "isEnabled": _number,
    "mappingTo": _object(
        {"type": _word, "mappings": _objects(dict.fromkeys(("expression", "traitGroup", "traitName"), _name))}
    ),
    "mappingFrom": _object({"type": _word, "columns": _names, "datasetId": as_id}),
    "createdAt": as_time,
    "updatedAt": as_time,
    "version": _number,
}
_ITEM: Mapping[str, Rule] = {
    "id": as_id,
    "content": _text,
    "occurredAt": as_time,
    "source": _value,
    "createdAt": as_time,
    "updatedAt": as_time,
}
OBSERVATION: Mapping[str, Rule] = {**_ITEM, "conversationIds": _ids}
SUMMARY: Mapping[str, Rule] = {**_ITEM, "conversationId": as_id}
