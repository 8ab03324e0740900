"""Connections of threads: to the first address that has one, and all of them within one limit."""

from __future__ import annotations

import socket

import pytest

from twilio_memory import _sockets
from twilio_memory._failures import ConnectError, ConnectTimeout


class Clock:
    def __init__(self):
        self.now = 100.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(_sockets, "time", clock)
    return clock


@pytest.fixture
def addresses(monkeypatch):
    """Let a host have these addresses, each with what comes of connecting to it."""

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


def test_the_first_address_that_can_be_reached_is_taken(addresses, sockets):
    addresses(ConnectionRefusedError("a"), OSError("b"), "there", "unused")
    _sockets.SocketStream.connect("host", 80, 5)
    assert [made.closed for made in sockets] == [True, True, False]


def test_if_none_can_the_last_says_why(addresses, sockets):
    addresses(OSError("first"), ConnectionRefusedError("last"))
    with pytest.raises(ConnectError) as caught:
        _sockets.SocketStream.connect("host", 80, 5)
    assert caught.value.reason == "last"
    assert all(made.closed for made in sockets)


@pytest.mark.contract(9)
def test_there_is_one_limit_for_all_of_them(addresses, sockets, clock):
    addresses(*[TimeoutError("nothing")] * 6)
    with pytest.raises(ConnectTimeout):
        _sockets.SocketStream.connect("host", 80, 5)
    assert clock.now == 105
    assert all(made.closed for made in sockets)


def test_an_address_that_never_answers_leaves_time_for_the_others(addresses, sockets, clock):
    addresses(TimeoutError("nothing"), "there")
    _sockets.SocketStream.connect("host", 80, 5)
    assert clock.now == 102.5
    assert [made.closed for made in sockets] == [True, False]


def test_an_address_of_a_kind_that_the_system_does_not_have_is_passed_over(addresses, sockets):
    addresses("unused", "there", family=socket.AF_INET6)
    _sockets.SocketStream.connect("host", 80, 5)
    assert [made.closed for made in sockets] == [False]


@pytest.mark.usefixtures("sockets")
def test_where_no_socket_can_be_made_there_is_no_connection(addresses):
    addresses("unused", family=socket.AF_INET6)
    with pytest.raises(ConnectError) as caught:
        _sockets.SocketStream.connect("host", 80, 5)
    assert caught.value.reason == "Address family not supported by protocol"


def test_a_connection_that_was_reset_at_once_is_closed(addresses, sockets, monkeypatch):
    def reset(*_):
        raise OSError("Invalid argument")

    addresses("there")
    monkeypatch.setattr(socket.socket, "setsockopt", reset)
    with pytest.raises(ConnectError):
        _sockets.SocketStream.connect("host", 80, 5)
    assert [made.closed for made in sockets] == [True]


def test_a_name_that_has_no_address_is_no_connection(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ConnectError) as caught:
        _sockets.SocketStream.connect("host", 80, 5)
    assert "Name or service not known" in caught.value.reason
