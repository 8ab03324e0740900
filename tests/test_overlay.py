"""The overlay has a complete record of every operation of the spec, adds nothing else, and is what was generated."""

from __future__ import annotations

import collections
import importlib
from pathlib import Path

import pytest
import yaml

from operation_cases import RECORDS
from twilio_memory._error_codes import ERROR_CODES
from twilio_memory_api.types import OperationResult, RetrySafety

FOLDER = Path(__file__).parent.parent / "openapi"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SPEC = yaml.load((FOLDER / "memory-v1.yaml").read_bytes(), LOADER)
OVERLAY = yaml.load((FOLDER / "sdk.overlay.yaml").read_bytes(), LOADER)
#: The actions that are records of operations, and the others.
RECORD_ACTIONS = [action for action in OVERLAY["actions"] if action["target"].startswith("$.paths")]
OTHER_ACTIONS = [action for action in OVERLAY["actions"] if action not in RECORD_ACTIONS]
#: What a record may say, and how often it does at most: what most operations need belongs into the spec.
KEYS = {
    "x-method": 46,
    "x-retry": 46,
    "x-error-codes": 46,
    "x-result": 11,
    "x-gone-codes": 4,
    "x-batch-size": 3,
    "x-requires": 1,
    "x-skips": 1,
    "x-response-id": 9,
    "x-description": 24,
    "x-arguments": 17,
    "x-returns": 15,
    "x-converts": 6,
    "x-positional": 5,
    "x-defaults": 2,
    "x-helper": 9,
    "x-example": 19,
}
OTHER_KEYS = {"x-resources", "x-comma-separated", "x-description"}


@pytest.fixture(scope="module")
def scripts():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(FOLDER)
        yield importlib.import_module("overlay"), importlib.import_module("spec")


@pytest.fixture(scope="module")
def apply(scripts):
    return scripts[0].apply


@pytest.fixture(scope="module")
def operations(scripts, apply):
    """The operations of the spec with the overlay applied."""
    return [*scripts[1].operations(apply(OVERLAY, SPEC))]


def test_overlay_has_one_complete_record_per_operation(operations):
    assert len(operations) == len(RECORD_ACTIONS)
    for operation in operations:
        name, record = operation.name, operation.record
        assert {"method", "retry"} <= record.keys(), name
        assert record["retry"] in {"safe", "idempotent", "unsafe"}, name
        assert ("gone_codes" in record) == (record["retry"] == "idempotent"), name


def test_overlay_targets_each_operation_once_and_nothing_else(operations):
    assert OVERLAY["overlay"] == "1.0.0"
    expected = [f"$.paths['{operation.path}'].{operation.http_method}" for operation in operations]
    assert sorted(action["target"] for action in RECORD_ACTIONS) == sorted(expected)


def test_overlay_uses_known_keys_and_each_no_more_often_than_needed():
    used = collections.Counter(key for action in RECORD_ACTIONS for key in action["update"])
    assert used.keys() == KEYS.keys()
    assert {key: count for key, count in used.items() if count > KEYS[key]} == {}
    assert {key for action in OVERLAY["actions"] for key in action} == {"target", "update"}


def test_overlay_says_little_besides_the_records():
    assert {key for action in OTHER_ACTIONS for key in action["update"]} == OTHER_KEYS
    root, *parameters = (action["target"] for action in OTHER_ACTIONS)
    assert root == "$"
    assert len(parameters) <= 5
    assert all(target.startswith("$.components.parameters[?@.name==") for target in parameters)


def test_overlay_lists_the_resources_of_its_methods(operations):
    (resources,) = (action["update"]["x-resources"] for action in OTHER_ACTIONS if action["target"] == "$")
    assert {*resources} == {operation.record["method"].rpartition(".")[0] for operation in operations}


