"""Test the ranker that knows meanings: how well it finds the right memory, and that it is the same on each run."""

import sys
import tomllib
from pathlib import Path

from twilio_memory.testing import Emulator
from twilio_memory.testing._ranking import score_all
from twilio_memory.testing.semantic import rank_by_meaning

QUESTIONS = tomllib.loads((Path(__file__).parent / "testing" / "recall_questions.toml").read_text("utf-8"))


def places(use):
    """Return the place of the right memory for each question."""
    found = []
    for customer in QUESTIONS["customer"]:
        texts = [memory["text"] for memory in customer["memories"]]
        for index, memory in enumerate(customer["memories"]):
            if memory["use"] == use:
                scores = rank_by_meaning(memory["question"], texts)
                found.append(sorted(range(len(texts)), key=lambda place: -scores[place]).index(index))
    return found


def main():
    for use in ("development", "held-out", "fresh"):
        found = places(use)
        first, three = found.count(0), sum(place < 3 for place in found)
        sys.stdout.write(f"{use}: {len(found)} questions, {first} first, {three} among the first three\n")
        assert first >= len(found) // 2
        assert three >= len(found) * 2 // 3
    for customer in QUESTIONS["customer"]:
        texts = [memory["text"] for memory in customer["memories"]]
        for question in QUESTIONS["irrelevant"]:
            assert max(score_all(rank_by_meaning, question, texts)) < 0.3
        for text in texts:
            assert [score == 1 for score in rank_by_meaning(text, texts)] == [other == text for other in texts]
    with Emulator(ranker=rank_by_meaning) as emulator, emulator.client() as memory:
        store_id = emulator.add_store()
        profile_id = emulator.add_profile(store_id, {"Contact": {"email": "ada@example.com"}})
        emulator.add_communication(store_id, profile_id, "Hello")
        assert memory.profiles.recall(store_id, profile_id, query="luggage").observations == []


if __name__ == "__main__":
    main()
