"""What can be made to go wrong: the faults that a test orders, and the queue in which they wait."""

from __future__ import annotations

import difflib
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from ._errors import Problem
from ._handlers import Answer
from ._spec import load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from ._spec import Operation

Kind: TypeAlias = Literal["answer", "lost_answer", "hang", "reset", "cut_body", "slow_body", "failed_operation"]
_ANY = "*"
_NO_WORK: frozenset[Kind] = frozenset({"answer", "hang", "reset"})
_MOST_SECONDS = 10**8
_AT_THE_DOOR: frozenset[Kind] = frozenset({"lost_answer", "hang", "reset", "cut_body", "slow_body"})
_LIMITS: Mapping[str, tuple[int, float]] = {
    "times": (1, float("inf")),
    "status": (400, 599),
    "code": (100, 999_999),
    "retry_after": (0, float("inf")),
}
# Twilio's general codes; what has none comes from something in front of the API, and speaks HTML.
_GENERAL_CODES: Mapping[int, int] = {
    400: 400,
    401: 20003,
    403: 403,
    404: 20404,
    409: 20409,
    412: 20412,
    429: 20429,
    500: 20500,
    503: 20503,
}
# What Twilio says with a status unless something else is given.
_RETRY_AFTER: Mapping[int, int] = {429: 1}
_NEEDED: Mapping[Kind, str] = {"answer": "status", "slow_body": "seconds", "failed_operation": "code"}
_ALLOWED: Mapping[Kind, frozenset[str]] = {
    "answer": frozenset({"status", "code", "retry_after"}),
    "slow_body": frozenset({"seconds"}),
    "failed_operation": frozenset({"code"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong with the next calls of an operation. Make one with the class methods.

    Every class method takes these besides its own:

    Args:
        operation: The operation as the API names it, such as `DeleteDataMapping`, or `*` for any operation.
        times: How many calls it affects, at least 1; None for all that come.
        skip: How many calls pass before it begins.

    Raises:
        ValueError: An argument is out of its range, or the API has no such operation.
    """

    operation: str
    kind: Kind
    times: int | None = 1
    skip: int = 0
    status: int | None = None
    code: int | None = None
    retry_after: int | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.operation, str):
            raise ValueError(f"operation: expected a name, got {self.operation!r}")  # noqa: TRY004 - like all the others
        if self.kind not in get_args(Kind):
            raise ValueError(f"kind: expected one of {', '.join(get_args(Kind))}, got {self.kind!r}")
        self._check_operation()
        needed, allowed = _NEEDED.get(self.kind), _ALLOWED.get(self.kind, frozenset())
        for name in ("status", "code", "retry_after", "seconds"):
            given = getattr(self, name) is not None
            if given and name not in allowed:
                raise ValueError(f"{name}: {self.kind} has none")
            if name == needed and not given:
                raise ValueError(f"{name}: {self.kind} needs it")
        _check_integer("skip", self.skip, 0)
        for name, (least, most) in _LIMITS.items():
            if getattr(self, name) is not None:
                _check_integer(name, getattr(self, name), least, most)
        if self.seconds is not None and (
            isinstance(self.seconds, bool)
            or not isinstance(self.seconds, int | float)
            or not 0 < self.seconds <= _MOST_SECONDS
        ):
            raise ValueError(f"seconds: expected more than 0, {_MOST_SECONDS} at most, got {self.seconds!r}")

    @classmethod
    def answer(
        cls,
        operation: str,
        status: int,
        *,
        code: int | None = None,
        retry_after: int | None = None,
        times: int | None = 1,
        skip: int = 0,
    ) -> Self:
        """Answer with a failure, and do nothing.

        A status that the API has comes with Twilio's error body. Any other comes from something in front of the API,
        as HTML, unless there is a `code`.

        Args:
            operation: See the class.
            status: 400 to 599.
            code: Twilio's code in the body, 100 to 999999; if not given, the general one for the status.
            retry_after: The header `Retry-After`, in seconds; 1 with the status 429, which Twilio always sends it with.
            times: See the class.
            skip: See the class.
        """
        return cls(
            operation=operation,
            kind="answer",
            status=status,
            code=code,
            retry_after=retry_after,
            times=times,
            skip=skip,
        )

    @classmethod
    def lost_answer(cls, operation: str, *, times: int | None = 1, skip: int = 0) -> Self:
        """Do what is asked for, then end the connection without an answer."""
        return cls(operation=operation, kind="lost_answer", times=times, skip=skip)

    @classmethod
    def hang(cls, operation: str, *, times: int | None = 1, skip: int = 0) -> Self:
        """Take the request, do nothing, and never answer: what ends it is the client's own time limit."""
        return cls(operation=operation, kind="hang", times=times, skip=skip)

    @classmethod
    def reset(cls, operation: str, *, times: int | None = 1, skip: int = 0) -> Self:
        """Take the request, do nothing, and reset the connection."""
        return cls(operation=operation, kind="reset", times=times, skip=skip)

    @classmethod
    def cut_body(cls, operation: str, *, times: int | None = 1, skip: int = 0) -> Self:
        """Do what is asked for, answer, and end the connection in the middle of the body."""
        return cls(operation=operation, kind="cut_body", times=times, skip=skip)

    @classmethod
    def slow_body(cls, operation: str, seconds: float, *, times: int | None = 1, skip: int = 0) -> Self:
        """Do what is asked for, answer, and let the body take its time.

        Args:
            operation: See the class.
            seconds: How long the body takes, in ten parts; more than 0.
            times: See the class.
            skip: See the class.
        """
        return cls(operation=operation, kind="slow_body", seconds=seconds, times=times, skip=skip)

    @classmethod
    def failed_operation(cls, operation: str, code: int, *, times: int | None = 1, skip: int = 0) -> Self:
        """Accept the request, and let the work that it starts fail when its time has come.

        Args:
            operation: What starts the work, such as `DeleteDataMapping`; not `*`.
            code: Twilio's code in the operation's `error`, 100 to 999999.
            times: See the class.
            skip: See the class.
        """
        return cls(operation=operation, kind="failed_operation", code=code, times=times, skip=skip)

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Self:
        """Return the fault that `to_dict` has written, or that somebody has written by hand.

        Raises:
            ValueError: It is none.
        """
        known = {field.name for field in fields(cls)}
        if unknown := given.keys() - known:
            raise ValueError(f"a fault has no {min(unknown)!r}; it has {', '.join(sorted(known))}")
        if missing := {"operation", "kind"} - given.keys():
            raise ValueError(f"a fault needs {min(missing)!r}")
        return cls(**given)

    def to_dict(self) -> dict[str, Any]:
        """Return the fault as JSON has it, without what it does not have."""
        return {
            name: value
            for name, value in asdict(self).items()
            if (value is not None or name == "times") and (name, value) != ("skip", 0)
        }

    @property
    def does_work(self) -> bool:
        """Whether what is asked for is done."""
        return self.kind not in _NO_WORK

    @property
    def is_delivered(self) -> bool:
        """Whether it is the door that carries it out, by how it delivers the answer."""
        return self.kind in _AT_THE_DOOR

    def _check_operation(self) -> None:
        operations = load().operations
        if self.operation == _ANY and self.kind != "failed_operation":
            return
        if self.operation == _ANY:
            raise ValueError("operation: failed_operation is for one operation, not for any that comes")
        if self.operation not in operations:
            near = difflib.get_close_matches(self.operation, operations, n=1)
            raise ValueError(
                f"operation: the API has no {self.operation!r}" + (f"; did you mean {near[0]!r}?" if near else "")
            )
        if self.kind == "failed_operation" and not operations[self.operation].starts_work:
            raise ValueError(f"operation: {self.operation} starts no operation that could fail")


class Faults:
    """The faults that are to come, in the order in which they were added.

    Of those for an operation the first counts until it is used up; then the next one does.
    """

    def __init__(self) -> None:
        self._pending: list[tuple[Fault, bool]] = []  # and whether it has been met
        self._before = self._pending

    @property
    def pending(self) -> tuple[Fault, ...]:
        """What is still to come, each with the calls that are left to it."""
        return tuple(fault for fault, _ in self._pending)

    @property
    def unmet(self) -> tuple[Fault, ...]:
        """Those of them that tests wait for in vain: all but what has affected a call and has no end."""
        return tuple(fault for fault, met in self._pending if fault.times is not None or not met)

    def add(self, fault: Fault) -> None:
        """Order a fault."""
        self._pending.append((fault, False))

    def clear(self) -> None:
        """Call off what is to come."""
        self._pending.clear()

    def meet(self, operation: Operation) -> Fault | None:
        """Tell what is to go wrong with a call, and count it."""
        self._before = self._pending.copy()
        for index, (fault, _) in enumerate(self._pending):
            if fault.operation not in {_ANY, operation.id}:
                continue
            if fault.skip:
                self._pending[index] = (replace(fault, skip=fault.skip - 1), False)
                return None
            if fault.times == 1:
                del self._pending[index]
            else:
                left = None if fault.times is None else fault.times - 1
                self._pending[index] = (replace(fault, times=left), True)
            return fault
        return None

    def unmeet(self) -> None:
        """Take the last call for one with which nothing was to go wrong."""
        self._pending = self._before


def answer_of(fault: Fault) -> Answer | None:
    """Return what a call gets for which nothing is done; None if that is nothing."""
    if fault.status is None:
        return None
    retry_after = _RETRY_AFTER.get(fault.status) if fault.retry_after is None else fault.retry_after
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    code = fault.code or _GENERAL_CODES.get(fault.status)
    if code is not None:
        return Answer(fault.status, Problem(code).body(fault.status), headers)
    return Answer(fault.status, {}, headers, html=f"<html><body><h1>{fault.status}</h1></body></html>")


def _check_integer(name: str, value: object, least: int, most: float = float("inf")) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        span = f"{least} to {most}" if most < float("inf") else f"at least {least}"
        raise ValueError(f"{name}: expected an integer, {span}, got {value!r}")
