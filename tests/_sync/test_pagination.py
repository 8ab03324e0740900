"""Pagination: lists, pages and page tokens."""

from __future__ import annotations

import json

import httpx
import pytest

from operation_cases import PROFILE
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

PATH = f"GET /v1/ControlPlane/Stores/{STORE}/DataMappings"


def page(*names, token=None):
    meta = {"key": "dataMappings", "pageSize": len(names)} | ({"nextToken": token} if token else {})
    return httpx.Response(200, json={"dataMappings": [mapping(displayName=name) for name in names], "meta": meta})


def test_list_yields_items_of_all_pages(play):
    memory = play(page("a", "b", token="one"), page(token="two"), page("c"))
    items = [item for item in memory.data_mappings.list(STORE, page_size=2)]
    assert [item.display_name for item in items] == ["a", "b", "c"]
    assert all(type(item) is DataMapping for item in items)
    assert memory.script.lines == [
        f"{PATH}?pageSize=2",
        f"{PATH}?pageSize=2&pageToken=one",
        f"{PATH}?pageSize=2&pageToken=two",
    ]


def test_page_is_fetched_only_after_the_previous_one_is_consumed(play):
    memory = play(page("a", "b", token="one"), page("c"))
    seen = [(item.display_name, len(memory.script.requests)) for item in memory.data_mappings.list(STORE)]
    assert seen == [("a", 1), ("b", 1), ("c", 2)]


def test_pages_yields_page_models(play):
    memory = play(page("a", token="one"), page("b"))
    pages = [page for page in memory.data_mappings.list(STORE).pages()]
    assert all(type(page) is DataMappingList for page in pages)
    assert pages[0].meta.next_token == "one"


def test_pages_next_token_continues_a_list_later(play):
    memory = play(page("a", token="one"), page("b"))
    pages = memory.data_mappings.list(STORE).pages()
    assert pages.next_token is None
    next(pages)
    assert pages.next_token == "one"
    rest = memory.data_mappings.list(STORE, page_token=pages.next_token).pages()
    assert (next(rest)).data_mappings[0].display_name == "b"
    assert rest.next_token is None


@pytest.mark.contract(24)
def test_page_token_given_by_the_caller_counts_as_seen(play):
    memory = play(page("a", token="one"))
    with pytest.raises(UnexpectedResponseError, match="a second time"):
        [item for item in memory.data_mappings.list(STORE, page_token="one")]
    assert len(memory.script.requests) == 1


def test_page_token_that_cannot_be_sent_raises_every_time(play):
    body = json.dumps({"dataMappings": [], "meta": {"key": "dataMappings", "nextToken": "\ud800"}})
    pages = play(httpx.Response(200, text=body)).data_mappings.list(STORE).pages()
    next(pages)
    for _ in range(2):
        with pytest.raises(UnexpectedResponseError, match="cannot be sent"):
            next(pages)


def test_bool_of_a_list_raises_type_error(play):
    with pytest.raises(TypeError, match="iterate over it"):
        bool(play().data_mappings.list(STORE))


def test_list_repr_names_operation_and_arguments(play):
    items = play().data_mappings.list(STORE)
    assert f"Paginator of data_mappings.list for store_id {STORE}>" in repr(items)
    assert f"Pages of data_mappings.list for store_id {STORE}>" in repr(items.pages())
    assert "stores.list for the account>" in repr(play().stores.list())


def test_list_of_a_merged_profile_continues_at_the_canonical_profile(play):
    other = PROFILE[:-1] + "7"
    moved = httpx.Response(301, headers={"Canonical-Profile-Id": other}, json={"message": "Moved.", "uri": "/"})
    pages = [
        httpx.Response(200, json={"traits": [], "meta": {"key": "traits", "nextToken": token}})
        for token in ("one", None)
    ]
    memory = play(moved, *pages)
    assert [trait for trait in memory.traits.list(STORE, PROFILE)] == []
    assert [line.partition("/Profiles/")[2] for line in memory.script.lines] == [
        f"{PROFILE}/Traits",
        f"{other}/Traits",
        f"{other}/Traits?pageToken=one",
    ]


