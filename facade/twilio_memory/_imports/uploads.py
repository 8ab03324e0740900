"""The file of an import, and the URL for its upload. No network."""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, TypeVar, cast

from twilio_memory._core.accepted import AcceptedOperation
from twilio_memory._core.endpoint import Call
from twilio_memory._core.loading import models
from twilio_memory._core.text import escape_control, for_arguments
from twilio_memory._http.types import DefaultHeaders, Origin, Request, is_host, split_url
from twilio_memory._outcome import Outcome
from twilio_memory.errors import APIConnectionError, InvalidArgumentError, UnexpectedResponseError
from twilio_memory.ids import TTIDKind, validate_path_value
from twilio_memory_api.types import OperationRecord, RetrySafety

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from twilio_memory._core.config import BaseURL
    from twilio_memory._outcome import APIResponse
    from twilio_memory.errors import TwilioMemoryError
    from twilio_memory_api.models import ColumnMappingItem

    ColumnMappings = Mapping[str, str] | Sequence[ColumnMappingItem]

BodyT = TypeVar("BodyT")

UPLOAD_CHUNK_SIZE: Final = 256 * 1024
_MAX_SIZE: Final = 104_857_600
_MIN_COLUMNS, _MAX_COLUMNS = 2, 100
_MAX_NAME_LENGTH: Final = 255
_SPOOL_CHUNK_SIZE: Final = 256 * 1024


