"""The faults that a test can inject. Their kinds are in `_fault_kinds`."""

from __future__ import annotations

import difflib
from dataclasses import MISSING, asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar

from ._fault_options import check_integer, check_probability, moment, time_text
from ._spec import load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random
    from typing import Unpack

    from ._fault_options import FaultOptions
    from ._handler_response import HandlerResponse

ANY_OPERATION = "*"


KINDS: dict[str, type[Fault]] = {}
"""The classes of faults by kind; `_fault_kinds` adds them."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A failure that is injected into the next calls of an operation. Make one with the class methods.

    Every class method takes these besides its own:

    Args:
        operation: The operation as the API names it, such as `DeleteDataMapping`, or `*` for any operation.
        times: How many calls it affects, at least 1; None for all.
        skip: How many calls pass before it begins.
        probability: How likely it is for a call to be affected, above 0 and up to 1. The seed of the emulator decides.
        since: The time on the emulator's clock from which it counts, with a zone; None for any.
        until: The time before which it counts, with a zone; None for any.

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
    probability: float = 1.0
    since: str | None = None
    until: str | None = None

    def __init_subclass__(cls) -> None:
        KINDS[cls.kind] = cls

    def __post_init__(self) -> None:
        if type(self) is Fault:
            raise TypeError("make a fault with a class method, such as Fault.hang")
        if not isinstance(self.operation, str):
            raise ValueError(f"operation: expected a name, got {self.operation!r}")  # noqa: TRY004 - like all the others
        self._check_operation()
        check_integer("skip", self.skip, 0)
        if self.times is not None:
            check_integer("times", self.times, 1)
        check_probability(self.probability)
        for name in ("since", "until"):
            object.__setattr__(self, name, time_text(name, getattr(self, name)))

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
        return _make("error_response", operation, options, status=status, code=code, retry_after=retry_after)

    @staticmethod
    def lost_response(operation: str, **options: Unpack[FaultOptions]) -> Fault:
        """Carry out the request, then close the connection without a response."""
        return _make("lost_response", operation, options)

    @staticmethod
    def refused_connection(operation: str, **options: Unpack[FaultOptions]) -> Fault:
        """Refuse the connection, and do nothing.

        Only in the process of the emulator: its server has read whose operation it is, so it resets the connection.
        """
        return _make("refused_connection", operation, options)

    @staticmethod
    def hang(operation: str, **options: Unpack[FaultOptions]) -> Fault:
        """Accept the request, do nothing, and never respond: only the client's own timeout ends the call."""
        return _make("hang", operation, options)

    @staticmethod
    def reset(operation: str, **options: Unpack[FaultOptions]) -> Fault:
        """Accept the request, do nothing, and reset the connection."""
        return _make("reset", operation, options)

    @staticmethod
    def truncated_body(operation: str, **options: Unpack[FaultOptions]) -> Fault:
        """Carry out the request, respond, and close the connection in the middle of the body."""
        return _make("truncated_body", operation, options)

    @staticmethod
    def slow_body(operation: str, seconds: float, **options: Unpack[FaultOptions]) -> Fault:
        """Carry out the request, and send the body in ten parts, which take more than 0 `seconds` together."""
        return _make("slow_body", operation, options, seconds=seconds)

    @staticmethod
    def delay(operation: str, seconds: float | Sequence[float], **options: Unpack[FaultOptions]) -> Fault:
        """Carry out the request, and wait before the first byte of the response.

        `seconds`, more than 0, may be a distribution: two or more in ascending order, e.g. the lowest, the median and
        the highest; each call gets a number between two neighbours, each pair of which is equally likely.
        """
        return _make("delay", operation, options, seconds=seconds)

    @staticmethod
    def rate_limit(operation: str, per_second: float, *, burst: int = 1, **options: Unpack[FaultOptions]) -> Fault:
        """Refuse calls above a rate with 429, and with the seconds to wait in `Retry-After`.

        The emulator's clock gives `per_second` tokens, more than 0, of which at most `burst` are kept; each call takes
        one. It is for all calls that come, unless there are `times`, the number of refusals.
        """
        return _make("rate_limit", operation, options, per_second=per_second, burst=burst)

    @staticmethod
    def failed_operation(operation: str, code: int, **options: Unpack[FaultOptions]) -> Fault:
        """Accept the request, and let the operation that it starts fail when it ends, with a `code` of Twilio.

        It is for one operation that starts work, such as `DeleteDataMapping`, and not for `*`.
        """
        return _make("failed_operation", operation, options, code=code)

    @staticmethod
    def stale_lookup(operation: str, **options: Unpack[FaultOptions]) -> Fault:
        """Let `CreateProfilesLookup`, the only operation that it is for, still find profiles that were deleted."""
        return _make("stale_lookup", operation, options)

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
            if (value is not None or name == "times") and (name, value) not in {("skip", 0), ("probability", 1.0)}
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

    def matches(self, operation_id: str, now: float) -> bool:
        """Return whether it is meant for calls of an operation at a time."""
        if self.operation not in {ANY_OPERATION, operation_id}:
            return False
        return (self.since is None or now >= moment(self.since)) and (self.until is None or now < moment(self.until))

    @property
    def is_certain(self) -> bool:
        """Whether each call of its operation gets it."""
        return self.probability == 1 and self.since is None and self.until is None

    def drawn(self, random: Random) -> Fault:  # noqa: ARG002 - of those that have a distribution
        """Return what one call gets."""
        return self

    def refusal(self, bucket: dict[str, float], now: float) -> Fault | None:  # noqa: ARG002 - of those that count calls
        """Return what a call gets; None if it passes."""
        return self

    def response(self) -> HandlerResponse | None:
        """Return the response to a request that is not carried out; None if there is no response."""
        return None

    def _check_operation(self) -> None:
        operations = load().operations
        if self.operation not in operations and self.operation != ANY_OPERATION:
            near = difflib.get_close_matches(self.operation, operations, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"operation: the API has no {self.operation!r}{hint}")


def _make(kind: str, operation: str, options: FaultOptions, **own: Any) -> Fault:  # noqa: ANN401 - the kind's arguments
    made: Any = KINDS[kind]
    fault: Fault = made(operation=operation, **own, **options)
    return fault
