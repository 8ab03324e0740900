"""The identity resolution settings of a store: the identifier types, and which of them identify a profile."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._errors import APIProblem, ValidationError
from ._handler_response import HandlerResponse
from ._handlers import etag, handler, require_match, require_store
from ._normalization import InvalidValueError, normalize, require_normal
from ._operation_effects import OperationTask, require
from ._state import Collection, JsonObject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ._handlers import Context
    from ._state import State

_ID_TYPE = re.compile(r"[A-Za-z0-9_-]+")
_DEFAULTS: JsonObject = {
    "matchingAlgo": "exact",
    "limit": 100,
    "limitPolicy": "fifo",
    "enforceUnique": True,
    "normalization": "trim",
}
_THRESHOLD = 75
_MAX_TYPES = 15
# The types that every store has, in the order of their priority.
DEFAULT_TYPES: Mapping[str, JsonObject] = {
    "email": {**_DEFAULTS, "normalization": "email"},
    "whatsapp": _DEFAULTS,
    "phone": {**_DEFAULTS, "normalization": "phone"},
    "chat": _DEFAULTS,
}
_PUSH = "pushUserID"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a store.

    Values are always compared exactly, even with fuzzy matching.

    Attributes:
        configs: The configuration of each identifier type, without gaps.
        rules: The types that profiles are matched by, the first one first.
    """

    configs: Mapping[str, JsonObject]
    rules: tuple[str, ...]

    def config(self, id_type: str) -> JsonObject:
        """Return the configuration of a type; a type that is not configured (any more) has the defaults."""
        return self.configs.get(id_type, _DEFAULTS)

    def normalize(self, id_type: str, value: str) -> str | None:
        """Return the value in its normal form, or None if it has none."""
        return normalize(value, self.config(id_type)["normalization"])

    def refusal(self, id_type: str, value: str) -> str | None:
        """Return why a value has no normal form; None if it has one."""
        try:
            require_normal(value, self.config(id_type)["normalization"])
        except InvalidValueError as error:
            return str(error)
        return None

    def limit(self, id_type: str) -> int:
        """Return how many values of a type a profile keeps."""
        limit: int = self.config(id_type)["limit"]
        return limit

    def is_unique(self, id_type: str) -> bool:
        """Return whether a value may belong to one profile only."""
        return bool(self.config(id_type)["enforceUnique"])


def read_settings(state: State, store_id: str) -> Settings:
    """Return the settings of a store.

    Raises:
        APIProblem: 520041, the store does not exist.
    """
    document = require(state, _collection(store_id), store_id)
    configs = {config["idType"]: config for config in document["identifierConfigs"]}
    return Settings(configs, tuple(document["matchingRules"]))


def create_default_settings(state: State, store_id: str, *, push_user_id: bool) -> None:
    """Create the default settings of a new store, with the type `pushUserID` if it is asked for."""
    state.insert(_collection(store_id), store_id, default_settings(push_user_id=push_user_id))


def default_settings(*, push_user_id: bool = False) -> JsonObject:
    """Return the settings of a new store."""
    types = {**DEFAULT_TYPES, **({_PUSH: _DEFAULTS} if push_user_id else {})}
    configs = [{"idType": id_type, **config} for id_type, config in types.items()]
    return {"identifierConfigs": configs, "matchingRules": list(types), "version": 1}


def complete_settings(body: JsonObject) -> JsonObject:
    """Return settings with the default types and values that are left out."""
    whole = _with_default_types(body)
    configs = [{**config, **_complete(config)} for config in whole["identifierConfigs"]]
    return {**body, **whole, "identifierConfigs": configs}


@handler("FetchIdentityResolutionSettings")
def fetch_identity_resolution_settings(context: Context) -> HandlerResponse:
    """Read the settings of a store."""
    store_id = require_store(context)["id"]
    document = _document(context, store_id)
    return HandlerResponse(200, document, {"ETag": etag(_tagged(store_id), document["version"])})


