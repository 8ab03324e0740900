"""Contract 4: credentials, base URLs and options."""

from __future__ import annotations

import base64
import functools
import pickle

import httpx
import pytest

from operation_cases import OPERATION
from twilio_memory import AsyncMemoryClient, InvalidArgumentError, MemoryClient, Timeouts
from twilio_memory._core.config import BaseURL, Credentials
from twilio_memory._http.proxy import is_exempt
from twilio_memory._http.types import Origin
from twilio_memory.testing import Emulator

NAMES = ("API_KEY", "API_SECRET", "ACCOUNT_SID", "AUTH_TOKEN", "REGION", "EDGE", "MEMORY_BASE_URL")


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(f"TWILIO_{name}", raising=False)


def username(credentials):
    return base64.b64decode(credentials.authorization.removeprefix("Basic ")).decode().partition(":")[0]


def test_credentials_prefer_arguments_to_the_environment(monkeypatch):
    monkeypatch.setenv("TWILIO_API_KEY", "SKenv")
    monkeypatch.setenv("TWILIO_API_SECRET", "secret")
    assert username(Credentials.from_environment("SKgiven", "secret")) == "SKgiven"
    assert username(Credentials.from_environment(None, None)) == "SKenv"


def test_credentials_prefer_the_api_key_to_the_account(monkeypatch):
    for name in NAMES[:4]:
        monkeypatch.setenv(f"TWILIO_{name}", name)
    assert username(Credentials.from_environment(None, None)) == "API_KEY"
    monkeypatch.delenv("TWILIO_API_KEY")
    monkeypatch.delenv("TWILIO_API_SECRET")
    assert username(Credentials.from_environment(None, None)) == "ACCOUNT_SID"


@pytest.mark.parametrize("missing", NAMES[:4])
def test_partial_credentials_do_not_fall_back_to_the_other_pair(monkeypatch, missing):
    pair = NAMES[:2] if missing in NAMES[:2] else NAMES[2:4]
    for name in NAMES[:4] if missing in NAMES[:2] else pair:
        monkeypatch.setenv(f"TWILIO_{name}", name)
    monkeypatch.delenv(f"TWILIO_{missing}")
    with pytest.raises(InvalidArgumentError, match=f"TWILIO_[A-Z_]+ is set, but TWILIO_{missing} is not$"):
        Credentials.from_environment(None, None)


@pytest.mark.parametrize("client", [MemoryClient, AsyncMemoryClient])
def test_missing_credentials_error_names_the_variables_to_set(client):
    with pytest.raises(InvalidArgumentError, match=r"TWILIO_API_KEY and TWILIO_API_SECRET.*TWILIO_ACCOUNT_SID"):
        client()


@pytest.mark.parametrize(
    ("user", "password"),
    [
        ("", "x"),
        ("SK", ""),
        ("SK", None),
        (None, "x"),
        ("S:K", "x"),
        ("SK\n", "x"),
        ("SK", "x\r\nX-Evil: 1"),
        ("SK", "a b"),
        ("SK", "\x00"),
        ("SK", "a\u00a0b"),
        (7, "x"),
        ("SK", b"x"),
    ],
)
def test_invalid_credentials_are_refused_and_not_shown(user, password):
    with pytest.raises(InvalidArgumentError) as caught:
        Credentials.from_environment(user, password)
    assert "Evil" not in str(caught.value)


def test_credentials_are_never_shown_or_pickled():
    credentials = Credentials("SKuser", "hush-hush")
    client = MemoryClient("SKuser", "hush-hush")
    for shown in (repr(credentials), str(credentials), repr(client), str(client), repr(vars(client))):
        assert "hush" not in shown
        assert base64.b64encode(b"SKuser:hush-hush").decode() not in shown
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(credentials)


@pytest.mark.parametrize(
    ("arguments", "url"),
    [
        ((None, None, None), "https://memory.twilio.com"),
        ((None, "ie1", None), "https://memory.ie1.twilio.com"),
        ((None, None, "dublin"), "https://memory.dublin.us1.twilio.com"),
        ((None, "ie1", "dublin"), "https://memory.dublin.ie1.twilio.com"),
        (("https://proxy.example:8443/twilio/", None, None), "https://proxy.example:8443/twilio"),
        (("http://localhost:4010", None, None), "http://localhost:4010"),
        (("http://127.0.0.2", None, None), "http://127.0.0.2"),
        (("http://[::1]:80/", None, None), "http://[::1]"),
        (("https://memory.twilio.com:443", None, None), "https://memory.twilio.com"),
    ],
)
def test_base_url_follows_region_and_edge_as_in_twilio_python(arguments, url):
    assert str(BaseURL.from_environment(*arguments)) == url


