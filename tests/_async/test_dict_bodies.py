"""Parts of bodies that are given as dictionaries, as the JSON of the API has them."""

from __future__ import annotations

import copy
import datetime as dt

import httpx
import pytest

from scripted import MAPPING, STORE, accepted
from twilio_memory import BatchError, InvalidArgumentError
from twilio_memory.models import (
    IdentifierConfig,
    MappingFromIngress,
    MappingToTraits,
    MappingTraitItem,
    Normalization,
    ObservationInput,
    TraitDefinition,
)

pytestmark = pytest.mark.anyio

PROFILE = "mem_profile_01kpttrkrnfjgvwjwcwggqdk96"
ITEM = {"expression": "email", "traitGroup": "Contact", "traitName": "email"}
FROM = {"type": "INGRESS", "columns": ["email"]}
TO = {"type": "TRAITS", "mappings": [ITEM]}
NOW = dt.datetime(2026, 1, 15, 10, 30, tzinfo=dt.UTC)
OBSERVATION = {"content": "a", "occurredAt": "2026-01-15T10:30:00Z", "source": "crm"}


def create(memory, **changes):
    return memory.data_mappings.create(
        STORE, **{"display_name": "crm", "mapping_from": FROM, "mapping_to": TO, **changes}
    )


async def body_of(memory, call):
    await call
    [body] = memory.script.bodies()
    return body


@pytest.mark.parametrize(
    "mapping_to",
    [
        TO,
        {**TO, "mappings": (ITEM,)},
        {**TO, "mappings": [MappingTraitItem(expression="email", trait_group="Contact", trait_name="email")]},
        MappingToTraits(mappings=[ITEM]),
    ],
    ids=["a dictionary", "a tuple in it", "a model in it", "one in a model"],
)
async def test_dictionary_is_sent_as_its_model_would_be(play, mapping_to):
    given = copy.deepcopy(mapping_to)
    sent = await body_of(memory := play(accepted()), create(memory, mapping_to=mapping_to))
    expected = await body_of(
        other := play(accepted()),
        create(
            other,
            mapping_from=MappingFromIngress(columns=["email"]),
            mapping_to=MappingToTraits(
                mappings=[MappingTraitItem(expression="email", trait_group="Contact", trait_name="email")]
            ),
        ),
    )
    assert sent == expected == {"displayName": "crm", "mappingFrom": FROM, "mappingTo": TO}
    assert mapping_to == given


async def test_dictionary_beside_extra_body_and_null_is_sent_with_both(play):
    memory = play(accepted())
    call = memory.data_mappings.update(
        STORE, MAPPING, mapping_to=TO, description="", extra_body={"future": {"a": [1]}}, if_match="7"
    )
    sent = await body_of(memory, call)
    assert sent == {"mappingTo": TO, "description": "", "future": {"a": [1]}}
    assert memory.script.requests[0].headers["if-match"] == "7"


async def test_dictionaries_and_models_are_items_of_a_batch(play):
    memory = play(httpx.Response(202, json={"message": "ok"}))
    items = [
        {**OBSERVATION, "occurredAt": NOW, "conversationIds": ["CH1"]},
        ObservationInput(content="b", occurred_at=NOW, source="crm"),
        OBSERVATION,
    ]
    sent = await body_of(memory, memory.observations.create(STORE, PROFILE, items))
    assert sent == {
        "observations": [{**OBSERVATION, "conversationIds": ["CH1"]}, {**OBSERVATION, "content": "b"}, OBSERVATION]
    }


async def test_dictionaries_are_definitions_of_traits(play):
    memory = play(accepted())
    rule = {"ruleType": "STRING", "maxLength": 5}
    traits = {"plan": {"dataType": "STRING", "validationRule": rule}, "size": TraitDefinition(data_type="NUMBER")}
    sent = await body_of(memory, memory.trait_groups.create(STORE, display_name="Billing", traits=traits))
    assert sent["traits"] == {
        "plan": {"dataType": "STRING", "validationRule": rule},
        "size": {"dataType": "NUMBER"},
    }


async def test_dictionaries_take_enums(play):
    memory = play(accepted())
    configs = [
        {"idType": "email", "normalization": Normalization.EMAIL, "enforceUnique": True},
        IdentifierConfig(id_type="phone"),
    ]
    sent = await body_of(
        memory, memory.identity_resolution_settings.update(STORE, identifier_configs=configs, matching_rules=[])
    )
    assert sent["identifierConfigs"] == [
        {"idType": "email", "normalization": "email", "enforceUnique": True},
        {"idType": "phone"},
    ]


