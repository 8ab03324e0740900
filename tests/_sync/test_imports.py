"""Importing profiles from a CSV file."""

from __future__ import annotations

import contextlib
import errno
import gzip
import inspect
import io
import json
import pickle

import httpx
import pytest

from operation_cases import COLUMNS, COLUMNS_JSON, IMPORT, STORE
from raw_server import RawServer, http
from scripted import OPERATION, error, operation
from twilio_memory import (
    APIConnectionError,
    APIStatusError,
    ImportIncompleteError,
    InvalidArgumentError,
    MemoryClient,
    OperationFailedError,
    OperationPollError,
    OperationTimeoutError,
    Outcome,
    StoreNotFoundError,
    UnexpectedResponseError,
)
from twilio_memory.models import ColumnMappingItem

CSV = b"email,firstName\nada@example.com,Ada\ngrace@example.com,Grace\n"
CLOSED = io.BytesIO(CSV)
CLOSED.close()
URL = "https://uploads.example/bucket/key?signature=abc%2Fdef"


def created(url=URL, **properties):
    return httpx.Response(201, json={"importId": IMPORT, "url": url, **properties})


def state(status, **properties):
    body = {"status": status, "filename": "a.csv", "createdAt": "2026-01-15T10:30:00Z", **properties}
    return httpx.Response(200, json=body)


class RecordingFile(io.BytesIO):
    """A file that records the sizes of all reads."""

    def __init__(self, content):
        super().__init__(content)
        self.sizes = []

    def read(self, size=-1, /):
        self.sizes.append(size)
        return super().read(size)


@pytest.fixture
def upload_of(play):
    """Upload a source to a file store that accepts it."""

    def upload_of(source, *steps, **arguments):
        memory = play(created(), *(steps or [httpx.Response(200)]))
        return memory, memory.imports.upload(STORE, source, **{"column_mappings": COLUMNS} | arguments)

    return upload_of


@pytest.mark.contract(6)
def test_upload_goes_to_the_presigned_url_without_credentials(upload_of, tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(CSV)
    memory, pending = upload_of(path)
    assert pending.import_id == IMPORT
    first, second = memory.script.requests
    assert json.loads(first.content)["filename"] == "people.csv"
    assert json.loads(first.content)["fileSize"] == len(CSV)
    assert (second.method, str(second.url)) == ("PUT", URL)
    assert second.headers["content-length"] == str(len(CSV))
    assert set(second.headers) == {"host", "content-length", "accept-encoding"}


def test_upload_reads_the_file_in_parts_from_its_current_position(upload_of):
    content = b"skipped" + b"x" * 1_000_000  # The header does not end in the part that is checked.
    file = RecordingFile(content)
    file.seek(7)
    memory, _ = upload_of(file, filename="a.csv")
    assert memory.script.requests[1].headers["content-length"] == "1000000"
    assert memory.script.requests[1].content == content[7:]
    assert max(file.sizes) <= 256 * 1024
    assert not file.closed


@pytest.mark.parametrize(
    ("source", "arguments", "message"),
    [
        (io.BytesIO(b""), {"filename": "a.csv"}, "source: expected 1 to 104857600 bytes, got 0"),
        (io.BytesIO(CSV), {}, "filename: "),
        (io.BytesIO(CSV), {"filename": "x" * 256}, "filename: "),
        (io.StringIO("text"), {"filename": "a.csv"}, "binary mode"),
        (object(), {"filename": "a.csv"}, "source: "),
        (io.BytesIO(CSV), {"filename": "a.csv", "column_mappings": COLUMNS[:1]}, "column_mappings: expected 2 to 100"),
        (io.BytesIO(CSV), {"filename": "a.csv", "column_mappings": COLUMNS * 51}, "column_mappings: "),
        (io.BytesIO(CSV), {"filename": "a.csv", "column_mappings": None}, "column_mappings: "),
        (io.BytesIO(CSV), {"filename": 5}, "filename: "),
        ("a\0.csv", {}, "source: "),
        (CLOSED, {"filename": "a.csv"}, "source: "),
        *[
            (io.BytesIO(CSV), {"filename": "a.csv", "timeout": timeout}, "timeout: ")
            for timeout in (0, -5, "900", None, True, float("nan"), 10**400)
        ],
    ],
)
def test_upload_with_invalid_arguments_sends_nothing(play, source, arguments, message):
    with pytest.raises(InvalidArgumentError, match=message):
        play().imports.upload(STORE, source, **{"column_mappings": COLUMNS} | arguments)


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        ({"foo": 1}, TypeError, r"^imports\.upload\(\) got an unexpected keyword argument 'foo'$"),
        ({"max_attempts": 0}, InvalidArgumentError, "^max_attempts: "),
        ({"extra_headers": {"content-type": "x"}}, InvalidArgumentError, "^extra_headers: "),
        ({"extra_query": {"a": object()}}, InvalidArgumentError, "^extra_query: "),
        ({"extra_body": {"fileSize": 1}}, InvalidArgumentError, "^extra_body: "),
        ({"column_mappings": COLUMNS[:1]}, InvalidArgumentError, "^column_mappings: "),
        ({"filename": 5}, InvalidArgumentError, "^filename: "),
        ({"store_id": IMPORT}, InvalidArgumentError, "^store_id: "),
    ],
)
def test_upload_refuses_arguments_before_it_opens_the_file(play, tmp_path, arguments, kind, message):
    file = RecordingFile(CSV)
    valid = {"store_id": STORE, "column_mappings": COLUMNS}
    for source in (tmp_path / "missing.csv", gzip.GzipFile("a.csv.gz", fileobj=file)):
        with pytest.raises(kind, match=message):
            play().imports.upload(**{**valid, "source": source, **arguments})
    assert file.sizes == []


