"""A response of the API, and its body as JSON."""

from __future__ import annotations

import contextlib
import functools
import json
from typing import TYPE_CHECKING, Any, Final, cast

from twilio_memory._core.text import escape_control
from twilio_memory._http.types import Response
from twilio_memory_api.types import Fresh

if TYPE_CHECKING:
    from collections.abc import Callable

_FAST_JSON_THRESHOLD: Final = 4096  # Loading msgspec costs more than it saves on smaller bodies.
REQUEST_ID: Final = "twilio-request-id"


class RawResponse(Response):
    """A response of the API. Its repr shows neither headers nor content."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} with status {self.status_code}>"

    def json(self) -> dict[str, Any]:
        """Return the JSON object that the body is.

        Raises:
            ValueError: It is anything else.
        """
        value = parse_json(self.content)
        if not isinstance(value, dict):
            raise ValueError("the body is not a JSON object")  # noqa: TRY004 - bad data, not a wrong argument
        found = cast("dict[str, Any]", value)
        if len(self.content) >= _FAST_JSON_THRESHOLD:  # Items are released as soon as they are converted: see `Fresh`.
            for name, items in cast("dict[str, list[object]]", found).items():
                if type(items) is list and items and isinstance(items[0], dict):
                    found[name] = Fresh(items)
        return found

    @property
    def is_foreign_page(self) -> bool:
        """Whether something in front of Twilio seems to have sent it: text that is no JSON, and no header of Twilio."""
        if "operation-id" in self.headers or REQUEST_ID in self.headers:
            return False
        start = self.content.lstrip()[:1]
        is_json = start in {b"{", b"["} or "json" in self.headers.get("content-type", "")
        return start == b"<" or (start != b"" and not is_json)

    def error_attributes(self) -> dict[str, Any]:
        return {"status": self.status_code, "headers": dict(self.headers), "request_id": self.request_id}

    @property
    def request_id(self) -> str | None:
        value = self.headers.get(REQUEST_ID)
        return value if value is None else escape_control(value)


def parse_json(content: bytes) -> Any:  # noqa: ANN401 - JSON
    """Decode JSON; a large body with msgspec, if it is installed, in half the time. Anything else is a ValueError."""
    if len(content) >= _FAST_JSON_THRESHOLD:
        # msgspec is stricter than json; input accepted by both decodes identically.
        with contextlib.suppress(Exception):  # It may not be possible to load it now.
            if decode := _fast_decoder():
                return decode(content)
    try:
        if content.startswith(b'{"'):  # Not another encoding than UTF-8, and no white space to skip.
            text = content.decode("utf-8", "surrogatepass")
            value, end = _DECODER.raw_decode(text)
            if end == len(text):
                return value
        # As `json.loads` does it, which makes a new decoder for each call with `parse_constant`.
        return _DECODER.decode(content.decode(json.detect_encoding(content), "surrogatepass"))
    except RecursionError:
        raise ValueError("the body is nested too deeply") from None


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse_constant)


@functools.cache
def _fast_decoder() -> Callable[[bytes], Any] | None:
    try:
        import msgspec  # an extra
    except ImportError:
        return None
    return msgspec.json.Decoder().decode
