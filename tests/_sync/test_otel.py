"""OpenTelemetry: spans, metrics and propagation, with its own SDK and exporters in memory."""

from __future__ import annotations

import httpx
import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from operation_cases import COLUMNS
from scripted import MAPPING, OPERATION, STORE, accepted, error, operation
from twilio_memory import APIConnectionError, DataMappingNotFoundError, OperationFailedError
from twilio_memory.otel import OpenTelemetryMiddleware

TEMPLATE = "/v1/ControlPlane/Stores/{store_id}/DataMappings/{data_mapping_id}"
PROFILE = "mem_profile_01kpttrkrnfjgvwjwcwggqdk96"


class Telemetry:
    """The SDK of OpenTelemetry with exporters in memory."""

    def __init__(self):
        self.spans, self.reader = InMemorySpanExporter(), InMemoryMetricReader()
        tracers, meters = TracerProvider(), MeterProvider(metric_readers=[self.reader])
        tracers.add_span_processor(SimpleSpanProcessor(self.spans))
        self.tracer = tracers.get_tracer("test")
        self.middleware = OpenTelemetryMiddleware(tracer_provider=tracers, meter_provider=meters)

    def finished(self):
        """Return the spans in the order in which they have ended."""
        return self.spans.get_finished_spans()

    def points(self):
        """Return the data points of each metric."""
        data = self.reader.get_metrics_data()
        scopes = [scope for resource in data.resource_metrics for scope in resource.scope_metrics]
        return {metric.name: list(metric.data.data_points) for scope in scopes for metric in scope.metrics}


@pytest.fixture
def telemetry():
    return Telemetry()


@pytest.fixture
def observed(play, telemetry):
    return lambda *steps, **options: play(*steps, middleware=[telemetry.middleware], **options)


def test_span_of_call_surrounds_spans_of_its_attempts(observed, telemetry):
    memory = observed(error(503), accepted(**{"Twilio-Request-Id": "RQ1"}))
    memory.data_mappings.delete(STORE, MAPPING)
    first, second, call = telemetry.finished()
    assert (call.name, call.kind.name, call.parent) == ("data_mappings.delete", "INTERNAL", None)
    assert call.attributes == {
        "twilio.memory.method": "data_mappings.delete",
        "twilio.memory.operation_name": "DeleteDataMapping",
        "twilio.memory.outcome": "accepted",
        "twilio.memory.attempts": 2,
        "twilio.memory.request_id": "RQ1",
        "http.response.status_code": 202,
    }
    assert call.status.is_unset
    for attempt in (first, second):
        assert (attempt.name, attempt.kind.name) == (f"DELETE {TEMPLATE}", "CLIENT")
        assert attempt.parent.span_id == call.context.span_id
    common = {
        "http.request.method": "DELETE",
        "server.address": "memory.twilio.com",
        "server.port": 443,
        "url.scheme": "https",
        "url.template": TEMPLATE,
        "url.full": f"https://memory.twilio.com:443{TEMPLATE}",
        "twilio.memory.method": "data_mappings.delete",
    }
    assert first.attributes == common | {
        "http.response.status_code": 503,
        "error.type": "503",
        "twilio.memory.request_id": "RQ1",
    }
    assert first.status.status_code.name == "ERROR"
    assert second.attributes == common | {
        "http.response.status_code": 202,
        "http.request.resend_count": 1,
        "twilio.memory.request_id": "RQ1",
    }
    assert second.status.is_unset


def test_span_of_failed_call_has_class_and_code_of_error(observed, telemetry):
    memory = observed(error(404, 520048))
    with pytest.raises(DataMappingNotFoundError):
        memory.data_mappings.fetch(STORE, MAPPING)
    _, call = telemetry.finished()
    assert call.status.status_code.name == "ERROR"
    assert call.attributes["error.type"] == "DataMappingNotFoundError"
    assert call.attributes["twilio.memory.error_code"] == 520048
    assert not call.events  # The text of an exception holds IDs.


def test_span_of_attempt_without_response_has_name_of_failure(observed, telemetry):
    memory = observed(httpx.ReadTimeout("slow"), max_attempts=1)
    with pytest.raises(APIConnectionError):
        memory.data_mappings.delete(STORE, MAPPING)
    attempt, call = telemetry.finished()
    assert attempt.attributes["error.type"] == "ReadTimeout"
    assert "http.response.status_code" not in attempt.attributes
    assert call.attributes["twilio.memory.outcome"] == "maybe processed"
    assert call.attributes["error.type"] == "APITimeoutError"


