"""Options of a single call, and deadlines over several calls."""

from __future__ import annotations

import inspect
import io
import json
import math

import httpx
import pytest

from operation_cases import COLUMNS, PROFILE, WIRE
from scripted import MAPPING, OPERATION, STORE, accepted, error, mapping, operation
from twilio_memory import (
    APITimeoutError,
    AsyncMemoryClient,
    BadRequestError,
    BatchError,
    InvalidArgumentError,
    NotFoundError,
    OperationTimeoutError,
    Outcome,
    ServiceUnavailableError,
    Timeouts,
)
from twilio_memory.middleware import AsyncMiddleware

pytestmark = pytest.mark.anyio

RESOURCES = {
    name: attribute
    for name, attribute in inspect.getmembers_static(AsyncMemoryClient)
    if type(attribute).__name__ == "cached_property"
}


OPTIONS = {"timeout": 9, "max_attempts": 2, "extra_headers": {"x-a": "1"}, "extra_query": {"b": "2"}}


def with_options(memory, monkeypatch, options):
    """Make every method of every resource be called with options."""

    def extended(method):
        return lambda *args, **kwargs: method(*args, **{**kwargs, **options})

    for resource in RESOURCES:
        found = getattr(memory, resource)
        for name, function in inspect.getmembers(found, inspect.ismethod):
            if not name.startswith("_") and name != "resume":
                monkeypatch.setattr(found, name, extended(function))


async def finish(result):
    if inspect.isawaitable(result):
        return await result
    return [item async for item in result] if hasattr(result, "pages") else result


@pytest.mark.parametrize("name", WIRE)
async def test_options_of_every_method_reach_the_wire(play, name, monkeypatch):
    method, _, body, _ = WIRE[name]
    extra = {} if body is None else {"extra_body": {"futureOption": [1]}}
    memory = play(error(503), error(503))
    with_options(memory, monkeypatch, {**OPTIONS, **extra})
    with pytest.raises(ServiceUnavailableError):
        await finish(method(memory))
    assert 1 <= len(memory.script.requests) <= 2  # An unsafe write is not sent again.
    for request in memory.script.requests:
        assert request.headers["x-a"] == "1"
        assert request.url.query.decode().endswith("b=2")
        assert request.extensions["timeout"]["read"] <= 9
    sent = [json.loads(request.content) if request.content else None for request in memory.script.requests]
    assert sent == [None if body is None else {**body, "futureOption": [1]}] * len(sent)


@pytest.mark.parametrize("name", [name for name in WIRE if WIRE[name][2] is None])
async def test_extra_body_of_a_method_without_body_is_refused(play, name, monkeypatch):
    memory = play()
    with_options(memory, monkeypatch, {"extra_body": {"a": 1}})
    with pytest.raises(TypeError, match=r"got an unexpected keyword argument 'extra_body'"):
        await finish(WIRE[name][0](memory))
    assert not memory.script.requests


@pytest.mark.parametrize("name", [name for name in WIRE if WIRE[name][2] is not None])
async def test_extra_body_that_replaces_an_argument_is_refused(play, name, monkeypatch):
    memory = play()
    with_options(memory, monkeypatch, {"extra_body": {next(iter(WIRE[name][2])): 1}})
    with pytest.raises(InvalidArgumentError, match="extra_body: "):
        await finish(WIRE[name][0](memory))
    assert not memory.script.requests


async def test_extra_body_of_an_upload(play):
    memory = play(error(400))
    source = io.BytesIO(b"email,firstName\na@example.com,Ada\n")
    with pytest.raises(BadRequestError):
        await memory.imports.upload(
            STORE, source, column_mappings=COLUMNS, filename="a.csv", extra_body={"futureOption": 7}
        )
    assert memory.script.bodies()[0]["futureOption"] == 7


async def test_extra_body_of_each_request_of_batches(play):
    memory = play(accepted(), error(400))
    items = [{"Contact": {"email": "a@example.com"}}] * 2  # The same profile twice: two requests.
    with pytest.raises(BatchError):
        [batch async for batch in memory.profiles.upsert_batches(STORE, items, extra_body={"futureOption": 7})]
    assert [json.loads(each.content)["futureOption"] for each in memory.script.requests] == [7, 7]


