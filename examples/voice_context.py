"""What a voice agent knows of a caller: found by phone or WhatsApp, within 1.5 seconds, as text for its model."""

from twilio_memory import MemoryClient, memory_prompt


def caller_context(memory: MemoryClient, store_id: str, number: str, question: str) -> str:
    """Return the prompt; what is late or failed is left out, and logged."""
    candidates = [("phone", number), ("whatsapp", f"whatsapp:{number}")]
    snapshot = memory.profiles.snapshot(store_id, candidates, timeout=1.5, query=question, observations_limit=5)
    return memory_prompt(snapshot, max_chars=2000)