def test_region_and_edge_are_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("TWILIO_REGION", "au1")
    assert str(BaseURL.from_environment(None, None, "sydney")) == "https://memory.sydney.au1.twilio.com"


@pytest.mark.contract(4)
@pytest.mark.parametrize(
    "url",
    [
        "",
        "memory.twilio.com",
        "http://memory.twilio.com",
        "http://localhost.evil.example",
        "http://128.0.0.1",
        "ftp://memory.twilio.com",
        "https://user:secret@memory.twilio.com",
        "https://@memory.twilio.com",
        "https://memory.twilio.com?x=1",
        "https://memory.twilio.com/?",
        "https://memory.twilio.com#x",
        "https://memory.twilio.com\\@evil.example",
        "https://memory.twilio.com/a/../b",
        "https://memory.twilio.com/%2e%2e",
        "https://memory.twilio.com//x",
        "https://memory.twilio.com:99999",
        "https://[::1",
        "https://memory.twilio.com\n",
        "https://mémory.twilio.com",
        "https:///path",
        "https://memory..twilio.com",
        "https://.twilio.com",
        "https://*.twilio.com",
        f"https://{'m' * 64}.twilio.com",
        7,
    ],
)
def test_invalid_base_url_is_refused(url):
    with pytest.raises(InvalidArgumentError, match="base_url: ") as caught:
        MemoryClient("SK", "x", base_url=url)
    assert "secret" not in str(caught.value)


@pytest.mark.contract(4)
@pytest.mark.parametrize("client", [MemoryClient, AsyncMemoryClient])
@pytest.mark.parametrize(
    "host", ["emulator", "emulator.example:4010", "192.0.2.7:4010", "nottwilio.com", "twilio.com.example"]
)
def test_http_to_other_hosts_needs_allow_http(monkeypatch, client, host):
    url = f"http://{host}"
    for variable in (None, "", "0", "true"):
        if variable is not None:
            monkeypatch.setenv("TWILIO_MEMORY_ALLOW_HTTP", variable)
        with pytest.raises(InvalidArgumentError, match=r"allow_http=True or TWILIO_MEMORY_ALLOW_HTTP=1"):
            client("SK", "x", base_url=url)
    assert url in repr(client("SK", "x", base_url=url, allow_http=True))
    monkeypatch.setenv("TWILIO_MEMORY_ALLOW_HTTP", "1")
    monkeypatch.setenv("TWILIO_MEMORY_BASE_URL", url)
    assert url in repr(client("SK", "x"))
    with pytest.raises(InvalidArgumentError, match="allow_http"):
        client("SK", "x", allow_http=False)


@pytest.mark.contract(4)
@pytest.mark.parametrize("client", [MemoryClient, AsyncMemoryClient])
@pytest.mark.parametrize(
    "host", ["twilio.com", "twilio.com.", "memory.twilio.com:80", "MEMORY.Twilio.COM", "memory.ie1.twilio.com.:8080"]
)
def test_http_to_twilio_is_always_refused(monkeypatch, client, host):
    monkeypatch.setenv("TWILIO_MEMORY_ALLOW_HTTP", "1")
    with pytest.raises(InvalidArgumentError, match="hosts other than Twilio's"):
        client("SK", "x", base_url=f"http://{host}", allow_http=True)


@pytest.mark.parametrize("value", [1, "false", 0.0])
def test_allow_http_that_is_no_bool_is_refused(value):
    with pytest.raises(InvalidArgumentError, match="allow_http: expected True or False"):
        MemoryClient("SK", "x", allow_http=value)


@pytest.mark.parametrize("name", ["region", "edge"])
@pytest.mark.parametrize("value", ["ie1.evil.example/", "IE1", "-", "a b", "ie1\n"])
def test_invalid_region_and_edge_are_refused(name, value):
    with pytest.raises(InvalidArgumentError, match=f"{name}: "):
        MemoryClient("SK", "x", **{name: value})


def test_base_url_is_read_from_the_environment_by_default(monkeypatch):
    monkeypatch.setenv("TWILIO_MEMORY_BASE_URL", "http://127.0.0.1:4010")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    assert str(BaseURL.from_environment(None, None, None)) == "http://127.0.0.1:4010"
    assert str(BaseURL.from_environment("https://x.example", None, None)) == "https://x.example"
    assert str(BaseURL.from_environment(None, "ie1", None)) == "https://memory.ie1.twilio.com"
    monkeypatch.setenv("TWILIO_MEMORY_BASE_URL", "http://memory.example")
    with pytest.raises(InvalidArgumentError, match="base_url: "):
        MemoryClient("SK", "x")


