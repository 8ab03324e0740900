"""Reads the CSV file of an import: a header, then a profile in every record."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import re
import threading
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from ._state import JsonObject

_LIMIT = threading.Lock()
MAX_RECORDS = 1_000_000
_MAX_COLUMNS = 100
# DOS ended files with Ctrl+Z; some programs fill their last block with NUL.
_PADDING = re.compile("[\x1a\r\n][\x00\x1a\r\n]*\\Z")


class CSVError(Exception):
    """A file that cannot be imported at all, with the reason."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the file is to have, and the trait that it feeds."""

    name: str
    group: str
    trait: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the file that is not the header.

    Attributes:
        number: Its number; the first one is 1. Rows of nothing but separators have none.
        line: The line of the file in which it ends; the header begins in the first.
        cells: Its wanted cells, in the order of the columns; None if it has more or fewer cells than the header.
    """

    number: int
    line: int
    cells: list[str] | None


def columns_of(mappings: Sequence[JsonObject]) -> list[Column]:
    """Return the columns that `columnMappings` ask for."""
    return [Column(mapping["columnName"], mapping["traitGroup"], mapping["traitName"]) for mapping in mappings]


def read_csv(content: bytes, columns: Sequence[Column], size: int) -> Iterator[list[Record]]:
    """Read a file in parts.

    Args:
        content: The file, in UTF-8, with or without a byte order mark.
        columns: What to take from it. Two may have the same name: their cells then feed both traits.
        size: The number of records of a part.

    Raises:
        CSVError: It cannot be imported.
    """
    try:
        text = _PADDING.sub("\n", content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CSVError(f"The file is not in UTF-8: byte {error.start} is 0x{content[error.start]:02x}.") from error
    records = _records(text, columns)
    while True:
        try:
            with _cells_of_any_length():
                part = list(itertools.islice(records, size))
        except csv.Error as error:
            raise CSVError(f"The file is no CSV: {error}.") from error
        if not part:
            return
        yield part


@contextlib.contextmanager
def _cells_of_any_length() -> Generator[None]:
    """Lift the limit of the csv module, which is one for the whole process."""
    with _LIMIT:
        before = csv.field_size_limit(2**31 - 1)
        try:
            yield
        finally:
            csv.field_size_limit(before)


def _records(text: str, columns: Sequence[Column]) -> Iterator[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next((row for row in reader if any(row)), list[str]())
    _check_header(header, columns)
    at = [header.index(column.name) for column in columns]
    width, number = max(index for index, name in enumerate(header, 1) if name), 0
    for row in reader:
        if not any(row):
            continue
        number += 1
        if number > MAX_RECORDS:
            raise CSVError(f"The file has more than {MAX_RECORDS:,} records.")
        fits = len(row) >= width and not any(row[width:])
        yield Record(number, reader.line_num, [row[index] for index in at] if fits else None)
    if not number:
        raise CSVError("The file has nothing to import: there is no record after the header.")


def _check_header(header: Sequence[str], columns: Sequence[Column]) -> None:
    found = ", ".join(map(repr, header)) or "nothing"
    for column in columns:
        if column.name not in header:
            raise CSVError(f"The header does not have the column {column.name!r}; it has {found}.")
    if len(header) > _MAX_COLUMNS:
        raise CSVError(f"The file has {len(header)} columns; {_MAX_COLUMNS} are allowed.")
    for name, count in Counter(header).items():
        # Columns without a header are unmapped, as spreadsheets leave them at the right.
        if name and count > 1:
            raise CSVError(f"The header has the column {name!r} {count} times.")
