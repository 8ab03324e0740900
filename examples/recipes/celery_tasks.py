"""Write observations from a Celery worker; a task that runs again writes nothing twice."""

import datetime as dt
from collections.abc import Callable

from celery import Celery, Task

from twilio_memory import InvalidArgumentError, MemoryClient, TwilioMemoryError
from twilio_memory.models import ObservationInput


def memory_task(app: Celery, connect: Callable[[], MemoryClient], store_id: str) -> Task:
    """Return the task; `connect` is called in the worker, so that no client crosses a fork."""

    @app.task(
        name="memory.remember",
        acks_late=True,  # A task whose worker dies runs again.
        autoretry_for=(TwilioMemoryError,),
        dont_autoretry_for=(InvalidArgumentError,),
        max_retries=3,
        default_retry_delay=10,  # seconds; what was written can be read after three
    )
    def remember(phone: str, fact: str, at: str) -> str | None:
        seen = ObservationInput(content=fact, source="worker", occurred_at=dt.datetime.fromisoformat(at))
        with connect() as memory, memory.deadline(30):
            found = memory.profiles.find(store_id, [("phone", phone)])
            if found is None:
                return None
            written = memory.observations.list(store_id, found.id, source=seen.source)
            if (fact, seen.occurred_at) not in {(each.content, each.occurred_at) for each in written}:
                memory.observations.create(store_id, found.id, [seen])
            return found.id

    return remember
