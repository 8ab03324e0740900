"""Run the scenarios on two targets and compare the responses.

    make parity                            the emulator against another one: nothing leaves this machine
    TWILIO_MEMORY_PARITY=yes make parity   the emulator against Twilio, with the credentials in the environment

On Twilio a store is created under a random name, nothing outside of it is written, and it is deleted afterwards. The
exit status is 1 if something differs in an operation that docs/fidelity.toml calls faithful, and 2 if the scenarios
could not be run.
"""
# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import argparse
import os
import secrets
import signal
import sys
import tomllib
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from compare import Difference, compare, unexpected
from scenarios import SCENARIOS
from targets import ForbiddenError, emulator_target, twilio_target
from twilio_memory import AuthenticationError, InvalidArgumentError, QuotaExceededError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from targets import Target

FIDELITY = Path(__file__).resolve().parents[2] / "docs" / "fidelity.toml"
CONSENT = "TWILIO_MEMORY_PARITY"
CREDENTIALS = (("TWILIO_API_KEY", "TWILIO_API_SECRET"), ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"))


class StoppedError(Exception):
    """The remaining scenarios cannot be run."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(description="Compare the emulator with Twilio, or with itself.")
    parser.add_argument("--against", choices=["emulator", "twilio"], help="twilio if the environment consents to it")
    consents = os.environ.get(CONSENT) == "yes"
    has_credentials = any(all(os.environ.get(name) for name in pair) for pair in CREDENTIALS)
    against = parser.parse_args(arguments).against or ("twilio" if consents and has_credentials else "emulator")
    if against == "twilio" and not (consents and has_credentials):
        print(f"Twilio was not asked: that takes credentials in the environment, and {CONSENT}=yes, because")
        print("a store is created on the account, and deleted afterwards.")
        return 2
    # Without a handler SIGTERM would end Python before the store is deleted.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    tag = f"parity-{secrets.token_hex(6)}"
    try:
        with ExitStack() as stack:
            first = stack.enter_context(emulator_target(tag, seed=1))
            if against == "twilio":
                second = stack.enter_context(twilio_target(tag, print))
            else:
                second = stack.enter_context(emulator_target(tag, "another emulator", seed=2, operation_seconds=3.0))
            status = report(first, second)
    except (StoppedError, InvalidArgumentError) as stopped:
        print(stopped)
        return 2
    if against == "emulator":
        print("Twilio was not asked: the emulator was compared with another one. To compare it with Twilio, set")
        print(f"credentials and {CONSENT}=yes; a store is then created on the account, and deleted afterwards.")
    return status


def report(first: Target, second: Target) -> int:
    """Run all scenarios on both targets and print the differences; return the exit status."""
    approximate = approximate_operations()
    bad = 0
    for name, differences in differences_by_scenario(first, second):
        surprises = unexpected(differences, approximate)
        bad += len(surprises)
        known = len(differences) - len(surprises)
        print(f"{name}: {len(surprises)} differences" + (f", and {known} in approximate operations" if known else ""))
        for difference in differences:
            print(f"  {'known: ' if difference not in surprises else ''}{difference}")
    print(f"{len(SCENARIOS)} scenarios, {len(second.operations)} operations, {bad} unexpected differences")
    print(f"(left: {first.name}, right: {second.name})")
    return 1 if bad else 0


def differences_by_scenario(first: Target, second: Target) -> Iterator[tuple[str, list[Difference]]]:
    """Run each scenario on both targets; yield its name and the differences."""
    for scenario in SCENARIOS:
        for target in (first, second):
            play(scenario, target)
        yield scenario.__name__.replace("_", " "), compare(first.transcript, second.transcript)


def play(scenario: Callable[[Target], None], target: Target) -> None:
    """Run a scenario on a target; record an exception in the transcript.

    Raises:
        StoppedError: No other scenario can be run.
    """
    target.begin()
    try:
        scenario(target)
    except QuotaExceededError as error:
        raise StoppedError(f"{target.name}: a quota of the account is used up, so this ends here: {error}") from error
    except AuthenticationError as error:
        raise StoppedError(f"{target.name}: {error}") from error
    except ForbiddenError:
        raise
    except Exception as error:
        # An unexpected exception ends this scenario only. The step names the target, so that the same exception on both
        # targets is still a difference.
        target.transcript.notice("(the story)", f"breaks off on {target.name}", type(error).__name__)
        print(f"{target.name}: {scenario.__name__} breaks off: {type(error).__name__}: {error}")
        if not target.store_id:
            raise StoppedError(f"{target.name}: there is no store to continue with") from error


def approximate_operations() -> frozenset[str]:
    """Return the operations that Twilio may perform differently."""
    known = tomllib.loads(FIDELITY.read_text("utf-8"))
    return frozenset(operation for operation, entry in known.items() if entry["kind"] != "faithful")


if __name__ == "__main__":
    sys.exit(main())
