"""Tell the stories to two sides and compare what they answer.

    make parity                             the emulator against another one: nothing leaves this machine
    TWILIO_MEMORY_STORIES=yes make parity   the emulator against Twilio, with the credentials in the environment

On Twilio a store is made under a random name, nothing outside of it is written, and it is deleted in the end. The exit
status is 1 if something differs in an operation that docs/fidelity.toml calls faithful, and 2 if the stories could not
be told.
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
from sides import ForbiddenError, emulator_side, twilio_side
from stories import STORIES
from twilio_memory import AuthenticationError, InvalidArgumentError, QuotaExceededError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sides import Side

FIDELITY = Path(__file__).resolve().parents[2] / "docs" / "fidelity.toml"
CONSENT = "TWILIO_MEMORY_STORIES"
CREDENTIALS = (("TWILIO_API_KEY", "TWILIO_API_SECRET"), ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"))


class StoppedError(Exception):
    """The rest cannot be told."""


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return the exit status."""
    parser = argparse.ArgumentParser(description="Compare the emulator with Twilio, or with itself.")
    parser.add_argument("--against", choices=["emulator", "twilio"], help="twilio if the environment consents to it")
    consents = os.environ.get(CONSENT) == "yes"
    has_credentials = any(all(os.environ.get(name) for name in pair) for pair in CREDENTIALS)
    against = parser.parse_args(arguments).against or ("twilio" if consents and has_credentials else "emulator")
    if against == "twilio" and not (consents and has_credentials):
        print(f"Twilio was not asked: that takes credentials in the environment, and {CONSENT}=yes, because")
        print("a store is created on the account, and deleted in the end.")
        return 2
    # Ended from outside, Python would not delete the store.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    tag = f"parity-{secrets.token_hex(6)}"
    try:
        with ExitStack() as stack:
            first = stack.enter_context(emulator_side(tag, seed=1))
            if against == "twilio":
                second = stack.enter_context(twilio_side(tag, print))
            else:
                second = stack.enter_context(emulator_side(tag, "another emulator", seed=2, operation_seconds=3.0))
            status = report(first, second)
    except (StoppedError, InvalidArgumentError) as stopped:
        print(stopped)
        return 2
    if against == "emulator":
        print("Twilio was not asked: the emulator was compared with another one. To compare it with Twilio, set")
        print(f"credentials and {CONSENT}=yes; a store is then created on the account, and deleted in the end.")
    return status


def report(first: Side, second: Side) -> int:
    """Tell all stories to both sides and print what differs; return the exit status."""
    approximate = approximate_operations()
    bad = 0
    for name, differences in differences_by_story(first, second):
        surprises = unexpected(differences, approximate)
        bad += len(surprises)
        known = len(differences) - len(surprises)
        print(f"{name}: {len(surprises)} differences" + (f", and {known} in approximate operations" if known else ""))
        for difference in differences:
            print(f"  {'known: ' if difference not in surprises else ''}{difference}")
    print(f"{len(STORIES)} stories, {len(second.operations)} operations, {bad} unexpected differences")
    print(f"(left: {first.name}, right: {second.name})")
    return 1 if bad else 0


def differences_by_story(first: Side, second: Side) -> Iterator[tuple[str, list[Difference]]]:
    """Tell one story after the other to both sides."""
    for story in STORIES:
        for side in (first, second):
            tell(story, side)
        yield story.__name__.replace("_", " "), compare(first.transcript, second.transcript)


def tell(story: Callable[[Side], None], side: Side) -> None:
    """Tell a story to a side; where it breaks off, its transcript says so.

    Raises:
        StoppedError: No other story can be told, either.
    """
    side.begin()
    try:
        story(side)
    except QuotaExceededError as error:
        raise StoppedError(f"{side.name}: a quota of the account is used up, so this ends here: {error}") from error
    except AuthenticationError as error:
        raise StoppedError(f"{side.name}: {error}") from error
    except ForbiddenError:
        raise
    except Exception as error:
        # Whatever a story does not expect of an API ends this story only.
        # Of which side it is said, so that two stories that break off in the same way are no parity.
        side.transcript.notice("(the story)", f"breaks off on {side.name}", type(error).__name__)
        print(f"{side.name}: {story.__name__} breaks off: {type(error).__name__}: {error}")
        if not side.store_id:
            raise StoppedError(f"{side.name}: there is no store to go on with") from error


def approximate_operations() -> frozenset[str]:
    """Return the operations of which it is known that Twilio may do them in another way."""
    known = tomllib.loads(FIDELITY.read_text("utf-8"))
    return frozenset(operation for operation, entry in known.items() if entry["kind"] != "faithful")


if __name__ == "__main__":
    sys.exit(main())
