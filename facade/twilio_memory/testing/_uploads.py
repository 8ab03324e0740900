"""The upload endpoint for files of imports: an object store, which is not part of the API or of its description.

A request needs only a pre-signed URL. Like real object stores it refuses a request that also has credentials.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ._messages import ORIGIN, Response
from ._operation_effects import STORES
from ._operations import timestamp
from ._state import Collection

if TYPE_CHECKING:
    from ._messages import Request
    from ._operations import Operations
    from ._state import JsonObject, State

_ORIGIN = "https://imports.memory-emulator.example"
_PATH = "/__emulator__/uploads/"
_SECONDS = 1800


class _Refusal(Exception):  # noqa: N818 - becomes a response
    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status = status
        self.reason = reason


def upload_url(origin: str, collection: Collection, import_id: str, signature: str, at: float) -> str:
    """Return the URL that takes the file of an import. In the process it is on another host, as with Twilio.

    Args:
        origin: The origin of the API.
        collection: The collection of imports.
        import_id: The ID of the import.
        signature: The secret part of the URL.
        at: When the import was opened, in seconds since the epoch.
    """
    host = _ORIGIN if origin == ORIGIN else origin
    return f"{host}{_PATH}{collection.store_id}/{import_id}?{_query(signature, at)}"


def is_upload(request: Request) -> bool:
    """Return whether a request is for this endpoint."""
    return request.path.startswith(_PATH)


def receive(request: Request, state: State, operations: Operations, at: float) -> Response:
    """Return the response to an upload; a valid one stores the file and starts its import."""
    try:
        _receive(request, state, operations, at)
    except _Refusal as refusal:
        return Response(refusal.status, (("Content-Type", "text/plain; charset=utf-8"),), refusal.reason.encode())
    return Response(200, (), b"")


def _receive(request: Request, state: State, operations: Operations, at: float) -> None:
    if any(name.lower() == "authorization" for name, _ in request.headers):
        raise _Refusal(400, "Only one way to authenticate is allowed: the URL is signed, send no Authorization.")
    collection, opened = _find(request, state)
    if at >= opened["signedAt"] + _SECONDS:
        raise _Refusal(403, "The URL has expired.")
    if opened["isUploaded"]:
        raise _Refusal(409, "The file has already been uploaded.")
    size = opened["public"]["fileSize"]
    if len(request.body) != size:
        raise _Refusal(400, f"The file was to have {size} bytes, but has {len(request.body)}.")
    public = {**opened["public"], "updatedAt": timestamp(at)}
    state.update(collection, opened["id"], {**opened, "isUploaded": True, "public": public})
    state.attach(collection, opened["id"], request.body)
    operations.release(opened["operationId"], at)


def _find(request: Request, state: State) -> tuple[Collection, JsonObject]:
    """Return the import that a request is signed for."""
    store_id, _, import_id = request.path.removeprefix(_PATH).partition("/")
    collection = Collection("import", store_id)
    opened = state.get(collection, import_id)
    if request.method == "PUT" and opened is not None and state.get(STORES, store_id) is not None:
        signed = _query(opened["signature"], opened["signedAt"])
        if hmac.compare_digest(signed.encode(), request.query.encode()):
            return collection, opened
    raise _Refusal(403, "The signature does not fit the request.")


def _query(signature: str, at: float) -> str:
    return urlencode({"signedAt": f"{at:.3f}", "expires": _SECONDS, "signature": signature})
