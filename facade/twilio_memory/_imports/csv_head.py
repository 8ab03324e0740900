"""Refuses a file by its first bytes, if it cannot be imported with the given columns. No I/O."""

from __future__ import annotations

import codecs
import csv
import difflib
import io
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

from twilio_memory.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from twilio_memory_api.models import ColumnMappingItem

HEAD_SIZE: Final = 64 * 1024
_MAX_COLUMNS: Final = 100
_MAX_SHOWN: Final = 20
_TITLE_ROWS: Final = 20
_BOM: Final = "\ufeff"
_SAVE: Final = 'Save it as "CSV UTF-8" with commas (where Excel writes semicolons, convert it) and the header in line 1'
_NAMES: Final = "Give column_mappings the names of the header, character by character, or change the header"
_SEPARATORS: Final = {";": "a semicolon", "\t": "a tab", "|": "a pipe", ":": "a colon", "^": "a caret"}
# No text starts like these: each has a control character or is not UTF-8.
_BINARY: Final = {
    b"PK\x03\x04": "a ZIP archive, such as an Excel workbook (.xlsx)",
    b"PK\x05\x06": "an empty ZIP archive",
    b"\x1f\x8b": "compressed with gzip",
    b"\xfd7zXZ\x00": "compressed with xz",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"\x04\x22\x4d\x18": "compressed with lz4",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls)",
    b"SQLite format 3\x00": "a SQLite database",
}
# Only the reason why a column is missing: a header may start like these.
_OTHER_TEXT: Final = {
    "BZh": "compressed with bzip2",
    "PAR1": "Parquet",
    "%PDF-": "PDF",
    "{\\rtf": "RTF",
    "<": "HTML or XML",
    "{": "JSON",
    "[": "JSON",
    "version https://git-lfs": "a pointer of Git LFS, not the file itself",
}
# Byte order marks, and the NULs that ASCII characters have without one.
_ENCODINGS: Final = {
    rb"\xff\xfe\0\0|\0\0\xfe\xff": "UTF-32",
    rb"\xff\xfe|\xfe\xff": "UTF-16",
    rb"(?:[^\0]\0\0\0){3}": "UTF-32-LE",
    rb"(?:\0\0\0[^\0]){3}": "UTF-32-BE",
    rb"(?:[^\0]\0){3}": "UTF-16-LE",
    rb"(?:\0[^\0]){3}": "UTF-16-BE",
}
# DOS ended files with Ctrl+Z; some programs fill their last block with NUL.
_PADDING: Final = re.compile("[\x1a\r\n][\x00\x1a\r\n]*\\Z")


def check_head(head: bytes, columns: Sequence[ColumnMappingItem], *, is_whole: bool) -> None:
    traits: dict[tuple[str, str], str] = {}
    for column in columns:
        trait = column.trait_group, column.trait_name
        if trait in traits:
            raise InvalidArgumentError(
                f"column_mappings: the columns {traits[trait]!r} and {column.column_name!r} are both mapped to "
                f"{'.'.join(map(str, trait))}, so that a value would be lost; check_file=False sends them anyway"
            )
        traits[trait] = column.column_name
    text, found = _decode(head, is_whole=is_whole)
    rows = _rows(text, ",", is_whole=is_whole)
    header = rows[0] if rows else []
    missing = [name for name in dict.fromkeys(column.column_name for column in columns) if name not in header]
    if missing and text:
        found += _describe_format(text, rows, missing, is_whole=is_whole)
    advice = [_SAVE] if found else [_NAMES] if missing else []
    if header or (is_whole and not found):
        found += _describe_header(header, missing)
        if is_whole and not advice and len(rows) <= 1:
            found.append("there is no row after the header, so there is nothing to import")
    if found:
        text = ". ".join(["; ".join(found), *advice])
        raise InvalidArgumentError(f"source: the file cannot be imported: {text}. check_file=False sends it anyway.")


