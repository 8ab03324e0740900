"""Give an agent of the OpenAI Agents SDK two tools: recall, and remember."""

import datetime as dt

from agents import Tool, function_tool

from twilio_memory import AsyncMemoryClient, Outcome, TwilioMemoryError, memory_prompt
from twilio_memory.models import ObservationInput


def memory_tools(memory: AsyncMemoryClient, store_id: str, phone: str) -> list[Tool]:
    """Return the tools for the person with this number."""

    @function_tool
    async def recall(question: str) -> str:
        """Return what is known about this person with regard to a question."""
        snapshot = await memory.profiles.snapshot(store_id, [("phone", phone)], timeout=1.5, query=question)
        return memory_prompt(snapshot, max_chars=2000)

    @function_tool
    async def remember(fact: str) -> str:
        """Remember a fact about this person."""
        found = await memory.profiles.find(store_id, [("phone", phone)])
        if found is None:
            return "Not remembered: this person has no profile."
        seen = ObservationInput(content=fact, source="agent", occurred_at=dt.datetime.now(dt.UTC))
        try:
            await memory.observations.create(store_id, found.id, [seen], timeout=5)
        except TwilioMemoryError as error:
            if error.outcome is not Outcome.MAYBE_PROCESSED:
                raise
            return "Perhaps remembered; do not repeat it."
        return "Remembered."

    return [recall, remember]
