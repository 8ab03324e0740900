"""Values of the library cannot be changed, and are compared, shown, copied and pickled by their attributes."""

import copy
import dataclasses
import pickle
import ssl
import weakref

import pytest

from twilio_memory import Batch, ConnectionOptions, InvalidArgumentError, Timeouts

VALUES = [Timeouts(read=1), Batch(0, 2, "x"), ConnectionOptions(proxy=None)]
PICKLED = VALUES[:2]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_frozen_value_cannot_be_changed(value):
    before = repr(value)
    for name in (*vars(value), "other"):
        with pytest.raises(AttributeError, match=f"'{name}'"):
            setattr(value, name, 1)
        with pytest.raises(AttributeError, match=f"'{name}'"):
            delattr(value, name)
    assert repr(value) == before


def test_frozen_value_is_equal_to_one_of_its_class_with_the_same_attributes():
    class OwnTimeouts(Timeouts):
        pass

    assert Timeouts(read=1) == Timeouts(read=1.0)
    assert hash(Timeouts(read=1)) == hash(Timeouts(read=1.0))
    assert Timeouts(read=1) != Timeouts(read=2)
    assert Timeouts() != OwnTimeouts()
    assert Batch(0, 2, "x") != (0, 2, "x")
    assert len({Batch(0, 2, "x"), Batch(0, 2, "x"), Batch(0, 2, "y")}) == 2
    context = ssl.create_default_context()
    assert ConnectionOptions(ssl_context=context) == ConnectionOptions(ssl_context=context)
    assert ConnectionOptions(ssl_context=context) != ConnectionOptions()


def test_frozen_value_shows_its_attributes():
    assert repr(Timeouts()) == "Timeouts(connect=5.0, read=35.0, write=10.0, pool=5.0, total=90.0)"
    assert repr(Batch(0, 2, "x")) == "Batch(start=0, stop=2, result='x')"
    shown = repr(ConnectionOptions(proxy=None, ssl_context=ssl.create_default_context()))
    assert shown == "ConnectionOptions(max_connections=100, keepalive_expiry=30.0, proxy=None)"


@pytest.mark.parametrize("value", PICKLED, ids=lambda value: type(value).__name__)
def test_frozen_value_is_copied_and_pickled(value):
    for other in (copy.copy(value), copy.deepcopy(value), *map(pickle.loads, pickles(value))):
        assert other == value
        assert type(other) is type(value)
        with pytest.raises(AttributeError):
            other.start = 1


def pickles(value):
    return [pickle.dumps(value, protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_frozen_value_can_be_referenced_weakly(value):
    assert weakref.ref(value)() is value


def test_frozen_value_is_replaced_by_one_whose_attributes_are_checked():
    assert dataclasses.replace(Timeouts(read=1), total=2) == Timeouts(read=1, total=2)
    with pytest.raises(InvalidArgumentError, match=r"Timeouts.total: expected a number of seconds"):
        dataclasses.replace(Timeouts(), total=0)
    with pytest.raises(TypeError, match="unexpected keyword argument 'never'"):
        dataclasses.replace(Timeouts(), never=1)
