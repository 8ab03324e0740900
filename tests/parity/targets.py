"""The targets of scenarios, and the checks that protect a real account."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import httpx

from compare import HEADERS, Recording, Transcript, operation_of
from twilio_memory import BatchError, MemoryClient, StoreNotFoundError, TwilioMemoryError
from twilio_memory._core.clock import SystemClock
from twilio_memory._core.config import BaseURL, Credentials, Timeouts
from twilio_memory.testing import Emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from twilio_memory._core.clock import Clock

_IN_A_STORE = re.compile(r"/v1/(?:ControlPlane/)?Stores/([^/?]+)")
_STORES = "/v1/ControlPlane/Stores"
_OPERATIONS = "/v1/ControlPlane/Operations/"
_PATIENCE = 6
_ENDED = frozenset({"COMPLETED", "FAILED", "CANCELLED"})


class ForbiddenError(Exception):
    """A scenario tried to touch a resource that it did not create; nothing was sent."""


class Target:
    """An API, a client for it, and the one store that may be touched.

    Args:
        name: The name in reports.
        tag: Random letters that are part of the name of every store made here.
        transport: The transport that sends requests.
        credentials: A user name and a password, or None for those in the environment.
        clock: The clock for waits; the system clock by default.
        log: Called with every store as soon as its name, and then its ID, is known.
    """

    def __init__(
        self,
        name: str,
        tag: str,
        transport: httpx.BaseTransport,
        *,
        credentials: tuple[str, str] | None = None,
        clock: Clock | None = None,
        log: Callable[[str], object] = lambda _: None,
    ) -> None:
        self.name = name
        self.tag = tag
        self.clock = clock or SystemClock()
        self._base = BaseURL.from_environment("https://memory.twilio.com" if credentials else None, None, None)
        self._authorization = Credentials.from_environment(*(credentials or (None, None))).authorization
        self._http = httpx.Client(
            transport=Recording(transport, self._permit, self._on_response), base_url=str(self._base), timeout=60
        )
        username, password = credentials or (None, None)
        self.memory = MemoryClient(
            username,
            password,
            base_url=str(self._base),
            http_client=self._http,
            clock=self.clock,
            max_attempts=_PATIENCE,
            max_retry_after=120,
            timeouts=Timeouts(total=900),
        )
        self.transcript = Transcript(self._base.host)
        self.store_id = ""
        self.operations: set[str] = set()
        """The operations that succeeded on this target."""
        self._log = log
        self._uploads: set[str] = set()
        self._creations: list[str] = []
        self._pending_creations = 0
        self._stores: set[str] = set()

    def begin(self) -> None:
        """Start another scenario."""
        self.transcript = Transcript(self._base.host)
        if self.store_id:
            self.transcript.call(self.store_id, "{the store}")

    def open_store(self) -> None:
        """Create the store of all scenarios, and wait until it is active."""
        self._log(f"{self.name}: creating the store {self.tag!r}")
        creation = self.memory.stores.create(display_name=self.tag, description="For a comparison; to be deleted")
        self.store_id = creation.wait(timeout=900)
        self._own(self.store_id)
        self.transcript.call(self.store_id, "{the store}")
        self.until(lambda: self.memory.stores.fetch(self.store_id), lambda store: store.status == "ACTIVE", 900)

    def _own(self, store_id: str) -> None:
        if store_id not in self._stores:
            self._stores.add(store_id)
            self._log(f"{self.name}: the store is {store_id}")

    def clean_up(self) -> None:
        """Delete every store created here; log errors with the remaining manual steps."""
        self.begin()
        if self._pending_creations:
            self._log(f"{self.name}: LOOK FOR A STORE NAMED {self.tag!r} AND DELETE IT BY HAND: a response was lost")
        for operation_id in self._creations:
            try:
                ended = self.until(
                    lambda operation_id=operation_id: self.memory.operations.fetch(operation_id),
                    lambda operation: operation.status in _ENDED,
                    900,
                )
            except (TwilioMemoryError, TimeoutError) as error:
                self._log(f"{self.name}: LOOK FOR A STORE NAMED {self.tag!r} AND DELETE IT BY HAND: {error}")
                continue
            if ended.result:
                self._own(ended.result.id)
        for store_id in sorted(self._stores):
            try:
                self.memory.stores.delete(store_id).wait(timeout=900)
            except StoreNotFoundError:
                pass
            except TwilioMemoryError as error:
                self._log(f"{self.name}: DELETE THE STORE {store_id} BY HAND: {error}")
                continue
            self._log(f"{self.name}: the store {store_id} is deleted")

    def raw(self, method: str, path: str, body: object = None, **options: Any) -> httpx.Response:
        """Send a raw request, which the client might refuse; retry only after 429.

        `authorized=False` leaves the credentials out.
        """
        headers = dict(options.pop("headers", {}))
        if options.pop("authorized", True):
            headers["Authorization"] = self._authorization
        for _ in range(_PATIENCE):
            response = self._http.request(method, path, json=body, headers=headers, **options)
            if response.status_code != httpx.codes.TOO_MANY_REQUESTS:
                return response
            pause = response.headers.get("retry-after", "")
            self.clock.sleep(float(pause) if pause.isascii() and pause.isdecimal() else 1.0)
        raise TimeoutError(f"{method} {path}: too many requests, {_PATIENCE} times in a row")

    def upload(self, url: str, content: bytes) -> int:
        """Upload a file to the URL of an import, without credentials; return the status."""
        return self._http.put(url, content=content).status_code

    def until(self, poll: Callable[[], Any], is_done: Callable[[Any], bool], seconds: float = 120) -> Any:
        """Poll until a condition holds for the result or the error; only the last poll is recorded."""
        deadline = self.clock.monotonic() + seconds
        back = self.transcript.mark()
        while True:
            try:
                seen = poll()
            except TwilioMemoryError as error:
                seen = error
                if self.clock.monotonic() >= deadline:
                    raise
            if _holds(is_done, seen):
                return seen
            if self.clock.monotonic() >= deadline:
                raise TimeoutError(f"the condition did not hold within {seconds:g} s")
            back()
            self.clock.sleep(1.0)

    def expect_error(self, operation: str, call: Callable[[], object]) -> None:
        """Make a call that must be refused, and record the class of its error."""
        try:
            call()
        except TwilioMemoryError as error:
            reason = error.__cause__ if isinstance(error, BatchError) else error
            self.transcript.notice(operation, "refused as", type(reason).__name__)
        else:
            self.transcript.notice(operation, "refused as", None)

    def _permit(self, request: httpx.Request) -> None:
        path = request.url.raw_path.decode("ascii").partition("?")[0]
        if request.url.host != self._base.host:
            if request.method == "PUT" and str(request.url) in self._uploads and "authorization" not in request.headers:
                return
            raise ForbiddenError(f"{request.method} to {request.url.host}")
        if ".." in unquote(path):
            raise ForbiddenError(f"{request.method} {path}: may mean another path")
        if request.method == "GET" and (path == _STORES or path.startswith(_OPERATIONS)):
            return
        if request.method == "POST" and path == _STORES and self.tag in _name_in(request.content):
            self._pending_creations += 1
            return
        store = _IN_A_STORE.match(path)
        if store and (store[1] in self._stores or (request.method == "GET" and store[1] == unused_id("mem_store"))):
            return
        raise ForbiddenError(f"{request.method} {path}: not in a store made here")

    def _on_response(self, request: httpx.Request, response: httpx.Response) -> None:
        if request.url.host != self._base.host:
            self.transcript.notice("CreateProfilesImportV2", "the file was taken", response.is_success)
            return
        operation = operation_of(request)
        if operation == "CreateStore":
            self._pending_creations -= 1
        if operation == "ListStores" and response.is_success:
            response = self._own_stores_only(response)
        if response.is_success:
            if operation == "CreateStore" and "operation-id" in response.headers:
                self._creations.append(response.headers["operation-id"])
            if operation == "CreateProfilesImportV2":
                self._uploads.add(str(httpx.URL(response.json()["url"])))
            if operation is not None:
                self.operations.add(operation)
        self.transcript.record(operation or "(no operation)", request.url.path, response)

    def _own_stores_only(self, response: httpx.Response) -> httpx.Response:
        """Remove the account's other stores from a response."""
        body = response.json()
        body["stores"] = [each for each in body.get("stores", ()) if each in self._stores]
        headers = {name: response.headers[name] for name in HEADERS if name in response.headers}
        return httpx.Response(response.status_code, headers=headers, json=body)


