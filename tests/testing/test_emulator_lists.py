"""Lists on the emulator."""

import pytest

from operation_cases import CONVERSATION
from twilio_memory.testing._state import Collection

TIME = "2026-01-10T08:00:00.000Z"


def names(page):
    return [mapping["displayName"] for mapping in page["dataMappings"]]


@pytest.fixture
def mappings(api):
    """The path of a list with m1 to m5, created in that order."""
    store = api.store()
    for number in range(1, 6):
        api.mapping(store, f"m{number}")
    return f"{store}/DataMappings"


def test_list_is_newest_first(api, mappings):
    page = api.get(mappings).json()
    assert names(page) == ["m5", "m4", "m3", "m2", "m1"]
    assert page["meta"] == {"key": "dataMappings", "pageSize": 5}


@pytest.mark.parametrize(("order", "pages"), [("ASC", ["m1 m2", "m3 m4", "m5"]), ("DESC", ["m5 m4", "m3 m2", "m1"])])
def test_pages_link_forward_and_back(api, mappings, order, pages):
    query = f"pageSize=2&orderBy={order}"
    seen = [api.get(mappings, query=query).json()]
    while token := seen[-1]["meta"].get("nextToken"):
        seen.append(api.get(mappings, query=f"{query}&pageToken={token}").json())
    assert [" ".join(names(page)) for page in seen] == pages
    assert [page["meta"]["pageSize"] for page in seen] == [2, 2, 1]

    back = [seen[-1]]
    while token := back[-1]["meta"].get("previousToken"):
        back.append(api.get(mappings, query=f"{query}&pageToken={token}").json())
    assert [names(page) for page in back] == [names(page) for page in reversed(seen)]


def test_pages_are_stable_under_concurrent_changes(api, mappings):
    first = api.get(mappings, query="pageSize=2").json()
    api.mapping(mappings.removesuffix("/DataMappings"), "m6")
    for gone in (first["dataMappings"][0], first["dataMappings"][1]):
        api.done("DELETE", f"{mappings}/{gone['id']}")
    second = api.get(mappings, query=f"pageSize=2&pageToken={first['meta']['nextToken']}").json()
    assert names(second) == ["m3", "m2"]
    previous = api.get(mappings, query=f"pageSize=2&pageToken={second['meta']['previousToken']}").json()
    assert names(previous) == ["m6"]
    assert "previousToken" not in previous["meta"]


def test_next_page_of_deleted_items_is_empty_and_links_back(api, mappings):
    first = api.get(mappings, query="pageSize=4").json()
    last = api.get(mappings, query=f"pageToken={first['meta']['nextToken']}").json()
    api.done("DELETE", f"{mappings}/{last['dataMappings'][0]['id']}")
    empty = api.get(mappings, query=f"pageToken={first['meta']['nextToken']}").json()
    assert names(empty) == []
    assert "nextToken" not in empty["meta"]
    back = api.get(mappings, query=f"pageToken={empty['meta']['previousToken']}").json()
    assert names(back) == ["m5", "m4", "m3", "m2"]


def test_previous_page_of_deleted_items_is_empty_and_links_forward(api, mappings):
    first = api.get(mappings, query="pageSize=1").json()
    second = api.get(mappings, query=f"pageSize=1&pageToken={first['meta']['nextToken']}").json()
    api.done("DELETE", f"{mappings}/{first['dataMappings'][0]['id']}")
    empty = api.get(mappings, query=f"pageToken={second['meta']['previousToken']}").json()
    assert names(empty) == []
    assert "previousToken" not in empty["meta"]
    assert names(api.get(mappings, query=f"pageToken={empty['meta']['nextToken']}").json()) == ["m4", "m3", "m2", "m1"]


def test_empty_list_has_no_page_tokens(api):
    assert api.get(api.root).json() == {"stores": [], "meta": {"key": "stores", "pageSize": 0}}


def test_store_list_has_fifty_ids_per_page(api):
    stores = [api.store(f"store-{number}").rpartition("/")[2] for number in range(3)]
    assert api.get(api.root).json()["stores"] == stores[::-1]
    store = f"{api.root}/{stores[0]}"
    for number in range(51):
        api.mapping(store, f"m{number}")
    assert api.get(f"{store}/DataMappings").json()["meta"]["pageSize"] == 50
    assert api.get(f"{store}/DataMappings", query="pageSize=100").json()["meta"]["pageSize"] == 51


