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


@pytest.mark.contract(9)
def test_connect_opens_nothing_if_the_resolution_has_taken_all_of_its_time(addresses, sockets, clock, monkeypatch):
    addresses("there")
    found = socket.getaddrinfo()

    def resolve(*_, **__):
        clock.now += 5
        return found

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(ConnectTimeout):
        _sockets.SocketStream.connect("host", 80, 5)
    assert sockets == []


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


def test_connect_timeout_in_milliseconds_fits_into_a_c_integer(addresses, sockets):
    addresses(ConnectionRefusedError())
    with pytest.raises(ConnectError):
        _sockets.SocketStream.connect("host", 80, Timeouts(connect=10**8).connect)
    assert sockets[0].seconds * 1000 < 2**31


BODY = bytes(8 * 1024 * 1024)
"""More than the buffers of two sockets hold."""


@pytest.fixture
def ends():
    """Return the two sockets of a connection."""
    ours, other = socket.socketpair()
    with ours, other:
        other.settimeout(30)
        yield ours, other


@pytest.fixture
def connected(ends):
    """Return the stream of one end of a connection, and the socket of the other."""
    return _sockets.SocketStream(ends[0]), ends[1]


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


@pytest.mark.parametrize("system", ["with poll", "without poll"])
def test_waits_of_a_connection_have_the_units_of_the_system(system, ends, monkeypatch):
    waits = []

    class Poll:
        def register(self, connection, events):
            assert (connection, events) == (ends[0], _sockets.select.POLLIN)

        def poll(self, milliseconds):
            waits.append(milliseconds / 1000)
            return [1]

    def select(readable, writable, exceptional, seconds):
        waits.append(seconds)
        return readable, writable, exceptional

    if system == "with poll":
        monkeypatch.setattr(_sockets.select, "poll", Poll)
    else:
        monkeypatch.delattr(_sockets.select, "poll")
        monkeypatch.setattr(_sockets.select, "select", select)
    ends[1].sendall(b"data")
    stream = _sockets.SocketStream(ends[0])
    assert stream.is_readable()
    assert stream.read(0.25) == b"data"
    ends[1].sendall(b"more")
    assert stream.read(10**8) == b"more"
    assert waits == [0, 0.25, 10**6]  # The longest that fits into the C integer of `poll`.


def test_connection_sends_at_once_and_never_blocks_by_itself():
    with socket.create_server(("127.0.0.1", 0)) as server:
        connection = _sockets.SocketStream.connect("127.0.0.1", server.getsockname()[1], 30)
        with contextlib.closing(connection), server.accept()[0] as other:
            assert connection._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert connection._socket.gettimeout() == 0
            with ThreadPoolExecutor(1) as pool:
                reading = pool.submit(read_all, other, len(BODY))
                connection.write(BODY, 30)
                reading.result()
            assert connection._socket.gettimeout() == 0


@pytest.mark.contract(9)
def test_read_waits_on_if_the_system_drops_what_it_has_announced(connected, monkeypatch):
    stream, other = connected
    announced = iter([True, True, False])
    monkeypatch.setattr(stream, "_wait", lambda _: next(announced))
    with pytest.raises(TimeoutError):
        stream.read(30)
    announced = iter([True, True])
    waited = []

    def wait(milliseconds):
        if waited:
            other.sendall(b"data")
        waited.append(milliseconds)
        return next(announced)

    monkeypatch.setattr(stream, "_wait", wait)
    assert stream.read(0.25) == b"data"
    assert waited == [250, 250]


@pytest.mark.contract(9)
def test_write_of_more_than_the_buffers_hold_waits_and_each_has_its_own_timeout(connected):
    stream, other = connected
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read_all, other, len(BODY))
        stream.write(BODY, 30)
        reading.result()
    with pytest.raises(TimeoutError):
        stream.write(BODY, 0.001)


class Scripted:
    """A socket that notes what it is asked to do, and whose buffer takes some of the first data."""

    def __init__(self, taken):
        self.taken = taken
        self.done = []

    def settimeout(self, seconds):
        self.done.append(seconds)

    def send(self, _):
        if not self.taken:
            raise BlockingIOError
        return self.taken

    def sendall(self, data):
        self.done.append(data)


@pytest.mark.parametrize(("taken", "then"), [(0, [0.25, b"data", 0]), (3, [0.25, b"a", 0]), (4, [])])
def test_write_waits_with_its_timeout_for_what_the_buffer_did_not_take(connected, taken, then):
    stream, _ = connected
    stream._socket = scripted = Scripted(taken)
    stream.write(b"data", 0.25)
    assert scripted.done == then


@pytest.mark.contract(9)
def test_write_takes_a_timeout_whose_milliseconds_do_not_fit_into_a_c_integer(connected):
    """A system call would take those of this one modulo 2**32, as one."""
    stream, _ = connected
    stream._socket = scripted = Scripted(0)
    stream.write(b"data", Timeouts(write=(2**32 + 1) / 1000).write)
    assert scripted.done == [10**6, b"data", 0]
