"""Faults on the wire, as a client of bytes and as our own client see them."""

import contextlib
import json
import time

import httpx
import pytest

from raw_client import CREDENTIALS, RawClient, http
from twilio_memory import (
    APIConnectionError,
    APITimeoutError,
    MemoryClient,
    OperationFailedError,
    Outcome,
    RateLimitError,
    Timeouts,
    UnexpectedResponseError,
)
from twilio_memory.models import MappingFromIngress, MappingToTraits, MappingTraitItem
from twilio_memory.testing import Emulator, Fault, serve

STORES = "/v1/ControlPlane/Stores"
CREATE = http(
    f"POST {STORES} HTTP/1.1", CREDENTIALS, "Content-Type: application/json", body=b'{"displayName": "sandbox"}'
)
LIST = http(f"GET {STORES} HTTP/1.1", CREDENTIALS)
ITEM = MappingTraitItem(expression="a", trait_group="Contact", trait_name="email")
SOON = 0.2
PATIENCE = 0.5
END_SECONDS = 2


@pytest.fixture
def memory(emulator, url):
    timeouts = Timeouts(read=PATIENCE)
    with MemoryClient("SKtest", "secret", base_url=url, clock=emulator.clock, timeouts=timeouts) as memory:
        yield memory


def recorded(emulator):
    return [(call.operation, call.status, call.fault and call.fault.kind) for call in emulator.calls]


