"""The middleware that makes spans and metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twilio_memory.middleware import Middleware
from twilio_memory.otel._telemetry import Telemetry

if TYPE_CHECKING:
    from collections.abc import Callable

    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import TracerProvider

    from twilio_memory.middleware import AttemptContext, CallContext, RawResponse, WaitContext


class OpenTelemetryMiddleware(Middleware):
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

    def call(self, context: CallContext, proceed: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Make a span for a call."""
        with self._telemetry.call(context):
            return proceed()

    def attempt(self, context: AttemptContext, proceed: Callable[[], RawResponse]) -> RawResponse:
        """Make a span for an attempt, and send its `traceparent`."""
        with self._telemetry.attempt(context):
            return proceed()

    def wait(self, context: WaitContext, proceed: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Make a span for a `wait()`."""
        with self._telemetry.wait(context):
            return proceed()
