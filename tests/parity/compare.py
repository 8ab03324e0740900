"""Transcripts of the responses in a scenario, in a form that can be compared.

Recorded at the wire: the operation, the status, the significant headers, and the shape of the body: names of
properties, JSON types, error codes, values of enums, formats of IDs, times and URLs. Values that may differ between two
runs are left out: IDs become numbers in order of appearance, texts, tokens and times are recorded as present, and of
consecutive polls only the last counts. Integers and fractions are one type, as in JSON.
"""

from __future__ import annotations

import difflib
import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from twilio_memory.testing._errors import APIProblem
from twilio_memory.testing._spec import load

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

HEADERS = (
    "canonical-profile-id",
    "content-type",
    "etag",
    "location",
    "operation-id",
    "retry-after",
    "twilio-request-id",
    "www-authenticate",
)
_ID = re.compile(r"([a-z]+_[a-z]+)_[0-7][0-9a-z]{25}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_MISSING = "missing"
_THROTTLED = frozenset({429, 503})
_OPERATIONS_WITH_POLLS = frozenset({"FetchOperation"})


@dataclass(frozen=True)
class Step:
    """A response, or an observation of a scenario: facts by name."""

    operation: str
    facts: dict[str, str]


@dataclass(frozen=True)
class Difference:
    """A fact that differs between the targets."""

    operation: str
    place: str
    first: str
    second: str

    def __str__(self) -> str:
        return f"{self.operation}, {self.place}: {self.first} | {self.second}"


class Transcript:
    """The steps of one scenario on one target.

    Args:
        host: The host of the API, whose URLs are compared by path; other URLs are only recorded as URLs.
    """

    def __init__(self, host: str) -> None:
        self.steps: list[Step] = []
        self.throttled = 0
        """The number of 429 and 503 responses, which are not recorded."""
        self._host = host
        self._names: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._polled: str | None = None

    def record(self, operation: str, path: str, response: httpx.Response) -> None:
        """Add a response of the API."""
        if response.status_code in _THROTTLED:
            self.throttled += 1
            return
        facts = {"status": str(response.status_code)}
        for name in HEADERS:
            if name in response.headers:
                facts[f"header {name}"] = self._header(name, response.headers[name])
        facts.update(self._body(response))
        polled = path if operation in _OPERATIONS_WITH_POLLS else None
        if polled is not None and polled == self._polled:
            self.steps.pop()
        self._polled = polled
        self.steps.append(Step(operation, facts))

    def notice(self, operation: str, what: str, value: object) -> None:
        """Add an observation of a scenario, which counts as a difference of the operation."""
        self._polled = None
        self.steps.append(Step(operation, {what: repr(value)}))

    def call(self, identifier: str, name: str) -> None:
        """Name an ID from here on, for IDs whose order of appearance may differ."""
        self._names[identifier] = name

    def mark(self) -> Callable[[], None]:
        """Return a function that restores the current state of the transcript."""
        steps, names, counts, polled = list(self.steps), dict(self._names), dict(self._counts), self._polled

        def back() -> None:
            self.steps[:] = steps
            self._names, self._counts, self._polled = dict(names), dict(counts), polled

        return back

    def _header(self, name: str, value: str) -> str:
        if name == "content-type":
            return value.partition(";")[0].strip().lower()
        if name == "retry-after":
            return "seconds" if value.isascii() and value.isdecimal() else "other than seconds"
        return self._text(value, counted=True)

    def _body(self, response: httpx.Response) -> Iterator[tuple[str, str]]:
        if not response.content:
            yield "body", "none"
            return
        try:
            body = response.json()
        except ValueError:
            yield "body", "no JSON"
            return
        yield from self._shape("body", "", body, counted=True)

    def _shape(self, place: str, name: str, value: object, *, counted: bool) -> Iterator[tuple[str, str]]:
        match value:
            case dict():
                yield place, "object"
                for key, item in value.items():
                    yield from self._shape(f"{place}.{key}", key, item, counted=counted)
            case list():
                yield place, "array" if value else "empty array"
                yield from self._items(f"{place}[]", name, value)
            case _:
                yield place, self._scalar(place, name, value, counted=counted)

    def _items(self, place: str, name: str, items: list[object]) -> Iterator[tuple[str, str]]:
        """Merge the shapes of the items of an array; their number and order are ignored."""
        seen: dict[str, set[str]] = {}
        shapes = [dict(self._shape(place, name, item, counted=False)) for item in items]
        for shape in shapes:
            for part, fact in shape.items():
                seen.setdefault(part, set()).add(fact)
        for part, facts in seen.items():
            always = all(part in shape for shape in shapes)
            yield part, " or ".join(sorted(facts)) + ("" if always else ", not in all")

    def _scalar(self, place: str, name: str, value: object, *, counted: bool) -> str:
        match value:
            case None:
                return "null"
            case bool():
                return "boolean"
            case int() | float():
                return f"number {value}" if place in {"body.code", "body.status", "body.error.code"} else "number"
            case str() if name in _enums():
                return f'string "{value}"'
            case _:
                return self._text(str(value), counted=counted)

    def _text(self, text: str, *, counted: bool) -> str:
        if _ID.fullmatch(text):
            return f"ID {self._placeholder(text, counted=counted)}"
        if match := _TIME.fullmatch(text):
            return "time in UTC" if match[2] == "Z" else "time with an offset"
        if text.startswith(("https://", "http://")):
            url = urlsplit(text)
            if url.hostname != self._host:
                return "URL"
            return "URL " + _ID.sub(lambda found: self._placeholder(found[0], counted=counted), url.path)
        return "string" if text else "empty string"

    def _placeholder(self, identifier: str, *, counted: bool) -> str:
        kind = _ID.sub(r"\1", identifier)
        if not counted:
            return f"{{{kind}}}"
        if identifier not in self._names:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._names[identifier] = f"{{{kind} {self._counts[kind]}}}"
        return self._names[identifier]


class Recording(httpx.BaseTransport):
    """A transport that records responses, and refuses requests that `permit` refuses.

    Args:
        transport: The transport that sends requests.
        permit: Called with each request before it is sent; raises to refuse it.
        on_response: Called with each response.
    """

    def __init__(
        self,
        transport: httpx.BaseTransport,
        permit: Callable[[httpx.Request], None],
        on_response: Callable[[httpx.Request, httpx.Response], None],
    ) -> None:
        self._transport = transport
        self._permit = permit
        self._on_response = on_response

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        request.read()
        self._permit(request)
        response = self._transport.handle_request(request)
        try:
            raw = b"".join(response.iter_raw())
        finally:
            response.close()
        headers = response.headers.raw
        self._on_response(request, httpx.Response(response.status_code, headers=headers, content=raw))
        # A stream and not content: a client that reads raw chunks finds content already read.
        return httpx.Response(response.status_code, headers=headers, stream=httpx.ByteStream(raw), request=request)

    def close(self) -> None:
        """Close the underlying transport."""
        self._transport.close()


def operation_of(request: httpx.Request) -> str | None:
    """Return the ID of the operation of a request, or None."""
    try:
        return load().route(request.method, request.url.raw_path.decode("ascii").partition("?")[0])[0].id
    except APIProblem:
        return None


def compare(first: Transcript, second: Transcript) -> list[Difference]:
    """Return the differences between two transcripts of one scenario."""
    before, after = first.steps, second.steps
    labels = [[(step.operation, _kind(step)) for step in steps] for steps in (before, after)]
    found: list[Difference] = []
    for tag, i, i_end, j, j_end in difflib.SequenceMatcher(None, *labels, autojunk=False).get_opcodes():
        if tag == "equal":
            for number, one, other in zip(range(i, i_end), before[i:i_end], after[j:j_end], strict=True):
                found += _facts_that_differ(number + 1, one, other)
        else:
            found += [
                Difference(step.operation, _place(i + n, "response"), _brief(step), _MISSING)
                for n, step in enumerate(before[i:i_end], 1)
            ]
            found += [
                Difference(step.operation, _place(j + n, "response"), _MISSING, _brief(step))
                for n, step in enumerate(after[j:j_end], 1)
            ]
    return found


def unexpected(differences: Collection[Difference], approximate: Collection[str]) -> list[Difference]:
    """Return the differences without those of approximate operations."""
    return [difference for difference in differences if difference.operation not in approximate]


def _kind(step: Step) -> str:
    """Return the label of a response, or the name of an observation."""
    return "response" if "status" in step.facts else next(iter(step.facts))


def _facts_that_differ(number: int, one: Step, other: Step) -> Iterator[Difference]:
    for place in dict.fromkeys((*one.facts, *other.facts)):
        first, second = one.facts.get(place, _MISSING), other.facts.get(place, _MISSING)
        if first != second:
            yield Difference(one.operation, _place(number, place), first, second)


def _place(number: int, what: str) -> str:
    return f"step {number}, {what}"


def _brief(step: Step) -> str:
    return next(iter(step.facts.values()))


@functools.cache
def _enums() -> frozenset[str]:
    """Return the names of the properties whose values the spec enumerates."""
    names: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, list):
            for item in node:
                walk(item)
        elif isinstance(node, dict):
            properties = node.get("properties")
            if isinstance(properties, dict):
                for name, schema in properties.items():
                    resolved = load().resolve(schema)
                    if "const" in resolved or "enum" in resolved:
                        names.add(name)
            for item in node.values():
                walk(item)

    walk(load().components)
    return frozenset(names)
