"""Spans and metrics, with the names of OpenTelemetry's semantic conventions for HTTP clients."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final, NamedTuple

from twilio_memory._version import __version__
from twilio_memory.errors import TwilioMemoryError

try:
    from opentelemetry import metrics, trace
    from opentelemetry.trace import SpanKind, StatusCode
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
except ImportError as error:
    raise ImportError('twilio_memory.otel needs OpenTelemetry: pip install "twilio-memory[otel]"') from error

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from opentelemetry.metrics import Histogram, MeterProvider
    from opentelemetry.trace import TracerProvider
    from opentelemetry.util.types import AttributeValue

    from twilio_memory.middleware import AttemptContext, CallContext, WaitContext

    Attributes = dict[str, AttributeValue]

_NAME: Final = "twilio_memory"
_SCHEMA_URL: Final = "https://opentelemetry.io/schemas/1.37.0"
# The bounds in seconds that the conventions advise for `http.client.request.duration`.
_REQUEST_BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
_WAIT_BOUNDS: Final = (0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300)
_ERROR_STATUS: Final = 400
# Trace context alone: baggage may hold data that Twilio must not get.
_PROPAGATOR: Final = TraceContextTextMapPropagator()
_TRACE_CONTEXT: Final = frozenset(_PROPAGATOR.fields)
_METHOD: Final = "twilio.memory.method"
_OPERATION: Final = "twilio.memory.operation_name"
_REQUEST_ID: Final = "twilio.memory.request_id"


class _Measurement(NamedTuple):
    """A span, and the histogram of its duration."""

    name: str
    kind: SpanKind
    histogram: Histogram
    attributes: Attributes
    details: Attributes
    """Attributes of the span alone."""


class Telemetry:
    """The instruments of one middleware."""

    def __init__(self, tracer_provider: TracerProvider | None, meter_provider: MeterProvider | None) -> None:
        self._tracer = trace.get_tracer(_NAME, __version__, tracer_provider, _SCHEMA_URL)
        meter = metrics.get_meter(_NAME, __version__, meter_provider, _SCHEMA_URL)
        self._inject = _PROPAGATOR.inject

        def histogram(name: str, description: str, bounds: tuple[float, ...] = _REQUEST_BOUNDS) -> Histogram:
            return meter.create_histogram(name, "s", description, explicit_bucket_boundaries_advisory=bounds)

        self._requests = histogram("http.client.request.duration", "Duration of HTTP client requests.")
        self._calls = histogram("twilio.memory.call.duration", "Duration of calls with all of their attempts.")
        self._waits = histogram("twilio.memory.wait.duration", "Duration of waits for accepted writes.", _WAIT_BOUNDS)
        self._retries = meter.create_counter("twilio.memory.retries", "{retry}", "Attempts after the first of a call.")

    @contextlib.contextmanager
    def call(self, context: CallContext) -> Generator[None]:
        """Surround a call."""

        def results() -> tuple[Attributes, Attributes]:
            return _given({"twilio.memory.outcome": context.outcome and str(context.outcome)}), _given(
                {
                    "http.response.status_code": context.status,
                    "twilio.memory.attempts": len(context.attempts),
                    _REQUEST_ID: context.request_id,
                }
            )

        attributes = _given({_METHOD: context.method, _OPERATION: context.operation_name})
        name = context.method or "request"
        with self._measure(_Measurement(name, SpanKind.INTERNAL, self._calls, attributes, {}), context, results):
            yield

    @contextlib.contextmanager
    def attempt(self, context: AttemptContext) -> Generator[None]:
        """Surround an attempt, and add its `traceparent` to what is sent."""
        template = context.url_template
        attributes = _given(
            {
                "http.request.method": context.http_method,
                "server.address": context.server_address,
                "server.port": context.server_port,
                "url.scheme": context.scheme,
                "url.template": template,
                _METHOD: context.method,
            }
        )
        host = f"[{context.server_address}]" if ":" in context.server_address else context.server_address
        details: Attributes = {"url.full": f"{context.scheme}://{host}:{context.server_port}{template}"}
        if context.number > 1:
            details["http.request.resend_count"] = context.number - 1
            self._retries.add(1, attributes)

        def results() -> tuple[Attributes, Attributes]:
            measured: Attributes = _given({"http.response.status_code": context.status})
            if context.failure or (context.status or 0) >= _ERROR_STATUS:
                measured["error.type"] = context.failure or str(context.status)
            return measured, _given({_REQUEST_ID: context.request_id})

        name = f"{context.http_method} {template}".rstrip()
        with self._measure(_Measurement(name, SpanKind.CLIENT, self._requests, attributes, details), context, results):
            # The address of an upload is signed, and another service's; a header of the caller cannot be replaced.
            if template and _TRACE_CONTEXT.isdisjoint(context.request.headers):
                self._inject(context.headers)
            yield

    @contextlib.contextmanager
    def wait(self, context: WaitContext) -> Generator[None]:
        """Surround a `wait()`."""

        def results() -> tuple[Attributes, Attributes]:
            return _given({"twilio.memory.operation_status": context.operation_status}), {
                "twilio.memory.polls": context.polls
            }

        attributes = _given({_METHOD: context.method, _OPERATION: context.operation_name})
        name = f"{context.method or 'operations'} wait"
        with self._measure(_Measurement(name, SpanKind.INTERNAL, self._waits, attributes, {}), context, results):
            yield

    @contextlib.contextmanager
    def _measure(
        self,
        measurement: _Measurement,
        context: CallContext | AttemptContext | WaitContext,
        results: Callable[[], tuple[Attributes, Attributes]],
    ) -> Generator[None]:
        """Make a span and measure its duration; of the results, the second part is for the span alone."""
        name, kind, histogram, attributes, details = measurement
        with self._tracer.start_as_current_span(
            name, kind=kind, attributes=attributes | details, record_exception=False, set_status_on_exception=False
        ) as span:
            failure: Attributes = {}
            try:
                yield
            except BaseException as error:
                failure = {"error.type": type(error).__qualname__}
                if isinstance(error, TwilioMemoryError) and error.code is not None:
                    failure["twilio.memory.error_code"] = error.code
                raise
            finally:
                measured, details = results()
                measured = failure | measured
                if "error.type" in measured:
                    span.set_status(StatusCode.ERROR)
                span.set_attributes(measured | details)
                if context.elapsed is not None:
                    histogram.record(context.elapsed, attributes | measured)


def _given(attributes: dict[str, AttributeValue | None]) -> Attributes:
    """Return the attributes that have a value."""
    return {name: value for name, value in attributes.items() if value not in {None, ""}}
