"""The endpoints of the admin API for seeds and accounts."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, cast

from starlette.responses import JSONResponse, Response

from ._admin_requests import checked, json_of, read, refusal
from ._emulator import core_of
from ._seed_files import as_text, load_seed, settled_seed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from ._emulator import Emulator

_MAX_SEED_SIZE = 2**28
_TOML = "application/toml"


def state_endpoints(emulator: Emulator) -> dict[str, dict[str, tuple[Callable[[Request], Awaitable[Response]], str]]]:
    """Return the endpoints, each with its description, by path and method."""
    endpoints = _Endpoints(emulator)
    return {
        "/accounts": {
            "GET": (
                endpoints.accounts,
                "The SIDs of the valid keys by account, without secrets; null if all are valid.",
            ),
            "PUT": (
                endpoints.set_accounts,
                'Replace them: {"accounts": {"acme": {"SKacme": "secret"}}}; null makes all credentials valid.',
            ),
        },
        "/seed": {
            "GET": (endpoints.seed, "All stores as a seed, in JSON; in TOML with ?format=toml."),
            "POST": (endpoints.load, f"Add the stores of a seed: JSON, or TOML with Content-Type {_TOML}."),
        },
    }


class _Endpoints:
    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._core = core_of(emulator)

    async def accounts(self, _: Request) -> Response:
        """Return the SIDs of keys; secrets never leave the emulator."""
        return JSONResponse({"accounts": self._emulator.accounts})

    async def set_accounts(self, request: Request) -> Response:
        """Replace the keys."""
        data = await json_of(request)
        table = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
        if {*table} != {"accounts"}:
            raise refusal('expected {"accounts": keys by account, or null}')
        checked(self._emulator.set_accounts, table["accounts"])
        return await self.accounts(request)

    async def seed(self, request: Request) -> Response:
        """Return what the emulator holds."""
        query = dict(request.query_params)
        form = query.pop("format", "json")
        if query or form not in {"json", "toml"}:
            raise refusal("expected nothing in the query but format=json or format=toml")
        with self._core.lock:
            seed = settled_seed(self._core)
        text = checked(lambda suffix: as_text(seed, suffix), f".{form}")
        return Response(text, media_type="application/json" if form == "json" else _TOML)

    async def load(self, request: Request) -> Response:
        """Add stores."""
        seed: Any
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() == _TOML:
            body = await read(request, _MAX_SEED_SIZE)
            try:
                seed = tomllib.loads(body.decode())
            except (ValueError, RecursionError) as error:
                raise refusal(f"the body is not TOML: {error}") from error
        else:
            seed = await json_of(request, _MAX_SEED_SIZE)
        with self._core.lock:
            found = checked(lambda document: load_seed(self._core, document), seed)
        return JSONResponse({"stores": found}, 201)
