"""Ranks texts for a query: by words, with sqlite's full-text search. Twilio's ranking is another and knows meanings."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_DIGITS = 4


def rank(query: str, texts: Sequence[str]) -> dict[int, float]:
    """Return which texts have a word of a query, and their scores.

    The forms of English words count as one word. What is weighed is the given texts alone, so that what other profiles
    remember moves no score.

    Args:
        query: Any text; nothing in it is syntax.
        texts: What to rank.

    Returns:
        The scores by index, in its order. The best is 1.0, all are above 0; texts without a word of it have none.
    """
    words = dict.fromkeys(_WORD.findall(query.lower()))
    if not words:
        return {}
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE texts USING fts5(text, tokenize = 'porter unicode61')")
        connection.executemany("INSERT INTO texts (rowid, text) VALUES (?, ?)", enumerate(texts))
        found = connection.execute(
            "SELECT rowid, -bm25(texts) FROM texts WHERE texts MATCH ? ORDER BY rowid",
            (" OR ".join(f'"{word}"' for word in words),),
        ).fetchall()
    best = max((weight for _, weight in found), default=1.0)
    # Rounded, because versions of sqlite differ in the last digits. What is found at all stays above zero.
    return {index: max(round(weight / best, _DIGITS), 10**-_DIGITS) for index, weight in found}