def test_span_of_wait_surrounds_its_polls(observed, telemetry):
    failure = {"code": 520048, "message": "Data mapping not found"}
    memory = observed(accepted(), operation("RUNNING"), operation("FAILED", error=failure))
    deletion = memory.data_mappings.delete(STORE, MAPPING)
    with pytest.raises(OperationFailedError):
        deletion.wait()
    wait = telemetry.finished()[-1]
    assert (wait.name, wait.kind.name) == ("data_mappings.delete wait", "INTERNAL")
    assert wait.attributes["twilio.memory.polls"] == 2
    assert wait.attributes["twilio.memory.operation_status"] == "FAILED"
    assert wait.attributes["twilio.memory.error_code"] == 520048
    polls = [span for span in telemetry.finished() if span.name == "operations.fetch"]
    assert [poll.parent.span_id for poll in polls] == [wait.context.span_id] * 2


def test_traceparent_names_span_of_attempt(observed, telemetry):
    memory = observed(error(503), accepted())
    with telemetry.tracer.start_as_current_span("of the user"):
        memory.data_mappings.delete(STORE, MAPPING)
    first, second, _, outer = telemetry.finished()
    sent = [request.headers["traceparent"] for request in memory.script.requests]
    prefix, flags = f"00-{outer.context.trace_id:032x}", f"{outer.context.trace_flags:02x}"
    assert sent == [f"{prefix}-{span.context.span_id:016x}-{flags}" for span in (first, second)]
    assert "baggage" not in memory.script.requests[0].headers


def test_traceparent_of_the_caller_is_left_alone(observed, telemetry):
    memory = observed(*[operation("RUNNING")] * 2)
    given = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    memory.operations.fetch(OPERATION, extra_headers=given)
    memory.operations.fetch(OPERATION, extra_headers={"tracestate": "a=b"})
    assert [(each.headers.get("traceparent"), each.headers.get("tracestate")) for each in memory.script.requests] == [
        (given["traceparent"], None),
        (None, "a=b"),
    ]


def test_raw_request_sends_traceparent_and_its_span_has_no_path(observed, telemetry):
    memory = observed(operation("RUNNING"))
    memory.request("GET", f"/v1/ControlPlane/Operations/{OPERATION}")
    attempt, _ = telemetry.finished()
    assert memory.script.requests[0].headers["traceparent"].split("-")[2] == f"{attempt.context.span_id:016x}"
    assert attempt.name == "GET /{path}"
    assert attempt.attributes["url.template"] == "/{path}"
    assert attempt.attributes["url.full"] == "https://memory.twilio.com:443/{path}"


def test_upload_span_has_neither_address_nor_traceparent(emulator, telemetry, tmp_path):
    (tmp_path / "people.csv").write_text("email,firstName\nada@example.com,Ada\n")
    store = emulator.add_store(display_name="Support")
    with emulator.client(middleware=[telemetry.middleware]) as memory:
        memory.imports.upload(store, tmp_path / "people.csv", column_mappings=COLUMNS)
    upload = next(span for span in telemetry.finished() if span.name == "PUT")
    assert "url.template" not in upload.attributes
    assert upload.attributes["url.full"].count("/") == 2
    [call] = [call for call in emulator.calls if call.method == "PUT"]
    assert "traceparent" not in call.headers


def test_telemetry_holds_no_values(observed, telemetry):
    memory = observed(error(400, 520046), error(503), accepted())
    with pytest.raises(Exception, match="520046"):
        memory.profiles.recall(STORE, PROFILE, query="her blood pressure")
    memory.data_mappings.delete(STORE, MAPPING)
    shown = "".join(span.to_json() for span in telemetry.finished()) + telemetry.reader.get_metrics_data().to_json()
    for value in (STORE, MAPPING, PROFILE, "blood", "secret", "SKtest", OPERATION):
        assert value not in shown


def test_metrics_count_requests_calls_waits_and_retries(observed, telemetry, clock):
    def slow(_request):
        clock.advance(0.25)
        return accepted()

    memory = observed(error(503), slow, operation("COMPLETED"))
    deletion = memory.data_mappings.delete(STORE, MAPPING)
    deletion.wait()
    points = telemetry.points()
    [delete_503, delete_202, poll] = points["http.client.request.duration"]
    assert [point.attributes.get("error.type") for point in (delete_503, delete_202, poll)] == ["503", None, None]
    assert delete_202.sum == pytest.approx(0.25)
    assert delete_202.attributes["url.template"] == TEMPLATE
    assert not any("url.full" in point.attributes for point in (delete_503, delete_202, poll))
    [retry] = points["twilio.memory.retries"]
    assert (retry.value, retry.attributes["twilio.memory.method"]) == (1, "data_mappings.delete")
    assert {point.attributes["twilio.memory.method"] for point in points["twilio.memory.call.duration"]} == {
        "data_mappings.delete",
        "operations.fetch",
    }
    [wait] = points["twilio.memory.wait.duration"]
    assert wait.attributes["twilio.memory.operation_status"] == "COMPLETED"
    assert wait.sum >= 1.0  # the Retry-After of the accepted write
