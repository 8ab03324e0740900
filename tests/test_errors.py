"""The table of errors, and what every error is able to do."""

from __future__ import annotations

import builtins
import copy
import json
import pickle
import re
import time
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twilio_memory import Attempt, Outcome, errors
from twilio_memory._core.responses import (
    REQUEST_ID,
    ErrorBody,
    RawResponse,
    outcome_of,
    printable,
    retry_after,
    status_error,
)
from twilio_memory._error_codes import ERROR_CODES

CLASSES = [getattr(errors, name) for name in errors.__all__]
BY_STATUS = {
    400: errors.BadRequestError,
    401: errors.AuthenticationError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    409: errors.ConflictError,
    412: errors.PreconditionFailedError,
    429: errors.RateLimitError,
    500: errors.InternalServerError,
    503: errors.ServiceUnavailableError,
}
# Every code that Twilio's dictionary is known to have for this API, and the general ones.
KNOWN_CODES = {
    400, 403, 20003, 20404, 20409, 20412, 20429, 20500, 20503, *range(520041, 520068),
    520002, 520003, 520004, 520005, 520008, 520009, 520010, 520014, 520017, 520020, 520022, 520024, 520034, 520037,
    520038, 520039,
}  # fmt: skip


def answer(status: int, body: object = b"", headers: dict[str, str] | None = None) -> RawResponse:
    return RawResponse(status, headers or {}, body if isinstance(body, bytes) else json.dumps(body).encode())


def made(response: RawResponse, outcome: Outcome = Outcome.NOT_PROCESSED) -> errors.APIStatusError:
    return status_error(
        response, "DeleteDataMapping", {"store_id": "mem_store_x"}, outcome=outcome, attempts=(), retry_after=None
    )


@pytest.mark.parametrize(("status", "kind"), BY_STATUS.items())
def test_every_documented_status_has_its_class(status, kind):
    error = made(answer(status, {"code": 99, "message": "no"}))
    assert type(error) is kind
    assert error.status == status
    assert kind.expected_status == status


@pytest.mark.parametrize("status", [402, 418, 499, 501, 520, 599, 600, 999])
def test_any_other_status_has_the_general_class(status):
    assert type(made(answer(status))) is errors.APIStatusError


def test_the_table_has_every_known_code():
    assert set(ERROR_CODES) == KNOWN_CODES


@pytest.mark.parametrize("row", ERROR_CODES.values(), ids=lambda row: str(row.code))
@pytest.mark.parametrize("status", [400, 404, 409, 412, 429, 500, 520])
def test_a_code_can_be_caught_by_its_class_and_by_the_status(row, status):
    error = made(answer(status, {"code": row.code, "message": "Said by Twilio", "status": 599}))
    assert isinstance(error, BY_STATUS.get(status, errors.APIStatusError))
    if row.error:
        assert isinstance(error, getattr(errors, row.error))
        assert type(error).__name__ == row.error
    assert (error.status, error.code, error.message) == (status, row.code, "Said by Twilio")
    text = str(error)
    parts = [
        "DeleteDataMapping failed",
        "store_id mem_store_x",
        row.meaning,
        f"(code {row.code})",
        row.hint,
        "Said by Twilio",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.parametrize("row", ERROR_CODES.values(), ids=lambda row: str(row.code))
def test_a_row_and_its_class_agree_about_the_status(row):
    if row.error and getattr(errors, row.error).expected_status:
        assert getattr(errors, row.error).expected_status == row.status
    assert not row.meaning.endswith(".")
    assert row.hint.endswith(".")


def test_every_finer_class_is_in_the_table():
    finer = {kind for kind in CLASSES if issubclass(kind, errors.APIStatusError)}
    finer -= {errors.APIStatusError, *BY_STATUS.values()}
    named = {getattr(errors, row.error) for row in ERROR_CODES.values() if row.error}
    assert finer == named - set(BY_STATUS.values())


def test_a_class_is_made_once():
    assert errors.error_class(409, 520045) is errors.error_class(409, 520045)
    assert issubclass(errors.error_class(409, 520045), errors.ConflictError)
    assert issubclass(errors.error_class(400, 520045), errors.BadRequestError)
    assert not issubclass(errors.error_class(400, 520045), errors.ConflictError)


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_has_all_attributes_and_survives_pickle_and_copy(kind):
    facts = {"outcome": Outcome.MAYBE_PROCESSED, "attempts": (Attempt(503, None, 0.5, "RQ1"),), "status": 404}
    error = kind("a text", **facts)
    for clone in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert str(clone) == "a text"
        assert clone.__dict__ == facts
        assert isinstance(clone, errors.APIStatusError) == issubclass(kind, errors.APIStatusError)
    for name in typing.get_type_hints(errors.TwilioMemoryError, localns={"Mapping": dict}):
        assert hasattr(error, name)


@pytest.mark.parametrize("status", [400, 409])
def test_an_error_of_two_classes_survives_pickle(status):
    error = made(answer(status, {"code": 520045}))
    clone = pickle.loads(pickle.dumps(error))
    assert type(clone) is type(error)
    assert clone.__dict__ == error.__dict__


def test_the_tree_in_the_docstring_names_every_class_above_the_codes():
    general = {kind for kind in CLASSES if not issubclass(kind, errors.APIStatusError)}
    general |= {errors.APIStatusError, *BY_STATUS.values()}
    assert set(re.findall(r"\b[A-Z]\w+Error\b", errors.__doc__)) - {"ValueError"} == {kind.__name__ for kind in general}


def test_the_names_never_hide_one_of_pythons():
    assert not [name for name in errors.__all__ if hasattr(builtins, name)]


def test_a_body_in_the_form_of_rfc_9457_is_understood():
    body = {
        "type": "https://www.twilio.com/docs/api/errors/520048",
        "title": "Data mapping not found",
        "status": 404,
        "code": 520048,
        "detail": "No such mapping",
        "errors": [{"detail": "unknown", "pointer": "#/id"}],
    }
    error = made(answer(404, body))
    assert isinstance(error, errors.DataMappingNotFoundError)
    assert error.message == "No such mapping"
    assert error.more_info == "https://www.twilio.com/docs/api/errors/520048"
    assert error.details == [{"detail": "unknown", "pointer": "#/id"}]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            {"details": {"fields": [{"field": "/a", "message": "is missing"}, {"field": "/b", "message": "odd\n"}]}},
            "Fields: /a: is missing; /b: odd\\n.",
        ),
        ({"errors": [{"pointer": "#/id", "detail": "unknown"}]}, "Fields: #/id: unknown."),
        ({"details": {"fields": [{"field": "/a"}, {"message": "x"}, {"field": 1, "message": "x"}, 5]}}, None),
        ({"details": {"fields": 5}}, None),
        ({"details": "/a is missing"}, None),
    ],
)
def test_the_text_names_the_fields_that_the_details_name(body, told):
    error = made(answer(400, {"code": 520046, "message": "No", **body}))
    assert error.details in body.values()
    if told:
        assert str(error).endswith(f"Twilio says: No. {told}")
    else:
        assert "Fields" not in str(error)


