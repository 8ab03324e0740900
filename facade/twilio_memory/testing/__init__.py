"""An emulator of the Memory API, for tests and for trying things out.

In a program::

    from twilio_memory.testing import Emulator

    with Emulator() as emulator, emulator.client() as memory:
        ...

It needs `pip install "twilio-memory[testing]"`. Other programs and other languages reach it over HTTP, by `serve` or by
`python -m twilio_memory.testing serve`, which need `pip install "twilio-memory[server]"`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twilio_memory.testing._behavior import Behavior
    from twilio_memory.testing._clock import FakeClock
    from twilio_memory.testing._emulator import Emulator
    from twilio_memory.testing._errors import EmulatorError
    from twilio_memory.testing._events import Event
    from twilio_memory.testing._fault_kinds import Fault
    from twilio_memory.testing._messages import RecordedRequest, Request, Response
    from twilio_memory.testing._serve import serve
    from twilio_memory.testing._transport import EmulatorTransport

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

if not TYPE_CHECKING:
    # A name is loaded when it is first used: every run of pytest loads this package, with the plugin.
    from twilio_memory.testing._lazy import MODULES as _MODULES

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            import sys

            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=sys.modules[__name__])
        from importlib import import_module

        value = globals()[name] = getattr(import_module(_MODULES[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *_MODULES})
