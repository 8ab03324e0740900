"""The schemas of what a state file holds: its rows, and the JSON in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._clock import LAST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._validation import Schema


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _ref(name: str, *required: str, **properties: Schema) -> Schema:
    """Return a closed schema of the API's description in which more properties are required or restricted."""
    return {
        "$ref": f"#/components/schemas/{name}",
        "required": list(required),
        "properties": properties,
        "unevaluatedProperties": False,
    }


def _array(items: Schema, **limits: int) -> Schema:
    return {"type": "array", "items": items, **limits}


_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_TIME: Schema = {"type": "number", "minimum": 0, "exclusiveMaximum": LAST.timestamp()}
_TIME_OR_NULL: Schema = {**_TIME, "type": ["number", "null"]}
_ID_TYPE, _VALUE = _ref("IdType"), _ref("IdentifierValue")
_IDENTIFIERS = _array({"type": "array", "minItems": 2, "maxItems": 2, "prefixItems": [_ID_TYPE, _VALUE]})
_TRAITS: Schema = {
    "type": "object",
    "additionalProperties": {"type": "object", "additionalProperties": _ref("TraitValue")},
}
_CONFIG = _ref("IdentifierConfig", "matchingAlgo", "limit", "limitPolicy", "enforceUnique", "normalization")
_DEFINITION: Schema = {
    **_ref("TraitDefinition"),
    # A rule of another type would be applied to values that it cannot be compared with.
    "anyOf": [
        {"properties": {"dataType": {"const": kind}, "validationRule": {"properties": {"ruleType": {"const": kind}}}}}
        for kind in ("STRING", "NUMBER", "BOOLEAN", "ARRAY", "")
    ],
}
_DEFINITIONS: Schema = {"type": "object", "additionalProperties": _DEFINITION}
_OBSERVATION = _ref("ObservationInfo", "content", "occurredAt", "source")

DOCUMENTS: Mapping[str, Schema] = {
    "store": _ref("Store", account=_TEXT),
    "identity_resolution_settings": _ref("IdentityResolutionSettings", identifierConfigs=_array(_CONFIG)),
    "data_mapping": _ref("DataMapping", mappingTo=_ref("DataMappingToTraits")),
    "trait_group": _ref("TraitGroup", "version"),
    "trait_definition": _object(name=_TEXT, definition=_DEFINITION),
    "profile": _object(id=_ref("ProfileID"), createdAt={"type": "string", "format": "date-time"}),
    "merged_profile": _object(into=_ref("ProfileID")),
    "identifier": _object(id_type=_ID_TYPE, value=_VALUE),
    "trait": _ref("FullTrait", "value", "timestamp"),
    "observation": _OBSERVATION,
    "revision": _OBSERVATION,
    "summary": _ref("SummaryInfo"),
    "communication": _ref("Communication", "createdAt", "conversationId", conversationId=_ref("ConversationID")),
    "import": _object(
        id=_ref("ImportID"),
        operationId=_TEXT,
        signature=_TEXT,
        signedAt=_TIME,
        isUploaded={"type": "boolean"},
        public=_ref("ProfileImport", "fileSize", "columnMappings"),
    ),
}
"""The documents by kind."""

PARENTS = {
    "store": None,
    "identity_resolution_settings": "store",
    "data_mapping": "store",
    "trait_group": "store",
    "trait_definition": "trait_group",
    "profile": "store",
    "merged_profile": "store",
    "identifier": "profile",
    "trait": "profile",
    "observation": "profile",
    "revision": "observation",
    "summary": "profile",
    "communication": "profile",
    "import": "store",
}
"""The kind of document in which each kind lives."""

_ANY: Schema = {"type": "object"}
_ITEM: Schema = _object(id=_TEXT)
PAYLOADS: Mapping[str, tuple[tuple[str, ...], Schema]] = {
    "provision": (("store",), _ANY),
    "insert": (("data_mapping",), _ANY),
    "change": (("store", "data_mapping", "identity_resolution_settings"), _ANY),
    "remove": (("store", "data_mapping", "profile", "observation", "summary"), _ANY),
    "refuse": (("store", "data_mapping", "trait_group"), _object(code={"type": "integer"})),
    "define": (("trait_group",), _ref("TraitGroup", "version", traits=_DEFINITIONS)),
    "redefine": (("trait_group",), _object(number={"type": ["integer", "null"]})),
    "undefine": (("trait_group",), _object(number={"type": ["integer", "null"]})),
    "write_traits": (("profile",), _object(traits=_TRAITS, identifiers=_IDENTIFIERS)),
    "upsert_profiles": (
        ("profile",),
        _object(
            profiles=_array(
                _object(
                    id=_ref("ProfileID"),
                    item=_COUNT,
                    overlaps={**_COUNT, "type": ["integer", "null"]},
                    traits=_TRAITS,
                    identifiers=_IDENTIFIERS,
                )
            ),
            request=_TEXT,
            errors=_array(_TEXT),
        ),
    ),
    "add_identifier": (("profile",), _object(identifiers=_IDENTIFIERS)),
    "swap_identifier": (("profile",), _object(identifiers={**_IDENTIFIERS, "minItems": 2, "maxItems": 2})),
    "remove_identifiers": (("profile",), _object(idType=_ID_TYPE, all={"type": "boolean"})),
    "remember": (("observation", "summary"), _object(items=_array(_ITEM))),
    "revise": (("observation", "summary"), _ANY),
    "import_profiles": (("import",), _ANY),
}
"""The kinds of resource that each action works on, and what it needs for that."""

ROWS: Mapping[str, Schema] = {
    "numbers": _object(name=_TEXT, value={"type": "number", "minimum": 0, "maximum": 2**53}),
    "documents": _object(
        kind={"enum": list(DOCUMENTS)}, scope=_TEXT, id=_TEXT, name=_TEXT_OR_NULL, hidden={"enum": [0, 1]}, body=_ANY
    ),
    "operations": {
        **_object(
            id=_TEXT_OR_NULL,
            status={"enum": ["PENDING", "RUNNING", "COMPLETED", "FAILED"]},
            action={"enum": list(PAYLOADS)},
            scope=_TEXT,
            target=_TEXT,
            name=_TEXT_OR_NULL,
            payload=_ANY,
            result_path={**_TEXT_OR_NULL, "pattern": "^/v1/[!-~]+$"},
            fails_with={"type": ["integer", "null"]},
            error={"anyOf": [{"type": "null"}, _ref("OperationError")]},
            polls_left={"type": ["integer", "null"]},
            due_at=_TIME_OR_NULL,
            created_at=_TIME,
            completed_at=_TIME_OR_NULL,
        ),
        "oneOf": [
            _object(status={"enum": ["PENDING", "RUNNING"]}, completed_at={"type": "null"}, error={"type": "null"}),
            _object(status={"const": "COMPLETED"}, completed_at=_TIME, error={"type": "null"}),
            _object(status={"const": "FAILED"}, completed_at=_TIME, error=_ANY),
        ],
        "anyOf": [
            _object(action={"const": action}, kind={"enum": list(kinds)}, payload=payload)
            for action, (kinds, payload) in PAYLOADS.items()
        ],
    },
}
"""The rows by table, with the JSON in them decoded."""
