"""The context that a handler gets, and the table of all handlers."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from ._errors import APIProblem, ValidationError
from ._handler_response import HandlerResponse
from ._operation_effects import STORES, require
from ._operations import operation_path, timestamp
from ._state import Collection, Cursor, JsonObject

if TYPE_CHECKING:
    from ._behavior import Behavior
    from ._deleted_profiles import DeletedProfiles
    from ._filters import Filter
    from ._ids import Ids
    from ._operation_effects import OperationTask
    from ._operations import Operations
    from ._ranking import Ranker
    from ._schema_validation import RequestValues
    from ._state import State

_POLL_AFTER_SECONDS = "1"
_PAGE_SIZE = 50
_MAX_PAGE_SIZE = 1000
_MEMORY_ITEMS = frozenset({"observation", "revision", "summary"})
# How many items a page has at most, whatever size is asked for.
_MAX_ITEMS = {
    **dict.fromkeys(("trait_group", *_MEMORY_ITEMS), 50),
    **dict.fromkeys(("store", "data_mapping", "trait", "import"), 100),
}


@dataclass(frozen=True, slots=True)
class Context:
    """The values of a request, and the emulator's parts."""

    path: str
    """The path as the description writes it, with its parameters filled in."""
    values: RequestValues
    state: State
    operations: Operations
    ids: Ids
    behavior: Behavior
    ranker: Ranker
    deleted: DeletedProfiles
    at: float
    """When the request came, in seconds since the epoch."""
    origin: str
    """The origin of URLs."""
    deferred: bool
    """Whether the operation's write may be readable only later."""
    account: str | None = None
    """The account of the request, where accounts are kept apart."""

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

    def accept(self, task: OperationTask, message: str) -> HandlerResponse:
        """Accept a task, and return the response."""
        operation = self.start(task)
        operation_id, url = operation["operationId"], operation["statusUrl"]
        headers = {"Operation-Id": operation_id, "Location": url, "Retry-After": _POLL_AFTER_SECONDS}
        return HandlerResponse(202, {"message": message, "statusUrl": url}, headers)

    def accept_taken(self, task: OperationTask, code: int, message: str) -> HandlerResponse:
        """Accept a task whose display name is taken; its operation fails with a code.

        Raises:
            APIProblem: The code, where `Behavior.refuse_taken_names` is on.
        """
        if self.behavior.refuse_taken_names:
            raise APIProblem(code)
        return self.accept(replace(task, action="refuse", payload={"code": code}, result_path=None), message)

    def start(self, task: OperationTask) -> JsonObject:
        """Start an operation and return its `operationId`, `createdAt` and `statusUrl`."""
        return self._started(self.operations.accept(task, self.at))

    def create_held(self, task: OperationTask) -> JsonObject:
        """Start an operation that runs only after it is released; return the same as `start`."""
        return self._started(self.operations.create_held(task, self.at))

    def create_untracked(self, task: OperationTask, message: str) -> HandlerResponse:
        """Accept a task without an operation to poll, and return the response."""
        self.operations.create_untracked(task, self.at)
        return HandlerResponse(202, {"message": message})

    def page(self, collection: Collection, where: Sequence[Filter] = ()) -> tuple[list[JsonObject], JsonObject]:
        """Return the page of a list that the query selects.

        Args:
            collection: The collection.
            where: The filters that all items must pass.

        Returns:
            The items, and `meta` without its `key`.

        Raises:
            APIProblem: 520046, the page token is not one of this list, in this order, with these conditions.
        """
        query = self.values.query
        order = query.get("orderBy", "DESC")
        conditions = [(condition.path, condition.test, condition.value) for condition in where]
        listed = json.dumps([collection.kind, collection.scope, order, conditions]).encode()
        binding = hashlib.blake2b(listed, digest_size=9).hexdigest()
        edge = _read_token(query["pageToken"], binding) if "pageToken" in query else None
        size = min(query.get("pageSize", _PAGE_SIZE), _MAX_ITEMS.get(collection.kind, _MAX_PAGE_SIZE))
        found = self.state.page(collection, size=size, order=order, where=where, edge=edge)
        # Twilio documents a minimum of 1 for memory items.
        is_left_out = not found.items and collection.kind in _MEMORY_ITEMS
        meta: JsonObject = {} if is_left_out else {"pageSize": len(found.items)}
        if found.next is not None:
            meta["nextToken"] = _write_token(found.next, binding)
        if found.previous is not None:
            meta["previousToken"] = _write_token(found.previous, binding)
        return found.items, meta

    def _started(self, operation_id: str) -> JsonObject:
        url = f"{self.origin}{operation_path(operation_id)}"
        return {"operationId": operation_id, "createdAt": self.now, "statusUrl": url}


Handler = Callable[[Context], HandlerResponse]
AnyHandler = TypeVar("AnyHandler", bound=Handler)

HANDLERS: dict[str, Handler] = {}
"""By operationId. There is one for every operation of the description."""


def handler(operation_id: str) -> Callable[[AnyHandler], AnyHandler]:
    """Register a function as the handler of an operation."""

    def register(function: AnyHandler) -> AnyHandler:
        HANDLERS[operation_id] = function
        return function

    return register


def require_store(context: Context, *, active: bool = False) -> JsonObject:
    """Return the store that the path names.

    Args:
        context: The request.
        active: Whether it must be ACTIVE, as it must be for a write into it.

    Raises:
        APIProblem: 520041, it does not exist; or 520042, it is not ACTIVE but must be.
    """
    store = require(context.state, STORES, context.values.path["storeId"])
    if active and store["status"] != "ACTIVE":
        raise APIProblem(520042)
    return store


def etag(resource_id: str, version: int) -> str:
    """Return the ETag, in quotes, of a version of a resource."""
    digest = hashlib.blake2b(f"{resource_id}:{version}".encode(), digest_size=18).digest()
    return f'"{base64.urlsafe_b64encode(digest).decode()}"'


def require_match(context: Context, collection: Collection, target: str, tag: str) -> None:
    """Check the condition of a change: `If-Match`, which is `*`, or ETags with commas between, in quotes or not.

    A change that is accepted and still pending counts as done: otherwise the later one would silently undo it.

    Args:
        context: The request.
        collection: Where the resource lives.
        target: Its ID there.
        tag: Its ETag.

    Raises:
        APIProblem: 520043, the resource has another version.
    """
    if_match = context.values.headers.get("If-Match")
    given = {"*"} if if_match is None else {each.strip() for each in if_match.split(",")}
    if "*" in given:
        return
    if not given & {tag, tag.strip('"')} or context.operations.is_changing(collection, target):
        raise APIProblem(520043)


def _write_token(edge: Cursor, binding: str) -> str:
    text = json.dumps([binding, edge.side, edge.position], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_token(token: str, binding: str) -> Cursor:
    try:
        # The padding may be more than is needed, which the decoder ignores.
        match json.loads(base64.b64decode(f"{token}===", altchars=b"-_")):
            case [str(), "after" | "before" as side, int(position)] if not isinstance(position, bool):
                edge = Cursor(side, position)
                # Only the canonical form of a token is accepted, and only one of this list.
                if _write_token(edge, binding) == token:
                    return edge
            case _:
                pass
    except (ValueError, RecursionError):
        pass
    raise APIProblem(520046, [ValidationError("query", "pageToken", "is not a token of this list")])