def test_base_url_and_region_are_mutually_exclusive():
    with pytest.raises(InvalidArgumentError, match="give either this, or region and edge"):
        MemoryClient("SK", "x", base_url="https://memory.twilio.com", region="ie1")


@pytest.mark.parametrize("name", ["connect", "read", "write", "pool", "total"])
@pytest.mark.parametrize("value", [0, -1, float("inf"), float("nan"), "5", None, True])
def test_invalid_timeouts_are_refused(name, value):
    with pytest.raises(InvalidArgumentError, match=f"Timeouts.{name}: "):
        Timeouts(**{name: value})


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("max_attempts", 0),
        ("max_attempts", 1.5),
        ("max_attempts", True),
        ("max_retry_after", -1),
        ("max_response_bytes", 0),
        ("timeouts", 10),
        ("timeouts", 0),
    ],
)
def test_invalid_options_are_refused_by_the_constructor(option, value):
    with pytest.raises(InvalidArgumentError, match=f"{option}: "):
        MemoryClient("SK", "x", **{option: value})
    with pytest.raises(InvalidArgumentError, match=f"{option}: "):
        MemoryClient("SK", "x").with_options(**{option: value})


@pytest.mark.parametrize(("kind", "other"), [(MemoryClient, httpx.AsyncClient), (AsyncMemoryClient, httpx.Client)])
def test_http_client_of_the_other_concurrency_is_refused(kind, other):
    for http_client in (other(), 7):
        with pytest.raises(InvalidArgumentError, match="http_client: "):
            kind("SK", "x", http_client=http_client)


def test_client_repr_shows_username_and_base_url():
    for sid in (f"SK{'0123456789abcdef' * 2}", f"AC{'0' * 32}"):
        shown = f"MemoryClient({sid!r}, base_url='https://memory.twilio.com')"
        assert repr(MemoryClient(sid, "hush")) == shown


@pytest.mark.contract(37)
@pytest.mark.parametrize(
    "name", ["user", "SK123", f"SK{'0' * 31}", f"SK{'0' * 33}", f"sk{'0' * 32}", f"SK{'g' * 32}", "hush" * 8]
)
def test_client_repr_hides_a_username_that_is_no_sid(name):
    for kind in (MemoryClient, AsyncMemoryClient):
        assert repr(kind(name, "secret")) == f"{kind.__name__}(..., base_url='https://memory.twilio.com')"


SID = f"SK{'0123456789abcdef' * 2}"
HUSH = "hushhush" * 4
UNUSABLE = [
    (f'"{SID}"', "{} a quotation mark"),
    (f"'{SID}", "{} a quotation mark"),
    (f"{SID}`", "{} a quotation mark"),
    (f"\ufeff{SID}", r"{}\(U\+FEFF"),
    (f"{SID[:5]}\u200b{SID[5:]}", r"{}\(U\+200B"),
    (f"{SID}\u00ad", r"{}\(U\+00AD"),
    (f"{SID}\u2800", r"{}\(U\+2800"),
    (f"{SID}\u3164", r"{}\(U\+3164"),
    (f"\u201c{SID}\u201d", r"{}\(U\+201C"),
    (f"{SID[:5]} {SID[5:]}", r"{} whitespace \(U\+0020\)"),
    (f"{SID}\n", r"{} whitespace \(U\+000A\)"),
]


@pytest.mark.contract(37)
@pytest.mark.parametrize(("text", "message"), UNUSABLE)
@pytest.mark.parametrize("pair", [NAMES[:2], NAMES[2:4]])
def test_credentials_that_cannot_be_right_are_refused_by_name(monkeypatch, text, message, pair):
    secret = text.replace(SID, HUSH).replace(SID[:5], HUSH).replace(SID[5:], HUSH)
    for values, at in (((text, HUSH), 0), ((SID, secret), 1)):
        with pytest.raises(
            InvalidArgumentError, match=message.format(f"^{['username', 'password'][at]}: .*")
        ) as caught:
            MemoryClient(*values)
        assert "hush" not in str(caught.value)
        for name, value in zip(pair, values, strict=True):
            monkeypatch.setenv(f"TWILIO_{name}", value)
        with pytest.raises(InvalidArgumentError, match=message.format(f"^TWILIO_{pair[at]}: .*")) as caught:
            MemoryClient()
        assert "hush" not in str(caught.value)


