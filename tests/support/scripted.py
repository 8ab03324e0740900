"""A scripted transport that records requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx

from twilio_memory._core.concurrency import aiter_any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

STORE = "mem_store_01kpttrksqe08rhv122gzq52ax"
MAPPING = "mem_datamapping_01kpttrkrnfjgvwjwcwggqdk96"
OPERATION = "proc_job_01kpttrkrnfjgvwjwcwggqdk96"
STATUS_URL = f"https://memory.twilio.com/v1/ControlPlane/Operations/{OPERATION}"


class Script:
    """Plays its steps in order; a step is a response, an exception, or a function of the request."""

    def __init__(self, *steps: httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]) -> None:
        self.steps = list(steps)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        assert self.steps, f"nothing was to be sent after {len(self.requests) - 1} requests"
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step if isinstance(step, httpx.Response) else step(request)

    @property
    def lines(self) -> list[str]:
        """The request lines."""
        return [f"{request.method} {request.url.raw_path.decode()}" for request in self.requests]

    def bodies(self) -> list[Any]:
        """The request bodies, as JSON."""
        return [json.loads(request.content) for request in self.requests]


def accepted(**headers: str) -> httpx.Response:
    """Return Twilio's response to a write."""
    return httpx.Response(
        202,
        json={"message": "Data mapping deletion request accepted for processing.", "statusUrl": STATUS_URL},
        headers={"Operation-Id": OPERATION, "Location": STATUS_URL, "Retry-After": "1"} | headers,
    )


def operation(status: str, *, headers: dict[str, str] | None = None, **properties: Any) -> httpx.Response:
    """Return Twilio's response to a poll."""
    body = {"operationId": OPERATION, "status": status, "createdAt": "2026-01-15T10:30:00Z", **properties}
    return httpx.Response(200, json=body, headers=headers or {})


def error(status: int, code: int | None = None, *, headers: dict[str, str] | None = None) -> httpx.Response:
    """Return Twilio's error response."""
    body = {"code": code or status, "message": "Said by Twilio", "status": status, "more_info": "https://more.example"}
    return httpx.Response(status, json=body, headers={"Twilio-Request-Id": "RQ1"} | (headers or {}))


def mapping(**changes: Any) -> dict[str, Any]:
    """Return a data mapping as Twilio sends it."""
    return {
        "id": MAPPING,
        "displayName": "crm-contacts",
        "mappingFrom": {"type": "INGRESS", "columns": ["primary_email"]},
        "mappingTo": {
            "type": "TRAITS",
            "mappings": [{"expression": "primary_email", "traitGroup": "Contact", "traitName": "email"}],
        },
        "createdAt": "2026-01-15T10:30:00Z",
        "updatedAt": "2026-01-15T10:30:00Z",
        "version": 3,
        **changes,
    }


class InParts(httpx.AsyncByteStream, httpx.SyncByteStream):
    """A body that arrives in parts of a given size."""

    def __init__(self, body: bytes, size: int) -> None:
        self._parts = [body[start : start + size] for start in range(0, len(body), size)]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._parts)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter_any(self._parts)
