"""Methods of resources on the emulator: requests, results and errors."""

from __future__ import annotations

import datetime as dt
import enum
import json
import re
from types import MappingProxyType

import httpx
import pytest

from operation_cases import CONVERSATION, PROFILE
from scripted import MAPPING, STORE, accepted, mapping
from twilio_memory import (
    DataMappingAlreadyExistsError,
    DataMappingNotFoundError,
    InvalidArgumentError,
    OperationFailedError,
    OperationNotFoundError,
    Outcome,
    PreconditionFailedError,
    QuotaExceededError,
    StoreAlreadyExistsError,
    StoreNotFoundError,
    VersionConflictError,
)
from twilio_memory.models import (
    CreateDataMappingInput,
    DataMapping,
    DataMappingCore,
    MappingFromDatasetCloudApp,
    MappingFromIngress,
    MappingFromOther,
    MappingToTraits,
    MappingTraitItem,
    Store,
    StorePatch,
)

MOMENT = "2026-01-15T10:30:00Z"
READ_ONLY = {"id", "version", "createdAt", "updatedAt"}
FROM = MappingFromIngress(columns=["primary_email"])
TO = MappingToTraits(mappings=[MappingTraitItem(expression="primary_email", trait_group="Contact", trait_name="email")])


@pytest.fixture
def store_id(memory):
    return (memory.stores.create(display_name="sandbox")).wait()


@pytest.fixture
def mapping_id(memory, store_id):
    creation = memory.data_mappings.create(store_id, display_name="crm", mapping_from=FROM, mapping_to=TO)
    return creation.wait()


def test_store_create_fetch_update_delete(memory, emulator):
    creation = memory.stores.create(display_name="sandbox", description="Customers")
    store_id = creation.wait()
    store = memory.stores.fetch(store_id)
    assert isinstance(store, Store)
    assert (store.id, store.display_name, store.description, store.status) == (
        store_id,
        "sandbox",
        "Customers",
        "ACTIVE",
    )
    assert store.etag
    (memory.stores.update(store_id, description="Others", if_match=store.etag)).wait()
    changed = memory.stores.fetch(store_id)
    assert (changed.description, changed.version) == ("Others", store.version + 1)
    with pytest.raises(VersionConflictError) as caught:
        memory.stores.update(store_id, **StorePatch(display_name="late").fields(), if_match=store.etag)
    assert isinstance(caught.value, PreconditionFailedError)
    assert [found for found in memory.stores.list()] == [store_id]
    assert (memory.stores.delete(store_id)).wait() is None
    with pytest.raises(StoreNotFoundError):
        memory.stores.fetch(store_id)
    assert [found for found in memory.stores.list()] == []


def test_data_mapping_create_fetch_update_delete(memory, store_id, mapping_id):
    found = memory.data_mappings.fetch(store_id, mapping_id)
    assert isinstance(found, DataMapping)
    assert found.mapping_from == FROM
    assert found.mapping_to == TO
    assert found.created_at == dt.datetime.fromtimestamp(found.created_at.timestamp(), dt.UTC)
    changes = DataMappingCore(is_enabled=False, mapping_to=found.mapping_to)
    (memory.data_mappings.update(store_id, mapping_id, **changes.fields(), if_match=found.etag)).wait()
    changed = memory.data_mappings.fetch(store_id, mapping_id)
    assert changed.is_enabled is False
    assert changed.etag != found.etag
    assert [item.id for item in memory.data_mappings.list(store_id)] == [mapping_id]
    deletion = memory.data_mappings.delete(store_id, mapping_id)
    assert (deletion.fetch()).status == "RUNNING"
    deletion.wait()
    with pytest.raises(DataMappingNotFoundError):
        memory.data_mappings.fetch(store_id, mapping_id)


