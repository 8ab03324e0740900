"""The slots of a pool: waiting in turn, timeouts, and slots that were lost."""

from __future__ import annotations

import gc

import pytest

from twilio_memory._http._sync.pool import Connections
from twilio_memory._http.exceptions import PoolTimeout


def test_slot_of_a_full_pool_is_refused_after_the_timeout():
    connections = Connections(1)
    slot = connections.acquire_slot(0.01)
    with pytest.raises(PoolTimeout):
        connections.acquire_slot(0.01)
    connections.release_slot(slot)
    connections.release_slot(connections.acquire_slot(0.01))


def test_slot_that_was_lost_becomes_free():
    connections = Connections(1)
    connections.acquire_slot(0.01)
    gc.collect()
    connections.release_slot(connections.acquire_slot(0.05))