@handler("UpdateIdentityResolutionSettings")
def update_identity_resolution_settings(context: Context) -> HandlerResponse:
    """Replace the settings of a store. Existing identifiers are not changed, and the default types stay."""
    body = _with_default_types(context.values.body)
    store_id = require_store(context, active=True)["id"]
    tag = etag(_tagged(store_id), _document(context, store_id)["version"])
    require_match(context, _collection(store_id), store_id, tag)
    if errors := _find_errors(body, locked=context.behavior.lock_identity_settings):
        raise APIProblem(520024, errors)
    settings = {**body, "identifierConfigs": [_complete(config) for config in body["identifierConfigs"]]}
    task = OperationTask("change", _collection(store_id), store_id, settings, context.below())
    return context.accept(task, "Identity Resolution Settings accepted for processing.")


def _with_default_types(body: JsonObject) -> JsonObject:
    """Put back the default types that are left out, at the lowest priority."""
    configured = {config["idType"] for config in body["identifierConfigs"]}
    missing = [id_type for id_type in DEFAULT_TYPES if id_type not in configured]
    return {
        "identifierConfigs": [*body["identifierConfigs"], *({"idType": id_type} for id_type in missing)],
        "matchingRules": [*body["matchingRules"], *(each for each in missing if each not in body["matchingRules"])],
    }


def _find_errors(body: JsonObject, *, locked: bool) -> list[ValidationError]:
    types: Counter[str] = Counter(config["idType"] for config in body["identifierConfigs"])
    rules: Counter[str] = Counter(body["matchingRules"])
    errors: list[ValidationError] = []
    for index, config in enumerate(body["identifierConfigs"]):
        field = f"/identifierConfigs/{index}/idType"
        if types[config["idType"]] > 1:
            errors.append(ValidationError("body", field, "is there more than once"))
        if not _ID_TYPE.fullmatch(config["idType"]):
            errors.append(
                ValidationError("body", field, "has other characters than letters, digits, hyphens, underscores")
            )
        errors += [
            ValidationError("body", f"/identifierConfigs/{index}/{setting}", message)
            for setting, message in _find_fixed(config, locked=locked)
        ]
    if len(types) > _MAX_TYPES:
        message = f"has more than {_MAX_TYPES} types with the default ones, which a store keeps"
        errors.append(ValidationError("body", "/identifierConfigs", message))
    for index, rule in enumerate(body["matchingRules"]):
        if rule not in types:
            errors.append(ValidationError("body", f"/matchingRules/{index}", "is no configured identifier type"))
        if rules[rule] > 1:
            errors.append(ValidationError("body", f"/matchingRules/{index}", "is there more than once"))
    return errors


def _find_fixed(config: JsonObject, *, locked: bool) -> Iterator[tuple[str, str]]:
    """Return the settings that cannot be other than they are, and why."""
    default = DEFAULT_TYPES.get(config["idType"], {}).get("normalization")
    if default is not None and config.get("normalization", default) != default:
        yield "normalization", f"is always {default} for this type"
    if locked and config.get("matchingAlgo") == "fuzzy":
        yield "matchingAlgo", "is always exact"
    if locked and config.get("enforceUnique") is False:
        yield "enforceUnique", "is always true"


def _complete(config: JsonObject) -> JsonObject:
    """Fill in the defaults."""
    complete = {**DEFAULT_TYPES.get(config["idType"], _DEFAULTS), **config}
    return {"matchingThreshold": _THRESHOLD, **complete} if complete["matchingAlgo"] == "fuzzy" else complete


def _document(context: Context, store_id: str) -> JsonObject:
    return require(context.state, _collection(store_id), store_id)


def _collection(store_id: str) -> Collection:
    return Collection("identity_resolution_settings", store_id)


def _tagged(store_id: str) -> str:
    # A store has a version of its own, and must not share tags with its settings.
    return f"{store_id}/IdentityResolutionSettings"