def test_duplicate_names_and_quotas_raise_their_own_errors(memory, store_id, mapping_id):
    creation = memory.stores.create(display_name="sandbox")
    with pytest.raises(StoreAlreadyExistsError) as caught:
        creation.wait()
    assert isinstance(caught.value, OperationFailedError)
    assert caught.value.last_state.error.code == caught.value.code == 520045
    assert caught.value.outcome is Outcome.ACCEPTED
    assert caught.value.status is None
    with pytest.raises(DataMappingAlreadyExistsError):
        memory.data_mappings.create(store_id, display_name="crm", mapping_from=FROM, mapping_to=TO)
    for number in range(14):
        memory.stores.create(display_name=f"another-{number}")
    with pytest.raises(QuotaExceededError):
        memory.stores.create(display_name="one-too-many")


def test_operation_is_fetched_by_id(memory):
    creation = memory.stores.create(display_name="sandbox")
    state = memory.operations.fetch(creation.operation_id)
    assert state.operation_id == creation.operation_id
    with pytest.raises(OperationNotFoundError):
        memory.operations.fetch("proc_job_00000000000000000000000000")


def test_body_can_be_given_whole_or_as_fields(play):
    memory = play(accepted(), accepted())
    memory.data_mappings.create(STORE, display_name="crm", mapping_from=FROM, mapping_to=TO)
    memory.data_mappings.create(
        STORE, **CreateDataMappingInput(display_name="crm", mapping_from=FROM, mapping_to=TO).fields()
    )
    first, second = memory.script.bodies()
    assert (
        first
        == second
        == {
            "displayName": "crm",
            "mappingFrom": {"type": "INGRESS", "columns": ["primary_email"]},
            "mappingTo": {
                "type": "TRAITS",
                "mappings": [{"expression": "primary_email", "traitGroup": "Contact", "traitName": "email"}],
            },
        }
    )


@pytest.mark.contract(8, 21)
def test_data_mapping_with_unknown_properties_is_restored_unchanged(play):
    columns = {"type": "INGRESS", "columns": ["primary_email"], "delimiter": ";"}
    deleted = mapping(description=None, isEnabled=False, mappingFrom=columns, color="red", tags={"a": [1]})
    memory = play(httpx.Response(200, json=deleted), accepted())
    backup = json.dumps((memory.data_mappings.fetch(STORE, MAPPING)).to_dict())
    saved = {name: value for name, value in json.loads(backup).items() if name not in READ_ONLY}
    body = CreateDataMappingInput.from_dict(saved)
    assert body.fields()["extra_body"] == {"color": "red", "tags": {"a": [1]}}
    memory.data_mappings.create(STORE, **body.fields())
    sent = json.loads(memory.script.requests[-1].content)
    assert {**sent, "description": None} == saved  # a null description cannot be sent


def test_extra_body_is_sent_and_known_properties_are_refused_in_it(play):
    memory = play(accepted())
    memory.stores.update(STORE, description="a", extra_body={"color": "red"})
    assert memory.script.bodies() == [{"description": "a", "color": "red"}]
    with pytest.raises(InvalidArgumentError, match="extra_body: 'displayName' is a known property"):
        memory.stores.update(STORE, extra_body={"displayName": "a"})
    with pytest.raises(InvalidArgumentError, match="extra_body: expected properties by name, got list"):
        memory.stores.update(STORE, extra_body=["color"])
    assert len(memory.script.requests) == 1


def test_missing_values_are_none(play):
    memory = play(*[httpx.Response(200, json=body) for body in (mapping(), mapping(description=None))])
    for body in (mapping(), mapping(description=None)):
        found = memory.data_mappings.fetch(STORE, MAPPING)
        assert found.description is None
        assert f"{found.description}" == "None"
        assert found.to_dict() == body | {"createdAt": MOMENT, "updatedAt": MOMENT}


@pytest.mark.contract(8)
def test_update_sends_only_the_given_fields(play):
    memory = play(accepted(), accepted())
    memory.data_mappings.update(STORE, MAPPING, display_name="new", if_match='"abc"')
    memory.stores.update(STORE, description="new")
    assert memory.script.bodies() == [{"displayName": "new"}, {"description": "new"}]
    first, second = memory.script.requests
    assert first.headers["if-match"] == '"abc"'
    assert "if-match" not in second.headers
    assert first.headers["content-type"] == "application/json"


