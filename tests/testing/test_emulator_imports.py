"""Imports of profiles on the emulator, and the endpoint for their files."""

import csv
import re
import uuid
from urllib.parse import urlsplit

import anyio
import httpx
import pytest

from twilio_memory.testing import Behavior, Request, _csv_files

MAPPINGS = [
    {"columnName": "Mail", "traitGroup": "Contact", "traitName": "email"},
    {"columnName": "First", "traitGroup": "Contact", "traitName": "firstName"},
]
FILE = b"Mail,First\nada@example.com,Ada\ngrace@example.com,Grace\n"
DONE = {"errors": 0, "warnings": 0}
NO_PHONE = "is not a phone number: only a plus and digits with spaces, ().-/ between are"


class Imports:
    """The imports of a store of an emulator."""

    def __init__(self, api, store="sandbox"):
        self.api = api
        self.root = f"/v1/Stores/{api.store(store).rpartition('/')[2]}/Profiles"

    def open(self, content=FILE, mappings=MAPPINGS, **other):
        body = {"filename": "customers.csv", "fileSize": len(content), "columnMappings": mappings, **other}
        response = self.api.send("POST", f"{self.root}/Imports", body)
        assert response.status == 201, response.body
        return response.json()

    def upload(self, url, content=FILE, *, method="PUT", headers=None):
        with httpx.Client(transport=self.api.emulator.transport()) as client:
            return client.request(method, url, content=content, headers=headers)

    def fetch(self, opened):
        return self.api.get(f"{self.root}/Imports/{opened['importId']}").json()

    def run(self, content=FILE, mappings=MAPPINGS):
        """Import a file and return what became of it."""
        opened = self.open(content, mappings)
        assert self.upload(opened["url"], content).status_code == 200
        self.api.emulator.complete_operations()
        return self.fetch(opened)

    def profiles(self):
        """Return the traits of all profiles, oldest first."""
        ids = self.api.get(self.root, query="orderBy=ASC&pageSize=1000").json()["profiles"]
        return [self.api.get(f"{self.root}/{profile_id}").json()["traits"] for profile_id in ids]


@pytest.fixture
def imports(api):
    return Imports(api)


def test_import_creates_profiles_when_polled(imports):
    api = imports.api
    opened = imports.open()
    assert opened["createdAt"] == "2026-01-15T10:30:00.000Z"
    waiting = {
        "status": "PENDING",
        "filename": "customers.csv",
        "fileSize": len(FILE),
        "columnMappings": MAPPINGS,
        "createdAt": "2026-01-15T10:30:00.000Z",
        "updatedAt": "2026-01-15T10:30:00.000Z",
    }
    assert [imports.fetch(opened) for _ in range(3)] == [waiting] * 3

    api.emulator.clock.advance(60)
    uploaded = imports.upload(opened["url"])
    assert (uploaded.status_code, uploaded.content) == (200, b"")
    assert imports.fetch(opened) == waiting | {"status": "PROCESSING", "updatedAt": "2026-01-15T10:31:00.000Z"}
    assert imports.profiles() == []
    api.emulator.clock.advance(60)
    ended = waiting | {"status": "COMPLETED", "updatedAt": "2026-01-15T10:32:00.000Z", "summary": DONE}
    assert imports.fetch(opened) == ended
    assert imports.profiles() == [
        {"Contact": {"email": "ada@example.com", "firstName": "Ada"}},
        {"Contact": {"email": "grace@example.com", "firstName": "Grace"}},
    ]
    api.emulator.clock.advance(30 * 24 * 60 * 60)
    assert imports.fetch(opened) == ended


