"""The emulator's state: documents by kind, scope and ID."""

import pytest

from twilio_memory.testing._database import Database
from twilio_memory.testing._events import EventLog
from twilio_memory.testing._filters import Filter
from twilio_memory.testing._state import Collection, State


@pytest.fixture
def state():
    database = Database(":memory:")
    yield State(database, EventLog(None))
    database.connection.close()


def test_state_delete_includes_only_contents(state):
    kept = [(Collection("store"), "s10"), (Collection("profile", "s10"), "p1"), (Collection("profile", "s2"), "s1")]
    gone = [
        (Collection("store"), "s1"),
        (Collection("profile", "s1"), "p1"),
        (Collection("observation", "s1/p1"), "o1"),
    ]
    for place, document_id in (*kept, *gone):
        state.insert(place, document_id, {"id": document_id})
    state.delete(Collection("store"), "s1")
    assert [state.get(*where) for where in gone] == [None] * 3
    assert [state.get(*where) for where in kept] == [{"id": "s10"}, {"id": "p1"}, {"id": "s1"}]


def test_state_hidden_document_keeps_its_name_and_quota(state):
    place = Collection("store")
    state.insert(place, "s1", {"displayName": "sandbox"})
    state.hide(place, "s1")
    assert state.get(place, "s1") is None
    assert state.page(place, size=1, order="ASC", where={}, edge=None).items == []
    assert state.count(place) == 1
    assert state.is_taken(place, "sandbox")


def test_transaction_is_rolled_back_on_error():
    database = Database(":memory:")

    def fail():
        with database.transaction():
            assert database.increment("drawn") == 1
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    with database.transaction():
        assert database.increment("drawn") == 1
    database.connection.close()


def test_state_move_keeps_later_documents(state):
    kept, moved, deep = Collection("trait", "s1/p1"), Collection("trait", "s1/p2"), Collection("revision", "s1/p2/o1")
    other = Collection("trait", "s1/p20")
    state.insert(kept, "a", {"value": "older"})
    for place in (moved, other):
        for document_id in "abc":
            state.insert(place, document_id, {"value": place.scope})
    state.insert(kept, "b", {"value": "later"})
    state.insert(deep, "r1", {"value": "deep"})
    state.move("s1/p2", "s1/p1")

    found = {document_id: state.get(kept, document_id)["value"] for document_id in "abc"}
    assert found == {"a": "s1/p2", "b": "later", "c": "s1/p2"}
    assert state.get(Collection("revision", "s1/p1/o1"), "r1") == {"value": "deep"}
    assert state.count(moved) == state.count(deep) == 0
    assert state.count(other) == 3


def test_state_finds_documents_within_a_scope(state):
    for scope in ("s1/p2", "s1/p1", "s10/p1", "s1"):
        state.insert(Collection("identifier", scope), "email:a", {})
    state.insert(Collection("trait", "s1/p3"), "email:a", {})
    assert state.scopes_of("email:a", inside="s1") == ["s1/p2", "s1/p1"]


def test_state_deletes_filtered_documents_within_a_scope(state):
    for scope in ("s1/p1", "s1/p2", "s10/p1"):
        for kind in ("trait", "identifier"):
            for group in ("a", "b"):
                state.insert(Collection(kind, scope), group, {"group": group})
    state.delete_inside("s1", "trait", [Filter("$.group", "is", "a")])
    left = [
        len(state.all(Collection(kind, scope)))
        for scope in ("s1/p1", "s1/p2", "s10/p1")
        for kind in ("trait", "identifier")
    ]
    assert left == [1, 2, 1, 2, 2, 2]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Filter("$.at", "is", "2"), ["2"]),
        (Filter("$.at", "is one of", ("1", "3", "9")), ["1", "3"]),
        (Filter("$.at", "is one of", ()), []),
        (Filter("$.at", "from", "2"), ["2", "3"]),
        (Filter("$.at", "before", "2"), ["1"]),
        (Filter("$.tags", "holds", "x"), ["1", "3"]),
        (Filter("$.nothing", "holds", "x"), []),
    ],
)
def test_state_page_applies_filters(state, condition, found):
    place = Collection("trait", "s1/p1")
    for at, tags in (("1", ["x"]), ("2", []), ("3", ["y", "x"])):
        state.insert(place, at, {"at": at, "tags": tags})
    page = state.page(place, size=10, order="ASC", where=[condition], edge=None)
    assert [item["at"] for item in page.items] == found


def test_state_shows_hidden_documents_in_creation_order(state):
    place = Collection("profile", "s1")
    for document_id in ("b", "a", "c"):
        state.insert(place, document_id, {"id": document_id})
    state.hide(place, "b")
    assert state.get(place, "b") is None
    assert state.get(place, "b", hidden=True) == {"id": "b"}
    assert [document["id"] for document in state.all(place)] == ["a", "c"]
    assert state.oldest_first(place, ["c", "b", "x", "c"]) == ["b", "c"]
    state.show(place, "b")
    assert [document["id"] for document in state.all(place)] == ["b", "a", "c"]
