"""Contract 28: a constructor that fails keeps no secret in its frames, which error reporters show."""

from __future__ import annotations

from pathlib import Path

import pytest

import twilio_memory
from secret_scanner import SECRET, USER, kept_in_frames, shown_by
from twilio_memory import InvalidArgumentError, MemoryClient, Timeouts

PACKAGE = Path(twilio_memory.__file__).parent
NAMES = ("TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_MEMORY_BASE_URL")


class Secret:
    """An object of a user that holds a secret, and shows it in its repr."""

    def __init__(self):
        self.value = SECRET

    def __repr__(self):
        return f"Secret({self.value})"


class Broken(str):
    """A str whose methods all raise."""

    __slots__ = ()

    def fail(self, *_arguments):
        raise RuntimeError("broken")

    __str__ = __repr__ = __format__ = __bool__ = __len__ = __iter__ = __contains__ = __eq__ = encode = fail
    __hash__ = str.__hash__


#: Arguments of the constructor.
ARGUMENTS = {
    "bytes": {"password": SECRET.encode()},
    "bytes as username": {"username": SECRET.encode()},
    "a list": {"password": [SECRET]},
    "an object that shows it": {"password": Secret()},
    "an object that shows it as username": {"username": Secret()},
    "a line break at the end": {"password": f"{SECRET}\n"},
    "a carriage return at the end": {"password": f"{SECRET}\r\n"},
    "white space before it": {"password": f" {SECRET}"},
    "a control character": {"password": f"{SECRET}\x00"},
    "a lone surrogate": {"password": f"{SECRET}\udcff"},
    "a subclass with a line break": {"password": Broken(f"{SECRET}\n")},
    "swapped, with a line break": {"username": f"{SECRET}\n", "password": USER},
    "swapped, with a colon": {"username": f"{SECRET}:x", "password": USER},
    "an empty username": {"username": ""},
    "an empty password": {"username": SECRET, "password": ""},
    "no username": {"username": None},
    "no password": {"username": SECRET, "password": None},
    "a colon in the username": {"username": f"{USER}:x"},
    "user information in the base URL": {"base_url": f"https://{USER}:{SECRET}@memory.twilio.com"},
    "a base URL with a slash in its password": {"base_url": f"https://{USER}:{SECRET}/@memory.twilio.com"},
    "a base URL with brackets": {"base_url": f"https://[{SECRET}/"},
    "a base URL with a lone surrogate": {"base_url": f"https://{SECRET}.\udcff"},
    "a base URL and a region": {"base_url": f"https://{USER}:{SECRET}@memory.twilio.com", "region": "ie1"},
    "a base URL as bytes": {"base_url": f"https://{USER}:{SECRET}@memory.twilio.com".encode()},
    "a region": {"region": "IE 1"},
    "no attempt": {"max_attempts": 0},
    "no connection": {"max_connections": 0},
    "no time": {"timeouts": 5},
    "no wait": {"max_retry_after": "x"},
    "no bytes": {"max_response_bytes": 0.5},
    "an http_client of another kind": {"http_client": object()},
    "an ssl_context of another kind": {"ssl_context": False},
    "default headers of another kind": {"default_headers": [Secret()]},
    "a user agent of another kind": {"user_agent_extensions": 1},
    "credentials besides them": {"credentials": Secret},
}
#: Environment variables.
ENVIRONMENTS = {
    "a line break at the end of a secret": {"TWILIO_API_KEY": USER, "TWILIO_API_SECRET": f"{SECRET}\n"},
    "a line break at the end of a token": {"TWILIO_ACCOUNT_SID": USER, "TWILIO_AUTH_TOKEN": f"{SECRET}\n"},
    "a lone surrogate": {"TWILIO_API_KEY": USER, "TWILIO_API_SECRET": f"{SECRET}\udcff"},
    "swapped": {"TWILIO_API_KEY": f"{SECRET} ", "TWILIO_API_SECRET": USER},
    "a secret without a key": {"TWILIO_API_SECRET": SECRET},
    "user information in the base URL": {"TWILIO_MEMORY_BASE_URL": f"https://{USER}:{SECRET}@memory.twilio.com"},
    "a base URL with a slash in its password": {
        "TWILIO_MEMORY_BASE_URL": f"https://{USER}:{SECRET}/@memory.twilio.com"
    },
}
#: Unusable proxy URLs.
PROXIES = [
    f"socks5://me:{SECRET}@host:80",
    f"http://me:{SECRET}/@host:80",
    f"http://me:{SECRET}@bad host:80",
    f"http://me:{SECRET}@host:port",
    f"http://{SECRET}\udcff:me@host:80",
    f"http://[{SECRET}",
    f"me:{SECRET}@:80",
]


def check(error):
    assert kept_in_frames(error, PACKAGE) == []
    assert shown_by(error) == []


@pytest.fixture(autouse=True)
def _nothing_in_the_environment(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def refused(**arguments):
    """Return the error of a refused client; this frame holds no secret."""
    with pytest.raises((InvalidArgumentError, RuntimeError)) as caught:
        MemoryClient(**arguments)
    return caught.value


@pytest.mark.contract(28)
@pytest.mark.parametrize("case", ARGUMENTS)
def test_constructor_frames_keep_no_secret_of_the_arguments(case):
    error = refused(**{"username": USER, "password": SECRET} | ARGUMENTS[case])
    error.__traceback__ = error.__traceback__.tb_next  # Without the frame of the caller, which holds the arguments.
    assert isinstance(error, InvalidArgumentError)
    check(error)


@pytest.mark.contract(28)
@pytest.mark.parametrize("case", [case for case, given in ARGUMENTS.items() if {*given} <= {"username", "password"}])
def test_frames_of_other_credentials_keep_no_secret(case):
    memory = MemoryClient("SK", "x")
    with pytest.raises((InvalidArgumentError, RuntimeError)) as caught:
        memory.with_credentials(**{"username": USER, "password": SECRET} | ARGUMENTS[case])
    caught.value.__traceback__ = caught.value.__traceback__.tb_next  # As above.
    assert isinstance(caught.value, InvalidArgumentError)
    check(caught.value)


@pytest.mark.contract(28)
@pytest.mark.parametrize("case", ENVIRONMENTS)
def test_constructor_frames_keep_no_secret_of_the_environment(monkeypatch, case):
    for name, value in ENVIRONMENTS[case].items():
        monkeypatch.setenv(name, value)
    arguments = {"password": "x", "username": "SK"} if "TWILIO_MEMORY_BASE_URL" in ENVIRONMENTS[case] else {}
    check(refused(**arguments))


@pytest.mark.contract(28)
def test_constructor_frames_keep_no_secret_of_the_environment_if_an_argument_is_refused(monkeypatch):
    monkeypatch.setenv("TWILIO_API_KEY", USER)
    monkeypatch.setenv("TWILIO_API_SECRET", SECRET)
    for arguments in ({"max_attempts": 0}, {"timeouts": Timeouts}, {"base_url": "x"}):
        check(refused(**arguments))


@pytest.mark.contract(28)
@pytest.mark.parametrize("url", PROXIES)
def test_constructor_frames_keep_no_secret_of_a_proxy(monkeypatch, url):
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, url)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    error = refused(username="SK", password="x")
    assert isinstance(error, InvalidArgumentError)
    check(error)


@pytest.mark.contract(28)
def test_constructor_error_leaves_frames_of_an_exception_being_handled():
    try:
        int("x")
    except ValueError as handled:
        error, before = refused(username=USER, password=""), handled
    assert error.__context__ is before
    assert before.__traceback__ is not None