def unused_id(kind: str) -> str:
    """Return a valid ID of a kind that no resource has."""
    return f"{kind}_7{'z' * 25}"


@contextmanager
def emulator_target(tag: str, name: str = "emulator", **options: Any) -> Iterator[Target]:
    """Open a target on a new emulator in this process; the options are the emulator's."""
    with Emulator(**options) as emulator:
        credentials = ("SKparity", "parity")
        target = Target(name, tag, emulator.transport(), credentials=credentials, clock=emulator.clock)
        with cleaned_up(target):
            yield target


@contextmanager
def twilio_target(tag: str, log: Callable[[str], object]) -> Iterator[Target]:
    """Open the target on Twilio itself, with the credentials of the environment."""
    target = Target("Twilio", tag, httpx.HTTPTransport(), log=log)
    with cleaned_up(target):
        yield target


@contextmanager
def cleaned_up(target: Target) -> Iterator[None]:
    """Delete the stores of a target at the end, also after a failure or an interruption."""
    try:
        yield
    finally:
        target.clean_up()


def _holds(is_done: Callable[[Any], bool], seen: object) -> bool:
    """Return whether a condition holds; it does not for a result or error without the attribute that it reads."""
    try:
        return bool(is_done(seen))
    except (AttributeError, KeyError, TypeError):
        return False


def _name_in(content: bytes) -> str:
    try:
        return str(json.loads(content).get("displayName", ""))
    except (ValueError, AttributeError):
        return ""
