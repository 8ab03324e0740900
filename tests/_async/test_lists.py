"""Lists over pages."""

from __future__ import annotations

import json

import httpx
import pytest

from scripted import MAPPING, STORE, error, mapping
from twilio_memory import (
    DataMappingNotFoundError,
    InternalServerError,
    InvalidArgumentError,
    InvalidTTIDError,
    Outcome,
    UnexpectedResponseError,
)
from twilio_memory.models import DataMapping, DataMappingList, MappingFromType, OrderBy
from wire import PROFILE

pytestmark = pytest.mark.anyio

PATH = f"GET /v1/ControlPlane/Stores/{STORE}/DataMappings"


def page(*names, token=None):
    meta = {"key": "dataMappings", "pageSize": len(names)} | ({"nextToken": token} if token else {})
    return httpx.Response(200, json={"dataMappings": [mapping(displayName=name) for name in names], "meta": meta})


async def test_items_come_from_all_pages(play):
    memory = play(page("a", "b", token="one"), page(token="two"), page("c"))
    items = [item async for item in memory.data_mappings.list(STORE, page_size=2)]
    assert [item.display_name for item in items] == ["a", "b", "c"]
    assert all(type(item) is DataMapping for item in items)
    assert memory.script.lines == [
        f"{PATH}?pageSize=2",
        f"{PATH}?pageSize=2&pageToken=one",
        f"{PATH}?pageSize=2&pageToken=two",
    ]


async def test_a_page_is_fetched_only_when_the_one_before_is_used_up(play):
    memory = play(page("a", "b", token="one"), page("c"))
    seen = [(item.display_name, len(memory.script.requests)) async for item in memory.data_mappings.list(STORE)]
    assert seen == [("a", 1), ("b", 1), ("c", 2)]


async def test_pages_come_as_the_api_answers_them(play):
    memory = play(page("a", token="one"), page("b"))
    pages = [page async for page in memory.data_mappings.list(STORE).pages()]
    assert all(type(page) is DataMappingList for page in pages)
    assert pages[0].meta.next_token == "one"


async def test_pages_tell_how_to_go_on_later(play):
    memory = play(page("a", token="one"), page("b"))
    pages = memory.data_mappings.list(STORE).pages()
    assert pages.next_token is None
    await anext(pages)
    assert pages.next_token == "one"
    rest = memory.data_mappings.list(STORE, page_token=pages.next_token).pages()
    assert (await anext(rest)).data_mappings[0].display_name == "b"
    assert rest.next_token is None


@pytest.mark.contract(24)
async def test_the_token_that_a_list_began_with_is_one_that_has_come(play):
    memory = play(page("a", token="one"))
    with pytest.raises(UnexpectedResponseError, match="a second time"):
        [item async for item in memory.data_mappings.list(STORE, page_token="one")]
    assert len(memory.script.requests) == 1


async def test_a_token_that_cannot_be_sent_stays_what_it_is(play):
    answer = json.dumps({"dataMappings": [], "meta": {"key": "dataMappings", "nextToken": "\ud800"}})
    pages = play(httpx.Response(200, text=answer)).data_mappings.list(STORE).pages()
    await anext(pages)
    for _ in range(2):
        with pytest.raises(UnexpectedResponseError, match="cannot be sent"):
            await anext(pages)


async def test_whether_a_list_is_empty_is_not_guessed(play):
    with pytest.raises(TypeError, match="iterate over it"):
        bool(play().data_mappings.list(STORE))


async def test_a_list_shows_what_it_is(play):
    items = play().data_mappings.list(STORE)
    assert f"Items of ListDataMappings for store_id {STORE}>" in repr(items)
    assert f"Pages of ListDataMappings for store_id {STORE}>" in repr(items.pages())
    assert "ListStores for the account>" in repr(play().stores.list())


async def test_the_rest_of_the_list_of_a_merged_profile_is_asked_for_where_it_is(play):
    other = PROFILE[:-1] + "7"
    moved = httpx.Response(301, headers={"Canonical-Profile-Id": other}, json={"message": "Moved.", "uri": "/"})
    pages = [
        httpx.Response(200, json={"traits": [], "meta": {"key": "traits", "nextToken": token}})
        for token in ("one", None)
    ]
    memory = play(moved, *pages)
    assert [trait async for trait in memory.traits.list(STORE, PROFILE)] == []
    assert [line.partition("/Profiles/")[2] for line in memory.script.lines] == [
        f"{PROFILE}/Traits",
        f"{other}/Traits",
        f"{other}/Traits?pageToken=one",
    ]


