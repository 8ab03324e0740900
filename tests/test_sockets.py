"""Synchronous connects: the first reachable address, within one timeout for all addresses."""

from __future__ import annotations

import socket

import pytest

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
