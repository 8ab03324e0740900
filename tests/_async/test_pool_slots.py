"""The slots of a pool: waiting in turn, timeouts, and slots that were lost."""

from __future__ import annotations

import gc

import pytest

from twilio_memory._http._async.pool import AsyncConnections
from twilio_memory._http.exceptions import PoolTimeout

pytestmark = pytest.mark.anyio


async def test_slot_of_a_full_pool_is_refused_after_the_timeout():
    connections = AsyncConnections(1)
    slot = await connections.acquire_slot(0.01)
    with pytest.raises(PoolTimeout):
        await connections.acquire_slot(0.01)
    connections.release_slot(slot)
    connections.release_slot(await connections.acquire_slot(0.01))


async def test_slot_that_was_lost_becomes_free():
    connections = AsyncConnections(1)
    await connections.acquire_slot(0.01)
    gc.collect()
    connections.release_slot(await connections.acquire_slot(0.05))
