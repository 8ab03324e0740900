"""Contract 2 and 4: subclasses of `str` reach the head of a request as their characters alone."""

from __future__ import annotations

import contextlib
import enum
import io
import json

import httpx
import pytest

from operation_cases import COLUMNS, IMPORT, MAPPING, OPERATION, PROFILE, STORE
from raw_server import RawServer, http
from twilio_memory import MemoryClient
from twilio_memory._core.config import Credentials
from twilio_memory._http.proxy import Proxy
from twilio_memory._http.types import Origin
from twilio_memory.testing import FakeClock
from twilio_memory_api.types import Unset

EVIL = "x\r\nX-Injected: 1"


class Hostile(str):
    """A str whose methods all return other text."""

    __slots__ = ()

    def wrong_text(self, *_arguments, **_options):
        return EVIL

    __str__ = __repr__ = __format__ = __add__ = __radd__ = __mod__ = __getitem__ = wrong_text
    strip = lstrip = rstrip = lower = upper = title = replace = join = format = translate = wrong_text

    def encode(self, *_arguments):
        return EVIL.encode()

    def split(self, *_arguments):
        return [EVIL]

    def partition(self, *_arguments):
        return EVIL, ":", EVIL

    def true(self, *_arguments):
        return True

    def false(self, *_arguments):
        return False

    __eq__ = isascii = isprintable = isalnum = isdigit = startswith = true
    __contains__ = false
    __hash__ = str.__hash__

    def __iter__(self):
        return iter(EVIL)

    def __len__(self):
        return len(EVIL)


class Disguised(Hostile):
    """A str whose `__class__` is another class."""

    __slots__ = ()
    __class__ = Unset


class HostileInt(int):
    def __str__(self):
        return EVIL

    __repr__ = __format__ = __sub__ = __str__


class HostileFile(io.BytesIO):
    def tell(self):
        return HostileInt(super().tell())

    def seek(self, *arguments):
        return HostileInt(super().seek(*arguments))


#: Calls with arguments of given subclasses of str and int.
CALLS = {
    "If-Match": lambda memory, text, _: memory.stores.update(STORE, description="d", if_match=text('"v1"')),
    "an ID in the path": lambda memory, text, _: memory.data_mappings.delete(text(STORE), text(MAPPING)),
    "a name in the path": lambda memory, text, _: memory.trait_groups.delete(STORE, text("Loyalty v2")),
    "names in the query": lambda memory, text, _: memory.profiles.fetch(STORE, PROFILE, trait_groups=[text("A B")]),
    "an operation": lambda memory, text, _: memory.operations.fetch(text(OPERATION)),
    "an operation that is resumed": lambda memory, text, _: memory.operations.resume(
        operation_id=text(OPERATION)
    ).fetch(),
    "a page": lambda memory, text, number: next(
        memory.data_mappings.list(
            STORE, page_size=number(7), page_token=text("t+/="), order_by=text("ASC"), type_=text("INGRESS")
        ).pages()
    ),
}
OK = http("200 OK", b"{}", "Connection: close")


def heads(call, *, username="SKuser", password="word", text=str, number=int, own_client=False, url=str):
    """Return the requests that a server receives from a call."""
    server = RawServer([OK])
    http_client = httpx.Client() if own_client else None
    with MemoryClient(
        username, password, base_url=url(server.url), http_client=http_client, clock=FakeClock(), max_attempts=1
    ) as memory:
        with contextlib.suppress(Exception):  # The response is empty.
            call(memory, text, number)
    if http_client:
        http_client.close()
    server.close()
    return [request.replace(server.url.removeprefix("http://").encode(), b"HOST") for request in server.requests]


@pytest.mark.contract(2)
@pytest.mark.parametrize("own_client", [False, True])
@pytest.mark.parametrize("text", [Hostile, Disguised])
@pytest.mark.parametrize("case", CALLS)
def test_request_head_contains_the_characters_of_a_str_subclass(case, text, own_client):
    expected = heads(CALLS[case], own_client=own_client)
    assert len(expected) == 1
    assert heads(CALLS[case], text=text, number=HostileInt, own_client=own_client) == expected


@pytest.mark.contract(4)
@pytest.mark.parametrize("own_client", [False, True])
@pytest.mark.parametrize("text", [Hostile, Disguised])
def test_credentials_and_base_url_are_sent_as_the_characters_of_a_str_subclass(text, own_client):
    call = CALLS["an operation"]
    expected = heads(call, own_client=own_client)
    given = {"username": text("SKuser"), "password": text("word"), "url": text}
    assert heads(call, **given, own_client=own_client) == expected


@pytest.mark.contract(4)
@pytest.mark.parametrize("own_client", [False, True])
def test_credentials_that_are_enum_members_are_sent_as_their_values(own_client):
    class Key(str, enum.Enum):  # noqa: UP042 - the subject of the test
        SID = "SKuser"
        SECRET = "word"

    call = CALLS["an operation"]
    expected = heads(call, own_client=own_client)
    assert heads(call, username=Key.SID, password=Key.SECRET, own_client=own_client) == expected

    class Other(str, enum.Enum):  # noqa: UP042 - the subject of the test
        SID = "SK00000000000000000000000000000000"

    assert Credentials(Other.SID, Key.SECRET).username == "SK00000000000000000000000000000000"


@pytest.mark.parametrize("text", [Hostile, Disguised])
def test_region_edge_and_proxy_are_read_as_the_characters_of_a_str_subclass(text):
    sid = f"SK{'0' * 32}"
    memory = MemoryClient(sid, "x", region=text("ie1"), edge=text("dublin"))
    assert repr(memory) == f"MemoryClient({sid!r}, base_url='https://memory.dublin.ie1.twilio.com')"
    url, origin = "http://user:word@127.0.0.1:80", Origin("https", "memory.twilio.com", 443)
    assert Proxy(text(url)).connect_request(origin) == Proxy(url).connect_request(origin)


@pytest.mark.contract(6)
def test_upload_length_is_the_number_of_an_int_subclass():
    created = json.dumps({"importId": IMPORT, "url": "http://127.0.0.1:1/x"}).encode()
    uploads = RawServer([http("200 OK")])
    server = RawServer([http("201 Created", created.replace(b"http://127.0.0.1:1", uploads.url.encode()))])
    with MemoryClient("SK", "x", base_url=server.url, clock=FakeClock()) as memory:
        memory.imports.upload(
            STORE, HostileFile(b"a,b\n1,2\n"), filename="a.csv", column_mappings=COLUMNS, check_file=False
        )
    assert b"\r\ncontent-length: 8\r\n" in uploads.requests[0]
    assert b"X-Injected" not in uploads.requests[0]
    for each in (server, uploads):
        each.close()
