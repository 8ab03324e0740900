"""Error classes, the table of error codes, and error texts."""

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

from scripted import MAPPING, STORE
from twilio_memory import Attempt, Outcome, _error_base, errors
from twilio_memory._core.json_response import REQUEST_ID, RawResponse
from twilio_memory._core.request import build_call
from twilio_memory._core.responses import ErrorBody, outcome_for_status, retry_after, status_error
from twilio_memory._core.text import escape_control
from twilio_memory._error_codes import ERROR_CODES
from twilio_memory.testing import FakeClock
from twilio_memory_api.api.data_mapping import delete_data_mapping

CALL = build_call(delete_data_mapping, STORE, MAPPING)._replace(arguments={"store_id": "mem_store_x"})
SEE = "See docs/reference/errors.md"
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
# All known codes of this API in Twilio's dictionary, and the general ones.
KNOWN_CODES = {
    400, 403, 20003, 20404, 20409, 20412, 20429, 20500, 20503, *range(520041, 520068),
    520002, 520003, 520004, 520005, 520008, 520009, 520010, 520014, 520017, 520020, 520022, 520024, 520034, 520037,
    520038, 520039,
}  # fmt: skip


def raw_response(status: int, body: object = b"", headers: dict[str, str] | None = None) -> RawResponse:
    return RawResponse(status, headers or {}, body if isinstance(body, bytes) else json.dumps(body).encode())


def make_error(response: RawResponse, outcome: Outcome = Outcome.NOT_PROCESSED) -> errors.APIStatusError:
    return status_error(response, CALL, outcome=outcome, attempts=(), retry_after=None)


@pytest.mark.parametrize(("status", "kind"), BY_STATUS.items())
def test_documented_statuses_have_their_own_class(status, kind):
    error = make_error(raw_response(status, {"code": 99, "message": "no"}))
    assert type(error) is kind
    assert error.status == status
    assert kind.expected_status == status


@pytest.mark.parametrize("status", [402, 418, 499, 501, 520, 599, 600, 999])
def test_undocumented_statuses_have_the_general_class(status):
    assert type(make_error(raw_response(status))) is errors.APIStatusError


def test_error_codes_table_has_every_known_code():
    assert set(ERROR_CODES) == KNOWN_CODES


@pytest.mark.parametrize("row", ERROR_CODES.values(), ids=lambda row: str(row.code))
@pytest.mark.parametrize("status", [400, 404, 409, 412, 429, 500, 520])
def test_error_is_an_instance_of_the_classes_of_its_code_and_status(row, status):
    error = make_error(raw_response(status, {"code": row.code, "message": "Said by Twilio", "status": 599}))
    assert isinstance(error, BY_STATUS.get(status, errors.APIStatusError))
    if row.error:
        assert isinstance(error, getattr(errors, row.error))
        assert type(error).__name__ == row.error
    assert (error.status, error.code, error.message) == (status, row.code, "Said by Twilio")
    text = str(error)
    parts = [
        "data_mappings.delete failed",
        "store_id mem_store_x",
        row.meaning,
        f"(code {row.code})",
        row.hint,
        "Said by Twilio",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.parametrize("row", ERROR_CODES.values(), ids=lambda row: str(row.code))
def test_error_code_rows_match_the_status_of_their_class(row):
    if row.error and getattr(errors, row.error).expected_status:
        assert getattr(errors, row.error).expected_status == row.status
    assert not row.meaning.endswith(".")
    assert row.hint.endswith(".")


#: Of what exists already, has another version, is gone, belongs to another profile, or is not active yet.
CONFLICTS = {520004, 520020, 520042, 520043, 520045, 520047, 520048, 520055, 520056}


@pytest.mark.parametrize("code", ERROR_CODES)
def test_error_of_a_code_is_a_conflict_with_any_status_and_in_each_form(code):
    error = make_error(raw_response(400, {"code": code, "message": "no"}))
    batch = errors.batch_error_class(type(error))("no")
    for each in (error, pickle.loads(pickle.dumps(error)), errors.failed_operation_class(code, None)("no"), batch):
        assert each.is_conflict is (code in CONFLICTS)
    for status in (409, 412):
        assert make_error(raw_response(status, {"code": code, "message": "no"})).is_conflict is True


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 429, 500, 503, 599])
def test_error_of_a_status_without_a_code_is_a_conflict_if_the_resource_has_changed(status):
    assert make_error(raw_response(status)).is_conflict is (status in {409, 412})


