"""`twilio-memory doctor`: what stands between this machine and Twilio's Memory."""

from __future__ import annotations

import datetime as dt
import os
import socket
import ssl
import sys
import time
import urllib.request
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from twilio_memory import (
    APIConnectionError,
    AuthenticationError,
    InvalidArgumentError,
    MemoryClient,
    NotFoundError,
    PermissionDeniedError,
    TwilioMemoryError,
    __version__,
)

from ._session import EMULATOR_URL, Session, app, command, fail

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MAX_SKEW = 60.0
_VARIABLES = ("TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")


class Check(NamedTuple):
    """One finding."""

    name: str
    is_good: bool | None
    """None where it could not be found out."""
    text: str


@command(app, "doctor")
def doctor(session: Session) -> None:
    """Check that this machine can use the API.

    Credentials, reachability, TLS, proxy, the product and the clock are checked; nothing is changed.

    Examples:
      $ twilio-memory doctor
      $ twilio-memory doctor --emulator
    """
    checks = list(run(session))
    marks = {True: "ok     ", False: "PROBLEM", None: "unknown"}
    session.show(
        [each._asdict() for each in checks],
        [f"{marks[each.is_good]}  {each.name}: {each.text}" for each in checks],
    )
    if not all(each.is_good is not False for each in checks):
        fail("There are problems.")


def run(session: Session, environment: Mapping[str, str] = os.environ) -> Iterator[Check]:
    """Check everything that can be checked, from near to far."""
    yield Check("version", True, f"twilio-memory {__version__}, Python {sys.version.split()[0]}, {ssl.OPENSSL_VERSION}")
    try:
        memory = session.client(max_attempts=1)
    except InvalidArgumentError as error:
        yield Check("credentials", False, str(error))
        return
    present = [name for name in _VARIABLES if environment.get(name)]
    yield Check("credentials", True, "of the emulator" if session.emulator else f"from {', '.join(present)}")
    with memory:
        url = session.base_url or (EMULATOR_URL if session.emulator else "https://memory.twilio.com")
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        proxy = urllib.request.getproxies().get(parts.scheme)
        if proxy and not urllib.request.proxy_bypass(host):
            where = urlsplit(proxy)
            yield Check("proxy", True, f"{where.scheme}://{where.hostname}:{where.port} for {host}")
        else:
            yield Check("proxy", True, f"none for {host}")
            yield _resolve(host, port)
            if parts.scheme == "https":
                yield _shake_hands(host, port)
        yield from _call(memory)


def _resolve(host: str, port: int) -> Check:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return Check("name resolution", False, f"{host}: {error}. Check the network and the DNS server.")
    return Check("name resolution", True, f"{host} is {', '.join(sorted({str(each[4][0]) for each in found}))}")


def _shake_hands(host: str, port: int) -> Check:
    context = ssl.create_default_context()
    try:
        with (
            socket.create_connection((host, port), timeout=10) as plain,
            context.wrap_socket(plain, server_hostname=host) as connection,
        ):
            certificate = connection.getpeercert() or {}
            version = connection.version()
    except ssl.SSLCertVerificationError as error:
        advice = "if a proxy of your company inspects TLS, set SSL_CERT_FILE to the file with its certificate"
        return Check("TLS", False, f"{error.verify_message}; {advice}")
    except OSError as error:
        return Check("TLS", False, f"{host}:{port}: {error}")
    expires = ssl.cert_time_to_seconds(str(certificate["notAfter"]))
    return Check(
        "TLS", True, f"{version}, the certificate is valid until {dt.datetime.fromtimestamp(expires, dt.UTC):%Y-%m-%d}"
    )


_CALL_ERRORS: Final = (
    (AuthenticationError, False, "the credentials are refused (401, code {0.code}): is the secret of this key?"),
    (PermissionDeniedError, False, "the credentials may not read stores (403, code {0.code})"),
    (NotFoundError, False, "not found (404): this account may not have Conversation Memory; enable it in the Console"),
    (APIConnectionError, False, "{0}"),
    (TwilioMemoryError, None, "{0}"),
)


def _call(memory: MemoryClient) -> Iterator[Check]:
    headers: Mapping[str, str] = {}
    try:
        page = next(iter(memory.stores.list(page_size=1).pages()))
        headers = page.response.headers if page.response else {}
        yield Check("API", True, "the list of stores can be read")
    except TwilioMemoryError as error:
        headers = error.headers
        is_good, text = next(each[1:] for each in _CALL_ERRORS if isinstance(error, each[0]))
        yield Check("API", is_good, text.format(error))
    yield _clock(headers.get("date"))


def _clock(date: str | None) -> Check:
    try:
        skew = time.time() - parsedate_to_datetime(date or "").timestamp()
    except ValueError:
        return Check("clock", None, "no response has stated the time")
    if abs(skew) > _MAX_SKEW:
        return Check("clock", False, f"it is {abs(skew):.0f} seconds {'fast' if skew > 0 else 'slow'}: set it by NTP")
    seconds = round(abs(skew))
    return Check("clock", True, f"{seconds} second{'s' * (seconds != 1)} from Twilio's")
