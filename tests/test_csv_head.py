"""What the first bytes of an import's file show."""

from __future__ import annotations

import bz2
import codecs
import csv
import gzip
import io
import json
import lzma
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twilio_memory import InvalidArgumentError
from twilio_memory._imports.csv_head import HEAD_SIZE, check_head
from twilio_memory.models import ColumnMappingItem

FILES = Path(__file__).parent / "data" / "csv"
TEXT = "Email,First Name\r\nada@example.com,J\u00fcrgen\r\n"
COLUMNS = ("Email", "First Name")


def check(content, columns=COLUMNS, traits=("email", "firstName")):
    items = [
        ColumnMappingItem(column_name=name, trait_group="Contact", trait_name=trait)
        for name, trait in zip(columns, traits, strict=True)
    ]
    check_head(content[:HEAD_SIZE], items, is_whole=len(content) <= HEAD_SIZE)


def zipped(text):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", text)
    return file.getvalue()


REFUSED = {
    "excel_de_ansi.csv": (("E-Mail", "Vorname"), ["not in UTF-8", "semicolon", "CSV UTF-8", "commas", "convert it"]),
    "excel_de_utf8.csv": (("E-Mail", "Vorname"), ["semicolon", "'E-Mail'", "not in the header found"]),
    "excel_sep_line.csv": (COLUMNS, ["the first line is 'sep=,'", "not the header"]),
    "excel_unicode_text.txt": (COLUMNS, ["UTF-16", "tab"]),
    "utf8_bom_twice.csv": (COLUMNS, ["two byte order marks", "part of the first header"]),
    "no_header.csv": (COLUMNS, ["'Email'", "header found: 'ada@example.com', 'Ada'"]),
    "html.csv": (COLUMNS, ["HTML", "'<!DOCTYPE html>"]),
    "header_spaces.csv": (COLUMNS, ["did you mean ' First Name '?"]),
    "space_after_comma.csv": (COLUMNS, ["quotation marks after a space", "did you mean ' \"First Name\"'?"]),
    "nfd.csv": (("Email", "Pr\u00e9nom"), ["did you mean 'Pre\u0301nom', which is 'Pre\\u0301nom'?"]),
    "data.csv.gz": (COLUMNS, ["gzip"]),
    "header_only.csv": (COLUMNS, ["there is no row after the header"]),
}


@pytest.mark.contract(32)
@pytest.mark.parametrize("name", REFUSED)
def test_exported_file_that_cannot_be_right_is_refused(name):
    columns, parts = REFUSED[name]
    with pytest.raises(InvalidArgumentError) as caught:
        check((FILES / name).read_bytes(), columns)
    assert not [part for part in [*parts, "check_file=False"] if part not in str(caught.value)]


NAMES = {
    "excel_de_commas.csv": ("E-Mail", "Vorname"),
    "mailchimp_subscribed.csv": ("Email Address", "First Name"),
    "pandas.csv": ("email", "first_name"),
}


@pytest.mark.parametrize("name", sorted({path.name for path in FILES.iterdir()} - set(REFUSED)))
def test_exported_file_with_bad_rows_is_not_refused(name):
    check((FILES / name).read_bytes(), NAMES.get(name, COLUMNS))


