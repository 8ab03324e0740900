"""Reads the CSV file of an import: a header, then a profile in every row."""

from __future__ import annotations

import contextlib
import csv
import io
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from ._state import JsonObject

_LIMIT = threading.Lock()


class CSVError(Exception):
    """A file that cannot be imported at all, with the reason."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the file is to have, and the trait that it feeds."""

    name: str
    group: str
    trait: str


@dataclass(frozen=True, slots=True)
class CSVFile:
    """The content of a CSV file."""

    rows: list[dict[Column, str]]
    """The cells that hold something, by column."""
    broken_rows: int
    """How many rows have more or fewer cells than the header; they are not among the rows."""
    idle_columns: int
    """How many columns of the file are not wanted, or wanted and empty throughout."""


def columns_of(mappings: Sequence[JsonObject]) -> list[Column]:
    """Return the columns that `columnMappings` ask for."""
    return [Column(mapping["columnName"], mapping["traitGroup"], mapping["traitName"]) for mapping in mappings]


@contextlib.contextmanager
def _cells_of_any_length() -> Generator[None]:
    """Lift the limit of the csv module, which is one for the whole process."""
    with _LIMIT:
        before = csv.field_size_limit(2**31 - 1)
        try:
            yield
        finally:
            csv.field_size_limit(before)


def read_csv(content: bytes, columns: Sequence[Column]) -> CSVFile:
    """Read a file.

    Args:
        content: The file, in UTF-8, with or without a byte order mark.
        columns: What to take from it. Two may have the same name: their cells then feed both traits.

    Raises:
        UnreadableFileError: It is not in UTF-8 or no CSV, or its header lacks a column or has it twice.
    """
    try:
        with _cells_of_any_length():
            text = io.StringIO(content.decode("utf-8-sig"), newline="")
            lines = [line for line in csv.reader(text, strict=True) if line]
    except UnicodeDecodeError as error:
        raise CSVError("The file is not in UTF-8.") from error
    except csv.Error as error:
        raise CSVError(f"The file is no CSV: {error}.") from error
    header, *body = lines or [[]]
    for column in columns:
        if header.count(column.name) != 1:
            raise CSVError(f"The header does not have the column {column.name!r} once.")
    at = {column: header.index(column.name) for column in columns}
    whole = [line for line in body if len(line) == len(header)]
    rows = [{column: cell for column, index in at.items() if (cell := line[index].strip())} for line in whole]
    filled = {column.name for row in rows for column in row}
    return CSVFile(rows, len(body) - len(whole), sum(name not in filled for name in header))
