"""Contract 28: middleware around calls, attempts and waits."""

# ruff: noqa: ARG002 - hooks have their parameters

from __future__ import annotations

import contextvars
import io

import httpx
import pytest

from operation_cases import COLUMNS
from raw_server import http
from scripted import MAPPING, OPERATION, STORE, accepted, error, mapping, operation
from twilio_memory import (
    APIConnectionError,
    APITimeoutError,
    InvalidArgumentError,
    NotFoundError,
    OperationTimeoutError,
    Outcome,
    ServiceUnavailableError,
)
from twilio_memory.middleware import Middleware, RawResponse


class Journal(Middleware):
    """Notes what it sees, under its name."""

    def __init__(self, name="", entries=None):
        self.name, self.entries, self.contexts = name, [] if entries is None else entries, []

    def note(self, hook, context, proceed):
        self.contexts.append(context)
        self.entries.append(f"{self.name}{hook}")
        try:
            return proceed()
        finally:
            self.entries.append(f"{self.name}end of {hook}")

    def call(self, context, proceed):
        return self.note("call", context, proceed)

    def attempt(self, context, proceed):
        return self.note("attempt", context, proceed)

    def wait(self, context, proceed):
        return self.note("wait", context, proceed)

    def of(self, kind):
        return [context for context in self.contexts if type(context).__name__ == f"{kind}Context"]


def test_middleware_surrounds_call_and_attempts_outermost_first(play):
    entries = []
    memory = play(error(503), accepted(), middleware=[Journal("a ", entries), Journal("b ", entries)])
    memory.data_mappings.delete(STORE, MAPPING)
    attempt = ["a attempt", "b attempt", "b end of attempt", "a end of attempt"]
    assert entries == ["a call", "b call", *attempt, *attempt, "b end of call", "a end of call"]


def test_middleware_contexts_describe_call_and_attempts(play, clock):
    journal = Journal()
    memory = play(
        error(503),
        httpx.ReadTimeout("slow"),
        httpx.Response(200, json=mapping(), headers={"Twilio-Request-Id": "RQ2"}),
        middleware=[journal],
    )
    memory.data_mappings.fetch(STORE, MAPPING)
    [call], attempts = journal.of("Call"), journal.of("Attempt")
    for context in (call, *attempts):
        assert (context.method, context.operation_name) == ("data_mappings.fetch", "FetchDataMapping")
        assert context.http_method == "GET"
        assert context.url_template == "/v1/ControlPlane/Stores/{store_id}/DataMappings/{data_mapping_id}"
        assert (context.scheme, context.server_address, context.server_port) == ("https", "memory.twilio.com", 443)
        assert context.state is call.state
    assert [(each.number, each.status, each.request_id, each.failure) for each in attempts] == [
        (1, 503, "RQ1", None),
        (2, None, None, "ReadTimeout"),
        (3, 200, "RQ2", None),
    ]
    assert [each.elapsed for each in attempts] == [0.0, 0.0, 0.0]
    assert (call.status, call.request_id, call.outcome) == (200, "RQ2", Outcome.ACCEPTED)
    assert call.elapsed == sum(clock.sleeps) > 0
    assert [each.status or each.failure for each in call.attempts] == [503, "ReadTimeout", 200]


def test_middleware_context_of_failed_call_has_facts_of_error(play):
    journal = Journal()
    memory = play(error(404, 520048), middleware=[journal])
    with pytest.raises(NotFoundError) as caught:
        memory.data_mappings.fetch(STORE, MAPPING)
    [call] = journal.of("Call")
    assert (call.status, call.request_id, call.outcome) == (404, "RQ1", Outcome.NOT_PROCESSED)
    assert call.attempts == caught.value.attempts


@pytest.mark.contract(28)
def test_middleware_contexts_show_no_id_query_body_or_credential(serve):
    journal = Journal()
    page = b'{"dataMappings": [], "meta": {}}'
    server, memory = serve(http("200 OK", page), http("202 Accepted", b'{"message": "m"}'), middleware=[journal])
    assert [item for item in memory.data_mappings.list(STORE, page_token="hush")] == []
    memory.stores.create(display_name="whisper")
    assert len(server.requests) == 2
    for context in journal.contexts:
        shown = repr(context)
        assert context.method in shown
        assert not any(text in shown for text in (STORE, "hush", "whisper", "secret", "headers", "Basic"))


