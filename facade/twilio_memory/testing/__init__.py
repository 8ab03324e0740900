"""An emulator of the Memory API, for tests and for trying things out.

    from twilio_memory.testing import Emulator

    with Emulator() as emulator, emulator.client() as memory:
        ...

It needs `pip install "twilio-memory[testing]"`. Other programs and other languages reach it over HTTP, by `serve` or by
`python -m twilio_memory.testing serve`, which need `pip install "twilio-memory[server]"`.
"""

from ._behavior import Behavior
from ._clock import FakeClock
from ._emulator import Emulator
from ._errors import EmulatorError
from ._events import Event
from ._faults import Fault
from ._messages import RecordedRequest, Request, Response
from ._serve import serve
from ._transport import EmulatorTransport

__all__ = [
    "Behavior",
    "Emulator",
    "EmulatorError",
    "EmulatorTransport",
    "Event",
    "FakeClock",
    "Fault",
    "RecordedRequest",
    "Request",
    "Response",
    "serve",
]
