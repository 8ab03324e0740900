"""The buttons of the page. Only a form of the page itself can press one."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from collections import deque
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException

from twilio_memory.testing._admin_requests import read
from twilio_memory.testing._emulator import core_of
from twilio_memory.testing._errors import EmulatorError
from twilio_memory.testing._fault_files import with_times
from twilio_memory.testing._faults import Fault
from twilio_memory.testing._guards import own_origins

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request

    from twilio_memory.testing._emulator import Emulator

_MAX_FORM_SIZE = 2**14
_MAX_SNAPSHOTS = 5

Form = dict[str, str]


def _utc(text: str) -> dt.datetime:
    """Return a time of a form, which has no zone."""
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _seconds(text: str) -> float | list[float]:
    """Return a number, or the numbers of a distribution."""
    values = [float(each) for each in text.split(",")]
    return values if len(values) > 1 else values[0]


def _times(text: str) -> int | str:
    return text if text == "all" else int(text)


_FIELDS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("status", "code", "retry_after", "skip", "burst"), int),
    **dict.fromkeys(("probability", "per_second"), float),
    **dict.fromkeys(("since", "until"), _utc),
    "seconds": _seconds,
    "times": _times,
}
"""How the fields of a fault's form are read."""


class Actions:
    """What the page can do to an emulator.

    Args:
        emulator: The emulator.
        allow_origins: The origins that may send requests, among them that of the page itself behind a proxy with TLS.
    """

    def __init__(self, emulator: Emulator, allow_origins: Sequence[str]) -> None:
        self._emulator = emulator
        self._allow_origins = allow_origins
        self.token = secrets.token_urlsafe(32)
        """What the page's own forms contain."""
        self.snapshots: deque[tuple[str, bytes]] = deque(maxlen=_MAX_SNAPSHOTS)
        """The snapshots, each with its name; of more than five the oldest is dropped."""
        self._count = 0
        self._by_name = {
            "advance": self._advance,
            "set-clock": self._set_clock,
            "add-fault": self._add_fault,
            "clear-faults": self._clear_faults,
            "complete-operations": self._complete_operations,
            "take-snapshot": self._take_snapshot,
            "restore-snapshot": self._restore_snapshot,
        }

    async def run(self, name: str, request: Request) -> str:
        """Do what a form asks for, and return what was done.

        Raises:
            HTTPException: The request is not one of the page's own forms, or its values cannot be used.
        """
        if not self._is_own(request):
            raise HTTPException(403, "Only the emulator's own page can do this.")
        body = await read(request, _MAX_FORM_SIZE)
        form = dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=20))
        if not hmac.compare_digest(form.pop("token", "").encode(), self.token.encode()):
            raise HTTPException(403, "This form is of an earlier start of the server: load the page again.")
        if name not in self._by_name:
            raise HTTPException(404, "This action does not exist.")
        try:
            return self._by_name[name](form)
        except KeyError as error:
            raise HTTPException(400, f"{error.args[0]} is missing.") from error
        except (EmulatorError, TypeError, ValueError, OverflowError) as error:
            raise HTTPException(400, str(error)) from error

    def _is_own(self, request: Request) -> bool:
        """Return whether the page itself sends a request. A proxy may change Host, but not what a browser says."""
        origin, site = request.headers.get("origin", "").lower(), request.headers.get("sec-fetch-site")
        if site is None:
            return origin in own_origins(request.scope, self._allow_origins)
        return site == "same-origin" and origin in {*own_origins(request.scope, ()), *self._allow_origins}

    def _advance(self, form: Form) -> str:
        self._emulator.clock.advance(float(form["seconds"]))
        return self._run_due()

    def _set_clock(self, form: Form) -> str:
        self._emulator.clock.set(_utc(form["time"]))
        return self._run_due()

    def _run_due(self) -> str:
        core = core_of(self._emulator)
        with core.lock:
            core.begin()
        return "The clock was moved."

    def _add_fault(self, form: Form) -> str:
        values = {name: _FIELDS.get(name, str)(value) for name, value in form.items() if value}
        fault = Fault.from_dict(with_times(values))
        self._emulator.add_fault(fault)
        return f"The next call of {fault.operation} gets the fault {fault.kind}."

    def _clear_faults(self, _: Form) -> str:
        self._emulator.clear_faults()
        return "The faults were cleared."

    def _complete_operations(self, _: Form) -> str:
        self._emulator.complete_operations()
        return "All operations are completed."

    def _take_snapshot(self, _: Form) -> str:
        content = self._emulator.snapshot()
        self._count += 1
        self.snapshots.append((f"Snapshot {self._count}", content))
        return f"Snapshot {self._count} was taken."

    def _restore_snapshot(self, form: Form) -> str:
        content = dict(self.snapshots).get(form["name"])
        if content is None:
            raise ValueError("This snapshot was dropped.")
        self._emulator.restore(content)
        return f"{form['name']} was restored."
