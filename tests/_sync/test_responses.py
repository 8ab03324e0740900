"""The response to a successful call, on what the call returns."""

from __future__ import annotations

import copy
import io
import pickle

import httpx
import pytest

from operation_cases import COLUMNS
from scripted import MAPPING, OPERATION, STORE, accepted, error, mapping, operation
from twilio_memory.models import DataMapping

HEADERS = {"Twilio-Request-Id": "RQ2", "X-Other": "1"}


def test_response_of_a_model_has_status_headers_attempts_and_elapsed(play, clock):
    def slow(_request):
        clock.advance(2)
        return error(503, headers={"Retry-After": "3"})

    memory = play(slow, httpx.Response(200, json=mapping(), headers=HEADERS))
    response = (memory.data_mappings.fetch(STORE, MAPPING)).response
    assert (response.status, response.request_id, response.elapsed) == (200, "RQ2", 5.0)
    assert response.headers["x-other"] == "1"
    assert [attempt.status for attempt in response.attempts] == [503, 200]
    assert repr(response) == "<APIResponse with status 200, request ID RQ2>"
    with pytest.raises(AttributeError):
        response.status = 1


def test_response_is_no_part_of_what_the_model_is(play):
    memory = play(*[httpx.Response(200, json=mapping(), headers=HEADERS)] * 2)
    first, second = [memory.data_mappings.fetch(STORE, MAPPING) for _ in range(2)]
    made = DataMapping.from_dict(mapping())
    assert first == second == made
    assert first.to_dict() == made.to_dict() == mapping()
    assert repr(first) == repr(made)
    assert "response" not in first.fields()
    assert made.response is None
    assert first.mapping_to.response is None
    for other in (copy.copy(first), copy.deepcopy(first), pickle.loads(pickle.dumps(first))):
        assert other == first
        assert other.response is None


def test_response_of_handles_and_polls(play):
    memory = play(accepted(**HEADERS), operation("RUNNING", headers=HEADERS))
    handle = memory.data_mappings.delete(STORE, MAPPING)
    assert (handle.response.status, handle.response.request_id) == (202, "RQ2")
    assert handle.response.attempts == handle.attempts
    assert (handle.fetch()).response.status == 200
    assert memory.operations.resume(handle.to_token()).response is None


def test_response_of_lists_and_pages(play):
    def page(number, token=None):
        body = {"dataMappings": [mapping()], "meta": {"nextToken": token} if token else {}}
        return httpx.Response(200, json=body, headers={"Twilio-Request-Id": f"RQ{number}"})

    memory = play(page(1, "t"), page(2), page(3))
    listing = memory.data_mappings.list(STORE)
    assert listing.response is None
    pages = listing.pages()
    assert pages.response is None
    assert (next(pages)).response is pages.response is listing.response
    assert pages.response.request_id == "RQ1"
    assert [each.response.request_id for each in pages] == ["RQ2"]
    for item in listing:
        assert item.response is None
        assert listing.response.request_id == "RQ3"


def test_response_of_batches_and_imports(emulator):
    with emulator.client() as memory:
        store = (memory.stores.create(display_name="shop")).wait()
        [batch] = memory.profiles.bulk_upsert(store, [{"Contact": {"email": "a@example.com"}}])
        assert batch.result.response.status == 202
        source = io.BytesIO(b"email,firstName\na@example.com,Ada\n")
        handle = memory.imports.upload(store, source, column_mappings=COLUMNS, filename="a.csv")
        assert handle.response.status == 201
        assert (handle.wait()).response.status == 200
        assert memory.imports.resume(store, handle.import_id).response is None


def test_response_of_a_deletion_that_an_earlier_attempt_has_done_is_none(play):
    memory = play(httpx.ReadError("reset"), error(404, 520048))
    handle = memory.data_mappings.delete(STORE, MAPPING)
    assert handle.completed_by_earlier_attempt
    assert handle.response is None


def test_response_has_request_id_of_its_last_attempt(play):
    memory = play(operation("RUNNING"))
    assert (memory.operations.fetch(OPERATION)).response.request_id is None
