"""A response to a fetch by ID is refused if it describes another resource."""

from __future__ import annotations

import json

import httpx
import pytest

from operation_cases import OPERATIONS, PROFILE, RECORDS, STORE, WIRE, documented
from twilio_memory import Outcome, UnexpectedResponseError

OTHER_PROFILE = PROFILE[:-1] + "7"
SERVICE = STORE.replace("mem_store_", "mem_service_")

#: By operation: where its response has the value of the last path parameter.
FETCHES = {
    "FetchStore": ("id",),
    "FetchTraitGroup": ("traitGroup", "displayName"),
    "FetchDataMapping": ("id",),
    "FetchOperation": ("operationId",),
    "FetchProfile": ("id",),
    "FetchProfileImportV2": ("importId",),
    "FetchProfileIdentifier": ("idType",),
    "FetchProfileObservation": ("id",),
    "FetchProfileConversationSummary": ("id",),
}


def with_id(operation, change, headers=None):
    """Return the documented response with its ID changed."""
    value = WIRE[operation][1].partition("?")[0].rpartition("/")[2].replace("%20", " ")
    body = json.loads(documented(operation, 200).content)
    *steps, last = FETCHES[operation]
    place = body
    for step in steps:
        place = place[step]
    place[last] = change(value)
    return httpx.Response(200, json=body, headers=headers or {})


def test_fetches_by_id_all_compare_the_response_id():
    fetches = {name for name in OPERATIONS if name.startswith("Fetch")} - {"FetchIdentityResolutionSettings"}
    assert fetches == FETCHES.keys()
    assert fetches == {name for name, record in RECORDS.items() if record.response_id}


@pytest.mark.contract(20)
@pytest.mark.parametrize("operation", FETCHES)
def test_response_of_another_resource_is_refused(play, operation):
    memory = play(with_id(operation, lambda value: value[:-1] + "7"))
    with pytest.raises(UnexpectedResponseError, match=r"the response for another resource \(") as caught:
        WIRE[operation][0](memory)
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(memory.script.requests) == 1


@pytest.mark.parametrize("operation", FETCHES)
def test_response_of_the_fetched_resource_is_read(play, operation):
    WIRE[operation][0](play(with_id(operation, lambda value: value)))


def test_response_is_read_if_canonical_profile_id_names_its_profile(play):
    headers = {"Canonical-Profile-Id": OTHER_PROFILE}
    memory = play(with_id("FetchProfile", lambda _: OTHER_PROFILE, headers))
    assert (memory.profiles.fetch(STORE, PROFILE)).id == OTHER_PROFILE
    memory = play(with_id("FetchProfile", lambda _: PROFILE[:-1] + "6", headers))
    with pytest.raises(UnexpectedResponseError, match="another resource"):
        memory.profiles.fetch(STORE, PROFILE)


def test_response_for_the_canonical_profile_is_read(play):
    moved = httpx.Response(301, headers={"Canonical-Profile-Id": OTHER_PROFILE}, json={"message": "Moved.", "uri": "/"})
    for profile in (OTHER_PROFILE, PROFILE):
        memory = play(moved, with_id("FetchProfile", lambda _, profile=profile: profile))
        assert (memory.profiles.fetch(STORE, PROFILE)).id == profile
    memory = play(moved, with_id("FetchProfile", lambda _: PROFILE[:-1] + "6"))
    with pytest.raises(UnexpectedResponseError, match="another resource"):
        memory.profiles.fetch(STORE, PROFILE)


@pytest.mark.parametrize(("asked", "found"), [(STORE, SERVICE), (SERVICE, STORE), (SERVICE, SERVICE)])
def test_response_of_a_store_may_have_either_prefix(play, asked, found):
    assert (play(with_id("FetchStore", lambda _: found)).stores.fetch(asked)).id == found
    memory = play(with_id("FetchStore", lambda _: found[:-1] + "7"))
    with pytest.raises(UnexpectedResponseError, match="another resource"):
        memory.stores.fetch(asked)


def test_response_without_an_id_is_read(play):
    body = json.loads(documented("FetchProfile", 200).content)
    del body["id"]
    play(httpx.Response(200, json=body)).profiles.fetch(STORE, PROFILE)
