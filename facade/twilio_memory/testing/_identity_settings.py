"""The identity resolution settings of a store: which identifiers there are, and which of them tell who is who."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._effects import Task, need
from ._errors import Finding, Problem
from ._handlers import Answer, etag, handles, need_match, need_store
from ._normalization import normalize
from ._state import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._handlers import Context
    from ._state import JsonObject, State

_ID_TYPE = re.compile(r"[A-Za-z0-9_-]+")
_DEFAULTS: JsonObject = {
    "matchingAlgo": "exact",
    "limit": 100,
    "limitPolicy": "fifo",
    "enforceUnique": True,
    "normalization": "trim",
}
_THRESHOLD = 75
_FIRST: JsonObject = {
    "identifierConfigs": [
        {"idType": "email", **_DEFAULTS, "normalization": "email"},
        {"idType": "whatsapp", **_DEFAULTS},
        {"idType": "phone", **_DEFAULTS, "normalization": "phone"},
    ],
    "matchingRules": ["email", "whatsapp", "phone"],
    "version": 1,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the settings of a store mean for its identifiers.

    Values are always compared exactly, also where the settings say fuzzily.

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

    def is_unique(self, id_type: str) -> bool:
        """Tell whether a value may belong to one profile only."""
        return bool(self.config(id_type)["enforceUnique"])


def read_settings(state: State, store_id: str) -> Settings:
    """Return the settings of a store.

    Raises:
        Problem: 520041, the store does not exist.
    """
    document = need(state, _place(store_id), store_id)
    configs = {config["idType"]: config for config in document["identifierConfigs"]}
    return Settings(configs, tuple(document["matchingRules"]))


def put_first_settings(state: State, store_id: str) -> None:
    """Give a new store the settings that every store begins with."""
    state.insert(_place(store_id), store_id, _FIRST)


@handles("FetchIdentityResolutionSettings")
def fetch_identity_resolution_settings(context: Context) -> Answer:
    """Read the settings of a store."""
    store_id = need_store(context)["id"]
    document = _document(context, store_id)
    return Answer(200, document, {"ETag": etag(_tagged(store_id), document["version"])})


@handles("UpdateIdentityResolutionSettings")
def update_identity_resolution_settings(context: Context) -> Answer:
    """Replace the settings of a store. What profiles have already is neither renewed nor cut."""
    body = context.values.body
    store_id = need_store(context, active=True)["id"]
    tag = etag(_tagged(store_id), _document(context, store_id)["version"])
    need_match(context, _place(store_id), store_id, tag)
    if findings := _findings(body):
        raise Problem(520024, findings)
    settings = {**body, "identifierConfigs": [_complete(config) for config in body["identifierConfigs"]]}
    task = Task("change", _place(store_id), store_id, settings, context.below())
    return context.accept(task, "Identity Resolution Settings accepted for processing.")


def _findings(body: JsonObject) -> list[Finding]:
    types: Counter[str] = Counter(config["idType"] for config in body["identifierConfigs"])
    rules: Counter[str] = Counter(body["matchingRules"])
    findings: list[Finding] = []
    for index, config in enumerate(body["identifierConfigs"]):
        field = f"/identifierConfigs/{index}/idType"
        if types[config["idType"]] > 1:
            findings.append(Finding("body", field, "is there more than once"))
        if not _ID_TYPE.fullmatch(config["idType"]):
            findings.append(Finding("body", field, "has other characters than letters, digits, hyphens, underscores"))
    for index, rule in enumerate(body["matchingRules"]):
        if rule not in types:
            findings.append(Finding("body", f"/matchingRules/{index}", "is no configured identifier type"))
        if rules[rule] > 1:
            findings.append(Finding("body", f"/matchingRules/{index}", "is there more than once"))
    return findings


def _complete(config: JsonObject) -> JsonObject:
    """Fill in what the server has by default."""
    complete = {**_DEFAULTS, **config}
    return {"matchingThreshold": _THRESHOLD, **complete} if complete["matchingAlgo"] == "fuzzy" else complete


def _document(context: Context, store_id: str) -> JsonObject:
    return need(context.state, _place(store_id), store_id)


def _place(store_id: str) -> Place:
    return Place("identity_resolution_settings", store_id)


def _tagged(store_id: str) -> str:
    # A store has a version of its own, and must not share tags with its settings.
    return f"{store_id}/IdentityResolutionSettings"
