"""Sequences of calls on one client, compared with a model of retries, delays and the retry budget."""

from __future__ import annotations

import itertools
from email.utils import formatdate

import attrs
import httpx
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from scripted import MAPPING, OPERATION, STORE, Script, accepted, error, operation
from twilio_memory import MemoryClient, Outcome, TwilioMemoryError
from twilio_memory.testing import FakeClock

pytestmark = pytest.mark.contract(9, 10, 11, 12, 15, 16, 17)

READ, DELETION, NEVER = "read", "repeatable deletion", "never"
CALLS = {
    READ: lambda memory: memory.operations.fetch(OPERATION),
    DELETION: lambda memory: memory.data_mappings.delete(STORE, MAPPING),
    NEVER: lambda memory: memory.stores.delete(STORE),
}
GOOD = {READ: operation("RUNNING"), DELETION: accepted(), NEVER: accepted()}
NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
AMBIGUOUS = (httpx.ReadTimeout, httpx.ReadError, httpx.WriteError, httpx.WriteTimeout, httpx.RemoteProtocolError)
TOTAL = 90
MOST_TOKENS = 500
PAUSES = (None, None, None, None, "0", "7", "60", "61", "9" * 400, "-1", "1.5", "soon", "", "\u0663", 0, 12, 3600)


@attrs.frozen
class Step:
    """One attempt: what the server does, and when."""

    result: int | type[httpx.TransportError]
    """A status, 200 for success; or an exception of the transport."""
    seconds: float
    """How long the attempt takes."""
    pause: str | int | None
    """`Retry-After`: text, or a number of seconds that becomes an HTTP date."""
    chance: float
    """The jitter of the delay before the next attempt."""

    @property
    def is_ambiguous(self):
        """Whether the outcome of the request is unknown."""
        return self.result in AMBIGUOUS or self.result in {408, 500, 501, 502, 503, 504, 520}

    def wanted(self, now):
        """Return the seconds of `Retry-After`, or None without a valid one."""
        if isinstance(self.result, type) or self.pause is None:
            return None
        if isinstance(self.pause, int):
            return max(0.0, int(now + self.pause) - now)  # An HTTP date has no fractions of a second.
        return float(self.pause) if self.pause.isdecimal() and self.pause.isascii() else None


STEPS = st.builds(
    Step,
    result=st.one_of(
        st.sampled_from([200, 200, 200, 404, 404, 408, 429, 429, 500, 501, 502, 503, 504, 520]),
        st.sampled_from(NOTHING_SENT),
        st.sampled_from(AMBIGUOUS),
    ),
    seconds=st.sampled_from([0, 0, 0, 0.25, 1, 30, 60, 89, 95]),
    pause=st.sampled_from(PAUSES),
    chance=st.integers(0, 63).map(lambda number: number / 64),  # sums of these are exact
)


@attrs.define
class Model:
    """The promises about retries as a model."""

    tokens: int = MOST_TOKENS

    def play(self, kind, steps, most, now):
        """Return the delays between the attempts, and the outcome of the call; None for success."""
        waits, elapsed, worst, before = [], 0.0, Outcome.NOT_SENT, self.tokens
        for made, step in enumerate(steps, 1):
            elapsed += step.seconds
            if step.result == 200:
                self.tokens = min(MOST_TOKENS, before + 1)  # What the call has paid, and one more.
                return waits, None
            if step.result == 404 and kind == DELETION and worst is Outcome.MAYBE_PROCESSED:
                return waits, None
            if step.is_ambiguous:
                worst = Outcome.MAYBE_PROCESSED
            elif isinstance(step.result, int) and worst is Outcome.NOT_SENT:
                worst = Outcome.NOT_PROCESSED
            wait = self.wait(kind, step, made=made, most=most, left=TOTAL - elapsed, now=now + elapsed)
            if wait is None:
                return waits, worst
            waits.append(wait)
            elapsed += wait
        raise AssertionError("there are as many steps as attempts")

    def wait(self, kind, step, *, made, most, left, now):
        """Return the delay before another attempt; None if no attempt follows."""
        surely_not = step.result == 429 or step.result in NOTHING_SENT
        worth_it = step.is_ambiguous and step.result not in {501, 520} and kind != NEVER
        if made == most or not (surely_not or worth_it):
            return None
        wait = step.wanted(now)
        if wait is None:
            wait = min(8, 0.5 * 2 ** (made + 1)) * step.chance
        elif wait > 60:
            return None
        cost = 0 if step.result == 429 and made == 1 else 10
        if wait >= left or self.tokens < cost:
            return None
        self.tokens -= cost
        return wait


