"""Values at the edges of what is accepted, one step inside and one step outside."""

from __future__ import annotations

import io
import re

import pytest

from twilio_memory import InvalidArgumentError
from twilio_memory._core.responses import outcome_for_status, retry_after
from twilio_memory._http.exceptions import RemoteProtocolError
from twilio_memory._http.h11_parser import H11ResponseParser
from twilio_memory._imports import uploads
from twilio_memory._imports.uploads import column_items, open_upload, upload_filename
from twilio_memory._outcome import Outcome
from twilio_memory.ids import TTID, TTIDKind, validate_path_value
from twilio_memory.models import ColumnMappingItem
from twilio_memory.testing import FakeClock

MAX_FILE = 104_857_600
ZEROS = "0" * 26


class Sized:
    """A file of any size that takes no memory."""

    def __init__(self, size):
        self.size = size
        self.position = 0

    def tell(self):
        return self.position

    def seek(self, offset, whence=0):
        self.position = self.size if whence == io.SEEK_END else offset

    def read(self, size):
        return b"x" * min(size, max(self.size, 0))


@pytest.mark.parametrize("size", [1, 2, MAX_FILE - 1, MAX_FILE])
def test_file_size_within_the_limits_is_accepted(size):
    with open_upload(Sized(size)) as file:
        assert file.size == size


@pytest.mark.parametrize("size", [-1, 0, MAX_FILE + 1])
def test_file_size_outside_the_limits_is_refused(size):
    message = f"source: expected 1 to {MAX_FILE} bytes, got {size}"
    with pytest.raises(InvalidArgumentError, match=re.escape(message)), open_upload(Sized(size)):
        pass


class Unseekable:
    """A pipe that holds so many bytes."""

    def __init__(self, size):
        self.left = size

    def read(self, size):
        found = min(size, self.left)
        self.left -= found
        return b"x" * found


def test_file_of_unknown_size_is_limited_alike(monkeypatch):
    limit = 512 * 1024
    monkeypatch.setattr(uploads, "_MAX_SIZE", limit)
    with open_upload(Unseekable(limit)) as file:
        assert file.size == limit
    with pytest.raises(InvalidArgumentError, match=f"expected 1 to {limit} bytes"), open_upload(Unseekable(limit + 1)):
        pass


def test_one_byte_after_a_position_is_a_file():
    source = io.BytesIO(b"abc")
    source.seek(2)
    with open_upload(source) as file:
        assert file.size == 1
    source.seek(3)
    with pytest.raises(InvalidArgumentError, match="nothing is left to read"), open_upload(source):
        pass


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_file_that_has_grown_is_found_for_any_size_of_the_parts(size):
    source = io.BytesIO(b"abcd")
    with open_upload(source) as file:
        source.getbuffer().release()
        source.seek(0, io.SEEK_END)
        source.write(b"e")
        source.seek(0)
        sent = b"".join(iter(lambda: file.read(size), b""))
    assert len(sent) < 4
    assert file.failure == "got longer than its 4 bytes"


def test_file_is_not_read_after_its_end_or_a_failure():
    class Counted(io.BytesIO):
        reads = 0

        def read(self, size=-1):
            self.reads += 1
            return super().read(size)

    whole, short = Counted(b"abcd"), Counted(b"abcd")
    with open_upload(whole) as file:
        assert [file.read(4), file.read(4), file.read(4)] == [b"abcd", b"", b""]
        assert (file.failure, whole.reads) == (None, 1)
    with open_upload(short) as file:
        short.truncate(2)
        assert [file.read(4), file.read(4), file.read(4)] == [b"ab", b"", b""]
        assert (file.failure, short.reads) == ("got shorter: 2 of 4 bytes", 2)


@pytest.mark.parametrize(("trait", "is_hinted"), [("email", False), ("Contact.", False), ("Contact.work.email", True)])
def test_trait_of_a_column_is_a_group_and_a_name(trait, is_hinted):
    with pytest.raises(InvalidArgumentError, match="expected a group and a trait") as caught:
        column_items({"A": trait, "B": "Contact.email"})
    assert ("ColumnMappingItem" in str(caught.value)) is is_hinted


COLUMN = ColumnMappingItem.from_dict({"columnName": "a", "traitGroup": "g", "traitName": "n"})


@pytest.mark.parametrize("count", [2, 3, 99, 100])
def test_column_count_within_the_limits_is_accepted(count):
    assert len(column_items([COLUMN] * count)) == count


@pytest.mark.parametrize("count", [0, 1, 101])
def test_column_count_outside_the_limits_is_refused(count):
    with pytest.raises(InvalidArgumentError, match=f"column_mappings: expected 2 to 100 of them, got {count}"):
        column_items([COLUMN] * count)


@pytest.mark.parametrize("length", [1, 254, 255])
def test_filename_length_within_the_limits_is_accepted(length):
    assert upload_filename(io.BytesIO(), "x" * length) == "x" * length


def test_filename_of_256_characters_is_refused():
    with pytest.raises(InvalidArgumentError, match="filename: expected 1 to 255 characters, got 'xx"):
        upload_filename(io.BytesIO(), "x" * 256)


def test_filename_that_is_missing_or_empty_is_refused_with_its_own_message():
    with pytest.raises(InvalidArgumentError, match="the file has no name; give it one"):
        upload_filename(io.BytesIO(), None)
    with pytest.raises(InvalidArgumentError, match="expected 1 to 255 characters, got ''"):
        upload_filename(io.BytesIO(), "")


