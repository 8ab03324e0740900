"""Simulate retry budgets in storms of 429, outages and quiet times, and print a table.

    python tests/benchmarks/retry_budget.py

Each row is the same traffic under another budget: calls that start at a constant rate, with the delays and at most
three attempts of the library, in virtual time and with a fixed seed. `sent` is the number of requests for each call
that starts during the fault, `failed` the share of those calls that failed, `after` that of all other calls.
"""
# ruff: noqa: T201 - a script that prints, and chance without secrets

from __future__ import annotations

import heapq
import itertools
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from twilio_memory import RetryBudget
from twilio_memory._core.retry import backoff

if TYPE_CHECKING:
    from collections.abc import Callable

ATTEMPTS = 3
#: The status of a response, from the time in seconds and the requests of that second.
Server = "Callable[[float, int, random.Random], int]"


class Budget(Protocol):
    """A rule about retries."""

    def allow(self, attempt: int, status: int) -> bool:
        """Return whether a call may be sent again after its attempt of that number."""
        ...

    def succeed(self, paid: int) -> None:
        """Record the success of a call that has paid for some retries."""
        ...

    def costs(self, attempt: int, status: int) -> bool:
        """Return whether the retry after an attempt is paid for."""
        ...


@dataclass
class Tokens:
    """A bucket: a retry costs tokens, a success puts some back, and maybe what its call has paid."""

    left: int
    throttled: int = 5
    other: int = 10
    refunds: bool = False

    def __post_init__(self) -> None:
        """Keep the size."""
        self.size = self.left

    def allow(self, attempt: int, status: int) -> bool:  # noqa: ARG002
        cost = self.throttled if status == 429 else self.other
        if self.left < cost:
            return False
        self.left -= cost
        return True

    def costs(self, attempt: int, status: int) -> bool:  # noqa: ARG002
        return True

    def succeed(self, paid: int) -> None:
        self.left = min(self.size, self.left + 1 + (paid * self.other if self.refunds else 0))


class Library:
    """The budget of the library."""

    def __init__(self, retries: int) -> None:
        self.budget = RetryBudget(retries)

    def costs(self, attempt: int, status: int) -> bool:
        return attempt > 1 or status != 429

    def allow(self, attempt: int, status: int) -> bool:
        return not self.costs(attempt, status) or self.budget.acquire()

    def succeed(self, paid: int) -> None:
        self.budget.refund(paid)
        self.budget.release()


BUDGETS: dict[str, Callable[[], Budget]] = {
    "no budget": lambda: Tokens(10**9),
    "100 tokens, 429 costs 5, else 10": lambda: Tokens(100),
    "500 tokens, 5 and 10, refunded": lambda: Tokens(500, refunds=True),
    **{f"RetryBudget({size})": lambda size=size: Library(size) for size in (0, 10, 25, 50, 100)},
}


@dataclass
class Scenario:
    """Calls of one client, and the server."""

    name: str
    rate: float
    """Calls in a second."""
    seconds: int
    server: Callable[[float, int, random.Random], int]
    fault: tuple[float, float]
    """When the server is at fault."""


def limit(most: int) -> Callable[[float, int, random.Random], int]:
    """Return a server that refuses with 429 what exceeds a number of requests in a second."""
    return lambda _at, count, _random: 429 if count > most else 200


def outage(start: float, stop: float) -> Callable[[float, int, random.Random], int]:
    """Return a server that is unavailable for some time."""
    return lambda at, _count, _random: 503 if start <= at < stop else 200


def flaky(share: float) -> Callable[[float, int, random.Random], int]:
    """Return a server of which a share of all responses is a 503."""
    return lambda _at, _count, chance: 503 if chance.random() < share else 200


def first_burst(at: float, _count: int, _random: random.Random) -> int:
    """Refuse all that is sent in the first moment."""
    return 429 if at == 0 else 200


SCENARIOS = [
    Scenario("60 calls at once, each gets one 429", 0, 60, first_burst, (0, 9)),
    Scenario("storm of 429: 50 calls/s, 25 allowed", 50, 120, limit(25), (0, 120)),
    Scenario("outage of 60 s at 50 calls/s", 50, 180, outage(30, 90), (30, 90)),
    Scenario("outage of 60 s at 1 call/s", 1, 180, outage(30, 90), (30, 90)),
    Scenario("blip: 1 s of 503 at 50 calls/s", 50, 60, outage(30, 31), (30, 31)),
    Scenario("one caller, 1 call/s, 5 % 503", 1, 600, flaky(0.05), (0, 600)),
    Scenario("one caller, 1 call/s, 20 % 503", 1, 600, flaky(0.2), (0, 600)),
    Scenario("50 calls/s, 10 % 503", 50, 120, flaky(0.1), (0, 120)),
]


def play(scenario: Scenario, budget: Budget) -> tuple[float, float, float]:
    """Return the requests for each call during the fault, and the shares of failed calls: during it, and after."""
    chance, order = random.Random(7), itertools.count()
    count = int(scenario.rate * scenario.seconds)
    starts = [index / scenario.rate for index in range(count)] if scenario.rate else [0.0] * scenario.seconds
    events = [(at, next(order), at, 1, 0) for at in starts]
    heapq.heapify(events)
    in_second: dict[int, int] = {}
    sent, failed, calls = [0, 0], [0, 0], [0, 0]
    begin, end = scenario.fault
    while events:
        at, _, start, attempt, paid = heapq.heappop(events)
        phase = 0 if begin <= start < end else 1
        in_second[int(at)] = in_second.get(int(at), 0) + 1
        status = scenario.server(at, in_second[int(at)], chance)
        sent[phase] += 1
        calls[phase] += attempt == 1
        if status == 200:
            budget.succeed(paid)
        elif attempt < ATTEMPTS and budget.allow(attempt, status):
            delay = backoff(attempt + 1, chance.random())
            heapq.heappush(
                events, (at + max(delay, 1e-6), next(order), start, attempt + 1, paid + budget.costs(attempt, status))
            )
        else:
            failed[phase] += 1
    return sent[0] / calls[0], failed[0] / calls[0], failed[1] / calls[1] if calls[1] else 0.0


def table() -> str:
    """Write the table."""
    lines = []
    for scenario in SCENARIOS:
        lines += [f"\n{scenario.name}", f"  {'':34}{'sent/call':>10}{'failed':>9}{'after':>9}"]
        for name, budget in BUDGETS.items():
            sent, failed, after = play(scenario, budget())
            lines.append(f"  {name:34}{sent:10.2f}{failed:9.1%}{after:9.1%}")
    return "\n".join(lines).strip()


if __name__ == "__main__":
    print(table())
