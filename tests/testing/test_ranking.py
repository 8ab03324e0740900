"""How well the default ranker finds the right memory, by questions that were written before it."""

import re
import tomllib
from pathlib import Path

import pytest

from twilio_memory.testing import semantic
from twilio_memory.testing._ranking import rank_by_words

QUESTIONS = tomllib.loads((Path(__file__).parent / "recall_questions.toml").read_text("utf-8"))
UNSEEN = tomllib.loads((Path(__file__).parent / "recall_unseen.toml").read_text("utf-8"))
CUSTOMERS = [
    [memory["text"] for memory in customer["memories"]] for customer in [*QUESTIONS["customer"], *UNSEEN["customer"]]
]


def ranks(rank, use):
    """Return the place of the right memory for each question; None where it has no word in common with it."""
    places = []
    for customer in [*QUESTIONS["customer"], *UNSEEN["customer"]]:
        texts = [memory["text"] for memory in customer["memories"]]
        for index, memory in enumerate(customer["memories"]):
            if memory.get("use", "unseen") == use:
                scores = rank(memory["question"], texts)
                order = sorted(range(len(texts)), key=lambda place: -scores[place])
                places.append(order.index(index) + 1 if scores[index] else None)
    return places


@pytest.mark.parametrize("use", ["development", "held-out"])
def test_ranking_puts_a_fifth_of_paraphrased_memories_among_the_first_three(use):
    places = ranks(rank_by_words, use)
    assert len(places) == 30
    assert sum(place is not None and place <= 3 for place in places) >= 6


@pytest.mark.parametrize(
    ("use", "first", "among_three"),
    [("development", 7, 10), ("held-out", 3, 8), ("fresh", 5, 5), ("unseen", 13, 18)],
)
def test_ranking_finds_as_many_memories_as_documented(use, first, among_three):
    places = ranks(rank_by_words, use)
    assert (places.count(1), sum(place is not None and place <= 3 for place in places)) == (first, among_three)


def test_ranking_puts_related_words_before_unrelated_ones():
    # The word itself is in the text, a word that is related to it, or neither.
    same, related, unrelated = rank_by_words("Which doctor?", ["Saw the doctor.", "Saw the surgeon.", "Saw the moon."])
    assert same > related > unrelated == 0


def test_ranking_scores_irrelevant_questions_below_0_3():
    assert len(QUESTIONS["irrelevant"]) == 10
    for question in [*QUESTIONS["irrelevant"], *UNSEEN["irrelevant"]]:
        for texts in CUSTOMERS:
            assert max(rank_by_words(question, texts)) < 0.3


def test_ranking_is_exact_only_for_the_same_words():
    for texts in CUSTOMERS:
        for text in texts:
            scores = rank_by_words(text.upper(), texts)
            assert [other for other, score in zip(texts, scores, strict=True) if score == 1] == [text]


def test_ranking_of_several_lines_is_that_of_the_best_line():
    texts = ["Has a dog.", "Likes tea."]
    dog, tea = rank_by_words("a dog\nHm.\ntea", texts)
    assert dog == rank_by_words("a dog", texts)[0]
    assert tea == rank_by_words("tea", texts)[1]
    assert rank_by_words("\n", texts) == [0, 0]


def test_ranking_by_meaning_names_the_missing_extra(monkeypatch):
    monkeypatch.setattr(semantic, "_PACKAGES", ("there_is_no_such_package",))
    semantic._model.cache_clear()
    with pytest.raises(ImportError, match=re.escape("twilio-memory[semantic]")):
        semantic.rank_by_meaning("a", ["b"])