def _decode(head: bytes, *, is_whole: bool) -> tuple[str, list[str]]:
    """Return the text, none of binary data, and what is wrong with its encoding."""
    if name := next((name for start, name in _BINARY.items() if head.startswith(start)), None):
        return "", [f"it is {name}, not CSV"]
    if encoding := next((name for pattern, name in _ENCODINGS.items() if re.match(pattern, head)), None):
        note = ", without a byte order mark" if encoding.endswith("E") else ""
        return head.decode(encoding, "ignore"), [f"it is in {encoding[:6]}{note}, not in UTF-8"]
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head, final=is_whole)
    except UnicodeDecodeError as error:
        if re.search(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]", head):
            name = next((name for start, name in _OTHER_TEXT.items() if head.startswith(start.encode())), "binary data")
            return "", [f"it is {name}, not CSV"]
        where = f"byte {error.start} is 0x{head[error.start]:02x}"
        return head.decode("cp1252", "replace"), [f"it is not in UTF-8 ({where}), but as if in a Windows code page"]
    text = text.removeprefix(_BOM)
    if text.startswith(_BOM):
        return text, ["it starts with two byte order marks (BOM), and the second one is part of the first header"]
    return text, []


def _rows(text: str, separator: str, *, is_whole: bool) -> list[list[str]]:
    """Return the rows that are complete and not empty."""
    if is_whole:
        text = _PADDING.sub("\n", text)
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:  # A program may limit the size of cells, for all of its readers.
        rows.append(["a row that cannot be read"])
    return [row for row in (rows if is_whole else rows[:-1]) if any(row)]


def _describe_format(text: str, rows: list[list[str]], missing: list[str], *, is_whole: bool) -> Iterator[str]:
    """Describe why the header may lack columns: another format, another separator, or lines before it."""
    start = text.removeprefix(_BOM).lstrip().lower()
    first = rows[0] if rows else []
    for prefix, name in _OTHER_TEXT.items():
        if start.startswith(prefix.lower()):
            yield f"it is {name}, not CSV"
            return
    if start.startswith("sep="):
        yield f"the first line is {start.splitlines()[0]!r}, which only Excel reads; it is not the header: remove it"
    for separator, name in _SEPARATORS.items():
        # A row that is cut shows its separator, too.
        other = (_rows(f"{text}\n.", separator, is_whole=is_whole) or [[]])[0]
        has_names = not {_fold(name) for name in missing}.isdisjoint(map(_fold, other))
        if len(other) > 1 and (has_names or (len(first) == 1 and separator in ";\t|")):
            yield f"the separator is {name}, not a comma"
            break
    if not start.startswith("sep=") and any(set(missing) <= set(row) for row in rows[1:_TITLE_ROWS]):
        yield "there are lines before the header: remove them"
    if any(re.match(r'\s+"', cell) for cell in first):
        yield "there are quotation marks after a space, where they do not quote: remove the spaces after the separators"


def _describe_header(header: list[str], missing: list[str]) -> Iterator[str]:
    hints = [f"{name!r}{_suggestion(name, header)}" for name in missing]
    if missing:
        kind = f"column {hints[0]} is" if len(hints) == 1 else f"columns {', '.join(hints[:_MAX_SHOWN])} are"
        yield f"the mapped {kind} not in the header found: {_list(header)}"
    if repeated := [name for name, count in Counter(header).items() if name and count > 1]:
        yield f"the header has more than one column {_list(repeated)}"
    if len(header) > _MAX_COLUMNS:
        yield f"it has {len(header)} columns; Twilio takes {_MAX_COLUMNS}"


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name[:100]) for name in names[:_MAX_SHOWN])
    return f"{shown} and {len(names) - _MAX_SHOWN} more" if len(names) > _MAX_SHOWN else shown or "empty"


def _suggestion(name: str, header: Sequence[str]) -> str:
    folded = {_fold(found): found for found in header if _fold(found)}
    if len(header) == 1 or not (near := difflib.get_close_matches(_fold(name), folded, 1)):
        return ""
    found = folded[near[0]]
    codes = "" if found.isascii() or not found.isprintable() else f", which is {found!a}"
    return f" (did you mean {found!r}{codes}?)"


def _fold(name: object) -> str:
    """Return the letters and digits of a name, without case and accents."""
    text = unicodedata.normalize("NFKD", str(name)[:200]).casefold()
    return "".join(character for character in text if character.isalnum())
