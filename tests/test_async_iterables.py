"""Async iterables as arguments, which only the asynchronous client accepts."""

from __future__ import annotations

import httpx
import pytest

from operation_cases import STORE, documented
from scripted import Script
from twilio_memory import AsyncMemoryClient
from twilio_memory.testing import FakeClock

pytestmark = pytest.mark.anyio


async def test_bulk_upsert_accepts_an_async_iterable():
    async def profiles():
        for number in range(3):
            yield {"Contact": {"email": f"{number}@example.com"}}

    script = Script(documented("UpdateProfilesBulk", 202))
    http_client = httpx.AsyncClient(transport=httpx.MockTransport(script))
    async with http_client, AsyncMemoryClient("SK", "x", http_client=http_client, clock=FakeClock()) as memory:
        (batch,) = await memory.profiles.bulk_upsert(STORE, profiles())
    assert (batch.start, batch.stop) == (0, 3)
    assert len(script.bodies()[0]["profiles"]) == 3


async def test_loop_without_async_over_a_list_names_the_loop_that_works():
    memory = AsyncMemoryClient("SK", "x", http_client=httpx.AsyncClient(transport=httpx.MockTransport(Script())))
    with pytest.raises(TypeError, match=r"^AsyncPaginator has no index: use `async for`, first\(\) or take\(n\)$"):
        list(memory.stores.list())
