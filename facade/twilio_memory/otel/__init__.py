"""OpenTelemetry for clients: spans, metrics and the header `traceparent`.

With the global providers::

    from twilio_memory.otel import OpenTelemetryMiddleware

    memory = MemoryClient(middleware=[OpenTelemetryMiddleware()])

It needs `pip install "twilio-memory[otel]"`. No telemetry holds the value of an ID, a query, a body or credentials.
"""

from ._async.middleware import AsyncOpenTelemetryMiddleware
from ._sync.middleware import OpenTelemetryMiddleware

__all__ = ["AsyncOpenTelemetryMiddleware", "OpenTelemetryMiddleware"]