async def test_a_large_page_is_whole_in_order_and_can_be_read_twice(play):
    numbers = [str(number) for number in range(100)]
    body = json.loads(page(*numbers).content) | {"unknown": [{"x": 1}]}
    pages = play(httpx.Response(200, json=body)).data_mappings.list(STORE).pages()
    read = await anext(pages)
    for _ in range(2):
        assert [mapping.display_name for mapping in read.data_mappings] == numbers
        assert [*read.additional_properties["unknown"]] == [{"x": 1}]


async def test_a_list_can_be_read_twice(play):
    memory = play(page("a"), page("b"))
    mappings = memory.data_mappings.list(STORE)
    assert [item.display_name async for item in mappings] == ["a"]
    assert [item.display_name async for item in mappings] == ["b"]


async def test_every_parameter_is_sent_as_it_is_documented(play):
    memory = play(page())
    arguments = {"page_size": 1, "page_token": "a b&c=/?", "order_by": OrderBy.ASC, "type_": MappingFromType.INGRESS}
    assert [item async for item in memory.data_mappings.list(STORE, **arguments)] == []
    assert memory.script.lines == [f"{PATH}?pageSize=1&pageToken=a%20b%26c%3D%2F%3F&orderBy=ASC&type=INGRESS"]


async def test_none_stands_for_what_is_not_given(play):
    memory = play(page())
    arguments = dict.fromkeys(("page_size", "page_token", "order_by", "type_"))
    assert [item async for item in memory.data_mappings.list(STORE, **arguments)] == []
    assert memory.script.lines == [PATH]


async def test_nothing_is_sent_that_was_not_given(play):
    memory = play(httpx.Response(200, json={"stores": [STORE]}))
    assert [store_id async for store_id in memory.stores.list()] == [STORE]
    assert memory.script.lines == ["GET /v1/ControlPlane/Stores"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"page_size": 0}, "page_size: "),
        ({"page_size": 101}, "page_size: "),
        ({"page_size": "5"}, "page_size: "),
        ({"page_size": True}, "page_size: "),
        ({"order_by": "asc"}, "order_by: expected one of ASC, DESC"),
        ({"order_by": 1}, "order_by: "),
        ({"type_": "CSV"}, "type_: "),
        ({"page_token": 5}, "page_token: "),
        ({"page_token": ""}, "page_token: "),
    ],
)
async def test_bad_input_is_refused_before_anything_is_read(play, arguments, message):
    with pytest.raises(InvalidArgumentError, match=message):
        play().data_mappings.list(STORE, **arguments)


async def test_a_bad_id_is_refused_before_anything_is_read(play):
    with pytest.raises(InvalidTTIDError, match="store_id: "):
        play().data_mappings.list(MAPPING)


async def test_the_text_of_a_choice_will_do(play):
    memory = play(page())
    assert [item async for item in memory.data_mappings.list(STORE, order_by="DESC")] == []
    assert memory.script.lines == [f"{PATH}?orderBy=DESC"]


@pytest.mark.contract(24)
@pytest.mark.parametrize("tokens", [["one", "one"], ["one", "two", "one"]])
async def test_a_token_that_repeats_ends_the_iteration(play, tokens):
    memory = play(*[page("a", token=token) for token in tokens])
    with pytest.raises(UnexpectedResponseError, match="page token came a second time") as caught:
        [item async for item in memory.data_mappings.list(STORE)]
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(memory.script.requests) == len(tokens)


@pytest.mark.contract(24)
async def test_empty_pages_in_a_row_are_followed_ten_times(play):
    memory = play(*[page(token=f"t{number}") for number in range(12)])
    pages = memory.data_mappings.list(STORE).pages()
    for _ in range(11):
        assert (await anext(pages)).data_mappings == []
    for _ in range(2):
        with pytest.raises(UnexpectedResponseError, match="more than 10 empty pages came in a row") as caught:
            await anext(pages)
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(memory.script.requests) == 11


async def test_empty_pages_between_others_are_counted_anew(play):
    empty = [page(token=f"t{number}") for number in range(30)]
    memory = play(*empty[:10], page("a", token="a"), *empty[10:20], page("b", token="b"), *empty[20:], page())
    assert [item.display_name async for item in memory.data_mappings.list(STORE)] == ["a", "b"]


async def test_page_tokens_already_seen_take_the_same_memory_whatever_their_length(play):
    tokens = [f"{number}{'x' * 4000}" for number in range(20)]
    pages = play(*[page("a", token=token) for token in tokens], page("b")).data_mappings.list(STORE).pages()
    assert len([page async for page in pages]) == 21
    assert sum(len(token) for token in pages._seen) == 21 * 16


@pytest.mark.parametrize("meta", [{}, {"meta": {}}, {"meta": {"nextToken": None}}, {"meta": {"nextToken": ""}}])
async def test_no_token_is_the_end(play, meta):
    memory = play(httpx.Response(200, json={"dataMappings": [mapping()], **meta}))
    assert len([item async for item in memory.data_mappings.list(STORE)]) == 1