@pytest.mark.contract(37)
@pytest.mark.parametrize(("name", "secret"), [(HUSH, SID), (HUSH, "ACfull"), (f"AC{'1' * 32}", SID)])
def test_swapped_credentials_are_refused(monkeypatch, name, secret):
    with pytest.raises(InvalidArgumentError, match=r"^password: looks like the SID .* swapped") as caught:
        MemoryClient(name, secret)
    assert "hush" not in str(caught.value)
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", name)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", secret)
    with pytest.raises(InvalidArgumentError, match=r"^TWILIO_AUTH_TOKEN: looks like the SID"):
        MemoryClient()


@pytest.mark.parametrize(("name", "secret"), [("user", "secret"), ("user", "password"), ("SK0", "SKsecret")])
def test_names_for_tests_are_accepted(name, secret):
    assert username(Credentials(name, secret)) == name


def test_default_timeouts_and_limits_are_as_documented():
    assert Timeouts() == Timeouts(connect=5, write=10, pool=5, read=35, total=90)
    options = MemoryClient("SK", "x")._executor.options
    assert (options.max_attempts, options.max_retry_after, options.max_response_bytes) == (3, 60, 16 * 2**20)


@pytest.mark.contract(29)
@pytest.mark.parametrize(
    ("host", "no_proxy", "exempt"),
    [
        ("api.example", "example", True),
        ("api.example", ".example", True),
        ("example", ".example", True),
        ("api.example", "*.example", True),
        ("api.example", "API.Example.", True),
        ("api.example.", "api.example", True),
        ("notexample", "example", False),
        ("api.example", "x, *", True),
        ("api.example", "x example", True),
        ("api.example", "example:443", True),
        ("api.example", "example:80", False),
        ("api.example", "example:x", False),
        ("api.example", ",. ,:,[],*.,", False),
        ("api.example", "", False),
        ("10.1.2.3", "10.0.0.0/8", True),
        ("10.1.2.3", "10.1.2.0/31", False),
        ("10.1.2.3", "10.1.2.3/8", True),
        ("10.1.2.3", "10.1.2.3:443", True),
        ("10.1.2.3", "10.1.2.3:80", False),
        ("10.1.2.3", "2.3", False),
        ("10.1.2.3", "fd00::/8,10.1.2.3", True),
        ("10.1.2.3", "10.0.0.0/99", False),
        ("fd00::1", "fd00::/8", True),
        ("fd00::1", "fe00::/8", False),
        ("fd00::1", "FD00:0::1", True),
        ("fd00::1", "[fd00::1]", True),
        ("fd00::1", "[fd00::1]:443", True),
        ("fd00::1", "[fd00::1]:80", False),
        ("fd00::1", "0.0.0.0/0", False),
    ],
)
def test_no_proxy_names_hosts_domains_addresses_and_networks(host, no_proxy, exempt):
    assert is_exempt(Origin("https", host, 443), no_proxy) is exempt


def test_default_headers_are_not_shown():
    memory = MemoryClient("SK", "x", default_headers={"x-token": "hunter2"})
    assert "hunter2" not in f"{memory!r} {memory._executor.options!r} {memory.stores!r}"


class AsyncKeys:
    async def __call__(self):
        return "SK", "x"


async def fetch_key():
    return "SK", "x"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("function", [fetch_key, functools.partial(fetch_key), AsyncKeys()], ids=range(3))
def test_async_function_for_credentials_of_the_synchronous_client_names_the_asynchronous_one(function):
    sent = []
    http_client = httpx.Client(transport=httpx.MockTransport(sent.append))
    with MemoryClient(credentials=function, http_client=http_client) as memory:
        with pytest.raises(InvalidArgumentError) as caught:
            memory.operations.fetch(OPERATION)
        assert str(caught.value) == "an async function was given, which needs AsyncMemoryClient"
    assert sent == []


@pytest.mark.filterwarnings("error")
def test_async_function_for_progress_of_the_synchronous_client_is_refused_and_another_wait_ends():
    async def progress(_):
        raise AssertionError

    emulator = Emulator()
    store_id = emulator.add_store()
    with emulator.client() as memory:
        handle = memory.data_mappings.delete(store_id, emulator.add_data_mapping(store_id))
        with pytest.raises(InvalidArgumentError, match="needs AsyncMemoryClient"):
            handle.wait(progress=progress)
        assert handle.wait() is None