def halves(received):
    """Divide what was received into the length that its head tells, and its body."""
    head, _, body = received.partition(b"\r\n\r\n")
    (length,) = [line.partition(b": ")[2] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
    return int(length), body


class TestOnTheWire:
    def test_lost_response_closes_the_connection_without_a_byte(self, emulator, raw):
        emulator.add_fault(Fault.lost_response("CreateStore"))
        assert raw.send(CREATE).rest() == b""
        assert recorded(emulator) == [("CreateStore", 202, "lost_response")]

    def test_lost_response_keeps_earlier_responses(self, emulator, raw):
        emulator.add_fault(Fault.lost_response("ListStores", skip=1))
        received = raw.send(LIST).receive()
        assert received.startswith(b"HTTP/1.1 200 ")
        assert raw.send(LIST).rest().count(b"HTTP/1.1") == 0

    def test_reset_sends_rst(self, emulator, raw):
        emulator.add_fault(Fault.reset("CreateStore"))
        with pytest.raises(ConnectionResetError):
            raw.send(CREATE).receive()
        assert recorded(emulator) == [("CreateStore", None, "reset")]

    def test_refused_connection_sends_rst_and_runs_nothing(self, emulator, raw):
        emulator.add_fault(Fault.refused_connection("CreateStore"))
        with pytest.raises(ConnectionResetError):
            raw.send(CREATE).receive()
        assert recorded(emulator) == [("CreateStore", None, "refused_connection")]

    def test_truncated_body_ends_in_its_middle(self, emulator, raw):
        emulator.add_fault(Fault.truncated_body("CreateStore"))
        received = raw.send(CREATE).rest()
        assert received.startswith(b"HTTP/1.1 202 ")
        length, body = halves(received)
        assert (len(body), body.startswith(b'{"message":')) == (length // 2, True)
        assert recorded(emulator) == [("CreateStore", 202, "truncated_body")]

    def test_hang_lasts_until_the_client_disconnects(self, emulator, raw, url):
        emulator.add_fault(Fault.hang("CreateStore"))
        with pytest.raises(TimeoutError):
            raw.send(CREATE).receive(timeout=SOON)
        raw.close()
        with RawClient(url) as another:
            assert json.loads(another.send(LIST).read_response()[2])["stores"] == []

    def test_slow_body_is_sent_in_parts_and_keeps_the_connection(self, emulator, raw):
        emulator.add_fault(Fault.slow_body("ListStores", SOON))
        begun = time.monotonic()
        received, pieces = b"", 0
        raw.send(LIST)
        while b"\r\n\r\n" not in received or len(halves(received)[1]) < halves(received)[0]:
            received += raw.receive()
            pieces += 1
        assert time.monotonic() - begun >= SOON * 0.95
        assert 3 <= pieces <= 11
        assert json.loads(halves(received)[1])["stores"] == []
        assert raw.send(LIST).read_response()[0] == 200

    @pytest.mark.parametrize("fault", [Fault.hang("*"), Fault.slow_body("*", 60)], ids=lambda fault: fault.kind)
    def test_server_shutdown_does_not_wait_for_faults(self, fault):
        with Emulator(faults=[fault]) as emulator:
            with serve(emulator) as url:
                client = RawClient(url).send(LIST)
                while not emulator.calls:
                    time.sleep(0.001)
                begun = time.monotonic()
            assert time.monotonic() - begun < END_SECONDS
            with client, contextlib.suppress(ConnectionResetError):
                assert client.rest().count(b"}") == 0

    def test_slow_body_ends_when_the_client_disconnects(self, emulator, url):
        emulator.add_fault(Fault.slow_body("ListStores", 60))
        with RawClient(url) as client:
            assert client.send(LIST).receive().startswith(b"HTTP/1.1 200 ")
        with RawClient(url) as another:
            assert another.send(LIST).read_response()[0] == 200

    def test_error_response_has_its_headers(self, emulator, raw):
        emulator.add_fault(Fault.error_response("ListStores", 429, retry_after=7))
        status, headers, body = raw.send(LIST).read_response()
        assert (status, headers["retry-after"], json.loads(body)["code"]) == (429, "7", 20429)

    def test_error_response_of_other_status_is_html(self, emulator, raw):
        emulator.add_fault(Fault.error_response("ListStores", 520))
        status, headers, body = raw.send(LIST).read_response()
        assert (status, headers["content-type"], body[:6]) == (520, "text/html", b"<html>")

    def test_fault_added_over_http_is_applied(self, raw, url):
        ordered = httpx.post(
            f"{url}/__emulator__/faults", json={"operation": "CreateStore", "kind": "reset"}, trust_env=False
        )
        assert ordered.status_code == 201
        with pytest.raises(ConnectionResetError):
            raw.send(CREATE).receive()


class TestOurOwnClient:
    @pytest.mark.parametrize(
        ("fault", "message"),
        [
            (Fault.lost_response("CreateStore"), (APIConnectionError, Outcome.MAYBE_PROCESSED, 1)),
            (Fault.reset("CreateStore"), (APIConnectionError, Outcome.MAYBE_PROCESSED, 0)),
            # It has sent the request, other than where nothing listens.
            (Fault.refused_connection("CreateStore"), (APIConnectionError, Outcome.MAYBE_PROCESSED, 0)),
            (Fault.hang("CreateStore"), (APITimeoutError, Outcome.MAYBE_PROCESSED, 0)),
            (Fault.truncated_body("CreateStore"), (UnexpectedResponseError, Outcome.ACCEPTED, 1)),
            (Fault.slow_body("CreateStore", 60), (APITimeoutError, Outcome.ACCEPTED, 1)),
        ],
        ids=lambda value: value.kind if isinstance(value, Fault) else None,
    )
    def test_client_reports_the_outcome_of_a_write(self, emulator, memory, fault, message):
        emulator.add_fault(fault)
        with pytest.raises(message[0]) as caught:
            memory.stores.create(display_name="sandbox")
        assert (type(caught.value), caught.value.outcome, len(list(memory.stores.list()))) == message
        assert [call.operation for call in emulator.calls] == ["CreateStore", "ListStores"]

    @pytest.mark.parametrize(
        "fault", [Fault.lost_response("*"), Fault.reset("*"), Fault.hang("*")], ids=lambda fault: fault.kind
    )
    def test_client_retries_safe_calls(self, emulator, memory, fault):
        store_id = memory.stores.create(display_name="sandbox").wait()
        mapping_id = memory.data_mappings.create(
            store_id,
            display_name="crm",
            mapping_from=MappingFromIngress(columns=["a"]),
            mapping_to=MappingToTraits(mappings=[ITEM]),
        ).wait()
        emulator.add_fault(fault)
        memory.data_mappings.delete(store_id, mapping_id).wait()
        assert list(memory.data_mappings.list(store_id)) == []
        assert [call.operation for call in emulator.calls].count("DeleteDataMapping") == 2

    def test_client_waits_for_retry_after(self, emulator, memory):
        emulator.add_fault(Fault.error_response("ListStores", 429, retry_after=7, times=2))
        assert list(memory.stores.list()) == []
        emulator.add_fault(Fault.error_response("ListStores", 429, retry_after=61))
        with pytest.raises(RateLimitError) as caught:
            list(memory.stores.list())
        assert caught.value.retry_after == 61

    def test_client_sees_an_operation_fail(self, emulator, memory):
        emulator.add_fault(Fault.failed_operation("CreateStore", 520044))
        with pytest.raises(OperationFailedError):
            memory.stores.create(display_name="sandbox").wait()
