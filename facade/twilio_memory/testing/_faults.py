"""The faults that a test can inject: one class for each kind."""

from __future__ import annotations

import difflib
from dataclasses import MISSING, asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar

from ._errors import GENERAL_CODES, APIProblem
from ._fault_options import check_code, check_integer
from ._handler_response import HandlerResponse
from ._spec import load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from ._fault_options import FaultOptions

ANY_OPERATION = "*"
_MAX_SECONDS = 10**8
# The Retry-After that Twilio sends with a status.
_RETRY_AFTER: Mapping[int, int] = {429: 1}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A failure that is injected into the next calls of an operation. Make one with the class methods.

    Every class method takes these besides its own:

    Args:
        operation: The operation as the API names it, such as `DeleteDataMapping`, or `*` for any operation.
        times: How many calls it affects, at least 1; None for all.
        skip: How many calls pass before it begins.

    Raises:
        ValueError: An argument is out of its range, or the API has no such operation.
    """

    kind: ClassVar[str]
    """The name of the kind in JSON, which is also the name of the class method."""
    runs_handler: ClassVar[bool] = True
    """Whether the request is carried out."""
    is_transport_fault: ClassVar[bool] = True
    """Whether the transport applies it, by the way in which it delivers the response."""

    operation: str
    times: int | None = 1
    skip: int = 0

    def __post_init__(self) -> None:
        if type(self) is Fault:
            raise TypeError("make a fault with a class method, such as Fault.hang")
        if not isinstance(self.operation, str):
            raise ValueError(f"operation: expected a name, got {self.operation!r}")  # noqa: TRY004 - like all the others
        self._check_operation()
        check_integer("skip", self.skip, 0)
        if self.times is not None:
            check_integer("times", self.times, 1)

    @staticmethod
    def error_response(
        operation: str,
        status: int,
        *,
        code: int | None = None,
        retry_after: int | None = None,
        **options: Unpack[FaultOptions],
    ) -> Fault:
        """Respond with an error, and do nothing.

        A `status` (400 to 599) that the API has comes with Twilio's error body. Any other comes from something in front
        of the API, as HTML, unless there is a `code` (100 to 999999; by default the general one for the status).
        `retry_after` is the header `Retry-After` in seconds, by default 1 with the status 429, as from Twilio.
        """
        return ErrorResponse(operation=operation, status=status, code=code, retry_after=retry_after, **options)

    @staticmethod
    def lost_response(operation: str, **options: Unpack[FaultOptions]) -> Fault:
        """Carry out the request, then close the connection without a response."""
        return LostResponse(operation=operation, **options)

    @staticmethod
    def hang(operation: str, **options: Unpack[FaultOptions]) -> Fault:
        """Accept the request, do nothing, and never respond: only the client's own timeout ends the call."""
        return Hang(operation=operation, **options)

    @staticmethod
    def reset(operation: str, **options: Unpack[FaultOptions]) -> Fault:
        """Accept the request, do nothing, and reset the connection."""
        return Reset(operation=operation, **options)

    @staticmethod
    def truncated_body(operation: str, **options: Unpack[FaultOptions]) -> Fault:
        """Carry out the request, respond, and close the connection in the middle of the body."""
        return TruncatedBody(operation=operation, **options)

    @staticmethod
    def slow_body(operation: str, seconds: float, **options: Unpack[FaultOptions]) -> Fault:
        """Carry out the request, and send the body in ten parts, which take more than 0 `seconds` together."""
        return SlowBody(operation=operation, seconds=seconds, **options)

    @staticmethod
    def failed_operation(operation: str, code: int, **options: Unpack[FaultOptions]) -> Fault:
        """Accept the request, and let the operation that it starts fail when it ends, with a `code` of Twilio.

        It is for one operation that starts work, such as `DeleteDataMapping`, and not for `*`.
        """
        return FailedOperation(operation=operation, code=code, **options)

    @staticmethod
    def stale_lookup(operation: str, **options: Unpack[FaultOptions]) -> Fault:
        """Let `CreateProfilesLookup`, the only operation that it is for, still find profiles that were deleted."""
        return StaleLookup(operation=operation, **options)

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> Fault:
        """Return the fault that `to_dict` has written, or that was written by hand.

        Raises:
            ValueError: The data do not describe a fault.
        """
        known = {"kind", *(field.name for fault_class in KINDS.values() for field in fields(fault_class))}
        if unknown := data.keys() - known:
            raise ValueError(f"unknown field {min(unknown)!r}; a fault has {', '.join(sorted(known))}")
        if missing := {"operation", "kind"} - data.keys():
            raise ValueError(f"a fault needs {min(missing)!r}")
        kind = data["kind"]
        if not isinstance(kind, str) or kind not in KINDS:
            raise ValueError(f"kind: expected one of {', '.join(KINDS)}, got {kind!r}")
        arguments = {name: value for name, value in data.items() if name != "kind"}
        for field in fields(KINDS[kind]):
            if field.default is MISSING and arguments.get(field.name) is None:
                raise ValueError(f"{field.name}: {kind} needs it")
        own = {field.name for field in fields(KINDS[kind])}
        for name in arguments.keys() - own:
            if arguments.pop(name) is not None:
                raise ValueError(f"{name}: {kind} has none")
        return KINDS[kind](**arguments)

    def to_dict(self) -> dict[str, Any]:
        """Return the fault as JSON has it, without properties that have no value."""
        values = {
            name: value
            for name, value in asdict(self).items()
            if (value is not None or name == "times") and (name, value) != ("skip", 0)
        }
        return {"operation": self.operation, "kind": self.kind, **values}

    @property
    def summary(self) -> str:
        """The operation and what happens to it, in one line."""
        return f"{self.operation} {self.kind}"

    @property
    def failure_code(self) -> int | None:
        """The code with which the operation fails that the request starts, or None."""
        return None

    def matches(self, operation_id: str) -> bool:
        """Return whether it is meant for calls of an operation."""
        return self.operation in {ANY_OPERATION, operation_id}

    def response(self) -> HandlerResponse | None:
        """Return the response to a request that is not carried out; None if there is no response."""
        return None

    def _check_operation(self) -> None:
        operations = load().operations
        if self.operation not in operations and self.operation != ANY_OPERATION:
            near = difflib.get_close_matches(self.operation, operations, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"operation: the API has no {self.operation!r}{hint}")


