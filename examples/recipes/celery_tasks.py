"""Write observations from a Celery worker, each task within 30 seconds; the library retries what is safe to retry."""

import datetime as dt
from collections.abc import Callable

from celery import Celery, Task

from twilio_memory import MemoryClient
from twilio_memory.models import ObservationInput


def memory_task(app: Celery, connect: Callable[[], MemoryClient], store_id: str) -> Task:
    """Return the task; `connect` is called in the worker, so that no client crosses a fork."""

    @app.task(name="memory.remember")
    def remember(phone: str, fact: str, at: str) -> str | None:
        with connect() as memory, memory.deadline(30):
            found = memory.profiles.find(store_id, [("phone", phone)])
            if found is None:
                return None
            seen = ObservationInput(content=fact, source="worker", occurred_at=dt.datetime.fromisoformat(at))
            memory.observations.create(store_id, found.id, [seen])
            return found.id

    return remember