def test_overlay_only_adds_extensions_to_the_spec(apply):
    def without_extensions(value):
        if isinstance(value, dict):
            return {key: without_extensions(item) for key, item in value.items() if key not in KEYS.keys() | OTHER_KEYS}
        return [without_extensions(item) for item in value] if isinstance(value, list) else value

    assert without_extensions(apply(OVERLAY, SPEC)) == SPEC


def test_overlay_method_names_are_unique(operations):
    methods = [operation.record["method"] for operation in operations]
    assert len({*methods}) == len(methods)


def test_overlay_codes_are_in_the_error_table(operations):
    for operation in operations:
        codes = operation.record.get("error_codes", []) + operation.record.get("gone_codes", [])
        assert {*codes} <= ERROR_CODES.keys(), operation.name


def test_overlay_result_is_given_for_every_write_that_starts_an_operation(operations):
    for operation in operations:
        accepted = operation.data["responses"].get("202", {})
        starts = accepted.get("$ref", "").endswith("/Accepted") or "ProfilesBulkAccepted" in str(accepted)
        assert ("result" in operation.record) == starts, operation.name


def test_overlay_batch_size_is_at_most_what_the_spec_allows(operations):
    for operation in operations:
        if size := operation.record.get("batch_size"):
            reference = operation.data["requestBody"]["content"]["application/json"]["schema"]["$ref"]
            (array,) = SPEC["components"]["schemas"][reference.rpartition("/")[2]]["properties"].values()
            assert size <= array["maxItems"]


def test_records_of_generated_modules_are_those_of_the_overlay(operations):
    assert RECORDS.keys() == {operation.name for operation in operations}
    for operation in operations:
        record, expected = RECORDS[operation.name], operation.record
        assert record.client_method == expected["method"]
        assert record.http_method == operation.http_method.upper()
        assert [*record.path_parameters] == [part[1:-1] for part in record.path.split("/") if part.startswith("{")]
        assert record.path.replace("_", "").lower() == operation.path.lower()
        assert record.retry is RetrySafety(expected["retry"])
        assert record.gone_codes == {*expected.get("gone_codes", ())}
        assert record.result is (OperationResult(expected["result"]) if "result" in expected else None)
        assert record.batch_size == expected.get("batch_size", 0)


@pytest.mark.parametrize(
    ("action", "complaint"),
    [
        ({"target": "$.paths['/none'].get", "update": {"x-method": "a.b"}}, "not in the spec"),
        ({"target": "$.paths['/a'].get", "update": {"operationId": "Other"}}, "operationId is the spec's own"),
        ({"target": "$.paths['/a'].get", "update": {"x-there": 2}}, "x-there is there already"),
        ({"target": "$.paths['/a'].get", "remove": True}, "unsupported remove"),
        ({"target": "$.paths['/a'].get.operationId", "update": {"x-method": "a.b"}}, "not an object"),
    ],
)
def test_apply_refuses_what_does_not_just_add(apply, action, complaint):
    spec = {"paths": {"/a": {"get": {"operationId": "FetchA", "x-there": 1}}}}
    with pytest.raises(ValueError, match=complaint):
        apply({"actions": [action]}, spec)


def test_apply_leaves_the_spec_as_it_is(apply):
    spec = {"paths": {"/a": {"get": {"operationId": "FetchA"}}}}
    applied = apply({"actions": [{"target": "$.paths.*.get", "update": {"x-error-codes": [1]}}]}, spec)
    assert applied["paths"]["/a"]["get"] == {"operationId": "FetchA", "x-error-codes": [1]}
    assert spec == {"paths": {"/a": {"get": {"operationId": "FetchA"}}}}


def test_record_with_an_unknown_key_is_refused(scripts):
    operation = scripts[1].Operation("/x", "delete", {"operationId": "DeleteX", "x-gone-code": [20404]}, {}, {}, {})
    with pytest.raises(SystemExit, match="DeleteX has the unknown key x-gone-code"):
        _ = operation.record
