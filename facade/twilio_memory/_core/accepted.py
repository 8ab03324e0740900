"""What is known of an accepted write."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from twilio_memory._core.loading import models
from twilio_memory._core.responses import retry_after
from twilio_memory._core.text import escape_control, for_arguments
from twilio_memory._outcome import Outcome
from twilio_memory.errors import InvalidArgumentError, NotFoundError, UnexpectedResponseError
from twilio_memory.ids import validate_path_value
from twilio_memory_api.types import OperationResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twilio_memory._core.clock import Clock
    from twilio_memory._core.endpoint import Call
    from twilio_memory._outcome import APIResponse, Attempt
    from twilio_memory_api.models import (
        Operation,
        OperationAccepted,
        ProfileImport,
        ProfileImportCreated,
        ProfilesBulkAccepted,
    )

    Started = OperationAccepted | ProfilesBulkAccepted

_TOKEN_VERSION: Final = 1


class AcceptedOperation(NamedTuple):
    """An accepted write and the operation that carries it out."""

    method: str | None
    """The method that was called, e.g. `data_mappings.delete`; None if only the operation's ID is known."""
    operation_name: str | None
    arguments: Mapping[str, str]
    result: OperationResult | None = None
    """What the operation yields; None if that is not known."""
    message: str | None = None
    """Unescaped, like `status_url`."""
    operation_id: str | None = None
    status_url: str | None = None
    retry_after: float | None = None
    completed_by_earlier_attempt: bool = False
    attempts: tuple[Attempt, ...] = ()
    response: APIResponse | None = None

    @classmethod
    def of(cls, call: Call[object], **known: Any) -> AcceptedOperation:  # noqa: ANN401 - the fields
        """Return the write of a call, with what is known besides."""
        record = call.record
        return cls(record.client_method, record.name, call.arguments, record.result, **known)

    @classmethod
    def from_response(
        cls,
        call: Call[object],
        body: Started,
        headers: Mapping[str, str],
        clock: Clock,
        response: APIResponse | None = None,
    ) -> AcceptedOperation:
        """Read the response to a write. A malformed one does not turn the accepted write into a failure."""
        message, status_url = body.message, body.status_url
        status_url = status_url if isinstance(status_url, str) and status_url else headers.get("location")
        record = call.record
        return cls(
            record.client_method,
            record.name,
            call.arguments,
            record.result,
            message=message if isinstance(message, str) else None,
            operation_id=find_operation_id(headers, body, status_url),
            status_url=status_url,
            retry_after=retry_after(headers, clock) if "retry-after" in headers else None,
            attempts=response.attempts if response else (),
            response=response,
        )

    @classmethod
    def from_not_found(cls, call: Call[object], error: NotFoundError) -> AcceptedOperation:
        """Return a deletion that an earlier attempt has completed; raise the error if it does not prove that."""
        message = deletion_message(call, error)
        return cls.of(call, message=message, completed_by_earlier_attempt=True, attempts=error.attempts)

    @property
    def is_known(self) -> bool:
        """Whether Twilio has accepted the write, and not only an ID was given."""
        return self.operation_name is not None

    def to_token(self, origin: str) -> str:
        """Return what another process needs to resume the operation on the same origin."""
        values = {
            "v": _TOKEN_VERSION,
            "at": origin,
            "method": self.method,
            "call": self.operation_name,
            "for": self.arguments,
            "id": self.operation_id,
            "done": self.completed_by_earlier_attempt,
            "result": self.result and self.result.value,
        }
        return json.dumps(values, separators=(",", ":"))

    @classmethod
    def from_token(cls, token: str, origin: str) -> AcceptedOperation:
        """Read a token; refuse one of another origin."""
        try:
            values = json.loads(token)
            names = ("v", "at", "method", "call", "for", "id", "done", "result")
            version, token_origin, method, name, arguments, operation_id, done, result = (values[key] for key in names)
            arguments = {escape_control(str(key)): escape_control(value) or "" for key, value in arguments.items()}
            result = result and OperationResult(result)
            is_valid = (method, name) == (None, None) or (
                re.fullmatch(r"[a-z_]+\.[a-z_]+", method) and re.fullmatch("[A-Za-z0-9]+", name)
            )
        except (AttributeError, TypeError, ValueError, KeyError, RecursionError) as error:
            raise InvalidArgumentError(
                "token: was not made by to_token(); give an operation's ID as operation_id="
            ) from error
        if version != _TOKEN_VERSION or not is_valid or not isinstance(done, bool):
            raise InvalidArgumentError("token: was not made by to_token() of this version")
        if token_origin != origin:
            raise InvalidArgumentError(
                f"token: the operation belongs to {escape_control(str(token_origin))}, this client is for {origin}"
            )
        if operation_id is not None:
            operation_id = validate_path_value("operation_id", operation_id)
        return cls(method, name, arguments, result, operation_id=operation_id, completed_by_earlier_attempt=done)

    def require_operation_id(self) -> str:
        """Return the operation's ID; raise an error if the response had no valid one."""
        if self.operation_id is None:
            reason = "Twilio gave no operation ID that can be used; read the resource itself to see what became of it"
            if self.completed_by_earlier_attempt:
                reason = "an earlier attempt has done it, so that there is no operation to read"
            text = f"{self.method or 'A write'} was accepted, but {reason}"
            raise UnexpectedResponseError(text, **self.error_attributes())
        return self.operation_id

    def result_of(self, operation: Operation | None) -> str | None:
        """Return the ID of the new resource that the completed operation has created, or None."""
        found = operation.result if operation and self.result is not OperationResult.NOTHING else None
        if isinstance(found, models.OperationResultResourceId) and isinstance(found.id, str):
            return found.id
        if self.result is not OperationResult.RESOURCE_ID:
            return None
        raise UnexpectedResponseError(
            f"{self.method} is COMPLETED, but the operation does not name the new resource; list the resources to "
            "find it",
            **self.error_attributes(),
        )

    def describe(self) -> str:
        return f"{self.method or 'A write'}{for_arguments(self.arguments)}"

    def error_attributes(self, last_state: Operation | ProfileImport | None = None) -> dict[str, Any]:
        """Return the attributes that every error of the operation has, and its state, if one was read."""
        is_accepted = last_state or self.is_known
        return {
            "method": self.method,
            "operation_name": self.operation_name,
            "arguments": self.arguments,
            "operation_id": self.operation_id,
            "outcome": Outcome.ACCEPTED if is_accepted else Outcome.MAYBE_PROCESSED,
            "attempts": self.attempts,
            **({"last_state": last_state} if last_state else {}),
        }