OTHERS = {
    "cp1252 with commas": (TEXT.encode("cp1252"), "as if in a Windows code page"),
    "tabs": (TEXT.replace(",", "\t").encode(), "the separator is a tab"),
    "pipes": (TEXT.replace(",", "|").encode(), "the separator is a pipe"),
    "sep= and semicolons": (f"sep=;\r\n{TEXT.replace(',', ';')}".encode(), "'sep=;'.*separator is a semicolon"),
    "UTF-16 big endian": (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "UTF-16"),
    "UTF-16 without BOM": (TEXT.encode("utf-16-le"), "UTF-16-LE|UTF-16, without"),
    "UTF-16 BE without BOM": (TEXT.encode("utf-16-be"), "UTF-16, without"),
    "UTF-32": (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "UTF-32"),
    "UTF-32 without BOM": (TEXT.encode("utf-32-be"), "UTF-32, without"),
    "two BOMs, quoted": (b"\xef\xbb\xbf" * 2 + b'"Email","First Name"\na,b\n', "two byte order marks"),
    "xlsx": (zipped(TEXT), "ZIP archive.*xlsx"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old Excel workbook"),
    "gzip": (gzip.compress(TEXT.encode()), "gzip"),
    "bzip2": (bz2.compress(TEXT.encode()), "bzip2"),
    "xz": (lzma.compress(TEXT.encode()), "xz"),
    "zstd": (b"\x28\xb5\x2f\xfd\x04\x00", "zstd"),
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0\0", "binary data"),
    "PDF": (b"%PDF-1.7\n1 0 obj\n", "PDF"),
    "JSON": (json.dumps([{"Email": "a", "First Name": "b"}] * 9).encode(), "JSON"),
    "JSON in one long line": (json.dumps([{"Email": "a", "First Name": "b"}] * 9999).encode(), "JSON"),
    "pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "Git LFS"),
    "title": (b"Export of May\n\n" + TEXT.encode(), "lines before the header"),
    "blank": (b"\n\r\n,,\n", "not in the header found: empty"),
    "other case": (b"EMAIL,First Name\na,b\n", r"'Email' \(did you mean 'EMAIL'\?\)"),
    "snake case": (b"Email,first_name\na,b\n", r"did you mean 'first_name'\?"),
    "no-break space": ("Email,First\u00a0Name\na,b\n".encode(), r"did you mean 'First\\xa0Name'\?"),
    "zero-width space": ("\u200bEmail,First Name\na,b\n".encode(), r"did you mean '\\u200bEmail'\?"),
    "Cyrillic letter": ("\u0415mail,First Name\na,b\n".encode(), r"which is '\\u0415mail'\?"),
    "header twice": (b"Email,First Name,Email\na,b,c\n", "more than one column 'Email'"),
    "too many columns": (b"Email,First Name" + b"," * 99 + b"\na,b\n", "101 columns; Twilio takes 100"),
    "rows of separators": (b"Email,First Name\n,\n,\n\x1a\0\0", "no row after the header"),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_file_of_another_format_is_refused(kind):
    content, message = OTHERS[kind]
    with pytest.raises(InvalidArgumentError, match=message):
        check(content)


ACCEPTED = {
    "one BOM": codecs.BOM_UTF8 + TEXT.encode(),
    "CR": TEXT.replace("\r\n", "\r").encode(),
    "blank first lines": b"\n\n" + TEXT.encode(),
    "characters cut at the end of the head": TEXT.encode() + "\u20ac".encode() * HEAD_SIZE,
    "header longer than the head": b"x" * HEAD_SIZE + b"," + TEXT.encode(),
    "columns like other formats": b"{Id},<b>,Email,First Name\n1,2,a,b\n",
    "other separators in a header": b"a;b|c,Email,First Name\n1,2,a\n",
    "100 columns": b"Email,First Name" + b"," * 98 + b"\na,b\n",
    "many rows": TEXT.encode() * 9999,
}


@pytest.mark.parametrize("content", ACCEPTED.values(), ids=ACCEPTED)
def test_valid_file_is_not_refused(content):
    check(content)


NAMES_ADVICE = "Give column_mappings the names of the header, character by character, or change the header"
SAVE_ADVICE = 'Save it as "CSV UTF-8" with commas (where Excel writes semicolons, convert it) and the header in line 1'
CELL = "x" * HEAD_SIZE  # It is cut.
LETTERS = [chr(ord("a") + number) for number in range(22)]

MESSAGES = {
    "one column": (
        "Email,Last Name\na,b\n",
        COLUMNS,
        (
            "the mapped column 'First Name' (did you mean 'Last Name'?) is not in the header found: "
            f"'Email', 'Last Name'. {NAMES_ADVICE}"
        ),
    ),
    "two columns": (
        "Phone,Age\na,b\n",
        COLUMNS,
        f"the mapped columns 'Email', 'First Name' are not in the header found: 'Phone', 'Age'. {NAMES_ADVICE}",
    ),
    "the only column is like the one that is mapped": (
        "emails\na\n",
        ("email",),
        f"the mapped column 'email' is not in the header found: 'emails'. {NAMES_ADVICE}",
    ),
    "20 columns, and one of 100 characters": (
        ",".join(["n" * 100, *LETTERS[:19]]) + "\n1\n",
        ("Zip",),
        (
            "the mapped column 'Zip' is not in the header found: "
            f"{', '.join(map(repr, ['n' * 100, *LETTERS[:19]]))}. {NAMES_ADVICE}"
        ),
    ),
    "21 columns, and one of 101 characters": (
        ",".join(["n" * 101, *LETTERS[:20]]) + "\n1\n",
        ("Zip",),
        (
            "the mapped column 'Zip' is not in the header found: "
            f"{', '.join(map(repr, ['n' * 100, *LETTERS[:19]]))} and 1 more. {NAMES_ADVICE}"
        ),
    ),
    "21 of 22 mapped columns": (
        "1,2\n3,4\n",
        tuple(LETTERS[:21]),
        (
            f"the mapped columns {', '.join(map(repr, LETTERS[:20]))} are not in the header found: '1', '2'. "
            f"{NAMES_ADVICE}"
        ),
    ),
    "semicolons in one of several cells": (
        "a;b,c\n1,2\n",
        ("Email",),
        f"the mapped column 'Email' is not in the header found: 'a;b', 'c'. {NAMES_ADVICE}",
    ),
    "a colon in the only cell": (
        "a:b\n1\n",
        ("Email",),
        f"the mapped column 'Email' is not in the header found: 'a:b'. {NAMES_ADVICE}",
    ),
    "two separators": (
        "a;b|c\n1,2\n",
        ("Email",),
        (
            "the separator is a semicolon, not a comma; the mapped column 'Email' is not in the header found: 'a;b|c'. "
            f"{SAVE_ADVICE}"
        ),
    ),
    "the last of 19 lines before the header": (
        "title\n" * 19 + "Email\na\n",
        ("Email",),
        (
            "there are lines before the header: remove them; the mapped column 'Email' is not in the header found: "
            f"'title'. {SAVE_ADVICE}"
        ),
    ),
    "20 lines before the header": (
        "title\n" * 20 + "Email\na\n",
        ("Email",),
        f"the mapped column 'Email' is not in the header found: 'title'. {NAMES_ADVICE}",
    ),
    "a header, and the beginning of a row": (
        f"Phone,Age\n{CELL}",
        ("Email",),
        f"the mapped column 'Email' is not in the header found: 'Phone', 'Age'. {NAMES_ADVICE}",
    ),
}


@pytest.mark.parametrize(("content", "columns", "message"), MESSAGES.values(), ids=MESSAGES)
def test_message_names_what_is_wrong_and_what_to_do(content, columns, message):
    with pytest.raises(InvalidArgumentError) as caught:
        check(content.encode(), columns, columns)
    sent_anyway = "check_file=False sends it anyway."
    assert str(caught.value) == f"source: the file cannot be imported: {message}. {sent_anyway}"


@pytest.mark.parametrize("is_long", [False, True])
def test_cell_above_the_limit_of_the_program_is_not_refused(is_long):
    before = csv.field_size_limit(20)
    try:
        check(f"Email,First Name\n{'x' * 21},{CELL if is_long else ''}\n".encode())
    finally:
        csv.field_size_limit(before)


def test_two_columns_for_one_trait_are_refused():
    with pytest.raises(InvalidArgumentError, match=r"'Email' and 'First Name' are both mapped to Contact\.email"):
        check(TEXT.encode(), traits=("email", "email"))


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(derandomize=True, database=None, deadline=None, max_examples=500)
@given(
    header=st.lists(CELLS.filter(lambda name: name and name[0] != "\ufeff"), min_size=2, max_size=6, unique=True),
    rows=st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=4),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig"]),
)
def test_csv_with_any_header_and_cells_is_not_refused(header, rows, quoting, encoding):
    file = io.StringIO(newline="")
    csv.writer(file, quoting=quoting).writerows([header, *rows, ["ada@example.com"]])
    check(file.getvalue().encode(encoding), header[:2])