def test_import_operation_has_the_same_state(imports):
    api = imports.api
    opened = imports.open()
    operation = opened["statusUrl"].removeprefix("https://memory.twilio.com")
    assert operation.endswith(opened["operationId"])
    assert [api.get(operation).json()["status"] for _ in range(3)] == ["PENDING"] * 3
    imports.upload(opened["url"])
    assert [api.get(operation).json()["status"] for _ in range(2)] == ["RUNNING", "COMPLETED"]
    ended = api.get(operation).json()
    assert ended["result"] == {"type": "RESOURCE_ID", "id": opened["importId"]}
    assert api.get(ended["resultUrl"].removeprefix("https://memory.twilio.com")).json()["status"] == "COMPLETED"


@pytest.mark.parametrize(("options", "seen"), [({"operation_polls": 0}, ["COMPLETED"]), ({"operation_seconds": 5}, 5)])
def test_import_has_the_timing_of_operations(new_api, options, seen):
    imports = Imports(new_api(**options))
    imports.api.emulator.complete_operations()
    opened = imports.open()
    imports.upload(opened["url"])
    if seen == 5:
        assert [imports.fetch(opened)["status"] for _ in range(4)] == ["PROCESSING"] * 4
        imports.api.emulator.clock.advance(5)
    assert imports.fetch(opened)["status"] == "COMPLETED"


def test_import_without_file_is_not_completed(imports):
    opened = imports.open()
    imports.api.emulator.complete_operations()
    assert imports.fetch(opened)["status"] == "PENDING"
    imports.upload(opened["url"])
    imports.api.emulator.complete_operations()
    assert imports.fetch(opened)["status"] == "COMPLETED"


def test_import_list_is_newest_first(imports):
    ids = [imports.open()["importId"] for _ in range(3)]
    path = f"{imports.root}/Imports"
    page = imports.api.get(path).json()
    assert page == {"imports": ids[::-1], "meta": {"key": "imports", "pageSize": 3}}
    first = imports.api.get(path, query="pageSize=2&orderBy=ASC").json()
    assert first["imports"] == ids[:2]
    token = first["meta"]["nextToken"]
    assert imports.api.get(path, query=f"pageSize=2&orderBy=ASC&pageToken={token}").json()["imports"] == ids[2:]


def test_missing_import_is_404(imports, refused):
    refused(imports.api.get(f"{imports.root}/Imports/mem_import_{26 * '0'}"), 404, 20404)
    other = Imports(imports.api, "other")
    refused(other.api.get(f"{other.root}/Imports/{imports.open()['importId']}"), 404, 20404)


@pytest.mark.parametrize(("method", "path"), [("POST", ""), ("GET", ""), ("GET", f"/mem_import_{26 * '0'}")])
def test_import_requires_a_store(api, refused, method, path):
    missing = f"/v1/Stores/mem_store_{26 * '0'}/Profiles/Imports{path}"
    body = {"filename": "x", "fileSize": 1, "columnMappings": MAPPINGS} if method == "POST" else None
    refused(api.send(method, missing, body), 404, 520041)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"fileSize": 0}, "/fileSize"),
        ({"fileSize": 104_857_601}, "/fileSize"),
        ({"filename": 256 * "x"}, "/filename"),
        ({"columnMappings": MAPPINGS[:1]}, "/columnMappings"),
        ({"columnMappings": [*MAPPINGS, {**MAPPINGS[0], "extra": 1}]}, "/columnMappings/2"),
        ({"extra": 1}, ""),
    ],
)
def test_invalid_import_is_520046(imports, refused, change, field):
    body = {"filename": "x", "fileSize": 1, "columnMappings": MAPPINGS, **change}
    [found] = refused(imports.api.send("POST", f"{imports.root}/Imports", body), 400, 520046)["details"]["fields"]
    assert found["field"] == field


# The door for the files.


def test_upload_url_has_another_host_and_an_expiry(imports):
    url = httpx.URL(imports.open()["url"])
    assert url.scheme == "https"
    assert url.host == "imports.memory-emulator.example"
    assert url.params["expires"] == "1800"
    assert url.params["signature"]


