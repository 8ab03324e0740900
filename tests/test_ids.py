"""Contract 1 and 3: validation of IDs and other path values."""

from __future__ import annotations

import copy
import datetime as dt
import json
import pickle
import re
import uuid
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from operation_cases import RECORDS
from twilio_memory import TTID, InvalidArgumentError, InvalidTTIDError, TTIDKind
from twilio_memory.ids import validate_path_value

ROOT = Path(__file__).parent.parent
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SPEC = yaml.load((ROOT / "openapi/memory-v1.yaml").read_bytes(), LOADER)
ZEROS = "0" * 26
STORE = TTIDKind.STORE.pattern

# The suffixes of the TypeID specification's test vectors. Twilio's documented pattern has no base 32 alphabet, so
# suffixes that the specification refuses only for i, l, o or u are valid here.
VALID_SUFFIXES = {
    "nil": ZEROS,
    "one": "00000000000000000000000001",
    "ten": "0000000000000000000000000a",
    "sixteen": "0000000000000000000000000g",
    "thirty-two": "00000000000000000000000010",
    "max-valid": "7zzzzzzzzzzzzzzzzzzzzzzzzz",
    "valid-alphabet": "0123456789abcdefghjkmnpqrs",
    "valid-uuidv7": "01h455vb4pex5vsknk084sn02q",
    "letters that base 32 leaves out": "0ilouilouilouilouilouiloui",
}
INVALID_SUFFIXES = {
    "suffix-short": "1234567890123456789012345",
    "suffix-long": "123456789012345678901234567",
    "suffix-spaces": "1234567890123456789012345 ",
    "suffix-uppercase": "0123456789ABCDEFGHJKMNPQRS",
    "suffix-hyphens": "123456789-123456789-123456",
    "suffix-wrong-alphabet": "ooooooiiiiiiuuuuuuulllllll",
    "suffix-ambiguous-crockford": "i23456789ol23456789oi23456",
    "suffix-overflow": "8zzzzzzzzzzzzzzzzzzzzzzzzz",
    "empty": "",
    "trailing newline": "0123456789abcdefghjkmnpqrs\n",
    "leading space": " 0123456789abcdefghjkmnpqrs",
    "Arabic digits": "0123456789abcdefghjkmnpqr\u0663",
    "full-width digits": "\uff10" * 26,
    "a NUL": "0123456789abcdefghjkmnpqr\0",
    "a path": f"{ZEROS[:23]}/..",
    "an escaped path": f"{ZEROS[:20]}%2e%2e",
}
NEVER_AN_ID = ["", ".", "..", "mem_store_1/../..", f"mem_store_{ZEROS}\n", f"MEM_STORE_{ZEROS}", f"mem_store{ZEROS}"]


@pytest.mark.parametrize("suffix", VALID_SUFFIXES.values(), ids=VALID_SUFFIXES)
@pytest.mark.parametrize("prefix", ["mem_store_", "mem_service_"])
def test_id_of_the_documented_form_is_accepted(prefix, suffix):
    assert validate_path_value("store_id", prefix + suffix, STORE) == prefix + suffix
    assert TTID.parse(prefix + suffix).kind is TTIDKind.STORE


@pytest.mark.parametrize("suffix", INVALID_SUFFIXES.values(), ids=INVALID_SUFFIXES)
def test_id_of_any_other_form_is_refused(suffix):
    for check in (lambda value: validate_path_value("store_id", value, STORE), TTID.parse):
        with pytest.raises(InvalidTTIDError):
            check(f"mem_store_{suffix}")


@pytest.mark.parametrize("value", NEVER_AN_ID)
def test_invalid_id_is_refused_and_shown(value):
    with pytest.raises(InvalidTTIDError, match=re.escape(ascii(value))) as caught:
        validate_path_value("store_id", value, STORE)
    assert str(caught.value).startswith("store_id: ")
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("value", [None, 7, b"mem_store_00000000000000000000000000", ["mem_store_"], object])
def test_id_that_is_not_a_str_is_refused(value):
    with pytest.raises(InvalidTTIDError, match=f"of type {type(value).__name__}"):
        validate_path_value("store_id", value, STORE)


@pytest.mark.contract(3)
@pytest.mark.parametrize("given_kind", [kind for kind in TTIDKind if kind is not TTIDKind.STORE])
def test_id_of_another_kind_is_named(given_kind):
    value = f"{given_kind.pattern.split('_[')[0]}_{ZEROS}"
    article = "an" if given_kind.value[0] in "aeio" else "a"
    with pytest.raises(
        InvalidTTIDError, match=f"looks like {article} {given_kind.value} ID: were the arguments swapped"
    ):
        validate_path_value("store_id", value, STORE)


def test_almost_valid_id_is_refused_with_a_hint():
    with pytest.raises(InvalidTTIDError, match="in lower case and without white space"):
        validate_path_value("store_id", f" mem_store_{ZEROS}", STORE)