async def test_an_error_on_a_later_page_comes_after_the_items_before_it(play):
    memory = play(page("a", token="one"), error(404, 520048))
    seen = []

    async def read():
        async for item in memory.data_mappings.list(STORE):
            seen.append(item.display_name)  # noqa: PERF401 - what was seen before the error counts

    with pytest.raises(DataMappingNotFoundError):
        await read()
    assert seen == ["a"]


async def test_a_page_of_another_form_is_an_error_that_says_why(play):
    broken = mapping()
    del broken["version"]
    memory = play(httpx.Response(200, json={"dataMappings": [broken]}))
    with pytest.raises(UnexpectedResponseError, match="the property 'version' is missing"):
        [item async for item in memory.data_mappings.list(STORE)]


async def test_a_variant_of_a_known_type_is_an_error_if_its_body_is_broken(play):
    memory = play(httpx.Response(200, json={"dataMappings": [mapping(mappingTo={"type": "TRAITS"})]}))
    with pytest.raises(UnexpectedResponseError, match="the property 'mappings' is missing"):
        [item async for item in memory.data_mappings.list(STORE)]


@pytest.mark.contract(21)
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": 7}, "the property 'id' must be a string, not an integer"),
        ({"createdAt": 7}, "the property 'createdAt' must be a string, not an integer"),
        ({"version": True}, "the property 'version' must be an integer, not a boolean"),
        ({"version": 1.5}, "the property 'version' must be an integer, not a number"),
        ({"mappingTo": []}, "the property 'mappingTo' must be an object, not an array"),
        ({"mappingTo": {"type": "TRAITS", "mappings": {}}}, "the property 'mappings' must be an array, not an object"),
        ({"mappingFrom": {"type": "INGRESS", "columns": [7]}}, "an item of the property 'columns' must be a string"),
        ({"mappingFrom": {"type": 7}}, "the property 'type' must be a string, not an integer"),
    ],
    ids=["id", "time", "true", "fraction", "object", "array", "item", "unknown type"],
)
async def test_required_property_of_wrong_json_type_is_an_error_that_names_it(play, changes, reason):
    memory = play(httpx.Response(200, json={"dataMappings": [mapping(), mapping(**changes)]}))
    with pytest.raises(UnexpectedResponseError, match=reason):
        [item async for item in memory.data_mappings.list(STORE)]


@pytest.mark.contract(21)
async def test_trait_groups_of_live_stores_are_read_and_given_back(play):
    traits = {"email": {"dataType": "STRING", "description": None, "validationRule": None, "idTypePromotion": None}}
    body = {"traitGroups": [{"displayName": "Contact", "description": None, "traits": traits}], "meta": {}}
    memory = play(httpx.Response(200, json=body))
    (page,) = [page async for page in memory.trait_groups.list(STORE).pages()]
    assert page.to_dict() == body


async def test_a_list_can_be_left_before_its_end(play):
    memory = play(page("a", "b", token="one"))
    async for item in memory.data_mappings.list(STORE):
        assert item.display_name == "a"
        break
    assert len(memory.script.requests) == 1


async def test_a_page_that_could_not_be_fetched_can_be_asked_for_again(play):
    memory = play(page("a", token="one"), error(500), page("b"), max_attempts=1)
    pages = memory.data_mappings.list(STORE).pages()
    assert (await anext(pages)).data_mappings[0].display_name == "a"
    with pytest.raises(InternalServerError):
        await anext(pages)
    assert (await anext(pages)).data_mappings[0].display_name == "b"


@pytest.mark.parametrize("body", [{"dataMappings": "text"}, {"dataMappings": 7}, {"dataMappings": [7]}, {"meta": 7}])
async def test_items_that_are_none_are_an_error_of_ours(play, body):
    with pytest.raises(UnexpectedResponseError):
        [item async for item in play(httpx.Response(200, json=body)).data_mappings.list(STORE)]


@pytest.mark.parametrize("stores", ["text", 7, {"a": 1}])
async def test_ids_that_are_no_array_are_an_error_of_ours(play, stores):
    with pytest.raises(UnexpectedResponseError):
        [store_id async for store_id in play(httpx.Response(200, json={"stores": stores})).stores.list()]


@pytest.mark.parametrize("token", [7, ["a"], {"a": 1}, True])
async def test_a_token_that_is_no_text_ends_the_iteration_with_an_error(play, token):
    body = {"stores": [STORE], "meta": {"nextToken": token}}
    with pytest.raises(UnexpectedResponseError, match="page token is no text"):
        [store_id async for store_id in play(httpx.Response(200, json=body)).stores.list()]