@pytest.mark.parametrize("name", ["Authorization", "authorization"])
def test_upload_refuses_credentials(imports, name):
    opened = imports.open()
    refused = imports.upload(opened["url"], headers={name: "Basic c2VjcmV0"})
    assert refused.status_code == 400
    assert "Authorization" in refused.text
    assert imports.fetch(opened)["status"] == "PENDING"
    assert imports.upload(opened["url"]).status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_upload_url_is_signed_for_put(imports, method):
    assert imports.upload(imports.open()["url"], method=method).status_code == 403


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("signature=signature_0", "signature=signature_1"),
        ("expires=1800", "expires=9999"),
        ("signedAt=1", "signedAt=2"),
        ("?", "?x=1&"),
        ("/mem_import_0", "/mem_import_1"),
        ("/mem_store_0", "/mem_store_1"),
    ],
)
def test_upload_url_with_changes_is_refused(imports, part, other):
    opened = imports.open()
    assert part in opened["url"]
    assert imports.upload(opened["url"].replace(part, other)).status_code == 403
    assert imports.fetch(opened)["status"] == "PENDING"


def test_upload_url_with_signature_of_another_import_is_refused(imports):
    one, other = imports.open(), imports.open()
    url = one["url"].replace(one["importId"], other["importId"])
    assert imports.upload(url).status_code == 403


def test_upload_url_expires_after_half_an_hour(imports):
    early, late = imports.open(), imports.open()
    imports.api.emulator.clock.advance(1799.999)
    assert imports.upload(early["url"]).status_code == 200
    imports.api.emulator.clock.advance(0.001)
    refused = imports.upload(late["url"])
    assert (refused.status_code, refused.text) == (403, "The URL has expired.")


@pytest.mark.parametrize("content", [b"", FILE[:-1], FILE + b"\n"])
def test_upload_of_another_size_is_refused_and_can_be_retried(imports, content):
    opened = imports.open()
    assert imports.upload(opened["url"], content).status_code == 400
    assert imports.upload(opened["url"]).status_code == 200


def test_second_upload_is_refused(imports):
    opened = imports.open()
    assert imports.upload(opened["url"]).status_code == 200
    assert imports.upload(opened["url"]).status_code == 409
    imports.api.emulator.complete_operations()
    assert imports.upload(opened["url"]).status_code == 409
    assert len(imports.profiles()) == 2


def test_import_ends_with_its_store(imports, refused):
    opened, uploaded = imports.open(), imports.open()
    imports.upload(uploaded["url"])
    imports.api.send("DELETE", f"{imports.api.root}/{imports.root.split('/')[3]}")
    assert imports.upload(opened["url"]).status_code == 403
    imports.api.emulator.complete_operations()
    assert imports.upload(opened["url"]).status_code == 403
    refused(imports.api.get(f"{imports.root}/Imports/{uploaded['importId']}"), 404, 520041)


def test_upload_is_recorded_without_an_operation(imports):
    imports.upload(imports.open()["url"])
    call = imports.api.emulator.calls[-1]
    assert (call.operation, call.method, call.status, call.body) == (None, "PUT", 200, FILE)
    assert call.headers["host"] == "imports.memory-emulator.example"


def test_upload_path_does_not_bypass_credentials(imports, refused):
    response = imports.api.emulator.handle(Request("GET", f"{imports.root}/Imports"))
    refused(response, 401, 20003)
    signed = urlsplit(imports.open()["url"])
    door = signed.path.removesuffix(signed.path.partition("/uploads/")[2])
    assert imports.api.emulator.handle(Request("GET", f"{door}{imports.root}/Imports", signed.query)).status == 403


def test_upload_by_an_asynchronous_client(imports):
    opened = imports.open()

    async def upload():
        async with httpx.AsyncClient(transport=imports.api.emulator.transport()) as client:
            return await client.put(opened["url"], content=FILE)

    assert anyio.run(upload).status_code == 200