def test_long_value_is_truncated_in_the_message():
    with pytest.raises(InvalidTTIDError) as caught:
        validate_path_value("store_id", "x" * 100_000, STORE)
    assert len(str(caught.value)) < 300


def test_str_subclass_is_copied_to_a_plain_str():
    class StrWithOtherText(str):
        __slots__ = ()

        def __str__(self):
            return "../.."

        __format__ = __str__

    checked = validate_path_value("store_id", StrWithOtherText(f"mem_store_{ZEROS}"), STORE)
    assert type(checked) is str
    assert f"{checked}" == f"mem_store_{ZEROS}"


@pytest.mark.contract(1)
@pytest.mark.parametrize(
    "value", [".", "..", "", "a/b", "a\\b", "%2e%2e", "a?b", "a#b", "a\nb", "\x7f", "é", "a" * 513]
)
def test_path_value_cannot_leave_its_segment(value):
    with pytest.raises(InvalidArgumentError, match="operation_id: "):
        validate_path_value("operation_id", value)


@pytest.mark.parametrize("value", ["proc_job_1", "...", "a b", "x" * 512, "~!$&'()*+,;=:@"])
def test_operation_id_may_be_any_valid_path_value(value):
    assert validate_path_value("operation_id", value) == value


@given(st.text())
def test_accepted_path_values_are_printable_ascii_without_url_delimiters(value):
    try:
        passed = validate_path_value("operation_id", value)
    except InvalidArgumentError:
        return
    assert passed == value
    assert passed.isascii()
    assert passed.isprintable()
    assert not set(passed) & set("/\\%?#")
    assert passed not in {"", ".", ".."}


def test_id_patterns_equal_those_of_the_spec():
    schemas = SPEC["components"]["schemas"]
    for name, kind in (
        ("StoreID", TTIDKind.STORE),
        ("DataMappingID", TTIDKind.DATA_MAPPING),
        ("DatasetID", TTIDKind.DATASET),
    ):
        assert schemas[name]["pattern"] == f"^{kind.pattern}$"


def test_id_arguments_cover_all_path_parameters_and_ids_in_queries():
    names = {
        re.sub("(?<=[a-z])(?=[A-Z])", "_", parameter["name"]).lower(): parameter["schema"]
        for parameter in SPEC["components"]["parameters"].values()
        if parameter["in"] == "path" or "Id" in parameter["name"]
    }
    arguments = {}
    for record in RECORDS.values():
        for name, pattern in (record.path_parameters | record.query_ids).items():
            assert arguments.setdefault(name, pattern) == pattern
    assert set(arguments) == set(names)
    known = {kind.pattern for kind in TTIDKind}
    for name, schema in names.items():
        named = SPEC["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], schema)
        pattern = arguments[name]
        assert named.get("pattern") == (f"^{pattern}$" if pattern else None)
        assert pattern is None or pattern in known


def test_ttid_uuid_and_time_are_decoded_from_a_uuidv7():
    ttid = TTID.parse("mem_store_01h455vb4pex5vsknk084sn02q")
    assert ttid.uuid == uuid.UUID("01890a5d-ac96-774b-bcce-b302099a8057")
    assert ttid.created_at == dt.datetime(2023, 6, 30, 3, 34, 18, 518000, tzinfo=dt.UTC)


@pytest.mark.parametrize("suffix", [ZEROS, "0123456789abcdefghjkmnpqrs", "0ilouilouilouilouilouiloui"])
def test_ttid_without_a_uuidv7_has_neither_uuid_nor_time(suffix):
    ttid = TTID.parse(f"mem_datamapping_{suffix}")
    assert ttid.kind is TTIDKind.DATA_MAPPING
    assert ttid.uuid is None
    assert ttid.created_at is None


def test_ttid_time_beyond_the_calendar_is_none():
    number = uuid.UUID(int=(2**48 - 1) << 80 | 7 << 76 | 2 << 62).int
    suffix = "".join("0123456789abcdefghjkmnpqrstvwxyz"[number >> shift & 31] for shift in range(125, -1, -5))
    ttid = TTID.parse(f"mem_store_{suffix}")
    assert ttid.uuid is not None
    assert ttid.created_at is None


def test_ttid_is_a_str_everywhere():
    text = f"mem_store_{ZEROS}"
    ttid = TTID.parse(text)
    assert ttid == text
    assert json.dumps(ttid) == f'"{text}"'
    assert pickle.loads(pickle.dumps(ttid)) == copy.copy(ttid) == ttid
    assert type(validate_path_value("store_id", ttid, STORE)) is str


def test_coroutine_in_the_place_of_an_id_is_a_missing_await():
    async def create():
        """Return an ID."""

    coroutine = create()
    with pytest.raises(InvalidTTIDError, match=r"of type coroutine; is `await` missing\?$"):
        validate_path_value("store_id", coroutine, STORE)
    coroutine.close()