@dataclass(frozen=True, kw_only=True)
class ErrorResponse(Fault):
    """An error in place of the response."""

    kind = "error_response"
    runs_handler = False
    is_transport_fault = False

    status: int
    code: int | None = None
    retry_after: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_integer("status", self.status, 400, 599)
        if self.code is not None:
            check_code(self.code)
        if self.retry_after is not None:
            check_integer("retry_after", self.retry_after, 0)

    @property
    def summary(self) -> str:
        """The operation and the status."""
        return f"{super().summary} {self.status}"

    def response(self) -> HandlerResponse:
        """Return the error."""
        retry_after = _RETRY_AFTER.get(self.status) if self.retry_after is None else self.retry_after
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        code = self.code or GENERAL_CODES.get(self.status)
        if code is not None:
            return HandlerResponse(self.status, APIProblem(code).body(self.status), headers)
        return HandlerResponse(self.status, {}, headers, html=f"<html><body><h1>{self.status}</h1></body></html>")


class LostResponse(Fault):
    """The connection ends without a response."""

    kind = "lost_response"


class Hang(Fault):
    """There is no response, and the connection stays open."""

    kind = "hang"
    runs_handler = False


class Reset(Fault):
    """The connection is reset."""

    kind = "reset"
    runs_handler = False


class TruncatedBody(Fault):
    """The connection ends in the middle of the body."""

    kind = "truncated_body"


@dataclass(frozen=True, kw_only=True)
class SlowBody(Fault):
    """The body comes in parts."""

    kind = "slow_body"

    seconds: float

    def __post_init__(self) -> None:
        super().__post_init__()
        is_number = isinstance(self.seconds, int | float) and not isinstance(self.seconds, bool)
        if not is_number or not 0 < self.seconds <= _MAX_SECONDS:
            raise ValueError(f"seconds: expected more than 0, {_MAX_SECONDS} at most, got {self.seconds!r}")


@dataclass(frozen=True, kw_only=True)
class FailedOperation(Fault):
    """The request is accepted, and its operation fails."""

    kind = "failed_operation"
    is_transport_fault = False

    code: int

    def __post_init__(self) -> None:
        super().__post_init__()
        check_code(self.code)

    @property
    def failure_code(self) -> int:
        """The code in the operation's error."""
        return self.code

    def _check_operation(self) -> None:
        super()._check_operation()
        if self.operation == ANY_OPERATION:
            raise ValueError("operation: failed_operation is for one operation, not for any that comes")
        if not load().operations[self.operation].starts_work:
            raise ValueError(f"operation: {self.operation} starts no operation that could fail")


class StaleLookup(Fault):
    """Deleted profiles are still found."""

    kind = "stale_lookup"
    is_transport_fault = False

    def _check_operation(self) -> None:
        if self.operation != "CreateProfilesLookup":
            raise ValueError(f"operation: stale_lookup is for CreateProfilesLookup, not for {self.operation!r}")


KINDS: Mapping[str, type[Fault]] = {
    fault_class.kind: fault_class
    for fault_class in (ErrorResponse, LostResponse, Hang, Reset, TruncatedBody, SlowBody, FailedOperation, StaleLookup)
}
"""The classes of faults by kind."""