def test_uploaded_file_survives_a_restart(new_api, tmp_path):
    file = tmp_path / "memory.sqlite3"
    imports = Imports(new_api(database=file))
    opened = imports.open()
    imports.upload(opened["url"])
    imports.api.emulator.close()

    imports.api = new_api(database=file)
    assert [imports.fetch(opened)["status"] for _ in range(2)] == ["PROCESSING", "COMPLETED"]
    assert len(imports.profiles()) == 2


@pytest.mark.parametrize("how", ["ended", "reset"])
def test_uploaded_file_is_deleted_after_the_import(imports, how):
    opened = imports.open()
    imports.upload(opened["url"])
    connection = imports.api.emulator._core.database.connection
    assert [bytes(row[0]) for row in connection.execute("SELECT content FROM files")] == [FILE]
    {"ended": imports.api.emulator.complete_operations, "reset": imports.api.emulator.reset}[how]()
    assert connection.execute("SELECT count(*) FROM files").fetchone()[0] == 0


# What is in the files.


def test_import_merges_rows_of_one_person(imports):
    content = b"Mail,First\nada@example.com,Ada\nADA@example.com,Augusta\n"
    assert imports.run(content)["summary"] == {"errors": 0, "warnings": 1}
    assert imports.profiles() == [{"Contact": {"email": "ADA@example.com", "firstName": "Augusta"}}]
    assert imports.run(b"Mail,First\nada@example.com,Ada\n")["summary"] == DONE
    assert imports.profiles() == [{"Contact": {"email": "ada@example.com", "firstName": "Ada"}}]


def test_import_accepts_any_column_order_and_quotes(imports):
    content = '\ufeffFirst,Mail\r\n"Ada, ""the"" first\nof two",ada@example.com\r\n\r\nZoë,zoe@example.com'.encode()
    assert imports.run(content)["summary"] == {"errors": 0, "warnings": 1}
    assert [profile["Contact"]["firstName"] for profile in imports.profiles()] == ['Ada, "the" first\nof two', "Zoë"]


@pytest.mark.parametrize(("cell", "left"), [(b"", {"firstName": ""}), (b'""', {"firstName": ""}), (rb"\N", {})])
def test_import_empty_cell_overwrites_and_backslash_n_removes_the_trait(imports, cell, left):
    imports.run()
    assert imports.run(b"Mail,First\nada@example.com," + cell + b"\nnew@example.com,New\n")["summary"] == DONE
    assert imports.profiles()[0] == {"Contact": {"email": "ada@example.com", **left}}


@pytest.mark.parametrize("cell", [b"", rb"\N"])
def test_import_empty_identifier_cell_is_no_value(imports, cell):
    mappings = [*MAPPINGS, {"columnName": "Phone", "traitGroup": "Contact", "traitName": "phone"}]
    imports.run(b"Mail,First,Phone\nada@example.com,Ada,6175550101\n", mappings)
    ended = imports.run(b"Mail,First,Phone\n" + cell + b",Augusta,6175550101\n" + 2 * (cell + b",Eve,\n"), mappings)
    assert ended["summary"] == {"errors": 2, "warnings": 0}
    assert imports.profiles() == [
        {"Contact": {"email": "ada@example.com", "firstName": "Augusta", "phone": "6175550101"}}
    ]


@pytest.mark.parametrize(
    "row",
    [
        b",Ada",
        b"   ,Ada",
        b"ada@example.com",
        b"ada@example.com,Ada,more",
        b"ada@example.com," + 1025 * b"x",
    ],
)
def test_import_counts_unresolved_rows_as_errors(imports, row):
    ended = imports.run(b"Mail,First\n" + row + b"\ngrace@example.com,Grace\n")
    assert (ended["status"], ended["summary"]) == ("COMPLETED", {"errors": 1, "warnings": 0})
    assert imports.profiles() == [{"Contact": {"email": "grace@example.com", "firstName": "Grace"}}]


