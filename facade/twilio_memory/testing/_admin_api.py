"""The admin API under `/__emulator__/`: the methods of an emulator, over HTTP."""

from __future__ import annotations

import base64
import datetime as dt
import itertools
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ._admin_requests import checked, json_of, read, refusal, whole
from ._admin_state import state_endpoints
from ._emulator import core_of
from ._faults import Fault
from ._operations import timestamp
from ._seeding import python_properties
from ._signatures import hide_in_query, hide_signatures

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from ._emulator import Emulator
    from ._messages import RecordedRequest

    Endpoint = Callable[[Request], Awaitable[Response]]

_MAX_SNAPSHOT_SIZE = 2**31


class AdminAPI:
    """The endpoints under `/__emulator__/`."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        table: dict[str, dict[str, tuple[Endpoint, str]]] = {
            "/calls": {
                "GET": (self._calls, "The requests that were handled."),
                "DELETE": (self._clear_calls, "Delete them."),
            },
            "/clock": {
                "GET": (self._clock, "The time in the emulator."),
                "PUT": (self._move_clock, 'Move it: {"set": "2026-01-15T10:30:00Z"} or {"advance": 60}.'),
            },
            "/communications": {
                "POST": (self._add_communication, "Add a past one to a profile: store_id, profile_id, text, and more."),
            },
            "/complete-operations": {
                "POST": (self._complete_operations, "Finish what is pending."),
            },
            "/events": {
                "GET": (self._events, "The product events; ?type=profiles.merged, ?after=NUMBER, ?limit=N choose."),
                "DELETE": (self._clear_events, "Delete them."),
            },
            "/faults": {
                "GET": (self._faults, "The faults that are still to come."),
                "POST": (self._add_faults, 'Inject one: {"operation": "FetchStore", "kind": "hang"}, or a list.'),
                "DELETE": (self._clear_faults, "Clear them."),
            },
            "/reset": {
                "POST": (self._reset, "Delete resources, operations, calls, events and faults."),
            },
            "/usage": {
                "GET": (self._usage, "What the calls would have cost, in Twilio's billing units."),
            },
            **state_endpoints(emulator),
            "/snapshot": {
                "GET": (self._snapshot, "Resources and operations, as a file."),
                "PUT": (self._restore, "Restore a snapshot."),
            },
        }
        self._format_faults = {
            f"{method} /__emulator__{path}": text
            for path, methods in table.items()
            for method, (_, text) in methods.items()
        }
        self._format_faults["GET /__emulator__/health"] = "Whether the server is up; needs no token."
        self.routes = [Route("/", self.index, methods=["GET"])]
        self.routes += [Route(path, _by_method(methods), methods=list(methods)) for path, methods in table.items()]

    async def index(self, _: Request) -> Response:
        """List the endpoints."""
        return JSONResponse(self._format_faults)

    async def _calls(self, _: Request) -> Response:
        text = json.dumps(
            {"calls": [_as_json(call) for call in self._emulator.calls]}, ensure_ascii=False, separators=(",", ":")
        )
        return Response(hide_signatures(text), media_type="application/json")

    async def _clear_calls(self, _: Request) -> Response:
        self._emulator.calls.clear()
        return Response(status_code=204)

    async def _clock(self, _: Request) -> Response:
        return JSONResponse({"time": timestamp(self._emulator.clock.time())})

    async def _move_clock(self, request: Request) -> Response:
        clock = self._emulator.clock
        match await json_of(request):
            case {"set": str(text), **others} if not others:
                checked(clock.set, checked(dt.datetime.fromisoformat, text))
            case {"advance": int() | float() as seconds, **others} if not others and not isinstance(seconds, bool):
                checked(clock.advance, seconds)
            case _:
                raise refusal('expected {"set": a time with a zone} or {"advance": seconds}')
        return await self._clock(request)

    async def _add_communication(self, request: Request) -> Response:
        match await json_of(request):
            case {"store_id": str(store_id), "profile_id": str(profile_id), "text": str(text), **properties}:
                added = checked(
                    lambda more: self._emulator.add_communication(store_id, profile_id, text, **more),
                    python_properties(cast("dict[str, Any]", properties)),
                )
                return JSONResponse({"id": added}, 201)
            case _:
                raise refusal("expected store_id, profile_id and text, which are strings")

    async def _complete_operations(self, _: Request) -> Response:
        self._emulator.complete_operations()
        return Response(status_code=204)

    async def _events(self, request: Request) -> Response:
        """Return events, and the number after which the next ones come, whatever their types are."""
        query = dict(request.query_params)
        event_type, after, limit = query.pop("type", None), query.pop("after", "0"), query.pop("limit", None)
        if query:
            raise refusal(f"there is no parameter {min(query)!r}; there are type, after and limit")
        number, most = whole("after", after, 0), None if limit is None else whole("limit", limit, 1)
        core = core_of(self._emulator)
        with core.lock:
            found = [*itertools.islice(core.events.events.after(number, event_type), most)]
            newest = core.events.count
        is_all = most is None or len(found) < most
        events = [event.to_dict() for event in found]
        return JSONResponse({"events": events, "after": newest if is_all else found[-1].number})

    async def _clear_events(self, _: Request) -> Response:
        self._emulator.events.clear()
        return Response(status_code=204)

    async def _faults(self, _: Request) -> Response:
        return JSONResponse({"faults": [fault.to_dict() for fault in self._emulator.pending_faults]})

    async def _add_faults(self, request: Request) -> Response:
        data = await json_of(request)
        # Either all faults are added or none.
        items = cast("list[object]", data) if isinstance(data, list) else [data]
        faults = [checked(_fault_of, each) for each in items]
        for fault in faults:
            self._emulator.add_fault(fault)
        response = await self._faults(request)
        response.status_code = 201
        return response

    async def _clear_faults(self, _: Request) -> Response:
        self._emulator.clear_faults()
        return Response(status_code=204)

    async def _reset(self, _: Request) -> Response:
        self._emulator.reset()
        return Response(status_code=204)

    async def _usage(self, _: Request) -> Response:
        return JSONResponse({"usage": asdict(self._emulator.usage)})

    async def _snapshot(self, _: Request) -> Response:
        return Response(self._emulator.snapshot(), media_type="application/octet-stream")

    async def _restore(self, request: Request) -> Response:
        checked(self._emulator.restore, await read(request, _MAX_SNAPSHOT_SIZE))
        return Response(status_code=204)


def _by_method(methods: dict[str, tuple[Endpoint, str]]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await methods[method][0](request)

    return endpoint


def _fault_of(data: object) -> Fault:
    if not isinstance(data, dict):
        raise TypeError(f"a fault is an object, not {data!r}")
    return Fault.from_dict(cast("dict[str, Any]", data))


def _as_json(call: RecordedRequest) -> dict[str, Any]:
    return {
        "operation": call.operation,
        "method": call.method,
        "path": call.path,
        "query": hide_in_query(call.query),
        "headers": dict(call.headers),
        **_body_of(call),
        "status": call.status,
        "at": timestamp(call.at.timestamp()),
        "fault": None if call.fault is None else call.fault.to_dict(),
        "code": call.code,
        "reason": call.reason,
    }


def _body_of(call: RecordedRequest) -> dict[str, Any]:
    """Return a body as JSON where it is JSON that can be written again, else as base64."""
    if not call.body:
        return {"body": None}
    try:
        body = json.loads(call.body.decode())
        json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        # In Latin-1 each byte is a character, and comes back as it was.
        body = hide_signatures(call.body.decode("latin-1")).encode("latin-1")
        return {"body": None, "bodyBase64": base64.b64encode(body).decode("ascii")}
    return {"body": body}
