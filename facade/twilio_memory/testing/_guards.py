"""Which requests the server refuses: by their host, their origin, and the admin token."""

from __future__ import annotations

import hmac
import re
import secrets
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from ._server_options import ServerOptions

_HOST = re.compile(r"(?P<name>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:(?P<port>[0-9]{1,5}))?")
_ORIGIN = re.compile("^https?://[^/]*")
_OWN_SITES = {"same-origin", "none"}
_UNAUTHORIZED = (
    "This needs the admin token, with which the server was started or which it has printed: in the header "
    "'Authorization: Bearer TOKEN', or for the page once in its address, as /?token=TOKEN."
)


def host_of(scope: Scope) -> str:
    """Return the header `Host`; the address of the server without one."""
    for name, value in scope["headers"]:
        if name == b"host":
            return str(value.decode("latin-1"))
    address, port = scope["server"]  # HTTP/1.0 needs no Host.
    return f"{address}:{port}"


def own_origins(scope: Scope, allowed: Iterable[str]) -> set[str]:
    """Return the origins of the server's own page: by its host with http, and with https if that is allowed."""
    host = host_of(scope).lower()
    return {f"http://{host}", *({f"https://{host}"} & {*allowed})}


class HostGuard:
    """Refuses requests of other origins from a browser, including by DNS rebinding."""

    def __init__(self, app: ASGIApp, options: ServerOptions) -> None:
        self._app = app
        self._options = options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope)
        await (self._app if refusal is None else refusal)(_in_origin_form(scope), receive, send)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        host = host_of(scope)
        named = _HOST.fullmatch(host)
        if named is None or not self._options.accepts_host(named["name"].strip("[]").lower()):
            return JSONResponse(
                {"message": "This server responds to loopback addresses, localhost, and the names of --allow-host."},
                421,
            )
        own = f"http://{host}".lower()
        headers = [(name, value.decode("latin-1").lower()) for name, value in scope["headers"]]
        origins = [value for name, value in headers if name == b"origin"]
        is_allowed = len(origins) == 1 and origins[0] in self._options.allow_origins
        is_elsewhere = any(origin != own for origin in origins) or any(
            name == b"sec-fetch-site" and value not in _OWN_SITES for name, value in headers
        )
        if is_elsewhere and not is_allowed:
            return JSONResponse(
                {"message": "This server responds to no other origins than those of --allow-origin."}, 403
            )
        return None


class TokenGuard:
    """Lets requests with the admin token pass, and those of a browser that has opened the page with it."""

    def __init__(self, token: str, allow_origins: Iterable[str] = ()) -> None:
        self._token = token
        self._allow_origins = tuple(allow_origins)
        self._session = secrets.token_urlsafe(32)
        """The value of the cookie: not the token, because other servers of the same host get the cookie, too."""

    def protect(self, app: ASGIApp) -> ASGIApp:
        """Return an application that refuses requests without the token."""

        async def protected(scope: Scope, receive: Receive, send: Send) -> None:
            request = Request(scope)
            if scope["path"] == "/" and "token" in request.query_params:
                await self._sign_in(request)(scope, receive, send)
            elif self._has_token(request) or self._has_session(request):
                await app(scope, receive, send)
            else:
                await _refused()(scope, receive, send)

        return protected

    def _sign_in(self, request: Request) -> Response:
        if not _equal(request.query_params["token"], self._token):
            return _refused()
        response = RedirectResponse("/", 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
        response.set_cookie(_cookie_name(request), self._session, httponly=True, samesite="strict")
        return response

    def _has_token(self, request: Request) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and _equal(token.strip(), self._token)

    def _has_session(self, request: Request) -> bool:
        """Return whether the page itself sends the cookie; a page of another port is of the same site."""
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        own = {None, *own_origins(request.scope, self._allow_origins)}
        if site not in _OWN_SITES if site is not None else origin not in own:
            return False
        return _equal(request.cookies.get(_cookie_name(request), ""), self._session)


def _refused() -> Response:
    headers = {"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"}
    return JSONResponse({"message": _UNAUTHORIZED}, 401, headers)


def _equal(text: str, secret: str) -> bool:
    return hmac.compare_digest(text.encode(), secret.encode())


def _cookie_name(request: Request) -> str:
    """Return a name for each port: cookies are those of all ports of a host."""
    named = _HOST.fullmatch(host_of(request.scope))
    return f"twilio_memory_{(named and named['port']) or 80}"


def _in_origin_form(scope: Scope) -> Scope:
    """Remove the origin from the target of a request that a client sends as to a proxy."""
    if scope["path"].startswith("/"):
        return scope
    path, raw_path = (_ORIGIN.sub("", text, 1) for text in (scope["path"], scope["raw_path"].decode("latin-1")))
    return {**scope, "path": path, "raw_path": raw_path.encode("latin-1")}
