"""The routes of the page."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from twilio_memory.testing._emulator import core_of
from twilio_memory.testing._faults import KINDS
from twilio_memory.testing._state import Cursor

from ._actions import Actions
from ._reading import Reader
from ._rendering import HEADERS, ROOT, render, static_file

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

    from starlette.requests import Request

    from twilio_memory.testing._emulator import Emulator

    from ._log import CallLog

_MAX_STREAMS = 16
_LOOK_SECONDS = 0.25
_HEARTBEAT_LOOKS = 40
_STREAM_LOOKS = 2400  # A browser connects again.


def page_routes(emulator: Emulator, log: CallLog, allow_origins: Sequence[str] = ()) -> list[Route]:
    """Return the routes of the page of an emulator, whose calls are in a log."""
    views = _Views(emulator, log, allow_origins)
    gets: dict[str, Callable[[Request], Awaitable[Response]]] = {
        "/": views.overview,
        f"{ROOT}/calls": views.calls,
        f"{ROOT}/operations": views.operations,
        f"{ROOT}/stores/{{store_id}}": views.store,
        f"{ROOT}/stores/{{store_id}}/profiles/{{profile_id}}": views.profile,
        f"{ROOT}/changes": views.changes,
        f"{ROOT}/static/{{name}}": views.static,
    }
    routes = [Route(path, view, methods=["GET"]) for path, view in gets.items()]
    return [*routes, Route(f"{ROOT}/actions/{{name}}", views.act, methods=["POST"])]


class _Views:
    """Reads, renders; only `act` changes anything."""

    def __init__(self, emulator: Emulator, log: CallLog, allow_origins: Sequence[str]) -> None:
        self._log = log
        self._reader = Reader(emulator)
        self._actions = Actions(emulator, allow_origins)
        self._operations = sorted(core_of(emulator).spec.operations)
        self._streams = 0

    async def overview(self, request: Request) -> Response:
        """Show what happened last, what is stored, and the buttons."""
        return self._render(
            request,
            "overview.html",
            calls=self._log.newest(10),
            stores=self._reader.stores(),
            operations=self._operations,
            kinds=list(KINDS),
            snapshots=[name for name, _ in self._actions.snapshots],
        )

    async def calls(self, request: Request) -> Response:
        """Show the log of calls."""
        return self._render(request, "calls.html", calls=self._log.newest(100))

    async def operations(self, request: Request) -> Response:
        """Show operations, and the events with their reasons."""
        found = self._reader.operations(_number(request, "before"))
        return self._render(request, "operations.html", operations=found, events=self._reader.events())

    async def store(self, request: Request) -> Response:
        """Show a store, and a page of its profiles."""
        store_id = request.path_params["store_id"]
        store = self._reader.store(store_id)
        if store is None:
            return self._missing(request, "store", store_id)
        wanted = request.query_params.get("find", "").strip()
        if wanted and (found := self._reader.find(store_id, wanted)):
            return RedirectResponse(
                f"{ROOT}/stores/{quote(store_id, safe='')}/profiles/{quote(found, safe='')}", 303, HEADERS
            )
        after, before = _number(request, "after"), _number(request, "before")
        edge = None if after is None else Cursor("after", after)
        if before is not None:
            edge = Cursor("before", before)
        page = self._reader.profiles(store_id, edge)
        return self._render(request, "store.html", store=store, page=page, wanted=wanted)

    async def profile(self, request: Request) -> Response:
        """Show a profile, and what Recall finds in it."""
        store_id, profile_id = request.path_params["store_id"], request.path_params["profile_id"]
        store = self._reader.store(store_id)
        profile = self._reader.profile(store_id, self._reader.canonical(store_id, profile_id))
        if store is None or profile is None:
            return self._missing(request, "profile", profile_id)
        query = request.query_params.get("query")
        recalled = None if query is None else self._reader.recall(store_id, profile["id"], query)
        return self._render(
            request,
            "profile.html",
            store=store,
            profile=profile,
            asked=profile_id,
            query=query or "",
            recalled=recalled,
        )

    async def changes(self, _: Request) -> Response:
        """Say by server-sent events that something has changed."""
        if self._streams >= _MAX_STREAMS:
            raise HTTPException(503, f"{_MAX_STREAMS} pages are open already")
        return StreamingResponse(self._changes(), 200, HEADERS, "text/event-stream")

    async def _changes(self) -> AsyncGenerator[str]:
        self._streams += 1
        try:
            seen, count = self._reader.fingerprint(), self._log.count
            yield "retry: 2000\nevent: open\ndata: 0\n\n"
            for look in range(_STREAM_LOOKS):
                await asyncio.sleep(_LOOK_SECONDS)
                if (now := self._reader.fingerprint()) != seen:
                    yield f"event: change\ndata: {self._log.count - count}\n\n"
                    seen, count = now, self._log.count
                elif look % _HEARTBEAT_LOOKS == 0:
                    yield ": alive\n\n"
        finally:
            self._streams -= 1

    async def static(self, request: Request) -> Response:
        """Return the style or the script."""
        found = static_file(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        return found

    async def act(self, request: Request) -> Response:
        """Do what a button says, and show the overview again."""
        try:
            done = await self._actions.run(request.path_params["name"], request)
        except HTTPException as error:
            return self._render(request, "message.html", status=error.status_code, title="Not done", text=error.detail)
        return RedirectResponse(f"/?{urlencode({'done': done})}", 303, HEADERS)

    def _missing(self, request: Request, what: str, missing_id: str) -> Response:
        text = f"The {what} {missing_id} does not exist. It may have been deleted, or cannot be read yet."
        return self._render(request, "message.html", status=404, title=f"Unknown {what}", text=text)

    def _render(self, request: Request, template: str, *, status: int = 200, **values: object) -> Response:
        return render(
            template,
            status=status,
            token=self._actions.token,
            state=self._reader.status(),
            done=request.query_params.get("done", "")[:200],
            here=request.url.path,
            **values,
        )


def _number(request: Request, name: str) -> int | None:
    """Return a number of the query; None if there is none, or if it is not one."""
    text = request.query_params.get(name, "")
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None  # noqa: PLR2004 - SQLite's integers