async def test_with_response_returns_text_and_none_with_the_response(play):
    done = operation("COMPLETED")
    done.headers["Twilio-Request-Id"] = "RQ9"
    memory = play(accepted(), operation("RUNNING"), done)
    handle = await memory.data_mappings.delete(STORE, MAPPING)
    value, response = await memory.with_response(handle.wait, timeout=60)
    assert (value, response.status, response.request_id) == (None, 200, "RQ9")
    assert handle.response.status == 202


async def test_with_response_of_a_method_returns_a_handle_that_goes_on_as_usual(play):
    memory = play(error(429), accepted(), operation("COMPLETED"))
    handle, response = await memory.with_response(memory.data_mappings.delete, STORE, MAPPING, max_attempts=2)
    assert (response.status, len(response.attempts)) == (202, 2)
    await handle.wait()
    assert response == handle.response


async def test_with_response_sees_what_the_middleware_of_the_client_sees(play):
    seen = []

    class Seen(AsyncMiddleware):
        async def call(self, context, proceed):
            seen.append(context.method)
            return await proceed()

    memory = play(operation("RUNNING"), middleware=[Seen()])
    state, response = await memory.with_response(memory.operations.fetch, OPERATION)
    assert (state.response, seen) == (response, ["operations.fetch"])


async def test_with_response_of_a_deletion_that_an_earlier_attempt_completed(play):
    memory = play(error(503), error(404, code=520048))
    handle = await memory.data_mappings.delete(STORE, MAPPING)
    value, response = await memory.with_response(handle.wait)
    assert (value, response.status, len(response.attempts)) == (None, 404, 2)


async def test_with_response_raises_the_error_of_the_method(play):
    memory = play(error(404))
    with pytest.raises(NotFoundError):
        await memory.with_response(memory.operations.fetch, OPERATION)


async def test_with_response_refuses_what_is_no_method_of_the_client(play):
    memory, other = play(), play()
    for method in (print, other.operations.fetch, "fetch", memory.data_mappings):
        with pytest.raises(InvalidArgumentError, match="with_response: expected a method of this client"):
            await memory.with_response(method, OPERATION)


def page(*, token=None):
    return httpx.Response(200, json={"dataMappings": [mapping()], "meta": {"nextToken": token} if token else {}})


async def test_every_method_that_sends_takes_call_options(play):
    memory = play()
    methods = {
        f"{name}.{method.__name__}": method
        for name in RESOURCES
        for _, method in inspect.getmembers(getattr(memory, name), inspect.ismethod)
        if not method.__name__.startswith("_")
    }
    assert len(methods) > 30
    without = {
        name
        for name, method in methods.items()
        if "Unpack" not in str(list(inspect.signature(method).parameters.values())[-1].annotation)
    }
    send_nothing = {"imports.resume", "operations.resume"}
    of_several_calls = {
        "data_mappings.ensure",
        "identity_resolution_settings.ensure",
        "stores.ensure",
        "trait_groups.ensure",
    }
    assert without == send_nothing | of_several_calls
    for name in of_several_calls:  # Each request has other parameters and another body.
        assert {"timeout", "max_attempts", "extra_headers"} < {*inspect.signature(methods[name]).parameters}


@pytest.mark.parametrize("name", WIRE)
async def test_unknown_option_is_refused_in_the_words_of_python(play, name, monkeypatch):
    memory = play()
    for resource in RESOURCES:
        found = getattr(memory, resource)
        for method, function in inspect.getmembers(found, inspect.ismethod):
            if not method.startswith("_") and method != "resume":
                monkeypatch.setattr(found, method, with_typo(function))

    async def send():
        result = WIRE[name][0](memory)
        return await result if inspect.isawaitable(result) else result

    with pytest.raises(TypeError, match=r"got an unexpected keyword argument 'time_out'"):
        await send()
    assert not memory.script.requests


def with_typo(method):
    return lambda *args, **kwargs: method(*args, **kwargs, time_out=1)


async def test_timeout_of_a_call_replaces_the_total(play, clock):
    def slow(_request):
        clock.advance(2)
        return error(503, headers={"Retry-After": "9"})

    memory = play(slow, slow, operation("RUNNING"), timeouts=Timeouts(total=10))
    with pytest.raises(ServiceUnavailableError) as caught:
        await memory.operations.fetch(OPERATION)
    assert len(caught.value.attempts) == 1  # 2 + 9 seconds are more than 10.
    await memory.operations.fetch(OPERATION, timeout=20)
    assert clock.sleeps == [9.0]