def test_upload_of_a_missing_file_raises_file_not_found_error(play, tmp_path):
    with pytest.raises(FileNotFoundError):
        play().imports.upload(STORE, tmp_path / "none.csv", column_mappings=COLUMNS)


@pytest.mark.parametrize(
    "url",
    [
        "http://uploads.example/x",
        "https://user:word@uploads.example/x",
        "http://127.0.0.1/x",
        "file:///etc/passwd",
        "https://",
        "https://uploads.example\\@evil.example/",
        "https://uploads.example/a b",
        "https://[::1/x",
        "",
    ],
)
@pytest.mark.contract(6)
def test_upload_url_that_is_not_https_is_refused(play, url):
    memory = play(created(url))
    with pytest.raises(UnexpectedResponseError, match=r"^imports\.upload: .* cannot be used") as caught:
        memory.imports.upload(STORE, io.BytesIO(CSV), column_mappings=COLUMNS, filename="a.csv")
    assert caught.value.outcome is Outcome.ACCEPTED
    assert caught.value.arguments == {"store_id": STORE, "import_id": IMPORT}
    assert len(memory.script.requests) == 1


@pytest.mark.contract(6)
@pytest.mark.parametrize(
    ("base", "upload", "allow_http", "is_sent"),
    [
        ("http://emulator.example", "http://emulator.example/x", True, True),
        ("http://localhost:4010", "http://emulator.example/x", True, True),
        ("http://localhost:4010", "http://emulator.example/x", False, False),
        ("http://localhost:4010", "http://127.0.0.1/x", False, True),
        ("http://emulator.example", "http://uploads.twilio.com/x", True, False),
        ("https://memory.twilio.com", "http://emulator.example/x", True, False),
        ("https://memory.twilio.com", "http://127.0.0.1/x", True, False),
    ],
)
def test_upload_over_http_needs_allow_http(play, base, upload, allow_http, is_sent):
    memory = play(created(upload), httpx.Response(200), base_url=base, allow_http=allow_http)
    refusal = pytest.raises(UnexpectedResponseError, match="plain http needs allow_http")
    with contextlib.nullcontext() if is_sent else refusal:
        memory.imports.upload(STORE, io.BytesIO(CSV), column_mappings=COLUMNS, filename="a.csv")
    assert [str(request.url) for request in memory.script.requests[1:]] == [upload] * is_sent


def test_import_of_another_process_can_be_resumed(play):
    memory = play(state("PROCESSING"), state("COMPLETED"))
    assert (memory.imports.resume(STORE, IMPORT).wait()).status == "COMPLETED"
    assert memory.script.lines == [f"GET /v1/Stores/{STORE}/Profiles/Imports/{IMPORT}"] * 2
    with pytest.raises(InvalidArgumentError, match="import_id"):
        memory.imports.resume(STORE, "..")


