"""What an accepted write answers with, and when to look at its operation: decisions without I/O."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from twilio_memory._outcome import Outcome
from twilio_memory._responses import printable, retry_after
from twilio_memory._retry import Repeat
from twilio_memory.errors import (
    InvalidArgumentError,
    NotFoundError,
    ProfileNotFoundError,
    StoreNotFoundError,
    UnexpectedResponseError,
)
from twilio_memory.ids import check_argument
from twilio_memory_api import models

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twilio_memory._endpoints import Call
    from twilio_memory_api.models import Operation, OperationAccepted, ProfilesBulkAccepted

    Started = OperationAccepted | ProfilesBulkAccepted


_VERSION: Final = 1


class Accepted(NamedTuple):
    """What is known of a write that was accepted."""

    call: str
    """The operation's name in the API, e.g. `DeleteDataMapping`."""
    message: str | None
    operation_id: str | None
    status_url: str | None
    retry_after: float | None
    done_earlier: bool = False

    @classmethod
    def read(cls, call: str, body: Started, headers: Mapping[str, str], now: float) -> Accepted:
        """Read the answer to a write. However odd it is, the write stays accepted."""
        given = body.to_dict()
        message, operation_id, url = (_text(given.get(name)) for name in ("message", "operationId", "statusUrl"))
        status_url = url or headers.get("location")
        return cls(
            call=call,
            message=printable(message),
            operation_id=_operation_id(headers.get("operation-id"), operation_id, status_url, headers.get("location")),
            status_url=printable(status_url),
            retry_after=retry_after(headers, now),
        )

    @classmethod
    def earlier(cls, call: Call[object], error: NotFoundError) -> Accepted:
        """Make it for a deletion that an earlier attempt has done; raises the error if it does not say so."""
        return cls(call.operation, done_earlier(call, error), None, None, None, done_earlier=True)

    def to_text(self, origin: str) -> str:
        """Write down what another process needs to follow it on the same origin."""
        facts = {"v": _VERSION, "at": origin, "call": self.call, "id": self.operation_id, "done": self.done_earlier}
        return json.dumps(facts, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str, origin: str) -> Accepted:
        """Read what was written down.

        Raises:
            InvalidArgumentError: It is no such text, or one of another origin.
        """
        try:
            facts = json.loads(text)
            version, at, call, found, done = (facts[name] for name in ("v", "at", "call", "id", "done"))
        except (TypeError, ValueError, KeyError, RecursionError) as error:
            raise InvalidArgumentError("text: is not what a pending operation was written to") from error
        if version != _VERSION or not isinstance(call, str) or not call.isalnum() or not isinstance(done, bool):
            raise InvalidArgumentError("text: is not what a pending operation was written to by this version")
        if at != origin:
            raise InvalidArgumentError(
                f"text: the operation is one of {printable(str(at))}, this client is for {origin}"
            )
        operation_id = None if found is None else check_argument("operation_id", found)
        return cls(call, None, operation_id, None, None, done)

    def known_operation_id(self) -> str:
        """Return the operation's ID.

        Raises:
            UnexpectedResponseError: There is none that can be used.
        """
        if self.operation_id is None:
            raise UnexpectedResponseError(
                f"{self.call} was accepted, but Twilio gave no operation ID that can be used; "
                "read the resource itself to see what became of it",
                operation=self.call,
                outcome=Outcome.ACCEPTED,
            )
        return self.operation_id


def done_earlier(call: Call[object], error: NotFoundError) -> str:
    """Return a message where a 404 only says that an earlier attempt of the same deletion has done its work.

    It does where an attempt before it may have been carried out, and Twilio itself says that this is not there. That
    what it was in is not there says nothing; raises the error then.
    """
    around = StoreNotFoundError if call.operation == "DeleteProfile" else (StoreNotFoundError, ProfileNotFoundError)
    if (
        call.repeat is Repeat.DELETION
        and error.outcome is Outcome.MAYBE_PROCESSED
        and error.code is not None
        and not isinstance(error, around)
    ):
        return f"Done by an earlier attempt, whose answer was lost: {error.message or error.code}"
    raise error


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _operation_id(header: str | None, given: str | None, *urls: str | None) -> str | None:
    """Take the ID from where it is given as such, else from the end of a URL, which itself is never called."""
    found = (re.fullmatch("(?:[!-~]*/)?Operations/([^/?#]+)", url) for url in urls if url)
    for candidate in (header, given, *(match[1] for match in found if match)):
        try:
            return check_argument("operation_id", candidate)
        except InvalidArgumentError:
            continue
    return None


def resource_id(call: str, operation: Operation | None) -> str:
    """Return the ID of the resource that a completed operation made.

    Raises:
        UnexpectedResponseError: It does not say.
    """
    result = operation.result if operation else None
    if not isinstance(result, models.OperationResultResourceId) or not isinstance(result.id, str):
        raise UnexpectedResponseError(
            f"{call} is COMPLETED, but the operation does not name the new resource; list the resources to find it",
            operation=call,
            outcome=Outcome.ACCEPTED,
        )
    return result.id


def resumed(call: str, operation: Operation | None) -> str | None:
    """Return what there is to return of an operation that another process has started."""
    return resource_id(call, operation) if call in {"CreateStore", "CreateDataMapping"} else None


def nothing(_call: str, _operation: Operation | None) -> None:
    """Return what there is to return when nothing was created."""