def test_the_text_ends_with_when_to_come_back_and_the_id_for_twilios_support():
    response = answer(429, {"code": 20429, "message": "Slow down"}, {REQUEST_ID: "RQ\n1"})
    error = status_error(response, "ListStores", {}, outcome=Outcome.NOT_PROCESSED, attempts=(), retry_after=90.0)
    assert error.retry_after == 90
    assert str(error).endswith("Twilio says: Slow down. Retry-After: 90 seconds. Request ID: RQ\\n1.")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Bad gateway</html>",
        b"null",
        b"[]",
        b'"text"',
        b"{",
        b'{"code": ' + b"9" * 5000 + b"}",
        b"[" * 200_000,
        b"\xff\xfe",
        b'{"code": true, "message": 7, "more_info": []}',
        b'{"code": "text"}',
        b"{}",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_any_other_body_still_gives_the_right_class(body):
    error = made(answer(503, body, {"retry-after": "7", "twilio-request-id": "RQ1"}))
    assert type(error) is errors.ServiceUnavailableError
    assert (error.status, error.code, error.message, error.request_id) == (503, None, None, "RQ1")
    assert error.headers["retry-after"] == "7"


def test_a_code_in_digits_counts():
    assert ErrorBody.read(answer(404, {"code": "520048"})).code == 520048


@given(st.binary())
def test_reading_an_error_body_never_fails(content):
    made(answer(500, content))


@pytest.mark.contract(23)
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, None),
        ("plain", "plain"),
        ("\x1b[31mred\r\n", "\\x1b[31mred\\r\\n"),
        ("\u202etfel", "\\u202etfel"),
        ("\ud800", "\\ud800"),
        ("a" * 512, "a" * 512),
        ("a" * 513, "a" * 509 + "..."),
    ],
)
def test_the_servers_text_is_safe_to_print(text, shown):
    assert printable(text) == shown


@given(st.text())
def test_printable_text_is_short_and_printable(text):
    shown = printable(text)
    assert shown is not None
    assert len(shown) <= 512
    assert shown.isprintable()


NOW = 1_768_473_000.0  # 2026-01-15T10:30:00Z


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("120", 120.0),
        ("9" * 400, float("inf")),
        ("Thu, 15 Jan 2026 10:30:30 GMT", 30.0),
        ("Thu, 15 Jan 2026 10:00:00 GMT", 0.0),
        ("Thursday, 15-Jan-26 10:30:30 GMT", 30.0),
        ("Thu Jan 15 10:30:30 2026", 30.0),
        ("", None),
        ("-1", None),
        ("+1", None),
        ("1.5", None),
        ("1e3", None),
        ("\u0663", None),
        ("soon", None),
        ("Thu, 99 Jan 2026 10:30:30 GMT", None),
        ("Thu, 15 Jan 9999999 10:30:30 GMT", None),
    ],
)
def test_retry_after_is_digits_or_a_date_and_nothing_else(value, seconds):
    assert retry_after({"retry-after": value}, NOW) == seconds


@pytest.fixture
def new_york(monkeypatch):
    """Let local time be another than GMT."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.contract(16)
@pytest.mark.usefixtures("new_york")
@pytest.mark.parametrize(
    "value",
    [
        "Thu, 15 Jan 2026 10:30:30 GMT",
        "Thursday, 15-Jan-26 10:30:30 GMT",
        "Thu Jan 15 10:30:30 2026",
        "Thu, 15 Jan 2026 10:30:30 -0000",
    ],
)
def test_retry_after_as_date_is_in_gmt_whatever_the_local_time(value):
    assert retry_after({"retry-after": value}, NOW) == 30.0


@given(st.text(alphabet=st.characters(max_codepoint=255)))
def test_reading_retry_after_never_fails(value):
    seconds = retry_after({"retry-after": value}, NOW)
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(status, Outcome.ACCEPTED) for status in (200, 201, 202, 204, 299)]
    + [(status, Outcome.NOT_PROCESSED) for status in (400, 401, 403, 404, 409, 412, 418, 429, 499)]
    + [
        (status, Outcome.MAYBE_PROCESSED)
        for status in (101, 301, 303, 308, 408, 500, 501, 502, 503, 504, 520, 600, 999)
    ],
)
def test_a_status_says_what_became_of_the_request(status, outcome):
    assert outcome_of(status) is outcome
