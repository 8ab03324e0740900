"""One case per operation: the call, and the request line, body and headers that Twilio documents for it."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import pkgutil
from importlib import resources
from typing import Any

import httpx

import twilio_memory_api.api
from twilio_memory import models as m

#: The record of each operation, from the generated modules.
RECORDS = {
    record.name: record
    for module in pkgutil.walk_packages(twilio_memory_api.api.__path__, "twilio_memory_api.api.")
    if not module.ispkg
    for record in [importlib.import_module(module.name).RECORD]
}

ZEROS = "0" * 26
STORE = f"mem_store_{ZEROS}"
MAPPING = f"mem_datamapping_{ZEROS}"
PROFILE = f"mem_profile_{ZEROS}"
OBSERVATION = f"mem_observation_{ZEROS}"
SUMMARY = f"mem_summary_{ZEROS}"
IMPORT = f"mem_import_{ZEROS}"
CONVERSATION = f"conv_conversation_{ZEROS}"
OPERATION = f"proc_job_{ZEROS}"
TIME = dt.datetime(2026, 1, 15, 10, 30, tzinfo=dt.UTC)
ISO = "2026-01-15T10:30:00Z"

CONTROL = "/v1/ControlPlane"
IN_STORE = f"{CONTROL}/Stores/{STORE}"
IN_DATA = f"/v1/Stores/{STORE}/Profiles"
IN_PROFILE = f"{IN_DATA}/{PROFILE}"

TRAITS = {"Contact": {"email": "ada@example.com", "age": 36, "tags": ["a", "b"], "vip": True, "score": 0.5}}
ITEM = m.MappingTraitItem(expression="e", trait_group="Contact", trait_name="email")
COLUMNS = [
    m.ColumnMappingItem(column_name=name, trait_group="Contact", trait_name=name) for name in ("email", "firstName")
]
COLUMNS_JSON = [{"columnName": name, "traitGroup": "Contact", "traitName": name} for name in ("email", "firstName")]
DEFINITION = m.TraitDefinition(
    data_type=m.TraitDataType.STRING, validation_rule=m.ValidationRuleString(min_length=1), id_type_promotion="email"
)
DEFINITION_JSON = {
    "dataType": "STRING",
    "validationRule": {"ruleType": "STRING", "minLength": 1},
    "idTypePromotion": "email",
}


def _mapping(memory: Any) -> Any:
    return memory.data_mappings.create(
        STORE,
        display_name="crm",
        mapping_from=m.MappingFromDatasetWarehouse(dataset_id=f"tdi_dataset_{ZEROS}"),
        mapping_to=m.MappingToTraits(mappings=[ITEM]),
    )


def _settings(memory: Any) -> Any:
    config = m.IdentifierConfig(id_type="email", matching_algo=m.MatchingAlgo.EXACT, limit=5)
    return memory.identity_resolution_settings.update(
        STORE, identifier_configs=[config], matching_rules=["email"], if_match='"v1"'
    )


#: By operation: the call, the request line, the body, and the headers besides those of every request.
WIRE: dict[str, tuple[Any, str, Any, dict[str, str]]] = {
    "CreateStore": (
        lambda memory: memory.stores.create(display_name="sandbox", description="d"),
        f"POST {CONTROL}/Stores",
        {"displayName": "sandbox", "description": "d"},
        {},
    ),
    "ListStores": (
        lambda memory: memory.stores.list(page_size=7, page_token="t", order_by=m.OrderBy.ASC),
        f"GET {CONTROL}/Stores?pageSize=7&pageToken=t&orderBy=ASC",
        None,
        {},
    ),
    "FetchStore": (lambda memory: memory.stores.fetch(STORE), f"GET {IN_STORE}", None, {}),
    "PatchStore": (
        lambda memory: memory.stores.update(STORE, description="d", if_match='"v1"'),
        f"PATCH {IN_STORE}",
        {"description": "d"},
        {"if-match": '"v1"'},
    ),
    "DeleteStore": (lambda memory: memory.stores.delete(STORE), f"DELETE {IN_STORE}", None, {}),
    "CreateTraitGroup": (
        lambda memory: memory.trait_groups.create(STORE, display_name="Loyalty", traits={"tier": DEFINITION}),
        f"POST {IN_STORE}/TraitGroups",
        {"displayName": "Loyalty", "traits": {"tier": DEFINITION_JSON}},
        {},
    ),
    "ListTraitGroups": (
        lambda memory: memory.trait_groups.list(STORE, include_traits=True, page_size=100),
        f"GET {IN_STORE}/TraitGroups?includeTraits=true&pageSize=100",
        None,
        {},
    ),
    "FetchTraitGroup": (
        lambda memory: memory.trait_groups.fetch(STORE, "Loyalty v2", include_traits=False, page_size=5),
        f"GET {IN_STORE}/TraitGroups/Loyalty%20v2?includeTraits=false&pageSize=5",
        None,
        {},
    ),
    "PatchTraitGroup": (
        lambda memory: memory.trait_groups.update(
            STORE,
            "Loyalty",
            traits={"tier": m.TraitDefinition(data_type=m.TraitDataType.REMOVED)},
            if_match='"v1"',
        ),
        f"PATCH {IN_STORE}/TraitGroups/Loyalty",
        {"traits": {"tier": {"dataType": ""}}},
        {"if-match": '"v1"'},
    ),
    "DeleteTraitGroup": (
        lambda memory: memory.trait_groups.delete(STORE, "Loyalty"),
        f"DELETE {IN_STORE}/TraitGroups/Loyalty",
        None,
        {},
    ),
    "FetchIdentityResolutionSettings": (
        lambda memory: memory.identity_resolution_settings.fetch(STORE),
        f"GET {IN_STORE}/IdentityResolutionSettings",
        None,
        {},
    ),
    "UpdateIdentityResolutionSettings": (
        _settings,
        f"PUT {IN_STORE}/IdentityResolutionSettings",
        {
            "identifierConfigs": [{"idType": "email", "matchingAlgo": "exact", "limit": 5}],
            "matchingRules": ["email"],
        },
        {"if-match": '"v1"'},
    ),
    "CreateDataMapping": (
        _mapping,
        f"POST {IN_STORE}/DataMappings",
        {
            "displayName": "crm",
            "mappingFrom": {"type": "DATASET_WAREHOUSE", "datasetId": f"tdi_dataset_{ZEROS}"},
            "mappingTo": {
                "type": "TRAITS",
                "mappings": [{"expression": "e", "traitGroup": "Contact", "traitName": "email"}],
            },
        },
        {},
    ),
    "ListDataMappings": (
        lambda memory: memory.data_mappings.list(STORE, type_=m.MappingFromType.DATASET_CLOUDAPP),
        f"GET {IN_STORE}/DataMappings?type=DATASET_CLOUDAPP",
        None,
        {},
    ),
    "FetchDataMapping": (
        lambda memory: memory.data_mappings.fetch(STORE, MAPPING),
        f"GET {IN_STORE}/DataMappings/{MAPPING}",
        None,
        {},
    ),
    "PatchDataMapping": (
        lambda memory: memory.data_mappings.update(STORE, MAPPING, is_enabled=False, if_match='"v1"'),
        f"PATCH {IN_STORE}/DataMappings/{MAPPING}",
        {"isEnabled": False},
        {"if-match": '"v1"'},
    ),
    "DeleteDataMapping": (
        lambda memory: memory.data_mappings.delete(STORE, MAPPING),
        f"DELETE {IN_STORE}/DataMappings/{MAPPING}",
        None,
        {},
    ),
    "FetchOperation": (
        lambda memory: memory.operations.fetch(OPERATION),
        f"GET {CONTROL}/Operations/{OPERATION}",
        None,
        {},
    ),
    "CreateProfile": (
        lambda memory: memory.profiles.create(STORE, TRAITS),
        f"POST {IN_DATA}",
        {"traits": TRAITS},
        {},
    ),
    "ListProfiles": (
        lambda memory: memory.profiles.list(STORE, page_size=1000, order_by=m.OrderBy.DESC),
        f"GET {IN_DATA}?pageSize=1000&orderBy=DESC",
        None,
        {},
    ),
    "FetchProfile": (
        lambda memory: memory.profiles.fetch(STORE, PROFILE, trait_groups=["Contact", "Loyalty"]),
        f"GET {IN_PROFILE}?traitGroups=Contact%2CLoyalty",
        None,
        {},
    ),
    "PatchProfileTraits": (
        lambda memory: memory.profiles.update(STORE, PROFILE, {"Contact": {"email": None, "age": 37}}),
        f"PATCH {IN_PROFILE}",
        {"traits": {"Contact": {"email": None, "age": 37}}},
        {},
    ),
    "DeleteProfile": (lambda memory: memory.profiles.delete(STORE, PROFILE), f"DELETE {IN_PROFILE}", None, {}),
    "UpdateProfilesBulk": (
        lambda memory: memory.profiles.bulk_upsert(STORE, [TRAITS, TRAITS]),
        f"PUT {IN_DATA}/Bulk",
        {"profiles": [{"traits": TRAITS}, {"traits": TRAITS}]},
        {},
    ),
    "CreateProfilesImportV2": (
        lambda memory: memory.imports.create(STORE, filename="a.csv", file_size=10, column_mappings=COLUMNS),
        f"POST {IN_DATA}/Imports",
        {"filename": "a.csv", "fileSize": 10, "columnMappings": COLUMNS_JSON},
        {},
    ),
    "ListProfileImportsV2": (
        lambda memory: memory.imports.list(STORE, page_size=3),
        f"GET {IN_DATA}/Imports?pageSize=3",
        None,
        {},
    ),
    "FetchProfileImportV2": (
        lambda memory: memory.imports.fetch(STORE, IMPORT),
        f"GET {IN_DATA}/Imports/{IMPORT}",
        None,
        {},
    ),
    "CreateProfilesLookup": (
        lambda memory: memory.profiles.lookup(STORE, id_type="phone", value="1-317-555-6789"),
        f"POST {IN_DATA}/Lookup",
        {"idType": "phone", "value": "1-317-555-6789"},
        {},
    ),
    "CreateFetchProfileMemory": (
        lambda memory: memory.profiles.recall(STORE, PROFILE, query="shoes", begin_date=TIME, observations_limit=0),
        f"POST {IN_PROFILE}/Recall",
        {"query": "shoes", "beginDate": ISO, "observationsLimit": 0},
        {},
    ),
    "CreateProfileIdentifier": (
        lambda memory: memory.identifiers.create(STORE, PROFILE, id_type="email", value="ada@example.com"),
        f"POST {IN_PROFILE}/Identifiers",
        {"idType": "email", "value": "ada@example.com"},
        {},
    ),
    "ListProfileIdentifiers": (
        lambda memory: memory.identifiers.list(STORE, PROFILE),
        f"GET {IN_PROFILE}/Identifiers",
        None,
        {},
    ),
    "FetchProfileIdentifier": (
        lambda memory: memory.identifiers.fetch(STORE, PROFILE, "email"),
        f"GET {IN_PROFILE}/Identifiers/email",
        None,
        {},
    ),
    "PatchProfileIdentifier": (
        lambda memory: memory.identifiers.update(STORE, PROFILE, "email", old_value="a@b.c", new_value="d@e.f"),
        f"PATCH {IN_PROFILE}/Identifiers/email",
        {"idType": "email", "oldValue": "a@b.c", "newValue": "d@e.f"},
        {},
    ),
    "DeleteProfileIdentifier": (
        lambda memory: memory.identifiers.delete(STORE, PROFILE, "email", remove_all=True),
        f"DELETE {IN_PROFILE}/Identifiers/email?removeAll=true",
        None,
        {},
    ),
    "ListProfileTraits": (
        lambda memory: memory.traits.list(STORE, PROFILE, trait_groups=["Contact"]),
        f"GET {IN_PROFILE}/Traits?traitGroups=Contact",
        None,
        {},
    ),
    "CreateProfileObservation": (
        lambda memory: memory.observations.create(
            STORE,
            PROFILE,
            [m.ObservationInput(content="c", occurred_at=TIME, source="s", conversation_ids=[CONVERSATION])],
        ),
        f"POST {IN_PROFILE}/Observations",
        {
            "observations": [
                {"content": "c", "occurredAt": ISO, "source": "s", "conversationIds": [CONVERSATION]},
            ]
        },
        {},
    ),
    "ListProfileObservations": (
        lambda memory: memory.observations.list(
            STORE, PROFILE, source="a/b", created_after=TIME, created_before=TIME, conversation_id=CONVERSATION
        ),
        (
            f"GET {IN_PROFILE}/Observations?source=a%2Fb&createdAfter=2026-01-15T10%3A30%3A00Z"
            f"&createdBefore=2026-01-15T10%3A30%3A00Z&conversationId={CONVERSATION}"
        ),
        None,
        {},
    ),
    "FetchProfileObservation": (
        lambda memory: memory.observations.fetch(STORE, PROFILE, OBSERVATION),
        f"GET {IN_PROFILE}/Observations/{OBSERVATION}",
        None,
        {},
    ),
    "PatchProfileObservation": (
        lambda memory: memory.observations.update(STORE, PROFILE, OBSERVATION, content="new"),
        f"PATCH {IN_PROFILE}/Observations/{OBSERVATION}",
        {"content": "new"},
        {},
    ),
    "DeleteProfileObservation": (
        lambda memory: memory.observations.delete(STORE, PROFILE, OBSERVATION),
        f"DELETE {IN_PROFILE}/Observations/{OBSERVATION}",
        None,
        {},
    ),
    "ListObservationRevisions": (
        lambda memory: memory.observations.revisions(STORE, PROFILE, OBSERVATION, page_size=2),
        f"GET {IN_PROFILE}/Observations/{OBSERVATION}/Revisions?pageSize=2",
        None,
        {},
    ),
    "CreateProfileConversationSummary": (
        lambda memory: memory.summaries.create(
            STORE,
            PROFILE,
            [m.ConversationSummaryInput(content="c", conversation_id=CONVERSATION, occurred_at=TIME)],
        ),
        f"POST {IN_PROFILE}/ConversationSummaries",
        {"summaries": [{"content": "c", "conversationId": CONVERSATION, "occurredAt": ISO}]},
        {},
    ),
    "ListProfileConversationSummaries": (
        lambda memory: memory.summaries.list(STORE, PROFILE, conversation_id=CONVERSATION),
        f"GET {IN_PROFILE}/ConversationSummaries?conversationId={CONVERSATION}",
        None,
        {},
    ),
    "FetchProfileConversationSummary": (
        lambda memory: memory.summaries.fetch(STORE, PROFILE, SUMMARY),
        f"GET {IN_PROFILE}/ConversationSummaries/{SUMMARY}",
        None,
        {},
    ),
    "PatchProfileConversationSummary": (
        lambda memory: memory.summaries.update(STORE, PROFILE, SUMMARY, content="new"),
        f"PATCH {IN_PROFILE}/ConversationSummaries/{SUMMARY}",
        {"content": "new"},
        {},
    ),
    "DeleteProfileConversationSummary": (
        lambda memory: memory.summaries.delete(STORE, PROFILE, SUMMARY),
        f"DELETE {IN_PROFILE}/ConversationSummaries/{SUMMARY}",
        None,
        {},
    ),
}

SPEC = json.loads(resources.files("twilio_memory.testing").joinpath("spec.json").read_text("utf-8"))
OPERATIONS: dict[str, dict[str, Any]] = {
    operation["operationId"]: operation
    for item in SPEC["paths"].values()
    for operation in item.values()
    if "operationId" in operation
}


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        found: Any = SPEC
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def documented(operation: str, status: int) -> httpx.Response:
    """Return the spec's example response, with the IDs that `WIRE` fetches and without a next page token."""
    media = _resolved(OPERATIONS[operation]["responses"][str(status)])["content"]["application/json"]
    body = json.loads(json.dumps(media["example"]))
    if isinstance(body.get("meta"), dict):
        body["meta"].pop("nextToken", None)
    if operation == "FetchOperation":
        body["operationId"] = OPERATION
    if operation == "FetchTraitGroup" and "traitGroup" in body:
        body["traitGroup"]["displayName"] = "Loyalty v2"
    return httpx.Response(status, json=body)


def statuses(operation: str, first_digits: str) -> list[int]:
    """Return the documented statuses that begin with one of the digits."""
    return [int(status) for status in OPERATIONS[operation]["responses"] if status[0] in first_digits]
