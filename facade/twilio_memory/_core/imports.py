"""The file of an import, and where it may be sent: decisions without the network."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, cast

from twilio_memory._core.accepted import Accepted
from twilio_memory._core.loading import models
from twilio_memory._core.responses import printable
from twilio_memory._http.types import Origin, is_host, is_loopback, split_url
from twilio_memory._outcome import Outcome
from twilio_memory.errors import InvalidArgumentError, UnexpectedResponseError
from twilio_memory.ids import TTIDKind, check_argument

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from twilio_memory._core.config import BaseURL
    from twilio_memory._outcome import Attempt
    from twilio_memory_api.models import ColumnMappingItem

_LARGEST: Final = 104_857_600
_FEWEST_COLUMNS, _MOST_COLUMNS = 2, 100
_LONGEST_NAME: Final = 255


@contextlib.contextmanager
def opened(source: str | os.PathLike[str] | BinaryIO) -> Generator[tuple[BinaryIO, int]]:
    """Open a file, or take one that is open, from where it stands; give it and how many bytes are to come.

    Raises:
        InvalidArgumentError: It is no file that can be sent.
        OSError: It cannot be opened.
    """
    if isinstance(source, str | os.PathLike):
        if "\0" in os.fspath(source):
            raise InvalidArgumentError("source: a path has no null character in it")
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
        raise InvalidArgumentError("source: expected a path, or a file in which one can seek") from error
    if not 1 <= size <= _LARGEST:
        raise InvalidArgumentError(f"source: expected 1 to {_LARGEST} bytes, got {size}")
    return size


def filename_of(source: str | os.PathLike[str] | BinaryIO, filename: str | None) -> str:
    """Return the name under which a file is imported.

    Raises:
        InvalidArgumentError: It has none, or one that is too long.
    """
    if filename is not None and not isinstance(filename, str):
        raise InvalidArgumentError(f"filename: expected a str, got {filename!r}")
    own: object = source if isinstance(source, str | os.PathLike) else getattr(source, "name", None)
    name = filename or (Path(cast("str", own)).name if isinstance(own, str | os.PathLike) else "")
    if not name or len(name) > _LONGEST_NAME:
        raise InvalidArgumentError(f"filename: expected 1 to {_LONGEST_NAME} characters, got {name!r}")
    return name


def import_request(
    filename: str, file_size: int, column_mappings: Sequence[ColumnMappingItem]
) -> models.ProfileImportRequest:
    """Make the body of a request for an import.

    Raises:
        InvalidArgumentError: The columns are not 2 to 100.
    """
    if not isinstance(column_mappings, Iterable):
        raise InvalidArgumentError(f"column_mappings: expected a list, got {column_mappings!r}")
    columns = list(column_mappings)
    if not _FEWEST_COLUMNS <= len(columns) <= _MOST_COLUMNS:
        raise InvalidArgumentError(
            f"column_mappings: expected {_FEWEST_COLUMNS} to {_MOST_COLUMNS} of them, got {len(columns)}"
        )
    return models.ProfileImportRequest(filename=filename, file_size=file_size, column_mappings=columns)


class Address(NamedTuple):
    """Where a file is to be sent."""

    origin: Origin
    target: str


def created_import(
    created: models.ProfileImportCreated, store_id: str, attempts: tuple[Attempt, ...], base: BaseURL
) -> tuple[Accepted, Address]:
    """Read what was created, and where Twilio wants the file: over https, or on this machine if the API is there, too.

    Raises:
        UnexpectedResponseError: It is no such ID or address. No file was sent, so nothing will be imported.
    """
    arguments = {"store_id": store_id, "import_id": created.import_id}
    to = _safe_address(created.url, base)
    try:
        check_argument("import_id", created.import_id, TTIDKind.IMPORT.pattern)
    except InvalidArgumentError:
        to = None
    if to:
        return Accepted("CreateProfilesImportV2", arguments, attempts=attempts), to
    raise UnexpectedResponseError(
        f"CreateProfilesImportV2: the import was created, but its ID {printable(str(created.import_id))}, or the "
        "address for its file, is none that can be used",
        operation="CreateProfilesImportV2",
        arguments=arguments,
        attempts=attempts,
        outcome=Outcome.ACCEPTED,
    )


def _safe_address(url: object, base: BaseURL) -> Address | None:
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
    return Address(Origin.from_url_parts(parts.scheme, host, port), f"{parts.path or '/'}{query}")