def test_filename_is_that_of_the_path_or_of_the_file(tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(b"x")
    assert upload_filename(path, None) == upload_filename(str(path), None) == "people.csv"
    with path.open("rb") as file:
        assert upload_filename(file, None) == "people.csv"


@pytest.mark.parametrize(("length", "shown"), [(78, "'" + "x" * 78 + "'"), (79, "'" + "x" * 76 + "...")])
def test_value_in_a_message_has_at_most_80_characters(length, shown):
    with pytest.raises(InvalidArgumentError) as caught:
        TTID.parse("x" * length)
    assert str(caught.value) == f"value: {shown} is not a TTID of any known kind"


def encoded(number):
    return "".join("0123456789abcdefghjkmnpqrstvwxyz"[number >> shift & 31] for shift in range(125, -1, -5))


@pytest.mark.parametrize(
    ("version", "variant", "more", "is_uuid"),
    [
        (7, 2, 0, True),
        (7, 2, 1, False),
        (7, 2, 3, False),
        (4, 2, 0, False),
        (7, 0, 0, False),
        (7, 1, 0, False),
        (7, 3, 0, False),
    ],
)
def test_ttid_uuid_needs_its_version_its_variant_and_128_bits(version, variant, more, is_uuid):
    number = more << 128 | 1_700_000_000_000 << 80 | version << 76 | variant << 62
    assert (TTID(f"mem_store_{encoded(number)}").uuid is not None) == is_uuid


class Text(str):
    """A subclass of `str`."""

    __slots__ = ()


def test_path_value_of_a_str_subclass_becomes_an_exact_str():
    assert type(validate_path_value("operation_id", Text("proc_job_1"))) is str


@pytest.mark.parametrize("kind", list(TTIDKind))
def test_id_error_names_the_expected_kind(kind):
    with pytest.raises(InvalidArgumentError, match=f"is not an? {kind.value} ID"):
        validate_path_value("id", "x", kind.pattern)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (199, Outcome.MAYBE_PROCESSED),
        (200, Outcome.ACCEPTED),
        (299, Outcome.ACCEPTED),
        (300, Outcome.MAYBE_PROCESSED),
        (399, Outcome.MAYBE_PROCESSED),
        (400, Outcome.NOT_PROCESSED),
        (407, Outcome.NOT_PROCESSED),
        (408, Outcome.MAYBE_PROCESSED),
        (409, Outcome.NOT_PROCESSED),
        (499, Outcome.NOT_PROCESSED),
        (500, Outcome.MAYBE_PROCESSED),
    ],
)
def test_outcome_changes_at_the_edges_of_status_classes(status, outcome):
    assert outcome_for_status(status) is outcome


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Sunday, 01-Jan-68 00:00:00 GMT", 3_092_601_600),
        ("Wednesday, 01-Jan-69 00:00:00 GMT", 0),
        ("Friday, 01-Jan-99 00:00:00 GMT", 915_148_800),
        ("Saturday, 01-Jan-00 00:00:00 GMT", 946_684_800),
    ],
)
def test_retry_after_with_two_digits_of_a_year_is_of_this_century_up_to_68(date, moment):
    assert retry_after({"retry-after": date}, FakeClock(0.0)) == moment


@pytest.mark.parametrize("more", [0, 1])
@pytest.mark.parametrize("place", ["head", "trailer"])
def test_line_limit_is_2500_lines(place, more):
    lines = b"".join(b"x-%d: 1\r\n" % number for number in range(2500 - (place == "head") + more))
    start = b"HTTP/1.1 200 OK\r\n" if place == "head" else b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n"
    parser = H11ResponseParser(was_sent=True)
    parser.feed(start + lines)
    step = parser.next_head
    if place == "trailer":
        assert parser.next_head() == (200, {"transfer-encoding": "chunked"})
        step = parser.next_chunk
    if more:
        with pytest.raises(RemoteProtocolError, match="more than 2500 lines"):
            step()
    else:
        assert step() is None


@pytest.mark.parametrize("more", [0, 1])
def test_informational_responses_may_have_100_kib(more):
    line = b"HTTP/1.1 103 Early Hints\r\nx: %b\r\n\r\n"
    size = 100 * 1024 + more
    data = line % (b"x" * 60_000)
    data += line % (b"x" * (size - len(data) - len(line) + 2))
    assert len(data) == size
    parser = H11ResponseParser(was_sent=True)
    parser.feed(data)
    if more:
        with pytest.raises(RemoteProtocolError, match="too many informational"):
            parser.next_head()
    else:
        assert parser.next_head() is None


def test_status_after_an_informational_response_is_the_last_one():
    parser = H11ResponseParser(was_sent=True)
    parser.feed(b"HTTP/1.1 103 E\r\n\r\nHTTP/1.1 404 Not")
    assert parser.status is None
    parser.feed(b" Found\r\nbroken")
    assert parser.status == 404


def test_new_parser_needs_data():
    assert not H11ResponseParser(was_sent=True).has_more


def test_parser_keeps_the_raw_bytes_of_the_head_only():
    parser = H11ResponseParser(was_sent=True)
    parser.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n")
    assert parser.next_head()[0] == 200
    size = len(parser._raw_head)
    for _ in range(3):
        parser.feed(b"x" * 1000)
        while parser.next_chunk() is None and parser.has_more:
            pass
    assert len(parser._raw_head) == size
