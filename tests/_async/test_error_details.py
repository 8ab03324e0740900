"""Contract 14 and 20: an error can be copied, pickled and shown for any response."""

from __future__ import annotations

import copy
import json
import pickle
import traceback

import httpx
import pytest

from operation_cases import IMPORT
from scripted import MAPPING, OPERATION, STORE, accepted, mapping
from twilio_memory import NotFoundError, OperationFailedError, UnexpectedResponseError
from twilio_memory._core.responses import DETAIL_LEVELS

pytestmark = pytest.mark.anyio

DEEP = '{"a": [' * 300 + "1" + "]}" * 300


def levels(value):
    """Return the depth of nested objects and arrays."""
    if isinstance(value, dict | list):
        return 1 + max((levels(item) for item in (value.values() if isinstance(value, dict) else value)), default=0)
    return 0


def check_copies(error):
    for other in (copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):
        assert type(other) is type(error)
        assert vars(other) == vars(error)


@pytest.mark.contract(14)
def test_error_details_limit_is_the_documented_one():
    assert DETAIL_LEVELS == 32


@pytest.mark.contract(14)
@pytest.mark.parametrize("name", ["details", "errors"])
async def test_error_details_keep_a_bounded_depth(play, name):
    memory = play(httpx.Response(404, text=f'{{"code": 20404, "message": "m", "{name}": {DEEP}}}'))
    with pytest.raises(NotFoundError) as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert levels(caught.value.details) == DETAIL_LEVELS
    assert '"..."' in json.dumps(caught.value.details)
    assert (caught.value.code, caught.value.message) == (20404, "m")
    check_copies(caught.value)


@pytest.mark.contract(14)
async def test_error_details_within_the_depth_limit_are_unchanged(play):
    details = {"fields": [{"field": "a", "message": "b", "x": [1, 2.5, None, True]}]}
    for _ in range(DETAIL_LEVELS - 4):
        details = {"a": details}
    memory = play(httpx.Response(404, json={"details": details}))
    with pytest.raises(NotFoundError) as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.details == details
    assert levels(details) == DETAIL_LEVELS


@pytest.mark.contract(14)
async def test_last_state_of_a_failed_operation_keeps_a_bounded_depth(play):
    state = f'"operationId": "{OPERATION}", "status": "FAILED", "createdAt": "2026-01-15T10:30:00Z", "x": {DEEP}'
    error, result = f'{{"code": 520048, "title": "t", "x": {DEEP}}}', f'{{"type": "NEW", "x": {DEEP}}}'
    memory = play(accepted(), httpx.Response(200, text=f'{{{state}, "error": {error}, "result": {result}}}'))
    deletion = await memory.data_mappings.delete(STORE, MAPPING)
    with pytest.raises(OperationFailedError) as caught:
        await deletion.wait()
    assert levels(caught.value.last_state.to_dict()) == DETAIL_LEVELS
    assert (caught.value.code, caught.value.last_state.error.title) == (520048, "t")
    check_copies(caught.value)


@pytest.mark.contract(14)
async def test_last_state_of_a_failed_import_keeps_a_bounded_depth(play):
    state = f'"status": "FAILED", "filename": "a.csv", "createdAt": "2026-01-15T10:30:00Z", "x": {DEEP}'
    memory = play(httpx.Response(200, text=f"{{{state}}}"))
    with pytest.raises(OperationFailedError) as caught:
        await memory.imports.resume(STORE, IMPORT).wait()
    assert levels(caught.value.last_state.to_dict()) == DETAIL_LEVELS
    check_copies(caught.value)


@pytest.mark.contract(20)
@pytest.mark.parametrize("name", ["id", "createdAt", "mappingFrom"])
async def test_traceback_with_locals_can_be_formatted_for_a_missing_property(play, name):
    body = {key: value for key, value in mapping().items() if key != name}
    memory = play(httpx.Response(200, json=body), httpx.Response(200, json={"dataMappings": [body], "meta": {}}))
    for call in (fetch, list_all):
        with pytest.raises(UnexpectedResponseError, match=f"the property '{name}' is missing") as caught:
            await call(memory)
        text = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
        assert name in text
        assert isinstance(caught.value.__cause__, KeyError)


async def fetch(memory):
    return await memory.data_mappings.fetch(STORE, MAPPING)


async def list_all(memory):
    return [item async for item in memory.data_mappings.list(STORE)]
