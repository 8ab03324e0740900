"""Send every operation through the library to Prism, a mock server that validates requests and responds by the spec.

    make conformance

Prism has only the spec. It validates each request, and responds with the example of the spec, which the
library must parse into its model. Some requests are broken on the way, to verify that Prism reports violations. The
exit status is 1 if a request or a response does not conform.
"""
# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import datetime as dt
import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from twilio_memory import MemoryClient, Paginator, PendingOperation, TwilioMemoryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).resolve().parent
PRISM = HERE / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
START_SECONDS = 30
STOP_SECONDS = 10

sys.path.append(str(HERE.parent / "support"))
from operation_cases import OPERATIONS, SPEC, STORE, WIRE, documented  # noqa: E402 - not a package: sys.path comes first

#: Calls of the operations whose example is of another resource than `WIRE` fetches.
CALLS: dict[str, Callable[[MemoryClient], Any]] = {
    "FetchTraitGroup": lambda memory: memory.trait_groups.fetch(STORE, "Loyalty"),
}


def main() -> int:
    """Run all checks; return the exit status."""
    # Without a handler SIGTERM would end Python without stopping Prism.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    with prism() as base_url:
        complaints = {operation: attempt(base_url, operation) for operation in WIRE}
        unnoticed = [
            name for name, (operation, breaking) in BROKEN.items() if not attempt(base_url, operation, breaking)
        ]
    for operation, lines in complaints.items():
        for line in lines:
            print(f"{operation}: {line}")
    for name in unnoticed:
        print(f"Not noticed: {name}")
    print(f"{len(BROKEN) - len(unnoticed)} of {len(BROKEN)} broken requests noticed")
    print(f"{sum(not lines for lines in complaints.values())} of {len(WIRE)} operations conform")
    return 1 if unnoticed or any(complaints.values()) else 0


@contextmanager
def prism() -> Iterator[str]:
    """Run Prism on a free loopback port, and yield its URL."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    # The library refuses the response of another resource than the fetched one.
    media = OPERATIONS["FetchOperation"]["responses"]["200"]["content"]["application/json"]
    media["example"] = documented("FetchOperation", 200).json()
    with tempfile.TemporaryFile("w+") as log, tempfile.NamedTemporaryFile("w", suffix=".json") as spec:
        json.dump(SPEC, spec)
        spec.flush()
        process = subprocess.Popen(
            ["node", PRISM, "mock", "--errors", "--host", "127.0.0.1", "--port", str(port), spec.name],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            if not listens(process, port):
                log.seek(0)
                sys.exit(f"Prism does not listen:\n{log.read()}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def listens(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until a process listens on a port; return False if it exits first or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return process.poll() is None
    return False


def attempt(base_url: str, operation: str, breaking: Callable[[httpx.Request], None] | None = None) -> list[str]:
    """Call an operation.

    Args:
        base_url: The URL of Prism.
        operation: Its operationId.
        breaking: Breaks the request before it is sent.

    Returns:
        The violations that Prism reports, and the differences between its response and the model.
    """
    complaints: list[str] = []
    responses: list[Any] = []

    def judge(response: httpx.Response) -> None:
        violations = json.loads(response.headers.get("sl-violations", "[]"))
        complaints.extend(f"Prism: {'.'.join(each['location'])}: {each['message']}" for each in violations)
        responses.append(json.loads(response.read()))

    hooks = {"request": [breaking] if breaking else [], "response": [judge]}
    with httpx.Client(transport=httpx.HTTPTransport(), event_hooks=hooks, trust_env=False) as http_client:
        memory = MemoryClient("SKconformance", "secret", base_url=base_url, http_client=http_client, max_attempts=1)
        try:
            result = CALLS.get(operation, WIRE[operation][0])(memory)
            if isinstance(result, Paginator):
                result = next(result.pages())
        except TwilioMemoryError as error:
            return [*complaints, f"{type(error).__name__}: {error}"]
    if len(responses) != 1:
        complaints.append(f"{len(responses)} requests instead of one")
    elif not holds(result, responses[0]):
        complaints.append(f"{responses[0]} became {result!r}")
    return complaints


def holds(result: Any, response: dict[str, Any]) -> bool:
    """Return whether the result of a call has everything that the response has."""
    if isinstance(result, tuple):
        return len(result) == 1 and holds(result[0].result, response)
    if isinstance(result, PendingOperation):
        return bool(result.operation_id) and result.message == response["message"]
    return bool(comparable(result.to_dict()) == comparable(response))


def comparable(value: Any) -> Any:
    """Parse times: a model may format the same time differently."""
    match value:
        case dict():
            return {key: comparable(item) for key, item in value.items()}
        case list():
            return [comparable(item) for item in value]
        case str() if len(value) > len("2026-01-15"):
            try:
                return dt.datetime.fromisoformat(value)
            except ValueError:
                return value
        case _:
            return value


def without_credentials(request: httpx.Request) -> None:
    """Remove the credentials from a request."""
    del request.headers["Authorization"]


def with_an_empty_body(request: httpx.Request) -> None:
    """Empty a body that has required properties."""
    spoilt = httpx.Request(request.method, request.url, json={})
    request.stream, request.headers["Content-Length"] = spoilt.stream, spoilt.headers["Content-Length"]


def with_a_page_size_in_words(request: httpx.Request) -> None:
    """Replace a number with a word."""
    request.url = request.url.copy_set_param("pageSize", "seven")


def with_an_id_of_another_kind(request: httpx.Request) -> None:
    """Replace the store ID with a profile ID."""
    request.url = request.url.copy_with(path=request.url.path.replace("mem_store_", "mem_profile_"))


def to_another_path(request: httpx.Request) -> None:
    """Request a path that the spec does not have."""
    request.url = request.url.copy_with(path="/v1/ControlPlane/Shops")


BROKEN = {
    "a request without credentials": ("FetchStore", without_credentials),
    "a body without required properties": ("CreateStore", with_an_empty_body),
    "a query parameter of a wrong type": ("ListStores", with_a_page_size_in_words),
    "an ID of another kind": ("FetchStore", with_an_id_of_another_kind),
    "a path that is not in the spec": ("ListStores", to_another_path),
}

if __name__ == "__main__":
    sys.exit(main())
