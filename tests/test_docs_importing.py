"""The conversion on the page about imports: what programs have exported passes the check of an import afterwards."""

from __future__ import annotations

import csv
import re
from types import SimpleNamespace

import pytest

from tracked import ROOT
from twilio_memory._imports.csv_head import check_head
from twilio_memory.models import ColumnMappingItem

FILES = ROOT / "tests" / "data" / "csv"
PAGE = (ROOT / "docs" / "how-to" / "importing.md").read_text("utf-8")


@pytest.fixture(scope="module")
def page():
    blocks = re.findall("^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (block,) = (block for block in blocks if "def convert(" in block)
    names: dict[str, object] = {}
    exec(compile(block, "importing.md", "exec"), names)
    return SimpleNamespace(**names)


@pytest.fixture
def convert(page, tmp_path):
    """Return a function that converts bytes, lets an import check the file, and returns its rows."""

    def convert(data, *names, **cells):
        source, target = tmp_path / "source.csv", tmp_path / "target.csv"
        source.write_bytes(data)
        page.convert(source, target, dict.fromkeys(names, str) | cells)
        items = [ColumnMappingItem(column_name=each, trait_group="Contact", trait_name=each) for each in names]
        check_head(target.read_bytes(), items, is_whole=True)
        with target.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert header == [*names, *(name for name in cells if name not in names)]
        return rows

    return convert


@pytest.mark.parametrize(
    ("name", "header", "first"),
    [
        ("excel_de_ansi.csv", ["E-Mail", "Vorname"], ["j.müller@example.com", "Jürgen"]),
        ("excel_de_utf8.csv", ["E-Mail", "Vorname"], ["juergen@example.com", "Jürgen"]),
        ("excel_de_commas.csv", ["E-Mail", "Vorname"], ["juergen@example.com", "Jürgen"]),
        ("excel_en_utf8.csv", ["Email", "First Name"], ["ada@example.com", "Ada"]),
        ("excel_sep_line.csv", ["Email", "First Name"], ["ada@example.com", "Ada"]),
        ("excel_unicode_text.txt", ["Email", "First Name"], ["ada@example.com", "Ada"]),
        ("header_spaces.csv", ["Email", "First Name"], ["ada@example.com", "Ada"]),
        ("trailing_comma_rows.csv", ["Email", "First Name"], ["ada@example.com", "Ada"]),
        ("mailchimp_subscribed.csv", ["Email Address", "First Name"], ["ada@example.com", "Ada"]),
    ],
)
def test_exported_file_passes_the_check_after_conversion(convert, name, header, first):
    assert convert((FILES / name).read_bytes(), *header)[0] == first


def test_number_that_excel_has_rounded_is_refused_with_its_row(convert):
    with pytest.raises(ValueError, match=r"row 2, Telefon: Excel has rounded 4,91714E\+11; format the column as text"):
        convert((FILES / "excel_de_ansi.csv").read_bytes(), "E-Mail", "Telefon")


def test_column_that_is_not_in_the_header_is_refused_with_those_that_are(convert):
    with pytest.raises(ValueError, match=r"\['Mail'\] are not in the header \['E-Mail', 'Vorname'\]"):
        convert(b"E-Mail;Vorname\nada@example.com;Ada\n", "Mail", "Vorname")


def test_row_that_is_longer_than_the_header_is_refused(convert):
    with pytest.raises(ValueError, match="row 3: more cells than the header has"):
        convert(b"E-Mail;Vorname\n\nada@example.com;Ada;Lovelace\n", "E-Mail", "Vorname")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_each_encoding_and_separator_gives_the_same_rows(convert, page, encoding, separator):
    rows = [["E-Mail", "Straße", "Telefon"], ["zoe@example.com", " Ring  1\xa0", "0171 3920012"], ["", "", ""]]
    data = "\r\n".join(separator.join(row) for row in rows).encode(encoding)
    assert convert(data, *rows[0], Telefon=page.german_number) == [["zoe@example.com", "Ring 1", "+491713920012"]]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0171 3920012", "+491713920012"),
        ("+49 (0)30 / 23125-012", "+493023125012"),
        ("0049 171 3920012", "+491713920012"),
        ("+44 20 7946 0000", "+442079460000"),
        ("491713920012", "491713920012"),
        ("", ""),
    ],
)
def test_phone_number_of_a_german_file_gets_its_country_code(page, text, number):
    assert page.german_number(text) == number