def deletion_message(call: Call[object], error: NotFoundError) -> str:
    """Return a message if a 404 shows that an earlier attempt of the same deletion has succeeded; else raise the error.

    It does if an attempt before has an unknown outcome, and the code is about the deleted thing itself. Any other 404
    may come from a gateway, or be about the store.
    """
    if error.outcome is Outcome.MAYBE_PROCESSED and error.code in call.record.gone_codes:
        return f"Done by an earlier attempt, whose response was lost: {error.message or error.code}"
    raise error


def find_operation_id(
    headers: Mapping[str, str], body: Started | ProfileImportCreated, status_url: str | None
) -> str | None:
    """Return the first valid ID of a header, the body, and the ends of URLs, which themselves are never called."""
    return (
        _valid_id(headers.get("operation-id"))
        or _valid_id(body.additional_properties.get("operationId") or getattr(body, "operation_id", None))
        or _valid_id(_end_of_url(status_url))
        or _valid_id(_end_of_url(headers.get("location")))
    )


def _valid_id(value: object) -> str | None:
    try:
        return None if value is None else validate_path_value("operation_id", value)
    except InvalidArgumentError:
        return None


def _end_of_url(url: str | None) -> str | None:
    found = re.fullmatch("(?:[!-~]*/)?Operations/([^/?#]+)", url or "")
    return found and found[1]
