"""Reads many responses with faults by the transport, by h11 and by httpcore, and compares the outcomes.

    make differential
    make differential COUNT=5000

The responses follow from their seeds, 0 to COUNT. Fails at a disagreement that tests/support/differential.py does not
explain, and prints its seed: it goes into tests/data/response_seeds.toml with the mend.
"""
# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import collections
import multiprocessing
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "support"))

from differential import difference
from faulty_responses import generate


def compare(seed: int) -> str | None:
    """Return the class of the disagreement about the response of a seed, if any."""
    return difference(generate(seed))


def main(count: int) -> int:
    """Compare that many responses; return how many disagreements are not explained."""
    with multiprocessing.Pool() as pool:
        found = pool.map(compare, range(count), chunksize=500)
    for kind, number in collections.Counter(found).most_common():
        print(f"{kind or 'agreed':12} {number}")
    seeds = [seed for seed, kind in enumerate(found) if kind == "unexplained"]
    print(*[f"seed {seed}: {generate(seed)}"[:2000] for seed in seeds[:20]], sep="\n")
    return min(len(seeds), 100)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
