"""Contract 33: a value that cannot be sent is named by item, group and trait, before anything is sent."""

from __future__ import annotations

import datetime as dt
import decimal
import json
import pickle
import uuid

import pytest

from operation_cases import CONVERSATION, PROFILE, STORE, TIME, documented
from twilio_memory import BatchError, InvalidArgumentError
from twilio_memory.models import ObservationInput, TraitDataType, TraitDefinition

pytestmark = [pytest.mark.anyio, pytest.mark.contract(33)]

BULK = "UpdateProfilesBulk"


class Scalar:
    """A scalar as numpy has them."""

    dtype = "int64"
    ndim = 0

    def item(self):
        return 7


class Array(Scalar):
    ndim = 1


class Timestamp(dt.datetime):
    """A subclass, as pandas has one."""


class Broken:
    """An object whose repr fails."""

    def __repr__(self):
        raise RuntimeError("broken")


CIRCULAR = []
CIRCULAR.append(CIRCULAR)
DEEP = []
for _ in range(50_000):
    DEEP = [DEEP]

VALUES = [
    (float("nan"), "NaN is not a JSON number; leave it out"),
    (float("-inf"), "-Infinity is not a JSON number"),
    (dt.datetime(2026, 1, 1, tzinfo=dt.UTC), r"got a datetime\.datetime; give text, such as value\.isoformat\(\)"),
    (dt.date(2026, 1, 1), r"got a datetime\.date; give text"),
    (Timestamp(2026, 1, 1, tzinfo=dt.UTC), r"got a .*Timestamp; give text, such as value\.isoformat\(\)"),
    (decimal.Decimal("1.5"), r"got a decimal\.Decimal; give float\(value\) or str\(value\)"),
    (uuid.UUID(int=7), r"got an? uuid\.UUID; give str\(value\)"),
    (Scalar(), r"got a .*Scalar; give value\.item\(\)"),
    (Array(), r"got a .*Array; give value\.tolist\(\)"),
    ({"a"}, "got a set; give a list"),
    (frozenset("a"), "got a frozenset; give a list"),
    (b"a", r"got a bytes; give text, such as value\.decode\(\)"),
    ("half \ud83d", "the text has half a surrogate pair"),
    (10**5000, "the number is too large"),
    (CIRCULAR, "the container is part of itself"),
    (DEEP, "more than 100 levels are nested"),
    ({(1, 2): "a"}, "it has a name that is a tuple; names are text"),
    (Broken(), "got a .*Broken; give text, a number, a boolean, or a list of these"),
]
IDS = [type(value).__name__ for value, _ in VALUES]


@pytest.mark.parametrize(("value", "reason"), VALUES, ids=IDS)
async def test_invalid_trait_is_located_in_a_single_call(play, value, reason):
    memory = play()
    for call in (
        lambda: memory.profiles.create(STORE, {"Contact": {"email": "a@example.com", "firstName": value}}),
        lambda: memory.profiles.update(STORE, PROFILE, {"Contact": {"lastName": None, "firstName": value}}),
    ):
        with pytest.raises(InvalidArgumentError, match=rf"\(Contact\.firstName(\[0\])*: {reason}") as caught:
            await call()
        assert caught.value.item_index is None
    assert memory.script.requests == []


@pytest.mark.parametrize(("value", "reason"), VALUES, ids=IDS)
async def test_invalid_trait_is_located_among_all_items_of_a_batch(play, value, reason):
    rows = [{"Contact": {"email": f"{number}@example.com", "firstName": "Ada"}} for number in range(2500)]
    rows[1733]["Contact"]["firstName"] = value
    memory = play(documented(BULK, 202))
    text = r"Items 0 to 999 were accepted\. Items 1000 to 1999 were not sent: profiles\.bulk_upsert: .*\(item 1733, "
    with pytest.raises(BatchError, match=rf"{text}Contact\.firstName(\[0\])*: {reason}") as caught:
        await memory.profiles.bulk_upsert(STORE, rows)
    error = caught.value
    assert (error.item_index, error.next_index, error.method) == (1733, 1000, "profiles.bulk_upsert")
    assert isinstance(error, InvalidArgumentError)
    assert "item 1733," in str(error.__cause__)
    assert len(memory.script.requests) == 1


async def test_index_of_an_invalid_item_survives_pickling(play):
    with pytest.raises(BatchError) as caught:
        await play().profiles.bulk_upsert(STORE, [{"Contact": {}}, {"Contact": {"firstName": float("nan")}}])
    assert pickle.loads(pickle.dumps(caught.value)).item_index == 1


async def test_invalid_value_in_a_list_is_located_by_its_index(play):
    with pytest.raises(InvalidArgumentError, match=r"\(Loyalty\.levels\[1\]: NaN "):
        await play().profiles.create(STORE, {"Loyalty": {"levels": [1.5, float("nan")]}})


@pytest.mark.parametrize(
    ("traits", "reason"),
    [
        ({"Contact": {1: "Ada"}}, "the name of a trait of Contact is text, got int"),
        ({"Contact": {None: "Ada"}}, "the name of a trait of Contact is text, got NoneType"),
        ({7: {"firstName": "Ada"}}, "the name of a group is text, got int"),
        ({"Contact": ["ab"]}, "expected values by group and name, .*, got list for Contact"),
        ("abc", "expected values by group and name, .*, got str$"),
    ],
)
async def test_name_that_is_no_text_is_located(play, traits, reason):
    memory = play(documented(BULK, 202))
    with pytest.raises(InvalidArgumentError, match=f"^traits: {reason}"):
        await memory.profiles.create(STORE, traits)
    with pytest.raises(BatchError, match="item 1001, traits: ") as caught:
        await memory.profiles.bulk_upsert(STORE, [{"Contact": {"email": "a@example.com"}}] * 1001 + [traits])
    assert caught.value.item_index == 1001
    assert len(memory.script.requests) == 1