def test_misspelt_field_is_a_type_error_with_a_suggestion(play):
    memory = play()
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'display_name'"):
        memory.data_mappings.create(STORE, dispaly_name="crm", mapping_from=FROM, mapping_to=TO)
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'mapping_to'"):
        memory.data_mappings.create(STORE, display_name="crm", mapping_from=FROM)
    with pytest.raises(TypeError, match="unexpected keyword argument 'x'"):
        memory.data_mappings.update(STORE, MAPPING, x=1)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"description": "x", "extra_body": {"isEnabled": True}}, "extra_body: 'isEnabled' is a known property"),
        ({"extra_body": {"description": "x"}}, "extra_body: 'description' is a known property"),
        ({"extra_body": {"mood": object()}}, "cannot be built"),
        ({"extra_body": [("mood", "good")]}, "extra_body: expected properties by name, got list"),
        ({}, "at least one field"),
        (DataMappingCore().fields(), "at least one field"),
        (
            {"mapping_to": {"type": "TRAITS"}},
            "(mapping_to: the property 'mappings' is missing)",
        ),
        (
            {"mapping_to": MappingToTraits(mappings=[{}])},
            "(mapping_to.mappings[0]: the property 'expression' is missing)",
        ),
        ({"description": object()}, "cannot be built"),
        ({"description": float("nan")}, "cannot be built"),
        ({"description": "x", "if_match": "a\r\nX-Evil: 1"}, "if_match: "),
        ({"description": "x", "if_match": ""}, "if_match: "),
        ({"description": "x", "if_match": "é"}, "if_match: "),
        ({"description": "x", "if_match": None}, "if_match: "),
        (
            {"description": "x", "if_match": DataMappingCore()},
            "if_match: expected the etag of what was",
        ),
    ],
)
def test_update_with_an_invalid_body_is_refused(play, fields, message):
    with pytest.raises(InvalidArgumentError, match=re.escape(message)):
        play().data_mappings.update(STORE, MAPPING, **fields)


def test_extra_body_is_sent_with_the_fields(play):
    memory = play(accepted(), accepted())
    memory.data_mappings.update(STORE, MAPPING, description="x", extra_body={"mood": "good", "id": 7})
    memory.stores.update(STORE, extra_body={"mood": None})
    assert memory.script.bodies() == [{"description": "x", "mood": "good", "id": 7}, {"mood": None}]


def test_whole_body_is_sent_as_its_fields(play):
    saved = {"displayName": "crm", "mappingFrom": FROM.to_dict(), "mappingTo": TO.to_dict(), "mood": "good"}
    body = CreateDataMappingInput.from_dict(saved)
    memory = play(accepted())
    memory.data_mappings.create(STORE, **body.fields())
    assert memory.script.bodies() == [saved]


@pytest.mark.contract(21)
def test_unknown_types_and_properties_are_kept(play):
    body = mapping(mappingFrom={"type": "TELEPATHY", "range": 7}, mood="good")
    memory = play(httpx.Response(200, json=body, headers={"ETag": '"abc"'}))
    found = memory.data_mappings.fetch(STORE, MAPPING)
    assert isinstance(found.mapping_from, MappingFromOther)
    assert (found.mapping_from.type_, found.mapping_from["range"]) == ("TELEPATHY", 7)
    assert found["mood"] == "good"
    assert found.etag == '"abc"'
    assert found.to_dict() == body | {
        "createdAt": "2026-01-15T10:30:00Z",
        "updatedAt": "2026-01-15T10:30:00Z",
    }


def test_mapping_source_type_determines_its_class(play):
    dataset = {"type": "DATASET_CLOUDAPP", "datasetId": "tdi_dataset_00000000000000000000000000"}
    memory = play(httpx.Response(200, json=mapping(mappingFrom=dataset)))
    found = memory.data_mappings.fetch(STORE, MAPPING)
    assert type(found.mapping_from) is MappingFromDatasetCloudApp


def test_resource_without_etag_header_has_etag_none(play):
    memory = play(httpx.Response(200, json=mapping()))
    assert (memory.data_mappings.fetch(STORE, MAPPING)).etag is None


