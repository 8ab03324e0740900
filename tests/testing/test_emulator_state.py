"""Where the emulator keeps its resources."""

import pytest

from twilio_memory.testing._database import Database
from twilio_memory.testing._state import Condition, Place, State


@pytest.fixture
def state():
    database = Database(":memory:")
    yield State(database)
    database.connection.close()


def test_what_is_deleted_takes_everything_in_it_along_and_nothing_else(state):
    kept = [(Place("store"), "s10"), (Place("profile", "s10"), "p1"), (Place("profile", "s2"), "s1")]
    gone = [(Place("store"), "s1"), (Place("profile", "s1"), "p1"), (Place("observation", "s1/p1"), "o1")]
    for place, document_id in (*kept, *gone):
        state.insert(place, document_id, {"id": document_id})
    state.delete(Place("store"), "s1")
    assert [state.get(*where) for where in gone] == [None] * 3
    assert [state.get(*where) for where in kept] == [{"id": "s10"}, {"id": "p1"}, {"id": "s1"}]


def test_a_hidden_document_cannot_be_read_but_keeps_its_name_and_counts(state):
    place = Place("store")
    state.insert(place, "s1", {"displayName": "sandbox"})
    state.hide(place, "s1")
    assert state.get(place, "s1") is None
    assert state.page(place, size=1, order="ASC", where={}, edge=None).items == []
    assert state.count(place) == 1
    assert state.is_taken(place, "sandbox")


def test_what_a_transaction_did_before_it_failed_is_undone():
    database = Database(":memory:")

    def fail():
        with database.transaction():
            assert database.count_up("drawn") == 1
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    with database.transaction():
        assert database.count_up("drawn") == 1
    database.connection.close()


def test_what_lives_in_one_scope_can_be_moved_into_another_and_later_documents_win(state):
    kept, moved, deep = Place("trait", "s1/p1"), Place("trait", "s1/p2"), Place("revision", "s1/p2/o1")
    other = Place("trait", "s1/p20")
    state.insert(kept, "a", {"value": "older"})
    for place in (moved, other):
        for document_id in "abc":
            state.insert(place, document_id, {"value": place.scope})
    state.insert(kept, "b", {"value": "later"})
    state.insert(deep, "r1", {"value": "deep"})
    state.move("s1/p2", "s1/p1")

    found = {document_id: state.get(kept, document_id)["value"] for document_id in "abc"}
    assert found == {"a": "s1/p2", "b": "later", "c": "s1/p2"}
    assert state.get(Place("revision", "s1/p1/o1"), "r1") == {"value": "deep"}
    assert state.count(moved) == state.count(deep) == 0
    assert state.count(other) == 3


def test_documents_are_found_by_kind_and_id_anywhere_within_a_scope(state):
    for scope in ("s1/p2", "s1/p1", "s10/p1", "s1"):
        state.insert(Place("identifier", scope), "email:a", {})
    state.insert(Place("trait", "s1/p3"), "email:a", {})
    assert state.scopes_of("identifier", "email:a", inside="s1") == ["s1/p2", "s1/p1"]


def test_documents_can_be_deleted_by_what_they_are_like_anywhere_within_a_scope(state):
    for scope in ("s1/p1", "s1/p2", "s10/p1"):
        for kind in ("trait", "identifier"):
            for group in ("a", "b"):
                state.insert(Place(kind, scope), group, {"group": group})
    state.delete_inside("s1", "trait", [Condition("$.group", "is", "a")])
    left = [
        len(state.all(Place(kind, scope))) for scope in ("s1/p1", "s1/p2", "s10/p1") for kind in ("trait", "identifier")
    ]
    assert left == [1, 2, 1, 2, 2, 2]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Condition("$.at", "is", "2"), ["2"]),
        (Condition("$.at", "is one of", ("1", "3", "9")), ["1", "3"]),
        (Condition("$.at", "is one of", ()), []),
        (Condition("$.at", "from", "2"), ["2", "3"]),
        (Condition("$.at", "before", "2"), ["1"]),
        (Condition("$.tags", "holds", "x"), ["1", "3"]),
        (Condition("$.nothing", "holds", "x"), []),
    ],
)
def test_a_page_holds_what_fulfils_its_conditions(state, condition, found):
    place = Place("trait", "s1/p1")
    for at, tags in (("1", ["x"]), ("2", []), ("3", ["y", "x"])):
        state.insert(place, at, {"at": at, "tags": tags})
    page = state.page(place, size=10, order="ASC", where=[condition], edge=None)
    assert [item["at"] for item in page.items] == found


def test_hidden_documents_can_be_shown_again_and_are_in_the_order_of_their_creation(state):
    place = Place("profile", "s1")
    for document_id in ("b", "a", "c"):
        state.insert(place, document_id, {"id": document_id})
    state.hide(place, "b")
    assert state.get(place, "b") is None
    assert state.get(place, "b", hidden=True) == {"id": "b"}
    assert [document["id"] for document in state.all(place)] == ["a", "c"]
    assert state.oldest_first(place, ["c", "b", "x", "c"]) == ["b", "c"]
    state.show(place, "b")
    assert [document["id"] for document in state.all(place)] == ["b", "a", "c"]
