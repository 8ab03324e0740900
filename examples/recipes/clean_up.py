"""Delete what was observed by one source, page by page, and show it first."""

from twilio_memory import MemoryClient


def clean_up(memory: MemoryClient, store_id: str, profile_id: str, source: str, *, delete: bool = False) -> list[str]:
    """Return the IDs of the observations from this source; delete them only if asked to."""
    found = [
        item.id
        for page in memory.observations.list(store_id, profile_id, page_size=100).pages()
        for item in page.observations or ()
        if item.source == source
    ]
    for observation_id in found if delete else ():
        memory.observations.delete(store_id, profile_id, observation_id, timeout=10)
    return found