def test_upload_with_an_invalid_import_id_is_not_sent(play):
    memory = play(httpx.Response(201, json={"importId": "../x", "url": URL}))
    with pytest.raises(UnexpectedResponseError, match=r"ID \.\./x, or") as caught:
        memory.imports.upload(STORE, io.BytesIO(CSV), column_mappings=COLUMNS, filename="a.csv")
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(memory.script.requests) == 1


def test_import_wait_error_names_the_import(upload_of):
    memory, pending = upload_of(io.BytesIO(CSV), filename="a.csv")
    memory.close()
    with pytest.raises(
        OperationPollError, match=r"Another client can go on: see `imports\.resume`\. See docs/reference/errors\.md$"
    ) as caught:
        pending.wait()
    assert caught.value.arguments == {"store_id": STORE, "import_id": IMPORT}
    assert caught.value.operation_id is None
    assert [attempt.status for attempt in caught.value.attempts] == [201]


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (httpx.Response(403, text="<Error>expired</Error>"), APIStatusError),
        (httpx.Response(503), APIStatusError),
        (httpx.Response(307, headers={"Location": "https://evil.example/"}), UnexpectedResponseError),
        (httpx.ReadTimeout("slow"), APIConnectionError),
        (httpx.ConnectError("refused"), APIConnectionError),
    ],
)
def test_upload_is_sent_once_and_its_error_names_it(play, response, kind):
    memory = play(created(), response)
    with pytest.raises(kind) as caught:
        memory.imports.upload(STORE, io.BytesIO(CSV), column_mappings=COLUMNS, filename="a.csv")
    assert (caught.value.method, caught.value.operation_name) == ("imports.upload", "UploadImport")
    assert caught.value.arguments == {"store_id": STORE, "import_id": IMPORT}
    assert len(memory.script.requests) == 2


def test_import_wait_reports_each_state_until_completed(upload_of):
    seen = []
    steps = [
        httpx.Response(200),
        state("PENDING"),
        state("PROCESSING"),
        state("COMPLETED", summary={"errors": 1, "warnings": 2}),
    ]
    _, pending = upload_of(io.BytesIO(CSV), *steps, filename="a.csv")
    ended = pending.wait(progress=lambda state: seen.append(str(state.status)))
    assert seen == ["PENDING", "PROCESSING", "COMPLETED"]
    assert (ended.summary.errors, ended.summary.warnings) == (1, 2)


def test_import_failure_and_timeout_are_errors(upload_of):
    steps = [httpx.Response(200), state("PROCESSING"), state("FAILED", summary={"errors": 7})]
    _, pending = upload_of(io.BytesIO(CSV), *steps, filename="a.csv")
    with pytest.raises(OperationTimeoutError):
        pending.wait(timeout=0.5)
    with pytest.raises(OperationFailedError, match="FAILED; errors: 7") as caught:
        pending.wait()
    assert caught.value.last_state.summary.errors == 7


def test_imported_profiles_exist_on_the_emulator(memory, emulator, tmp_path):
    store_id = (memory.stores.create(display_name="sandbox")).wait()
    path = tmp_path / "people.csv"
    path.write_bytes(CSV + b"invalid,\n")
    columns = [
        ColumnMappingItem(column_name=name, trait_group="Contact", trait_name=name) for name in ("email", "firstName")
    ]
    pending = memory.imports.upload(store_id, path, column_mappings=columns)
    ended = pending.wait()
    assert ended.status == "COMPLETED"
    found = memory.profiles.lookup(store_id, id_type="email", value="ADA@example.com")
    profile = memory.profiles.fetch(store_id, found.profiles[0])
    assert profile.traits["Contact"]["firstName"] == "Ada"
    assert [import_id for import_id in memory.imports.list(store_id)] == [pending.import_id]


class ResizedFile(io.BytesIO):
    """A file whose size changes before it is read."""

    def __init__(self, content, then):
        super().__init__(content)
        self.then = then

    def read(self, size=-1):
        if self.then is not None:
            self.seek(0)
            self.truncate()
            self.write(self.then)
            self.seek(0)
            self.then = None
        return super().read(size)


