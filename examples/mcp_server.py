"""An MCP server with the tools of an agent's memory: recall, remember, and update what is known of a person."""

from __future__ import annotations

import datetime as dt
import os

from mcp.server import MCPServer

from twilio_memory import AsyncMemoryClient, memory_prompt
from twilio_memory.models import ObservationInput

server = MCPServer("memory")
memory = AsyncMemoryClient()


def store_id() -> str:
    """Return the store of this server."""
    return os.environ["TWILIO_MEMORY_STORE_ID"]


@server.tool()
async def recall(profile_id: str, query: str) -> str:
    """Recall what is known of a person."""
    return memory_prompt(await memory.profiles.snapshot(store_id(), profile_id, timeout=5, query=query))


@server.tool()
async def remember(profile_id: str, content: str) -> str:
    """Remember something that a person has said."""
    observation = ObservationInput(content=content, source="agent", occurred_at=dt.datetime.now(dt.UTC))
    await memory.observations.create(store_id(), profile_id, [observation])
    return "remembered"


@server.tool()
async def update_profile(profile_id: str, group: str, trait: str, value: str) -> str:
    """Change a trait of a person."""
    return (await memory.profiles.update(store_id(), profile_id, {group: {trait: value}})).message or "accepted"


if __name__ == "__main__":
    server.run()
