"""The traits of profiles: validation by their definitions, the identifiers among them, and writing them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

from ._errors import APIProblem, ValidationError
from ._identity_events import log_resolution, log_skipped
from ._identity_resolution import Identifier, IdentityIndex, canonical_id, profiles
from ._operation_effects import effect, require_home
from ._state import Collection
from ._trait_groups import definitions
from ._validation import matches, pointer

if TYPE_CHECKING:
    from ._operation_effects import OperationTask
    from ._state import JsonObject, Row, State

MAX_TEXT_LENGTH = 1024
_MAX_ARRAY_LENGTH = 100
_INTEGERS = range(-(2**31), 2**31)
FlatTraits: TypeAlias = dict[tuple[str, str], Any]
"""Values by group and name."""


@dataclass(frozen=True, slots=True)
class ParsedTraits:
    """The result of validating traits.

    Attributes:
        identifiers: The identifiers from promoted traits, normalized.
        faults: The errors in the traits, each with its code.
    """

    identifiers: list[Identifier] = field(default_factory=list[Identifier])
    faults: list[tuple[int, ValidationError]] = field(default_factory=list[tuple[int, ValidationError]])

    def require_valid(self) -> None:
        """Check that there are no errors.

        Raises:
            APIProblem: 520020, a group is unknown; or 520005, there is another error.
        """
        for code, _ in self.faults:
            raise APIProblem(code, [error for _, error in self.faults])


class Traits:
    """Reads and writes traits by the definitions of a store, each of which is looked up once."""

    def __init__(self, state: State, store_id: str, identities: IdentityIndex) -> None:
        self._state = state
        self._store_id = store_id
        self._settings = identities.settings
        self._groups: dict[str, JsonObject | None] = {}
        self._templates: dict[tuple[str, str], list[tuple[str, str, str]]] = {}

    def definition(self, group: str, name: str) -> JsonObject | None:
        """Return the definition of a trait; None if the store has none."""
        return (self._defined(group) or {}).get(name)

    def read(self, traits: JsonObject, at: str = "/traits") -> ParsedTraits:
        """Validate traits by their definitions.

        Args:
            traits: Values by group and name. None, which removes a trait, fits every definition.
            at: Where in the body they are, as a JSON Pointer.
        """
        parsed = ParsedTraits()
        for group, values in traits.items():
            defined = self._defined(group)
            if defined is None:
                parsed.faults.append(
                    (520020, ValidationError("body", at + pointer(group), "is not a group of this store"))
                )
                continue
            for name, value in values.items():
                wrong = self.read_value(defined.get(name), value, parsed.identifiers)
                if wrong is not None:
                    parsed.faults.append((520005, ValidationError("body", at + pointer(group, name), wrong)))
        return parsed

    def undeclared(self, traits: JsonObject) -> list[tuple[str, str | None]]:
        """Return the groups, with None, and the traits that the store does not define."""
        found: list[tuple[str, str | None]] = []
        for group, values in traits.items():
            defined = self._defined(group)
            if defined is None:
                found.append((group, None))
            else:
                found += [(group, name) for name in values if name not in defined]
        return found

    def write(self, profile_id: str, traits: FlatTraits, now: str) -> None:
        """Write traits into a profile. Undefined traits are left out."""
        collection = Collection("trait", f"{self._store_id}/{profile_id}")
        for group, name in traits:
            # Deleted and put at the end: a list of traits is in the order in which they were written.
            self._state.delete(collection, f"{group}/{name}")
        self._state.insert_all(self.rows(profile_id, traits, now))

    def log(self, profile_id: str, traits: FlatTraits, now: str, *, request: str = "") -> None:
        """Log which traits were written into a profile, and which of them are promoted to identifiers."""
        home = {"store_id": self._store_id, "profile_id": profile_id}
        for (group, name), value in traits.items():
            id_type = (self.definition(group, name) or {}).get("idTypePromotion")
            if value is not None and id_type in self._settings.configs:
                body = {**home, "trait": f"{group}.{name}", "id_type": id_type}
                self._state.events.add("traits.promoted.identifier", now, body, request=request)
        names = [f"{group}.{name}" for group, name in traits]
        self._state.events.add("traits.upserted", now, {**home, "traits": names}, request=request)

    def rows(self, profile_id: str, traits: FlatTraits, now: str) -> list[Row]:
        """Return the documents of traits in a profile, without undefined traits and values that are None."""
        scope, end = f"{self._store_id}/{profile_id}", f"{json.dumps(now)}}}"
        return [
            ("trait", scope, key, f"{before}{json.dumps(value)}{after}{end}")
            for trait, value in traits.items()
            if value is not None
            for key, before, after in self._templates.get(trait) or self._template(trait)
        ]

    def _template(self, trait: tuple[str, str]) -> list[tuple[str, str, str]]:
        """Return the ID of a trait and its JSON around the value; nothing if the trait is undefined."""
        if trait not in self._templates:
            group, name = trait
            before, after = (
                f'{{"name": {json.dumps(name)}, "value": ',
                f', "traitGroup": {json.dumps(group)}, "timestamp": ',
            )
            found = [] if self.definition(group, name) is None else [(f"{group}/{name}", before, after)]
            self._templates[trait] = found
        return self._templates[trait]

    def _defined(self, group: str) -> JsonObject | None:
        if group not in self._groups:
            self._groups[group] = definitions(self._state, self._store_id, group)
        return self._groups[group]

    def read_value(self, definition: JsonObject | None, value: object, identifiers: list[Identifier]) -> str | None:
        """Return why a value does not fit a definition, or None; add the identifiers that it feeds."""
        if definition is None:
            return "is not defined in this group"
        if value is None:
            return None
        wrong = find_violation(definition, value)
        id_type: str = definition.get("idTypePromotion", "")
        if wrong is not None or id_type not in self._settings.configs:
            return wrong
        for item in value if _is_array(value) else [value]:
            text = item if isinstance(item, str) else json.dumps(item)
            normal = self._settings.normalize(id_type, text)
            if normal is None:
                return f"{self._settings.refusal(id_type, text)} (identifier type {id_type})"
            identifiers.append(Identifier(id_type, normal))
        return None


def flatten(traits: JsonObject) -> FlatTraits:
    """Return values by group and name under pairs of both."""
    return {(group, name): value for group, values in traits.items() for name, value in values.items()}


def find_violation(definition: JsonObject, value: object) -> str | None:
    """Return why a value does not fit the definition of a trait; None if it does."""
    rule: JsonObject = definition.get("validationRule", {})
    match definition["dataType"], value:
        case "STRING", str():
            return _find_text_violation(rule, value)
        case "NUMBER", int() | float() if not isinstance(value, bool):
            return _find_number_violation(rule, value)
        case "BOOLEAN", bool():
            return None
        case "ARRAY", _ if _is_array(value):
            return _find_array_violation(rule, value)
        case _:
            return f"is no {definition['dataType']}"


def _is_array(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _find_text_violation(rule: JsonObject, value: str) -> str | None:
    if not rule.get("minLength", 0) <= len(value) <= min(rule.get("maxLength", MAX_TEXT_LENGTH), MAX_TEXT_LENGTH):
        return "is too short or too long"
    return None if "pattern" not in rule or matches(rule["pattern"], value) else "does not match the pattern"


def _find_number_violation(rule: JsonObject, value: float) -> str | None:
    if isinstance(value, int) and value not in _INTEGERS:
        return "has more than 32 bits"
    return None if rule.get("min", value) <= value <= rule.get("max", value) else "is too small or too large"


def _find_array_violation(rule: JsonObject, value: list[Any]) -> str | None:
    if not rule.get("minItems", 0) <= len(value) <= min(rule.get("maxItems", _MAX_ARRAY_LENGTH), _MAX_ARRAY_LENGTH):
        return "has too few or too many items"
    wrong = (
        _find_text_violation({}, item) if isinstance(item, str) else _find_number_violation({}, item)
        for item in value
        if not isinstance(item, bool)
    )
    return next((text for text in wrong if text is not None), None)


def read_values(state: State, collection: Collection) -> JsonObject:
    """Return the traits of a collection, by group and name."""
    grouped: JsonObject = {}
    for trait in state.all(collection):
        grouped.setdefault(trait["traitGroup"], {})[trait["name"]] = trait["value"]
    return grouped


@effect("write_traits")
def write_traits(state: State, task: OperationTask, now: str) -> None:
    """Write traits into a profile, and add the identifiers that they feed. The profile can be read afterwards."""
    require_home(state, task.collection)
    store_id = task.collection.scope
    profile_id = canonical_id(state, store_id, task.target)
    if state.get(profiles(store_id), profile_id, hidden=True) is None:
        raise APIProblem(520009)
    identities = IdentityIndex(state, store_id)
    given = [Identifier(*identifier) for identifier in task.payload["identifiers"]]
    resolution = identities.attach(profile_id, given)
    profile_id = resolution.profile_id
    log_resolution(state, store_id, resolution, now)
    log_skipped(state, store_id, resolution, now)
    state.show(profiles(store_id), profile_id)
    traits, known = flatten(task.payload["traits"]), Traits(state, store_id, identities)
    known.write(profile_id, traits, now)
    known.log(profile_id, traits, now)
