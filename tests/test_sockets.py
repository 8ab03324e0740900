"""Synchronous connections: the first reachable address within one timeout for all; reads and writes within theirs."""

from __future__ import annotations

import contextlib
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from twilio_memory import Timeouts
from twilio_memory._http.backends import sync as _sockets
from twilio_memory._http.exceptions import ConnectError, ConnectTimeout


class Clock:
    def __init__(self):
        self.now = 100.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(_sockets, "monotonic", clock.monotonic)
    return clock


@pytest.fixture
def addresses(monkeypatch):
    """Resolve a host to addresses, each with the outcome of connecting to it."""

    def addresses(*outcomes, family=socket.AF_INET):
        found = [(family, socket.SOCK_STREAM, 0, "", (outcome, 80)) for outcome in outcomes]
        found[1:] = [(socket.AF_INET, *rest) for _, *rest in found[1:]]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    return addresses


@pytest.fixture
def sockets(monkeypatch, clock):
    made = []

    class Socket:
        def __init__(self, family, *_):
            if family == socket.AF_INET6:
                raise OSError("Address family not supported by protocol")
            made.append(self)
            self.closed = False

        def settimeout(self, seconds):
            self.seconds = seconds

        def connect(self, address):
            outcome = address[0]
            if isinstance(outcome, Exception):
                clock.now += self.seconds if isinstance(outcome, TimeoutError) else 0.0
                raise outcome

        def setsockopt(self, *_):
            pass

        def fileno(self):
            return 0

        def close(self):
            self.closed = True

    monkeypatch.setattr(socket, "socket", Socket)
    return made


def test_connect_uses_the_first_reachable_address(addresses, sockets):
    addresses(ConnectionRefusedError("a"), OSError("b"), "there", "unused")
    _sockets.SocketStream.connect("host", 80, 5)
    assert [made.closed for made in sockets] == [True, True, False]


def test_connect_error_has_the_reason_of_the_last_address(addresses, sockets):
    addresses(OSError("first"), ConnectionRefusedError("last"))
    with pytest.raises(ConnectError) as caught:
        _sockets.SocketStream.connect("host", 80, 5)
    assert caught.value.reason == "last"
    assert all(made.closed for made in sockets)


@pytest.mark.contract(9)
def test_connect_timeout_is_shared_by_all_addresses(addresses, sockets, clock):
    addresses(*[TimeoutError("nothing")] * 6)
    with pytest.raises(ConnectTimeout):
        _sockets.SocketStream.connect("host", 80, 5)
    assert clock.now == 105
    assert all(made.closed for made in sockets)


def test_connect_to_an_unresponsive_address_leaves_time_for_the_others(addresses, sockets, clock):
    addresses(TimeoutError("nothing"), "there")
    _sockets.SocketStream.connect("host", 80, 5)
    assert clock.now == 102.5
    assert [made.closed for made in sockets] == [True, False]


def test_connect_skips_unsupported_address_families(addresses, sockets):
    addresses("unused", "there", family=socket.AF_INET6)
    _sockets.SocketStream.connect("host", 80, 5)
    assert [made.closed for made in sockets] == [False]


@pytest.mark.usefixtures("sockets")
def test_connect_error_if_no_socket_can_be_created(addresses):
    addresses("unused", family=socket.AF_INET6)
    with pytest.raises(ConnectError) as caught:
        _sockets.SocketStream.connect("host", 80, 5)
    assert caught.value.reason == "Address family not supported by protocol"


def test_connection_reset_immediately_is_closed(addresses, sockets, monkeypatch):
    def reset(*_):
        raise OSError("Invalid argument")

    addresses("there")
    monkeypatch.setattr(socket.socket, "setsockopt", reset)
    with pytest.raises(ConnectError):
        _sockets.SocketStream.connect("host", 80, 5)
    assert [made.closed for made in sockets] == [True]


def test_connect_error_if_the_host_name_has_no_address(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ConnectError) as caught:
        _sockets.SocketStream.connect("host", 80, 5)
    assert "Name or service not known" in caught.value.reason


BODY = bytes(8 * 1024 * 1024)
"""More than the buffers of two sockets hold."""


@pytest.fixture
def connected():
    """Return the stream of one end of a connection, and the socket of the other."""
    ours, other = socket.socketpair()
    with contextlib.closing(_sockets.SocketStream(ours)) as stream, other:
        other.settimeout(30)
        yield stream, other


def read_all(other, size):
    while size:
        size -= len(other.recv(size))


@pytest.mark.contract(9)
def test_read_ends_with_its_timeout(connected):
    stream, _ = connected
    with pytest.raises(TimeoutError):
        stream.read(0.001)


def test_read_takes_the_longest_timeout_that_can_be_given(connected):
    stream, other = connected
    other.sendall(b"data")
    assert stream.read(Timeouts(read=10**8).read) == b"data"


@pytest.mark.contract(9)
def test_write_of_more_than_the_buffers_hold_waits_and_each_has_its_own_timeout(connected):
    stream, other = connected
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read_all, other, len(BODY))
        stream.write(BODY, 30)
        reading.result()
    with pytest.raises(TimeoutError):
        stream.write(BODY, 0.001)


def test_write_to_a_full_buffer_waits_until_it_is_read(connected):
    stream, other = connected
    taken = 0
    with contextlib.suppress(TimeoutError):
        while True:
            stream.write(b"x", 0.001)
            taken += 1
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(stream.write, b"x", 30)
        read_all(other, taken + 1)
        writing.result()