def test_error_without_a_response_is_no_conflict():
    kinds = [errors.APITimeoutError, errors.OperationTimeoutError, errors.InvalidArgumentError]
    assert not any(kind("no").is_conflict for kind in kinds)


def test_error_classes_of_codes_are_all_in_the_table():
    finer = {kind for kind in CLASSES if issubclass(kind, errors.APIStatusError)}
    finer -= {errors.APIStatusError, *BY_STATUS.values()}
    named = {getattr(errors, row.error) for row in ERROR_CODES.values() if row.error}
    assert finer == named - set(BY_STATUS.values())


def test_combined_error_class_is_created_once():
    assert errors.error_class(409, 520045) is errors.error_class(409, 520045)
    assert issubclass(errors.error_class(409, 520045), errors.ConflictError)
    assert issubclass(errors.error_class(400, 520045), errors.BadRequestError)
    assert not issubclass(errors.error_class(400, 520045), errors.ConflictError)


@pytest.mark.parametrize("kind", CLASSES)
def test_error_classes_have_all_attributes_and_survive_pickle_and_copy(kind):
    facts = {"outcome": Outcome.MAYBE_PROCESSED, "attempts": (Attempt(503, None, 0.5, "RQ1"),), "status": 404}
    error = kind("a text", **facts)
    for clone in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert str(clone) == str(error)
        assert str(clone).startswith("a text")
        assert clone.__dict__ == facts
        assert isinstance(clone, errors.APIStatusError) == issubclass(kind, errors.APIStatusError)
    for name in typing.get_type_hints(errors.TwilioMemoryError, localns={"Mapping": dict}):
        assert hasattr(error, name)


@pytest.mark.parametrize("status", [400, 409])
def test_error_of_a_combined_class_survives_pickle(status):
    error = make_error(raw_response(status, {"code": 520045}))
    clone = pickle.loads(pickle.dumps(error))
    assert type(clone) is type(error)
    assert clone.__dict__ == error.__dict__


@pytest.mark.parametrize(
    "kind",
    [
        errors.batch_error_class(errors.error_class(400, 520045)),
        errors.failed_operation_class(520045, None),
        errors.error_class(409, 20001, "it already exists"),
    ],
    ids=["batch", "failed operation", "old code"],
)
def test_error_of_a_combined_class_survives_pickle_without_status_and_code(kind):
    assert type(pickle.loads(pickle.dumps(kind("a text")))) is kind


@pytest.mark.parametrize("kind", [*CLASSES, errors.error_class(400, 520045)])
def test_error_classes_are_of_the_public_module(kind):
    assert kind.__module__ == "twilio_memory.errors"


def test_error_tree_in_the_docstring_is_complete():
    general = {kind for kind in CLASSES if not issubclass(kind, errors.APIStatusError)}
    general |= {errors.APIStatusError, *BY_STATUS.values()}
    assert set(re.findall(r"\b[A-Z]\w+Error\b", errors.__doc__)) - {"ValueError"} == {kind.__name__ for kind in general}


def test_error_names_do_not_shadow_builtins():
    assert not [name for name in errors.__all__ if hasattr(builtins, name)]


def test_error_body_in_rfc_9457_format_is_parsed():
    body = {
        "type": "https://www.twilio.com/docs/api/errors/520048",
        "title": "Data mapping not found",
        "status": 404,
        "code": 520048,
        "detail": "No such mapping",
        "errors": [{"detail": "unknown", "pointer": "#/id"}],
    }
    error = make_error(raw_response(404, body))
    assert isinstance(error, errors.DataMappingNotFoundError)
    assert error.message == "No such mapping"
    assert error.more_info == "https://www.twilio.com/docs/api/errors/520048"
    assert error.details == [{"detail": "unknown", "pointer": "#/id"}]


