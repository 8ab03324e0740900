"""What the endpoints of the admin API have in common: how they read requests, and refuse them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.exceptions import HTTPException

from ._errors import EmulatorError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

_MAX_JSON_SIZE = 2**20

Value = TypeVar("Value")


async def read(request: Request, max_size: int) -> bytes:
    """Return the body of a request.

    Raises:
        HTTPException: 413, the body is larger than `max_size`.
        ClientDisconnect: The connection ended before it did.
    """
    parts: list[bytes] = []
    size = 0
    # The whole body is read, because a client that is still sending does not read the response.
    async for part in request.stream():
        size += len(part)
        if size <= max_size:
            parts.append(part)
    if size > max_size:
        raise HTTPException(413, f"The body has {size} bytes; {max_size} are allowed.")
    return b"".join(parts)


async def json_of(request: Request, max_size: int = _MAX_JSON_SIZE) -> Any:  # noqa: ANN401 - any JSON
    """Return the JSON of a request.

    Raises:
        HTTPException: The body is not JSON, or is too large.
    """
    body = await read(request, max_size)
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise refusal(f"the body is not JSON: {error}") from error


def whole(name: str, text: str, least: int) -> int:
    """Return a whole number of a query.

    Raises:
        HTTPException: It is not one, or is less than the least.
    """
    if not (text.isascii() and text.isdigit() and least <= int(text[:20]) < 2**53):
        raise refusal(f"{name}: expected a whole number of at least {least}, got {text!r}")
    return int(text)


def checked(make: Callable[[Any], Value], data: object) -> Value:
    """Return what is made of data.

    Raises:
        HTTPException: It cannot be made.
    """
    try:
        return make(data)
    except OverflowError as error:
        raise refusal(f"out of range: {data}") from error
    except (EmulatorError, TypeError, ValueError) as error:
        raise refusal(str(error)) from error


def refusal(reason: str) -> HTTPException:
    """Return the error for a request that cannot be used."""
    return HTTPException(400, reason)