def test_import_ignores_unmapped_columns(imports):
    ended = imports.run("Mail,First,Colour,,\nada@example.com,A, two  spaces ,,\ng@example.com,G,синий,,\n".encode())
    assert (ended["status"], ended["summary"]) == ("COMPLETED", DONE)
    assert [profile["Contact"] for profile in imports.profiles()] == [
        {"email": "ada@example.com", "firstName": "A"},
        {"email": "g@example.com", "firstName": "G"},
    ]


def test_import_of_undefined_traits_fails_every_row(imports):
    unknown = [MAPPINGS[0], {"columnName": "First", "traitGroup": "Nowhere", "traitName": "firstName"}]
    assert imports.run(FILE, unknown)["summary"] == {"errors": 2, "warnings": 0}
    assert imports.profiles() == []


def test_import_identifier_of_another_profile_is_a_warning(imports):
    store = f"{imports.api.root}/{imports.root.split('/')[3]}"
    configs = [{"idType": "email"}, {"idType": "crm"}]
    imports.api.done(
        "PUT", f"{store}/IdentityResolutionSettings", {"identifierConfigs": configs, "matchingRules": ["email"]}
    )
    definition = {"crm": {"dataType": "STRING", "idTypePromotion": "crm"}}
    imports.api.done("POST", f"{store}/TraitGroups", {"displayName": "Crm", "traits": definition})
    mappings = [MAPPINGS[0], {"columnName": "Crm", "traitGroup": "Crm", "traitName": "crm"}]
    ended = imports.run(b"Mail,Crm\na@example.com,1\nb@example.com,1\nc@example.com,2\n", mappings)
    assert ended["summary"] == {"errors": 0, "warnings": 1}
    ids = imports.api.get(imports.root, query="orderBy=ASC").json()["profiles"]
    found = [imports.api.get(f"{imports.root}/{profile_id}/Identifiers").json()["identifiers"] for profile_id in ids]
    assert [[identifier["idType"] for identifier in identifiers] for identifiers in found] == [
        ["email", "crm"],
        ["email"],
        ["email", "crm"],
    ]


def test_import_cells_are_parsed_by_trait_type(imports):
    store = f"{imports.api.root}/{imports.root.split('/')[3]}"
    kinds = {"age": "NUMBER", "score": "NUMBER", "isVip": "BOOLEAN", "tags": "ARRAY", "code": "STRING"}
    group = {"displayName": "Loyalty", "traits": {name: {"dataType": kind} for name, kind in kinds.items()}}
    imports.api.done("POST", f"{store}/TraitGroups", group)
    mappings = [MAPPINGS[0]] + [
        {"columnName": name, "traitGroup": "Loyalty", "traitName": name} for name in group["traits"]
    ]
    header = b"Mail,age,score,isVip,tags,code\n"
    good = b'a@example.com,-7,2.50,TRUE,"[""x"", 1, true]",007\n'
    bad = [
        b"b@example.com,old,,,,\n",
        b"b@example.com,1e3,,,,\n",
        b"b@example.com,99999999999,,,,\n",
        b"b@example.com,,,yes,,\n",
        b"b@example.com,,,,x|y,\n",
        b"b@example.com,,,,[[1]],\n",
        b"b@example.com,,,,[NaN],\n",
        b"b@example.com,,,,[1e999],\n",
        b"b@example.com,,,,{},\n",
    ]
    ended = imports.run(header + good + b"".join(bad), mappings)
    assert ended["summary"] == {"errors": len(bad), "warnings": 0}
    [profile] = imports.profiles()
    assert profile["Loyalty"] == {"age": -7, "score": 2.5, "isVip": True, "tags": ["x", 1, True], "code": "007"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Mail,Name\nada@example.com,Ada\n", "'First'"),
        (b"Mail\nada@example.com\n", "'First'"),
        (b"Mail,First,Mail\na@example.com,Ada,b@example.com\n", "'Mail'"),
        (b"mail,first\nada@example.com,Ada\n", "'Mail'"),
        (b"\n", "'Mail'"),
        (b"Mail,First\n\xff,Ada\n", "UTF-8"),
        (b"Mail,First,Note,Note\nada@example.com,Ada,,\n", "'Note' 2 times"),
        (b"Mail,First\n", "nothing to import"),
        (b"Mail,First\n,\n,\n", "nothing to import"),
        (b"Mail,First," + b",".join(b"c%d" % number for number in range(99)) + b"\n", "101 columns"),
        (b"Mail;First\nada@example.com;Ada\n", "it has 'Mail;First'"),
        (b'Mail,First\n"ada@example.com,Ada\n', "CSV"),
    ],
)
def test_import_of_unreadable_file_fails(imports, content, message):
    opened = imports.open(content)
    imports.upload(opened["url"], content)
    imports.api.emulator.complete_operations()
    ended = imports.fetch(opened)
    assert (ended["status"], ended["summary"]) == ("FAILED", {"errors": 1, "warnings": 0})
    operation = imports.api.get(f"/v1/ControlPlane/Operations/{opened['operationId']}").json()
    assert (operation["status"], operation["error"]["code"]) == ("FAILED", 520010)
    assert message in operation["error"]["detail"]
    assert imports.profiles() == []


