"""The traits of profiles: whether they fit their definitions, which of them identify somebody, and writing them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeGuard

from ._effects import does, need_home
from ._errors import Finding, Problem
from ._identity import Identifier, Identities, canonical_id, profiles
from ._state import Place
from ._trait_groups import definitions
from ._validation import matches, pointer

if TYPE_CHECKING:
    from ._effects import Task
    from ._state import JsonObject, State

_LONGEST_TEXT = 1024
_LONGEST_ARRAY = 100
_INTEGERS = range(-(2**31), 2**31)


@dataclass(frozen=True, slots=True)
class Reading:
    """What traits say.

    Attributes:
        identifiers: Those that the traits feed, in normal form.
        faults: What is wrong with the traits, with the code that fits.
    """

    identifiers: list[Identifier] = field(default_factory=list[Identifier])
    faults: list[tuple[int, Finding]] = field(default_factory=list[tuple[int, Finding]])

    def need_good(self) -> None:
        """Check that nothing is wrong.

        Raises:
            Problem: 520020, a group is unknown; or 520005, something else is wrong.
        """
        for code, _ in self.faults:
            raise Problem(code, [finding for _, finding in self.faults])


class Traits:
    """Reads and writes traits by the definitions of a store, each of which is looked up once."""

    def __init__(self, state: State, store_id: str, identities: Identities) -> None:
        self._state = state
        self._store_id = store_id
        self._settings = identities.settings
        self._groups: dict[str, JsonObject | None] = {}

    def read(self, traits: JsonObject, at: str = "/traits") -> Reading:
        """Hold traits against their definitions.

        Args:
            traits: Values by group and name. None, which removes a trait, fits every definition.
            at: Where in the body they are, as a JSON Pointer.
        """
        reading = Reading()
        for group, values in traits.items():
            defined = self._defined(group)
            if defined is None:
                reading.faults.append((520020, Finding("body", at + pointer(group), "is no group of this store")))
                continue
            for name, value in values.items():
                wrong = self._read(defined.get(name), value, reading.identifiers)
                if wrong is not None:
                    reading.faults.append((520005, Finding("body", at + pointer(group, name), wrong)))
        return reading

    def write(self, profile_id: str, traits: JsonObject, now: str) -> None:
        """Write traits, by group and name, into a profile. What is not defined (any more) is left out."""
        place = Place("trait", f"{self._store_id}/{profile_id}")
        for group, values in traits.items():
            defined = self._defined(group) or {}
            for name, value in values.items():
                # Deleted and put at the end: a list of traits is in the order in which they were written.
                key = f"{group}/{name}"
                self._state.delete(place, key)
                if value is not None and name in defined:
                    trait = {"name": name, "value": value, "traitGroup": group, "timestamp": now}
                    self._state.insert(place, key, trait)

    def _defined(self, group: str) -> JsonObject | None:
        if group not in self._groups:
            self._groups[group] = definitions(self._state, self._store_id, group)
        return self._groups[group]

    def _read(self, definition: JsonObject | None, value: object, identifiers: list[Identifier]) -> str | None:
        if definition is None:
            return "is not defined in this group"
        if value is None:
            return None
        wrong = misfit(definition, value)
        id_type: str = definition.get("idTypePromotion", "")
        if wrong is not None or id_type not in self._settings.configs:
            return wrong
        for item in value if _is_array(value) else [value]:
            normal = self._settings.normalize(id_type, item if isinstance(item, str) else json.dumps(item))
            if normal is None:
                return f"cannot be made an identifier of the type {id_type}"
            identifiers.append(Identifier(id_type, normal))
        return None


def misfit(definition: JsonObject, value: object) -> str | None:
    """Tell why a value does not fit the definition of a trait; None if it does."""
    rule: JsonObject = definition.get("validationRule", {})
    match definition["dataType"], value:
        case "STRING", str():
            return _misfit_text(rule, value)
        case "NUMBER", int() | float() if not isinstance(value, bool):
            return _misfit_number(rule, value)
        case "BOOLEAN", bool():
            return None
        case "ARRAY", _ if _is_array(value):
            return _misfit_array(rule, value)
        case _:
            return f"is no {definition['dataType']}"


def _is_array(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _misfit_text(rule: JsonObject, value: str) -> str | None:
    if not rule.get("minLength", 0) <= len(value) <= min(rule.get("maxLength", _LONGEST_TEXT), _LONGEST_TEXT):
        return "is too short or too long"
    return None if matches(rule.get("pattern", ""), value) else "does not match the pattern"


def _misfit_number(rule: JsonObject, value: float) -> str | None:
    if isinstance(value, int) and value not in _INTEGERS:
        return "has more than 32 bits"
    return None if rule.get("min", value) <= value <= rule.get("max", value) else "is too small or too large"


def _misfit_array(rule: JsonObject, value: list[Any]) -> str | None:
    if not rule.get("minItems", 0) <= len(value) <= min(rule.get("maxItems", _LONGEST_ARRAY), _LONGEST_ARRAY):
        return "has too few or too many items"
    wrong = (
        _misfit_text({}, item) if isinstance(item, str) else _misfit_number({}, item)
        for item in value
        if not isinstance(item, bool)
    )
    return next((text for text in wrong if text is not None), None)


def read_values(state: State, place: Place) -> JsonObject:
    """Return the traits that live in a place, by group and name."""
    grouped: JsonObject = {}
    for trait in state.all(place):
        grouped.setdefault(trait["traitGroup"], {})[trait["name"]] = trait["value"]
    return grouped


@does("write_traits")
def write_traits(state: State, task: Task, now: str) -> None:
    """Write traits into a profile, and add the identifiers that they feed. The profile can be read from then on."""
    need_home(state, task.place)
    store_id = task.place.scope
    profile_id = canonical_id(state, store_id, task.target)
    if state.get(profiles(store_id), profile_id, hidden=True) is None:
        raise Problem(520009)
    identities = Identities(state, store_id)
    profile_id = identities.attach(profile_id, [Identifier(*identifier) for identifier in task.payload["identifiers"]])
    state.show(profiles(store_id), profile_id)
    Traits(state, store_id, identities).write(profile_id, task.payload["traits"], now)


@does("upsert_profiles")
def upsert_profiles(state: State, task: Task, now: str) -> None:
    """Find or create one profile after the other, and write its traits."""
    need_home(state, task.place)
    store_id = task.place.scope
    identities = Identities(state, store_id)
    known = Traits(state, store_id, identities)
    for row in task.payload["profiles"]:
        identifiers = [Identifier(*identifier) for identifier in row["identifiers"]]
        profile_id = identities.identify(identifiers, row["id"], now)
        known.write(profile_id, row["traits"], now)
