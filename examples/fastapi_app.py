"""A web service that gives an agent what is known of a caller, within 300 milliseconds."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator  # noqa: TC003 - FastAPI reads annotations
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, HTTPException, Request

from twilio_memory import AsyncMemoryClient, InvalidArgumentError, memory_prompt


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Share one client, and so its connections, between all requests."""
    async with AsyncMemoryClient() as app.state.memory:
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/callers/{number}")
async def caller(request: Request, number: str, question: str) -> dict[str, Any]:
    """Return the prompt for a caller; what is late or has failed is left out, and named."""
    memory: AsyncMemoryClient = request.app.state.memory
    store_id = os.environ["TWILIO_MEMORY_STORE_ID"]
    try:
        snapshot = await memory.profiles.snapshot(store_id, [("phone", number)], timeout=0.3, query=question)
    except InvalidArgumentError as error:
        raise HTTPException(422, str(error)) from error
    return {"prompt": memory_prompt(snapshot, max_chars=2000), "missing": sorted(snapshot.missing)}
