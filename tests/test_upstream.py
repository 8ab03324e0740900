"""Comparing two descriptions of the API: the upgrade, the names, the overlay, the differences and their table."""

from __future__ import annotations

import collections
import copy
import importlib
import json
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

FOLDER = Path(__file__).parent.parent / "openapi"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
OVERLAY = yaml.load((FOLDER / "upstream.overlay.yaml").read_bytes(), LOADER)
KNOWN = tomllib.loads((FOLDER / "upstream-differences.toml").read_text("utf-8"))["known"]
#: How many actions of each kind the overlay may have.
MOST_ACTIONS = {"tolerance": 13, "documented": 6, "generator": 5, "class": 5}
JSON = "application/json"


@pytest.fixture(scope="module")
def scripts():
    """Give the scripts by name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(FOLDER)
        yield importlib.import_module
    for name in ("upstream", "naming", "differences", "flattening", "upgrade", "overlay", "spec"):
        sys.modules.pop(name, None)


def description(body, response=None, **schemas):
    """Describe an API of one operation."""
    operation = {
        "operationId": "CreateThing",
        "tags": ["Thing"],
        "requestBody": {"content": {JSON: {"schema": body}}},
        "responses": {"200": {"description": "It.", "content": {JSON: {"schema": response or {}}}}},
    }
    return {"openapi": "3.1.0", "paths": {"/Things": {"post": operation}}, "components": {"schemas": schemas}}


def differences(scripts, before, after):
    compare = scripts("differences").compare
    return [f"{each.kind.value}: {each.place}: {each.change}" for each in compare(before, after)]


# ------------------------------------------------------------------------------------------------------------- upgrade


def test_upgrade_translates_what_changed_in_openapi_3_1(scripts):
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": "string", "nullable": True, "enum": ["x", "y"], "example": "x"},
            "b": {"type": "integer", "minimum": 1, "exclusiveMinimum": True, "nullable": False},
            "c": {"enum": ["only"]},
            "d": {"$ref": "#/components/schemas/D", "description": "ignored"},
        },
    }
    doc = {**description({"type": "string"}, Thing=schema, D={"type": "string"}), "openapi": "3.0.1"}
    upgraded, counts = scripts("upgrade").upgrade(doc)
    assert upgraded["openapi"] == "3.1.0"
    assert upgraded["components"]["schemas"]["Thing"]["properties"] == {
        "a": {"type": ["string", "null"], "enum": ["x", "y", None], "examples": ["x"]},
        "b": {"type": "integer", "exclusiveMinimum": 1},
        "c": {"const": "only"},
        "d": {"$ref": "#/components/schemas/D"},
    }
    assert sum(counts.values()) == 6


def test_upgrade_refuses_another_version(scripts):
    with pytest.raises(ValueError, match=r"expected OpenAPI 3\.0, got 3\.1\.0"):
        scripts("upgrade").upgrade({"openapi": "3.1.0"})


# --------------------------------------------------------------------------------------------------------- differences


@pytest.mark.parametrize(
    ("before", "after", "sent", "received"),
    [
        (
            {"maxLength": 9},
            {"maxLength": 5},
            "breaking for writers: {}: maxLength 9 -> 5",
            "narrowing: {}: maxLength 9 -> 5",
        ),
        ({"minLength": 1}, {}, "widening: {}: minLength 1 -> none", "widening: {}: minLength 1 -> none"),
        ({"minLength": 0}, {}, None, None),
        (
            {"type": "integer"},
            {"type": "number"},
            'widening: {}: type ["integer"] -> ["integer", "number"]',
            'breaking for readers: {}: type ["integer"] -> ["integer", "number"]',
        ),
        (
            {"type": "string"},
            {"type": "string", "format": "date-time"},
            'breaking for writers: {}: format none -> "date-time"',
            'breaking for readers: {}: format none -> "date-time"',
        ),
        (
            {"enum": ["a"]},
            {"enum": ["b"]},
            ["breaking for writers: {}: enum value removed: a", "new: {}: new enum value: b"],
            ["breaking for readers: {}: enum value removed: a", "new: {}: new enum value: b"],
        ),
        (
            {"oneOf": [{"type": "string"}, {"type": "null"}]},
            {"type": "string"},
            'breaking for writers: {}: type ["null", "string"] -> ["string"]',
            'narrowing: {}: type ["null", "string"] -> ["string"]',
        ),
        (
            {"properties": {"a": {}}, "required": ["a"]},
            {"properties": {"a": {}}},
            "widening: {}.a: no longer required",
            "breaking for readers: {}.a: no longer required",
        ),
        (
            {"properties": {"a": {}}},
            {"properties": {"a": {}}, "additionalProperties": False},
            "breaking for writers: {}: other properties are refused",
            "narrowing: {}: other properties are refused",
        ),
        ({"default": 1}, {}, "behavior: {}: default 1 -> none", "behavior: {}: default 1 -> none"),
        ({"const": 1, "default": 1}, {"const": 1}, None, None),
        ({"description": "a"}, {"description": "b"}, "wording: {}: description", "wording: {}: description"),
    ],
)
def test_differences_of_schemas_depend_on_the_direction(scripts, before, after, sent, received):
    def expected(lines, place):
        return [line.format(place) for line in ([lines] if isinstance(lines, str) else lines or [])]

    found = differences(scripts, description(before), description(after))
    assert found == expected(sent, "CreateThing body")
    found = differences(scripts, description({}, before), description({}, after))
    assert found == expected(received, "CreateThing 200")


def test_differences_are_named_after_the_component_and_said_once(scripts):
    reference = {"$ref": "#/components/schemas/Thing"}
    before = description({"items": reference, "type": "array"}, reference, Thing={"type": "string", "maxLength": 9})
    after = copy.deepcopy(before)
    after["components"]["schemas"]["Thing"]["maxLength"] = 5
    assert differences(scripts, before, after) == [
        "breaking for writers: Thing: maxLength 9 -> 5",
        "narrowing: Thing: maxLength 9 -> 5",
    ]


def test_differences_see_through_all_of_and_references(scripts):
    base = {"type": "object", "properties": {"a": {"type": "string", "maxLength": 3}}, "required": ["a"]}
    composed = {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"b": {"type": "string"}}}]}
    plain = {**base, "properties": {**base["properties"], "b": {"type": "string"}}}
    assert differences(scripts, description(composed, Base=base), description(plain)) == []


def test_differences_find_renamed_operations_by_their_path(scripts):
    before, after = description({}), description({})
    after["paths"]["/Things"]["post"]["operationId"] = "MakeThing"
    assert differences(scripts, before, after) == ["breaking for writers: CreateThing: operation renamed to MakeThing"]


# -------------------------------------------------------------------------------------------------------------- naming


def test_naming_moves_schemas_to_our_names_and_drops_what_is_unused(scripts):
    status = {"type": "string", "enum": ["ON", "OFF"]}
    theirs = description({"type": "object", "properties": {"status": status}}, Unused={"type": "string"})
    reference = {"$ref": "#/components/schemas/Status"}
    ours = description({"type": "object", "properties": {"status": reference}}, Status=status)
    naming = scripts("naming").Naming(theirs, ours)
    naming.run()
    body = theirs["paths"]["/Things"]["post"]["requestBody"]["content"][JSON]["schema"]
    assert body["properties"]["status"] == reference
    assert theirs["components"]["schemas"] == {"Status": status}
    assert naming.named == {"Status"}


# ------------------------------------------------------------------------------------------------ the table and overlay


def test_known_differences_have_a_reason_and_stand_once():
    assert all(re.fullmatch(r"[A-Z].*\.", entry["why"]) for entry in KNOWN)
    found = [(place, entry["change"]) for entry in KNOWN for place in entry["places"]]
    assert len({*found}) == len(found)


def test_report_names_what_is_not_explained_and_what_is_no_longer_true(scripts, capsys):
    module, kinds = scripts("upstream"), scripts("differences")
    found = [kinds.Difference("Thing", each, kinds.Kind.NEW) for each in ("known", "not known")]
    known = [{"change": "known", "places": ["Thing"]}, {"change": "past", "places": ["Thing"]}]
    assert [*module.report(found, known)] == [
        "- upstream-differences.toml: no longer true: Thing: past",
        "- new: Thing: not known",
    ]
    assert capsys.readouterr().out == "Differences from ours to theirs: 2 new.\n"


def test_upstream_overlay_has_no_more_actions_than_needed():
    kinds = collections.Counter(action["description"] for action in OVERLAY["actions"])
    assert {kind: count for kind, count in kinds.items() if count > MOST_ACTIONS.get(kind, 0)} == {}


def test_upstream_overlay_removes_no_schema_and_no_path():
    for action in OVERLAY["actions"]:
        if action.get("remove"):
            assert not re.fullmatch(r"\$\.(paths|components)(\.schemas)?(\[[^]]*\]|\.\w+)?", action["target"])


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"target": "$.a", "update": {"b": {"d": 2}, "list": [2]}}, {"a": {"b": {"c": 1, "d": 2}, "list": [1, 2]}}),
        ({"target": "$.a.list", "update": 3}, {"a": {"b": {"c": 1}, "list": [1, 3]}}),
        ({"target": "$.a.list[?@==1]", "remove": True}, {"a": {"b": {"c": 1}, "list": []}}),
        ({"target": "$..c", "remove": True}, {"a": {"b": {}, "list": [1]}}),
    ],
)
def test_apply_follows_the_overlay_standard(scripts, action, expected):
    document = {"a": {"b": {"c": 1}, "list": [1]}}
    assert scripts("overlay").apply({"actions": [action]}, document, extensions_only=False) == expected


def test_apply_refuses_an_action_without_effect(scripts):
    action = {"target": "$.a", "update": {"b": 1}}
    with pytest.raises(ValueError, match=r"\$\.a: the spec says so already"):
        scripts("overlay").apply({"actions": [action]}, {"a": {"b": 1}}, extensions_only=False)


def test_upstream_fails_at_a_difference_that_is_not_explained(scripts, tmp_path, monkeypatch, capsys):
    module = scripts("upstream")
    document = tmp_path / "document.json"
    document.write_text(json.dumps({**description({"type": "string"}), "openapi": "3.0.1"}))
    monkeypatch.setattr(module, "read_yaml", lambda path: OVERLAY if path == module.OVERLAY else description({}))
    monkeypatch.setattr(module, "MERGED", tmp_path / "merged.json")
    assert module.main(["--document", str(document)]) == 1
    assert "- breaking for writers: CreateThing body: type" in capsys.readouterr().out