def test_large_page_is_complete_ordered_and_readable_twice(play):
    numbers = [str(number) for number in range(100)]
    body = json.loads(page(*numbers).content) | {"unknown": [{"x": 1}]}
    pages = play(httpx.Response(200, json=body)).data_mappings.list(STORE).pages()
    read = next(pages)
    for _ in range(2):
        assert [mapping.display_name for mapping in read.data_mappings] == numbers
        assert [*read.additional_properties["unknown"]] == [{"x": 1}]


def test_list_can_be_iterated_twice(play):
    memory = play(page("a"), page("b"))
    mappings = memory.data_mappings.list(STORE)
    assert [item.display_name for item in mappings] == ["a"]
    assert [item.display_name for item in mappings] == ["b"]


def test_list_parameters_are_sent_as_documented(play):
    memory = play(page())
    arguments = {"page_size": 1, "page_token": "a b&c=/?", "order_by": OrderBy.ASC, "type_": MappingFromType.INGRESS}
    assert [item for item in memory.data_mappings.list(STORE, **arguments)] == []
    assert memory.script.lines == [f"{PATH}?pageSize=1&pageToken=a%20b%26c%3D%2F%3F&orderBy=ASC&type=INGRESS"]


def test_list_parameters_that_are_none_are_not_sent(play):
    memory = play(page())
    arguments = dict.fromkeys(("page_size", "page_token", "order_by", "type_"))
    assert [item for item in memory.data_mappings.list(STORE, **arguments)] == []
    assert memory.script.lines == [PATH]


def test_list_without_parameters_sends_no_query(play):
    memory = play(httpx.Response(200, json={"stores": [STORE]}))
    assert [store_id for store_id in memory.stores.list()] == [STORE]
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
def test_list_with_invalid_parameters_sends_nothing(play, arguments, message):
    with pytest.raises(InvalidArgumentError, match=message):
        play().data_mappings.list(STORE, **arguments)


def test_list_with_an_invalid_id_sends_nothing(play):
    with pytest.raises(InvalidTTIDError, match="store_id: "):
        play().data_mappings.list(MAPPING)


def test_list_accepts_the_string_value_of_an_enum(play):
    memory = play(page())
    assert [item for item in memory.data_mappings.list(STORE, order_by="DESC")] == []
    assert memory.script.lines == [f"{PATH}?orderBy=DESC"]


@pytest.mark.contract(24)
@pytest.mark.parametrize("tokens", [["one", "one"], ["one", "two", "one"]])
def test_repeated_page_token_ends_the_list_with_an_error(play, tokens):
    memory = play(*[page("a", token=token) for token in tokens])
    with pytest.raises(UnexpectedResponseError, match="page token came a second time") as caught:
        [item for item in memory.data_mappings.list(STORE)]
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(memory.script.requests) == len(tokens)


@pytest.mark.contract(24)
def test_list_ends_with_an_error_after_ten_consecutive_empty_pages(play):
    memory = play(*[page(token=f"t{number}") for number in range(12)])
    pages = memory.data_mappings.list(STORE).pages()
    for _ in range(11):
        assert (next(pages)).data_mappings == []
    for _ in range(2):
        with pytest.raises(UnexpectedResponseError, match="more than 10 empty pages came in a row") as caught:
            next(pages)
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(memory.script.requests) == 11


def test_empty_page_count_restarts_after_a_page_with_items(play):
    empty = [page(token=f"t{number}") for number in range(30)]
    memory = play(*empty[:10], page("a", token="a"), *empty[10:20], page("b", token="b"), *empty[20:], page())
    assert [item.display_name for item in memory.data_mappings.list(STORE)] == ["a", "b"]


def test_seen_page_tokens_use_constant_memory(play):
    tokens = [f"{number}{'x' * 4000}" for number in range(20)]
    pages = play(*[page("a", token=token) for token in tokens], page("b")).data_mappings.list(STORE).pages()
    assert len([page for page in pages]) == 21
    assert sum(len(token) for token in pages._seen) == 21 * 16


@pytest.mark.parametrize("meta", [{}, {"meta": {}}, {"meta": {"nextToken": None}}, {"meta": {"nextToken": ""}}])
def test_list_ends_without_a_next_token(play, meta):
    memory = play(httpx.Response(200, json={"dataMappings": [mapping()], **meta}))
    assert len([item for item in memory.data_mappings.list(STORE)]) == 1


def test_error_on_a_later_page_is_raised_after_the_earlier_items(play):
    memory = play(page("a", token="one"), error(404, 520048))
    seen = []

    def read():
        for item in memory.data_mappings.list(STORE):
            seen.append(item.display_name)  # noqa: PERF401 - keeps the items before the error

    with pytest.raises(DataMappingNotFoundError):
        read()
    assert seen == ["a"]


