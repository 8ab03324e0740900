"""Send every operation through the library to Prism, a mock server that judges requests and answers by the spec.

    make conformance

Prism knows nothing of this project but `openapi/memory-v1.yaml`. It says of each request whether it fits, and answers
with the example of the spec, out of which the library must make its model. Some requests are broken on their way, to
see that this would be noticed. The exit status is 1 if anything is not as it should be.
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

from twilio_memory import Items, MemoryClient, PendingOperation, TwilioMemoryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).resolve().parent
SPEC = HERE.parent.parent / "openapi" / "memory-v1.yaml"
PRISM = HERE / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
START_SECONDS = 30
STOP_SECONDS = 10

sys.path.append(str(HERE.parent / "support"))
from wire import WIRE  # noqa: E402 - it is no package, so where it is must be told first


def main() -> int:
    """Try everything; return the exit status."""
    # Ended from outside, Python would not stop Prism.
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
        print(f"Nobody noticed {name}")
    print(f"{len(BROKEN) - len(unnoticed)} of {len(BROKEN)} broken requests noticed")
    print(f"{sum(not lines for lines in complaints.values())} of {len(WIRE)} operations conform")
    return 1 if unnoticed or any(complaints.values()) else 0


@contextmanager
def prism() -> Iterator[str]:
    """Run Prism on a free port of loopback, and yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            ["node", PRISM, "mock", "--errors", "--host", "127.0.0.1", "--port", str(port), SPEC],
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
    """Wait until a process listens on a port; False if it ends before, or takes too long."""
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
        base_url: Where Prism is.
        operation: Its operationId.
        breaking: Spoils the request on its way.

    Returns:
        What Prism has against the request or its own answer, and what is wrong with what the library makes of that.
    """
    complaints: list[str] = []
    answers: list[Any] = []

    def judge(response: httpx.Response) -> None:
        violations = json.loads(response.headers.get("sl-violations", "[]"))
        complaints.extend(f"Prism: {'.'.join(each['location'])}: {each['message']}" for each in violations)
        answers.append(json.loads(response.read()))

    hooks = {"request": [breaking] if breaking else [], "response": [judge]}
    with httpx.Client(transport=httpx.HTTPTransport(), event_hooks=hooks, trust_env=False) as http_client:
        memory = MemoryClient("SKconformance", "secret", base_url=base_url, http_client=http_client, max_attempts=1)
        try:
            result = WIRE[operation][0](memory)
            if isinstance(result, Items):
                result = next(result.pages())
        except TwilioMemoryError as error:
            return [*complaints, f"{type(error).__name__}: {error}"]
    if len(answers) != 1:
        complaints.append(f"{len(answers)} requests instead of one")
    elif not holds(result, answers[0]):
        complaints.append(f"{answers[0]} became {result!r}")
    return complaints


def holds(result: Any, answer: dict[str, Any]) -> bool:
    """Tell whether all that was answered is in what a call has returned."""
    if isinstance(result, tuple):
        return len(result) == 1 and holds(result[0].answer, answer)
    if isinstance(result, PendingOperation):
        return bool(result.operation_id) and result.message == answer["message"]
    return bool(comparable(result.to_dict()) == comparable(answer))


def comparable(value: Any) -> Any:
    """Read times as such: a model may write the same one in another way."""
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
    """Take the credentials from a request."""
    del request.headers["Authorization"]


def with_an_empty_body(request: httpx.Request) -> None:
    """Leave nothing in a body that has required properties."""
    spoilt = httpx.Request(request.method, request.url, json={})
    request.stream, request.headers["Content-Length"] = spoilt.stream, spoilt.headers["Content-Length"]


def with_a_page_size_in_words(request: httpx.Request) -> None:
    """Write a number as no number is written."""
    request.url = request.url.copy_set_param("pageSize", "seven")


def with_an_id_of_another_kind(request: httpx.Request) -> None:
    """Name a profile where a store belongs."""
    request.url = request.url.copy_with(path=request.url.path.replace("mem_store_", "mem_profile_"))


def to_another_path(request: httpx.Request) -> None:
    """Ask for what the spec does not have."""
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