@pytest.mark.parametrize(
    ("body", "fields"),
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
def test_error_text_lists_the_fields_of_the_details(body, fields):
    error = make_error(raw_response(400, {"code": 520046, "message": "No", **body}))
    assert error.details in body.values()
    if fields:
        assert str(error).endswith(f"Twilio says: No. {fields} {SEE}")
    else:
        assert "Fields" not in str(error)


def test_error_text_ends_with_retry_after_and_request_id():
    response = raw_response(429, {"code": 20429, "message": "Slow down"}, {REQUEST_ID: "RQ\n1"})
    error = status_error(response, CALL, outcome=Outcome.NOT_PROCESSED, attempts=(), retry_after=90.0)
    assert error.retry_after == 90
    assert str(error).endswith("Twilio says: Slow down. Retry-After: 90 seconds. Request ID: RQ\\n1. " + SEE)


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize(("text", "sentence"), [("Done", "Done."), ("Done.", "Done."), ("Done?", "Done?")])
def test_error_text_ends_with_its_page_unless_an_argument_is_invalid(kind, text, sentence):
    wanted = text if issubclass(kind, errors.InvalidArgumentError) else f"{sentence} {SEE}"
    assert str(kind(text)) == wanted


@pytest.mark.parametrize(
    ("code", "page"), [(520048, "codes/520048/"), (20404, "codes/20404/"), (12345, "errors/"), (None, "errors/")]
)
def test_error_text_ends_with_an_address_once_there_is_a_site(monkeypatch, code, page):
    monkeypatch.setattr(_error_base, "DOCS_URL", "https://docs.example/v1")
    assert str(errors.NotFoundError("Gone.", code=code)) == f"Gone. See https://docs.example/v1/reference/{page}"


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
def test_error_with_a_malformed_body_has_the_right_class(body):
    error = make_error(raw_response(503, body, {"retry-after": "7", "twilio-request-id": "RQ1"}))
    assert type(error) is errors.ServiceUnavailableError
    assert (error.status, error.code, error.message, error.request_id) == (503, None, None, "RQ1")
    assert error.headers["retry-after"] == "7"


def test_error_code_given_as_digits_is_parsed():
    assert ErrorBody.from_response(raw_response(404, {"code": "520048"})).code == 520048


@given(st.binary())
def test_error_body_parsing_never_fails(content):
    make_error(raw_response(500, content))


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
def test_server_text_is_safe_to_print(text, shown):
    assert escape_control(text) == shown


@given(st.text())
def test_escaped_text_is_short_and_printable(text):
    shown = escape_control(text)
    assert shown is not None
    assert len(shown) <= 512
    assert shown.isprintable()


CLOCK = FakeClock(1_768_473_000.0)  # 2026-01-15T10:30:00Z


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
        ("Thu Feb  5 10:30:00 2026", 21 * 86400.0),
        ("Thursday, 15-Jan-69 10:30:30 GMT", 0.0),
        ("Thu, 15 Jan 2026 10:30:30 2026", None),
        ("Thu Jan 15 10:30:30 GMT", None),
        ("Thu, 15 Jam 2026 10:30:30 GMT", None),
        ("Thu, 15 Jan 2026 10:30:60 GMT", None),
        ("Thu, 15 Jan 2026 12:30:30 +0200", None),
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
def test_retry_after_accepts_only_digits_or_a_date(value, seconds):
    assert retry_after({"retry-after": value}, CLOCK) == seconds


@pytest.fixture
def new_york(monkeypatch):
    """Set a local time zone other than GMT."""
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
def test_retry_after_date_is_gmt_in_any_local_time_zone(value):
    assert retry_after({"retry-after": value}, CLOCK) == 30.0


@given(st.text(alphabet=st.characters(max_codepoint=255)))
def test_retry_after_parsing_never_fails(value):
    seconds = retry_after({"retry-after": value}, CLOCK)
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
def test_outcome_for_each_status(status, outcome):
    assert outcome_for_status(status) is outcome


@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        (520045, "taken", errors.StoreAlreadyExistsError),
        (520055, None, errors.TraitGroupAlreadyExistsError),
        (520056, None, errors.ConflictError),
        (20001, "Store sandbox already exists", errors.StoreAlreadyExistsError),
    ],
)
def test_failed_operation_is_also_of_the_class_of_its_code(code, message, expected):
    error = errors.failed_operation_class(code, message)("text", code=code, message=message, outcome=Outcome.ACCEPTED)
    for same in (error, pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert isinstance(same, errors.OperationFailedError)
        assert isinstance(same, expected)
        assert (same.code, same.message, same.status, same.outcome) == (code, message, None, Outcome.ACCEPTED)


@pytest.mark.parametrize(("code", "message"), [(None, None), (20001, "invalid parameter"), (1, "already exists")])
def test_failed_operation_without_a_known_code_has_the_general_class(code, message):
    assert errors.failed_operation_class(code, message) is errors.OperationFailedError


def test_response_with_the_old_code_of_a_taken_store_name_has_the_class_of_the_new_one():
    error = errors.error_class(400, 20001, "Store sandbox already exists")
    assert issubclass(error, errors.StoreAlreadyExistsError)
    assert issubclass(error, errors.BadRequestError)
    assert not issubclass(errors.error_class(400, 20001, "invalid parameter"), errors.StoreAlreadyExistsError)
