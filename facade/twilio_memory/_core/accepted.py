"""What is known of an accepted write."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from twilio_memory._core.loading import models
from twilio_memory._core.text import escape_control, for_arguments
from twilio_memory._outcome import Outcome
from twilio_memory.errors import InvalidArgumentError, NotFoundError, UnexpectedResponseError
from twilio_memory.ids import validate_path_value
from twilio_memory_api.types import OperationResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twilio_memory._core.endpoint import Call
    from twilio_memory._outcome import Attempt
    from twilio_memory_api.models import Operation, ProfileImport

_TOKEN_VERSION: Final = 1


class AcceptedOperation(NamedTuple):
    """An accepted write and the operation that carries it out."""

    method: str | None
    """The method that was called, e.g. `data_mappings.delete`; None if only the operation's ID is known."""
    operation_name: str | None
    arguments: Mapping[str, str]
    result: OperationResult | None
    """What the operation yields; None if that is not known."""
    body: Mapping[str, Any] = {}
    """The response to the write, in which anything may be malformed: that does not make it a failure."""
    headers: Mapping[str, str] = {}
    attempts: tuple[Attempt, ...] = ()
    retry_after: float | None = None
    completed_by_earlier_attempt: bool = False

    @classmethod
    def from_not_found(cls, call: Call[object], error: NotFoundError) -> AcceptedOperation:
        """Return a deletion that an earlier attempt has completed; raise the error if it does not prove that."""
        record, body = call.record, {"message": deletion_message(call, error)}
        known = record.client_method, record.name, call.arguments, record.result, body
        return cls(*known, attempts=error.attempts, completed_by_earlier_attempt=True)

    @classmethod
    def from_id(
        cls, operation_id: str | None, method: str | None = None, arguments: Mapping[str, str] | None = None
    ) -> AcceptedOperation:
        """Return the write of an operation whose ID was given: whether Twilio has accepted it is not known."""
        headers = {} if operation_id is None else {"operation-id": validate_path_value("operation_id", operation_id)}
        return cls(method, None, arguments or {}, None, headers=headers)

    @property
    def message(self) -> str | None:
        """Twilio's message, unescaped like `status_url`."""
        return _str_or_none(self.body.get("message"))

    @property
    def status_url(self) -> str | None:
        return _str_or_none(self.body.get("statusUrl")) or self.headers.get("location")

    @property
    def operation_id(self) -> str | None:
        """The first valid ID of a header, the body, and the ends of URLs, which themselves are never called."""
        return (
            _valid_id(self.headers.get("operation-id"))
            or _valid_id(self.body.get("operationId"))
            or _valid_id(_end_of_url(self.status_url))
            or _valid_id(_end_of_url(self.headers.get("location")))
        )

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
        write = cls.from_id(operation_id, method, arguments)
        return write._replace(operation_name=name, result=result, completed_by_earlier_attempt=done)

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


def _str_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _valid_id(value: object) -> str | None:
    try:
        return None if value is None else validate_path_value("operation_id", value)
    except InvalidArgumentError:
        return None


def _end_of_url(url: str | None) -> str | None:
    found = re.fullmatch("(?:[!-~]*/)?Operations/([^/?#]+)", url or "")
    return found and found[1]
