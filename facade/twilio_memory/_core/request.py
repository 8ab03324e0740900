"""From a generated endpoint module and its arguments to a call.

An endpoint module is used as a typed value: `build_call(delete_data_mapping, store_id, data_mapping_id)` is checked
against the signature and the models that the generator wrote, so a change of the spec shows in the type check.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast
from urllib.parse import quote, urlencode

from twilio_memory._core.arguments import header_value, query_value, require_time_zone
from twilio_memory._core.endpoint import Call
from twilio_memory._core.loading import loading
from twilio_memory._http.types import DefaultHeaders
from twilio_memory.errors import InvalidArgumentError
from twilio_memory.ids import validate_path_value
from twilio_memory_api.types import OperationRecord, RetrySafety, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twilio_memory._core.endpoint import Endpoint, P
    from twilio_memory._http.types import Request

T = TypeVar("T")


def build_call(endpoint: Endpoint[P, T], *args: P.args, **kwargs: P.kwargs) -> Call[T]:
    """Check the arguments of a call, those of the path in its order, and build its request."""
    module: Any = endpoint
    record: OperationRecord = module.RECORD
    arguments: dict[str, str] = {}
    headers: dict[str, str] = {}
    parts: dict[str, Any] = {}
    body, query, path = None, "", record.path
    for (name, pattern), value in zip(record.path_parameters.items(), args, strict=True):
        arguments[name] = text = validate_path_value(name, value, pattern)
        path = path.replace(f"{{{name}}}", text if pattern else quote(text, safe=""))
    if kwargs:
        for name, value in kwargs.items():
            require_time_zone(record, name, value)
            if name in record.query_ids and not isinstance(value, Unset):
                kwargs[name] = validate_path_value(name, value, record.query_ids[name])
        try:
            parts = module._get_kwargs(*arguments.values(), **kwargs)  # noqa: SLF001 - see Endpoint
            content = parts.get("json")
            if content is not None:
                body = json.dumps(content, separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode()
            values = [(name, query_value(name, value)) for name, value in parts.get("params", {}).items()]
            query = urlencode(values, quote_via=quote) if values else ""
        except (AttributeError, TypeError, ValueError, RuntimeError) as error:
            with loading():
                from twilio_memory._core.dict_bodies import read_dicts
                from twilio_memory._core.invalid_values import build_error
            if (read := read_dicts(record, error, kwargs.get("body"))) is not None:
                kwargs["body"] = read
                return build_call(endpoint, *args, **kwargs)
            raise build_error(record, error, kwargs, parts.get("json")) from error
        if content == {} and record.http_method == "PATCH":
            raise InvalidArgumentError(f"{record.client_method}: give at least one field to change")
        for name, value in parts.get("headers", {}).items():
            headers[name.lower()] = header_value(name, value)
    return Call(endpoint, record, path, query, headers, body, arguments, kwargs)


def with_profile_id(call: Call[T], profile_id: str) -> Call[T]:
    arguments = {**call.arguments, "profile_id": profile_id}
    return call._replace(path=build_call(call.endpoint, *arguments.values(), **call.options).path, arguments=arguments)


def add_headers(request: Request[T], headers: Mapping[str, str]) -> Request[T]:
    """Return a request with further headers, which may replace those that all requests share."""
    defaults = request.defaults
    if not headers.keys().isdisjoint(defaults.headers):
        shared = {name: value for name, value in defaults.headers.items() if name not in headers}
        defaults = DefaultHeaders(defaults.origin, shared)
    return request._replace(defaults=defaults, headers={**request.headers, **headers})


_WARM_UP_RECORD: Final = OperationRecord("WarmUp", "warm_up", "CONNECT", "", {}, RetrySafety.SAFE)
WARM_UP: Final = Call(cast("Any", None), _WARM_UP_RECORD, "", max_attempts=1)
"""No request, for the errors of opening a connection."""
