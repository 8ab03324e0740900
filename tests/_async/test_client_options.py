"""Options of a client: headers that all requests have, credentials from a function, the longest wait, other clients."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import httpx
import pytest

import twilio_memory
from operation_cases import COLUMNS, IMPORT, WIRE
from raw_server import http
from scripted import MAPPING, OPERATION, STORE, Script, accepted, error, operation
from secret_scanner import SECRET, USER, kept_in_frames, shown_by
from twilio_memory import (
    AsyncMemoryClient,
    AuthenticationError,
    InvalidArgumentError,
    Outcome,
    ServiceUnavailableError,
    __version__,
)
from twilio_memory.middleware import AsyncMiddleware

pytestmark = pytest.mark.anyio


def import_created():
    return httpx.Response(201, json={"importId": IMPORT, "url": "https://files.example/x?signature=1"})


def sent(memory, name):
    return [request.headers.get(name) for request in memory.script.requests]


async def finish(result):
    return [item async for item in result] if hasattr(result, "pages") else await result


@pytest.mark.parametrize("name", WIRE)
async def test_default_headers_reach_the_wire_with_every_operation(play, name):
    memory = play(error(404), default_headers={"X-Gateway": "a b"}, user_agent_extensions=["app/1.2", "(blue)"])
    with pytest.raises(Exception, match="404"):
        await finish(WIRE[name][0](memory))
    [request] = memory.script.requests
    assert request.headers.get_list("x-gateway") == ["a b"]
    [agent] = request.headers.get_list("user-agent")
    assert agent.startswith(f"twilio-memory/{__version__} (Python ")
    assert agent.endswith(") app/1.2 (blue)")


async def test_default_headers_reach_the_wire_over_own_connections(serve):
    server, memory = serve(http("404 Not Found", b"{}"), default_headers={"x-gateway": "1", "User-Agent": "mine"})
    with pytest.raises(Exception, match="404"):
        await memory.operations.fetch(OPERATION)
    [request] = server.requests
    assert request.lower().count(b"\r\nuser-agent: mine\r\n") == 1
    assert request.lower().count(b"\r\nuser-agent:") == 1
    assert request.lower().count(b"\r\nx-gateway: 1\r\n") == 1


async def test_default_headers_give_way_to_those_of_a_call_and_of_middleware(play):
    class Header(AsyncMiddleware):
        async def attempt(self, context, proceed):
            context.headers["x-b"] = "middleware"
            return await proceed()

    memory = play(
        operation("RUNNING"), default_headers={"x-a": "client", "x-b": "client", "x-c": "client"}, middleware=[Header()]
    )
    await memory.operations.fetch(OPERATION, extra_headers={"x-a": "call"})
    [request] = memory.script.requests
    assert [request.headers.get_list(name) for name in ("x-a", "x-b", "x-c")] == [["call"], ["middleware"], ["client"]]


async def test_default_headers_do_not_go_to_the_url_of_an_upload(play):
    memory = play(import_created(), httpx.Response(200), default_headers={"x-gateway": "1"})
    source = io.BytesIO(b"email,firstName\na@example.com,Ada\n")
    await memory.imports.upload(STORE, source, column_mappings=COLUMNS, filename="a.csv")
    assert sent(memory, "x-gateway") == ["1", None]


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "x"},
        {"Content-Type": "x"},
        {"if-match": "x"},
        {"host": "x"},
        {"content-length": "1"},
        {"x y": "1"},
        {"x": "a\r\nb: c"},
        {"x": 1},
        {"x": "1", "X": "2"},
        ["x"],
        0,
        "",
    ],
    ids=str,
)
def test_default_headers_that_cannot_be_sent_are_refused(headers):
    with pytest.raises(InvalidArgumentError, match=r"^default_headers: "):
        AsyncMemoryClient("SK", "x", default_headers=headers)
    with pytest.raises(InvalidArgumentError, match=r"^default_headers: "):
        AsyncMemoryClient("SK", "x").with_options(default_headers=headers)


@pytest.mark.parametrize("products", ["app/1.2", [1], [""], ["a\nb"], {"a": "b"}, 0], ids=str)
def test_user_agent_extensions_that_cannot_be_sent_are_refused(products):
    with pytest.raises(InvalidArgumentError, match=r"^user_agent_extensions: "):
        AsyncMemoryClient("SK", "x", user_agent_extensions=products)


async def test_default_headers_are_kept_and_replaced_by_with_options(play):
    memory = play(*[operation("RUNNING")] * 4, default_headers={"x-a": "1"}, user_agent_extensions=["a/1"])
    for client in (
        memory.with_options(max_attempts=1),
        memory.with_options(default_headers={"x-b": "2"}, user_agent_extensions=["b/2"]),
        memory.with_options(default_headers={}, user_agent_extensions=[]),
        memory,
    ):
        await client.operations.fetch(OPERATION)
    assert sent(memory, "x-a") == ["1", None, None, "1"]
    assert sent(memory, "x-b") == [None, "2", None, None]
    assert [agent.rpartition(")")[2] for agent in sent(memory, "user-agent")] == [" a/1", " b/2", "", " a/1"]


def test_default_headers_of_refused_options_are_not_shown():
    memory = AsyncMemoryClient("SK", "x")
    with pytest.raises(InvalidArgumentError, match="max_attempts") as caught:
        memory.with_options(default_headers={"x-key": SECRET}, max_attempts=0)
    caught.value.__traceback__ = caught.value.__traceback__.tb_next  # Without the frame of the caller.
    assert kept_in_frames(caught.value, Path(twilio_memory.__file__).parent) == []
    assert shown_by(caught.value) == []


def test_with_options_works_under_a_debugger():
    def trace(frame, *_):
        assert frame.f_locals is not None  # Reading it updates what `locals()` has returned, before Python 3.13.
        return trace

    memory, before = AsyncMemoryClient("SK", "x"), sys.gettrace()
    sys.settrace(trace)
    try:
        changed = memory.with_options(max_attempts=7)
    finally:
        sys.settrace(before)
    assert changed._executor.options.max_attempts == 7


async def test_max_backoff_limits_the_waits_without_retry_after(play, clock):
    clock.random = lambda: 1.0
    memory = play(*[error(503)] * 5, operation("RUNNING"), max_attempts=6, max_backoff=3)
    result = await memory.operations.fetch(OPERATION)
    assert [attempt.delay for attempt in result.response.attempts] == [0, 2, 3, 3, 3, 3]


async def test_max_backoff_above_the_default_lets_waits_grow(play, clock):
    clock.random = lambda: 1.0
    memory = play(*[error(503)] * 5, operation("RUNNING"), max_attempts=6).with_options(max_backoff=20)
    result = await memory.operations.fetch(OPERATION, timeout=1000)
    assert [attempt.delay for attempt in result.response.attempts] == [0, 2, 4, 8, 16, 20]


@pytest.mark.parametrize("value", [0, -1, "x", True])
def test_max_backoff_that_is_no_time_is_refused(value):
    with pytest.raises(InvalidArgumentError, match="max_backoff: "):
        AsyncMemoryClient("SK", "x", max_backoff=value)


#: What a function for credentials may wrongly return.
PAIRS = {
    "none": None,
    "text": SECRET,
    "one": (SECRET,),
    "three": (USER, SECRET, SECRET),
    "a dict": {USER: SECRET},
    "no password": (USER, None),
    "a line break": (USER, f"{SECRET}\n"),
    "an empty password": (SECRET, ""),
    "swapped": (SECRET, USER + "0" * 20),
}


class Keys:
    """A function that returns another key each time."""

    def __init__(self, *pairs):
        self.pairs = iter(pairs)

    def __call__(self):
        return next(self.pairs)


def provided(function, *steps, **options):
    """Make a client with credentials from a function."""
    script = Script(*steps)
    http_client = httpx.AsyncClient(transport=httpx.MockTransport(script))
    client = AsyncMemoryClient(credentials=function, http_client=http_client, **options)
    client.script = script
    return client


def basic(username, password):
    return httpx.BasicAuth(username, password)._auth_header


async def test_credentials_of_a_function_are_fetched_for_each_attempt(clock):
    keys = Keys(("SKone", "1"), ["SKtwo", "2"], ("SKthree", "3"))
    memory = provided(keys, error(503), operation("RUNNING"), operation("RUNNING"), clock=clock)
    await memory.operations.fetch(OPERATION)
    await memory.with_options(max_attempts=1).operations.fetch(OPERATION)
    assert sent(memory, "authorization") == [basic("SKone", "1"), basic("SKtwo", "2"), basic("SKthree", "3")]


async def test_credentials_of_a_function_are_those_of_its_own_call_when_calls_overlap():
    current = []
    seen = {}

    def respond(request):
        account = request.headers["x-account"]
        if account == "SKouter":
            current[:] = ["SKinner"]
        seen[account] = request.headers["authorization"]
        return operation("RUNNING")

    memory = provided(lambda: (current[0], "x"), respond, respond)
    for account in ("SKouter", "SKinner"):
        current[:] = [account]
        await memory.operations.fetch(OPERATION, extra_headers={"x-account": account})
    assert seen == {name: basic(name, "x") for name in ("SKouter", "SKinner")}


async def test_credentials_of_a_coroutine_function_are_awaited():
    async def fetch():
        return "SKone", "1"

    memory = provided(fetch, operation("RUNNING"))
    await memory.operations.fetch(OPERATION)
    assert sent(memory, "authorization") == [basic("SKone", "1")]


async def test_credentials_of_a_function_reach_polls_and_not_the_url_of_an_upload(clock):
    memory = provided(
        Keys(*[(f"SK{number}", "x") for number in range(4)]),
        accepted(),
        operation("COMPLETED"),
        import_created(),
        httpx.Response(200),
        clock=clock,
    )
    await (await memory.data_mappings.delete(STORE, MAPPING)).wait()
    source = io.BytesIO(b"email,firstName\na@example.com,Ada\n")
    await memory.imports.upload(STORE, source, column_mappings=COLUMNS, filename="a.csv")
    assert sent(memory, "authorization") == [*(basic(f"SK{number}", "x") for number in range(3)), None]


async def test_credentials_of_a_function_are_kept_by_with_response_and_replaced_by_with_credentials():
    memory = provided(Keys(("SKone", "1")), operation("RUNNING"), operation("RUNNING"))
    await memory.with_response(memory.operations.fetch, OPERATION)
    await memory.with_credentials("SKfixed", "f").operations.fetch(OPERATION)
    assert sent(memory, "authorization") == [basic("SKone", "1"), basic("SKfixed", "f")]


async def test_credentials_of_a_function_are_used_with_middleware(clock):
    calls = []

    class Count(AsyncMiddleware):
        async def attempt(self, context, proceed):
            calls.append(context.number)
            return await proceed()

    memory = provided(Keys(("SKone", "1"), ("SKtwo", "2")), error(503), error(401), middleware=[Count()], clock=clock)
    with pytest.raises(AuthenticationError):
        await memory.operations.fetch(OPERATION)
    assert sent(memory, "authorization") == [basic("SKone", "1"), basic("SKtwo", "2")]
    assert calls == [1, 2]


async def test_credentials_function_that_fails_ends_the_call_with_its_error():
    def fail():
        raise LookupError("no vault")

    memory = provided(fail)
    with pytest.raises(LookupError, match="no vault"):
        await memory.operations.fetch(OPERATION)
    assert memory.script.requests == []


async def test_credentials_function_whose_own_timeout_passes_ends_the_call_with_its_error():
    def fail():
        raise TimeoutError("the vault")

    with pytest.raises(TimeoutError, match="the vault"):
        await provided(fail).operations.fetch(OPERATION)


async def test_credentials_that_are_refused_after_an_attempt_state_its_outcome(clock):
    memory = provided(Keys(("SKone", "1"), None), error(503, headers={"Retry-After": "0"}), clock=clock)
    with pytest.raises(InvalidArgumentError, match=r"was not sent again: credentials: .* It may have been") as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert [attempt.status for attempt in caught.value.attempts] == [503]
    assert caught.value.method == "data_mappings.delete"


async def test_credentials_function_that_fails_after_an_attempt_notes_its_outcome(clock):
    pairs = [("SKone", "1")]
    memory = provided(lambda: pairs.pop(), error(503, headers={"Retry-After": "0"}), clock=clock)  # noqa: PLW0108 - a function
    with pytest.raises(IndexError, match="pop from empty list") as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    (note,) = caught.value.__notes__
    assert note.startswith("data_mappings.delete was not sent again. It may have been carried out")


async def test_headers_of_middleware_that_are_refused_after_an_attempt_state_its_outcome(play):
    class Header(AsyncMiddleware):
        async def attempt(self, context, proceed):
            if context.number > 1:
                context.headers["host"] = "x"
            return await proceed()

    memory = play(error(503), middleware=[Header()])
    with pytest.raises(InvalidArgumentError, match="was not sent again: headers of middleware: ") as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert [attempt.status for attempt in caught.value.attempts] == [503]


@pytest.mark.parametrize("case", PAIRS)
async def test_credentials_of_a_function_that_cannot_be_are_refused_without_being_shown(case):
    memory = provided(lambda: PAIRS[case])
    with pytest.raises(InvalidArgumentError, match="credentials") as caught:
        await memory.operations.fetch(OPERATION)
    assert memory.script.requests == []
    assert shown_by(caught.value) == []
    assert kept_in_frames(caught.value, Path(twilio_memory.__file__).parent) == []


def test_credentials_function_besides_a_user_name_is_refused():
    for arguments in ({"username": "SK"}, {"password": "x"}, {"username": "SK", "password": "x"}):
        with pytest.raises(InvalidArgumentError, match="either this, or username and password"):
            AsyncMemoryClient(credentials=lambda: ("SK", "x"), **arguments)


def test_credentials_that_are_no_function_are_refused():
    with pytest.raises(InvalidArgumentError, match="expected a function"):
        AsyncMemoryClient(credentials=("SK", "x"))


def test_credentials_of_a_function_are_not_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("TWILIO_API_KEY", "SKother")
    monkeypatch.delenv("TWILIO_API_SECRET", raising=False)
    memory = AsyncMemoryClient(credentials=lambda: ("SK", "x"))
    assert repr(memory) == "AsyncMemoryClient(..., base_url='https://memory.twilio.com')"


async def test_with_options_sends_with_another_http_client(play):
    memory = play(operation("RUNNING"), default_headers={"x-a": "1"})
    script = Script(operation("RUNNING"), error(503))
    async with httpx.AsyncClient(transport=httpx.MockTransport(script)) as http_client:
        other = memory.with_options(http_client=http_client, max_attempts=1)
        await other.operations.fetch(OPERATION)
        with pytest.raises(ServiceUnavailableError):
            await other.operations.fetch(OPERATION)
        await other.aclose()
        assert not http_client.is_closed
    await memory.operations.fetch(OPERATION)  # The original has connections of its own.
    assert [len(each.requests) for each in (script, memory.script)] == [2, 1]
    assert script.requests[0].headers["x-a"] == "1"


def test_with_options_refuses_an_http_client_of_another_kind():
    with pytest.raises(InvalidArgumentError, match="http_client"):
        AsyncMemoryClient("SK", "x").with_options(http_client=object())