@pytest.mark.parametrize("then", [CSV[:-1], CSV + b"DELETE / HTTP/1.1\r\n\r\n"], ids=["shorter", "longer"])
def test_upload_of_a_file_that_changes_size_is_an_error(serve, then):
    files = RawServer([http("200 OK")])
    address = json.dumps({"importId": IMPORT, "url": f"{files.url}/x"}).encode()
    _, memory = serve(http("201 Created", address))
    with pytest.raises(APIConnectionError) as caught:
        memory.imports.upload(STORE, ResizedFile(CSV, then), filename="a.csv", column_mappings=COLUMNS)
    files.close()
    change = "longer than its" if len(then) > len(CSV) else f"shorter: {len(then)} of"
    assert f"the file got {change} {len(CSV)} bytes, nothing is imported" in str(caught.value)
    assert caught.value.outcome is Outcome.NOT_PROCESSED
    assert not any(b"DELETE" in request for request in files.requests)


SHORTHAND = {"email": "Contact.email", "firstName": "Contact.firstName"}


def test_column_mappings_can_be_a_dict(play):
    memory = play(created(), httpx.Response(200), created())
    memory.imports.upload(STORE, io.BytesIO(CSV), filename="a.csv", column_mappings=SHORTHAND)
    memory.imports.create(STORE, filename="a.csv", file_size=9, column_mappings=SHORTHAND)
    for request in memory.script.requests[::2]:
        assert json.loads(request.content)["columnMappings"] == COLUMNS_JSON


@pytest.mark.parametrize("target", ["Contact", "Contact.", ".email", "a.b.c", "", " . ", None, 5, ("Contact", "email")])
def test_column_mappings_with_a_malformed_target_are_refused(play, target):
    with pytest.raises(InvalidArgumentError, match=r"^column_mappings: 'x': expected a group and a trait, such as"):
        play().imports.create(STORE, filename="a", file_size=9, column_mappings=SHORTHAND | {"x": target})
    with pytest.raises(InvalidArgumentError, match=r"^column_mappings: expected the name of a column"):
        play().imports.create(STORE, filename="a", file_size=9, column_mappings={"": "a.b", "c": "a.c"})


@pytest.mark.contract(32)
def test_file_that_cannot_be_right_is_refused_before_it_is_sent(play):
    file = io.BytesIO(b"skipped" + CSV.replace(b",", b";"))
    file.seek(7)
    with pytest.raises(InvalidArgumentError, match="separator is a semicolon") as caught:
        play().imports.upload(STORE, file, filename="a.csv", column_mappings=COLUMNS)
    assert caught.value.outcome is Outcome.NOT_SENT
    assert file.tell() == 7
    memory = play(created(), httpx.Response(200))
    memory.imports.upload(STORE, file, filename="a.csv", column_mappings=COLUMNS, check_file=False)
    assert memory.script.requests[1].content == CSV.replace(b",", b";")


def test_upload_at_the_end_of_its_file_names_the_position(play):
    file = io.BytesIO(b"x" * 36)
    file.seek(36)
    with pytest.raises(InvalidArgumentError, match=r"nothing is left to read from position 36; seek\(0\) first\?"):
        play().imports.upload(STORE, file, filename="a.csv", column_mappings=COLUMNS)


class Pipe(io.RawIOBase):
    """A file that cannot be sought."""

    def __init__(self, content):
        self._content = io.BytesIO(content)

    def readable(self):
        return True

    def readinto(self, buffer):
        return self._content.readinto(memoryview(buffer)[:10])


@pytest.mark.parametrize("kind", ["gzip", "gzip from a pipe", "pipe", "buffered pipe"])
def test_upload_reads_a_file_of_unknown_size(upload_of, tmp_path, kind):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(CSV))
    source = {
        "gzip": lambda: gzip.open(path, "rb"),  # noqa: SIM115 - closed below
        "gzip from a pipe": lambda: gzip.GzipFile(fileobj=Pipe(gzip.compress(CSV))),
        "pipe": lambda: Pipe(CSV),
        "buffered pipe": lambda: io.BufferedReader(Pipe(CSV)),
    }[kind]()
    with source:
        memory, _ = upload_of(source, filename="a.csv")
    assert json.loads(memory.script.requests[0].content)["fileSize"] == len(CSV)
    assert memory.script.requests[1].content == CSV


def test_refused_gzip_file_is_put_back(play):
    with gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(b"a;b\n1;2\n"))) as file:
        with pytest.raises(InvalidArgumentError, match=r"semicolon|not in the header"):
            play().imports.upload(STORE, file, filename="a.csv", column_mappings=COLUMNS)
        assert file.read() == b"a;b\n1;2\n"


