"""What an accepted write answers with, and when to look at its operation: decisions without I/O."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from twilio_memory._core.loading import models
from twilio_memory._core.responses import about, printable, retry_after
from twilio_memory._outcome import Outcome
from twilio_memory.errors import (
    InvalidArgumentError,
    NotFoundError,
    UnexpectedResponseError,
)
from twilio_memory.ids import check_argument
from twilio_memory_api.types import OperationResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twilio_memory._core.endpoint import Call
    from twilio_memory._outcome import Attempt
    from twilio_memory_api.models import Operation, OperationAccepted, ProfilesBulkAccepted

    Started = OperationAccepted | ProfilesBulkAccepted


_VERSION: Final = 1
SOME_WRITE: Final = "A write"
"""What nothing is known of but the operation's ID."""


class Accepted(NamedTuple):
    """What is known of a write that was accepted."""

    call: str
    """The operation's name in the API, e.g. `DeleteDataMapping`."""
    arguments: Mapping[str, str]
    """What it was about."""
    result: OperationResult | None = None
    """What the operation yields; None where that is not known."""
    message: str | None = None
    operation_id: str | None = None
    status_url: str | None = None
    retry_after: float | None = None
    done_earlier: bool = False
    attempts: tuple[Attempt, ...] = ()

    @classmethod
    def read(
        cls,
        call: Call[object],
        body: Started,
        headers: Mapping[str, str],
        now: float,
        attempts: tuple[Attempt, ...] = (),
    ) -> Accepted:
        """Read the answer to a write. However odd it is, the write stays accepted."""
        given = body.to_dict()
        message, operation_id, url = (_text(given.get(name)) for name in ("message", "operationId", "statusUrl"))
        status_url = url or headers.get("location")
        return cls(
            call=call.record.name,
            arguments=call.arguments,
            result=call.record.result,
            message=printable(message),
            operation_id=_operation_id(headers.get("operation-id"), operation_id, status_url, headers.get("location")),
            status_url=printable(status_url),
            retry_after=retry_after(headers, now),
            attempts=attempts,
        )

    @classmethod
    def earlier(cls, call: Call[object], error: NotFoundError) -> Accepted:
        """Make it for a deletion that an earlier attempt has done; raises the error if it does not say so."""
        message = done_earlier(call, error)
        record = call.record
        return cls(record.name, call.arguments, record.result, message, done_earlier=True, attempts=error.attempts)

    def to_text(self, origin: str) -> str:
        """Write down what another process needs to follow it on the same origin."""
        facts = {
            "v": _VERSION,
            "at": origin,
            "call": self.call,
            "for": self.arguments,
            "id": self.operation_id,
            "done": self.done_earlier,
            "result": self.result and self.result.value,
        }
        return json.dumps(facts, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str, origin: str) -> Accepted:
        """Read what was written down.

        Raises:
            InvalidArgumentError: It is no such text, or one of another origin.
        """
        try:
            facts = json.loads(text)
            version, at, call, about, found, done = (facts[name] for name in ("v", "at", "call", "for", "id", "done"))
            arguments = {printable(name) or "": printable(value) or "" for name, value in about.items()}
            result = facts.get("result")
            result = result and OperationResult(result)
        except (AttributeError, TypeError, ValueError, KeyError, RecursionError) as error:
            raise InvalidArgumentError("text: was not made by to_text()") from error
        known = isinstance(call, str) and (call.isalnum() or call == SOME_WRITE)
        if version != _VERSION or not known or not isinstance(done, bool):
            raise InvalidArgumentError("text: was not made by to_text() of this version")
        if at != origin:
            raise InvalidArgumentError(
                f"text: the operation is one of {printable(str(at))}, this client is for {origin}"
            )
        operation_id = None if found is None else check_argument("operation_id", found)
        return cls(call, arguments, result, operation_id=operation_id, done_earlier=done)

    @classmethod
    def of_operation(cls, operation_id: str) -> Accepted:
        """Make it for a write of which nothing else is known.

        Raises:
            InvalidArgumentError: It is no ID.
        """
        return cls(SOME_WRITE, {}, operation_id=check_argument("operation_id", operation_id))

    def known_operation_id(self) -> str:
        """Return the operation's ID.

        Raises:
            UnexpectedResponseError: There is none that can be used.
        """
        if self.operation_id is None:
            why = "Twilio gave no operation ID that can be used; read the resource itself to see what became of it"
            if self.done_earlier:
                why = "an earlier attempt has done it, so that there is no operation to read"
            raise UnexpectedResponseError(
                f"{self.call} was accepted, but {why}",
                operation=self.call,
                arguments=self.arguments,
                attempts=self.attempts,
                outcome=Outcome.ACCEPTED,
            )
        return self.operation_id

    def result_of(self, operation: Operation | None) -> str | None:
        """Return what the completed operation yields: the ID of a new resource, or None.

        Raises:
            UnexpectedResponseError: It has made a resource and does not name it.
        """
        result = operation.result if operation else None
        if self.result is OperationResult.NOTHING:
            return None
        if isinstance(result, models.OperationResultResourceId) and isinstance(result.id, str):
            return result.id
        if self.result is None:
            return None
        raise UnexpectedResponseError(
            f"{self.call} is COMPLETED, but the operation does not name the new resource; list the resources to "
            "find it",
            operation=self.call,
            arguments=self.arguments,
            operation_id=self.operation_id,
            attempts=self.attempts,
            outcome=Outcome.ACCEPTED,
        )

    def named(self) -> str:
        """Name the write, and what it was about."""
        return f"{self.call}{about(self.arguments)}"


def done_earlier(call: Call[object], error: NotFoundError) -> str:
    """Return a message where a 404 only says that an earlier attempt of the same deletion has done its work.

    It does where an attempt before it may have been carried out, and Twilio itself says that this very thing is not
    there. Any other 404 may come from a gateway, or be about what it was in; raises the error then.
    """
    if error.outcome is Outcome.MAYBE_PROCESSED and error.code in call.record.gone_codes:
        return f"Done by an earlier attempt, whose response was lost: {error.message or error.code}"
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
