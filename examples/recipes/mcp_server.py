"""Serve a store's memory over MCP: recall, remember, update_profile."""

import datetime as dt

from mcp.server import MCPServer

from twilio_memory import AsyncMemoryClient, Outcome, TwilioMemoryError, memory_prompt
from twilio_memory.models import ObservationInput


def memory_server(memory: AsyncMemoryClient, store_id: str) -> MCPServer:
    """Return the server; run it with `.run()`, which speaks over standard input and output."""
    server = MCPServer("memory")

    @server.tool()
    async def recall(phone: str, question: str) -> str:
        """Return what is known about a person with regard to a question."""
        snapshot = await memory.profiles.snapshot(store_id, [("phone", phone)], timeout=1.5, query=question)
        return memory_prompt(snapshot, max_chars=2000)

    @server.tool()
    async def remember(phone: str, fact: str) -> str:
        """Remember a fact about a person."""
        found = await memory.profiles.find(store_id, [("phone", phone)])
        if found is None:
            return "Not remembered: no profile has this number."
        seen = ObservationInput(content=fact, source="mcp", occurred_at=dt.datetime.now(dt.UTC))
        try:
            await memory.observations.create(store_id, found.id, [seen], timeout=5)
        except TwilioMemoryError as error:
            if error.outcome is not Outcome.MAYBE_PROCESSED:
                raise
            return "Perhaps remembered; do not repeat it."
        return "Remembered."

    @server.tool()
    async def update_profile(phone: str, group: str, trait: str, value: str) -> str:
        """Set a trait of a person's profile."""
        found = await memory.profiles.find(store_id, [("phone", phone)])
        if found is None:
            return "Not updated: no profile has this number."
        await memory.profiles.update(store_id, found.id, {group: {trait: value}}, timeout=5)
        return "Updated."

    return server
