"""Contracts 9 and 26: host names of synchronous clients are resolved within the timeouts."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from forks import in_a_fork
from interrupts import close_idle, interrupt, is_ours, places
from loopback import LoopbackServer, echo
from operation_cases import OPERATION
from twilio_memory import APIConnectionError, APITimeoutError, MemoryClient, Timeouts
from twilio_memory._http.backends import resolver
from twilio_memory._http.exceptions import ConnectTimeout

getaddrinfo = socket.getaddrinfo


class Resolver:
    """A resolver whose lookups of names wait until `release` is set."""

    def __init__(self):
        self.release = threading.Event()
        self.lookups = 0
        self.ended = threading.Semaphore(0)

    def __call__(self, host, port, **options):
        if options.get("flags") == socket.AI_NUMERICHOST:
            return getaddrinfo(host, port, **options)
        self.lookups += 1
        assert self.release.wait(10)
        self.ended.release()
        return getaddrinfo("127.0.0.1", port, **options)


@pytest.fixture
def slow(monkeypatch):
    slow = Resolver()
    monkeypatch.setattr(resolver, "_LOOKUPS", {})
    monkeypatch.setattr(socket, "getaddrinfo", slow)
    yield slow
    slow.release.set()
    for _ in range(slow.lookups):
        assert slow.ended.acquire(timeout=10)


@pytest.mark.contract(9)
@pytest.mark.parametrize("timeouts", [Timeouts(total=0.2), Timeouts(connect=0.2)], ids=["total", "connect"])
def test_name_resolution_that_hangs_ends_with_the_timeout(slow, timeouts):
    memory = MemoryClient("SK", "x", base_url="http://localhost:9", timeouts=timeouts, max_attempts=1)
    with pytest.raises(APITimeoutError, match="ConnectTimeout"):
        memory.operations.fetch(OPERATION)
    memory.close()
    assert not slow.release.is_set()


def test_name_resolution_takes_a_thread_only_for_names_and_new_connections(slow):
    slow.release.set()
    with LoopbackServer(echo) as server:
        for host, lookups in (("127.0.0.1", 0), ("localhost", 1)):
            with MemoryClient("SK", "x", base_url=server.url.replace("127.0.0.1", host)) as memory:
                for _ in range(2):
                    memory.operations.fetch(OPERATION)
            assert slow.lookups == lookups


def test_name_resolution_that_ends_late_leaves_no_thread(slow):
    threads = threading.active_count()
    with pytest.raises(ConnectTimeout):
        resolver.resolve("localhost", 80, 0.01)
    slow.release.set()
    while threading.active_count() > threads:
        time.sleep(0.001)
    assert resolver.resolve("localhost", 80, 10)[0][4] == ("127.0.0.1", 80)


def test_name_resolution_is_bounded_in_threads(slow):
    before = threading.active_count()
    for _ in range(resolver.MAX_LOOKUPS):
        with pytest.raises(ConnectTimeout, match="not resolved in time"):
            resolver.resolve("localhost", 80, 0.001)
    with pytest.raises(ConnectTimeout, match="16 other lookups of host names hang"):
        resolver.resolve("localhost", 80, 0.001)
    assert slow.lookups == threading.active_count() - before == resolver.MAX_LOOKUPS


@pytest.mark.contract(26)
def test_name_resolution_in_a_forked_process_does_not_wait_for_threads_of_the_parent(slow, monkeypatch):
    def work():
        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        assert resolver.resolve("localhost", 80, 5)

    for _ in range(resolver.MAX_LOOKUPS):
        with pytest.raises(ConnectTimeout):
            resolver.resolve("localhost", 80, 0.001)
    assert in_a_fork(work)


def test_name_resolution_without_a_further_thread_happens_in_place(monkeypatch):
    def refuse(_):
        raise RuntimeError("can't create new thread at interpreter shutdown")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert resolver.resolve("localhost", 80, 10) == getaddrinfo("localhost", 80, type=socket.SOCK_STREAM)


def test_name_resolution_error_is_that_of_the_system(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    memory = MemoryClient("SK", "x", base_url="http://localhost:9", max_attempts=1)
    with pytest.raises(APIConnectionError, match="Name or service not known"):
        memory.operations.fetch(OPERATION)
    memory.close()


@pytest.mark.contract(26)
def test_name_resolution_survives_an_interrupt_at_every_bytecode(monkeypatch):
    def is_covered(code):
        return is_ours(code) and code.co_filename.endswith("resolver.py")

    monkeypatch.setattr(resolver, "_LOOKUPS", {})
    monkeypatch.setattr(resolver, "MAX_LOOKUPS", 1)
    with LoopbackServer(echo) as server:
        memory = MemoryClient("SK", "x", base_url=server.url.replace("127.0.0.1", "localhost"))

        def fetch():
            close_idle(memory)
            assert memory.operations.fetch(OPERATION).operation_id == OPERATION

        places(fetch, is_covered)  # CPython 3.13 traces all opcodes of a function only after it was traced once.
        found = places(fetch, is_covered)
        for place in found:
            interrupt(fetch, place)
            fetch()
        memory.close()
    assert len(found) > 100