async def test_invalid_value_of_a_model_is_located_by_the_attribute(play):
    memory = play(documented("CreateProfileObservation", 202))
    items = [ObservationInput(content=str(number), occurred_at=TIME, source="test") for number in range(15)]
    items[12] = ObservationInput(content="half \udc00", occurred_at=TIME, source="test")
    with pytest.raises(BatchError, match=r"\(item 12, content: the text has half a surrogate") as caught:
        await memory.observations.create(STORE, PROFILE, items)
    assert caught.value.item_index == 12
    items[12] = "text"
    with pytest.raises(BatchError, match=r"item 2: expected a model of twilio_memory\.models") as caught:
        await memory.observations.create(STORE, PROFILE, items[10:])
    assert (caught.value.item_index, caught.value.start) == (2, 0)
    definition = TraitDefinition(data_type=TraitDataType.STRING, description=b"x")
    with pytest.raises(InvalidArgumentError, match=r"\(traits\.tier\.description: got a bytes"):
        await memory.trait_groups.create(STORE, display_name="Loyalty", traits={"tier": definition})
    assert len(memory.script.requests) == 1


async def test_half_a_surrogate_in_a_query_names_the_parameter(play):
    memory = play()
    with pytest.raises(InvalidArgumentError, match=r"\(source: the text has half a surrogate"):
        async for _ in memory.observations.list(STORE, PROFILE, source="\ud800"):
            pass
    assert memory.script.requests == []


@pytest.mark.parametrize(("body", "place"), [({"a": {1: 2}}, "extra_body.a"), ({7: 1}, "extra_body")])
async def test_name_in_extra_body_that_is_no_text_is_refused(play, body, place):
    with pytest.raises(InvalidArgumentError, match=rf"\({place}: it has a name that is an int; names are text"):
        await play().stores.create(display_name="crm", extra_body=body)


async def test_text_beyond_ascii_is_sent_as_it_is(play):
    memory = play(documented("CreateProfile", 202))
    await memory.profiles.create(STORE, {"Contact": {"firstName": "Zoë 😀"}})
    [request] = memory.script.requests
    assert json.loads(request.content) == {"traits": {"Contact": {"firstName": "Zoë 😀"}}}


async def test_invalid_items_can_be_left_out_one_after_the_other(memory):
    store_id = await (await memory.stores.create(display_name="crm")).wait()
    rows = [{"Contact": {"email": f"{number}@example.com", "firstName": "Ada"}} for number in range(1300)]
    rows[3]["Contact"]["firstName"] = float("nan")
    rows[1100]["Contact"]["firstName"] = {1}
    skipped, sent, start = [], list(enumerate(rows)), 0
    while start < len(sent):
        try:
            await memory.profiles.bulk_upsert(store_id, [row for _, row in sent[start:]])
            break
        except BatchError as error:
            if error.item_index is None:
                raise
            skipped.append(sent.pop(start + error.item_index)[0])
            start += error.next_index
    assert skipped == [3, 1100]


@pytest.mark.parametrize(
    ("call", "method"),
    [
        (lambda memory: memory.stores.fetch("x"), "stores.fetch"),
        (lambda memory: memory.stores.create(display_name=None), "stores.create"),
        (lambda memory: memory.stores.update(STORE, description="x", if_match=None), "stores.update"),
        (lambda memory: memory.profiles.create(STORE, 7), "profiles.create"),
        (lambda memory: memory.profiles.bulk_upsert(STORE, 7), "profiles.bulk_upsert"),
        (lambda memory: memory.profiles.recall(STORE, PROFILE, query=None), "profiles.recall"),
        (lambda memory: memory.trait_groups.create(STORE, display_name=".."), "trait_groups.create"),
        (lambda memory: memory.trait_groups.create(STORE, display_name="x", traits=[]), "trait_groups.create"),
        (lambda memory: memory.observations.create(STORE, PROFILE, None), "observations.create"),
        (lambda memory: memory.summaries.create(STORE, PROFILE, None), "summaries.create"),
        (lambda memory: memory.identifiers.delete(STORE, PROFILE, "a", remove_all=1), "identifiers.delete"),
        (lambda memory: memory.operations.fetch("/"), "operations.fetch"),
    ],
)
async def test_error_of_an_argument_has_the_method(play, call, method):
    memory = play()
    with pytest.raises(InvalidArgumentError) as caught:
        await call(memory)
    assert caught.value.method == method
    assert memory.script.requests == []


async def test_error_of_an_argument_of_a_list_has_the_method(play):
    with pytest.raises(InvalidArgumentError) as caught:
        play().observations.list(STORE, PROFILE, page_size=0)
    assert caught.value.method == "observations.list"


@pytest.mark.parametrize(
    ("name", "method", "arguments"),
    [
        ("profiles", "create", ()),
        ("profiles", "delete", ()),
        ("observations", "create", ()),
        ("imports", "upload", ()),
        ("trait_groups", "update", (CONVERSATION,)),
    ],
)
async def test_type_error_of_python_names_the_public_class(play, name, method, arguments):
    resource = getattr(play(), name)
    with pytest.raises(TypeError, match=rf"^{type(resource).__name__}\.{method}\(\) missing"):
        await getattr(resource, method)(*arguments, STORE=1)