def test_import_is_deterministic(new_api):
    seen = []
    for _ in range(2):
        imports = Imports(new_api())
        imports.run()
        seen.append(imports.api.get(imports.root).json()["profiles"])
    assert seen[0] == seen[1]
    assert len(set(seen[0])) == 2


def test_import_of_a_large_file(imports):
    content = b"Mail,First\n" + b"".join(b"p%d@example.com,P\n" % number for number in range(1200))
    assert imports.run(content)["summary"] == DONE
    page = imports.api.get(imports.root, query="pageSize=1000").json()
    rest = imports.api.get(imports.root, query=f"pageSize=1000&pageToken={page['meta']['nextToken']}").json()
    assert len(page["profiles"]) + len(rest["profiles"]) == 1200


def test_import_accepts_long_cells_in_unmapped_columns(imports):
    limit = csv.field_size_limit()
    ended = imports.run(b"Mail,First,Notes\nada@example.com,Ada," + 140_000 * b"x" + b"\n")
    assert (ended["status"], ended["summary"]["errors"]) == ("COMPLETED", 0)
    assert csv.field_size_limit() == limit


def test_import_without_a_default_identifier_fails(imports):
    mappings = [{**MAPPINGS[1], "columnName": column} for column in ("Mail", "First")]
    ended = imports.run(FILE, mappings)
    assert (ended["status"], ended["summary"]) == ("FAILED", {"errors": 1, "warnings": 0})


def test_import_of_too_many_records_fails(imports, monkeypatch):
    monkeypatch.setattr(_csv_files, "MAX_RECORDS", 2)
    assert imports.run(FILE + b",\n")["status"] == "COMPLETED"
    assert imports.run(FILE + b"alan@example.com,Alan\n")["status"] == "FAILED"


@pytest.mark.parametrize(("bad", "status"), [(100, "COMPLETED"), (101, "FAILED")])
def test_import_with_more_than_100_bad_records_writes_nothing(imports, bad, status):
    opened = imports.open(content := FILE + bad * b"bounced@,Eve\n")
    imports.upload(opened["url"], content)
    imports.api.emulator.complete_operations()
    ended = imports.fetch(opened)
    assert (ended["status"], ended["summary"]) == (status, {"errors": bad, "warnings": 0})
    operation = imports.api.get(f"/v1/ControlPlane/Operations/{opened['operationId']}").json()
    assert operation["status"] == status
    if status == "FAILED":
        assert imports.profiles() == []
        assert operation["error"]["code"] == 520010
        assert "101 records failed" in operation["error"]["detail"]
        assert "record 3: 'Mail' is not one email address" in operation["error"]["detail"]
    else:
        assert len(imports.profiles()) == 2