def test_page_with_a_missing_property_is_an_error_that_names_it(play):
    broken = mapping()
    del broken["version"]
    memory = play(httpx.Response(200, json={"dataMappings": [broken]}))
    with pytest.raises(UnexpectedResponseError, match="the property 'version' is missing"):
        [item for item in memory.data_mappings.list(STORE)]


def test_variant_of_a_known_type_with_a_missing_property_is_an_error(play):
    memory = play(httpx.Response(200, json={"dataMappings": [mapping(mappingTo={"type": "TRAITS"})]}))
    with pytest.raises(UnexpectedResponseError, match="the property 'mappings' is missing"):
        [item for item in memory.data_mappings.list(STORE)]


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
def test_required_property_of_the_wrong_json_type_is_an_error_that_names_it(play, changes, reason):
    memory = play(httpx.Response(200, json={"dataMappings": [mapping(), mapping(**changes)]}))
    with pytest.raises(UnexpectedResponseError, match=reason):
        [item for item in memory.data_mappings.list(STORE)]


@pytest.mark.contract(21)
def test_trait_groups_of_live_stores_survive_a_round_trip(play):
    traits = {"email": {"dataType": "STRING", "description": None, "validationRule": None, "idTypePromotion": None}}
    body = {"traitGroups": [{"displayName": "Contact", "description": None, "traits": traits}], "meta": {}}
    memory = play(httpx.Response(200, json=body))
    (page,) = [page for page in memory.trait_groups.list(STORE).pages()]
    assert page.to_dict() == body


def test_list_iteration_can_stop_early(play):
    memory = play(page("a", "b", token="one"))
    for item in memory.data_mappings.list(STORE):
        assert item.display_name == "a"
        break
    assert len(memory.script.requests) == 1


def test_failed_page_can_be_fetched_again(play):
    memory = play(page("a", token="one"), error(500), page("b"), max_attempts=1)
    pages = memory.data_mappings.list(STORE).pages()
    assert (next(pages)).data_mappings[0].display_name == "a"
    with pytest.raises(InternalServerError):
        next(pages)
    assert (next(pages)).data_mappings[0].display_name == "b"


@pytest.mark.parametrize("body", [{"dataMappings": "text"}, {"dataMappings": 7}, {"dataMappings": [7]}, {"meta": 7}])
def test_page_with_invalid_items_is_an_unexpected_response_error(play, body):
    with pytest.raises(UnexpectedResponseError):
        [item for item in play(httpx.Response(200, json=body)).data_mappings.list(STORE)]


@pytest.mark.parametrize("stores", ["text", 7, {"a": 1}])
def test_page_with_a_non_array_of_ids_is_an_unexpected_response_error(play, stores):
    with pytest.raises(UnexpectedResponseError):
        [store_id for store_id in play(httpx.Response(200, json={"stores": stores})).stores.list()]


@pytest.mark.parametrize("token", [7, ["a"], {"a": 1}, True])
def test_page_token_of_the_wrong_type_ends_the_list_with_an_error(play, token):
    body = {"stores": [STORE], "meta": {"nextToken": token}}
    with pytest.raises(UnexpectedResponseError, match="page token is not a string"):
        [store_id for store_id in play(httpx.Response(200, json=body)).stores.list()]


def test_first_and_take_fetch_no_more_pages_than_they_need(play):
    memory = play(page("a", "b", token="one"), page("a", "b", token="one"), page("c", token="two"), page())
    found = memory.data_mappings.list(STORE)
    assert (found.first()).display_name == "a"
    assert [item.display_name for item in found.take(3)] == ["a", "b", "c"]
    assert len(memory.script.requests) == 3
    assert memory.data_mappings.list(STORE).first() is None


@pytest.mark.parametrize("count", [0, -1, True, 1.5, "2", None])
def test_take_refuses_an_invalid_count(play, count):
    with pytest.raises(InvalidArgumentError, match="count"):
        play().data_mappings.list(STORE).take(count)


def test_index_of_a_list_is_refused_with_advice(play):
    with pytest.raises(TypeError, match=r"use `for`, first\(\) or take\(n\)$"):
        play().data_mappings.list(STORE)[0]