class FailingFile(io.BytesIO):
    """A file of which a read fails after others; or it ends there."""

    def __init__(self, content, reads, failure):
        super().__init__(content)
        self.reads, self.failure = reads, failure

    def read(self, size=-1):
        self.reads -= 1
        if self.reads >= 0:
            return super().read(min(size, 20))
        if self.failure:
            raise self.failure
        return b""


def test_upload_goes_over_a_connection_that_was_never_idle():
    server = RawServer([])
    address = json.dumps({"importId": IMPORT, "url": f"{server.url}/x"}).encode()
    server.respond_with(http("201 Created", address), http("200 OK"))
    with MemoryClient("SK", "secret", base_url=server.url) as memory:
        memory.imports.upload(STORE, io.BytesIO(CSV), filename="a.csv", column_mappings=COLUMNS)
    server.close()
    assert [len(server.requests), server.connections] == [2, 2]


@pytest.fixture(params=["own", "httpx", "emulator"])
def store_and_client(request, memory, emulator):
    """Yield a store's ID and a client of each transport, on whose server no import may complete."""
    if request.param == "emulator":
        yield emulator.add_store(), memory
        return
    files = RawServer([])
    server = RawServer([http("201 Created", json.dumps({"importId": IMPORT, "url": f"{files.url}/x"}).encode())])
    http_client = httpx.Client() if request.param == "httpx" else None
    client = MemoryClient("SK", "secret", base_url=server.url, http_client=http_client)
    yield STORE, client
    client.close()
    if http_client:
        http_client.close()
    server.close()
    files.close()


@pytest.mark.contract(32)
def test_file_that_gets_shorter_while_it_is_sent_is_named_on_every_transport(store_and_client):
    store_id, client = store_and_client
    file = FailingFile(CSV, 1, None)
    with pytest.raises(APIConnectionError, match=f"the file got shorter: 20 of {len(CSV)} bytes, nothing is") as caught:
        client.imports.upload(store_id, file, filename="a.csv", column_mappings=COLUMNS, check_file=False)
    assert caught.value.outcome is Outcome.NOT_PROCESSED
    assert (caught.value.method, [each.failure for each in caught.value.attempts]) == (
        "imports.upload",
        ["LocalProtocolError"],
    )


@pytest.mark.parametrize("failure", [OSError(errno.EIO, "Input/output error"), EOFError("truncated")], ids=ascii)
@pytest.mark.parametrize("reads", [0, 1])
def test_failure_to_read_the_file_is_raised_as_it_is_on_every_transport(store_and_client, failure, reads):
    store_id, client = store_and_client
    file = FailingFile(CSV, reads, failure)
    with pytest.raises(type(failure)) as caught:
        client.imports.upload(store_id, file, filename="a.csv", column_mappings=COLUMNS, check_file=False)
    assert caught.value is failure
    assert "nothing is imported" in caught.value.__notes__[-1]


def test_failure_to_read_the_head_of_the_file_is_raised_before_anything_is_sent(play):
    file = FailingFile(CSV, 1, OSError(errno.EIO, "Input/output error"))
    with pytest.raises(OSError, match="Input/output"):
        play().imports.upload(STORE, file, filename="a.csv", column_mappings=COLUMNS)


FAILED = {"title": "Import failed", "detail": "No such store", "code": 520041}


@pytest.mark.contract(32)
def test_failed_import_has_the_reason_of_its_operation(play):
    steps = [httpx.Response(200), state("FAILED", summary={"errors": 7}), operation("FAILED", error=FAILED)]
    memory = play(created(operationId=OPERATION), *steps)
    pending = memory.imports.upload(STORE, io.BytesIO(CSV), filename="a.csv", column_mappings=COLUMNS)
    assert pending.operation_id == OPERATION
    with pytest.raises(OperationFailedError, match=r"FAILED; errors: 7: .*Import failed: No such store") as caught:
        pending.wait()
    assert isinstance(caught.value, StoreNotFoundError)
    assert (caught.value.code, caught.value.details.detail) == (520041, "No such store")
    assert caught.value.last_state.summary.errors == 7
    assert caught.value.operation_id == OPERATION
    assert memory.script.lines[-1].endswith(f"/Operations/{OPERATION}")


def test_failed_import_whose_operation_cannot_be_read_has_its_summary(play):
    memory = play(state("FAILED", summary={"errors": 7}), error(404, 520052))
    with pytest.raises(OperationFailedError, match=r"FAILED; errors: 7\. See docs/reference/errors\.md$") as caught:
        memory.imports.resume(STORE, IMPORT, operation_id=OPERATION).wait()
    assert caught.value.__cause__.code == 520052


