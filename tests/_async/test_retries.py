"""Contract 9 to 17: retries, delays, timeouts and the retry budget."""

from __future__ import annotations

import logging

import httpx
import pytest

from scripted import MAPPING, OPERATION, STORE, accepted, error, mapping, operation
from twilio_memory import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    InternalServerError,
    InvalidArgumentError,
    NotFoundError,
    Outcome,
    RateLimitError,
    RetryBudget,
    ServiceUnavailableError,
    Timeouts,
)
from twilio_memory.models import DataMappingCore, MappingFromIngress, MappingToTraits, MappingTraitItem, ServiceRequest

pytestmark = pytest.mark.anyio

TO = MappingToTraits(mappings=[MappingTraitItem(expression="a", trait_group="Contact", trait_name="email")])
UNSAFE_WRITES = {
    "CreateStore": lambda memory: memory.stores.create(**ServiceRequest(display_name="sandbox").fields()),
    "PatchStore": lambda memory: memory.stores.update(STORE, description="new"),
    "DeleteStore": lambda memory: memory.stores.delete(STORE),
    "CreateDataMapping": lambda memory: memory.data_mappings.create(
        STORE, display_name="crm", mapping_from=MappingFromIngress(columns=["a"]), mapping_to=TO
    ),
    "PatchDataMapping": lambda memory: memory.data_mappings.update(
        STORE, MAPPING, **DataMappingCore(is_enabled=False).fields()
    ),
}


@pytest.mark.parametrize("call", UNSAFE_WRITES.values(), ids=UNSAFE_WRITES)
@pytest.mark.parametrize(
    "failure", [httpx.ReadTimeout("slow"), httpx.ReadError("reset"), httpx.WriteError("x")], ids=repr
)
async def test_unsafe_write_is_not_retried_after_a_lost_response(play, call, failure):
    memory = play(failure)
    with pytest.raises(APIConnectionError) as caught:
        await call(memory)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert len(memory.script.requests) == 1


@pytest.mark.parametrize("call", UNSAFE_WRITES.values(), ids=UNSAFE_WRITES)
@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
async def test_unsafe_write_is_not_retried_after_an_ambiguous_status(play, call, status):
    memory = play(error(status))
    with pytest.raises(APIStatusError) as caught:
        await call(memory)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert len(memory.script.requests) == 1


@pytest.mark.contract(10)
@pytest.mark.parametrize("call", UNSAFE_WRITES.values(), ids=UNSAFE_WRITES)
@pytest.mark.parametrize(
    "first", [httpx.ConnectError("x"), httpx.PoolTimeout("x"), httpx.ProxyError("x"), error(429)], ids=repr
)
async def test_retry_after_429_or_connect_failure_for_every_operation(play, call, first):
    memory = play(first, accepted())
    handle = await call(memory)
    assert handle.operation_id == OPERATION
    assert len(memory.script.requests) == 2


@pytest.mark.contract(11)
@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
async def test_read_is_retried_after_5xx_and_broken_connections(play, status):
    memory = play(error(status), httpx.ReadError("reset"), httpx.Response(200, json=mapping()))
    assert (await memory.data_mappings.fetch(STORE, MAPPING)).version == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 418, 501, 505, 520])
async def test_no_retry_after_an_unambiguous_status(play, status):
    memory = play(error(status))
    with pytest.raises(APIStatusError):
        await memory.data_mappings.fetch(STORE, MAPPING)
    assert len(memory.script.requests) == 1


@pytest.mark.contract(10)
async def test_retry_stops_after_three_attempts(play, clock):
    memory = play(*[error(503)] * 3)
    with pytest.raises(ServiceUnavailableError) as caught:
        await memory.data_mappings.fetch(STORE, MAPPING)
    assert len(memory.script.requests) == 3
    assert clock.sleeps[0] <= 2
    assert clock.sleeps[1] <= 4
    assert [attempt.delay for attempt in caught.value.attempts] == [0, *clock.sleeps]


@pytest.mark.parametrize("most", [1, 2, 5])
async def test_max_attempts_changes_the_number_of_attempts(play, most):
    memory = play(*[error(500)] * 5)
    with pytest.raises(InternalServerError):
        await memory.with_options(max_attempts=most).operations.fetch(OPERATION)
    assert len(memory.script.requests) == most


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("count", "shown"), [(1, ""), (2, " after 2 attempts"), (3, " after 3 attempts")])
async def test_error_text_has_the_number_of_attempts(play, status, count, shown):
    memory = play(*[error(status)] * count, max_attempts=count)
    with pytest.raises(APIStatusError) as caught:
        await memory.operations.fetch(OPERATION)
    assert str(caught.value).startswith(
        f"operations.fetch failed with status {status}{shown} for operation_id {OPERATION}"
    )