def test_fetched_model_survives_a_dict_round_trip(play):
    memory = play(httpx.Response(200, json=mapping(), headers={"ETag": '"abc"'}))
    found = memory.data_mappings.fetch(STORE, MAPPING)
    again = DataMapping.from_dict(found.to_dict())
    assert again.etag is None
    assert again != found
    again.etag = found.etag
    assert (again, repr(again)) == (found, repr(found))


def test_unknown_store_status_is_kept(play):
    body = {"id": STORE, "displayName": "a", "status": "ASLEEP", "intelligenceServiceId": None, "version": 1}
    store = play(httpx.Response(200, json=body)).stores.fetch(STORE)
    assert store.status == "ASLEEP"
    assert store.intelligence_service_id is None


def test_profile_without_traits_has_empty_traits(play):
    for traits in ({}, {"traits": None}, {"traits": {}}):
        found = play(httpx.Response(200, json={"id": PROFILE, **traits})).profiles.fetch(STORE, PROFILE)
        assert found.traits == {}


@pytest.mark.parametrize("profiles", [{}, {"profiles": None}, {"profiles": []}])
def test_lookup_without_matches_returns_an_empty_list(play, profiles):
    memory = play(httpx.Response(200, json=profiles))
    assert (memory.profiles.lookup(STORE, id_type="email", value="x")).profiles == []


class Source(str, enum.Enum):  # noqa: UP042 - a common form in user code
    CRM = "crm"


class StrWithOtherText(str):  # noqa: SLOT000 - a common form in user code
    def __str__(self):
        return "../x"


def test_str_subclasses_in_a_query_are_sent_as_their_characters(play):
    memory = play(*[httpx.Response(200, json={"observations": [], "meta": {"key": "observations"}})] * 2)
    for source in (Source.CRM, StrWithOtherText("crm")):
        listed = memory.observations.list(STORE, PROFILE, source=source, conversation_id=StrWithOtherText(CONVERSATION))
        assert [each for each in listed] == []
    assert {line.partition("?")[2] for line in memory.script.lines} == {f"source=crm&conversationId={CONVERSATION}"}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda memory: memory.observations.list(STORE, PROFILE, source=b"crm"), "source: expected a str"),
        (
            lambda memory: memory.observations.list(STORE, PROFILE, created_after=dt.date(2026, 1, 1)),
            "created_after: .*no time zone",
        ),
        (lambda memory: memory.profiles.recall(STORE, PROFILE, begin_date=dt.time(10)), "body.begin_date: .*no time"),
        (lambda memory: memory.profiles.recall(STORE, PROFILE, query=None), "query: got None"),
        (lambda memory: memory.identifiers.delete(STORE, PROFILE, "email", remove_all="yes"), "remove_all: expected"),
        (lambda memory: memory.trait_groups.fetch(STORE, "Contact", include_traits=1), "include_traits: expected"),
        (lambda memory: memory.profiles.fetch(STORE, PROFILE, trait_groups=5), "trait_groups: expected"),
        *[
            (lambda memory, traits=traits: memory.profiles.create(STORE, traits), "traits: expected values by group")
            for traits in (None, "abc", 5, {"Contact": None}, [{}])
        ],
    ],
)
def test_arguments_of_the_wrong_type_are_refused(play, call, message):
    memory = play()
    with pytest.raises(InvalidArgumentError, match=message):
        call(memory)
    assert memory.script.requests == []


def test_arguments_accept_any_mapping_and_any_iterable(play):
    accepted = httpx.Response(202, json={"id": PROFILE, "message": "ok"})
    memory = play(accepted, httpx.Response(200, json={"id": PROFILE, "createdAt": "2026-01-15T10:30:00Z"}))
    memory.profiles.create(STORE, MappingProxyType({"Contact": MappingProxyType({"email": "a@b.c"})}))
    assert memory.script.bodies() == [{"traits": {"Contact": {"email": "a@b.c"}}}]
    memory.profiles.fetch(STORE, PROFILE, trait_groups=iter(["Contact", "Other"]))
    assert memory.script.lines[-1].endswith("?traitGroups=Contact%2COther")
