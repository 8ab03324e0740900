"""Serve a webhook with FastAPI: one client for the life of the app, and a deadline for each request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from twilio_memory import AsyncMemoryClient, memory_prompt


def create_app(memory: AsyncMemoryClient, store_id: str) -> FastAPI:
    """Return the app, which closes the client when it ends."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with memory:
            yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/context")
    async def context(phone: str, question: str) -> dict[str, object]:
        snapshot = await memory.profiles.snapshot(store_id, [("phone", phone)], timeout=1.5, query=question)
        return {"prompt": memory_prompt(snapshot, max_chars=2000), "missing": sorted(snapshot.missing)}

    return app