@pytest.mark.contract(28)
def test_middleware_reads_request_without_credentials_on_demand(serve):
    journal = Journal()
    server, memory = serve(http("202 Accepted", b'{"message": "m"}'), middleware=[journal])
    memory.trait_groups.update(STORE, "Contact", description="d", if_match="v1")
    for context in journal.contexts:
        request = context.request
        assert (request.http_method, request.query, request.body) == ("PATCH", "", b'{"description":"d"}')
        assert request.path == f"/v1/ControlPlane/Stores/{STORE}/TraitGroups/Contact"
        assert request.headers["if-match"] == "v1"
        assert "authorization" not in request.headers
    assert b"authorization: Basic" in server.requests[0]


def test_middleware_headers_of_call_and_attempt_are_sent(play):
    trace = contextvars.ContextVar("trace", default="none")

    class Tracing(Middleware):
        def call(self, context, proceed):
            context.headers["X-Tenant"] = "t1"
            token = trace.set("call")
            try:
                return proceed()
            finally:
                trace.reset(token)

        def attempt(self, context, proceed):
            context.headers["traceparent"] = f"{trace.get()}-{context.number}"
            context.headers["User-Agent"] = "mine"
            return proceed()

    memory = play(error(503), accepted(), middleware=[Tracing()])
    memory.data_mappings.delete(STORE, MAPPING)
    sent = [dict(request.headers) for request in memory.script.requests]
    assert [(each["x-tenant"], each["traceparent"], each["user-agent"]) for each in sent] == [
        ("t1", "call-1", "mine"),
        ("t1", "call-2", "mine"),
    ]


def test_middleware_headers_are_sent_once_by_the_transport_of_the_library(serve):
    class Naming(Middleware):
        def attempt(self, context, proceed):
            context.headers |= {"user-agent": "mine", "x-a": "1"}
            return proceed()

    server, memory = serve(http("202 Accepted", b'{"message": "m"}'), middleware=[Naming()])
    memory.data_mappings.delete(STORE, MAPPING)
    head = server.requests[0].decode().lower()
    assert [head.count(f"\r\n{each}: ") for each in ("user-agent", "x-a", "accept", "authorization", "host")] == [1] * 5
    assert "user-agent: mine\r\n" in head


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Authorization", "x"),
        ("host", "x"),
        ("Content-Length", "1"),
        ("transfer-encoding", "x"),
        ("proxy-a", "x"),
        ("a b", "x"),
        ("", "x"),
        (1, "x"),
        ("x-a", "1\r\nx-b: 2"),
        ("x-a", "\u00e9"),
        ("x-a", 1),
        ("x-a", ""),
        ("accept-encoding", "br"),
        ("if-match", "v2"),
    ],
)
def test_middleware_headers_that_cannot_be_sent_are_refused(play, name, value):
    class Bad(Middleware):
        def attempt(self, context, proceed):
            context.headers[name] = value
            return proceed()

    memory = play(middleware=[Bad()])
    with pytest.raises(InvalidArgumentError, match="headers of middleware") as caught:
        memory.trait_groups.update(STORE, "Contact", description="d", if_match="v1")
    assert caught.value.outcome is Outcome.NOT_SENT
    assert "x-b" not in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "name", "outcome"),
    [
        (APIConnectionError("injected"), "APIConnectionError", Outcome.NOT_SENT),
        (APITimeoutError("injected", outcome=Outcome.MAYBE_PROCESSED), "APITimeoutError", Outcome.MAYBE_PROCESSED),
    ],
)
def test_middleware_fault_counts_as_failed_attempt(play, fault, name, outcome):
    class Faulty(Middleware):
        def attempt(self, context, proceed):
            raise fault

    journal = Journal()
    memory = play(middleware=[journal, Faulty()])
    with pytest.raises(type(fault)) as caught:
        memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value is not fault
    assert [each.failure for each in caught.value.attempts] == [name] * 3
    assert caught.value.outcome is outcome
    assert "injected" in str(caught.value)
    assert [each.failure for each in journal.of("Attempt")] == [name] * 3