async def test_retry_after_in_seconds_is_obeyed(play, clock):
    memory = play(error(429, headers={"Retry-After": "7"}), operation("RUNNING"))
    await memory.operations.fetch(OPERATION)
    assert clock.sleeps == [7.0]


async def test_retry_after_as_a_date_is_obeyed(play, clock):
    memory = play(error(503, headers={"Retry-After": "Thu, 15 Jan 2026 10:30:12 GMT"}), operation("RUNNING"))
    await memory.operations.fetch(OPERATION)
    assert clock.sleeps == [pytest.approx(12.0)]


@pytest.mark.contract(16)
@pytest.mark.parametrize("value", ["61", "3600", "9" * 400])
async def test_retry_after_above_the_limit_fails_immediately(play, clock, value):
    memory = play(error(429, headers={"Retry-After": value}))
    with pytest.raises(RateLimitError) as caught:
        await memory.operations.fetch(OPERATION)
    assert caught.value.retry_after == float(value)
    assert clock.sleeps == []


async def test_max_retry_after_can_be_changed(play, clock):
    memory = play(error(429, headers={"Retry-After": "80"}), operation("RUNNING"), max_retry_after=80)
    await memory.operations.fetch(OPERATION)
    assert clock.sleeps == [80.0]


async def test_max_retry_after_below_a_second_leaves_responses_without_the_header_retried(play):
    memory = play(error(503), operation("RUNNING"), max_retry_after=0.5)
    await memory.operations.fetch(OPERATION)
    assert len(memory.script.requests) == 2


async def test_retry_delay_beyond_the_total_timeout_fails_immediately(play, clock):
    memory = play(error(429, headers={"Retry-After": "31"}), timeouts=Timeouts(total=30))
    with pytest.raises(RateLimitError):
        await memory.operations.fetch(OPERATION)
    assert clock.sleeps == []


async def test_total_timeout_includes_attempts_and_delays(play, clock):
    def slow(_request):
        clock.advance(40)
        return error(503, headers={"Retry-After": "5"})

    memory = play(slow, slow, slow)
    with pytest.raises(ServiceUnavailableError) as caught:
        await memory.operations.fetch(OPERATION)
    assert len(caught.value.attempts) == 2


async def test_attempt_timeouts_are_capped_by_the_remaining_total(play, clock):
    def slow(_request):
        clock.advance(80)
        return error(503, headers={"Retry-After": "2"})

    memory = play(slow, operation("RUNNING"))
    await memory.operations.fetch(OPERATION)
    first, second = (request.extensions["timeout"] for request in memory.script.requests)
    assert first == {"connect": 5, "read": 35, "write": 10, "pool": 5}
    assert second == {"connect": 5, "read": pytest.approx(8), "write": pytest.approx(8), "pool": 5}


async def test_timeout_raises_api_timeout_error(play):
    with pytest.raises(APITimeoutError) as caught:
        await play(httpx.ReadTimeout("slow"), max_attempts=1).operations.fetch(OPERATION)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED


@pytest.mark.contract(17)
async def test_retry_budget_limits_requests_during_an_outage(play):
    memory = play(*[error(503)] * 90)
    for _ in range(40):
        with pytest.raises(ServiceUnavailableError):
            await memory.operations.fetch(OPERATION)
    assert len(memory.script.requests) == 40 + 50


@pytest.mark.contract(17)
async def test_retry_budget_that_stops_a_retry_is_named_in_the_error(play):
    memory = play(error(503), httpx.ConnectError("refused"), error(404), retry_budget=RetryBudget(0))
    for expected in (ServiceUnavailableError, APIConnectionError):
        with pytest.raises(expected, match="not retried, since the retry budget of the client is used up") as caught:
            await memory.operations.fetch(OPERATION)
        assert len(caught.value.attempts) == 1
    with pytest.raises(NotFoundError) as caught:
        await memory.operations.fetch(OPERATION)
    assert "budget" not in str(caught.value)


@pytest.mark.contract(17)
async def test_retry_budget_lets_a_burst_of_single_429_succeed(play):
    memory = play(*[error(429), accepted()] * 60, retry_budget=RetryBudget(0))
    for _ in range(60):
        assert (await memory.stores.delete(STORE)).operation_id == OPERATION


async def test_retry_budget_pays_for_a_second_429(play):
    with pytest.raises(RateLimitError, match="retry budget") as caught:
        await play(error(429), error(429), retry_budget=RetryBudget(0)).operations.fetch(OPERATION)
    assert len(caught.value.attempts) == 2


async def test_retry_budget_gets_back_what_a_successful_call_has_paid(play):
    budget = RetryBudget(1)
    memory = play(*[error(503), operation("RUNNING")] * 3, *[error(503)] * 2, retry_budget=budget)
    for _ in range(3):
        await memory.operations.fetch(OPERATION)
    with pytest.raises(ServiceUnavailableError):
        await memory.operations.fetch(OPERATION)


