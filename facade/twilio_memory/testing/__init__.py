"""The Memory API on your own machine, for tests and for trying things out.

    from twilio_memory.testing import Emulator

    with Emulator() as emulator, emulator.client() as memory:
        ...

It needs `pip install "twilio-memory[testing]"`.
"""

from ._clock import FakeClock
from ._emulator import Emulator
from ._errors import EmulatorError
from ._faults import Fault
from ._messages import Call, Request, Response
from ._transport import EmulatorTransport

__all__ = ["Call", "Emulator", "EmulatorError", "EmulatorTransport", "FakeClock", "Fault", "Request", "Response"]