@pytest.mark.parametrize(
    ("cell", "errors", "warnings"),
    [
        (" Ada", 1, 0),
        ("Ada ", 1, 0),
        ("Ada\u00a0", 1, 0),
        ("Ada  Byron", 1, 0),
        ("Ada Byron", 0, 0),
        ("Jürgen Çelik", 0, 0),
        ("O'Brien", 0, 1),
        ("King; Byron", 0, 1),
        ('"King, ""Ada"""', 0, 1),
        ("Núñez", 0, 1),
        ("Søren", 0, 1),
        ("Zoe\u0301", 0, 1),
        ("Ada ❤", 0, 1),
        ("Ада", 1, 0),
        ("エイダ", 1, 0),
        ("Ada\u200b", 1, 0),
        ("A\0da", 1, 0),
        ("A\x1ada", 1, 0),
    ],
)
def test_import_spaces_and_characters_of_a_cell(new_api, cell, errors, warnings):
    imports = Imports(new_api())
    content = f"Mail,First\nada@example.com,{cell}\ngrace@example.com,Grace\n".encode()
    assert imports.run(content)["summary"] == {"errors": errors, "warnings": warnings}
    assert len(imports.profiles()) == 2 - errors
    [event] = [event for event in imports.api.emulator.events if event.level != "INFO"] if errors + warnings else [None]
    if event is not None:
        assert (event.body["record"], event.body["columns"]) == (1, ["First"])

    imports = Imports(new_api(behavior=Behavior(strict_csv_characters=True)))
    assert imports.run(content)["summary"] == {"errors": errors + warnings, "warnings": 0}


def test_import_empty_cell_of_another_type_is_a_warning(imports):
    store = f"{imports.api.root}/{imports.root.split('/')[3]}"
    kinds = {"age": "NUMBER", "isVip": "BOOLEAN", "tags": "ARRAY"}
    group = {"displayName": "Loyalty", "traits": {name: {"dataType": kind} for name, kind in kinds.items()}}
    imports.api.done("POST", f"{store}/TraitGroups", group)
    mappings = [MAPPINGS[0]] + [{"columnName": name, "traitGroup": "Loyalty", "traitName": name} for name in kinds]
    header = b"Mail,age,isVip,tags\n"
    assert imports.run(header + b"a@example.com,7,TRUE,[1]\n", mappings)["summary"] == DONE
    assert imports.run(header + b"a@example.com,,,\n", mappings)["summary"] == {"errors": 0, "warnings": 1}
    assert imports.profiles()[0]["Loyalty"] == {"age": 7, "isVip": True, "tags": [1]}
    assert imports.run(header + rb"a@example.com,\N,\N,\N" + b"\n", mappings)["summary"] == DONE
    assert imports.profiles() == [{"Contact": {"email": "a@example.com"}}]


@pytest.mark.parametrize("end", [b"\x1a", b"\n\x1a\0\0\0", b"\n\0\0", b"\r\n\r\n\x1a", b"\n,\n,\r\n,"])
def test_import_ignores_padding_and_rows_of_separators(imports, end):
    assert imports.run(FILE.rstrip() + end)["summary"] == DONE
    assert len(imports.profiles()) == 2
    assert imports.profiles()[1]["Contact"]["firstName"] == "Grace"


def test_import_numbers_records_without_rows_of_separators(imports):
    ended = imports.run(b'Mail,First\n,\n"ada@example.com","A\nda"\n,\nbounced@,Eve\n')
    assert ended["summary"] == {"errors": 1, "warnings": 1}
    found = [(event.level, event.body["record"], event.body["line"]) for event in problems(imports)]
    assert found == [("ERROR", 2, 6), ("WARNING", 1, 4)]