def test_data_mapping_list_filters_by_source_type(api):
    store = api.store()
    api.mapping(store, "columns")
    source = {"type": "DATASET_CLOUDAPP", "datasetId": f"tdi_dataset_{26 * '0'}"}
    api.mapping(store, "dataset", mappingFrom=source)
    found = {
        kind: names(api.get(f"{store}/DataMappings", query=f"type={kind}").json())
        for kind in ("INGRESS", "DATASET_CLOUDAPP", "DATASET_WAREHOUSE")
    }
    assert found == {"INGRESS": ["columns"], "DATASET_CLOUDAPP": ["dataset"], "DATASET_WAREHOUSE": []}


@pytest.mark.parametrize("other", ["orderBy=ASC", "type=INGRESS", "another store", "stores"])
def test_page_token_is_bound_to_its_list(api, mappings, refused, other):
    token = api.get(mappings, query="pageSize=2").json()["meta"]["nextToken"]
    path = {"another store": f"{api.store('other')}/DataMappings", "stores": api.root}.get(other, mappings)
    query = f"&{other}" if "=" in other else ""
    refused(api.get(path, query=f"pageToken={token}{query}"), 400, 520046)
    assert api.get(mappings, query=f"pageToken={token}&pageSize=1&orderBy=DESC").status == 200


@pytest.mark.parametrize("token", ["", "x", "e30", "%FF", "W10=", "bnVsbA", "W1tbW1tb"])
def test_invalid_page_token_is_520046(api, mappings, refused, token):
    body = refused(api.get(mappings, query=f"pageToken={token}"), 400, 520046)
    assert body["details"]["fields"][0]["field"] == "pageToken"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("pageSize=0", "pageSize"),
        ("pageSize=101", "pageSize"),
        ("pageSize=ten", "pageSize"),
        ("pageSize=", "pageSize"),
        ("pageSize=1&pageSize=1", "pageSize"),
        ("orderBy=asc", "orderBy"),
        ("type=CSV", "type"),
        ("page=1", "page"),
        (f"pageToken={4097 * 'x'}", "pageToken"),
    ],
)
def test_undocumented_query_parameter_is_520046(api, mappings, refused, query, field):
    [found] = refused(api.get(mappings, query=query), 400, 520046)["details"]["fields"]
    assert (found["in"], found["field"]) == ("query", field)


@pytest.mark.parametrize(
    ("kind", "key", "segment", "maximum"),
    [
        ("observation", "observations", "Observations", 50),
        ("summary", "summaries", "ConversationSummaries", 50),
        ("trait", "traits", "Traits", 100),
        ("import", "imports", "Imports", 100),
    ],
)
def test_page_has_no_more_items_than_published(api, kind, key, segment, maximum):
    path = api.profile()
    _, _, _, store_id, _, profile_id = path.split("/")
    documents = {
        "observation": {"content": "x", "occurredAt": TIME, "source": "crm", "createdAt": TIME, "updatedAt": TIME},
        "summary": {
            "content": "x",
            "conversationId": CONVERSATION,
            "occurredAt": TIME,
            "createdAt": TIME,
            "updatedAt": TIME,
        },
        "trait": {"name": "x", "value": "x", "traitGroup": "Contact", "timestamp": TIME},
        "import": {},
    }
    collection = Collection(kind, store_id if kind == "import" else f"{store_id}/{profile_id}")
    for number in range(maximum + 5):
        document_id = f"mem_{kind}_{number:026d}"
        own = {} if kind == "trait" else {"id": document_id}
        api.emulator._core.state.insert(collection, document_id, {**own, **documents[kind]})
    path = path.rpartition("/")[0] if kind == "import" else path
    page = api.get(f"{path}/{segment}", query="pageSize=1000").json()
    assert len(page[key]) == page["meta"]["pageSize"] == maximum
    rest = api.get(f"{path}/{segment}", query=f"pageToken={page['meta']['nextToken']}").json()
    assert 5 <= len(rest[key]) <= 6  # The profile has a trait of its own.


def test_empty_page_of_memory_items_has_no_size(api):
    profile = api.profile()
    assert api.get(f"{profile}/Observations").json()["meta"] == {"key": "observations"}
    assert api.get(f"{profile}/ConversationSummaries").json()["meta"] == {"key": "summaries"}
    assert api.get(f"{profile.rpartition('/')[0]}/Imports").json()["meta"] == {"key": "imports", "pageSize": 0}