async def test_retry_budget_is_shared_by_clients_that_are_given_the_same(play):
    budget = RetryBudget(1)
    first, second = [play(*[error(503)] * 3, retry_budget=budget) for _ in range(2)]
    for memory, count in ((first, 2), (second, 1)):
        with pytest.raises(ServiceUnavailableError):
            await memory.operations.fetch(OPERATION)
        assert len(memory.script.requests) == count


@pytest.mark.parametrize("given", [5, "RetryBudget", RetryBudget])
async def test_retry_budget_of_another_type_is_refused(play, given):
    with pytest.raises(InvalidArgumentError, match="retry_budget: expected a RetryBudget"):
        play(retry_budget=given)


async def test_retry_budget_is_shared_by_clients_that_share_connections(play):
    memory = play(*[error(503)] * 90)
    for client in [memory, memory.with_options(max_attempts=5), memory.with_options(max_attempts=3)] * 10:
        with pytest.raises(ServiceUnavailableError):
            await client.operations.fetch(OPERATION)
    assert len(memory.script.requests) == 30 + 50


async def test_log_records_have_fields_and_elapsed_of_their_attempt(play, caplog, clock):
    clock.advance(7.1234567)

    def slow(_request):
        clock.advance(2.5)
        return error(503)

    def fast(_request):
        clock.advance(0.2500014)
        return accepted()

    with caplog.at_level(logging.DEBUG, "twilio_memory"):
        await play(slow, fast).data_mappings.delete(STORE, MAPPING)
    first, retry, second = [record for record in caplog.records if record.name == "twilio_memory"]
    for record, attempt, status, elapsed in (
        (first, 1, 503, 2.5),
        (retry, 1, 503, 2.5),
        (second, 2, 202, 0.250001),
    ):  # in microseconds
        assert (record.method, record.operation_name) == ("data_mappings.delete", "DeleteDataMapping")
        assert (record.http_method, record.attempt, record.status) == ("DELETE", attempt, status)
        assert record.url_template.endswith("/DataMappings/{data_mapping_id}")
        assert record.elapsed == elapsed
        assert record.failure is None
    assert first.request_id == retry.request_id == "RQ1"
    assert "elapsed=0.250" in second.getMessage()


@pytest.mark.parametrize(("level", "logged"), [(logging.INFO, [logging.INFO]), (logging.WARNING, [])])
async def test_log_collects_no_fields_below_its_level(play, caplog, monkeypatch, level, logged):
    levels = []
    monkeypatch.setattr(logging.getLogger("twilio_memory"), "log", lambda level, *_, **__: levels.append(level))
    with caplog.at_level(level, "twilio_memory"):
        await play(error(503), accepted()).data_mappings.delete(STORE, MAPPING)
    assert levels == logged


async def test_debug_log_has_each_attempt_and_no_secret_or_id(play, caplog):
    memory = play(error(503), accepted())
    with caplog.at_level(logging.DEBUG, "twilio_memory"):
        await memory.data_mappings.delete(STORE, MAPPING)
    records = [record.getMessage() for record in caplog.records if record.name == "twilio_memory"]
    assert len(records) == 3
    template = "/v1/ControlPlane/Stores/{store_id}/DataMappings/{data_mapping_id}"
    assert f"data_mappings.delete DELETE {template} attempt=1 status=503" in records[0]
    assert "request_id=RQ1" in records[0]
    assert not any(STORE in record or MAPPING in record or "secret" in record for record in records)


async def test_info_log_has_each_retry(play, caplog, clock):
    memory = play(error(503), httpx.ReadError("gone"), accepted())
    with caplog.at_level(logging.INFO, "twilio_memory"):
        await memory.data_mappings.delete(STORE, MAPPING)
    waits = [f"the next one is in {pause:.3f} seconds" for pause in clock.sleeps]
    assert [record.getMessage() for record in caplog.records if record.name == "twilio_memory"] == [
        f"data_mappings.delete failed (503), attempt 1 of 3; {waits[0]}",
        f"data_mappings.delete failed (ReadError), attempt 2 of 3; {waits[1]}",
    ]


@pytest.mark.parametrize("name", ["TraitGroups", "v1", "Stores", "a b"])
async def test_log_hides_a_name_that_equals_a_path_segment(play, caplog, name):
    with caplog.at_level(logging.DEBUG, "twilio_memory"):
        await play(accepted()).trait_groups.delete(STORE, name)
    assert "DELETE /v1/ControlPlane/Stores/{store_id}/TraitGroups/{trait_group_name} attempt=1" in caplog.text