async def test_timeout_of_a_call_reaches_the_transport(play):
    memory = play(accepted())
    await memory.data_mappings.delete(STORE, MAPPING, timeout=0.75)
    assert memory.script.requests[0].extensions["timeout"]["read"] == 0.75


@pytest.mark.parametrize("count", [1, 2, 5])
async def test_max_attempts_of_a_call(play, count):
    memory = play(*[error(503)] * 5)
    with pytest.raises(ServiceUnavailableError):
        await memory.data_mappings.fetch(STORE, MAPPING, max_attempts=count)
    assert len(memory.script.requests) == count


async def test_extra_headers_and_query_are_sent_with_each_attempt(play):
    memory = play(error(503), httpx.Response(200, json=mapping()))
    await memory.data_mappings.fetch(
        STORE,
        MAPPING,
        extra_headers={"X-Tenant": "t 1", "User-Agent": "mine"},
        extra_query={"a b": "\u00e9&=", "n": 2, "y": True},
    )
    for request in memory.script.requests:
        assert (request.headers["x-tenant"], request.headers["user-agent"]) == ("t 1", "mine")
        assert request.url.query == b"a%20b=%C3%A9%26%3D&n=2&y=true"


async def test_options_of_a_list_hold_for_each_page(play):
    memory = play(page(token="t"), page())
    listing = memory.data_mappings.list(
        STORE, page_size=1, extra_headers={"x-a": "1"}, extra_query={"b": "2"}, timeout=3
    )
    assert len([item async for item in listing]) == 2
    assert [request.url.query for request in memory.script.requests] == [
        b"pageSize=1&b=2",
        b"pageSize=1&pageToken=t&b=2",
    ]
    assert all(request.headers["x-a"] == "1" for request in memory.script.requests)
    assert all(request.extensions["timeout"]["read"] <= 3 for request in memory.script.requests)


async def test_options_of_batches_polls_and_uploads(emulator):
    options = {"extra_headers": {"x-a": "1"}, "max_attempts": 2}
    async with emulator.async_client() as memory:
        store = await (await memory.stores.create(display_name="shop", **options)).wait(**options)
        await memory.profiles.bulk_upsert(store, [{"Contact": {"email": "a@example.com"}}], **options)
        source = io.BytesIO(b"email,firstName\na@example.com,Ada\n")
        handle = await memory.imports.upload(store, source, column_mappings=COLUMNS, filename="a.csv", **options)
        await handle.wait(**options)
        await handle.fetch(**options)
    sent = ["x-a" in call.headers for call in emulator.calls]
    assert len(sent) > 5
    assert sent.count(False) == 1  # The file itself.


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"timeout": 0}, "timeout: expected"),
        ({"timeout": math.inf}, "timeout: expected"),
        ({"timeout": True}, "timeout: expected"),
        ({"timeout": "1"}, "timeout: expected"),
        ({"max_attempts": 0}, "max_attempts: expected"),
        ({"max_attempts": 1.5}, "max_attempts: expected"),
        ({"extra_headers": ["a"]}, "extra_headers: expected headers by name"),
        ({"extra_headers": {"Authorization": "hush"}}, "extra_headers: authorization is set by the library"),
        ({"extra_headers": {"x-a": "hush\r\n"}}, "extra_headers: the value of x-a"),
        ({"extra_headers": {"x-a": "1", "X-A": "2"}}, "extra_headers: x-a is set by the library, or given twice"),
        ({"extra_query": "a=b"}, "extra_query: expected parameters by name"),
        ({"extra_query": {"pageSize": 2}}, "extra_query: 'pageSize'"),
        ({"extra_query": {"pageToken": "t"}}, "extra_query: 'pageToken'"),
        ({"extra_query": {"": "t"}}, "extra_query: ''"),
        ({"extra_query": {"a": None}}, "extra_query: the value of 'a'"),
        ({"extra_query": {"a": "\ud800"}}, "extra_query: the value of 'a'"),
    ],
)
async def test_option_of_invalid_value_is_refused_before_anything_is_sent(play, options, text):
    memory = play()
    with pytest.raises(InvalidArgumentError, match=text) as caught:
        memory.data_mappings.list(STORE, page_size=1, **options)
    assert "hush" not in str(caught.value)