class Dice(FakeClock):
    """A clock with a known random number."""

    thrown = 0.0

    def random(self):
        return self.thrown


class Calls(RuleBasedStateMachine):
    """A client on a scripted server and a fake clock."""

    def __init__(self):
        super().__init__()
        self.model = Model()
        self.clock = Dice()
        self.script = Script()
        transport = httpx.Client(transport=httpx.MockTransport(self.script))
        self.memory = MemoryClient("SK", "x", http_client=transport, clock=self.clock)

    def respond_as(self, kind, step):
        """Return the function that the script calls for a step."""

        def respond(_request):
            self.clock.advance(step.seconds)
            self.clock.thrown = step.chance
            if isinstance(step.result, type):
                raise step.result("as scripted")
            if step.result == 200:
                return GOOD[kind]
            pause = step.pause
            if isinstance(pause, int):
                pause = formatdate(self.clock.time() + pause, usegmt=True)
            headers = {} if pause is None else {"Retry-After": pause.encode()}
            return error(step.result, 520048 if step.result == 404 else None, headers=headers)

        return respond

    @rule(
        kind=st.sampled_from([READ, DELETION, NEVER]),
        steps=st.lists(STEPS, min_size=5, max_size=5) | st.builds(itertools.repeat, STEPS, st.just(5)).map(list),
        most=st.sampled_from([1, 3, 3, 3, 5]),
    )
    def call(self, kind, steps, most):
        """Make a call and compare it with the model."""
        waits, outcome = self.model.play(kind, steps, most, self.clock.time())
        self.script.steps = [self.respond_as(kind, step) for step in steps]
        sent, slept, started = len(self.script.requests), len(self.clock.sleeps), self.clock.monotonic()
        ended = None
        try:
            CALLS[kind](self.memory.with_options(max_attempts=most))
        except TwilioMemoryError as error:
            ended = error
        count = len(self.script.requests) - sent
        assert self.clock.sleeps[slept:] == pytest.approx(waits, abs=1e-6)
        assert count == len(waits) + 1 <= most
        assert (ended and ended.outcome) == outcome
        if ended is not None:
            assert [attempt.delay for attempt in ended.attempts] == pytest.approx([0, *waits], abs=1e-6)
        # Independent of the model.
        assert self.clock.monotonic() - started <= TOTAL + steps[count - 1].seconds
        assert kind != NEVER or not any(step.is_ambiguous for step in steps[: count - 1])
        assert all(0 <= wait <= 60 for wait in self.clock.sleeps[slept:])

    @rule(seconds=st.sampled_from([0.0, 1.0, 60.0, 1e6]))
    def let_time_pass(self, seconds):
        """Advance the clock; the budget grows by successes only."""
        self.clock.advance(seconds)

    @invariant()
    def the_budget_is_that_of_the_model(self):
        """Compare the tokens that are left."""
        assert len(self.memory._executor.options.retry_budget._tokens) == self.model.tokens
        assert 0 <= self.model.tokens <= MOST_TOKENS


TestCalls = Calls.TestCase
TestCalls.settings = settings(derandomize=True, database=None, deadline=None, max_examples=100, stateful_step_count=25)
