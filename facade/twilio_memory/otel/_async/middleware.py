"""The middleware that makes spans and metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twilio_memory.middleware import AsyncMiddleware
from twilio_memory.otel._telemetry import Telemetry

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import TracerProvider

    from twilio_memory.middleware import AttemptContext, CallContext, RawResponse, WaitContext


class AsyncOpenTelemetryMiddleware(AsyncMiddleware):
    """Makes a span for each call, for each of its attempts and for each `wait()`, and measures them.

    `docs/how-to/opentelemetry.md` lists all spans, metrics and attributes.

    Args:
        tracer_provider: Where spans go; by default the global provider.
        meter_provider: Where metrics go; by default the global provider.
    """

    def __init__(
        self, *, tracer_provider: TracerProvider | None = None, meter_provider: MeterProvider | None = None
    ) -> None:
        self._telemetry = Telemetry(tracer_provider, meter_provider)

    async def call(self, context: CallContext, proceed: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401
        """Make a span for a call."""
        with self._telemetry.call(context):
            return await proceed()

    async def attempt(self, context: AttemptContext, proceed: Callable[[], Awaitable[RawResponse]]) -> RawResponse:
        """Make a span for an attempt, and send its `traceparent`."""
        with self._telemetry.attempt(context):
            return await proceed()

    async def wait(self, context: WaitContext, proceed: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401
        """Make a span for a `wait()`."""
        with self._telemetry.wait(context):
            return await proceed()