def test_middleware_fault_that_was_sent_is_not_retried_for_unsafe_write(play):
    class Faulty(Middleware):
        def attempt(self, context, proceed):
            raise APITimeoutError("injected", outcome=Outcome.MAYBE_PROCESSED)

    with pytest.raises(APITimeoutError) as caught:
        play(middleware=[Faulty()]).stores.delete(STORE)
    assert len(caught.value.attempts) == 1


def test_middleware_response_takes_the_place_of_the_network(play, clock):
    class Faulty(Middleware):
        def attempt(self, context, proceed):
            if context.number == 1:
                return RawResponse(429, {"Retry-After": "3"})
            return proceed()

    journal = Journal()
    memory = play(accepted(), middleware=[journal, Faulty()])
    memory.data_mappings.delete(STORE, MAPPING)
    assert clock.sleeps == [3.0]
    assert [each.status for each in journal.of("Attempt")] == [429, 202]


def test_middleware_sees_failure_of_attempt_as_public_error_and_may_pass_it_on(play):
    seen = []

    class Watching(Middleware):
        def attempt(self, context, proceed):
            try:
                return proceed()
            except APIConnectionError as failure:
                seen.append(failure)
                raise

    memory = play(httpx.ConnectTimeout("slow"), httpx.ReadError("reset"), accepted(), middleware=[Watching()])
    handle = memory.data_mappings.delete(STORE, MAPPING)
    assert [type(each) for each in seen] == [APITimeoutError, APIConnectionError]
    assert [each.outcome for each in seen] == [Outcome.NOT_SENT, Outcome.MAYBE_PROCESSED]
    assert all(not each.arguments for each in seen)
    assert [each.failure for each in handle.attempts] == ["ConnectTimeout", "ReadError", None]


@pytest.mark.parametrize("hook", ["call", "attempt", "wait"])
def test_middleware_exception_ends_the_call_as_it_is(play, hook):
    class Broken(Middleware):
        pass

    def fail(self, context, proceed):
        raise ZeroDivisionError("mine")

    setattr(Broken, hook, fail)
    memory = play(accepted(), operation("COMPLETED"), middleware=[Broken()])
    with pytest.raises(ZeroDivisionError, match="mine") as caught:
        (memory.data_mappings.delete(STORE, MAPPING)).wait()
    assert caught.tb.tb_next is not None


@pytest.mark.parametrize("hook", ["call", "attempt"])
def test_middleware_that_returns_nothing_is_named(play, hook):
    class Forgetful(Middleware):
        pass

    def forget(self, context, proceed):
        proceed()

    setattr(Forgetful, hook, forget)
    with pytest.raises(TypeError, match="Forgetful returned None"):
        play(accepted(), middleware=[Forgetful()]).data_mappings.delete(STORE, MAPPING)


def test_middleware_may_repeat_a_call_and_replace_its_result(play):
    class Again(Middleware):
        def call(self, context, proceed):
            try:
                return proceed()
            except ServiceUnavailableError:
                found = proceed()
                found.display_name = "replaced"
                return found

    journal = Journal()
    memory = play(*[error(503)] * 3, httpx.Response(200, json=mapping()), middleware=[journal, Again()])
    assert (memory.data_mappings.fetch(STORE, MAPPING)).display_name == "replaced"
    assert journal.of("Call")[0].status == 200


def test_middleware_may_return_a_value_without_sending(play):
    class Cache(Middleware):
        def call(self, context, proceed):
            return "kept"

    assert play(middleware=[Cache()]).data_mappings.fetch(STORE, MAPPING) == "kept"


