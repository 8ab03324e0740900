"""The newest calls, with their responses and durations, for the page."""

from __future__ import annotations

import contextlib
import json
import time
import zlib
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from twilio_memory.testing._signatures import hide_in_query

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from twilio_memory.testing._emulator import Emulator
    from twilio_memory.testing._messages import RecordedRequest, Request, Response

_MAX_CALLS = 300
_MAX_BODY_SIZE = 2**14
_GZIP = 31
_EXCERPT = 140


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """A call with its response; large bodies are cut."""

    number: int
    call: RecordedRequest
    response: Response
    milliseconds: float

    @property
    def request_text(self) -> str:
        """The body of the request, JSON indented."""
        return _pretty(self.call.body)

    @property
    def response_text(self) -> str:
        """The body of the response, decompressed, JSON indented."""
        return _pretty(self._response_body())

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query, without what signs the URL of an upload."""
        return hide_in_query(self.call.query)

    @property
    def title(self) -> str:
        """The operation in words, such as `Create profile observation`."""
        name = {"CreateFetchProfileMemory": "Recall"}.get(self.call.operation or "", self.call.operation)
        if name is None:
            return "Upload a file" if "/uploads/" in self.call.path else "Unknown operation"
        return (
            "".join(f" {each.lower()}" if each.isupper() else each for each in name.removesuffix("V2"))
            .strip()
            .capitalize()
        )

    @property
    def outcome(self) -> str:
        """How it ended, for styles and readers: `fault`, `refused` or `done`."""
        if self.call.fault is not None:
            return "fault"
        return "refused" if self.call.status is None or self.call.status >= 400 else "done"  # noqa: PLR2004 - HTTP's

    @property
    def excerpt(self) -> str:
        """The most telling text of the call: the reason of a refusal, a query, or the first of the items."""
        sent, received = _parsed(self.call.body), _parsed(self._response_body())
        if self.outcome == "refused" and "message" in received:
            return _cut(str(received["message"]))
        items = [*_objects(sent.get("observations")), *_objects(sent.get("summaries"))]
        groups = _objects([*traits.values()]) if (traits := _object(sent.get("traits"))) else []
        texts = [
            sent.get("query"),
            sent.get("displayName"),
            *(item.get("content") for item in items),
            sent.get("content"),
        ]
        texts += [", ".join(map(str, group.values())) for group in groups]
        return _cut(next((text for text in texts if isinstance(text, str) and text), ""))

    def _response_body(self) -> bytes:
        if self.response.header("content-encoding") != "gzip":
            return self.response.body
        with contextlib.suppress(zlib.error):
            return zlib.decompressobj(_GZIP).decompress(self.response.body, _MAX_BODY_SIZE)
        return b""


class CallLog:
    """Handles requests by an emulator, and keeps the newest."""

    def __init__(self, emulator: Emulator, on_call: Callable[[LoggedCall], object] | None = None) -> None:
        self._emulator = emulator
        self._on_call = on_call
        self._kept: deque[LoggedCall] = deque(maxlen=_MAX_CALLS)
        self.count: int = 0

    def handle(self, request: Request) -> Response:
        """Return the emulator's response."""
        begin = time.perf_counter()
        response = self._emulator.handle(request)
        milliseconds = (time.perf_counter() - begin) * 1000
        if self._emulator.calls:
            call = self._emulator.calls[-1]
            if len(call.body) > _MAX_BODY_SIZE:
                call = replace(call, body=call.body[:_MAX_BODY_SIZE])
            kept = response
            if len(response.body) > _MAX_BODY_SIZE:
                kept = replace(response, body=response.body[:_MAX_BODY_SIZE])
            self.count += 1
            entry = LoggedCall(self.count, call, kept, milliseconds)
            self._kept.append(entry)
            if self._on_call is not None:
                self._on_call(entry)
        return response

    def newest(self, count: int) -> list[LoggedCall]:
        """Return the newest calls, newest first; none that `Emulator.calls` has lost by clearing."""
        if not self._emulator.calls:
            return []
        return list(self._kept)[: -count - 1 : -1]


def _pretty(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "backslashreplace")


def _parsed(body: bytes) -> Mapping[str, Any]:
    try:
        return _object(json.loads(body))
    except (ValueError, RecursionError):
        return {}


def _object(value: object) -> Mapping[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [_object(item) for item in cast("list[object]", value)] if isinstance(value, list) else []


def _cut(text: str) -> str:
    return text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 1]}…"
