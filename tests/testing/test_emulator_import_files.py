"""Files as people export them, imported on the emulator."""

from pathlib import Path

import httpx
import pytest

FILES = Path(__file__).parent.parent / "data" / "csv"
EMAIL, FIRST, PHONE = ("Contact", "email"), ("Contact", "firstName"), ("Contact", "phone")
SHOP = {"zip": "STRING", "isVip": "BOOLEAN", "spend": "NUMBER", "newsletter": "BOOLEAN"}
GERMAN = {"E-Mail": EMAIL, "Vorname": FIRST, "Telefon": PHONE}
ENGLISH = {"Email": EMAIL, "First Name": FIRST, "Phone": PHONE}


@pytest.fixture
def run(api):
    """Import a file; return what became of it, and the traits of all profiles."""
    store = api.store()
    traits = {name: {"dataType": kind} for name, kind in SHOP.items()}
    api.done("POST", f"{store}/TraitGroups", {"displayName": "Shop", "traits": traits})
    profiles = f"/v1/Stores/{store.rpartition('/')[2]}/Profiles"

    def run(name, mapping):
        content = (FILES / name).read_bytes()
        columns = [
            {"columnName": column, "traitGroup": group, "traitName": trait}
            for column, (group, trait) in mapping.items()
        ]
        body = {"filename": name, "fileSize": len(content), "columnMappings": columns}
        opened = api.send("POST", f"{profiles}/Imports", body).json()
        with httpx.Client(transport=api.emulator.transport()) as client:
            assert client.put(opened["url"], content=content).status_code == 200
        api.emulator.complete_operations()
        ended = api.get(f"{profiles}/Imports/{opened['importId']}").json()
        ids = api.get(profiles, query="orderBy=ASC").json()["profiles"]
        return ended, [api.get(f"{profiles}/{profile_id}").json()["traits"] for profile_id in ids]

    return run


def two(mapping):
    return {column: mapping[column] for column in list(mapping)[:2]}


@pytest.mark.parametrize(
    ("name", "mapping", "counts"),
    [
        ("quoted_bom.csv", two(ENGLISH), (0, 0, 1)),
        (
            "excel_en_utf8.csv",
            ENGLISH | {"Zip": ("Shop", "zip"), "VIP": ("Shop", "isVip"), "Spend": ("Shop", "spend")},
            (1, 0, 1),
        ),
        (
            "excel_de_commas.csv",
            GERMAN | {"Newsletter": ("Shop", "newsletter"), "Umsatz": ("Shop", "spend")},
            (2, 0, 0),
        ),
        ("hubspot_contacts.csv", {"Email": EMAIL, "First Name": FIRST, "Phone Number": PHONE}, (3, 0, 1)),
        ("mailchimp_subscribed.csv", {"Email Address": EMAIL, "First Name": FIRST, "Phone Number": PHONE}, (0, 0, 2)),
        ("shopify_customers.csv", ENGLISH, (2, 0, 1)),
        ("pandas.csv", {"email": EMAIL, "first_name": FIRST, "phone": PHONE}, (2, 0, 1)),
        ("trailing_comma_rows.csv", two(ENGLISH), (0, 0, 2)),
        ("ctrl_z.csv", two(ENGLISH), (0, 0, 1)),
        ("nul.csv", two(ENGLISH), (1, 0, 1)),
        ("dup_rows.csv", ENGLISH, (0, 2, 2)),
        ("mailto.csv", two(ENGLISH), (5, 0, 0)),
    ],
)
def test_import_of_exported_file(api, run, name, mapping, counts):
    errors, warnings, profiles = counts
    ended, found = run(name, mapping)
    assert (ended["status"], ended["summary"]) == ("COMPLETED", {"errors": errors, "warnings": warnings})
    assert len(found) == profiles
    levels = [event.level for event in api.emulator.events]
    assert (levels.count("ERROR"), levels.count("WARNING")) == (errors, warnings)


@pytest.mark.parametrize(
    ("name", "mapping", "found"),
    [
        (
            "excel_en_utf8.csv",
            ENGLISH | {"Zip": ("Shop", "zip"), "VIP": ("Shop", "isVip"), "Spend": ("Shop", "spend")},
            [(1, ["Spend", "Phone"])],
        ),
        (
            "excel_de_commas.csv",
            GERMAN | {"Newsletter": ("Shop", "newsletter"), "Umsatz": ("Shop", "spend")},
            [(1, ["Telefon", "Newsletter", "Umsatz"]), (2, ["Telefon", "Newsletter", "Umsatz"])],
        ),
        (
            "hubspot_contacts.csv",
            {"Email": EMAIL, "First Name": FIRST, "Phone Number": PHONE},
            [(2, ["Email", "Phone Number"]), (3, []), (4, ["Email"])],
        ),
        ("shopify_customers.csv", ENGLISH, [(1, ["Phone"]), (2, ["Phone"])]),
        ("pandas.csv", {"email": EMAIL, "first_name": FIRST, "phone": PHONE}, [(1, ["phone"]), (3, ["phone"])]),
        ("nul.csv", two(ENGLISH), [(1, ["First Name"])]),
        ("dup_rows.csv", ENGLISH, [(2, []), (4, [])]),
        ("mailto.csv", two(ENGLISH), [(number, ["Email"]) for number in range(1, 6)]),
    ],
)
def test_import_names_record_and_columns_of_exported_file(api, run, name, mapping, found):
    run(name, mapping)
    problems = [event for event in api.emulator.events if event.level != "INFO"]
    assert [(event.body["record"], sorted(event.body["columns"])) for event in problems] == [
        (record, sorted(columns)) for record, columns in found
    ]
    assert all(event.error_reason.startswith(f"record {event.body['record']}: ") for event in problems)


def test_import_of_exported_file_keeps_values(run):
    mapping = ENGLISH | {"Zip": ("Shop", "zip"), "VIP": ("Shop", "isVip"), "Spend": ("Shop", "spend")}
    _, [grace] = run("excel_en_utf8.csv", mapping)
    contact = {"email": "grace@example.com", "firstName": "Grace", "phone": "15551230002"}
    assert grace == {"Contact": contact, "Shop": {"zip": "10001", "isVip": False, "spend": 99}}


@pytest.mark.parametrize(
    ("name", "mapping", "reason"),
    [
        ("excel_de_ansi.csv", GERMAN, "not in UTF-8"),
        ("excel_de_utf8.csv", GERMAN, "it has 'E-Mail;Vorname;Telefon;Newsletter'"),
        ("excel_sep_line.csv", two(ENGLISH), "it has 'sep=', ''"),
        ("excel_unicode_text.txt", two(ENGLISH), "not in UTF-8"),
        ("utf8_bom_twice.csv", two(ENGLISH), r"it has '\ufeffEmail'"),
        ("no_header.csv", two(ENGLISH), "it has 'ada@example.com', 'Ada'"),
        ("html.csv", two(ENGLISH), "it has '<!DOCTYPE html>"),
        ("header_spaces.csv", two(ENGLISH), "' First Name '"),
        ("space_after_comma.csv", two(ENGLISH), "does not have the column 'First Name'"),
        ("data.csv.gz", two(ENGLISH), "not in UTF-8"),
        ("header_only.csv", two(ENGLISH), "nothing to import"),
    ],
)
def test_import_of_unusable_file_fails_with_a_reason(api, run, name, mapping, reason):
    ended, found = run(name, mapping)
    assert (ended["status"], ended["summary"], found) == ("FAILED", {"errors": 1, "warnings": 0}, [])
    assert reason in api.emulator.events[-1].error_reason
