"""Ranks texts for a query by their words; Twilio's ranking also knows meanings."""

from __future__ import annotations

import functools
import math
import re
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterable, Sequence
from importlib import resources
from typing import TypeAlias, cast

from ._errors import EmulatorError

Ranker: TypeAlias = Callable[[str, Sequence[str]], Sequence[float]]
"""Takes a query and texts, and returns the relevance of each text, 0 to 1, in the order of the texts.

A query that was inferred from a conversation has a line for each communication, oldest first.
"""

_WORD = re.compile(r"[^\W_]+")
_MAX_INEXACT = 0.99
_DIGITS = 4
# How much a related word counts, compared with the same one.
_RELATED = 0.5


def rank_by_words(query: str, texts: Sequence[str]) -> list[float]:
    """Return how relevant texts are to a query: the default ranker.

    A score depends on the query and that text alone. It grows with the part of the query's words that the text has,
    and, less, with the part of the text's words that the query has. Words are compared by their stems, each counts
    once, related words count half, and stop words do not count. Of a query with several lines, the line counts that
    fits best.

    Args:
        query: Any text; nothing in it is syntax.
        texts: The texts to rank.

    Returns:
        The scores in the order of the texts: 1.0 if both have the same words in the same order, 0.0 if no word is
        common, otherwise between.
    """
    lines = [line for line in query.splitlines() if _words(line)]
    stems = _stems([*lines, *texts])
    wanted, held = stems[: len(lines)], stems[len(lines) :]
    same = {tuple(_words(line)) for line in [*lines, query]}
    return [
        1.0
        if (words := tuple(_words(text))) and words in same
        else max((_score(each, has) for each in wanted), default=0.0)
        for text, has in zip(texts, held, strict=True)
    ]


def matching_words(query: str, texts: Sequence[str]) -> list[tuple[list[str], list[str]]]:
    """Return for each text the stems of the query that it has, and those of which it has a related one."""
    wanted, *held = _stems([query, *texts])
    return [
        (
            sorted(wanted & has),
            sorted(stem for stem in wanted - has if not has.isdisjoint(_related_words().get(stem, ()))),
        )
        for has in held
    ]


def score_all(ranker: Ranker, query: str, texts: Sequence[str]) -> list[float]:
    """Return the scores that a ranker gives, at most 1 and at least 0.

    Raises:
        EmulatorError: It does not return a number for each text.
    """
    scores = list(ranker(query, texts))
    if len(scores) != len(texts) or any(map(math.isnan, scores)):
        raise EmulatorError(f"the ranker returned {scores!r} for {len(texts)} texts")
    return [round(min(max(float(score), 0.0), 1.0), _DIGITS) for score in scores]


def _score(wanted: frozenset[str], has: frozenset[str]) -> float:
    common = wanted & has
    related = [stem for stem in wanted - common if not has.isdisjoint(_related_words().get(stem, ()))]
    weight = len(common) + len(related) * _RELATED
    if not weight:
        return 0.0
    # The power keeps a single word that a long question has in common with a text from counting for much.
    return min(math.sqrt(weight / len(wanted)) ** 3 * (1 + weight / max(len(has), weight)) / 2, _MAX_INEXACT)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _stems(texts: Sequence[str]) -> list[frozenset[str]]:
    """Return the stems of the words of each text, by sqlite's tokenizer for full-text search."""
    found: list[set[str]] = [set() for _ in texts]
    connection = _stemmer().connection
    words = (" ".join(word for word in _words(text) if word not in _stop_words()) for text in texts)
    try:
        connection.executemany("INSERT INTO texts (rowid, words) VALUES (?, ?)", enumerate(words))
        rows = cast("Iterable[tuple[str, int]]", connection.execute("SELECT term, doc FROM stems"))
        for stem, index in rows:
            found[index].add(stem)
    finally:
        connection.rollback()
    return [frozenset(stems) for stems in found]


class _Stemmer(threading.local):
    """A database that stems words, one for each thread; it is closed when the thread ends."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", check_same_thread=False)
        self.connection.execute("CREATE VIRTUAL TABLE texts USING fts5(words, tokenize = 'porter unicode61')")
        self.connection.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(texts, instance)")
        self._of_thread = threading.Event()
        weakref.finalize(self._of_thread, self.connection.close)


@functools.cache
def _stemmer() -> _Stemmer:
    return _Stemmer()


@functools.cache
def _stop_words() -> frozenset[str]:
    """Return the words that do not make a text relevant, without apostrophes, which separate words."""
    return frozenset(_read("stop-words.txt").split())


@functools.cache
def _related_words() -> dict[str, frozenset[str]]:
    """Return for each stem of the list of related words the stems that are related to it."""
    # Each line has a word, and those of the words after it in the list that are related to it.
    lines = [line.split() for line in _read("related-words.txt").splitlines()]
    words = list({word for line in lines for word in line})
    stems = {word: stem for word, found in zip(words, _stems(words), strict=True) for stem in found}
    related: dict[str, set[str]] = {}
    for line in lines:
        first, *others = [stems[word] for word in line]
        for other in others:
            related.setdefault(first, set()).add(other)
            related.setdefault(other, set()).add(first)
    return {stem: frozenset(group) for stem, group in related.items()}


def _read(name: str) -> str:
    return resources.files("twilio_memory.testing").joinpath(name).read_text(encoding="utf-8")
