"""What a handler gets, what it gives, and the table of all handlers."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from ._effects import STORES, need
from ._errors import Finding, Problem
from ._operations import operation_path, timestamp
from ._state import Condition, Edge, JsonObject, Place

if TYPE_CHECKING:
    from ._contract import Values
    from ._effects import Task
    from ._ids import Ids
    from ._operations import Operations
    from ._state import State

_POLL_AFTER_SECONDS = "1"
_PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler gives: a status, a body, and the headers that belong to this answer alone."""

    status: int
    body: JsonObject
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    html: str | None = None
    """What is sent in place of the body by something that is not the API."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a handler gets: what the request says, and the emulator's parts."""

    path: str
    """The path as the description writes it, with its parameters filled in."""
    values: Values
    state: State
    operations: Operations
    ids: Ids
    at: float
    """When the request came, in seconds since the epoch."""
    origin: str
    """What URLs begin with."""
    deferred: bool
    """Whether the operation writes what may be readable later only."""

    @property
    def now(self) -> str:
        """When the request came, as the API writes it."""
        return timestamp(self.at)

    def type_id(self, prefix: str) -> str:
        """Return a new Twilio type ID."""
        return self.ids.type_id(prefix, self.at)

    def below(self, *steps: str) -> str:
        """Return the path of the request, or of something below it."""
        return "/".join((self.path, *steps))

    def accept(self, task: Task, message: str) -> Answer:
        """Answer that a task is accepted."""
        operation = self.start(task)
        operation_id, url = operation["operationId"], operation["statusUrl"]
        headers = {"Operation-Id": operation_id, "Location": url, "Retry-After": _POLL_AFTER_SECONDS}
        return Answer(202, {"message": message, "statusUrl": url}, headers)

    def start(self, task: Task) -> JsonObject:
        """Begin an operation and return its `operationId`, `createdAt` and `statusUrl`."""
        return self._started(self.operations.accept(task, self.at))

    def hold(self, task: Task) -> JsonObject:
        """Do what `start` does, but let the operation begin only when it is released."""
        return self._started(self.operations.hold(task, self.at))

    def later(self, task: Task, message: str) -> Answer:
        """Answer that a task is accepted that has no operation to poll."""
        self.operations.later(task, self.at)
        return Answer(202, {"message": message})

    def page(self, place: Place, where: Sequence[Condition] = ()) -> tuple[list[JsonObject], JsonObject]:
        """Read the page of a list that the query asks for.

        Args:
            place: What is listed.
            where: What all items must be like.

        Returns:
            The items, and `meta` without its `key`.

        Raises:
            Problem: 520046, the page token is not one of this list, in this order, with these conditions.
        """
        query = self.values.query
        order = query.get("orderBy", "DESC")
        conditions = [(condition.path, condition.test, condition.value) for condition in where]
        listed = json.dumps([place.kind, place.scope, order, conditions]).encode()
        binding = hashlib.blake2b(listed, digest_size=9).hexdigest()
        edge = _read_token(query["pageToken"], binding) if "pageToken" in query else None
        found = self.state.page(place, size=query.get("pageSize", _PAGE_SIZE), order=order, where=where, edge=edge)
        meta: JsonObject = {"pageSize": len(found.items)}
        if found.next is not None:
            meta["nextToken"] = _write_token(found.next, binding)
        if found.previous is not None:
            meta["previousToken"] = _write_token(found.previous, binding)
        return found.items, meta

    def _started(self, operation_id: str) -> JsonObject:
        url = f"{self.origin}{operation_path(operation_id)}"
        return {"operationId": operation_id, "createdAt": self.now, "statusUrl": url}


Handler = Callable[[Context], Answer]
AnyHandler = TypeVar("AnyHandler", bound=Handler)

HANDLERS: dict[str, Handler] = {}
"""By operationId. There is one for every operation of the description."""


def handles(operation_id: str) -> Callable[[AnyHandler], AnyHandler]:
    """Register a function as the handler of an operation."""

    def register(handler: AnyHandler) -> AnyHandler:
        HANDLERS[operation_id] = handler
        return handler

    return register


def need_store(context: Context, *, active: bool = False) -> JsonObject:
    """Return the store that the path names.

    Args:
        context: The request.
        active: Whether it must be ACTIVE, as it must be for a write into it.

    Raises:
        Problem: 520041, it does not exist; or 520042, it is not ACTIVE but must be.
    """
    store = need(context.state, STORES, context.values.path["storeId"])
    if active and store["status"] != "ACTIVE":
        raise Problem(520042)
    return store


def etag(resource_id: str, version: int) -> str:
    """Return the ETag, in quotes, of a version of a resource."""
    digest = hashlib.blake2b(f"{resource_id}:{version}".encode(), digest_size=18).digest()
    return f'"{base64.urlsafe_b64encode(digest).decode()}"'


def need_match(context: Context, place: Place, target: str, tag: str) -> None:
    """Check the condition of a change: `If-Match`, which is `*`, or ETags with commas between, in quotes or not.

    A change that is accepted and not done yet counts as done: else the later one would undo it without a word.

    Args:
        context: The request.
        place: Where the resource lives.
        target: Its ID there.
        tag: Its ETag.

    Raises:
        Problem: 520043, the resource has another version.
    """
    if_match = context.values.headers.get("If-Match")
    given = {"*"} if if_match is None else {each.strip() for each in if_match.split(",")}
    if "*" in given:
        return
    if not given & {tag, tag.strip('"')} or context.operations.is_changing(place, target):
        raise Problem(520043)


def _write_token(edge: Edge, binding: str) -> str:
    text = json.dumps([binding, edge.side, edge.position], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_token(token: str, binding: str) -> Edge:
    try:
        # The padding may be more than is needed, which the decoder ignores.
        match json.loads(base64.b64decode(f"{token}===", altchars=b"-_")):
            case [str(), "after" | "before" as side, int(position)] if not isinstance(position, bool):
                edge = Edge(side, position)
                # There is one way to write a token: this refuses other lists' tokens as well as sloppy ones.
                if _write_token(edge, binding) == token:
                    return edge
            case _:
                pass
    except (ValueError, RecursionError):
        pass
    raise Problem(520046, [Finding("query", "pageToken", "is not a token of this list")])