async def test_option_of_a_wait_is_checked_before_the_first_poll(play, clock):
    handle = await play(accepted()).data_mappings.delete(STORE, MAPPING)
    with pytest.raises(InvalidArgumentError, match="max_attempts"):
        await handle.wait(max_attempts=0)
    with pytest.raises(TypeError, match=r"wait\(\) got an unexpected keyword argument 'prgress'"):
        await handle.wait(prgress=1)
    with pytest.raises(InvalidArgumentError, match="progress: expected a function"):
        await handle.wait(progress=1)
    assert clock.sleeps == []


async def test_none_stands_for_the_option_of_the_client(play):
    memory = play(*[error(503)] * 3)
    with pytest.raises(ServiceUnavailableError) as caught:
        await memory.operations.fetch(OPERATION, timeout=None, max_attempts=None, extra_headers=None, extra_query=None)
    assert len(caught.value.attempts) == 3


async def test_options_survive_the_redirect_to_a_merged_profile(play):
    other = PROFILE[:-1] + "8"
    moved = httpx.Response(308, json={"message": "moved"}, headers={"Canonical-Profile-Id": other})
    memory = play(moved, httpx.Response(200, json={"id": other, "createdAt": "2026-01-15T10:30:00Z", "traits": {}}))
    await memory.profiles.fetch(STORE, PROFILE, extra_headers={"x-a": "1"}, extra_query={"b": "2"})
    assert [(each.headers["x-a"], each.url.query) for each in memory.script.requests] == [("1", b"b=2")] * 2


async def test_deadline_limits_several_calls(play, clock):
    def slow(_request):
        clock.advance(1)
        return operation("RUNNING")

    memory = play(slow, slow, operation("RUNNING"))
    with memory.deadline(1.5):
        await memory.operations.fetch(OPERATION)
        await memory.operations.fetch(OPERATION)
        with pytest.raises(
            APITimeoutError, match=r"was not sent: the deadline over several calls, of 1\.5 seconds"
        ) as caught:
            await memory.with_options(max_attempts=1).operations.fetch(OPERATION)
    assert (caught.value.outcome, caught.value.attempts) == (Outcome.NOT_SENT, ())
    assert caught.value.method == "operations.fetch"
    assert [request.extensions["timeout"]["read"] for request in memory.script.requests] == [1.5, 0.5]
    await memory.operations.fetch(OPERATION)
    assert memory.script.requests[-1].extensions["timeout"]["read"] == 35


async def test_deadline_of_an_inner_block_never_extends_the_outer_one(play, clock):
    memory = play(*[operation("RUNNING")] * 3)
    with memory.deadline(2):
        with memory.deadline(9):
            await memory.operations.fetch(OPERATION)
        with memory.deadline(1):
            await memory.operations.fetch(OPERATION, timeout=30)
        await memory.operations.fetch(OPERATION)
    assert [request.extensions["timeout"]["read"] for request in memory.script.requests] == [2, 1, 2]


async def test_deadline_limits_waits_and_lists(play, clock):
    memory = play(accepted(), *[operation("RUNNING")] * 9)
    handle = await memory.data_mappings.delete(STORE, MAPPING)
    started = clock.monotonic()
    with memory.deadline(5):
        with pytest.raises(OperationTimeoutError, match="did not finish within 5 seconds"):
            await handle.wait()
        assert clock.monotonic() - started == pytest.approx(5)
        sent = len(memory.script.requests)
        clock.advance(1)
        with pytest.raises(OperationTimeoutError, match=r"did not finish within 0 seconds \(it was not read\)"):
            await handle.wait()
        with pytest.raises(APITimeoutError):
            [item async for item in memory.data_mappings.list(STORE)]
    assert len(memory.script.requests) == sent


async def test_deadline_of_one_client_leaves_others_alone(play, clock):
    memory, other = (
        play(),
        AsyncMemoryClient(
            "SK", "x", http_client=httpx.AsyncClient(transport=httpx.MockTransport(lambda _: operation("RUNNING")))
        ),
    )
    with memory.deadline(1):
        clock.advance(2)
        await other.operations.fetch(OPERATION)
        with pytest.raises(APITimeoutError):
            await memory.operations.fetch(OPERATION)
    await other.aclose()


@pytest.mark.parametrize("seconds", [0, -1, math.inf, math.nan, "1", None, True])
async def test_deadline_of_invalid_length_is_refused(play, seconds):
    with pytest.raises(InvalidArgumentError, match="seconds: expected"):
        play().deadline(seconds)