def problems(imports):
    """Return the events that are not of the level INFO."""
    return [event for event in imports.api.emulator.events if event.level != "INFO"]


def test_import_events_name_record_column_and_reason(imports):
    mappings = [*MAPPINGS, {"columnName": "Phone", "traitGroup": "Contact", "traitName": "phone"}]
    content = b"Mail,First,Phone\nbounced@,Eve,5555550123.0\nada@example.com,Ada,\nada@example.com,Augusta,\n"
    opened = imports.open(content, mappings)
    imports.upload(opened["url"], content)
    imports.api.emulator.clock.advance(60)
    imports.api.emulator.complete_operations()
    all_entries = [event.to_dict() for event in imports.api.emulator.events if "import_id" in event.body]
    written = [entry for entry in all_entries if "profile_id" in entry["body"]]
    assert [(entry["eventType"], entry["level"], entry["body"]["record"]) for entry in written] == [
        ("com.twilio.memory.profiles.created.importcsv", "INFO", 2),
        ("com.twilio.memory.traits.created.importcsv", "INFO", 3),
    ]
    entries = [entry for entry in all_entries if entry not in written]
    assert [(entry["eventType"], entry["level"], entry["errorCode"]) for entry in entries] == [
        ("com.twilio.memory.profiles.created-import", "INFO", 0),
        ("com.twilio.memory.profiles.submitted-import", "INFO", 0),
        ("com.twilio.memory.profiles.created.importcsv", "ERROR", 520010),
        ("com.twilio.memory.profiles.created.importcsv", "WARNING", 520034),
        ("com.twilio.memory.profiles.finished-import", "INFO", 0),
    ]
    assert {entry["body"]["import_id"] for entry in entries} == {opened["importId"]}
    assert {entry["body"]["file_name"] for entry in entries} == {"customers.csv"}
    assert entries[1]["requestId"] == entries[2]["requestId"] == entries[3]["correlationId"] != entries[0]["requestId"]
    refused, warned = entries[2], entries[3]
    assert refused["eventTime"] == "2026-01-15T10:31:00Z"
    assert refused["source"] == "conversation-memory"
    assert re.fullmatch(r"[0-9]{13}-[0-9a-f]{8}", refused["logId"])
    assert str(uuid.UUID(refused["requestId"])) == refused["requestId"]
    assert (refused["body"]["record"], refused["body"]["line"], refused["body"]["columns"]) == (1, 2, ["Mail", "Phone"])
    assert refused["errorReason"] == refused["body"]["error_message"]
    assert [error["description"] for error in refused["body"]["error_list"]] == [
        "record 1: 'Mail' is not one email address (identifier type email)",
        f"record 1: 'Phone' {NO_PHONE} (identifier type phone)",
    ]
    assert warned["errorReason"] == "record 3: it joins the profile of record 2"
    assert entries[4]["body"]["errors"] == entries[4]["body"]["warnings"] == 1


def test_import_that_fails_has_an_event(imports):
    imports.run(b"Mail,Name\nada@example.com,Ada\n")
    [event] = problems(imports)
    assert event.event_type == "com.twilio.memory.profiles.finished-import"
    assert (event.level, event.error_code) == ("ERROR", 520010)
    assert "it has 'Mail', 'Name'" in event.error_reason


def test_import_events_of_many_records_are_bounded(imports):
    ended = imports.run(b"Mail,First\n" + 1500 * b"bounced@,Eve\n")
    assert ended["summary"] == {"errors": 1500, "warnings": 0}
    assert len(problems(imports)) == 1001
    assert [event.event_type.rpartition(".")[2] for event in imports.api.emulator.events].count("submitted-import") == 2


def test_events_are_reported_and_cleared(new_api):
    seen = []
    imports = Imports(new_api(on_event=seen.append))
    imports.run()
    assert list(imports.api.emulator.events) == seen != []
    imports.api.emulator.reset()
    assert not imports.api.emulator.events