class UploadFile:
    """The file of an import, from its present position.

    Where it ends early or cannot be read, `read` returns nothing, so that every transport refuses the size. `failure`
    has the reason then.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        start = int(file.tell())
        file.seek(0, os.SEEK_END)
        self.size: int = int(file.tell()) - start
        self._bytes_left = self.size
        file.seek(start)
        if start and self.size <= 0:
            raise InvalidArgumentError(f"source: nothing is left to read from position {start}; seek(0) first?")
        if not 1 <= self.size <= _MAX_SIZE:
            raise InvalidArgumentError(f"source: expected 1 to {_MAX_SIZE} bytes, got {self.size}")
        self.failure: str | Exception | None = None

    def check(self, columns: Sequence[ColumnMappingItem]) -> None:
        """Refuse a file whose head shows that it cannot be imported; the position stays where it was."""
        from twilio_memory._imports.csv_head import HEAD_SIZE, check_head

        start, head = self._file.tell(), b""
        try:
            while chunk := self._file.read(HEAD_SIZE - len(head)):
                head += chunk
        except io.UnsupportedOperation as error:
            raise InvalidArgumentError("source: the file is not open for reading") from error
        self._file.seek(start)
        check_head(head, columns, is_whole=len(head) == self.size)

    def read(self, size: int) -> bytes:
        if not self._bytes_left or self.failure:
            return b""
        try:
            # One byte more shows that the file has grown.
            chunk = self._file.read(self._bytes_left + 1 if self._bytes_left <= size else size)
        except Exception as error:  # noqa: BLE001 - raised when the request has ended
            self.failure = error
            return b""
        if not chunk or len(chunk) > self._bytes_left:
            sent = self.size - self._bytes_left
            self.failure = (
                f"got longer than its {self.size} bytes" if chunk else f"got shorter: {sent} of {self.size} bytes"
            )
            return b""
        self._bytes_left -= len(chunk)
        return chunk

    def error(self, error: TwilioMemoryError) -> Exception:
        """Return the error of an upload: if the file has failed, that failure."""
        if self.failure is None:
            return error
        text = f"{error.method}{for_arguments(error.arguments)}: "
        if isinstance(self.failure, Exception):
            self.failure.add_note(f"{text}the file could not be read; nothing is imported")
            return self.failure
        attributes = {**vars(error), "outcome": Outcome.NOT_PROCESSED}
        return APIConnectionError(f"{text}the file {self.failure}, nothing is imported", **attributes)


@contextlib.contextmanager
def open_upload(source: str | os.PathLike[str] | BinaryIO) -> Generator[UploadFile]:
    with contextlib.ExitStack() as stack:
        if isinstance(source, str | os.PathLike):
            if "\0" in os.fspath(source):
                raise InvalidArgumentError("source: a path must not contain a null character")
            yield UploadFile(stack.enter_context(Path(source).open("rb")))
        elif hasattr(source, "encoding") or not callable(getattr(source, "read", None)):
            raise InvalidArgumentError("source: expected a path, or a file open in binary mode")
        elif _is_seekable(source):
            yield UploadFile(source)
        else:
            yield UploadFile(_spool(source, stack))


def _is_seekable(file: BinaryIO) -> bool:
    if isinstance(file, io.BufferedIOBase) and not isinstance(file, io.BytesIO | io.BufferedReader | io.BufferedRandom):
        return False  # It decodes, as GzipFile does: seeking in it decodes again, and may fail half way.
    try:
        file.seek(file.tell())
    except (AttributeError, TypeError, ValueError, OSError):
        return False
    return True


def _spool(source: BinaryIO, stack: contextlib.ExitStack) -> BinaryIO:
    """Copy a file whose size is unknown to a temporary one; put it back, if that is possible, where it is refused."""
    import tempfile

    stack.enter_context(_put_back_on_error(source))
    spool = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
    try:
        while spool.tell() <= _MAX_SIZE and (chunk := source.read(_SPOOL_CHUNK_SIZE)):
            spool.write(chunk)
    except (AttributeError, TypeError, ValueError) as error:
        raise InvalidArgumentError(f"source: expected a path, or a file open in binary mode ({error})") from error
    spool.seek(0)
    return spool


@contextlib.contextmanager
def _put_back_on_error(file: BinaryIO) -> Generator[None]:
    start = None
    with contextlib.suppress(Exception):
        start = file.tell()
    try:
        yield
    except BaseException:
        with contextlib.suppress(Exception):
            if start is not None:
                file.seek(start)
        raise


def upload_filename(source: str | os.PathLike[str] | BinaryIO, filename: str | None) -> str:
    """Return the name under which a file is imported; refuse a missing one, and one that is too long."""
    if filename is not None and not isinstance(filename, str):
        raise InvalidArgumentError(f"filename: expected a str, got {filename!r}")
    path: object = source if isinstance(source, str | os.PathLike) else getattr(source, "name", None)
    name = filename or (Path(cast("str", path)).name if isinstance(path, str | os.PathLike) else "")
    if not name and filename is None:
        raise InvalidArgumentError("filename: the file has no name; give it one")
    if not name or len(name) > _MAX_NAME_LENGTH:
        raise InvalidArgumentError(f"filename: expected 1 to {_MAX_NAME_LENGTH} characters, got {name!r}")
    return name


def column_items(column_mappings: ColumnMappings) -> list[ColumnMappingItem]:
    """Return the columns of an import; refuse fewer than 2 and more than 100."""
    if not isinstance(column_mappings, Iterable):
        raise InvalidArgumentError(f"column_mappings: expected a list or a dict, got {column_mappings!r}")
    if isinstance(column_mappings, Mapping):
        columns = [_column(name, trait) for name, trait in column_mappings.items()]
    else:
        columns = list(column_mappings)
    if not _MIN_COLUMNS <= len(columns) <= _MAX_COLUMNS:
        raise InvalidArgumentError(
            f"column_mappings: expected {_MIN_COLUMNS} to {_MAX_COLUMNS} of them, got {len(columns)}"
        )
    return columns


def _column(name: object, trait: object) -> ColumnMappingItem:
    if not isinstance(name, str) or not name:
        raise InvalidArgumentError(f"column_mappings: expected the name of a column, got {name!r}")
    if not isinstance(trait, str) or not re.fullmatch(r"[^.\s]+\.[^.\s]+", trait):
        hint = "; give a ColumnMappingItem for a name with a dot" if str(trait).count(".") > 1 else ""
        raise InvalidArgumentError(
            f"column_mappings: {name!r}: expected a group and a trait, such as 'Contact.email', got {trait!r}{hint}"
        )
    group, _, trait_name = trait.partition(".")
    return models.ColumnMappingItem(column_name=name, trait_group=group, trait_name=trait_name)


class UploadURL(NamedTuple):
    """The pre-signed URL for a file."""

    origin: Origin
    target: str


_RECORD: Final = OperationRecord("UploadImport", "imports.upload", "PUT", "", {}, RetrySafety.UNSAFE)


def _parse_response(*, client: object, response: Any) -> object:  # noqa: ANN401, ARG001 - see Endpoint
    return SimpleNamespace() if response.status_code in {200, 201, 204} and not response.is_foreign_page else None


_ENDPOINT: Final[Any] = SimpleNamespace(RECORD=_RECORD, _parse_response=_parse_response)


def build_upload(
    accepted: AcceptedOperation, url: UploadURL, chunks: BodyT, size: int, *, max_response_size: int, timeout: float
) -> tuple[Call[object], Request[BodyT]]:
    """Return the call for the file of an import, which is no operation of the API, and its request."""
    arguments = dict(accepted.arguments)
    call = Call(_ENDPOINT, _RECORD, "", "", {}, None, arguments, {}, timeout=timeout, max_attempts=1)
    defaults = DefaultHeaders(url.origin, {"accept-encoding": "identity"})
    headers = {"content-length": str(size)}
    return call, Request("PUT", url.target, defaults, headers, chunks, size, None, max_response_size, 0.0)


def parse_created_import(
    call: Call[object], created: models.ProfileImportCreated, response: APIResponse, base: BaseURL
) -> tuple[AcceptedOperation, UploadURL]:
    """Return the import and the URL for its file, which uses https, or http where the base URL permits it."""
    call = call._replace(arguments={**call.arguments, "import_id": created.import_id})
    url = _parse_upload_url(created.url, base)
    try:
        validate_path_value("import_id", created.import_id, TTIDKind.IMPORT.pattern)
    except InvalidArgumentError:
        url = None
    if url:
        method, name = call.record.client_method, call.record.name
        body, headers = created.to_dict(), response.headers
        return AcceptedOperation(method, name, call.arguments, None, body, headers, response.attempts), url
    raise UnexpectedResponseError(
        f"{call.record.client_method}: the import was created, but its ID {escape_control(str(created.import_id))}, or "
        "the URL for its file, cannot be used (plain http needs allow_http=True)",
        **call.error_attributes(),
        attempts=response.attempts,
        outcome=Outcome.ACCEPTED,
    )


def _parse_upload_url(url: object, base: BaseURL) -> UploadURL | None:
    if not isinstance(url, str) or not re.fullmatch(r"[!-\[\]-~]+", url):
        return None
    if (split := split_url(url)) is None:
        return None
    parts, host, port = split
    if not host or "@" in parts.netloc or not is_host(host) or not base.permits(parts.scheme, host):
        return None
    query = f"?{parts.query}" if parts.query else ""
    return UploadURL(Origin.from_url_parts(parts.scheme, host, port), f"{parts.path or '/'}{query}")
