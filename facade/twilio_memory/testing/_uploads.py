"""The door for the files of imports. It stands for an object store, which is no part of the API or of its description.

A pre-signed URL is all that it asks for. Like the real ones it refuses a request that brings credentials besides.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ._effects import STORES
from ._messages import ORIGIN, Response
from ._operations import timestamp
from ._state import Place

if TYPE_CHECKING:
    from ._messages import Request
    from ._operations import Operations
    from ._state import JsonObject, State

_ORIGIN = "https://imports.memory-emulator.example"
_PATH = "/__emulator__/uploads/"
_SECONDS = 1800


class _Refusal(Exception):  # noqa: N818 - no error of the emulator but an answer on its way out
    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status = status
        self.reason = reason


def upload_url(origin: str, place: Place, import_id: str, signature: str, at: float) -> str:
    """Return the URL that takes the file of an import. Like Twilio's it is on another host, where there is one.

    Args:
        origin: What URLs of the API begin with.
        place: Where the import lives.
        import_id: The ID of the import.
        signature: What nobody else knows.
        at: When the import was opened, in seconds since the epoch.
    """
    host = _ORIGIN if origin == ORIGIN else origin
    return f"{host}{_PATH}{place.store_id}/{import_id}?{_query(signature, at)}"


def is_upload(request: Request) -> bool:
    """Tell whether a request is for this door, whatever it wants there."""
    return request.path.startswith(_PATH)


def receive(request: Request, state: State, operations: Operations, at: float) -> Response:
    """Answer a request at this door; a good one brings the file and lets its import begin."""
    try:
        _receive(request, state, operations, at)
    except _Refusal as refusal:
        return Response(refusal.status, (("Content-Type", "text/plain; charset=utf-8"),), refusal.reason.encode())
    return Response(200, (), b"")


def _receive(request: Request, state: State, operations: Operations, at: float) -> None:
    if any(name.lower() == "authorization" for name, _ in request.headers):
        raise _Refusal(400, "Only one way to authenticate is allowed: the URL is signed, send no Authorization.")
    place, opened = _find(request, state)
    if at >= opened["signedAt"] + _SECONDS:
        raise _Refusal(403, "The URL has expired.")
    if opened["isUploaded"]:
        raise _Refusal(409, "The file is here already.")
    size = opened["public"]["fileSize"]
    if len(request.body) != size:
        raise _Refusal(400, f"The file was to have {size} bytes, but has {len(request.body)}.")
    public = {**opened["public"], "updatedAt": timestamp(at)}
    state.update(place, opened["id"], {**opened, "isUploaded": True, "public": public})
    state.attach(place, opened["id"], request.body)
    operations.release(opened["operationId"], at)


def _find(request: Request, state: State) -> tuple[Place, JsonObject]:
    """Return the import that a request is signed for."""
    store_id, _, import_id = request.path.removeprefix(_PATH).partition("/")
    place = Place("import", store_id)
    opened = state.get(place, import_id)
    if request.method == "PUT" and opened is not None and state.get(STORES, store_id) is not None:
        signed = _query(opened["signature"], opened["signedAt"])
        if hmac.compare_digest(signed.encode(), request.query.encode()):
            return place, opened
    raise _Refusal(403, "The signature does not fit the request.")


def _query(signature: str, at: float) -> str:
    return urlencode({"signedAt": f"{at:.3f}", "expires": _SECONDS, "signature": signature})
