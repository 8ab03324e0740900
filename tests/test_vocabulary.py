"""Banned words stay out of docs, docstrings, comments, messages and test names."""

from __future__ import annotations

import re

import pytest

from tracked import ROOT, text_files

#: Files and folders that are not checked: this list, questions as people ask them, and what is generated or locked.
UNCHECKED = (
    "tests/test_vocabulary.py",
    "tests/testing/recall_questions.toml",
    "tests/testing/recall_unseen.toml",
    "tests/data",
    "tests/conformance/package-lock.json",
    "openapi/package-lock.json",
    "docs/package-lock.json",
    "generated",
    "facade/twilio_memory/testing/spec.json",
    "facade/twilio_memory/testing/stop-words.txt",
    "facade/twilio_memory/testing/related-words.txt",
    "facade/twilio_memory/testing/vocabulary.txt",
)
BANNED = (
    "somebody",
    "nobody",
    "whoever",
    "answer",
    "answers",
    "it is none",
    "is no such",
    "that is none",
    "a look",
    "look at it later",
    "told",
    "tells of",
    "all the same",
    "let go of",
    "said so",
)
SPACE = r"[\s#]+"  # also from one line of a comment to the next
PATTERN = re.compile(rf"\b(?:{'|'.join(BANNED).replace(' ', SPACE)})\b", re.IGNORECASE)


def findings(text):
    """Return the lines and the banned words; in the names of tests, words are separated by underscores."""
    text = re.sub(r"\bdef test_\w+", lambda name: name[0].replace("_", " "), text)
    return [(text.count("\n", 0, found.start()) + 1, found[0]) for found in PATTERN.finditer(text)]


def checked_files():
    for path in text_files():
        name = path.relative_to(ROOT).as_posix()
        if not f"{name}/".startswith(tuple(f"{root}/" for root in UNCHECKED)):
            yield path


def test_text_has_no_banned_words():
    files = list(checked_files())
    assert len(files) > 300
    found = [
        f"{path.relative_to(ROOT)}:{line}: {word}" for path in files for line, word in findings(path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("words", BANNED)
def test_banned_words_are_found(words):
    assert findings(f"First line.\nThen {words.capitalize()}.") == [(2, words.capitalize())]
    assert findings(f"async def test_with_{words.replace(' ', '_')}_here(): ...") == [(1, words)]


def test_banned_words_are_found_across_lines_of_a_comment():
    assert findings("# this is all the\n# same") == [(1, "all the\n# same")]


@pytest.mark.parametrize("text", ["read_answer(told_later)", "answering", "in a lookup", "the same"])
def test_other_words_are_not_found(text):
    assert findings(text) == []
