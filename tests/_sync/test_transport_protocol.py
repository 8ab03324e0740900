"""A transport needs `send` and a way to close: what the session makes of what it returns and raises."""

from __future__ import annotations

import json

import pytest

from scripted import MAPPING, OPERATION, STORE
from twilio_memory import (
    APIConnectionError,
    APITimeoutError,
    ClientClosedError,
    InvalidArgumentError,
    MemoryClient,
    Outcome,
    Timeouts,
    UnexpectedResponseError,
)
from twilio_memory._http.exceptions import (
    ConnectError,
    InvalidInputError,
    ReadTimeout,
    TransportClosedError,
    TransportError,
)
from twilio_memory._http.types import Response
from twilio_memory.testing import FakeClock

ACCEPTED = Response(202, {}, json.dumps({"message": "Accepted.", "operationId": OPERATION}).encode())


class Transport:
    """Returns or raises one item of a list for each request."""

    def __init__(self, *results):
        self.results = [*results]
        self.sent = []
        self.closed = False

    def send(self, request, deadline):
        self.sent.append((request, deadline))
        result = self.results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result

    def close(self):
        self.closed = True


@pytest.fixture
def client_of():
    def make(*results, **options):
        memory = MemoryClient("SK", "secret", clock=FakeClock(), **options)
        memory._executor.transport = Transport(*results)
        return memory, memory._executor.transport

    return make


@pytest.mark.contract(10)
def test_transport_error_before_sending_is_retried_for_every_operation(client_of):
    memory, transport = client_of(ConnectError(), ACCEPTED)
    pending = memory.stores.delete(STORE)
    assert [attempt.failure for attempt in pending.attempts] == ["ConnectError", None]
    assert len(transport.sent) == 2


@pytest.mark.contract(12, 14)
def test_transport_error_after_sending_leaves_an_unsafe_write_open(client_of):
    memory, transport = client_of(ReadTimeout("too late"))
    with pytest.raises(APITimeoutError, match="ReadTimeout: too late") as caught:
        memory.stores.delete(STORE)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert len(transport.sent) == 1


def test_transport_error_of_another_transport_is_described_by_its_own_name(client_of):
    class BrokenError(TransportError):
        pass

    memory, _ = client_of(BrokenError("no \x1b luck"))
    with pytest.raises(APIConnectionError, match=r"BrokenError: no \\x1b luck"):
        memory.stores.delete(STORE)


def test_response_with_a_body_error_is_unexpected(client_of):
    memory, _ = client_of(Response(202, {}, b"", "the \x1b body was cut short"))
    with pytest.raises(UnexpectedResponseError, match=r"the \\x1b body was cut short") as caught:
        memory.stores.delete(STORE)
    assert caught.value.outcome is Outcome.ACCEPTED


@pytest.mark.contract(9)
def test_deadline_of_all_attempts_is_the_same_value(client_of):
    timeouts = Timeouts(total=60, connect=1, read=2, write=3, pool=4)
    memory, transport = client_of(ConnectError(), ACCEPTED, timeouts=timeouts)
    memory.data_mappings.delete(STORE, MAPPING)
    [(first, deadline), (second, other)] = transport.sent
    assert first == second
    assert deadline is other
    assert (deadline.connect, deadline.read, deadline.write, deadline.pool) == (1, 2, 3, 4)
    assert deadline.monotonic == memory._executor.clock.monotonic


def test_input_that_a_transport_refuses_is_an_invalid_argument(client_of):
    memory, transport = client_of(InvalidInputError("no such certificate"))
    with pytest.raises(InvalidArgumentError, match="no such certificate"):
        memory.stores.delete(STORE)
    assert len(transport.sent) == 1


def test_transport_that_is_closed_between_attempts_is_reported_with_the_attempts(client_of):
    memory, _ = client_of(ConnectError(), TransportClosedError("the client has been closed"))
    with pytest.raises(ClientClosedError, match="was not sent again: the client has been closed") as caught:
        memory.stores.delete(STORE)
    assert [attempt.failure for attempt in caught.value.attempts] == ["ConnectError"]


def test_transport_is_closed_with_the_client(client_of):
    memory, transport = client_of()
    memory.close()
    assert transport.closed