LOOP = {"type": "TRAITS", "mappings": []}
LOOP["mappings"].append(LOOP)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"mapping_from": {"type": "INGRESS"}}, "mapping_from: the property 'columns' is missing"),
        ({"mapping_from": {"type": "INGRES", "columns": ["a"]}}, "mapping_from: the type 'INGRES' is not known here"),
        (
            {"mapping_from": {"type": "DATASET", "datasetId": "a"}},
            "mapping_from: the type 'DATASET' is not known here",
        ),
        (
            {"mapping_from": {**FROM, "columns": "a"}},
            "mapping_from: the property 'columns' must be an array, not a string",
        ),
        (
            {"mapping_from": {**FROM, "mood": 1}},
            "mapping_from: there is no property 'mood' in MappingFromIngress; it has type, columns",
        ),
        (
            {"mapping_to": {**TO, "mappings": [ITEM, {**ITEM, "traitGroop": "x"}]}},
            "mapping_to.mappings[1]: there is no property 'traitGroop' in MappingTraitItem; did you mean 'traitGroup'?",
        ),
        (
            {"mapping_to": {**TO, "mappings": [ITEM, {"expression": "a", "traitName": "b"}]}},
            "mapping_to.mappings[1]: the property 'traitGroup' is missing",
        ),
        (
            {"mapping_to": {**TO, "mappings": [3]}},
            "mapping_to.mappings[0]: expected the properties of MappingTraitItem, got 3",
        ),
        ({"mapping_to": {**TO, "type": "OTHER"}}, "mapping_to: the type 'OTHER' is not known here"),
        ({"mapping_from": {**FROM, 1: "a"}}, "mapping_from: there is no property 1 in MappingFromIngress"),
        ({"mapping_from": {**FROM, None: "a"}}, "mapping_from: there is no property None in MappingFromIngress"),
        (
            {"mapping_from": {**FROM, "columns": {"a"}}},
            "mapping_from: the property 'columns' must be an array, not a set",
        ),
        (
            {"mapping_to": {**TO, "mappings": {"a": ITEM}.values()}},
            "mapping_to: the property 'mappings' must be an array, not a dict_values",
        ),
        (
            {"mapping_to": {**TO, "mappings": [{**ITEM, "expression": dt.date(2026, 1, 15)}]}},
            "mapping_to.mappings[0]: the property 'expression' must be a string, not a date",
        ),
        ({"mapping_from": {}}, "mapping_from: the property 'type' is missing"),
        ({"mapping_from": {"columns": ["a"]}}, "mapping_from: the property 'type' is missing"),
        ({"display_name": {}}, "the property 'displayName' must be a string, not an object"),
        ({"mapping_to": LOOP}, "a container is part of itself, or nested too deep"),
    ],
    ids=str,
)
async def test_dictionary_that_is_not_of_the_api_is_refused_with_its_place(play, changes, text):
    memory = play()
    with pytest.raises(InvalidArgumentError) as caught:
        await create(memory, **changes)
    assert str(caught.value).startswith("data_mappings.create: the request cannot be built (")
    assert text in str(caught.value)
    assert memory.script.requests == []


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ({**OBSERVATION, "occurredAt": "2026-01-15T10:30:00"}, "item 1, occurred_at: "),
        ({**OBSERVATION, "occurredAt": NOW.replace(tzinfo=None)}, "item 1, occurred_at: "),
        ({**OBSERVATION, "occurredAt": "tomorrow"}, "item 1: Invalid isoformat string: 'tomorrow'"),
        ({"content": "a", "source": "crm"}, "item 1: the property 'occurredAt' is missing"),
        ({**OBSERVATION, "conversationId": "CH1"}, "item 1: there is no property 'conversationId'"),
    ],
    ids=["no zone", "a datetime without zone", "no time", "a property is missing", "a property is misspelt"],
)
async def test_dictionary_of_a_batch_is_refused_with_its_number(play, item, text):
    memory = play()
    with pytest.raises(BatchError) as caught:
        await memory.observations.create(STORE, PROFILE, [OBSERVATION, item])
    assert text in str(caught.value)
    assert memory.script.requests == []


async def test_dictionary_with_half_a_surrogate_pair_is_refused(play):
    memory = play()
    with pytest.raises(InvalidArgumentError, match=r"mapping_from\.columns\[0\]: the text has half a surrogate pair"):
        await create(memory, mapping_from={**FROM, "columns": ["\ud800"]})
    assert memory.script.requests == []