def test_middleware_surrounds_wait_and_each_of_its_polls(play):
    journal = Journal()
    memory = play(accepted(), operation("RUNNING"), operation("COMPLETED"), middleware=[journal])
    (memory.data_mappings.delete(STORE, MAPPING)).wait(timeout=60)
    [wait] = journal.of("Wait")
    assert (wait.method, wait.operation_name, wait.timeout) == ("data_mappings.delete", "DeleteDataMapping", 60)
    assert (wait.polls, wait.operation_status) == (2, "COMPLETED")
    assert wait.elapsed > 0
    assert [each.method for each in journal.of("Call")] == ["data_mappings.delete", *["operations.fetch"] * 2]


def test_middleware_wait_context_is_complete_after_an_error(play):
    journal = Journal()
    memory = play(accepted(), operation("RUNNING"), operation("RUNNING"), middleware=[journal])
    with pytest.raises(OperationTimeoutError):
        (memory.data_mappings.delete(STORE, MAPPING)).wait(timeout=2)
    [wait] = journal.of("Wait")
    assert (wait.polls, wait.operation_status) == (2, "RUNNING")


def test_middleware_surrounds_pages_batches_and_uploads(emulator):
    journal = Journal()
    with emulator.client(middleware=[journal]) as memory:
        store = (memory.stores.create(display_name="shop")).wait()
        assert [item for item in memory.data_mappings.list(store)] == []
        memory.profiles.bulk_upsert(store, [{"Contact": {"email": "a@example.com"}}])
        methods = [each.method for each in journal.of("Call")]
        assert methods[0] == "stores.create"
        assert methods[-2:] == ["data_mappings.list", "profiles.bulk_upsert"]
        journal.contexts.clear()
        source = io.BytesIO(b"email,firstName\na@example.com,Ada\n")
        (memory.imports.upload(store, source, column_mappings=COLUMNS, filename="a.csv")).wait()
    calls = journal.of("Call")
    assert [each.method for each in calls][:2] == ["imports.upload", "imports.upload"]
    upload = calls[1]
    assert (upload.operation_name, upload.http_method, upload.url_template) == ("UploadImport", "PUT", "")
    assert (upload.request.query, upload.request.body) == ("", None)
    assert upload.status in {200, 201, 204}
    [wait] = journal.of("Wait")
    assert (wait.method, wait.operation_status) == ("imports.upload", "COMPLETED")


def test_middleware_redirected_read_stays_one_call(emulator):
    journal = Journal()
    with emulator.client(middleware=[journal]) as memory:
        store = (memory.stores.create(display_name="shop")).wait()
        traits = [{"Contact": {"email": "a@example.com"}}, {"Contact": {"phone": "+15555550123"}}]
        first, second = [(memory.profiles.create(store, each)).id for each in traits]
        memory.profiles.create(store, traits[0] | {"Contact": {**traits[0]["Contact"], **traits[1]["Contact"]}})
        emulator.clock.advance(60)
        journal.contexts.clear()
        found = [(memory.profiles.fetch(store, each)).id for each in (first, second)]
    assert len({*found}) == 1
    assert [len(each.attempts) for each in journal.of("Call")] in ([1, 2], [2, 1])
    assert sorted(each.number for each in journal.of("Attempt")) == [1, 1, 2]


@pytest.mark.parametrize("given", [Middleware, [Middleware], [None], "ab", Journal(), [object()], {1}])
def test_middleware_of_another_kind_is_refused(play, given):
    with pytest.raises(InvalidArgumentError, match="middleware: expected"):
        play(middleware=given)


def test_middleware_is_replaced_and_kept_by_with_options(play):
    first, second = Journal(), Journal()
    memory = play(*[operation("RUNNING")] * 4, middleware=[first])
    memory.with_options(max_attempts=1).operations.fetch(OPERATION)
    memory.with_options(middleware=[second]).operations.fetch(OPERATION)
    memory.with_options(middleware=[]).operations.fetch(OPERATION)
    memory.operations.fetch(OPERATION)
    assert (len(first.of("Call")), len(second.of("Call"))) == (2, 1)


def test_middleware_of_the_base_class_changes_nothing(play):
    memory = play(accepted(), operation("COMPLETED"), middleware=[Middleware()])
    assert (memory.data_mappings.delete(STORE, MAPPING)).wait() is None
