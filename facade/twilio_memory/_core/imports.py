"""The file of an import, and the URL for its upload. No network."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, cast

from twilio_memory._core.accepted import AcceptedOperation
from twilio_memory._core.loading import models
from twilio_memory._core.text import escape_control
from twilio_memory._http.types import Origin, is_host, is_loopback, split_url
from twilio_memory._outcome import Outcome
from twilio_memory.errors import InvalidArgumentError, UnexpectedResponseError
from twilio_memory.ids import TTIDKind, validate_path_value

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from twilio_memory._core.config import BaseURL
    from twilio_memory._core.endpoint import Call
    from twilio_memory._outcome import Attempt
    from twilio_memory_api.models import ColumnMappingItem

_MAX_SIZE: Final = 104_857_600
_MIN_COLUMNS, _MAX_COLUMNS = 2, 100
_MAX_NAME_LENGTH: Final = 255


@contextlib.contextmanager
def open_upload(source: str | os.PathLike[str] | BinaryIO) -> Generator[tuple[BinaryIO, int]]:
    """Yield a file, opened or from its present position, and the number of bytes that follow.

    Raises:
        InvalidArgumentError: It is not a file that can be sent.
        OSError: It cannot be opened.
    """
    if isinstance(source, str | os.PathLike):
        if "\0" in os.fspath(source):
            raise InvalidArgumentError("source: a path must not contain a null character")
        with Path(source).open("rb") as file:
            yield file, _size(file)
    elif isinstance(getattr(source, "mode", "rb"), str) and not hasattr(source, "encoding"):
        yield source, _size(source)
    else:
        raise InvalidArgumentError("source: open the file in binary mode")


def _size(file: BinaryIO) -> int:
    try:
        start = int(file.tell())
        size = int(file.seek(0, os.SEEK_END)) - start
        file.seek(start)
    except (AttributeError, TypeError, ValueError, OSError) as error:
        raise InvalidArgumentError("source: expected a path or a seekable file") from error
    if not 1 <= size <= _MAX_SIZE:
        raise InvalidArgumentError(f"source: expected 1 to {_MAX_SIZE} bytes, got {size}")
    return size


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


def build_import_request(
    filename: str, file_size: int, column_mappings: Sequence[ColumnMappingItem]
) -> models.ProfileImportRequest:
    """Build the body of a request for an import; refuse fewer than 2 and more than 100 columns."""
    if not isinstance(column_mappings, Iterable):
        raise InvalidArgumentError(f"column_mappings: expected a list, got {column_mappings!r}")
    columns = list(column_mappings)
    if not _MIN_COLUMNS <= len(columns) <= _MAX_COLUMNS:
        raise InvalidArgumentError(
            f"column_mappings: expected {_MIN_COLUMNS} to {_MAX_COLUMNS} of them, got {len(columns)}"
        )
    return models.ProfileImportRequest(filename=filename, file_size=file_size, column_mappings=columns)


class UploadURL(NamedTuple):
    """The pre-signed URL for a file."""

    origin: Origin
    target: str


def parse_created_import(
    call: Call[object], created: models.ProfileImportCreated, attempts: tuple[Attempt, ...], base: BaseURL
) -> tuple[AcceptedOperation, UploadURL]:
    """Return the import and the URL for its file, which uses https, or http to loopback if the API is there, too.

    Raises:
        UnexpectedResponseError: The ID or the URL is invalid. No file was sent, so nothing will be imported.
    """
    arguments = {**call.arguments, "import_id": created.import_id}
    url = _parse_upload_url(created.url, base)
    try:
        validate_path_value("import_id", created.import_id, TTIDKind.IMPORT.pattern)
    except InvalidArgumentError:
        url = None
    record = call.record
    if url:
        return AcceptedOperation(record.client_method, record.name, arguments, attempts=attempts), url
    raise UnexpectedResponseError(
        f"{record.client_method}: the import was created, but its ID {escape_control(str(created.import_id))}, or the "
        "URL for its file, cannot be used",
        method=record.client_method,
        operation_name=record.name,
        arguments=arguments,
        attempts=attempts,
        outcome=Outcome.ACCEPTED,
    )


def _parse_upload_url(url: object, base: BaseURL) -> UploadURL | None:
    if not isinstance(url, str) or not re.fullmatch(r"[!-\[\]-~]+", url):
        return None
    if (split := split_url(url)) is None:
        return None
    parts, host, port = split
    if not host or "@" in parts.netloc or not is_host(host):
        return None
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host) and is_loopback(base.host)):
        return None
    query = f"?{parts.query}" if parts.query else ""
    return UploadURL(Origin.from_url_parts(parts.scheme, host, port), f"{parts.path or '/'}{query}")
