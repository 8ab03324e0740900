"""Where the emulator keeps its resources."""

import pytest

from twilio_memory.testing._database import Database
from twilio_memory.testing._state import Place, State


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