def test_resumed_unknown_import_is_not_described_as_accepted(play):
    memory = play(*[error(404, 20404)] * 20)
    with pytest.raises(OperationPollError, match=r"^imports\.resume for .* could not be read: ") as caught:
        memory.imports.resume(STORE, IMPORT).wait()
    assert "accepted" not in str(caught.value)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    with pytest.raises(InvalidArgumentError, match=r"imports\.resume for .* is not affected") as caught:
        memory.imports.resume(STORE, IMPORT).wait(timeout=0)
    assert "accepted" not in str(caught.value)


def test_failed_import_whose_operation_is_unknown_is_read_once(play):
    memory = play(state("FAILED"))
    with pytest.raises(OperationFailedError) as caught:
        memory.imports.resume(STORE, IMPORT).wait()
    assert (caught.value.__cause__, len(memory.script.requests)) == (None, 1)


def test_import_is_fetched_once(play):
    memory = play(state("PROCESSING"))
    assert (memory.imports.resume(STORE, IMPORT).fetch()).status == "PROCESSING"
    assert len(memory.script.requests) == 1


def test_invalid_options_of_a_wait_are_refused_before_the_first_poll(play):
    memory = play()
    for options in ({"max_attempts": 0}, {"extra_headers": {"a b": "c"}}):
        with pytest.raises(InvalidArgumentError):
            memory.imports.resume(STORE, IMPORT).wait(**options)
    assert memory.script.requests == []


def test_default_timeouts_of_imports_are_documented():
    upload = inspect.signature(MemoryClient.imports.upload).parameters["timeout"]
    wait = inspect.signature(type(MemoryClient("SK", "s").imports.resume(STORE, IMPORT)).wait).parameters["timeout"]
    assert (upload.default, wait.default) == (900.0, 3600.0)


def test_upload_without_a_connection_is_attempted_once(play):
    memory = play(created(), httpx.ConnectError("refused"))
    with pytest.raises(APIConnectionError) as caught:
        memory.imports.upload(STORE, io.BytesIO(CSV), filename="a.csv", column_mappings=COLUMNS)
    assert len(caught.value.attempts) == 1
    assert len(memory.script.requests) == 2


@pytest.mark.contract(32)
def test_import_result_shows_refused_rows(play):
    memory = play(*[state("COMPLETED", summary={"errors": 3, "warnings": 1})] * 2, state("COMPLETED"))
    pending = memory.imports.resume(STORE, IMPORT)
    result = pending.wait()
    assert (result.errors, result.warnings, result.status) == (3, 1, "COMPLETED")
    assert repr(result) == "<ImportResult a.csv: COMPLETED, errors: 3, warnings: 1>"
    assert repr(pickle.loads(pickle.dumps(result))) == repr(result)
    with pytest.raises(
        ImportIncompleteError, match=r"rows were refused: errors: 3, warnings: 1.*CSV Upload, a.csv"
    ) as caught:
        pending.wait(raise_on_errors=True)
    assert caught.value.last_state == result
    assert caught.value.outcome is Outcome.ACCEPTED
    assert (pending.wait(raise_on_errors=True)).errors is None


@pytest.mark.parametrize("status", [200, 201, 204])
def test_upload_succeeds_with_200_201_and_204(upload_of, status):
    _, pending = upload_of(io.BytesIO(CSV), httpx.Response(status), filename="a.csv")
    assert pending.import_id == IMPORT
    assert pending.response.status == 201


@pytest.mark.parametrize("status", [202, 203, 205, 206, 299, 300, 301, 304, 307, 399])
def test_upload_with_another_status_below_400_is_an_error(upload_of, status):
    with pytest.raises(UnexpectedResponseError, match=f"status {status}"):
        upload_of(io.BytesIO(CSV), httpx.Response(status), filename="a.csv")


@pytest.mark.parametrize("status", [400, 403, 500, 503, 599])
def test_upload_with_an_error_status_is_an_error_and_sent_once(play, status):
    memory = play(created(), httpx.Response(status))
    with pytest.raises(APIStatusError, match=f"status {status}"):
        memory.imports.upload(STORE, io.BytesIO(CSV), filename="a.csv", column_mappings=COLUMNS)
    assert len(memory.script.requests) == 2
