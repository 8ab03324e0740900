"""IDs that look like Twilio's and are the same on every run."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._database import Database

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [high + low for high in _ALPHABET for low in _ALPHABET]
# So many bits each of the 13 pairs of digits leaves to its right.
_SHIFTS = range(120, -1, -10)
_RANDOM_BITS = 74
_UNORDERED_BITS = 54


class Ids:
    """Draws IDs from a seed, the time, and how many were drawn before.

    The counts live in the database, so that an emulator that continues a file draws new ones. Those of
    requests have a count of their own: a read does not change the IDs of later resources.
    """

    def __init__(self, seed: int, database: Database) -> None:
        self._seed = seed
        self._database = database

    def type_id(self, prefix: str, at: float) -> str:
        """Return a new Twilio type ID, as `type_id_of` makes them."""
        return type_id_of(prefix, at, f"{self._seed}:{self._database.increment('drawn')}")

    def request_id(self) -> str:
        """Return a new value for the header `Twilio-Request-Id`."""
        count = self._database.increment("asked")
        return f"RQ{_number(f'{self._seed}:request:{count}'):032x}"


def type_id_of(prefix: str, at: float, source: str, *, order: int | None = None) -> str:
    """Return the Twilio type ID that a text stands for.

    Args:
        prefix: The kind of thing, such as `mem_store`.
        at: The time in the ID, in seconds since the epoch.
        source: Another text gives another ID.
        order: IDs of the same time sort by it; less than 2**20. Documents that are inserted in the order of their IDs
            go to the end of each index, which makes many of them three times faster.

    Returns:
        The prefix, and a UUID of version 7 in 26 digits of Crockford's base 32.
    """
    random = _number(source) % (1 << _RANDOM_BITS)
    if order is not None:
        random = (order << _UNORDERED_BITS) | (random % (1 << _UNORDERED_BITS))
    high, low = random >> 62, random % (1 << 62)
    number = (round(at * 1000) << 80) | (7 << 76) | (high << 64) | (2 << 62) | low
    return f"{prefix}_{''.join([_PAIRS[(number >> shift) & 1023] for shift in _SHIFTS])}"


def _number(source: str) -> int:
    return int.from_bytes(hashlib.blake2b(source.encode(), digest_size=16).digest())
