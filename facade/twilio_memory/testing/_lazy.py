"""Where each public name is. Written from `__init__.py` by scripts/generate_lazy_imports.py."""

MODULES = {
    "Behavior": "twilio_memory.testing._behavior",
    "Emulator": "twilio_memory.testing._emulator",
    "EmulatorError": "twilio_memory.testing._errors",
    "EmulatorTransport": "twilio_memory.testing._transport",
    "Event": "twilio_memory.testing._events",
    "FakeClock": "twilio_memory.testing._clock",
    "Fault": "twilio_memory.testing._fault_kinds",
    "RecordedRequest": "twilio_memory.testing._messages",
    "Request": "twilio_memory.testing._messages",
    "Response": "twilio_memory.testing._messages",
    "serve": "twilio_memory.testing._serve",
}
